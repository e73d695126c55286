//! The balancer, the network policy, and who scrapes.

use crate::fixture::{dependency, objects, policy, profile, service, stated};
use infgen::objects::Object;
use infgen::profile::{BalancerKind, Peer, TargetType, Version};

const NLB: &str = "service.beta.kubernetes.io/aws-load-balancer-";
const ALB: &str = "alb.ingress.kubernetes.io/";

fn annotation<'a>(objects: &'a [Object], kind: &str, key: &str) -> Option<&'a str> {
    let balancer = objects.iter().find(|object| object.kind() == kind && object.name() == "ai-inference-lb")?;
    let annotations = balancer.metadata().annotations.as_ref()?;
    annotations.get(key).map(String::as_str)
}

#[test]
fn only_a_clear_text_listener_of_an_nlb_has_an_idle_timeout() {
    let objects = objects(profile());
    let idle = |port| {
        let key = format!("{NLB}listener-attributes.{port}");
        annotation(&objects, "Service", &key).map(str::to_owned)
    };
    assert_eq!(idle("TCP-80").as_deref(), Some("tcp.idle_timeout.seconds=300"));
    assert_eq!((idle("TLS-443"), idle("TCP-443")), (None, None));
}

#[test]
fn an_old_controller_gets_no_annotation_that_it_ignores() {
    let mut profile = profile();
    profile.cluster.load_balancer_controller = stated(Version { major: 2, minor: 8 });
    let objects = objects(profile);
    let key = format!("{NLB}listener-attributes.TCP-80");
    assert_eq!(annotation(&objects, "Service", &key), None);
}

#[test]
fn kube_proxy_keeps_clients_only_where_it_is_in_the_way() {
    let affinity = |targets| {
        let mut profile = profile();
        profile.load_balancer.targets = stated(targets);
        let objects = objects(profile);
        let spec = service(&objects, "ai-inference-lb");
        (spec.session_affinity, spec.allocate_load_balancer_node_ports)
    };
    assert_eq!(affinity(TargetType::Ip), (Some("None".to_owned()), Some(false)));
    let kept = (Some("ClientIP".to_owned()), Some(true));
    assert_eq!(affinity(TargetType::Instance), kept);
}

#[test]
fn an_alb_is_made_from_the_ingress_alone() {
    let mut profile = profile();
    profile.load_balancer.kind = stated(BalancerKind::Alb);
    profile.load_balancer.redirect_http = stated(true);
    let objects = objects(profile);
    let ingress = |key: &str| annotation(&objects, "Ingress", &format!("{ALB}{key}"));
    assert_eq!(ingress("listen-ports"), Some(r#"[{"HTTP":80},{"HTTPS":443}]"#));
    assert_eq!(ingress("ssl-redirect"), Some("443"));
    assert_eq!(
        ingress("load-balancer-attributes"),
        Some("idle_timeout.timeout_seconds=300,access_logs.s3.enabled=false")
    );
    let spec = service(&objects, "ai-inference-lb");
    assert_eq!(spec.type_.as_deref(), Some("ClusterIP"));
    assert_eq!(annotation(&objects, "Service", &format!("{NLB}scheme")), None);
}

#[test]
fn prometheus_finds_exactly_one_service() {
    let objects = objects(profile());
    let selector = objects.iter().find_map(|object| match object {
        Object::ServiceMonitor(monitor) => monitor.spec.selector.match_labels.clone(),
        _ => None,
    });
    let selector = selector.expect("a ServiceMonitor");
    let found: Vec<&str> = objects
        .iter()
        .filter(|object| object.kind() == "Service")
        .filter(|object| {
            let labels = object.metadata().labels.as_ref().expect("labels");
            selector.iter().all(|(key, value)| labels.get(key) == Some(value))
        })
        .map(Object::name)
        .collect();
    assert_eq!(found, ["ai-inference-headless"]);
}

#[test]
fn no_rule_of_the_network_policy_is_open_by_omission() {
    let mut profile = profile();
    profile.network.balancer_cidrs = stated(Vec::new());
    profile.network.clients = Vec::new();
    profile.dependencies = vec![dependency(Peer::default())];
    let policy = policy(&objects(profile));
    let ingress = policy.ingress.expect("ingress rules");
    let egress = policy.egress.expect("egress rules");
    // Monitoring; DNS and external HTTPS.
    assert_eq!((ingress.len(), egress.len()), (1, 2));
    assert!(ingress.iter().all(|rule| rule.from.as_ref().is_some_and(|peers| !peers.is_empty())));
    assert!(egress.iter().all(|rule| rule.to.as_ref().is_some_and(|peers| !peers.is_empty())));
    let world = egress[1].to.as_ref().and_then(|peers| peers[0].ip_block.clone());
    let except = world.and_then(|block| block.except);
    assert_eq!(except, Some(vec!["169.254.0.0/16".to_owned(), "10.0.0.0/8".to_owned()]));
}
