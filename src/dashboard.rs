//! The Grafana dashboard of a service: what the alerts watch, drawn against the promises.

use crate::runtime::{Runtime, Selectors};
use crate::stack::{Names, Stack};
use crate::text::hex;
use sha2::{Digest, Sha256};

mod grafana;
mod panels;

use grafana::{Annotations, Dashboard, Templating, Time, Variable};

/// The identifier by which a link finds the dashboard, the same for ever: it depends on nothing but the names.
#[must_use]
pub fn uid(names: &Names) -> String {
    // Grafana takes at most 40 characters, fewer than two names can have.
    let digest = Sha256::digest(format!("{}/{}", names.namespace, names.service));
    let short: Vec<u8> = digest.into_iter().take(8).collect();
    format!("infgen-{}", hex(&short))
}

/// The dashboard as Grafana's sidecar reads it.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "it never does")]
pub fn json(stack: &Stack) -> String {
    serde_json::to_string_pretty(&dashboard(stack)).expect("a dashboard has texts as keys and finite numbers")
}

fn dashboard(stack: &Stack) -> Dashboard {
    let names = &stack.names;
    let runtime = Runtime::of(&stack.profile);
    let select = Selectors::in_namespace("$namespace", names, &runtime);
    Dashboard {
        uid: uid(names),
        title: format!("{} ({})", names.service, names.environment),
        description: "Written by infgen from the profile; changes made here are lost.".to_owned(),
        tags: vec!["infgen".to_owned(), names.service.clone()],
        editable: false,
        // The first schema with panels of today's form that every Grafana since 10.0 reads without a migration.
        schema_version: 38,
        timezone: "browser".to_owned(),
        refresh: "30s".to_owned(),
        time: Time { from: "now-6h".to_owned(), to: "now".to_owned() },
        templating: Templating {
            list: vec![Variable::datasource(), Variable::namespace(&names.service, &names.namespace)],
        },
        annotations: Annotations::default(),
        panels: panels::all(stack, &runtime, &select),
    }
}
