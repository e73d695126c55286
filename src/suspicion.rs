//! What looks like a secret value. A name and a value must both speak for it: `MAX_TOKENS=4096` is none.

/// Beginnings that a provider gives its keys, so that they are found in repositories.
const ISSUED: [&str; 8] = ["AKIA", "ghp_", "github_pat_", "glpat-", "hf_", "sk-", "xoxb-", "-----BEGIN"];
/// The shortest of those keys has 20 characters.
const SHORTEST: usize = 20;
/// Words of a name that says "secret".
const WORDS: [&str; 9] =
    ["password", "passwd", "passphrase", "secret", "token", "credential", "credentials", "apikey", "pwd"];
/// Words that make a key a secret one.
const KINDS: [&str; 4] = ["api", "access", "private", "secret"];
/// Last words of a name that says where a secret is, and not what.
const PLACES: [&str; 7] = ["file", "path", "dir", "name", "url", "id", "ttl"];

/// What kind of secret a setting holds, if it looks like one.
pub(crate) fn of(name: &str, value: &str) -> Option<&'static str> {
    if has_credentials(value) {
        Some("an address with a password")
    } else if is_issued(value) || (is_secret_name(name) && is_value(value)) {
        Some("a secret value")
    } else {
        None
    }
}

/// The same of arguments, in which a name and its value are one (`--api-key=…`) or two: which of them, and of what kind.
pub(crate) fn of_arguments(args: &[String]) -> impl Iterator<Item = (usize, &'static str)> {
    let before = std::iter::once("").chain(args.iter().map(String::as_str));
    args.iter().zip(before).enumerate().filter_map(|(index, (argument, before))| {
        let (name, value) = match argument.split_once('=') {
            Some(both) => both,
            None if argument.starts_with("--") || before.contains('=') => (argument.as_str(), ""),
            None => (before, argument.as_str()),
        };
        let flag = name.starts_with('-');
        let why = of("", argument).or_else(|| of(if flag { name } else { "" }, value))?;
        Some((index, why))
    })
}

pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let place = words.last().is_some_and(|last| PLACES.contains(last));
    let secret_key = words.windows(2).any(|pair| KINDS.contains(&pair[0]) && pair[1] == "key");
    !place && (secret_key || words.iter().any(|word| WORDS.contains(word)))
}

/// Whether a text can be a secret: not a switch, a number, or a reference to a variable.
fn is_value(value: &str) -> bool {
    let switch = ["", "true", "false", "none", "null"].contains(&value);
    !switch && !is_reference(value) && value.parse::<f64>().is_err()
}

fn is_reference(value: &str) -> bool {
    value.starts_with("$(") && value.ends_with(')')
}

fn is_issued(value: &str) -> bool {
    value.len() >= SHORTEST && ISSUED.iter().any(|start| value.starts_with(start))
}

/// `scheme://user:password@host`.
fn has_credentials(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let password = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
    password.is_some_and(|(_, password)| !password.is_empty() && !is_reference(password))
}

#[cfg(test)]
mod tests {
    use super::{of, of_arguments};

    #[test]
    fn tells_secrets_from_settings() {
        for (name, value) in [
            ("app.env.DB_PASSWORD", "hunter2"),
            ("app.env.HF_TOKEN", "abc"),
            ("app.env.OPENAI_API_KEY", "abc"),
            ("app.env.MODEL", "hf_abcdefghijklmnopqrstuvw"),
            ("app.env.MONGO", "mongodb://app:hunter2@db:27017/x"),
        ] {
            assert!(of(name, value).is_some(), "{name}={value}");
        }
        for (name, value) in [
            ("app.env.MAX_TOKENS", "4096"),
            ("app.env.TOKENIZERS_PARALLELISM", "false"),
            ("app.env.TOKEN_LIMIT", "4096"),
            ("app.env.HF_TOKEN_PATH", "/run/token"),
            ("app.env.API_KEY", "$(UPSTREAM_KEY)"),
            ("app.env.MONGO", "mongodb://app:$(MONGO_PASSWORD)@db/x"),
            ("app.env.URL", "http://example.com:80/a@b"),
            ("app.env.KEYBOARD", "qwerty"),
        ] {
            assert!(of(name, value).is_none(), "{name}={value}");
        }
    }

    #[test]
    fn reads_arguments_in_one_piece_and_in_two() {
        let of = |args: &[&str]| {
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            of_arguments(&args).next().is_some()
        };
        assert!(of(&["serve", "--api-key=abc"]));
        assert!(of(&["--api-key", "abc"]));
        assert!(of(&["mongodb://app:hunter2@db"]));
        assert!(!of(&["--api-key", "$(API_KEY)"]));
        assert!(!of(&["--use-token", "--max-tokens", "4096"]));
        assert!(!of(&["--model", "token", "secret"]));
    }
}
