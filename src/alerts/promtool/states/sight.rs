//! The cases of the alerts without which the others are blind.

use super::{BEGIN, Case, State, series};

impl State<'_> {
    pub(super) fn target_down(&self) -> Vec<Case> {
        let names = self.healthy().names;
        let up = (series("up", &names.app, ""), Some(self.turns(1, 0)));
        let starts = (series("kube_pod_status_ready", &names.pod, "condition=\"true\""), Some(self.turns(1, 0)));
        vec![
            self.fires("a pod serves and is not scraped", std::slice::from_ref(&up), BEGIN),
            self.silent("a pod is scraped", &[]),
            self.silent("a pod is not scraped, and does not serve", &[up, starts]),
        ]
    }

    pub(super) fn blind(&self) -> Vec<Case> {
        let names = self.healthy().names;
        let labels = "condition=\"ScalingActive\",status=\"false\"";
        let condition = series("kube_horizontalpodautoscaler_status_condition", &names.autoscaler, labels);
        vec![
            self.fires("the autoscaler reads nothing", &[(condition, Some(self.turns(0, 1)))], BEGIN),
            self.silent("the autoscaler reads", &[]),
        ]
    }

    pub(super) fn metrics_absent(&self) -> Vec<Case> {
        let names = self.healthy().names;
        let up = series("up", &names.app, "");
        let ready = series("kube_deployment_status_replicas_ready", &names.deployment, "");
        vec![
            self.fires("no pod is scraped", &[(up.clone(), Some(self.turns(1, 0)))], BEGIN),
            self.fires("Prometheus knows no target", &[(up.clone(), None)], 0),
            self.silent("a pod is scraped", &[]),
            self.silent("no pod is there to scrape", &[(up, None), (ready, Some(format!("0x{}", self.length)))]),
        ]
    }

    /// Each series that another alert needs is taken away, one a case.
    pub(super) fn series_missing(&self) -> Vec<Case> {
        let scene = self.healthy();
        let needed: Vec<String> = scene
            .series()
            .map(|(series, _)| series.clone())
            .filter(|series| crate::alerts::is_needed(self.stack, series))
            .collect();
        let mut cases: Vec<Case> = needed
            .into_iter()
            .map(|series| {
                self.fires(&format!("no {}", series.split('{').next().unwrap_or_default()), &[(series, None)], 0)
            })
            .collect();
        let up = series("up", &scene.names.app, "");
        let requests = series(&scene.names.runtime.requests.name, &scene.names.app, "");
        cases.push(self.silent("every series is there", &[]));
        let down = [(up, Some(format!("0x{}", self.length))), (requests, None)];
        cases.push(self.silent("nothing of a pod that is not scraped", &down));
        cases
    }
}
