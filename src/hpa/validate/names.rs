//! Syntax of names; each function returns what is wrong with one. [`apimachinery/pkg/util/validation/validation.go`]

const LABEL_LENGTH: usize = 63;
const SUBDOMAIN_LENGTH: usize = 253;

const LABEL_FAULT: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
    and must start and end with an alphanumeric character";
const SUBDOMAIN_FAULT: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
    '-' or '.', and must start and end with an alphanumeric character";
const QUALIFIED_FAULT: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with \
    an alphanumeric character";

/// Resources that need no domain in their name. [`pkg/apis/core/v1/helper/helpers.go`]
const STANDARD_RESOURCES: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

/// Resources that a container may ask for by their bare name.
const CONTAINER_RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// A name that stands between two slashes of a URL.
pub(super) fn path_segment(name: &str) -> Vec<String> {
    if name == "." || name == ".." {
        return vec![format!("may not be '{name}'")];
    }
    ['/', '%']
        .into_iter()
        .filter(|banned| name.contains(*banned))
        .map(|banned| format!("may not contain '{banned}'"))
        .collect()
}

/// `my-container`.
pub(super) fn dns_label(name: &str) -> Vec<String> {
    let mut faults = too_long(name, LABEL_LENGTH);
    if !is_dns_label(name) {
        faults.push(LABEL_FAULT.to_owned());
    }
    faults
}

/// `my-name.example.com`.
pub(super) fn dns_subdomain(name: &str) -> Vec<String> {
    let mut faults = too_long(name, SUBDOMAIN_LENGTH);
    if !name.split('.').all(is_dns_label) {
        faults.push(SUBDOMAIN_FAULT.to_owned());
    }
    faults
}

fn too_long(name: &str, length: usize) -> Vec<String> {
    let fault = || format!("must be no more than {length} characters");
    (name.len() > length).then(fault).into_iter().collect()
}

fn is_dns_label(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let edges = !name.starts_with('-') && !name.ends_with('-');
    !name.is_empty() && edges && name.chars().all(inner)
}

/// `Name` or `example.com/Name`.
fn qualified(name: &str) -> Vec<String> {
    let (prefix, name) = match name.split_once('/') {
        None => (None, name),
        Some((_, rest)) if rest.contains('/') => {
            let fault = "with an optional DNS subdomain prefix and '/'";
            return vec![format!("a qualified name {QUALIFIED_FAULT} {fault}")];
        }
        Some((prefix, name)) => (Some(prefix), name),
    };
    let mut faults = Vec::new();
    match prefix {
        None => {}
        Some("") => faults.push("prefix part must be non-empty".to_owned()),
        Some(prefix) => {
            faults.extend(dns_subdomain(prefix).iter().map(|fault| format!("prefix part {fault}")));
        }
    }
    if name.is_empty() {
        faults.push("name part must be non-empty".to_owned());
    } else {
        faults.extend(too_long(name, LABEL_LENGTH).iter().map(|fault| format!("name part {fault}")));
    }
    if !is_qualified_part(name) {
        faults.push(format!("name part {QUALIFIED_FAULT}"));
    }
    faults
}

fn is_qualified_part(name: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    let inner = |c: char| edge(c) || matches!(c, '-' | '_' | '.');
    name.starts_with(edge) && name.ends_with(edge) && name.chars().all(inner)
}

/// A resource that a container may be measured by. [`pkg/apis/core/v1/validation/validation.go`]
pub(super) fn container_resource(name: &str) -> Vec<String> {
    let mut faults = qualified(name);
    if name.contains('/') {
        if !is_native(name) && !is_extended(name) {
            faults.push("doesn't follow extended resource name standard".to_owned());
        }
        return faults;
    }
    let huge = name.starts_with("hugepages-");
    let quota = name.starts_with("requests.hugepages-");
    if faults.is_empty() && !huge && !quota && !STANDARD_RESOURCES.contains(&name) {
        faults.push("must be a standard resource type or fully qualified".to_owned());
    }
    if !huge && !CONTAINER_RESOURCES.contains(&name) {
        faults.push("must be a standard resource for containers".to_owned());
    }
    faults
}

fn is_native(name: &str) -> bool {
    name.contains("kubernetes.io/")
}

fn is_extended(name: &str) -> bool {
    !name.starts_with("requests.") && qualified(&format!("requests.{name}")).is_empty()
}

#[cfg(test)]
mod tests {
    use super::{container_resource, dns_label, dns_subdomain, path_segment};

    #[test]
    fn a_path_segment_is_no_way_up_and_has_no_slash_or_percent() {
        assert!(path_segment("myrc").is_empty() && path_segment("...").is_empty());
        assert_eq!(path_segment(".."), ["may not be '..'"]);
        assert_eq!(path_segment("a/b%c"), ["may not contain '/'", "may not contain '%'"]);
    }

    #[test]
    fn labels_and_subdomains_are_lower_case_and_bounded() {
        assert!(dns_label("my-container").is_empty() && dns_subdomain("a.b-c.d").is_empty());
        for bad in ["---***", "-a", "a-", "A", "a.b", ""] {
            assert!(!dns_label(bad).is_empty(), "{bad}");
        }
        assert!(dns_label(&"a".repeat(63)).is_empty() && !dns_label(&"a".repeat(64)).is_empty());
        assert!(!dns_subdomain("a..b").is_empty() && !dns_subdomain(&"a".repeat(254)).is_empty());
    }

    #[test]
    fn a_container_resource_is_standard_or_extended() {
        for good in ["cpu", "memory", "hugepages-2Mi", "nvidia.com/gpu", "kubernetes.io/x"] {
            assert!(container_resource(good).is_empty(), "{good}");
        }
        let first = |name| container_resource(name).into_iter().next().unwrap_or_default();
        assert_eq!(first("InvalidResource"), "must be a standard resource type or fully qualified");
        assert_eq!(first("pods"), "must be a standard resource for containers");
        assert!(first("requests.nvidia.com/gpu").starts_with("doesn't follow"));
        assert!(first("a/b/c").starts_with("a qualified name must consist"));
        assert_eq!(first("/gpu"), "prefix part must be non-empty");
    }
}
