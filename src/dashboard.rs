//! The Grafana dashboard of a service: what the alerts watch, drawn against the promises.

use crate::runtime::{Runtime, Selectors};
use crate::stack::Stack;

mod grafana;
mod panels;

use grafana::{Annotations, Dashboard, Templating, Time, Variable};

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
        uid: names.dashboard_uid.clone(),
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
