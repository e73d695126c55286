//! The cases of alerts on states, levels and absences.

mod sight;

use super::Case;
use super::scene::{Scene, series};
use super::steps::{Curve, crossing, minutes};
use crate::alerts::{Alert, Driver};
use crate::stack::Stack;
use crate::units::Duration;

/// The minute at which something changes.
const BEGIN: u64 = 40;

/// A series' values from [`BEGIN`] on.
type Change = (String, Option<String>);

struct State<'a> {
    stack: &'a Stack,
    alert: &'a Alert,
    lasting: u64,
    length: u64,
}

pub(super) fn cases(stack: &Stack, alert: &Alert) -> Vec<Case> {
    let lasting = minutes(alert.r#for);
    let state = State { stack, alert, lasting, length: 3 * BEGIN + lasting + 120 };
    match alert.driver {
        Driver::Waiting { above, window } => state.waiting(u64::from(above.get()), minutes(window)),
        Driver::Busy { above } => state.busy(u64::from(above.whole_percent().unsigned_abs())),
        Driver::Used { above } => state.used(u64::from(above.whole_percent().unsigned_abs())),
        Driver::Ready { below } => state.ready(u64::from(below.get())),
        Driver::Restarts { above, window } => state.restarts(u64::from(above), minutes(window)),
        Driver::Load { above, window } => state.load(above.milli(), minutes(window)),
        Driver::Vanished { before, window } => state.vanished(before, minutes(window)),
        _ => state.by_name(),
    }
}

impl State<'_> {
    fn healthy(&self) -> Scene {
        Scene::healthy(self.stack, self.length)
    }

    fn case(&self, name: &str, scene: Scene, asked: Vec<(u64, bool)>) -> Case {
        Case::new(self.stack, self.alert, name, scene, asked)
    }

    /// A level until [`BEGIN`], and another from then on.
    fn turns(&self, before: u64, after: u64) -> String {
        format!("{before}x{} {after}x{}", BEGIN - 1, self.length - BEGIN)
    }

    fn with(&self, changes: &[Change]) -> Scene {
        let mut scene = self.healthy();
        for (series, values) in changes {
            match values {
                Some(values) => scene.set(series, values.clone()),
                None => scene.remove(series),
            }
        }
        scene
    }

    /// It fires once the state has lasted, not a minute before.
    fn fires(&self, name: &str, changes: &[Change], onset: u64) -> Case {
        let first = onset + self.lasting;
        let mut asked = vec![(first, true)];
        if first > 0 {
            asked.insert(0, (first - 1, false));
        }
        self.case(name, self.with(changes), asked)
    }

    fn silent(&self, name: &str, changes: &[Change]) -> Case {
        self.case(name, self.with(changes), vec![(self.length - 20, false)])
    }

    fn waiting(&self, above: u64, window: u64) -> Vec<Case> {
        let scene = self.healthy();
        let queue = series(&scene.names.runtime.queue.name, &scene.names.app, "");
        let level = |value: u64| format!("{value}x{}", self.length);
        // Six samples in five minutes: the average passes the bound half a window after a step to twice the bound.
        let step = crossing(u128::from(above) * 1_000, window + 1);
        let high = Curve::share(1, step.share, 1_000);
        let values = Curve::constant(0).then(BEGIN - 1, &high).levels(self.length);
        vec![
            self.fires("one more waits than may", &[(queue.clone(), Some(level(above + 1)))], 0),
            self.silent("as many wait as may", &[(queue.clone(), Some(level(above)))]),
            self.fires("many begin to wait", &[(queue, Some(values))], BEGIN - 1 + step.minutes),
        ]
    }

    fn busy(&self, above: u64) -> Vec<Case> {
        let names = self.healthy().names;
        let gpu = series(&names.runtime.gpu.name, &names.gpu, "");
        let pods = series("kube_horizontalpodautoscaler_status_current_replicas", &names.autoscaler, "");
        let most = u64::from(self.stack.profile.autoscaling.max.get().get());
        let scales = *self.stack.profile.autoscaling.enabled;
        let over = (gpu.clone(), Some(self.turns(50, above + 1)));
        let full = scales.then(|| (pods.clone(), Some(format!("{most}x{}", self.length))));
        let with = |change: Change| full.iter().cloned().chain([change]).collect::<Vec<_>>();
        let mut cases = vec![
            self.fires("busier than the threshold", &with(over.clone()), BEGIN),
            self.silent("as busy as the threshold", &with((gpu.clone(), Some(self.turns(50, above))))),
            self.silent("corrupt samples", &with((gpu.clone(), Some(self.turns(50, 4_294_967_295))))),
            self.silent("busier than a GPU can be", &with((gpu, Some(self.turns(50, 101))))),
        ];
        if scales {
            cases.push(self.silent("busy, and a pod can be added", &[over]));
        }
        cases
    }

    fn used(&self, above: u64) -> Vec<Case> {
        let names = self.healthy().names;
        let memory = series("container_memory_rss", &names.container, "");
        let limit = series("kube_pod_container_resource_limits", &names.container, "resource=\"memory\"");
        let over = (memory.clone(), Some(self.turns(50, above + 1)));
        vec![
            self.fires("more than the threshold", std::slice::from_ref(&over), BEGIN),
            self.silent("as much as the threshold", &[(memory, Some(self.turns(50, above)))]),
            self.silent("no limit is known", &[over, (limit, None)]),
        ]
    }

    fn ready(&self, below: u64) -> Vec<Case> {
        let names = self.healthy().names;
        let ready = series("kube_deployment_status_replicas_ready", &names.deployment, "");
        if below == 0 {
            return Vec::new();
        }
        let created = series("kube_deployment_created", &names.deployment, "");
        let few = (ready.clone(), Some(self.turns(below, below - 1)));
        let mut cases = vec![
            self.fires("one pod too few", std::slice::from_ref(&few), BEGIN),
            self.silent("as few as promised", &[(ready, Some(self.turns(below + 1, below)))]),
        ];
        cases.extend(self.young(&created, &few));
        cases
    }

    /// What has just been made may be starting still, where the profile excuses that.
    fn young(&self, created: &str, change: &Change) -> Option<Case> {
        let youngest = minutes(crate::alerts::youngest(self.stack)?);
        let grown = BEGIN + youngest;
        let changes = [change.clone(), (created.to_owned(), Some(format!("{}x{}", BEGIN * 60, self.length)))];
        let asked = vec![(grown + self.lasting - 1, false), (grown + self.lasting, true)];
        Some(self.case("it was just made, and then no more", self.with(&changes), asked))
    }

    fn restarts(&self, above: u64, window: u64) -> Vec<Case> {
        let names = self.healthy().names;
        let restarts = series("kube_pod_container_status_restarts_total", &names.container, "");
        let waiting =
            series("kube_pod_container_status_waiting_reason", &names.container, "reason=\"ImagePullBackOff\"");
        // A window that is full of samples is not extrapolated.
        let begin = window + 5;
        let rest = 2 * window + 60;
        let length = begin + rest + 20;
        let often = format!("0x{begin} {}x{rest}", above + 1);
        let seldom = format!("0x{begin} {above}x{rest}");
        let slow = format!("0x{begin} 1x{} {}x{rest}", window * 3 / 2, above + 1);
        let pulls = format!("0x{begin} 1x{rest}");
        let once = format!("0x{begin} 1x0 0x{rest}");
        let scene = |series: &str, values: String| {
            let mut scene = Scene::healthy(self.stack, length);
            scene.set(series, values);
            scene
        };
        let first = begin + 1 + self.lasting;
        // `BRIDGE` of the rule: a reason that comes and goes counts for five minutes, and not for seven.
        let bridged =
            vec![(begin + 1 + self.lasting, self.lasting < 5), (begin + 4, self.lasting < 3), (begin + 8, false)];
        vec![
            self.case("one restart too many", scene(&restarts, often.clone()), vec![(first - 1, false), (first, true)]),
            self.case(
                "one restart too many, a window ago",
                scene(&restarts, often.clone()),
                vec![(begin + window - 2, true), (begin + window + 4, false)],
            ),
            self.case("as many as may be", scene(&restarts, seldom), vec![(first + 2, false)]),
            self.case(
                "as many over a longer time",
                scene(&restarts, slow),
                vec![(begin + window * 3 / 2 + 5 + self.lasting, false)],
            ),
            self.case("the image cannot be pulled", scene(&waiting, pulls), vec![(first - 1, false), (first, true)]),
            self.case("a reason seen once", scene(&waiting, once), bridged),
        ]
    }

    fn load(&self, milli: u64, window: u64) -> Vec<Case> {
        let scene = |percent: u128| {
            let mut scene = self.healthy();
            scene.serve(&Curve::share(60, u128::from(milli) * percent, 100_000));
            scene
        };
        let step = crossing(500_000_000, window);
        let mut rise = self.healthy();
        let high = Curve::share(60, u128::from(milli) * step.share, 500_000_000 * 1_000);
        rise.serve(&Curve::constant(0).then(BEGIN, &high));
        let first = BEGIN + step.minutes + self.lasting;
        let late = window + self.lasting + 4;
        vec![
            self.case("just above the promised load", scene(105), vec![(late, true)]),
            self.case("just below the promised load", scene(95), vec![(late, false)]),
            self.case("the load rises", rise, vec![(first - 1, false), (first, true)]),
        ]
    }

    /// The counter is gone at a minute past the hour that the rule looks back; the window keeps it for five more.
    fn vanished(&self, before: Duration, window: u64) -> Vec<Case> {
        let names = self.healthy().names;
        let end = minutes(before) + BEGIN;
        let requests = series(&names.runtime.requests.name, &names.app, "");
        let ends = |scene: &mut Scene| {
            scene.set(&requests, format!("0+{}x{end} stale _x{}", names.rate, 3 * minutes(before)));
        };
        let mut gone = Scene::healthy(self.stack, end + 3 * minutes(before));
        ends(&mut gone);
        let mut down = gone.clone();
        down.level(&series("up", &names.app, ""), 0);
        let mut never = self.healthy();
        never.remove(&requests);
        // The rate needs two samples; it is gone when one is left.
        let first = end + window + self.lasting;
        vec![
            self.case("requests were counted, and are no more", gone, vec![(first - 2, false), (first + 1, true)]),
            self.case("requests were counted, and no pod is scraped", down, vec![(first + 1, false)]),
            self.case("no request was ever counted", never, vec![(first + 1, false)]),
        ]
    }

    fn by_name(&self) -> Vec<Case> {
        match self.alert.name {
            "InferencePodNotReady" => self.not_ready(),
            "InferenceTargetDown" => self.target_down(),
            "InferenceAutoscalerAtMaximum" => self.at_maximum(),
            "InferenceAutoscalerBlind" => self.blind(),
            "InferenceMetricsAbsent" => self.metrics_absent(),
            "InferenceSeriesMissing" => self.series_missing(),
            _ => Vec::new(),
        }
    }

    fn not_ready(&self) -> Vec<Case> {
        let names = self.healthy().names;
        let ready = series("kube_pod_status_ready", &names.pod, "condition=\"true\"");
        let change = (ready, Some(self.turns(1, 0)));
        let ends = (series("kube_pod_deletion_timestamp", &names.pod, ""), Some(format!("9x{}", self.length)));
        let evicted =
            (series("kube_pod_status_phase", &names.pod, "phase=\"Failed\""), Some(format!("1x{}", self.length)));
        let mut cases = vec![
            self.fires("a pod is not ready", std::slice::from_ref(&change), BEGIN),
            self.silent("a pod is ready", &[]),
            self.silent("a pod ends", &[change.clone(), ends]),
            self.silent("a pod was evicted", &[change.clone(), evicted]),
        ];
        cases.extend(self.young(&series("kube_pod_created", &names.pod, ""), &change));
        cases
    }

    fn at_maximum(&self) -> Vec<Case> {
        let names = self.healthy().names;
        let most = u64::from(self.stack.profile.autoscaling.max.get().get());
        let pods = series("kube_horizontalpodautoscaler_status_current_replicas", &names.autoscaler, "");
        vec![
            self.fires("no pod can be added", &[(pods, Some(self.turns(most - 1, most)))], BEGIN),
            self.silent("one more pod can be added", &[]),
        ]
    }
}
