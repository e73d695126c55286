//! `endpoint-not-let-out`: a variable names an address that the network policy lets no pod reach.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::Profile;

pub(super) static CHECK: Check = Check {
    name: "endpoint-not-let-out",
    code: "INF711",
    severity: Severity::Warning,
    summary: "an address in a variable that no egress rule lets out to",
    doc: include_str!("../../docs/checks/endpoint-not-let-out.md"),
    stage: Stage::Stack(run),
};

/// Ports of addresses that state none (IANA's registry; MongoDB's and AMQP's own).
const PORTS: [(&str, u32); 10] = [
    ("http", 80),
    ("https", 443),
    ("redis", 6379),
    ("rediss", 6379),
    ("postgres", 5432),
    ("postgresql", 5432),
    ("mysql", 3306),
    ("mongodb", 27_017),
    ("amqp", 5672),
    ("nats", 4222),
];

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    if profile.app.env.is_empty() {
        return Verdict::NotApplicable("no variables");
    }
    for (name, value) in &profile.app.env {
        let Some(port) = port(value) else { continue };
        if is_let_out(profile, port) {
            continue;
        }
        found
            .push(&CHECK, format!("`{name}` is an address on port {port}, and no dependency has that port"))
            .label(value, format!("what is sent to port {port} is dropped"))
            .note(format!(
                "state it as a dependency by the port of its pods: `[[dependencies]]` with `name`, `port = {port}`, \
                 `pooled = false` and its `peer`"
            ));
    }
    Verdict::Checked
}

/// The port that an address leads to (`http://collector:4317/v1`); `None` where it is no address, or the pod's own.
fn port(text: &str) -> Option<u32> {
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, Some(port.parse().ok()?)),
        None => (host, None),
    };
    if ["localhost", "127.0.0.1", "0.0.0.0", "[::1]", ""].contains(&name) {
        return None;
    }
    port.or_else(|| PORTS.iter().find(|(known, _)| *known == scheme).map(|(_, port)| *port))
}

fn is_let_out(profile: &Profile, port: u32) -> bool {
    let https = port == 443 && *profile.network.external_https;
    https || profile.dependencies.iter().any(|dependency| dependency.port.get().get() == port)
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn reads_the_port_of_an_address() {
        for (text, read) in [
            ("http://collector.monitoring:4317/v1/traces", Some(4317)),
            ("https://api.example.com", Some(443)),
            ("redis://:secret@cache/0", Some(6379)),
            ("postgres://user:pass@db:5433/x?sslmode=require", Some(5433)),
            ("http://localhost:9000", None),
            ("http://127.0.0.1:9000", None),
            ("file:///models", None),
            ("s3://bucket/model", None),
            ("collector:4317", None),
            ("nothing", None),
        ] {
            assert_eq!(port(text), read, "{text}");
        }
    }
}
