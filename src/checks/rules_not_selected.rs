//! `rules-not-selected`: alerts that no Prometheus loads.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "rules-not-selected",
    code: "INF808",
    severity: Severity::Warning,
    summary: "rules and monitors without the label that Prometheus selects by",
    doc: include_str!("../../docs/checks/rules-not-selected.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let prometheus = &cx.profile().cluster.prometheus;
    if !prometheus.selector.is_empty() {
        return Verdict::Checked;
    }
    let namespace = &prometheus.namespace;
    found
        .push(&CHECK, format!("no label is stated by which the Prometheus in `{namespace}` selects rules and monitors"))
        .label(namespace, format!("it runs in `{namespace}`"))
        .note("it shows its selector: `kubectl get prometheus -A -o jsonpath='{.items[*].spec.ruleSelector}'`")
        .fix(Fix::set(
            "cluster.prometheus.selector",
            "{ release = \"prometheus\" }",
            "name the label; kube-prometheus-stack selects by its release",
        ));
    Verdict::Checked
}
