//! The exact solution beside a simulation that knows nothing of it.

use std::collections::VecDeque;

use super::{linear, reference};
use crate::queueing::batch_server::{Arrivals, BatchServer, QueueRoom, ServiceTable};
use crate::queueing::numerics::count::{index, real, whole};
use crate::queueing::quantity::{PerSecond, Seconds};

const ARRIVALS: u32 = 400_000;

/// `SplitMix64` (G. Steele, D. Lea, C. Flood, OOPSLA 2014) as numbers in (0, 1).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let high = u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap();
        (f64::from(high) + 0.5) / 4_294_967_296.0
    }
}

/// Rejected share, and the sojourns of those accepted in rising order.
fn simulate(server: &BatchServer, arrivals: Arrivals) -> (f64, Vec<f64>) {
    let QueueRoom::Places(places) = server.room else { panic!("bounded servers only") };
    let times = server.service.up_to(u32::MAX);
    let tick_rate = arrivals.rate.value() * f64::from(arrivals.stages);
    let mut random = Random(20_240_501);
    let (mut now, mut ends) = (0.0, 0.0);
    let (mut waiting, mut running) = (VecDeque::new(), Vec::new());
    let (mut sojourns, mut rejected) = (Vec::new(), 0);
    for _ in 0..ARRIVALS {
        for _ in 0..arrivals.stages {
            now -= libm::log(random.next()) / tick_rate;
        }
        while !running.is_empty() && ends <= now {
            sojourns.extend(running.drain(..).map(|arrived: f64| ends - arrived));
            running.extend(waiting.drain(..waiting.len().min(times.len())));
            if !running.is_empty() {
                ends += times[running.len() - 1];
            }
        }
        if running.is_empty() {
            running.push(now);
            ends = now + times[0];
        } else if waiting.len() < index(places) {
            waiting.push_back(now);
        } else {
            rejected += 1;
        }
    }
    sojourns.sort_by(f64::total_cmp);
    (f64::from(rejected) / f64::from(ARRIVALS), sojourns)
}

#[test]
fn a_simulation_agrees_where_formulas_are_rare() {
    let odd: Vec<Seconds> = [0.020, 0.050, 0.045, 0.080].map(Seconds::new).to_vec();
    let service = ServiceTable::measured(&odd).unwrap();
    let odd = BatchServer { service, room: QueueRoom::Places(9) };
    for (server, rate, stages) in [
        (reference(10), 71.0, 1),
        (reference(5), 55.0, 1),
        (reference(9), 150.0, 1),
        (linear(3, QueueRoom::Places(4)), 45.0, 1),
        (reference(10), 71.0, 3),
        (linear(3, QueueRoom::Places(4)), 60.0, 2),
        (odd, 48.0, 1),
    ] {
        let arrivals = Arrivals { rate: PerSecond::new(rate), stages };
        let (rejected, sojourns) = simulate(&server, arrivals);
        let (steady, law) = server.solve(arrivals).unwrap();
        let share = steady.p_reject.value();
        assert!((rejected - share).abs() < 0.03 * share + 2e-4, "{rate}: {rejected} {share}");
        let mean = sojourns.iter().sum::<f64>() / real(sojourns.len());
        assert!((mean / law.mean().value() - 1.0).abs() < 0.005, "{rate}: {mean}");
        for level in [0.05, 0.2, 0.5, 0.8, 0.95, 0.99] {
            let simulated = sojourns[whole(level * real(sojourns.len()))];
            // Requests that find the server idle all take the same time: the law jumps there.
            let at = |time| law.cdf(Seconds::new(time)).value();
            let (below, upto) = (at(simulated * (1.0 - 1e-9)), at(simulated * (1.0 + 1e-9)));
            assert!(below - 0.006 < level && level < upto + 0.006, "{rate}: {below} {upto} of {level}");
        }
    }
}
