//! `secrets.yaml`: the Secret's name, never a value.

use super::metadata;
use crate::objects::external_secret::{Entry, ExternalSecretSpec, RemoteRef, StoreRef, Target};
use crate::objects::{Custom, Object};
use crate::profile::SecretOwner;
use crate::stack::Stack;
use crate::units::Duration;
use k8s_openapi::api::core::v1::Secret;

/// Annotation that lists the keys without which the pods do not start.
const REQUIRED_KEYS: &str = "infgen.dev/required-keys";
/// How often a store is read again if nothing is stated.
const REFRESH: Duration = Duration::from_secs(3600);

/// Nothing where the pods need no key. Where the operator is an owner no skeleton stands beside it: of two owners the
/// second overwrites the first.
pub(super) fn build(stack: &Stack) -> Vec<Object> {
    let secrets = &stack.profile.secrets;
    if secrets.keys.is_empty() {
        Vec::new()
    } else if secrets.owners.contains(&SecretOwner::ExternalSecrets) {
        vec![external_secret(stack).into()]
    } else {
        vec![skeleton(stack).into()]
    }
}

/// A Secret without keys: applied, it exists, and every value that somebody set stays.
fn skeleton(stack: &Stack) -> Secret {
    let mut metadata = metadata(stack, stack.names.secrets());
    let keys = stack.profile.secrets.keys.join(",");
    let annotations = metadata.annotations.get_or_insert_default();
    annotations.insert(REQUIRED_KEYS.to_owned(), keys);
    Secret { metadata, type_: Some("Opaque".to_owned()), ..Secret::default() }
}

fn external_secret(stack: &Stack) -> Custom<ExternalSecretSpec> {
    let secrets = &stack.profile.secrets;
    let store = secrets.store.clone().unwrap_or_default();
    let path = store.path.as_deref().cloned();
    let path = path.unwrap_or_else(|| stack.names.secrets());
    let refresh = store.refresh.as_deref().copied().unwrap_or(REFRESH);
    let entry = |key: &String| Entry {
        secret_key: key.clone(),
        remote_ref: RemoteRef {
            key: path.clone(),
            property: key.clone(),
            conversion_strategy: "Default".to_owned(),
            decoding_strategy: "None".to_owned(),
            metadata_policy: "None".to_owned(),
        },
    };
    Custom {
        metadata: metadata(stack, stack.names.secrets()),
        spec: ExternalSecretSpec {
            // In seconds: the operator's notation has no day.
            refresh_interval: format!("{}s", refresh.secs_i32()),
            secret_store_ref: StoreRef {
                kind: "ClusterSecretStore".to_owned(),
                name: store.name.as_deref().cloned().unwrap_or_default(),
            },
            target: Target {
                name: stack.names.secrets(),
                creation_policy: "Owner".to_owned(),
                deletion_policy: "Retain".to_owned(),
            },
            data: secrets.keys.iter().map(entry).collect(),
        },
    }
}
