//! Damaged input, byte by byte, for every reader: none panics, and every error says where.
//!
//! A panic of a debug build is also an overflow that a release build would pass over with a wrong number.

use infgen::compile::{Outcome, compile};
use infgen::diff;
use infgen::plan::Plan;
use infgen::report::{self, Format};
use infgen::simulation::{Measure, Trace};
use infgen::source::{Library, Sources};
use infgen::yaml;
use mutate::{Dice, damaged};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[path = "bytes/mutate.rs"]
mod mutate;

/// How often each text is damaged.
const ROUNDS: usize = 150;
/// How often each profile is; it is compiled, checked, planned and written in every form.
const COMPILED: usize = 30;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compiles a profile and writes all that can be written of it.
fn compiled(library: &Library, name: &str, arguments: &[String]) -> anyhow::Result<Outcome> {
    let mut sources = Sources::default();
    let outcome = compile(library, name, arguments, &mut sources)?;
    for found in &outcome.findings.diagnostics {
        let Some(place) = found.primary_place() else { continue };
        let length = sources.get(place.source).text.len();
        assert!(place.span().end <= length, "{}: beyond the end of its text", found.message);
    }
    for format in [Format::Human, Format::Concise, Format::Json, Format::Sarif, Format::Github] {
        let text = report::render(format, std::slice::from_ref(&outcome), &sources);
        assert!(!text.contains('\u{202e}') && !text.contains('\0'), "{text:?}");
    }
    if let Some((stack, manifests)) = &outcome.built {
        manifests.files.iter().for_each(|file| drop(yaml::file(file, name)));
        drop(Plan::of(name, stack));
    }
    Ok(outcome)
}

/// A profile that cannot be read says where: all its findings have a place.
fn is_located(outcome: &Outcome) {
    if outcome.built.is_some() {
        return;
    }
    for found in &outcome.findings.diagnostics {
        // A key that is missing everywhere has a fix, which says where it belongs.
        let told = found.primary_place().is_some() || !found.fixes.is_empty();
        assert!(told, "{}: nobody knows where", found.message);
    }
    assert!(outcome.findings.has_errors(), "it cannot be read, and nothing says why");
}

#[test]
fn a_damaged_profile_is_read_or_located() {
    let folder = TempDir::new().expect("a temporary folder");
    let library = Library { folder: folder.path().to_owned() };
    let mut dice = Dice(1);
    let mut built = 0;
    for name in ["base", "dev", "staging", "prod", "prod-alb"] {
        let text = std::fs::read(root().join(format!("profiles/{name}.toml"))).expect("it is shipped");
        for round in 0..COMPILED {
            let text = damaged(&text, &mut dice);
            std::fs::write(folder.path().join(format!("{name}.toml")), &text).expect("written");
            let asked = if name == "base" { "prod" } else { name };
            match compiled(&library, asked, &[]) {
                Ok(outcome) => {
                    is_located(&outcome);
                    built += usize::from(outcome.built.is_some());
                }
                Err(error) => {
                    let said = format!("{error:#}");
                    assert!(said.contains(&format!("{name}.toml")), "round {round}: {said}");
                }
            }
        }
        std::fs::remove_file(folder.path().join(format!("{name}.toml"))).expect("removed");
    }
    assert!(built >= COMPILED / 2, "the damage is so great that only {built} texts were compiled");
}

#[test]
fn a_damaged_argument_is_read_or_refused() {
    let library = Library { folder: root().join("profiles") };
    let mut dice = Dice(2);
    for argument in ["autoscaling.max=24", "rollout.grace_period=\"90s\"", "accept=[{check=\"x\",reason=\"y\"}]"] {
        for _ in 0..COMPILED {
            let bytes = damaged(argument.as_bytes(), &mut dice);
            let argument = String::from_utf8_lossy(&bytes).into_owned();
            match compiled(&library, "prod", std::slice::from_ref(&argument)) {
                Ok(outcome) => is_located(&outcome),
                Err(error) => assert!(format!("{error:#}").contains("--set"), "{argument:?}: {error:#}"),
            }
        }
    }
}

#[test]
fn a_damaged_manifest_is_compared_or_located() {
    let mut dice = Dice(3);
    let mut compared = 0;
    for name in ["configmap", "secrets", "load-balancer", "deployment", "hpa"] {
        let path = root().join(format!("out/prod/{name}.yaml"));
        let text = std::fs::read(&path).expect("it is committed");
        let whole = diff::read(&path, &String::from_utf8_lossy(&text)).expect("it is sound");
        for _ in 0..ROUNDS {
            let bytes = damaged(&text, &mut dice);
            let text = String::from_utf8_lossy(&bytes);
            match diff::read(Path::new("a.yaml"), &text) {
                Ok(objects) => {
                    compared += 1;
                    drop(diff::compare(&objects, &whole));
                    drop((diff::repeated(&objects), diff::secret_with_values(&objects)));
                }
                Err(error) => {
                    let said = format!("{error:#}");
                    let located = ["`a.yaml` line ", "`a.yaml` document "].iter().any(|start| said.starts_with(start));
                    assert!(located, "{said}\n{text}");
                }
            }
        }
    }
    assert!(compared > ROUNDS, "the damage is so great that only {compared} texts were read");
}

#[test]
fn a_damaged_trace_is_read_or_located() {
    let traces: [&[u8]; 3] = [
        b"TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.99,396,109\n",
        b"Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n45,ChatGPT,451,0,451,Conversation log\n",
        b"seconds,work\n0.5,1\n1.5,2\n2,0.1\n",
    ];
    let mut dice = Dice(4);
    for trace in traces {
        for _ in 0..ROUNDS * 20 {
            let bytes = damaged(trace, &mut dice);
            let text = String::from_utf8_lossy(&bytes);
            for measure in [Measure::Requests, Measure::Iterations { prefill_chunks: 1 }] {
                match Trace::parse(&text, measure) {
                    Ok(trace) => assert!(trace.requests().iter().all(|request| request.work.is_finite()), "{text:?}"),
                    Err(error) => {
                        let said = error.to_string();
                        assert!(said.starts_with("line ") || said.starts_with("the header "), "{said}");
                    }
                }
            }
        }
    }
}
