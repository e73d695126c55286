//! A profile with many of everything that there may be many of.

/// Arguments that put it over a profile.
pub(crate) fn arguments(many: usize) -> Vec<String> {
    let list = |entry: fn(usize) -> String| (0..many).map(entry).collect::<Vec<_>>().join(", ");
    let dependency = |index| {
        format!(
            "{{ name = \"d{index}\", port = 80, peer = {{ cidrs = [\"10.0.0.0/20\"] }}, max_connections = 5000, timeout = \"1ms\" }}"
        )
    };
    let alert = |_| "{ bound = \"2s\", slower = \"5%\", severity = \"critical\" }".to_owned();
    let schedule = |_| "{ start = \"0 8 * * *\", end = \"0 9 * * *\", replicas = 3 }".to_owned();
    let scratch = |index| format!("\"/s{index}\" = \"1Mi\"");
    let objective = |_| "{ share = \"99%\", bound = \"3s\" }".to_owned();
    let error = |_| "{ threshold = \"1%\", severity = \"warning\" }".to_owned();
    let variable = |index| format!("V{index} = \"http://localhost:{index}\"");
    let key = |index| format!("\"key-{index}\"");
    let accept = |_| "{ check = \"INF107\", reason = \"a bench\" }".to_owned();
    vec![
        format!("dependencies=[{}]", list(dependency)),
        format!("alerts.latency=[{}]", list(alert)),
        format!("autoscaling.schedules=[{}]", list(schedule)),
        format!("storage.scratch={{ {} }}", list(scratch)),
        format!("slo.objectives=[{}]", list(objective)),
        format!("alerts.errors=[{}]", list(error)),
        format!("app.env={{ {} }}", list(variable)),
        format!("secrets.keys=[{}]", list(key)),
        format!("accept=[{}]", list(accept)),
    ]
}
