//! `image-malformed`: the name of the image is none, and nothing can be pulled by it.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;

pub(super) static CHECK: Check = Check {
    name: "image-malformed",
    code: "INF325",
    severity: Severity::Error,
    summary: "a repository, a tag or a digest that no image can have",
    doc: include_str!("../../docs/checks/image-malformed.md"),
    stage: Stage::Stack(run),
};

/// Characters of a repository without its registry (`RepositoryNameTotalLengthMax` of distribution/reference).
const LONGEST_REPOSITORY: usize = 255;
/// Characters of a tag (the same, regexp.go).
const LONGEST_TAG: usize = 128;
const REFUSED: &str = "the kubelet refuses it: InvalidImageName";

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let image = &cx.profile().image;
    if let Some(repository) = &image.repository {
        look_at_repository(repository, found);
    }
    if let Some(tag) = &image.tag {
        look_at_tag(tag, found);
    }
    if let Some(digest) = &image.digest {
        look_at_digest(digest, found);
    }
    Verdict::Checked
}

fn look_at_repository(repository: &Located<String>, found: &mut Findings) {
    let path = path(repository);
    if path.len() > LONGEST_REPOSITORY {
        let length = path.len();
        let over = length - LONGEST_REPOSITORY;
        let message =
            format!("the repository has {length} characters, {over} more than the {LONGEST_REPOSITORY} of an image");
        found.push(&CHECK, message).label(repository, REFUSED);
        return;
    }
    if is_repository(repository) {
        return;
    }
    let finding = found.push(&CHECK, format!("`{repository}` is no repository of an image"));
    finding.label(repository, REFUSED).note(
        "a repository is a registry, then names between `/`, of lower-case letters and digits, with `.`, `_`, `__` \
         or `-` between these",
    );
    let named = repository.split_once("://").map_or(repository.as_str(), |(_, name)| name);
    let mended = named.to_ascii_lowercase();
    if let Some((name, tag)) = named.rsplit_once(':').filter(|(name, tag)| is_repository(name) && is_tag(tag)) {
        finding.note(format!("`{tag}` is a tag, which stands in `image.tag`")).fix(Fix::quoted(
            "image.repository",
            name,
            "name the repository alone",
        ));
    } else if is_repository(&mended) {
        finding.fix(Fix::quoted("image.repository", mended, "write it as a registry takes it"));
    }
}

fn look_at_tag(tag: &Located<String>, found: &mut Findings) {
    if is_tag(tag) {
        return;
    }
    let length = tag.len();
    let message = if length > LONGEST_TAG {
        format!("the tag has {length} characters, {} more than the {LONGEST_TAG} of an image", length - LONGEST_TAG)
    } else {
        format!("`{tag}` is no tag of an image")
    };
    let finding = found.push(&CHECK, message);
    finding
        .label(tag, REFUSED)
        .note("a tag has letters, digits, `_`, `-` and `.`, and begins with none of the last two");
    let bare = tag.trim().trim_start_matches(':');
    if is_tag(bare) {
        finding.fix(Fix::quoted("image.tag", bare, "write the tag alone").safe());
    }
}

fn look_at_digest(digest: &Located<String>, found: &mut Findings) {
    if is_digest(digest) {
        return;
    }
    let finding = found.push(&CHECK, format!("`{digest}` is not `sha256:` and 64 hexadecimal digits in lower case"));
    finding.label(digest, REFUSED).note("`crane digest IMAGE:TAG` prints the right one");
    let lower = digest.trim().trim_start_matches('@').to_ascii_lowercase();
    let whole = if lower.contains(':') { lower } else { format!("sha256:{lower}") };
    if is_digest(&whole) {
        finding.fix(Fix::quoted("image.digest", whole, "write the same digest as a registry does").safe());
    }
}

// What follows is the grammar of distribution/reference (reference.go, regexp.go), by which the container runtime reads
// the name of an image.

/// The repository without its registry: what stands before the first `/` is one where it can be a host.
fn path(repository: &str) -> &str {
    repository.split_once('/').filter(|(host, _)| is_host(host)).map_or(repository, |(_, path)| path)
}

/// Whether a text is a repository, with its registry or without one.
fn is_repository(text: &str) -> bool {
    let names = |path: &str| path.split('/').all(is_path_component);
    path(text).len() <= LONGEST_REPOSITORY && (names(path(text)) || names(text))
}

/// A host with or without a port: a domain, an IPv4 address, or an IPv6 address in brackets.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let named = || host.split('.').all(is_domain_component);
    port.is_none_or(digits)
        && v6.map_or_else(named, |v6| !v6.is_empty() && v6.bytes().all(|b| b.is_ascii_hexdigit() || b == b':'))
}

fn is_domain_component(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// Lower-case letters and digits, and between them one `.`, one or two `_`, or any number of `-`.
fn is_path_component(text: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separator = |text: &str| matches!(text, "." | "_" | "__") || text.bytes().all(|b| b == b'-');
    text.starts_with(word) && text.ends_with(word) && text.split(word).all(separator)
}

/// A letter, a digit or `_`, and up to 127 of these, `.` and `-`.
fn is_tag(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
    (1..=LONGEST_TAG).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with(['.', '-'])
}

/// A digest by an algorithm that OCI registers (image-spec, descriptor.md): SHA-256, or the optional SHA-512.
fn is_digest(text: &str) -> bool {
    let digits = |hash: &str| hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    text.split_once(':')
        .is_some_and(|(by, hash)| matches!((by, hash.len()), ("sha256", 64) | ("sha512", 128)) && digits(hash))
}

#[cfg(test)]
mod tests {
    use super::{is_digest, is_repository, is_tag};

    /// Examples in the manner of distribution/reference's own tests.
    #[test]
    fn a_repository_is_read_as_a_registry_reads_it() {
        for text in [
            "web",
            "registry.example.com/pixelated/ai-inference",
            "localhost:5000/a",
            "Registry.Example.com:443/a/b-c__d.e",
            "[2001:db8::1]:5000/a",
            "a---b/c_d",
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com/ai",
        ] {
            assert!(is_repository(text), "{text}");
        }
        let long = format!("registry.example.com/{}", "a".repeat(256));
        for text in [
            "",
            "/",
            "a/",
            "a//b",
            "-a",
            "a-",
            "a..b",
            "a___b",
            "a._b",
            "registry.example.com/AI",
            "https://registry.example.com/a",
            "a:1.4.2",
            "a b",
            "a\u{1b}[31m",
            "[2001:db8::1]",
            "registry.example.com:port/a",
            &long,
        ] {
            assert!(!is_repository(text), "{text}");
        }
        assert!(is_repository(&long[..long.len() - 1]));
    }

    #[test]
    fn a_tag_and_a_digest_are_those_of_a_registry() {
        assert!(is_tag("1.4.2") && is_tag("_v-1.A") && is_tag(&"a".repeat(128)));
        for text in ["", ".1", "-1", "1.4 2", "v1:2", "ü", "\u{1b}", &"a".repeat(129)] {
            assert!(!is_tag(text), "{text}");
        }
        let digits = "0123456789abcdef".repeat(4);
        assert!(is_digest(&format!("sha256:{digits}")) && is_digest(&format!("sha512:{digits}{digits}")));
        for text in ["", "sha256:", &digits, &format!("sha256:{}", digits.to_uppercase()), &format!("sha512:{digits}")]
        {
            assert!(!is_digest(text), "{text}");
        }
    }
}
