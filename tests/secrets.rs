//! `infgen secrets`: the keys that the pods need, and a patch that sets them and nothing else.

mod support;

use serde_json::{Value, json};
use std::process::{Command, Stdio};
use support::{Infgen, keep};

/// Values for all six keys of the seed's Secret.
const VALUES: &str = "# for prod\npostgres-host=postgres.example.com\npostgres-db=pixelated\n\
                      postgres-user=ai_inference\npostgres-password=hunter2=\u{e9}$\"'\\\nredis-password=hunter3\n\
                      mongodb-uri=mongodb://app:hunter4@db:27017/x?a=b\n";

#[test]
fn the_keys_and_the_way_to_set_them_are_listed() {
    let mut text = Infgen::new().args("secrets -p prod").run();
    let store = "secrets -p prod --set secrets.owners=[\"external-secrets\"] --set secrets.store.name=vault";
    text += &Infgen::new().args(store).run();
    text += &Infgen::new().args("secrets -p prod --set secrets.keys=[]").run();
    keep("secrets", "keys", &text);
}

#[test]
fn a_file_of_values_becomes_a_patch_of_those_keys() {
    let run = Infgen::new().file("secrets.env", VALUES).args("secrets -p prod --from secrets.env");
    let output = run.output();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{}", run.run());
    let patch: Value = serde_json::from_slice(&output.stdout).expect("a patch is JSON");
    assert_eq!(patch.as_object().expect("a table").len(), 1, "nothing but the values");
    let values = patch["stringData"].as_object().expect("texts");
    assert_eq!(values.len(), 6);
    assert_eq!(values["postgres-password"], "hunter2=\u{e9}$\"'\\");
    // The same from a pipe.
    let piped = run.args("secrets -p prod --from -");
    let file = std::fs::File::open(piped.path().join("secrets.env")).expect("it is there");
    assert_eq!(piped.command().stdin(file).output().expect("started").stdout, output.stdout);
}

#[test]
fn what_cannot_be_meant_prints_no_patch_and_no_value() {
    let file = "postgres-host=postgres.example.com\npostgress-db=hunter1\nhunter2=redis-password\nredis-password=\n\
                postgres-user=<hunter3>\npostgres-password='hunter4'\nhunter5\npostgres-host=hunter6\n";
    let mut run = Infgen::new().file("secrets.env", file);
    let mut text = String::new();
    for line in [
        "secrets -p prod --from secrets.env",
        "secrets -p prod --from secrets.env --partial",
        "secrets -p prod --from nowhere.env",
        "secrets -p prod --partial",
        "secrets -p prod --set secrets.owners=[\"external-secrets\"] --set secrets.store.name=v --from secrets.env",
    ] {
        run = run.args(line);
        text += &run.run();
    }
    assert!(!text.contains("hunter"), "{text}");
    keep("secrets", "faults", &text);
}

#[test]
fn one_key_is_changed_without_the_others() {
    let run = Infgen::new().file("new.env", "redis-password=hunter7\n");
    let run = run.args("secrets -p prod --from new.env --partial");
    let patch: Value = serde_json::from_slice(&run.output().stdout).expect("a patch is JSON");
    assert_eq!(patch, json!({ "stringData": { "redis-password": "hunter7" } }));
}

/// A terminal is made by `script`, of util-linux.
#[test]
fn no_value_is_written_on_a_terminal() {
    let run = Infgen::new().file("secrets.env", VALUES);
    let line = format!("{} secrets -p prod --from secrets.env", env!("CARGO_BIN_EXE_infgen"));
    let script = Command::new("script").args(["-qec", &line, "/dev/null"]).current_dir(run.path()).output();
    let Ok(output) = script else {
        eprintln!("skipped: there is no `script`");
        return;
    };
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(!shown.contains("hunter") && shown.contains("stdout is a terminal"), "{shown}");
    assert_eq!(output.status.code(), Some(2), "{shown}");
}

#[test]
fn kubectl_takes_the_patch_over_the_skeleton() {
    let run = Infgen::new().file("secrets.env", VALUES).args("render -p prod --quiet --out out");
    assert_eq!(run.output().status.code(), Some(0));
    let run = run.args("secrets -p prod --from secrets.env");
    run.write("patch.json", run.output().stdout);
    let words = "patch --local -f out/prod/secrets.yaml --patch-file patch.json -o json";
    let kubectl =
        Command::new("kubectl").args(words.split(' ')).current_dir(run.path()).stderr(Stdio::piped()).output();
    let Ok(output) = kubectl else {
        eprintln!("skipped: there is no `kubectl`");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let patched: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    let skeleton: Value = serde_yaml::from_str(&run.read("out/prod/secrets.yaml")).expect("it is YAML");
    assert_eq!(patched["stringData"]["redis-password"], "hunter3");
    assert_eq!(
        (&patched["metadata"]["labels"], &patched["type"]),
        (&skeleton["metadata"]["labels"], &skeleton["type"])
    );
    assert_eq!(patched["metadata"]["annotations"], skeleton["metadata"]["annotations"]);
}
