//! Who may talk to the pods, and to whom they may talk; what is not listed is refused.
//!
//! Ports are numbers throughout: a name means nothing in an egress rule, and not every network plugin resolves it in an
//! ingress rule.

use super::labelled;
use crate::cidr::Cidr;
use crate::located::Located;
use crate::manifests::metadata;
use crate::profile::Dependency;
use crate::stack::Stack;
use crate::units::Port;
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// The label that the API server puts on every namespace.
const NAMESPACE: &str = "kubernetes.io/metadata.name";
/// Link-local addresses: the instance metadata service hands out the node's credentials to whoever asks.
const METADATA_SERVICE: &str = "169.254.0.0/16";
/// That service's own addresses (Amazon EC2, Access instance metadata). Next to them are the resolver of a node and the
/// agent of pod identities, which a dependency may mean by a network that holds all of them.
const METADATA_ADDRESSES: [&str; 2] = ["169.254.169.254/32", "fd00:ec2::254/128"];
const DNS: Port = Port::new(53);
const HTTPS: Port = Port::new(443);

pub(super) fn policy(stack: &Stack) -> NetworkPolicy {
    let ingress = ingress(stack);
    let egress = egress(stack);
    NetworkPolicy {
        metadata: metadata(stack, &stack.names.service),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(labelled(stack.names.selector())),
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ingress: Some(ingress),
            egress: Some(egress),
        }),
    }
}

/// The balancer and the clients reach the requests, Prometheus the metrics. The kubelet's probes need no rule.
fn ingress(stack: &Stack) -> Vec<NetworkPolicyIngressRule> {
    let profile = &stack.profile;
    let network = &profile.network;
    let balancer = network.balancer_cidrs.iter().map(|cidr| block(cidr));
    let clients = network.clients.iter().map(|client| pods(client.namespace.as_ref(), &client.labels));
    let prometheus = pods(Some(&profile.cluster.prometheus.namespace), &BTreeMap::new());
    let groups = [
        (balancer.collect(), *profile.app.port),
        (clients.collect(), *profile.app.port),
        (vec![prometheus], *profile.app.metrics_port),
    ];
    let rule = |(peers, port): (Vec<NetworkPolicyPeer>, Port)| {
        // A rule without peers would let everybody in.
        (!peers.is_empty()).then(|| NetworkPolicyIngressRule { from: Some(peers), ports: Some(vec![tcp(port)]) })
    };
    groups.into_iter().filter_map(rule).collect()
}

fn egress(stack: &Stack) -> Vec<NetworkPolicyEgressRule> {
    let mut rules: Vec<NetworkPolicyEgressRule> = stack.profile.dependencies.iter().filter_map(dependency).collect();
    rules.push(dns());
    if *stack.profile.network.external_https {
        rules.push(external_https(stack));
    }
    rules
}

/// A dependency by its pods, its networks, or both; without either it cannot be told from the rest of the world.
fn dependency(dependency: &Dependency) -> Option<NetworkPolicyEgressRule> {
    let peer = &dependency.peer;
    let cidrs = peer.cidrs.as_deref().into_iter().flatten();
    let mut to: Vec<NetworkPolicyPeer> = cidrs.map(|cidr| outer(cidr)).collect();
    if peer.namespace.is_some() || !peer.labels.is_empty() {
        to.push(pods(peer.namespace.as_ref(), &peer.labels));
    }
    (!to.is_empty()).then(|| NetworkPolicyEgressRule { to: Some(to), ports: Some(vec![tcp(*dependency.port)]) })
}

/// The cluster's resolver, by TCP too: an answer that does not fit into a datagram (`mongodb+srv`) comes over it.
fn dns() -> NetworkPolicyEgressRule {
    let resolver = NetworkPolicyPeer {
        namespace_selector: Some(labelled(one(NAMESPACE, "kube-system"))),
        pod_selector: Some(labelled(one("k8s-app", "kube-dns"))),
        ip_block: None,
    };
    NetworkPolicyEgressRule { to: Some(vec![resolver]), ports: Some(vec![port("UDP", DNS), tcp(DNS)]) }
}

fn external_https(stack: &Stack) -> NetworkPolicyEgressRule {
    let mut except = vec![METADATA_SERVICE.to_owned()];
    let stated = stack.profile.network.https_except.iter();
    except.extend(stated.filter(|cidr| *cidr != METADATA_SERVICE).cloned());
    let world = NetworkPolicyPeer {
        ip_block: Some(IPBlock { cidr: "0.0.0.0/0".to_owned(), except: Some(except) }),
        ..NetworkPolicyPeer::default()
    };
    NetworkPolicyEgressRule { to: Some(vec![world]), ports: Some(vec![tcp(HTTPS)]) }
}

/// Pods by label, of a namespace or of the service's own; without labels, all of them.
fn pods(namespace: Option<&Located<String>>, labels: &BTreeMap<String, Located<String>>) -> NetworkPolicyPeer {
    let labels = labels.iter().map(|(key, value)| (key.clone(), value.get().clone())).collect();
    NetworkPolicyPeer {
        namespace_selector: namespace.map(|name| labelled(one(NAMESPACE, name))),
        pod_selector: Some(labelled(labels)),
        ip_block: None,
    }
}

fn block(cidr: &str) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        ip_block: Some(IPBlock { cidr: cidr.to_owned(), except: None }),
        ..NetworkPolicyPeer::default()
    }
}

/// A network that pods are let out to, without the metadata service: nobody means it by a network that is wider. Whoever
/// states its one address does; the API server takes no exception that leaves nothing either.
fn outer(cidr: &str) -> NetworkPolicyPeer {
    let holds = |address: &&str| {
        let networks = cidr.parse::<Cidr>().ok().zip(address.parse::<Cidr>().ok());
        networks.is_some_and(|(network, address)| network.holds_more_than(address))
    };
    let except: Vec<String> = METADATA_ADDRESSES.iter().filter(|it| holds(it)).map(ToString::to_string).collect();
    NetworkPolicyPeer {
        ip_block: Some(IPBlock { cidr: cidr.to_owned(), except: (!except.is_empty()).then_some(except) }),
        ..NetworkPolicyPeer::default()
    }
}

fn one(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

fn tcp(number: Port) -> NetworkPolicyPort {
    port("TCP", number)
}

fn port(protocol: &str, number: Port) -> NetworkPolicyPort {
    NetworkPolicyPort {
        protocol: Some(protocol.to_owned()),
        port: Some(IntOrString::Int(number.i32())),
        end_port: None,
    }
}

#[cfg(test)]
mod tests {
    use super::outer;

    #[test]
    fn a_wide_network_leaves_the_metadata_service_out() {
        let four = ["169.254.169.254/32"];
        for (cidr, expected) in [
            ("0.0.0.0/0", &four[..]),
            ("169.254.0.0/16", &four),
            ("169.254.169.254/31", &four),
            ("::/0", &["fd00:ec2::254/128"]),
            ("fd00:ec2::/32", &["fd00:ec2::254/128"]),
            ("169.254.169.254/32", &[]),
            ("169.254.170.23/32", &[]),
            ("169.254.168.0/24", &[]),
            ("10.0.64.0/20", &[]),
            ("fd00:ec2::254/128", &[]),
            ("2001:db8::/32", &[]),
            ("no network", &[]),
        ] {
            let block = outer(cidr).ip_block.expect("a block");
            assert_eq!(block.cidr, cidr);
            assert_eq!(block.except.unwrap_or_default(), expected, "{cidr}");
        }
    }
}
