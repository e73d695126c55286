//! Fleets beside their simulations: 20 replicas of `s(b) = 40 ms + 9 ms b`, batches of 8, queues of 10.

use super::{Balancer, Basis, Fleet, Response};
use crate::queueing::batch_server::{Arrivals, BatchServer, LatencyTarget, Objective, QueueRoom, ServiceTable};
use crate::queueing::quantity::{PerSecond, Seconds, Share};

fn fleet(pods: u32) -> Fleet {
    let service = ServiceTable::linear(Seconds::new(0.040), Seconds::new(0.009), 8).unwrap();
    Fleet { pods, server: BatchServer { service, room: QueueRoom::Places(10) } }
}

fn response(balancer: Balancer, each: f64) -> Response {
    fleet(20).response(balancer, PerSecond::new(20.0 * each)).unwrap()
}

fn p95_in(seconds: f64) -> Objective {
    let target = LatencyTarget { level: Share::P95, within: Seconds::new(seconds) };
    Objective { p_reject: Share::new(0.01), latency: vec![target] }
}

#[test]
fn random_replicas_are_single_servers() {
    let answer = response(Balancer::Random, 50.0);
    assert_eq!(answer.basis, Basis::Exact);
    // Simulated: mean 122.3, p95 185.6, p99 217.4 ms, 0.28 % rejected; 4.8 % at 67.5 a second.
    assert!((answer.mean.value() - 0.1223).abs() < 0.0003);
    assert!((answer.p95.value() - 0.1856).abs() < 0.0005);
    assert!((answer.p99.value() - 0.2174).abs() < 0.0005);
    assert!((answer.p_reject.value() - 0.0028).abs() < 0.0002);
    assert!((response(Balancer::Random, 67.5).p_reject.value() - 0.048).abs() < 0.0005);
    let capacity = fleet(20).capacity_at_slo(Balancer::Random, &p95_in(2.0)).unwrap().unwrap();
    assert!((capacity.value() / 20.0 - 56.6).abs() < 0.05);
}

#[test]
fn turns_among_twenty_replicas_are_solved_exactly() {
    let answer = response(Balancer::RoundRobin, 50.0);
    assert_eq!(answer.basis, Basis::Exact);
    // Simulated: mean 109.9, p95 143.8, p99 152.0 ms, nothing rejected; p95 204 ms and 0.003 % at 67.5 a second.
    assert_eq!(format!("{:.1}", 1e3 * answer.mean.value()), "109.9");
    assert_eq!(format!("{:.1}", 1e3 * answer.p95.value()), "143.8");
    assert_eq!(format!("{:.1}", 1e3 * answer.p99.value()), "152.0");
    assert!(answer.p_reject.value() < 1e-20);
    let busy = response(Balancer::RoundRobin, 67.5);
    assert_eq!(format!("{:.0}", 1e3 * busy.p95.value()), "204");
    assert!((busy.p_reject.value() - 0.000_03).abs() < 0.000_01);
}

#[test]
fn turns_among_more_replicas_are_nearly_even() {
    let even = fleet(40).response(Balancer::RoundRobin, PerSecond::new(2000.0)).unwrap();
    assert_eq!(even.basis, Basis::Approximation);
    // 1.5 s* and 1.95 s* with s* = 72.7 ms.
    assert_eq!(format!("{:.0} {:.0}", 1e3 * even.mean.value(), 1e3 * even.p95.value()), "109 142");
    let exact = response(Balancer::RoundRobin, 50.0);
    assert!((even.mean.value() / exact.mean.value() - 1.0).abs() < 0.01);
    assert!((even.p95.value() / exact.p95.value() - 1.0).abs() < 0.03);
    assert!((even.p99.value() / exact.p99.value() - 1.0).abs() < 0.05);
    let alone = fleet(40).response(Balancer::RoundRobin, PerSecond::new(400.0)).unwrap();
    assert!((alone.p99.value() - 0.049).abs() < 1e-12);
}

#[test]
fn turns_carry_more_the_more_replicas_take_them() {
    let each = |pods: u32| {
        let capacity = fleet(pods).capacity_at_slo(Balancer::RoundRobin, &p95_in(2.0)).unwrap();
        capacity.unwrap().value() / f64::from(pods)
    };
    // Simulated: 66.7 with 3, about 71 from 14 on.
    assert_eq!(format!("{:.1} {:.1} {:.0}", each(1), each(3), each(14)), "56.6 66.7 71");
    let rising: Vec<f64> = (1..=20).map(each).collect();
    assert!(rising.windows(2).all(|pair| pair[0] < pair[1]));
    assert!((each(40) - 8.0 / 0.112).abs() < 1e-9);
}

#[test]
fn a_chain_too_long_is_replaced_on_the_safe_side() {
    let mut long = fleet(8);
    long.server.room = QueueRoom::Places(176);
    let rate = PerSecond::new(8.0 * 66.0);
    let turns = long.response(Balancer::RoundRobin, rate).unwrap();
    let random = long.response(Balancer::Random, rate).unwrap();
    assert_eq!(turns.basis, Basis::Approximation);
    assert!(turns.p99 < random.p99);
    let eight = Arrivals { rate: PerSecond::new(66.0), stages: 8 };
    let exact = long.server.sojourn(eight).unwrap().quantile(Share::P99).unwrap();
    assert!(turns.p99 > exact);
}

#[test]
fn the_least_outstanding_plan_is_two_batches() {
    let answer = response(Balancer::LeastOutstanding, 50.0);
    assert_eq!(answer.basis, Basis::Planning);
    assert!((answer.p95.value() - 0.1455).abs() < 0.0001);
    // Simulated: 66.7 a second each with three replicas.
    let capacity = fleet(3).capacity_at_slo(Balancer::LeastOutstanding, &p95_in(2.0)).unwrap();
    assert_eq!(format!("{:.1}", capacity.unwrap().value() / 3.0), "66.7");
    // 2 s* within 145.5 ms allows 50 a second; 1 % of rejects would come later.
    let tight = fleet(20).capacity_at_slo(Balancer::LeastOutstanding, &p95_in(0.145_454_545)).unwrap();
    assert!((tight.unwrap().value() / 20.0 - 50.0).abs() < 1e-4);
}

#[test]
fn sticky_clients_cost_what_their_number_says() {
    // Simulated, one hash each: a fleet's rejects vary from hash to hash, the more the fewer clients.
    for (clients, each, rejected, spread) in [
        (10_000, 50.0, 0.0031, 0.0003),
        (10_000, 67.5, 0.051, 0.002),
        (1000, 50.0, 0.0091, 0.004),
        (1000, 67.5, 0.071, 0.01),
        (200, 50.0, 0.035, 0.02),
        (200, 67.5, 0.108, 0.03),
        (50, 50.0, 0.151, 0.06),
        (50, 67.5, 0.263, 0.07),
    ] {
        let answer = response(Balancer::Sticky { clients }, each);
        let share = answer.p_reject.value();
        assert!((share - rejected).abs() < spread, "{clients} at {each}: {share}");
    }
}

#[test]
fn rejects_of_sticky_clients_are_the_mean_over_hashes() {
    // 4000 random hashes of the same model: 0.30, 0.68, 2.96 and 11.5 %.
    for (clients, rejected) in [(10_000, 0.0030), (1000, 0.0068), (200, 0.0296), (50, 0.1149)] {
        let share = response(Balancer::Sticky { clients }, 50.0).p_reject.value();
        assert!((share / rejected - 1.0).abs() < 0.015, "{clients}: {share}");
    }
}

#[test]
fn very_many_sticky_clients_are_random() {
    let (sticky, random) = (response(Balancer::Sticky { clients: 10_000_000 }, 50.0), response(Balancer::Random, 50.0));
    assert!((sticky.p_reject.value() / random.p_reject.value() - 1.0).abs() < 0.01);
    assert!((sticky.p99.value() / random.p99.value() - 1.0).abs() < 0.001);
}

#[test]
fn all_clients_of_one_replica_are_a_single_server() {
    let one = fleet(1).response(Balancer::Sticky { clients: 3 }, PerSecond::new(50.0)).unwrap();
    let single = fleet(1).response(Balancer::Random, PerSecond::new(50.0)).unwrap();
    assert!((one.p_reject.value() - single.p_reject.value()).abs() < 1e-15);
    assert!((one.p95.value() - single.p95.value()).abs() < 1e-12);
}

#[test]
fn fewer_clients_carry_less() {
    let capacity = |balancer| fleet(20).capacity_at_slo(balancer, &p95_in(2.0)).unwrap().unwrap();
    let sticky = |clients| capacity(Balancer::Sticky { clients });
    assert!(sticky(50) < sticky(200) && sticky(200) < sticky(1000));
    assert!(sticky(1000) < sticky(10_000) && sticky(10_000) < capacity(Balancer::Random));
}

#[test]
fn refuses_what_cannot_be() {
    let rate = PerSecond::new(1000.0);
    assert!(fleet(0).response(Balancer::Random, rate).is_err());
    assert!(fleet(20).response(Balancer::Sticky { clients: 0 }, rate).is_err());
    assert!(fleet(3).response(Balancer::LeastOutstanding, rate).is_err());
    assert!(fleet(3).response(Balancer::Random, rate).is_ok());
    for balancer in [Balancer::Random, Balancer::RoundRobin, Balancer::LeastOutstanding] {
        assert!(fleet(40).capacity_at_slo(balancer, &p95_in(-1.0)).is_err());
        assert_eq!(fleet(40).capacity_at_slo(balancer, &p95_in(0.048)).unwrap(), None);
    }
}
