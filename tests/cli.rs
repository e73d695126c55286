//! The program as a stranger meets it: every output whole, in `snapshots/cli/`.

mod support;

use std::io::Read as _;
use std::process::{Command, Stdio};
use support::{Infgen, keep};

/// A small profile over the built-in `prod`.
fn prod_with(lines: &str) -> Infgen {
    Infgen::new().file("profiles/mine.toml", format!("extends = \"prod\"\n\n{lines}"))
}

#[test]
fn no_arguments_print_the_help() {
    keep("cli", "no-arguments", &Infgen::new().run());
}

#[test]
fn a_wrong_flag_is_named() {
    keep("cli", "wrong-flag", &Infgen::new().args("render --profil prod").run());
}

#[test]
fn no_profile_lists_those_that_are_there() {
    keep("cli", "no-profile", &Infgen::new().args("check").run());
}

#[test]
fn a_profile_that_is_not_there_is_guessed_at() {
    keep("cli", "unknown-profile", &Infgen::new().args("render --profile prd").run());
}

#[test]
fn a_profile_that_is_there_to_be_extended_is_not_rendered() {
    keep("cli", "not-renderable", &Infgen::new().args("render --profile base").run());
}

#[test]
fn a_misspelt_key_is_guessed_at() {
    let run = prod_with("[load_balancer]\nidle_timout = \"5m\"\n").args("render -p mine");
    keep("cli", "misspelt-key", &run.run());
}

#[test]
fn every_fault_of_a_profile_is_reported_in_one_run() {
    let lines = concat!(
        "surplus = 1\n\n[autoscaling]\nmin = \"three\"\nmax = -1\nmetrics_backend = \"prometheus-adaptor\"\n\n",
        "[slo]\np95 = \"2 s\"\nerror_rate = 0.01\n\n[cluster]\nkubernetes = \"1.20\"\ncontrollers = [\"kedaa\"]\n\n",
        "[resources]\nmemory_limit = 16\n\n[[accept]]\ncheck = \"x\"\n"
    );
    keep("cli", "every-fault", &prod_with(lines).args("check -p mine").run());
}

#[test]
fn a_text_that_is_not_toml_is_located() {
    let run = prod_with("[autoscaling\nmax = = 3\n").args("render -p mine");
    keep("cli", "not-toml", &run.run());
}

#[test]
fn a_text_that_is_not_utf8_is_located() {
    let run = Infgen::new().file("profiles/mine.toml", b"a = 1\nb = \"\xff\"\n").args("render -p mine");
    keep("cli", "not-utf8", &run.run());
}

#[test]
fn an_empty_profile_says_what_it_needs() {
    keep("cli", "empty", &Infgen::new().file("profiles/mine.toml", "").args("render -p mine").run());
}

#[test]
fn a_huge_file_is_no_profile() {
    let run = Infgen::new().file("profiles/mine.toml", vec![b'#'; 100_000_000]).args("render -p mine");
    keep("cli", "huge", &run.run());
}

#[test]
fn a_folder_is_no_profile() {
    let run = Infgen::new().file("profiles/mine.toml/x", "").args("render -p profiles/mine.toml");
    keep("cli", "folder", &run.run());
}

#[test]
fn a_profile_that_extends_nothing_says_where() {
    let run = Infgen::new().file("profiles/mine.toml", "extends = \"bsae\"\n").args("render -p mine");
    keep("cli", "extends-nothing", &run.run());
}

#[test]
fn profiles_that_extend_each_other_say_how() {
    let run = Infgen::new()
        .file("profiles/a.toml", "extends = \"b\"\n")
        .file("profiles/b.toml", "extends = \"a\"\n")
        .args("render -p a");
    keep("cli", "extends-itself", &run.run());
}

#[test]
fn an_argument_overrides_a_value_and_is_pointed_at() {
    let run = Infgen::new().args("check -p prod --set rollout.grace_period=30s");
    keep("cli", "set", &run.run());
}

#[test]
fn an_argument_without_an_equals_sign_is_refused() {
    keep("cli", "set-malformed", &Infgen::new().args("check -p prod --set autoscaling.max").run());
}

#[test]
fn an_argument_with_an_unknown_key_is_pointed_at() {
    keep("cli", "set-unknown", &Infgen::new().args("check -p prod --set autoscaling.maxx=3").run());
}

#[test]
fn a_broken_number_is_mended_by_following_the_help() {
    let run = prod_with("[rollout]\ngrace_period = \"30s\"\n").args("check -p mine");
    keep("cli", "broken-number", &run.run());
    // What the help says to write.
    run.write("profiles/mine.toml", "extends = \"prod\"\n\n[rollout]\ngrace_period = \"90s\"\n");
    assert_eq!(run.output().status.code(), Some(0), "{}", run.run());
}

#[test]
fn an_error_writes_nothing() {
    let run = prod_with("[rollout]\ngrace_period = \"30s\"\n").args("render -p mine --quiet");
    let output = run.output();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(!output.stderr.is_empty(), "an error is said in spite of --quiet");
}

#[test]
fn findings_come_in_one_line_each() {
    let run = prod_with("[rollout]\ngrace_period = \"30s\"\n").args("check -p mine --format concise");
    keep("cli", "concise", &run.run());
}

#[test]
fn findings_come_as_json() {
    let run = prod_with("[rollout]\ngrace_period = \"30s\"\n").args("check -p mine --format json");
    let output = run.output();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    assert_eq!(report["version"], 1);
    let findings = report["profiles"][0]["findings"].as_array().expect("findings are a list");
    let grace = findings.iter().find(|found| found["code"] == "INF312").expect("the fault is reported");
    assert_eq!(grace["labels"][0]["place"]["line"], 4);
    assert_eq!(grace["labels"][0]["place"]["column"], 16);
    assert_eq!(grace["fixes"][0]["value"], "\"90s\"");
}

#[test]
fn colour_is_only_for_terminals() {
    let broken = || prod_with("[rollout]\ngrace_period = \"30s\"\n");
    let escapes = |run: Infgen| run.run().contains('\u{1b}');
    assert!(!escapes(broken().args("check -p mine")), "a pipe has no colour");
    assert!(escapes(broken().args("check -p mine --color always")), "colour on request");
    assert!(!escapes(broken().args("check -p mine --color never").env("CLICOLOR_FORCE", "1")), "no colour on request");
    assert!(!escapes(broken().args("check -p mine").env("NO_COLOR", "1")), "NO_COLOR");
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let run = || prod_with("[[accept]]\ncheck = \"grace-shorter-than-drain\"\nreason = \"none\"\n");
    assert_eq!(run().args("check -p mine").output().status.code(), Some(0));
    assert_eq!(run().args("check -p mine --deny warnings").output().status.code(), Some(1));
}

#[test]
fn a_reader_that_goes_is_no_failure() {
    let run = Infgen::new().args("schema");
    let mut child =
        run.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("stdout is piped");
    stdout.read_exact(&mut first).expect("it prints something");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{:?}", output.status);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_unknown_check_is_guessed_at() {
    keep("cli", "explain-unknown", &Infgen::new().args("explain grace-shorter-than-drian").run());
}

#[test]
fn a_check_is_explained_by_name_and_by_code() {
    let by_name = Infgen::new().args("explain grace-shorter-than-drain").output();
    let by_code = Infgen::new().args("explain inf312").output();
    assert!(by_name.status.success());
    assert_eq!(by_name.stdout, by_code.stdout);
}

#[test]
fn what_cannot_be_done_is_said_at_once() {
    let mut text = Infgen::new().args("explain").run();
    text += &Infgen::new().args("report -p prod --out nowhere/page.html").run();
    text += &Infgen::new().file("a-file", "").args("init a-file").run();
    keep("cli", "at-once", &text);
}

#[test]
fn every_check_is_listed() {
    keep("cli", "explain-list", &Infgen::new().args("explain --list").run());
}

#[test]
fn a_first_project_is_written_once() {
    let run = Infgen::new().args("init");
    keep("cli", "init", &run.run());
    keep("cli", "init-again", &run.run());
    let check = run.args("check --all --quiet");
    assert_eq!(check.output().status.code(), Some(0), "{}", check.run());
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = Infgen::new().args(&format!("completions {shell}")).output();
        assert!(output.status.success(), "{shell}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("render"), "{shell}");
    }
}

#[test]
fn the_stream_is_nothing_but_yaml_and_a_reader_may_go() {
    let run = Infgen::new().args("render -p prod");
    let mut child =
        run.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be started");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("stdout is piped");
    stdout.read_exact(&mut first).expect("it prints something");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{:?}", output.status);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("error"));
}

#[test]
fn a_stream_into_head_ends_quietly() {
    // A status of its own for each side, on stderr; the pipe is shorter than the stream.
    let line = format!(
        "{{ {} render --profile prod; echo \"infgen exits {}\" >&2; }} | head -n 4",
        env!("CARGO_BIN_EXE_infgen"),
        "$?"
    );
    let run = Infgen::new();
    let output = Command::new("sh").args(["-c", &line]).current_dir(run.path()).env_remove("INFGEN_PROFILES").output();
    let output = output.expect("there is a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let command = "$ infgen render --profile prod | head -n 4";
    keep("cli", "head", &format!("{command}\n{}--- stderr\n{}", text(&output.stdout), text(&output.stderr)));
}

#[test]
fn one_profile_is_named_as_many_are() {
    for command in ["simulate", "report", "tune", "secrets"] {
        let run = Infgen::new().args(&format!("{command} nowhere"));
        assert!(run.run().contains("no profile `nowhere`"), "{command}: {}", run.run());
    }
    let run = Infgen::new().args("secrets prod");
    assert_eq!(run.output().stdout, run.args("secrets --profile prod").output().stdout);
}

#[test]
fn only_the_wanted_files_are_written() {
    let run = Infgen::new().args("render -p prod --only hpa --only secrets --out out --quiet");
    assert_eq!(run.output().status.code(), Some(0));
    let mut names: Vec<String> = std::fs::read_dir(run.path().join("out/prod"))
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["hpa.yaml", "secrets.yaml"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    // /proc takes no folders, not even from root.
    keep("cli", "read-only-folder", &Infgen::new().args("render -p prod --quiet --out /proc/infgen").run());
    let run = Infgen::new().file("out", "a file").args("render -p prod --quiet --out out");
    keep("cli", "file-in-the-way", &run.run());
}

#[test]
fn two_profiles_of_one_name_do_not_overwrite_each_other() {
    let run = Infgen::new()
        .file("a/mine.toml", "extends = \"prod\"\n")
        .file("b/mine.toml", "extends = \"prod\"\n")
        .args("render a/mine.toml b/mine.toml --quiet --out out");
    keep("cli", "same-name", &run.run());
    assert!(!run.path().join("out").exists());
}

#[test]
fn one_wrong_profile_of_many_writes_nothing() {
    let run = Infgen::new()
        .file("profiles/good.toml", "extends = \"prod\"\n")
        .file("profiles/wrong.toml", "extends = \"prod\"\n[rollout]\ngrace_period = \"30s\"\n")
        .args("render --all --quiet --out out");
    assert_eq!(run.output().status.code(), Some(1));
    assert!(!run.path().join("out").exists());
}
