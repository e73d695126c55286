//! `report` as a stranger meets it: one file that asks for nothing, and no number that the other commands do not print.

mod support;

use support::Infgen;

/// The shipped `prod` with few requests, so that a debug build simulates it in seconds.
const SMALL: &str = "extends = \"prod\"\n\n[traffic]\nbase = \"20rps\"\npeak = \"60rps\"\ngrowth = \"60rps/min\"\n\n[slo]\nthroughput = \"60rps\"\n";
const RUNS: &str = "--horizon 3m --replications 2";

fn service() -> Infgen {
    Infgen::new().file("profiles/mine.toml", SMALL)
}

fn stdout(run: &Infgen) -> String {
    String::from_utf8(run.output().stdout).expect("text")
}

/// What stands between the tags, without drawings and styles; a tag is a blank.
fn visible(page: &str) -> String {
    let mut text = page.to_owned();
    for tag in ["style", "svg", "title"] {
        while let Some(start) = text.find(&format!("<{tag}")) {
            let close = format!("</{tag}>");
            let end = text[start..].find(&close).expect("it is closed") + start + close.len();
            text.replace_range(start..end, " ");
        }
    }
    let mut plain = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            letter if !inside => plain.push(letter),
            _ => {}
        }
    }
    plain
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x2f;", "/")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

/// The words of a text that hold a digit, without what stands around them.
fn numbers(text: &str) -> std::collections::BTreeSet<String> {
    let trim = |word: &str| word.trim_matches(|letter: char| !letter.is_ascii_digit() && letter != '%').to_owned();
    let words = text.split(|letter: char| letter.is_whitespace() || "()[]{},;:=\"`|".contains(letter));
    words.filter(|word| word.contains(|letter: char| letter.is_ascii_digit())).map(trim).collect()
}

#[test]
fn every_number_is_one_that_another_command_prints() {
    let mut printed = String::new();
    for command in [
        "plan -p mine",
        "plan -p mine --format json",
        "check -p mine",
        "check -p mine --format json",
        "render -p mine",
        "--version",
    ] {
        printed += &stdout(&service().args(command));
    }
    printed += &stdout(&service().args(&format!("simulate -p mine {RUNS}")));
    printed += &stdout(&service().args("explain --list"));
    // The picture shows what the profile states.
    for file in ["prod", "base"] {
        let path = support::root().join(format!("profiles/{file}.toml"));
        printed += &std::fs::read_to_string(path).expect("a shipped profile");
    }
    let page = stdout(&service().args(&format!("report -p mine {RUNS}")));
    // The pages of the checks are those of `explain`, word for word.
    let (page, _) = page.split_once("<h2>What the checks mean</h2>").expect("the pages of checks");
    let (shown, known) = (numbers(&visible(page)), numbers(&printed));
    assert!(shown.len() > 60, "{shown:?}");
    let strange: Vec<_> = shown.difference(&known).collect();
    assert!(strange.is_empty(), "printed nowhere else: {strange:?}");
}

#[test]
fn plan_and_verdict_stand_on_the_page_whole() {
    let page = visible(&stdout(&service().args(&format!("report -p mine {RUNS}"))));
    let plans: serde_json::Value =
        serde_json::from_str(&stdout(&service().args("plan -p mine --format json"))).expect("the plan is JSON");
    let sections = plans[0]["sections"].as_array().expect("sections");
    for figure in sections.iter().flat_map(|section| section["figures"].as_array().expect("figures")) {
        for key in ["name", "text", "arithmetic"] {
            let text = figure[key].as_str().expect("a text");
            assert!(page.contains(text), "{key} `{text}` of the plan is not on the page");
        }
    }
    let said = stdout(&service().args(&format!("simulate -p mine {RUNS}")));
    let (numbers, _) = said.split_once("\nwhat this rests on").expect("the notes");
    assert!(page.contains(numbers.trim_end()), "{numbers}");
}

#[test]
fn the_page_asks_for_nothing() {
    let page = stdout(&service().args(&format!("report -p mine {RUNS}")));
    for forbidden in ["<script", "<link rel=\"stylesheet", "@import", "url(", "src=", "href=\"http", "<iframe"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    // A link leads to a place on the page.
    for link in page.split("href=\"#").skip(1) {
        let code = link.split('"').next().expect("closed");
        assert!(page.contains(&format!("id=\"{code}\"")), "{code}");
    }
    // The drawings of load, pods and time, and a pod by its load; nothing fails, which is said.
    assert_eq!(page.matches("<svg").count(), 4);
    assert!(page.contains("no request failed in any run"));
}

#[test]
fn what_cannot_be_simulated_still_has_a_page() {
    let text = "[service]\nname = \"mine\"\nnamespace = \"mine\"\nenvironment = \"dev\"\n[image]\nrepository = \"r\"\n";
    let run = Infgen::new().file("profiles/mine.toml", text).args("report -p mine --out page.html");
    assert_eq!(run.output().status.code(), Some(0), "{}", run.run());
    let page = run.read("page.html");
    assert!(page.contains("Not simulated: state how long batches take"), "{page}");
    assert!(!page.contains("<svg"));
}

#[test]
fn the_same_seed_gives_the_same_page() {
    let page = |seed: u32| stdout(&service().args(&format!("report -p mine {RUNS} --seed {seed}")));
    assert_eq!(page(1), page(1));
    assert_ne!(page(1), page(2));
}
