//! `network-range-malformed`: a range that the API server refuses, or that means another network than it says.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::cidr::Cidr;
use crate::diagnostic::{Fix, Severity};
use crate::located::Located;

pub(super) static CHECK: Check = Check {
    name: "network-range-malformed",
    code: "INF708",
    severity: Severity::Error,
    summary: "a network range that the API server does not take",
    doc: include_str!("../../docs/checks/network-range-malformed.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let except = &profile.network.https_except;
    let peers = profile.dependencies.iter().enumerate();
    let clients = &profile.load_balancer.source_ranges;
    let mut stated: Vec<(String, &Located<Vec<String>>)> = peers
        .filter_map(|(index, dependency)| {
            let cidrs = dependency.peer.cidrs.as_ref()?;
            Some((format!("dependencies.{index}.peer.cidrs"), cidrs))
        })
        .collect();
    if !clients.is_empty() {
        stated.push(("load_balancer.source_ranges".to_owned(), clients));
    }
    if stated.is_empty() && except.is_empty() {
        return Verdict::NotApplicable("no network ranges");
    }
    for (key, ranges) in &stated {
        for range in ranges.iter() {
            malformed(key, ranges, range, found);
        }
    }
    for range in except.iter() {
        if !malformed("network.https_except", except, range, found) {
            not_within_the_world(except, range, found);
        }
    }
    Verdict::Checked
}

/// Whether a range is wrong by itself.
fn malformed(key: &str, ranges: &Located<Vec<String>>, range: &str, found: &mut Findings) -> bool {
    let Ok(cidr) = range.parse::<Cidr>() else {
        found
            .push(&CHECK, format!("`{range}` is no network range such as `10.0.64.0/20`"))
            .label(ranges, format!("`{range}` is among these"))
            .note("a range is an address, `/`, and the length of its prefix");
        return true;
    };
    let network = cidr.network();
    if network != cidr {
        let mended: Vec<String> = ranges
            .iter()
            .map(|other| format!("\"{}\"", if other == range { network.to_string() } else { other.clone() }))
            .collect();
        found
            .push(&CHECK, format!("`{range}` names an address inside its network, which is `{network}`"))
            .severity(Severity::Warning)
            .label(ranges, "the bits after its prefix are ignored")
            .fix(Fix::set(key, format!("[{}]", mended.join(", ")), "name the network").safe());
    }
    network != cidr
}

/// An exception must lie inside what it is taken out of, which is `0.0.0.0/0`.
fn not_within_the_world(except: &Located<Vec<String>>, range: &str, found: &mut Findings) {
    let Ok(cidr) = range.parse::<Cidr>() else {
        return;
    };
    let (why, instead) = if !cidr.is_v4() {
        (
            "is no part of `0.0.0.0/0`, which external HTTPS may reach",
            "IPv6 addresses are not let out at all, so that they need no exception",
        )
    } else if cidr.is_everything() {
        (
            "leaves nothing of `0.0.0.0/0`, which external HTTPS may reach",
            "to let nothing out, write `external_https = false`",
        )
    } else {
        return;
    };
    found
        .push(&CHECK, format!("the exception `{range}` {why}"))
        .label(except, format!("`{range}` is among these"))
        .note(instead);
}
