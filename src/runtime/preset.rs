//! What a runtime says where the profile does not.

use super::gaps::{self, Unmeasured};
use super::served::{self, Facts};
use crate::located::Located;
use crate::profile::{Counted, Profile, RuntimeKind};

/// Fills in what nobody wrote from the runtime's table; its buckets and what its counter counts are facts, which no
/// profile can state otherwise. What nothing can measure is taken out and returned.
pub fn fill_in(profile: &mut Profile) -> Vec<Unmeasured> {
    let kind = *profile.runtime;
    let (Some(facts), Some(runtime)) = (served::facts(kind), served::table(kind)) else { return Vec::new() };
    let name = profile.runtime.name();
    endpoints(profile, &facts, name);
    if !facts.buckets.is_empty() {
        let buckets = served::buckets(kind, &facts, &profile.app.args);
        profile.metrics.buckets = Located::derived(buckets, format!("what {name} exports"));
    }
    let counted = if *profile.runtime == RuntimeKind::Tgi { Counted::Received } else { Counted::Completed };
    profile.metrics.counted = Located::derived(counted, format!("what {name} counts"));
    gaps::take_out(profile, &runtime)
}

fn endpoints(profile: &mut Profile, facts: &Facts, name: &str) {
    fn put<T>(field: &mut Located<T>, value: T, name: &str) {
        if !field.is_written() {
            *field = Located::derived(value, format!("the default of {name}"));
        }
    }
    let app = &mut profile.app;
    put(&mut app.port, facts.port, name);
    put(&mut app.metrics_port, facts.metrics_port.unwrap_or(*app.port), name);
    put(&mut app.health_path, facts.health_path.to_owned(), name);
    put(&mut app.metrics_path, facts.metrics_path.to_owned(), name);
    put(&mut app.inference_path, facts.inference_path.to_owned(), name);
    put(&mut app.drains_on_sigterm, facts.drains_on_sigterm, name);
    if profile.resources.gpus.get().get() > 1 {
        put(&mut profile.storage.shared_memory, facts.shared_memory, name);
    }
}
