//! What is read from outside, and may be anything: each fault is located, and nothing hangs, panics or is passed over.

mod support;

use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use support::{Infgen, keep};

/// Runs one command over several texts of one profile, for one snapshot.
fn over(texts: &[(&str, &[u8])]) -> String {
    let run = Infgen::new().args("check -p mine --format concise --quiet");
    let said = |(what, text): &(&str, &[u8])| {
        run.write("profiles/mine.toml", text);
        format!("== {what}\n{}", run.run())
    };
    texts.iter().map(said).collect()
}

#[test]
fn a_profile_of_any_bytes_is_read_or_located() {
    let nested = format!("extends = \"prod\"\na = {}", "[".repeat(300_000));
    let dotted = format!("extends = \"prod\"\n{}a = 1\n", "a.".repeat(300_000));
    let texts: [(&str, &[u8]); 9] = [
        ("byte order mark", b"\xef\xbb\xbfextends = \"prod\"\n"),
        ("lines that end as on Windows", b"extends = \"prod\"\r\n\r\n[rollout]\r\ngrace_period = \"30s\"\r\n"),
        ("NUL", b"extends = \"prod\"\n# a\0b\n"),
        ("deep nesting", nested.as_bytes()),
        ("a key of many parts", dotted.as_bytes()),
        (
            "huge integers",
            b"extends = \"prod\"\n[autoscaling]\nmax = 99999999999999999999\nmin = 0xffffffffffffffffff\n",
        ),
        ("a key and a table twice", b"extends = \"prod\"\n[rollout]\n[autoscaling]\nmax = 9\nmax = 9\n[rollout]\n"),
        ("not UTF-8", b"extends = \"prod\"\n\n# \xff\n"),
        ("an escape sequence", b"extends = \"prod\"\n[service]\nname = \"a\\u001b[31m\\u202e\\u009b\"\n"),
    ];
    keep("reading", "bytes", &over(&texts));
}

#[test]
fn extends_takes_one_name_or_path() {
    let texts: [(&str, &[u8]); 7] = [
        ("a number", b"extends = 1\n"),
        ("a list", b"extends = [\"prod\"]\n"),
        ("a table", b"extends = { name = \"prod\" }\n"),
        ("nothing", b"extends = \"\"\n"),
        ("a folder", b"extends = \"./\"\n"),
        ("itself", b"extends = \"./mine.toml\"\n"),
        ("a NUL", b"extends = \"a\\u0000b\"\n"),
    ];
    keep("reading", "extends", &over(&texts));
}

#[test]
fn a_text_that_is_no_profile_at_all_ends_soon() {
    let mut run = Infgen::new();
    for (name, line) in [("unknown", "zz{} = 1\n"), ("syntax", "zz{} = = 1\n"), ("junk", "\u{7f}\u{7f}{}\n")] {
        let lines: String = (0..50_000).map(|at| line.replace("{}", &at.to_string())).collect();
        run.write(&format!("profiles/{name}.toml"), format!("extends = \"prod\"\n{lines}"));
        run = run.args(&format!("check -p {name} --format concise"));
        let output = run.output();
        assert_eq!(output.status.code(), Some(1), "{name}");
        let lines = String::from_utf8_lossy(&output.stdout).lines().count();
        assert_eq!(lines, 100, "{name}: as many as a person may want to read");
    }
}

#[test]
fn what_stands_where_a_profile_should_is_named() {
    let run = Infgen::new().args("check -p prod --quiet");
    let place = run.path().join("profiles/prod.toml");
    let mut text = String::new();
    let mut say = |what: &str| text.extend(["== ", what, "\n", &run.run()]);
    std::fs::create_dir_all(&place).expect("made");
    say("a folder");
    std::fs::remove_dir(&place).expect("removed");
    symlink("nowhere", &place).expect("linked");
    say("a link to nowhere");
    std::fs::remove_file(&place).expect("removed");
    symlink("prod.toml", &place).expect("linked");
    say("a link to itself");
    std::fs::remove_file(&place).expect("removed");
    assert!(Command::new("mkfifo").arg(&place).status().expect("mkfifo runs").success());
    say("a pipe that nobody writes to");
    keep("reading", "places", &text);
}

#[test]
fn a_profile_comes_out_of_a_pipe_that_somebody_names() {
    let run = Infgen::new().args("check -p /dev/stdin --format concise");
    let mut child = run.command().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("started");
    let mut input = child.stdin.take().expect("stdin is piped");
    std::io::Write::write_all(&mut input, b"extends = \"prod\"\n[rollout]\ngrace_period = \"30s\"\n").expect("written");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("/dev/stdin:3:16: error[INF312]"));
}

#[test]
fn a_folder_of_profiles_that_is_none_is_refused() {
    let run = Infgen::new().file("mine/other.toml", "extends = \"prod\"\n").file("a-file", "");
    let mut text = String::new();
    let mut run = run.args("check -p prod --quiet --profiles nowhere");
    text += &run.run();
    for line in [
        "check --all --quiet --profiles a-file",
        "check -p othr --profiles mine",
        "check -p prod.toml",
        "check -p other.toml --profiles mine",
        "check --all --profiles empty",
        "check -p",
    ] {
        run = run.args(line);
        std::fs::create_dir_all(run.path().join("empty")).expect("made");
        text += &run.run();
    }
    run = run.args("check -p").arg("");
    text += &run.run();
    run = run.args("check -p prod --quiet").env("INFGEN_PROFILES", "");
    text.extend(["INFGEN_PROFILES= ", &run.run()]);
    keep("reading", "folders", &text);
}

#[test]
fn an_argument_of_any_form_is_read_or_refused() {
    let mut text = String::new();
    for argument in [
        "=",
        "=x",
        "...=3",
        "a b=3",
        "[rollout]=3",
        "rollout=5",
        "autoscaling.max.x=24",
        "autoscaling.max=",
        "autoscaling.max=nan",
        "autoscaling.max=\"9",
        "autoscaling.max=9\nx = 3",
        "image.tag=a\u{1b}[31m",
        "extends=dev",
        "\"renderable\"=false",
        "rollout.grace_period=18446744073709551615s",
        "app.env.DB_PASSWORD=hunter2",
    ] {
        text += &Infgen::new().args("check -p prod --format concise --set").arg(argument).run();
    }
    keep("reading", "arguments", &text.replace('\u{1b}', "(escape)"));
    assert_eq!(text.matches("hunter2").count(), 1, "a secret stands in the command alone");
}
