//! The environment of the container: where its settings are, who it is, its secrets, and what the profile adds.

use super::volumes;
use crate::stack::Stack;
use crate::stack::names::SETTINGS_VARIABLE;
use crate::syntax;
use k8s_openapi::api::core::v1::{EnvVar, EnvVarSource, SecretKeySelector};

/// The variables in an order in which `$(NAME)` finds what stands before it: infgen's, the secrets, the profile's.
/// A name stands once: the API server merges the list by it.
pub(super) fn variables(stack: &Stack) -> Vec<EnvVar> {
    let app = &stack.profile.app;
    let keys = &stack.profile.secrets.keys;
    let secrets = keys.iter().map(|key| secret(stack, key));
    let stated = app.env.iter().map(|(name, value)| plain(name, value));
    let mut variables: Vec<EnvVar> = Vec::new();
    for variable in own(stack).into_iter().chain(secrets).chain(stated) {
        variables.retain(|earlier| earlier.name != variable.name);
        variables.push(variable);
    }
    variables
}

/// A user that the image's database may not know needs a home and a name: without them Python asks the database, and
/// `PyTorch` dies of the answer (vllm-project/vllm#44548). Caches (`~/.cache`, which Hugging Face, Triton and vLLM
/// take) follow the home.
fn own(stack: &Stack) -> [EnvVar; 3] {
    [
        plain(SETTINGS_VARIABLE, &volumes::settings_path(stack)),
        plain("HOME", &stack.home()),
        plain("USER", &stack.names.service),
    ]
}

fn plain(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.to_owned()), value_from: None }
}

/// `redis-password` as `REDIS_PASSWORD`; a pod does not start without it.
fn secret(stack: &Stack, key: &str) -> EnvVar {
    EnvVar {
        name: syntax::variable_of(key),
        value: None,
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: stack.names.secrets(),
                key: key.to_owned(),
                optional: Some(false),
            }),
            ..EnvVarSource::default()
        }),
    }
}
