//! The readers that matter: kubectl, which decodes offline here as `apply` does, and `PyYAML`, which most linters are
//! made of. Without them on the `PATH` the tests say so and pass.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use infgen::compile::compile;
use infgen::objects::Object;
use infgen::source::{Library, Sources};
use infgen::yaml;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[path = "yaml/awkward.rs"]
mod awkward;

/// Texts made of what YAML gives a meaning to; the same ones in every run.
const RANDOM: usize = 3000;

#[test]
fn kubectl_reads_every_string_as_it_was_meant() {
    if !runs("kubectl", &["version", "--client"]) {
        return;
    }
    for strings in [awkward::strings(), random_strings()] {
        for object in awkward::objects(&strings) {
            let read = kubectl(&yaml::document(&object));
            assert_same(&with_label(&object), &read);
        }
    }
}

#[test]
fn kubectl_reads_a_stream_of_documents() {
    if !runs("kubectl", &["version", "--client"]) {
        return;
    }
    let manifest = infgen::manifests::Manifest { name: "configmap", objects: awkward::objects(&awkward::strings()) };
    let text = yaml::file(&manifest, "prod\n---\n# \u{7f}");
    let read = kubectl_all(&text);
    assert_eq!(read.len(), manifest.objects.len());
    for (object, read) in manifest.objects.iter().zip(&read) {
        assert_same(&with_label(object), read);
    }
}

#[test]
fn kubectl_reads_every_shipped_document_as_the_object_that_it_was() {
    if !runs("kubectl", &["version", "--client"]) {
        return;
    }
    let library = Library { folder: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("profiles") };
    for profile in ["dev", "staging", "prod", "prod-alb"] {
        let outcome = compile(&library, profile, &[], &mut Sources::default()).unwrap();
        let (_, manifests) = outcome.built.unwrap();
        let text: String = manifests.files.iter().map(|file| yaml::file(file, profile)).collect();
        let (objects, read): (Vec<&Object>, _) = (manifests.objects().collect(), kubectl_all(&text));
        assert_eq!(read.len(), objects.len(), "{profile}");
        for (object, read) in objects.iter().zip(&read) {
            assert_same(&with_label(object), read);
        }
    }
}

#[test]
fn pyyaml_reads_every_string_as_it_was_meant() {
    if !runs("python3", &["-c", "import yaml"]) {
        return;
    }
    let to_json = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)";
    for strings in [awkward::strings(), random_strings()] {
        for object in awkward::objects(&strings) {
            let json = pipe("python3", &["-c", to_json], &yaml::document(&object));
            let read = serde_json::from_str(&json).unwrap();
            assert_same(&serde_json::to_value(&object).unwrap(), &read);
        }
    }
}

fn random_strings() -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    (0..RANDOM).map(|_| awkward::text().new_tree(&mut runner).unwrap().current()).collect()
}

/// Whether a program is there and does what is asked of it; says so if not.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn runs(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let runs = status.is_ok_and(|status| status.success());
    if !runs {
        eprintln!("skipped: `{program} {}` does not run", arguments.join(" "));
    }
    runs
}

/// What a program makes of a text.
fn pipe(program: &str, arguments: &[&str], text: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn kubectl(document: &str) -> Value {
    let mut all = kubectl_all(document);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn kubectl_all(text: &str) -> Vec<Value> {
    let arguments = ["label", "--local", "--dry-run=client", "--overwrite", "-f", "-", "-o", "json", "read-by=kubectl"];
    let json = pipe("kubectl", &arguments, text);
    serde_json::Deserializer::from_str(&json).into_iter().map(Result::unwrap).collect()
}

/// The object as it was meant, with the label that kubectl was told to add.
fn with_label(object: &Object) -> Value {
    let mut meant = serde_json::to_value(object).unwrap();
    meant["metadata"]["labels"]["read-by"] = "kubectl".into();
    meant
}

fn assert_same(meant: &Value, read: &Value) {
    if let Some(difference) = difference(meant, read) {
        panic!("{}: {difference}", meant["metadata"]["name"]);
    }
}

/// The first field in which what was read is not what was meant. Fields that the reader adds do not count.
fn difference(meant: &Value, read: &Value) -> Option<String> {
    match (meant, read) {
        (Value::Object(meant), Value::Object(read)) => meant.iter().find_map(|(key, value)| {
            let inner = difference(value, read.get(key).unwrap_or(&Value::Null))?;
            Some(format!("{key:?}: {inner}"))
        }),
        (Value::Array(meant), Value::Array(read)) if meant.len() == read.len() => {
            meant.iter().zip(read).find_map(|(a, b)| difference(a, b))
        }
        _ => (meant != read).then(|| format!("{read} instead of {meant}")),
    }
}
