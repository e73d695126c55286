//! Ports: each a number that there is, and none of the balancer's twice. Requests and metrics may share one.

use super::CHECK;
use crate::checks::Findings;
use crate::located::Located;
use crate::profile::Profile;
use crate::units::Port;

/// The last port.
const LAST: Port = Port::new(65_535);

pub(super) fn look(profile: &Profile, found: &mut Findings) {
    let balancer = &profile.load_balancer;
    let (app, metrics) = (&profile.app.port, &profile.app.metrics_port);
    let (http, https) = (balancer.http_port.as_ref(), balancer.https_port.as_ref());
    let dependencies = profile.dependencies.iter().map(|dependency| &dependency.port);
    let all = [app, metrics].into_iter().chain(http).chain(https).chain(dependencies);
    for port in all.filter(|port| port.get().get() == 0 || ***port > LAST) {
        let (number, last) = (port.get().get(), LAST.get());
        found
            .push(&CHECK, format!("{number} is no port: they are 1 to {last}"))
            .label(port, "the API server refuses it");
    }
    if let (Some(http), Some(https)) = (http, https) {
        same("clear text", http, "TLS", https, found);
    }
}

fn same(one: &str, first: &Located<Port>, other: &str, second: &Located<Port>, found: &mut Findings) {
    if **first == **second {
        let number = first.get().get();
        found
            .push(&CHECK, format!("{one} and {other} are both served on port {number}"))
            .label(second, format!("{other} on port {number}"))
            .label(first, format!("{one} on port {number}"))
            .note("a service has each port once");
    }
}
