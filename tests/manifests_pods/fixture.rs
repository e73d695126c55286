//! The seed's service with every part that these files can have, and the objects made of it.

use infgen::located::Located;
use infgen::objects::Object;
use infgen::profile::{AntiAffinity, Dependency, Ingress, Peer, Profile, Spot, Volume};
use infgen::stack;
use infgen::units::{Bytes, Connections, Duration, Port, Replicas};
use k8s_openapi::api::core::v1::{PodTemplateSpec, ServiceSpec};
use k8s_openapi::api::networking::v1::NetworkPolicySpec;
use std::collections::BTreeMap;

pub(crate) fn stated<T>(value: T) -> Located<T> {
    Located::by_default(value)
}

pub(crate) fn text(value: &str) -> Located<String> {
    stated(value.to_owned())
}

/// The seed's service with every part that these files can have.
pub(crate) fn profile() -> Profile {
    let mut profile = Profile::default();
    profile.service.name = Some(text("ai-inference"));
    profile.service.namespace = Some(text("pixelated-prod"));
    profile.service.environment = Some(text("prod"));
    profile.image.repository = Some(text("registry.example.com/pixelated/ai-inference"));
    profile.image.pull_secrets = stated(vec!["registry".to_owned()]);
    profile.autoscaling.min = stated(Replicas::new(3));
    profile.disruption.min_available = stated(Replicas::new(2));
    profile.secrets.keys = stated(vec!["postgres-host".to_owned(), "redis-password".to_owned()]);
    profile.app.env = BTreeMap::from([("RUST_LOG".to_owned(), text("info"))]);
    profile.storage.model =
        Some(Volume { path: text("/models"), snapshot_class: Some(text("csi-aws")), ..Volume::default() });
    profile.storage.data = Some(Volume::default());
    profile.storage.scratch =
        ["/tmp", "/home/app/.cache", "/home/app-cache"].map(|path| (path.to_owned(), stated(Bytes::gibi(1)))).into();
    profile.placement.anti_affinity = stated(AntiAffinity::Required);
    profile.placement.spot = Some(Spot { enabled: stated(true), ..Spot::default() });
    let load_balancer = &mut profile.load_balancer;
    load_balancer.http_port = Some(stated(Port::new(80)));
    load_balancer.tls.certificates = stated(vec!["arn:aws:acm:eu-west-1:1:certificate/2".to_owned()]);
    load_balancer.affinity.enabled = stated(true);
    load_balancer.idle_timeout = Some(stated(Duration::from_secs(300)));
    load_balancer.source_ranges = stated(vec!["203.0.113.0/24".to_owned()]);
    profile.network.balancer_cidrs = stated(vec!["10.0.0.0/20".to_owned()]);
    profile.network.clients =
        vec![Ingress { namespace: None, labels: BTreeMap::from([("app".to_owned(), text("web"))]) }];
    profile.network.external_https = stated(true);
    profile.network.https_except = stated(vec!["10.0.0.0/8".to_owned()]);
    profile.dependencies =
        vec![dependency(Peer { cidrs: Some(stated(vec!["10.1.0.0/16".to_owned()])), ..Peer::default() })];
    profile
}

pub(crate) fn dependency(peer: Peer) -> Dependency {
    Dependency {
        name: text("postgres"),
        port: stated(Port::new(5432)),
        peer,
        max_connections: None,
        reserved_connections: stated(Connections::new(0)),
        pooled: stated(true),
        timeout: None,
        retries: stated(0),
    }
}

/// The objects of the three files, in their order.
pub(crate) fn objects(profile: Profile) -> Vec<Object> {
    let stack = stack::resolve(profile).unwrap_or_else(|missing| panic!("{missing:?}"));
    let files = infgen::manifests::build(&stack).files.into_iter();
    files
        .filter(|file| ["secrets", "load-balancer", "deployment"].contains(&file.name))
        .flat_map(|file| file.objects)
        .collect()
}

pub(crate) fn pod(objects: &[Object]) -> PodTemplateSpec {
    let found = objects.iter().find_map(|object| match object {
        Object::Deployment(deployment) => Some(deployment.spec.clone()?.template),
        _ => None,
    });
    found.expect("a Deployment")
}

pub(crate) fn service(objects: &[Object], name: &str) -> ServiceSpec {
    let found = objects.iter().find_map(|object| match object {
        Object::Service(service) if object.name() == name => service.spec.clone(),
        _ => None,
    });
    found.expect("the Service")
}

pub(crate) fn policy(objects: &[Object]) -> NetworkPolicySpec {
    let found = objects.iter().find_map(|object| match object {
        Object::NetworkPolicy(policy) => policy.spec.clone(),
        _ => None,
    });
    found.expect("a NetworkPolicy")
}
