//! `infgen check --fix`: what it changes, what it keeps, and what it refuses.

mod support;

use infgen::compile::compile;
use infgen::diagnostic::Severity;
use infgen::fix::fix;
use infgen::source::{Drafts, Library, Sources};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use support::{Infgen, keep, root};

const MINE: &str = "profiles/mine.toml";

/// A small profile over the built-in `prod`.
fn prod_with(lines: &str) -> Infgen {
    Infgen::new().file(MINE, format!("extends = \"prod\"\n\n{lines}"))
}

/// Runs, and keeps what was said and what the profile is then.
fn keep_with_text(name: &str, run: &Infgen) {
    keep("fix", name, &format!("{}--- {MINE}\n{}", run.run(), run.read(MINE)));
}

#[test]
fn a_broken_number_is_mended_and_comments_stay() {
    let run = prod_with("# why we are here\n[rollout] # ours\ngrace_period = \"30s\" # too short\n\n# the end\n");
    let run = run.args("check -p mine --fix --quiet");
    keep_with_text("broken-number", &run);
    let run = run.args("check -p mine --fix");
    keep_with_text("broken-number-again", &run);
}

#[test]
fn what_is_changed_is_said_and_one_edit_may_call_for_another() {
    let seed = std::fs::read_to_string(root().join("tests/fixtures/seed.toml")).expect("the fixture can be read");
    let run = Infgen::new().file(MINE, &seed).args("check -p mine --fix --format concise");
    let output = run.output();
    assert_eq!(output.status.code(), Some(1), "what no safe edit mends is left");
    keep("fix", "seed", &String::from_utf8_lossy(&output.stderr));
    let once = run.read(MINE);
    let again = run.output();
    assert!(again.stderr.is_empty(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(run.read(MINE), once);
    assert_eq!(again.stdout, output.stdout, "the findings that are left are those of the new text");
}

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let run = prod_with("[rollout]\ngrace_period = \"30s\"\n").args("check -p mine --fix --diff");
    keep_with_text("diff", &run);
    run.write(MINE, "extends = \"prod\"\n\n[rollout]\ngrace_period = \"90s\"\n");
    assert_eq!(run.output().status.code(), Some(0));
}

#[test]
fn a_difference_is_only_shown_of_what_is_fixed() {
    keep("fix", "diff-alone", &prod_with("").args("check -p mine --diff").run());
}

#[test]
fn a_value_of_another_profile_is_overridden_in_the_one_that_is_checked() {
    let run = Infgen::new()
        .file("profiles/under.toml", "extends = \"prod\"\n\n[rollout]\ngrace_period = \"30s\"\n")
        .file(MINE, "extends = \"under\"\n\n[service]\nnamespace = \"mine\"\n")
        .args("check -p mine --fix");
    keep_with_text("inherited", &run);
    assert!(run.read("profiles/under.toml").ends_with("\"30s\"\n"));
}

#[test]
fn what_is_no_file_is_not_fixed() {
    let quiet = "--format concise";
    let run = Infgen::new().args(&format!("check -p prod --fix --set rollout.grace_period=30s {quiet}"));
    keep("fix", "built-in", &run.run());
    let run = prod_with("").args(&format!("check -p mine --fix --set rollout.grace_period=30s {quiet}"));
    keep_with_text("argument", &run);
}

#[test]
fn a_key_of_an_inline_table_leaves_the_others() {
    let run = prod_with("rollout = { replicas = 3, grace_period = \"30s\" }\n").args("check -p mine --fix --quiet");
    assert_eq!(run.output().status.code(), Some(0), "{}", run.run());
    assert_eq!(run.read(MINE), "extends = \"prod\"\n\nrollout = { grace_period = \"90s\" }\n");
}

#[test]
fn what_was_accepted_stays() {
    let lines = "[rollout]\ngrace_period = \"30s\"\n\n[[accept]]\ncheck = \"INF312\"\nreason = \"a test\"\nseverity = \"error\"\n";
    let run = prod_with(lines);
    let before = run.read(MINE);
    assert_eq!(run.args("check -p mine --fix").output().stderr, b"");
    let run = prod_with(lines).args("check -p mine --fix --diff");
    assert_eq!(run.output().status.code(), Some(0));
    assert_eq!(run.read(MINE), before);
}

#[test]
fn a_profile_that_cannot_be_read_is_left_alone() {
    let run = prod_with("[rollout\ngrace_period = \"30s\"\n").args("check -p mine --fix --format concise");
    keep_with_text("not-toml", &run);
}

#[test]
fn a_profile_that_extends_a_fixed_one_is_not_broken_by_it() {
    let run = Infgen::new()
        .file(
            "profiles/mine.toml",
            "extends = \"prod\"\n\n[load_balancer]\ntargets = \"ip\"\n\n[rollout]\npre_stop = \"20s\"\n",
        )
        .file(
            "profiles/theirs.toml",
            "extends = \"mine\"\n\n[load_balancer]\ntargets = \"instance\"\n\n[rollout]\ngrace_period = \"100s\"\n",
        )
        .args("check -p theirs -p mine --fix --format concise");
    keep_with_text("harm", &run);
}

#[test]
fn links_and_permissions_stay_and_no_file_is_left_behind() {
    let run = prod_with("[rollout]\ngrace_period = \"30s\"\n");
    let (file, link) = (run.path().join("shared.toml"), run.path().join(MINE));
    std::fs::rename(&link, &file).expect("moved");
    std::os::unix::fs::symlink("../shared.toml", &link).expect("linked");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("set");
    let run = run.args("check -p mine --fix --quiet");
    assert_eq!(run.output().status.code(), Some(0), "{}", run.run());
    assert!(link.is_symlink());
    assert_eq!(file.metadata().expect("there").mode() & 0o777, 0o640);
    assert!(run.read("shared.toml").contains("\"90s\""));
    let count = |folder: &str| std::fs::read_dir(run.path().join(folder)).expect("a folder").count();
    assert_eq!((count("."), count("profiles")), (2, 1));
}

#[test]
fn every_failing_fixture_settles() {
    let library = Library { folder: root().join("profiles") };
    for entry in std::fs::read_dir(root().join("tests/fixtures")).expect("the folder can be read") {
        let path = entry.expect("readable").path().join("fail.toml");
        if !path.is_file() {
            continue;
        }
        let (name, mut drafts) = (path.to_string_lossy(), Drafts::default());
        let errors = |drafts: &Drafts| {
            let outcome = compile(&library, &name, &[], &mut Sources::drafted(drafts)).expect("it can be opened");
            outcome.findings.count(Severity::Error)
        };
        let before = errors(&drafts);
        let fixed = fix(&library, &name, &[], &mut drafts).expect("it can be opened");
        assert!(errors(&drafts) <= before, "{name} has more errors than before");
        assert!(fixed.refused.is_none(), "{name}: {:?}", fixed.refused);
        let again = fix(&library, &name, &[], &mut drafts).expect("it can be opened");
        assert_eq!(again.old, fixed.new, "{name}: the second run begins with what the first has made");
        assert!(again.changes.is_empty() && again.new == again.old, "{name} is changed again: {:?}", again.changes);
    }
}
