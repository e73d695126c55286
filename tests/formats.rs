//! The same findings in every format, in the same order, at the same places.

mod support;

use serde_json::Value;
use support::{Infgen, keep, root};

/// The literal reading of the seed document, which every family finds fault with.
const SEED: &str = "tests/fixtures/seed.toml";

/// What `check` prints in a format, run in the repository.
fn seed(format: &str) -> String {
    let run = Infgen::new().args(&format!("check {SEED} --format {format}"));
    let output = run.command().current_dir(root()).output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(1), "{format}");
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The codes of lines in which a code stands between two marks.
fn codes(text: &str, before: &str, after: &str) -> Vec<String> {
    let line = |line: &str| {
        let (_, rest) = line.split_once(before)?;
        let (code, _) = rest.split_once(after)?;
        (code.len() == 6 && code.starts_with("INF")).then(|| code.to_owned())
    };
    text.lines().filter_map(line).collect()
}

/// A small profile over the built-in `prod`, with a fault in the file, an accepted one, and accepted ones of no file.
fn mine() -> Infgen {
    let lines = concat!(
        "extends = \"prod\"\n\n[rollout]\npre_stop = \"20s\"\ngrace_period = \"30s\" # 50% of \u{e9}\n\n",
        "[[accept]]\ncheck = \"affinity-impossible\"\nreason = \"a, b: 100%\"\n"
    );
    Infgen::new().file("my profiles/mine.toml", lines)
}

#[test]
fn every_format_has_the_same_findings_in_the_same_order() {
    let json = parsed(&seed("json"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let expected: Vec<String> =
        list(&json["profiles"][0]["findings"]).iter().map(|found| text(&found["code"])).collect();
    assert!(expected.len() > 60, "the seed has many findings");
    assert_eq!(codes(&seed("human"), "[", "]: "), expected, "human");
    assert_eq!(codes(&seed("concise"), "[", "] "), expected, "concise");
    assert_eq!(codes(&seed("github"), "title=", " "), expected, "github");
    let sarif = parsed(&seed("sarif"));
    let results: Vec<String> = list(&sarif["runs"][0]["results"]).iter().map(|found| text(&found["ruleId"])).collect();
    assert_eq!(results, expected, "sarif");
}

/// Every failing fixture in one run.
fn fixtures(format: &str) -> String {
    let mut names: Vec<String> = std::fs::read_dir(root().join("tests/fixtures"))
        .expect("the folder can be read")
        .map(|entry| entry.expect("readable").path().join("fail.toml"))
        .filter(|path| path.is_file())
        .map(|path| path.strip_prefix(root()).expect("below").to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    assert!(names.len() > 130, "every check has one");
    let mut run = Infgen::new().arg("check");
    for name in &names {
        run = run.arg(name);
    }
    let output = run.arg(&format!("--format={format}")).command().current_dir(root()).output().expect("it starts");
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

#[test]
fn every_format_has_the_findings_of_every_fixture_in_the_same_order() {
    let json = parsed(&fixtures("json"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let found = || list(&json["profiles"]).iter().flat_map(|profile| list(&profile["findings"]));
    let expected: Vec<String> = found().map(|found| text(&found["code"])).collect();
    assert!(expected.len() > 800, "{} findings", expected.len());
    assert_eq!(codes(&fixtures("human"), "[", "]: "), expected, "human");
    assert_eq!(codes(&fixtures("concise"), "[", "] "), expected, "concise");
    assert_eq!(codes(&fixtures("github"), "title=", " "), expected, "github");
    let sarif = parsed(&fixtures("sarif"));
    let results = || list(&sarif["runs"][0]["results"]).iter();
    assert_eq!(results().map(|found| text(&found["ruleId"])).collect::<Vec<_>>(), expected, "sarif");
    let messages: Vec<String> = found().map(|found| text(&found["message"])).collect();
    for (result, message) in results().zip(&messages) {
        let said = text(&result["message"]["text"]);
        assert!(said.starts_with(message), "{said} is not {message}");
    }
}

#[test]
fn findings_come_as_annotations() {
    let run = mine().arg("check").arg("my profiles/mine.toml").arg("--format=github");
    keep("formats", "github", &run.run());
}

#[test]
fn findings_come_as_sarif() {
    let run = mine().arg("check").arg("my profiles/mine.toml").arg("--format=sarif");
    let output = run.output();
    let mut log = parsed(&String::from_utf8_lossy(&output.stdout));
    let run = &mut log["runs"][0];
    for rule in run["tool"]["driver"]["rules"].as_array_mut().expect("rules") {
        // The pages have their own tests.
        rule["help"] = Value::from("(the page)");
    }
    run["tool"]["driver"]["semanticVersion"] = Value::from("(the version)");
    keep("formats", "sarif", &serde_json::to_string_pretty(&log).expect("it is JSON"));
}

#[test]
fn what_is_no_file_has_no_place_in_one() {
    let run = Infgen::new().args("check -p prod --set rollout.grace_period=30s --format github");
    let text = String::from_utf8(run.output().stdout).expect("it prints UTF-8");
    assert!(text.starts_with("::error title=INF312 grace-shorter-than-drain::grace period is 30s"), "{text}");
    let log = parsed(&String::from_utf8_lossy(&run.args("check -p prod --format sarif").output().stdout));
    let place = &log["runs"][0]["results"][0]["locations"][0];
    assert_eq!(place["logicalLocations"][0]["name"], "prod.toml (built in)");
    assert!(place["physicalLocation"].is_null());
}

#[test]
fn the_rules_and_the_results_of_a_log_belong_together() {
    let log = parsed(&seed("sarif"));
    let rules = list(&log["runs"][0]["tool"]["driver"]["rules"]);
    for result in list(&log["runs"][0]["results"]) {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    for rule in rules {
        let name = rule["name"].as_str().expect("a name");
        assert!(rule["helpUri"].as_str().expect("a link").ends_with(&format!("/docs/checks/{name}.md")));
        assert!(root().join(format!("docs/checks/{name}.md")).is_file(), "{name}");
        assert!(rule["fullDescription"]["text"].as_str().is_some_and(|text| text.len() > 20), "{name}");
    }
}

#[test]
fn every_property_of_a_log_is_one_of_sarif() {
    let mine = mine().arg("check").arg("my profiles/mine.toml").arg("--format=sarif").output();
    let mine = String::from_utf8(mine.stdout).expect("it prints UTF-8");
    let logs = [fixtures("sarif"), seed("sarif"), mine];
    for text in logs {
        let read: serde_sarif::sarif::Sarif = serde_json::from_str(&text).expect("it is SARIF 2.1.0");
        let again = serde_json::to_value(read).expect("it can be written");
        let (lost, kept) = (leaves(&parsed(&text)), leaves(&again));
        let unknown: Vec<&String> = lost.difference(&kept).collect();
        assert!(unknown.is_empty(), "no properties of SARIF: {unknown:?}");
    }
}

/// The paths of all that a value holds, without indices.
fn leaves(value: &Value) -> std::collections::BTreeSet<String> {
    fn walk(path: &str, value: &Value, found: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(entries) => {
                entries.iter().for_each(|(key, value)| walk(&format!("{path}/{key}"), value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(&format!("{path}/*"), value, found)),
            _ => drop(found.insert(path.to_owned())),
        }
    }
    let mut found = std::collections::BTreeSet::new();
    walk("", value, &mut found);
    found
}

/// The byte at which a place of the log is.
fn offset(text: &str, line: &Value, column: &Value) -> usize {
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("a small one");
    let start: usize = text.split_inclusive('\n').take(number(line) - 1).map(str::len).sum();
    text[start..].chars().take(number(column) - 1).map(char::len_utf8).sum::<usize>() + start
}

#[test]
fn every_fix_of_a_log_makes_a_profile_that_can_be_read() {
    let text = std::fs::read_to_string(root().join(SEED)).expect("the fixture can be read");
    let log = parsed(&seed("sarif"));
    let results = list(&log["runs"][0]["results"]);
    let fixes = results.iter().flat_map(|result| result["fixes"].as_array().into_iter().flatten());
    let mut count = 0;
    for fix in fixes {
        let mut mended = text.clone();
        let replacements = list(&fix["artifactChanges"][0]["replacements"]);
        for replacement in replacements.iter().rev() {
            let region = &replacement["deletedRegion"];
            let span = offset(&text, &region["startLine"], &region["startColumn"])
                ..offset(&text, &region["endLine"], &region["endColumn"]);
            mended.replace_range(span, replacement["insertedContent"]["text"].as_str().expect("a text"));
        }
        assert_ne!(mended, text);
        let read: Result<toml::Table, _> = toml::from_str(&mended);
        assert!(read.is_ok(), "{}: {read:?}", fix["description"]["text"]);
        count += 1;
    }
    assert!(count > 30, "most findings of the seed have an edit");
}

#[test]
fn no_format_shows_a_secret() {
    let lines = concat!(
        "extends = \"prod\"\n\n[app]\nargs = [\"serve\", \"--api-key\", \"arg-5ecret\", \"--token=arg-5ecret\"]\n\n",
        "[app.env]\nDATABASE_URL = \"postgres://ai:url-5ecret@db/x\"\nPOSTGRES_PASSWORD = \"env-5ecret\"\n",
        "HARMLESS = \"shown\"\n\n[service.labels]\npassword = \"label 5ecret\"\n\n[rollout]\ngrace_period = \"1s\"\n"
    );
    let broken = "extends = \"prod\"\n\n[app.env]\nDB_PASSWORD = \"broken-5ecret\n";
    let number = "extends = \"prod\"\n\n[app.env]\nDB_PASSWORD = 5432100\n";
    let run = Infgen::new()
        .file("profiles/mine.toml", lines)
        .file("profiles/broken.toml", broken)
        .file("profiles/number.toml", number);
    let set = "--set app.env.REDIS_TOKEN=set-5ecret";
    let mut found = run;
    for format in ["human", "concise", "json", "sarif", "github"] {
        for arguments in [format!("-p mine {set}"), "-p broken".to_owned(), "-p number".to_owned()] {
            found = found.args(&format!("check {arguments} --format {format}"));
            let said = found.run();
            let shown = said.split_once("--- stdout").expect("it has an output").1;
            assert!(shown.contains("INF"), "{format} {arguments} finds something:\n{said}");
            assert!(!shown.contains("5ecret") && !shown.contains("5432100"), "{format} {arguments}:\n{said}");
        }
    }
    found = found.args("check -p mine --fix --diff");
    let said = found.run();
    assert!(said.contains("grace_period") && !said.contains("5ecret"), "{said}");
}

#[test]
fn an_accepted_warning_is_no_accepted_error() {
    let run = Infgen::new().args("check -p prod --set load_balancer.idle_timeout=300s").run();
    assert!(run.contains("exit: 0") && run.contains("accepted[INF502]"), "{run}");
    let run = Infgen::new().args("check -p prod --set load_balancer.idle_timeout=400s").run();
    assert!(run.contains("exit: 1") && run.contains("error[INF502]") && run.contains("as a warning only"), "{run}");

    let profile = |severity: &str| {
        let lines = format!(
            "extends = \"prod\"\n\n[load_balancer]\nidle_timeout = \"400s\"\n\n[[accept]]\ncheck = \
             \"idle-timeout-not-settable\"\nreason = \"clients reconnect\"\n{severity}\n"
        );
        Infgen::new().file("profiles/mine.toml", lines).args("check -p mine --format concise").run()
    };
    assert!(profile("").contains("error[INF502]"), "{}", profile(""));
    assert!(profile("severity = \"error\"").contains("note[INF502]"), "{}", profile("severity = \"error\""));
    assert!(profile("severity = \"note\"").contains("INF004"), "{}", profile("severity = \"note\""));
}
