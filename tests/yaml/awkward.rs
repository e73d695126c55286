//! Strings that some reader or some writer of YAML gets wrong, and the objects that carry them.

use infgen::objects::prometheus_rule::{PrometheusRuleSpec, Rule, RuleGroup};
use infgen::objects::{Custom, Object};
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{ConfigMap, Container, EnvVar, PodSpec, PodTemplateSpec, Secret};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The strings, by the trap that they are.
#[rustfmt::skip]
pub(crate) const STRINGS: &[&str] = &[
    // Booleans of YAML 1.1.
    "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
    "true", "True", "TRUE", "false", "False", "FALSE", "yEs", "oFF", "tRUE",
    // Nulls, merge and value.
    "", "~", "null", "Null", "NULL", "nULL", "<<", "=",
    // Integers.
    "0", "-0", "+1", "-1", "8000", "0644", "08", "0o17", "0O17", "0b1010", "0B10", "-0b1", "0x1F", "0X1f", "-0x1",
    "1_000", "0_7", "1__0", "_1", "1_", "0x_", "18446744073709551616", "0b", "0x",
    // Floats.
    "1.0", ".5", "5.", "1e3", "1E+3", "1.5e3", "1e-3", "+.5", "-.5e1", "1.2.3", "6.02e23", "1e400", "1_0.5", ".", "..",
    ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "inf", "nan", "Infinity", "-inf", "NaN", "0.10", "1e", "e3",
    // Base sixty and times.
    "12:30", "12:30:45", "190:20:30.15", "1:60", "-1:30", "00:00", "2024-01-01", "2024-1-1", "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5", "2024-01-01T00:00:00Z", "20240101",
    // Blanks, tabs and newlines at the ends.
    " ", "  ", " leading", "trailing ", "\t", "\tleading tab", "trailing tab\t", "\n", "\n\n", "\nleading newline",
    "trailing newline\n", "two trailing newlines\n\n", " \n", "\n ", "\t\n", "inner\ttab",
    // Several lines.
    "a\nb", "a\nb\n", "a\n\nb\n", "a\nb\n\n\n", "  a\nb\n", "a\n  b\n", " \n a\n", "\n\na\n", "\ta\nb\n", "\n\ta\nb\n",
    " \ta\nb\n", "a\n\tb\n", "a \nb\n", "a\t\nb\n", "a\n \nb\n", "a\r\nb\r\n", "a\rb", "- a\n- b\n", "a: 1\nb: 2\n",
    "# a\nb\n", "|\n", ">-\n  a", "---\na\n", "a\n---\nb\n", "a\n...\nb\n", "%YAML 1.2\n---\n", "a\n# b\n", "a: |\n  b\n",
    // Indicators.
    "-", "--", "---", "----", "--- a", "...", "... a", "-a", "- a", "?", "? a", "?a", ":", ": a", ":a", "a:", "a: b",
    "a:b", "a :b", "a : b", "http://example.com:80/", "::1", "#", "# a", "a #b", "a # b", "a#b", ",", "a,b", ", a", "[", "]",
    "[]", "[a, b]", "{", "}", "{}", "{a: b}", "{{ $labels.pod }}", "a {{ b }}", "&a", "& a", "*a", "* a", "!a", "!!str a",
    "!", "|", "|-", ">", "> a", "%", "%a", "@a", "`a`", "a|b", "a>b", "a & b", "a*",
    // Quotes and escapes.
    "'", "''", "'a'", "it's", "\"", "\"a\"", "say \"a\"", "'a\"b'", "\\", "\\n", "a\\b", "C:\\temp\\new", "\\\"", "\\u0041",
    // Control characters, other breaks, marks.
    "\0", "a\u{7}b", "a\u{8}b", "a\u{b}b", "a\u{c}b", "\u{1b}[31mred\u{1b}[0m", "a\u{1f}b", "a\u{7f}b", "a\u{80}b",
    "a\u{85}b", "\u{85}", "a\u{85}\nb\n", "a\u{9f}b", "a\u{a0}b", "\u{a0}", "a\u{2028}b", "a\u{2029}b", "a\u{2028}\nb\n",
    "\u{feff}a", "a\u{feff}b", "\u{feff}a\nb\n", "a\u{fffd}b", "a\u{fffe}b", "a\u{ffff}b", "a\u{200b}b", "a\u{202e}b",
    "a\u{e000}b", "a\u{10ffff}b",
    // Unicode.
    "é", "e\u{301}", "中文", "שלום", "🚀", "👩‍💻", "🚀 a: b", "é\nü\n", "🚀\n🚀", "ﬀ", "µs", "95 % ≤ 2 s",
    // JSON and PromQL.
    r#"{"a": [1, null, "b"]}"#, r#"{"a":1}"#, "\"\\ud83d\\ude80\"", "null\n", "true\n", "[1]\n", "1\n",
    "histogram_quantile(0.95, sum by (le) (rate(x_bucket{job=~\"a|b\", le!=\"+Inf\"}[5m]))) > 1.5",
    "sum(rate(a[5m]))\n/\nsum(rate(b[5m])) > 0.05\n", "(\n  a\n)\n", "a ==\nbool 1\n", "100 *\n(a)\n", "a +\nb",
];

/// The strings of the table, long ones, and those with blanks in places that a writer may fold at.
pub(crate) fn strings() -> Vec<String> {
    let mut all: Vec<String> = STRINGS.iter().map(|text| (*text).to_owned()).collect();
    all.extend([
        "x".repeat(300),
        "word ".repeat(60),
        "word ".repeat(60).trim_end().to_owned(),
        format!("{}: {}", "long key ".repeat(30), "value"),
        format!("{}\n{}", "word ".repeat(60).trim_end(), "y".repeat(400)),
        "word  ".repeat(60).trim_end().to_owned(),
        format!("a{}b", " ".repeat(300)),
        format!("{{\"a\": \"{}\"}}", "b, ".repeat(100)),
        "🚀 ".repeat(100),
        format!("{}\n", "\\".repeat(100)),
    ]);
    all
}

/// Words, indicators, blanks, breaks and control characters in any order.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ \t\n]{1,3}",
        4 => "[-?:,\\[\\]{}#&*!|>'\"%@`\\\\=~<._+]{1,3}",
        4 => "[a-zA-Z0-9]{1,6}",
        1 => "(yes|no|null|true|on|---|\\.\\.\\.|0x1f|2024-01-01|12:30)",
        1 => any::<char>().prop_map(String::from),
        1 => "[\u{0}-\u{1f}\u{7f}-\u{a0}\u{2028}\u{2029}\u{feff}]",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Every string as a key; the value says which it was.
fn as_keys(strings: &[String]) -> BTreeMap<String, String> {
    let number = |(at, text): (usize, &String)| (text.clone(), format!("key {at}"));
    strings.iter().enumerate().map(number).collect()
}

/// Every string as a value, under a key that is harmless.
fn as_values(strings: &[String]) -> BTreeMap<String, String> {
    let number = |(at, text): (usize, &String)| (format!("v{at:05}"), text.clone());
    strings.iter().enumerate().map(number).collect()
}

fn named(name: &str) -> ObjectMeta {
    ObjectMeta { name: Some(name.into()), namespace: Some("pixelated-test".into()), ..ObjectMeta::default() }
}

/// A `ConfigMap` with the strings as values of its data.
pub(crate) fn as_data(strings: &[String]) -> Object {
    let config = ConfigMap { metadata: named("values"), data: Some(as_values(strings)), ..ConfigMap::default() };
    config.into()
}

/// A Secret with the strings as keys and as values of its annotations.
pub(crate) fn as_annotations(strings: &[String]) -> Object {
    let mut annotations = as_values(strings);
    annotations.extend(as_keys(strings));
    let secret =
        Secret { metadata: ObjectMeta { annotations: Some(annotations), ..named("annotations") }, ..Secret::default() };
    secret.into()
}

/// Objects that have the strings everywhere where a profile's words can come to stand, and nothing but strings.
pub(crate) fn objects(strings: &[String]) -> Vec<Object> {
    let mut labelled = named("labels");
    labelled.labels = Some(as_values(strings));
    let keys = ConfigMap { metadata: labelled, data: Some(as_keys(strings)), ..ConfigMap::default() };
    vec![as_data(strings), as_annotations(strings), keys.into(), as_container(strings), as_rules(strings)]
}

/// A Deployment with the strings as arguments (items of a list) and as values of the environment (deeper).
fn as_container(strings: &[String]) -> Object {
    let variable = |(name, value): (String, String)| EnvVar { name, value: Some(value), ..EnvVar::default() };
    let container = Container {
        name: "ai-inference".into(),
        args: Some(strings.to_vec()),
        env: Some(as_values(strings).into_iter().map(variable).collect()),
        ..Container::default()
    };
    let pod = PodSpec { containers: vec![container], ..PodSpec::default() };
    let deployment = Deployment {
        metadata: named("container"),
        spec: Some(DeploymentSpec {
            template: PodTemplateSpec { spec: Some(pod), ..PodTemplateSpec::default() },
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    };
    deployment.into()
}

/// Rules with the strings as expressions and annotations: a custom resource.
fn as_rules(strings: &[String]) -> Object {
    let rule = |text: &String| Rule {
        record: None,
        alert: Some("Awkward".into()),
        expr: text.clone(),
        r#for: Some(text.clone()),
        labels: [("severity".into(), text.clone())].into(),
        annotations: [("summary".into(), text.clone())].into(),
    };
    let group = RuleGroup { name: "awkward".into(), interval: None, rules: strings.iter().map(rule).collect() };
    let rules = Custom { metadata: named("rules"), spec: PrometheusRuleSpec { groups: vec![group] } };
    rules.into()
}
