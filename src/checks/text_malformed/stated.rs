//! Which text of a profile is read by whom.

use super::Text;
use super::rules::{
    CLASS, CRON, FOLDER, HOST, NAMESPACE, OBJECT, PREFIX, Rule, SECURITY_GROUP, TAINT_KEY, TAINT_VALUE, TIMEZONE, URL,
    URL_PATH,
};
use crate::located::Located;
use crate::profile::{Profile, Toleration};

/// Every text that has a key of its own.
pub(super) fn texts(profile: &Profile) -> Vec<Text<'_>> {
    let (app, probes, storage) = (&profile.app, &profile.probes, &profile.storage);
    let (prometheus, balancer) = (&profile.cluster.prometheus, &profile.load_balancer);
    let (model, data) = (storage.model.as_ref(), storage.data.as_ref());
    let logs = balancer.access_logs.as_ref();
    // A store without a name is the fault of `secret-store-missing`.
    let store = profile.secrets.store.as_ref().and_then(|store| store.name.as_ref()).filter(|name| !name.is_empty());
    let all = [
        ("service.runbooks", Some(&profile.service.runbooks), &URL),
        ("cluster.prometheus.namespace", Some(&prometheus.namespace), &NAMESPACE),
        ("cluster.prometheus.address", Some(&prometheus.address), &URL),
        ("app.health_path", Some(&app.health_path), &URL_PATH),
        ("app.metrics_path", Some(&app.metrics_path), &URL_PATH),
        ("app.inference_path", Some(&app.inference_path), &URL_PATH),
        ("storage.model.path", model.map(|volume| &volume.path), &FOLDER),
        ("storage.model.class", model.and_then(|volume| volume.class.as_ref()), &CLASS),
        ("storage.model.snapshot_class", model.and_then(|volume| volume.snapshot_class.as_ref()), &OBJECT),
        ("storage.data.path", data.map(|volume| &volume.path), &FOLDER),
        ("storage.data.class", data.and_then(|volume| volume.class.as_ref()), &CLASS),
        ("storage.data.snapshot_class", data.and_then(|volume| volume.snapshot_class.as_ref()), &OBJECT),
        ("probes.startup.path", probes.startup.path.as_ref(), &URL_PATH),
        ("probes.readiness.path", probes.readiness.path.as_ref(), &URL_PATH),
        ("probes.liveness.path", probes.liveness.path.as_ref(), &URL_PATH),
        ("placement.priority_class", profile.placement.priority_class.as_ref(), &OBJECT),
        ("load_balancer.health_check.path", balancer.health_check.path.as_ref(), &URL_PATH),
        ("load_balancer.access_logs.prefix", logs.and_then(|logs| logs.prefix.as_ref()), &PREFIX),
        ("secrets.store.name", store, &OBJECT),
    ];
    all.into_iter().filter_map(|(key, text, rule)| Some((key.to_owned(), text?, rule))).collect()
}

/// Texts of tables that stand in a list.
pub(super) fn of_lists<'a>(profile: &'a Profile) -> Vec<Text<'a>> {
    let mut all = Vec::new();
    let mut put = |key: String, text: Option<&'a Located<String>>, rule: &'static Rule| {
        all.extend(text.map(|text| (key, text, rule)));
    };
    for (index, mount) in profile.storage.mounts.iter().enumerate() {
        put(format!("storage.mounts.{index}.config_map"), mount.config_map.as_ref(), &OBJECT);
        put(format!("storage.mounts.{index}.secret"), mount.secret.as_ref(), &OBJECT);
        put(format!("storage.mounts.{index}.path"), mount.path.as_ref(), &FOLDER);
    }
    let mut taint = |key: String, taint: &'a Toleration| {
        put(format!("{key}.key"), taint.key.as_ref(), &TAINT_KEY);
        put(format!("{key}.value"), taint.value.as_ref(), &TAINT_VALUE);
    };
    for (index, toleration) in profile.placement.tolerations.iter().enumerate() {
        taint(format!("placement.tolerations.{index}"), toleration);
    }
    if let Some(spot) = &profile.placement.spot {
        taint("placement.spot.taint".to_owned(), &spot.taint);
    }
    for (index, schedule) in profile.autoscaling.schedules.iter().enumerate() {
        put(format!("autoscaling.schedules.{index}.start"), Some(&schedule.start), &CRON);
        put(format!("autoscaling.schedules.{index}.end"), Some(&schedule.end), &CRON);
        put(format!("autoscaling.schedules.{index}.timezone"), Some(&schedule.timezone), &TIMEZONE);
    }
    for (index, client) in profile.network.clients.iter().enumerate() {
        put(format!("network.clients.{index}.namespace"), client.namespace.as_ref(), &NAMESPACE);
    }
    for (index, dependency) in profile.dependencies.iter().enumerate() {
        put(format!("dependencies.{index}.peer.namespace"), dependency.peer.namespace.as_ref(), &NAMESPACE);
    }
    all
}

/// Lists of texts.
pub(super) fn lists(profile: &Profile) -> [(&'static str, &Located<Vec<String>>, &'static Rule); 3] {
    let balancer = &profile.load_balancer;
    [
        ("image.pull_secrets", &profile.image.pull_secrets, &OBJECT),
        ("load_balancer.security_groups", &balancer.security_groups, &SECURITY_GROUP),
        ("load_balancer.hosts", &balancer.hosts, &HOST),
    ]
}
