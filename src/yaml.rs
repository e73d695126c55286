//! The one writer of YAML.
//!
//! What it writes is read alike by YAML 1.1 readers (kubectl's family, `PyYAML`) and by YAML 1.2 readers: text that
//! either of them takes for something else is quoted, nothing is folded, no anchor is written, and text of several
//! lines stands in a literal block wherever the block survives both readers and the editors in between.

use crate::manifests::Manifest;
use crate::objects::Object;

mod comment;
mod emitter;
mod scalar;

pub use comment::REQUIRED_KEYS;

/// One object as a YAML document, without the `---` before it.
///
/// `apiVersion`, `kind` and `metadata` come first; over a Secret that declares required keys stands how to set them.
#[must_use]
pub fn document(object: &Object) -> String {
    let mut text = String::new();
    push_document(&mut text, object);
    text
}

/// A value that is no object: a rules file, the values of a chart.
#[must_use]
pub fn value(value: &serde_json::Value) -> String {
    let mut text = String::new();
    emitter::push(&mut text, value).expect("rules, cases and a chart's values have no fractions");
    text
}

/// A file: what it is and which profile it comes from, then its objects. A file of no objects is empty.
///
/// Every document has its `---`, so that files may be put one after the other.
#[must_use]
pub fn file(manifest: &Manifest, profile: &str) -> String {
    // The largest file, rules and dashboard, has some 40 KB; the others a few.
    let mut text = String::with_capacity(8 * 1024);
    push_file(&mut text, manifest, profile);
    text
}

/// Appends a file to a text: files one after the other are what `kubectl apply -f -` takes.
pub fn push_file(text: &mut String, manifest: &Manifest, profile: &str) {
    if manifest.objects.is_empty() {
        return;
    }
    comment::push_header(text, manifest, profile);
    for object in &manifest.objects {
        text.push_str("---\n");
        push_document(text, object);
    }
}

fn push_document(text: &mut String, object: &Object) {
    comment::push_required_keys(text, object);
    emitter::push(text, object).expect("a Kubernetes object has text for keys and no fractions");
}

#[cfg(test)]
mod tests {
    use super::{document, file};
    use crate::manifests::Manifest;
    use crate::objects::Object;
    use k8s_openapi::api::core::v1::{ConfigMap, Secret, Service, ServiceAccount};
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    use std::collections::BTreeMap;

    fn named(name: &str) -> ObjectMeta {
        ObjectMeta { name: Some(name.into()), namespace: Some("pixelated-prod".into()), ..ObjectMeta::default() }
    }

    fn settings(value: &str) -> Object {
        ConfigMap {
            metadata: named("settings"),
            data: Some([("metadata".to_owned(), value.to_owned())].into()),
            ..ConfigMap::default()
        }
        .into()
    }

    #[test]
    fn puts_metadata_before_data() {
        assert_eq!(
            document(&settings("a: 1\nmetadata:\n  b\n")),
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: pixelated-prod\n\
             data:\n  metadata: |\n    a: 1\n    metadata:\n      b\n"
        );
        let account = ServiceAccount {
            metadata: named("ai-inference"),
            automount_service_account_token: Some(false),
            ..ServiceAccount::default()
        };
        assert_eq!(
            document(&account.into()),
            "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ai-inference\n  namespace: pixelated-prod\n\
             automountServiceAccountToken: false\n"
        );
    }

    #[test]
    fn quotes_a_text_that_no_block_carries_safely() {
        for (value, written) in [
            ("\tone\ntwo\n", r#""\tone\ntwo\n""#),
            ("one \ntwo\n", r#""one \ntwo\n""#),
            ("one\n\n", r#""one\n\n""#),
            ("one\u{7f}\ntwo", r#""one\x7F\ntwo""#),
        ] {
            let text = document(&settings(value));
            assert!(text.ends_with(&format!("data:\n  metadata: {written}\n")), "{text}");
        }
    }

    #[test]
    fn keeps_a_block_where_a_tab_does_no_harm() {
        let text = document(&settings("one\ttwo\n\tthree\n"));
        assert!(text.ends_with("  metadata: |\n    one\ttwo\n    \tthree\n"));
    }

    #[test]
    fn never_folds_a_long_line() {
        let line = "sum by (le) (rate(inference_response_time_seconds_bucket[5m])) ".repeat(20);
        let text = document(&settings(line.trim_end()));
        assert!(text.contains(&format!("  metadata: {}\n", line.trim_end())));
    }

    #[test]
    fn heads_a_file_with_what_it_is() {
        let manifest = Manifest {
            name: "load-balancer",
            objects: ["lb", "headless"]
                .map(|name| {
                    let service = Service { metadata: named(name), ..Service::default() };
                    service.into()
                })
                .into(),
        };
        let text = file(&manifest, "prod");
        assert!(text.starts_with(
            "# load-balancer.yaml: 2 Services.\n\
             # Made by infgen from the profile prod. Do not edit: change the profile and render again.\n\
             ---\napiVersion: v1\nkind: Service\nmetadata:\n  name: lb\n"
        ));
        assert_eq!(text.matches("---\n").count(), 2);
    }

    #[test]
    fn an_empty_file_is_no_text() {
        let manifest = Manifest { name: "hpa", objects: Vec::new() };
        assert_eq!(file(&manifest, "prod"), "");
    }

    #[test]
    fn lists_the_keys_of_a_secret_and_no_values() {
        let mut metadata = named("ai-inference-secrets");
        metadata.annotations =
            Some(BTreeMap::from([(super::REQUIRED_KEYS.to_owned(), "postgres-host,redis-password".to_owned())]));
        let secret = Secret { metadata, type_: Some("Opaque".into()), ..Secret::default() };
        insta::assert_snapshot!(document(&secret.into()), @"
        # The skeleton of the Secret: no values, so that applying it never overwrites one. The pods need these keys:
        #   postgres-host
        #   redis-password
        # Put them as KEY=VALUE lines into a file that is not committed, and once the skeleton is applied:
        #   kubectl create secret generic ai-inference-secrets --namespace pixelated-prod \\
        #     --from-env-file=secrets.env --dry-run=client --output yaml |
        #     kubectl patch secret ai-inference-secrets --namespace pixelated-prod --patch-file /dev/stdin
        apiVersion: v1
        kind: Secret
        metadata:
          annotations:
            infgen.dev/required-keys: postgres-host,redis-password
          name: ai-inference-secrets
          namespace: pixelated-prod
        type: Opaque
        ");
    }
}
