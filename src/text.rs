//! Texts from templates: PromQL, the application's settings. Never YAML: a text becomes one scalar of a typed object.
//!
//! A template and the values that it takes are one type, so that neither can be given to the other's. Every value is
//! formatted before it gets here: a template has no arithmetic and decides nothing but whether a line is there.

use crate::units::Rate;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use std::sync::LazyLock;

/// The values of a template, and the template.
pub trait Template: Serialize {
    /// Its file under `templates/`, for messages.
    const NAME: &'static str;
    /// Its text.
    const TEXT: &'static str;

    /// Itself, compiled at its first use.
    fn compiled() -> &'static Compiled;
}

/// A template that is ready to be rendered.
pub type Compiled = minijinja::Template<'static, 'static>;

/// Joins values to their template by its file under `templates/`.
macro_rules! template {
    ($values:ty, $file:literal) => {
        impl $crate::text::Template for $values {
            const NAME: &'static str = $file;
            const TEXT: &'static str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $file));

            fn compiled() -> &'static $crate::text::Compiled {
                static COMPILED: std::sync::LazyLock<$crate::text::Compiled> =
                    std::sync::LazyLock::new($crate::text::compile::<$values>);
                &COMPILED
            }
        }
    };
}
pub(crate) use template;

/// Without filters, tests and functions: no template needs one, and registering them is most of the cost of an
/// environment.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
});

/// Compiles a template; a run uses some templates often and others never.
pub(crate) fn compile<T: Template>() -> Compiled {
    ENVIRONMENT.template_from_named_str(T::NAME, T::TEXT).expect("the tests compile every template")
}

/// Renders a template.
#[must_use]
pub fn render<T: Template>(values: &T) -> String {
    let text = T::compiled().render(Value::from(Serde(values))).expect("its type has every value that it names");
    text.trim().to_owned()
}

/// A text in double quotes, as PromQL and TOML both read it back.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "it never does")]
pub fn quoted(text: &str) -> String {
    // JSON leaves DEL as it is, which TOML forbids.
    serde_json::to_string(text).expect("every text is a JSON string").replace('\u{7f}', "\\u007f")
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Requests a second as a bare decimal, `50` or `0.5`.
#[must_use]
pub fn rps(rate: Rate) -> String {
    rate.to_string().trim_end_matches("rps").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Greeting {
        name: &'static str,
        rest: Option<&'static str>,
    }

    impl Template for Greeting {
        const NAME: &'static str = "greeting";
        const TEXT: &'static str = "\nhello {{ name }}{% if rest %}, {{ rest }}{% endif %}\n";

        fn compiled() -> &'static Compiled {
            static COMPILED: LazyLock<Compiled> = LazyLock::new(compile::<Greeting>);
            &COMPILED
        }
    }

    #[test]
    fn renders_and_trims() {
        let text = render(&Greeting { name: "<a> & \"b\"", rest: None });
        assert_eq!(text, "hello <a> & \"b\"", "nothing is escaped, and nothing is said of what is absent");
    }

    #[test]
    fn a_quote_cannot_end_a_text() {
        assert_eq!(quoted("a\"} or vector(1) #\u{7f}\n"), r#""a\"} or vector(1) #\u007f\n""#);
    }

    #[test]
    fn writes_bytes_in_hexadecimal() {
        assert_eq!(hex(&[0, 15, 160, 255]), "000fa0ff");
    }

    #[test]
    fn every_file_under_templates_compiles() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut folders = vec![root];
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}")) {
                let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
                let compiled = ENVIRONMENT.template_from_str(&text).map(|_| ());
                assert!(compiled.is_ok(), "{}: {:?}", path.display(), compiled.err());
                count += 1;
            }
        }
        assert!(count > 0);
    }
}
