use super::{Change, compare, read, refused, repeated};
use serde_json::{Value, json};
use std::path::Path;

fn object(spec: &Value) -> Value {
    json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "x" }, "spec": spec })
}

fn fields(old: &Value, new: &Value) -> Vec<String> {
    let changes = compare(&[object(old)], &[object(new)]);
    let fields = changes.into_iter().flat_map(|change| match change {
        Change::Changed { fields, .. } => fields,
        other => panic!("{other:?}"),
    });
    fields.map(|field| field.path).collect()
}

#[test]
fn the_order_of_named_items_does_not_count() {
    let old = json!({ "env": [{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }] });
    let new = json!({ "env": [{ "name": "B", "value": "2" }, { "name": "A", "value": "3" }] });
    assert_eq!(fields(&old, &new), ["spec.env[A].value"]);
}

#[test]
fn items_without_names_are_compared_by_place() {
    assert_eq!(fields(&json!({ "args": ["a", "b"] }), &json!({ "args": ["a", "c"] })), ["spec.args[1]"]);
    assert_eq!(fields(&json!({ "args": [] }), &json!({ "args": ["c"] })), ["spec.args[0]"]);
}

#[test]
fn a_quantity_is_its_amount_however_it_is_written() {
    let container = |limits: Value| json!({ "resources": { "limits": limits }, "sizeLimit": "1Gi" });
    let written = |cpu: Value, gpu: &str| container(json!({ "cpu": cpu, "nvidia.com/gpu": gpu }));
    assert_eq!(fields(&written(json!("2"), "1"), &written(json!("2.5"), "2")).len(), 2);
    let same = |old: &Value, new: &Value| compare(&[object(old)], &[object(new)]).is_empty();
    assert!(same(&written(json!("2"), "1"), &written(json!("2000m"), "1")));
    assert!(same(&written(json!("2"), "1"), &written(json!(2), "1000m")));
    assert!(same(&json!({ "sizeLimit": "1Gi" }), &json!({ "sizeLimit": "1024Mi" })));
    assert!(!same(&json!({ "sizeLimit": "1Gi" }), &json!({ "sizeLimit": "1G" })));
    // Elsewhere a text is a text.
    assert!(!same(&json!({ "args": ["1000m"] }), &json!({ "args": ["1"] })));
    assert!(!same(&json!({ "a": "1024Mi" }), &json!({ "a": "1Gi" })));
}

#[test]
fn an_object_that_is_there_twice_is_found() {
    let list = json!({ "kind": "List", "items": [object(&json!({})), object(&json!({}))] });
    assert_eq!(repeated(&[list]).map(|object| object.to_string()), Some("Deployment x".to_owned()));
    assert_eq!(repeated(&[object(&json!({}))]), None);
}

#[test]
fn alerts_of_one_name_are_told_apart_by_what_they_watch() {
    let burn = |objective: &str, tier: &str, expr: &str| {
        let labels = json!({ "objective": objective, "tier": tier, "severity": "page" });
        json!({ "alert": "Burn", "labels": labels, "expr": expr })
    };
    let old = json!({ "l": [burn("p95", "fast", "x"), burn("p95", "slow", "x"), burn("p99", "fast", "x")] });
    let new = json!({ "l": [burn("p95", "fast", "x"), burn("p95", "slow", "y"), burn("p99", "fast", "x")] });
    assert_eq!(fields(&old, &new), ["spec.l[Burn/p95/slow].expr"]);
}

#[test]
fn an_empty_map_is_not_an_absent_one() {
    assert_eq!(fields(&json!({ "a": {} }), &json!({})), ["spec.a"]);
}

#[test]
fn a_text_is_not_the_number_that_it_spells() {
    assert_eq!(fields(&json!({ "a": "1" }), &json!({ "a": 1 })), ["spec.a"]);
}

#[test]
fn a_newer_version_of_a_kind_is_the_same_object() {
    let old = json!({ "apiVersion": "autoscaling/v1", "kind": "H", "metadata": { "name": "x" } });
    let new = json!({ "apiVersion": "autoscaling/v2", "kind": "H", "metadata": { "name": "x" } });
    let changes = compare(&[old], &[new]);
    assert!(matches!(&changes[..], [Change::Changed { fields, .. }] if fields[0].path == "apiVersion"));
}

#[test]
fn objects_that_come_and_go_are_named() {
    let changes = compare(&[object(&json!({}))], &[]);
    assert!(matches!(&changes[..], [Change::Removed { object }] if object.to_string() == "Deployment x"));
    assert!(matches!(&compare(&[], &[object(&json!({}))])[..], [Change::Added { .. }]));
}

#[test]
fn a_list_is_its_items() {
    let list = json!({ "apiVersion": "v1", "kind": "List", "items": [object(&json!({ "a": 1 }))] });
    assert_eq!(compare(&[list], &[object(&json!({ "a": 1 }))]), []);
}

#[test]
fn an_immutable_field_says_so() {
    let old = object(&json!({ "selector": { "matchLabels": { "a": "1" } } }));
    let new = object(&json!({ "selector": { "matchLabels": { "a": "2" } } }));
    let changes = compare(&[old], &[new]);
    assert!(matches!(&changes[..], [Change::Changed { fields, .. }] if fields[0].immutable.is_some()));
}

#[test]
fn what_is_refused_is_told_apart() {
    let spec =
        |selector: &str, paused: bool| json!({ "selector": { "matchLabels": { "a": selector } }, "paused": paused });
    let changes = compare(&[object(&spec("1", false))], &[object(&spec("2", true))]);
    let paths: Vec<&str> = refused(&changes).map(|(_, field)| field.path.as_str()).collect();
    assert_eq!(paths, ["spec.selector.matchLabels.a"]);
    let harmless = compare(&[object(&spec("1", false))], &[object(&spec("1", true))]);
    assert_eq!(refused(&harmless).count(), 0);
    assert_eq!(refused(&compare(&[], &[object(&spec("1", false))])).count(), 0);
}

#[test]
fn metrics_rules_and_tolerations_have_names() {
    let paths = |old: Value, new: Value| fields(&json!({ "l": old }), &json!({ "l": new }));
    let pods =
        |name: &str, value: u32| json!({ "type": "Pods", "pods": { "metric": { "name": name }, "value": value } });
    let cpu = json!({ "type": "Resource", "resource": { "name": "cpu" } });
    assert_eq!(
        paths(json!([cpu, pods("queue", 1)]), json!([pods("rps", 9), cpu, pods("queue", 2)])),
        ["spec.l[queue].pods.value", "spec.l[rps]"]
    );
    let alert =
        |severity: &str, expr: &str| json!({ "alert": "Slow", "labels": { "severity": severity }, "expr": expr });
    let record = json!({ "record": "r", "expr": "y" });
    assert_eq!(paths(json!([record, alert("page", "x")]), json!([alert("page", "z"), record])), ["spec.l[Slow].expr"]);
    assert_eq!(
        paths(json!([alert("page", "x"), alert("ticket", "x")]), json!([alert("ticket", "x"), alert("page", "z")])),
        ["spec.l[Slow/page].expr"]
    );
    let spot = |effect: &str, value: &str| json!({ "key": "spot", "effect": effect, "value": value });
    assert_eq!(
        paths(
            json!([spot("NoSchedule", "a"), spot("NoExecute", "a")]),
            json!([spot("NoExecute", "b"), spot("NoSchedule", "a")])
        ),
        ["spec.l[spot/NoExecute].value"]
    );
}

#[test]
fn names_are_of_the_same_kind_on_both_sides() {
    // By `name` the first list, by `key` the second: matched so, nothing would be the same.
    let old = json!({ "l": [{ "name": "a", "key": "x" }, { "name": "b", "key": "y" }] });
    let new = json!({ "l": [{ "key": "x" }, { "key": "y" }] });
    assert_eq!(fields(&old, &new), ["spec.l[x].name", "spec.l[y].name"]);
}

#[test]
fn an_item_in_front_does_not_change_those_behind_it() {
    assert_eq!(
        fields(&json!({ "args": ["a", "b", "c"] }), &json!({ "args": ["z", "a", "c"] })),
        ["spec.args[0]", "spec.args[1]"]
    );
}

#[test]
fn the_values_of_a_secret_are_never_shown() {
    let secret =
        |data: Value| json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s" }, "data": data });
    for (old, new) in [
        (json!({ "a": "hunter2" }), json!({ "a": "hunter3" })),
        (json!({ "a": "hunter2" }), json!({})),
        (json!({ "a": "hunter2" }), Value::Null),
    ] {
        let changes = compare(&[secret(old)], &[secret(new)]);
        let shown = serde_json::to_string(&changes).unwrap();
        assert!(shown.contains("(hidden)") && !shown.contains("hunter"), "{shown}");
    }
}

#[test]
fn a_claim_grows_and_keeps_all_else() {
    let claim = |spec: Value| json!({ "kind": "PersistentVolumeClaim", "metadata": { "name": "m" }, "spec": spec });
    let size = |size: &str| json!({ "resources": { "requests": { "storage": size } } });
    let refused = |old: Value, new: Value| -> bool {
        match &compare(&[claim(old)], &[claim(new)])[..] {
            [Change::Changed { fields, .. }] => fields.iter().all(|field| field.immutable.is_some()),
            other => panic!("{other:?}"),
        }
    };
    assert!(!refused(size("100Gi"), size("1Ti")));
    assert!(refused(size("100Gi"), size("50Gi")));
    for field in ["accessModes", "volumeName", "selector", "dataSource", "volumeMode"] {
        assert!(refused(json!({ field: "a" }), json!({ field: "b" })), "{field}");
    }
}

fn objects(text: &str) -> Vec<Value> {
    read(Path::new("out/prod/hpa.yaml"), text).unwrap()
}

#[test]
fn streams_comments_and_empty_documents_are_read() {
    let stream = "# only a comment\n---\n---\n{apiVersion: v1, kind: A, metadata: {name: a}}\n--- # b\napiVersion: v1\n\
                  kind: B\nmetadata: {name: b}\n...\n---\n# nothing\n";
    let kinds: Vec<Value> = objects(stream).iter().map(|object| object["kind"].clone()).collect();
    assert_eq!(kinds, ["A", "B"]);
    assert!(objects("").is_empty() && objects("# nothing\n---\n").is_empty());
}

#[test]
fn a_word_that_lost_its_quotes_differs() {
    let map =
        |data: &str| objects(&format!("{{apiVersion: v1, kind: ConfigMap, metadata: {{name: c}}, data: {data}}}"));
    for word in ["on", "0644", "8000", "1e3", "~"] {
        let quoted = map(&format!("{{a: '{word}'}}"));
        assert_eq!(compare(&quoted, &map(&format!("{{a: {word}}}"))).len(), 1, "{word}");
        assert_eq!(compare(&quoted, &map(&format!("{{a: \"{word}\"}}"))), []);
    }
    // As kubectl reads it.
    assert_eq!(map("{a: 0644}")[0]["data"]["a"], 420);
    assert_eq!(map("{a: on}")[0]["data"]["a"], true);
}

#[test]
fn a_broken_file_is_an_error_with_its_line() {
    let error = |text: &str| format!("{:#}", read(Path::new("out/prod/hpa.yaml"), text).unwrap_err());
    insta::assert_snapshot!(error("a: 1\nb: [1\n"), @"`out/prod/hpa.yaml` line 2 column 4: unclosed bracket '['");
    insta::assert_snapshot!(error("a:\n\tb: 1\n"), @"`out/prod/hpa.yaml` line 2 column 2: tabs disallowed within this context (block indentation)");
    insta::assert_snapshot!(error("<<<<<<< HEAD\na: 1\n"), @"`out/prod/hpa.yaml` line 2 column 2: mapping values are not allowed in this context");
    insta::assert_snapshot!(error(&"[".repeat(100_000)), @"`out/prod/hpa.yaml` line 1 column 256: recursion limit exceeded");
    insta::assert_snapshot!(error("kind: X\n"), @"`out/prod/hpa.yaml` document 1 has no text for `apiVersion`");
    insta::assert_snapshot!(error("apiVersion: 1\n"), @"`out/prod/hpa.yaml` document 1 has no text for `apiVersion`");
    insta::assert_snapshot!(error("just words\n"), @"`out/prod/hpa.yaml` document 1 is not an object");
}
