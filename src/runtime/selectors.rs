//! Label matchers by which expressions find the series of one service: the inside of `{…}`.

use super::{Exporter, Runtime};
use crate::stack::Names;
use crate::text::quoted;

/// Matchers for each kind of series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selectors {
    /// The application's own series.
    pub app: String,
    /// Series about its pods.
    pub pods: String,
    /// Series about its container.
    pub container: String,
    /// Series about its Deployment.
    pub deployment: String,
    /// Series about its autoscaler.
    pub autoscaler: String,
    /// Series about its GPUs.
    pub gpu: String,
}

impl Selectors {
    /// The matchers of a service, in its namespace.
    #[must_use]
    pub fn of(names: &Names, runtime: &Runtime) -> Self {
        Self::in_namespace(&names.namespace, names, runtime)
    }

    /// The matchers of a service in another namespace, or in whatever a dashboard's variable says.
    #[must_use]
    pub fn in_namespace(namespace: &str, names: &Names, runtime: &Runtime) -> Self {
        let namespace = quoted(namespace);
        let service = quoted(&names.service);
        let with = |label: &str, value: &str| format!("namespace={namespace},{label}={value}");
        // The ServiceMonitor's job label carries the service's name; two services of one namespace stay apart.
        let app = with("job", &service);
        Self {
            // A Deployment's pods only: `<name>-<hash of the template>-<five characters>`. A looser pattern also finds
            // the pods of `<name>-batch`.
            pods: format!(
                "namespace={namespace},pod=~{}",
                quoted(&format!("{}-[a-z0-9]+-[a-z0-9]{{5}}", names.service))
            ),
            container: with("container", &service),
            deployment: with("deployment", &service),
            autoscaler: with("horizontalpodautoscaler", &quoted(&names.autoscaler())),
            gpu: match runtime.gpu.exporter {
                Exporter::Dcgm => {
                    format!("exported_namespace={namespace},exported_container={service}")
                }
                _ => app.clone(),
            },
            app,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Metrics;

    fn names() -> Names {
        Names {
            dashboard_uid: String::new(),
            service: "ai-inference".to_owned(),
            namespace: "pixelated-prod".to_owned(),
            environment: "prod".to_owned(),
            image: String::new(),
        }
    }

    #[test]
    fn finds_one_service() {
        let selectors = Selectors::of(&names(), &Runtime::custom(&Metrics::default()));
        assert_eq!(selectors.app, r#"namespace="pixelated-prod",job="ai-inference""#);
        assert_eq!(selectors.pods, r#"namespace="pixelated-prod",pod=~"ai-inference-[a-z0-9]+-[a-z0-9]{5}""#);
        assert_eq!(selectors.gpu, r#"exported_namespace="pixelated-prod",exported_container="ai-inference""#);
    }
}
