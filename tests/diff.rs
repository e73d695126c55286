//! `infgen diff`, as a person and a pipeline meet it: every output whole, in `snapshots/cli/` and `snapshots/diff/`.

mod support;

use std::os::unix::fs::symlink;
use std::process::Command;
use support::{Infgen, keep};

#[test]
fn a_difference_is_shown_field_by_field() {
    let run = Infgen::new().args("render -p prod --quiet --out out");
    assert_eq!(run.output().status.code(), Some(0));
    let same = run.args("diff -p prod");
    keep("cli", "diff-none", &same.run());
    let changed = same
        .args("diff -p prod --set autoscaling.queue=12 --set rollout.grace_period=95s --set storage.model.size=40Gi");
    keep("cli", "diff-fields", &changed.run());
    let text = changed.args("diff -p prod --set autoscaling.queue=12 --format text");
    keep("cli", "diff-text", &text.run());
    let json = text.args("diff -p prod --set autoscaling.queue=12 --format json");
    keep("cli", "diff-json", &json.run());
}

#[test]
fn what_was_reordered_or_commented_is_no_difference() {
    let run = Infgen::new().args("render -p prod --quiet --out out");
    assert_eq!(run.output().status.code(), Some(0));
    let hpa = run.read("out/prod/hpa.yaml");
    run.write("out/prod/hpa.yaml", format!("# mine\n{hpa}"));
    assert_eq!(run.args("diff -p prod").output().status.code(), Some(0));
}

#[test]
fn objects_that_come_and_go_and_fields_that_cannot_change_are_named() {
    let run = Infgen::new().args("render -p prod --quiet --out out");
    assert_eq!(run.output().status.code(), Some(0));
    let more = run.args("diff -p prod --set storage.model.size=15Gi --set dashboard.enabled=false");
    keep("cli", "diff-immutable", &more.run());
}

#[test]
fn a_folder_that_holds_no_yaml_is_named() {
    let run = Infgen::new().file("out/prod/hpa.yaml", "a: [\n").args("diff -p prod");
    keep("cli", "diff-malformed", &run.run());
}

/// A folder with the rendered `prod`.
fn rendered() -> Infgen {
    let run = Infgen::new().args("render -p prod --quiet --out out");
    assert_eq!(run.output().status.code(), Some(0));
    run.args("diff -p prod")
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    keep("diff", "no-folder", &Infgen::new().args("diff -p prod --against elsewhere").run());
}

#[test]
fn what_stands_where_a_file_should_is_named() {
    let run = rendered();
    let place = run.path().join("out/prod/hpa.yaml");
    std::fs::rename(&place, run.path().join("hpa.yaml")).expect("moved");
    let mut text = String::new();
    let mut say = |what: &str| text.extend(["== ", what, "\n", &run.run()]);
    symlink("../../hpa.yaml", &place).expect("linked");
    say("a link to the file");
    std::fs::remove_file(&place).expect("removed");
    symlink("nowhere", &place).expect("linked");
    say("a link to nowhere");
    std::fs::remove_file(&place).expect("removed");
    std::fs::create_dir(&place).expect("made");
    say("a folder");
    std::fs::remove_dir(&place).expect("removed");
    assert!(Command::new("mkfifo").arg(&place).status().expect("mkfifo runs").success());
    say("a pipe");
    std::fs::remove_file(&place).expect("removed");
    run.write("out/prod/hpa.yaml", vec![b'#'; 9 << 20]);
    say("nine megabytes");
    run.write("out/prod/hpa.yaml", b"a: 1\n# \xff\n");
    say("not UTF-8");
    keep("diff", "places", &text);
}

#[test]
fn what_a_person_wrote_is_read_as_kubectl_reads_it() {
    let run = rendered();
    let hpa = run.read("out/prod/hpa.yaml");
    let (_, object) = hpa.split_once("---\n").expect("one document");
    let indented: String = object.lines().flat_map(|line| ["  ", line, "\n"]).collect();
    let list = format!("apiVersion: v1\nkind: List\nitems:\n-{}", &indented[1..]);
    let anchored = hpa.replace("maxReplicas: 20", "maxReplicas: &most 20");
    for (what, text) in [
        ("a byte order mark", format!("\u{feff}{hpa}")),
        ("lines that end as on Windows", hpa.replace('\n', "\r\n")),
        ("a List", list),
        ("an anchor", anchored),
        ("quantities in other words", hpa.replace("averageValue: \"50\"", "averageValue: 50000m")),
        ("a number in octal", hpa.replace("maxReplicas: 20", "maxReplicas: 024")),
        ("nothing but comments around it", format!("# a\n---\n# b\n{hpa}---\n# c\n")),
    ] {
        assert_ne!(text, hpa, "{what}: nothing is edited");
        run.write("out/prod/hpa.yaml", text);
        let output = run.output();
        assert_eq!(output.status.code(), Some(0), "{what}: {}", run.run());
    }
}

#[test]
fn what_cannot_be_compared_is_located() {
    let run = rendered();
    let hpa = run.read("out/prod/hpa.yaml");
    let mut text = String::new();
    for (what, wrong) in [
        ("an object twice", format!("{hpa}{hpa}")),
        ("a key twice", hpa.replace("  maxReplicas: 20\n", "  maxReplicas: 20\n  maxReplicas: 21\n")),
        ("a List without items", "apiVersion: v1\nkind: List\n".to_owned()),
        ("an item that is no object", "apiVersion: v1\nkind: List\nitems: [1]\n".to_owned()),
        ("no object", "- a\n- b\n".to_owned()),
        ("a name that is a number", "apiVersion: v1\nkind: Service\nmetadata:\n  name: 12\n".to_owned()),
        ("aliases that multiply", format!("a: &a [x]\n{}", multiplied())),
    ] {
        run.write("out/prod/hpa.yaml", wrong);
        text.extend(["== ", what, "\n", &run.run()]);
    }
    keep("diff", "malformed", &text);
}

/// A text that would be a billion words if its aliases were replaced.
fn multiplied() -> String {
    let names = "abcdefghijk".as_bytes().windows(2);
    let line = |pair: &[u8]| {
        let (old, new) = (char::from(pair[0]), char::from(pair[1]));
        format!("{new}: &{new} [{}]\n", vec![format!("*{old}"); 9].join(", "))
    };
    names.map(line).collect()
}

#[test]
fn what_acts_on_a_terminal_is_written_out() {
    let run = rendered();
    let services = run.read("out/prod/load-balancer.yaml");
    let object = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: \"a\\e[31m\"\n";
    let evil = services.replace("  sessionAffinity: None\n", "  sessionAffinity: \"No\\e[2Jne\"\n");
    assert_ne!(evil, services);
    run.write("out/prod/load-balancer.yaml", evil + object);
    let shown = run.args("diff -p prod --color always").run();
    let shown = shown.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert!(!shown.contains("\u{1b}[31m\"") && !shown.contains("\u{1b}[2J"), "{shown}");
    assert!(shown.contains("a\\u{1b}[31m") && shown.contains("No\\u001b[2Jne"), "{shown}");
}

#[test]
fn no_form_shows_the_values_of_a_secret() {
    let run = rendered();
    let secret = run.read("out/prod/secrets.yaml");
    let last = "    kubectl.kubernetes.io/last-applied-configuration: '{\"stringData\":{\"a\":\"hunter2\"}}'\n";
    let filled = secret.replace("  annotations:\n", &format!("  annotations:\n{last}"));
    assert_ne!(filled, secret);
    run.write("out/prod/secrets.yaml", format!("{filled}stringData:\n  postgres-password: hunter2\n"));
    let mut run = run;
    let mut text = String::new();
    for format in ["human", "text", "json"] {
        run = run.args(&format!("diff -p prod --format {format}"));
        text += &run.run();
    }
    assert!(!text.contains("hunter2"), "{text}");
    keep("diff", "secret", &text);
}

#[test]
fn what_changes_alike_is_said_once() {
    let run = rendered().args("diff -p prod --set service.environment=production");
    keep("diff", "alike", &run.run());
}
