//! What is generated and committed is what the program makes today.

mod support;

use support::{Infgen, root};

#[test]
fn the_schema_is_fresh() {
    let schema = Infgen::new().args("schema").output().stdout;
    let committed = std::fs::read(root().join("profiles/profile.schema.json")).expect("the schema is committed");
    assert!(schema == committed, "stale; run: cargo run -- schema > profiles/profile.schema.json");
}

#[test]
fn the_rendered_profiles_are_fresh() {
    let run = Infgen::new().args("diff --all --format text");
    let output = run.command().current_dir(root()).output().expect("the program can be started");
    let difference = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "stale; run: cargo run -- render --all --out out\n{difference}");
    for profile in ["dev", "staging", "prod", "prod-alb"] {
        let rendered = Infgen::new().args(&format!("render -p {profile} --quiet"));
        let stream = rendered.command().current_dir(root()).output().expect("the program can be started").stdout;
        let files = ["configmap", "secrets", "load-balancer", "deployment", "hpa"];
        let committed: String = files
            .map(|file| std::fs::read_to_string(root().join(format!("out/{profile}/{file}.yaml"))).expect("committed"))
            .concat();
        assert!(stream == committed.as_bytes(), "out/{profile}: other bytes; run: cargo run -- render --all --out out");
    }
}

#[test]
fn the_built_in_profiles_render_the_same_in_an_empty_folder() {
    let built_in = Infgen::new().args("render -p prod --quiet").output().stdout;
    let in_checkout = Infgen::new().args("render -p prod --quiet").command().current_dir(root()).output();
    assert_eq!(built_in, in_checkout.expect("the program can be started").stdout);
    assert!(!built_in.is_empty());
}
