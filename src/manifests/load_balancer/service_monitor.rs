//! Who reads the pods' metrics, and how often.

use super::labelled;
use super::services::{HEADLESS, ROLE};
use crate::manifests::metadata;
use crate::objects::Custom;
use crate::objects::service_monitor::{Endpoint, NamespaceSelector, Relabeling, ServiceMonitorSpec};
use crate::runtime::Runtime;
use crate::stack::Stack;

/// Selects the headless Service only: each further Service that matched would scrape every pod once more, and double
/// every sum.
pub(super) fn monitor(stack: &Stack) -> Custom<ServiceMonitorSpec> {
    let metrics = &stack.profile.metrics;
    let mut metadata = metadata(stack, &stack.names.service);
    let selected = stack.profile.cluster.prometheus.selector.iter();
    metadata.labels.get_or_insert_default().extend(selected.map(|(key, value)| (key.clone(), value.get().clone())));
    let mut services = stack.names.selector();
    services.insert(ROLE.to_owned(), HEADLESS.to_owned());
    Custom {
        metadata,
        spec: ServiceMonitorSpec {
            job_label: "app.kubernetes.io/name".to_owned(),
            selector: labelled(services),
            namespace_selector: NamespaceSelector { match_names: vec![stack.names.namespace.clone()] },
            endpoints: vec![Endpoint {
                port: stack.metrics_port().to_owned(),
                path: stack.profile.app.metrics_path.get().clone(),
                interval: metrics.scrape_interval.prometheus(),
                scrape_timeout: metrics.scrape_timeout.prometheus(),
                metric_relabelings: prefix(stack).into_iter().collect(),
            }],
        },
    }
}

/// Gives metrics back the colon of their names, where a server answers without it.
fn prefix(stack: &Stack) -> Option<Relabeling> {
    let prefix = Runtime::of(&stack.profile).escaped?;
    Some(Relabeling {
        source_labels: vec!["__name__".to_owned()],
        regex: format!("{prefix}_(.+)"),
        target_label: "__name__".to_owned(),
        replacement: format!("{prefix}:$1"),
        action: "replace".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::example;
    use crate::located::Located;
    use crate::profile::RuntimeKind;

    /// `replacement` is what Prometheus makes of `sglang_num_queue_reqs`; a name with its colon does not match.
    #[test]
    fn a_name_that_lost_its_colon_gets_it_back() {
        let mut profile = example::profile();
        assert_eq!(prefix(&example::resolve(profile.clone())), None);
        profile.runtime = Located::by_default(RuntimeKind::Sglang);
        let relabeling = prefix(&example::resolve(profile)).expect("SGLang's names have a colon");
        assert_eq!((relabeling.regex.as_str(), relabeling.replacement.as_str()), ("sglang_(.+)", "sglang:$1"));
    }
}
