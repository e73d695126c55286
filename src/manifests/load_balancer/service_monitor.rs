//! Who reads the pods' metrics, and how often.

use super::labelled;
use super::services::{HEADLESS, ROLE};
use crate::manifests::metadata;
use crate::objects::Custom;
use crate::objects::service_monitor::{Endpoint, NamespaceSelector, ServiceMonitorSpec};
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
            }],
        },
    }
}
