//! Every string that is written is read back the same, by readers of YAML 1.1 and of YAML 1.2.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use infgen::objects::Object;
use infgen::yaml;
use proptest::prelude::*;
use serde_json::Value;

#[path = "yaml/awkward.rs"]
mod awkward;
#[path = "yaml/yaml_1_1.rs"]
mod yaml_1_1;

/// What is wrong with the writing of an object, if anything.
fn fault(object: &Object) -> Option<String> {
    let written = yaml::document(object);
    let meant = serde_json::to_value(object).unwrap();
    let read: [(&str, Result<Value, String>); 2] = [
        ("serde_yaml", serde_yaml::from_str(&written).map_err(|e| e.to_string())),
        ("serde-saphyr", serde_saphyr::from_str(&written).map_err(|e| e.to_string())),
    ];
    for (reader, read) in read {
        match read {
            Err(error) => return Some(format!("{reader}: {error}\n{written}")),
            Ok(read) if read != meant => {
                return Some(format!("{reader} reads {}", first_difference(&meant, &read)));
            }
            Ok(_) => {}
        }
    }
    let misread = yaml_1_1::unquoted(&written).into_iter().find(|word| yaml_1_1::is_not_text(word));
    misread.map(|word| format!("`{word}` is not text in YAML 1.1\n{written}"))
}

/// The first leaf that differs, for a message that fits a screen.
fn first_difference(meant: &Value, read: &Value) -> String {
    match (meant, read) {
        (Value::Object(a), Value::Object(b)) if a.keys().all(|key| b.contains_key(key)) && a.len() == b.len() => a
            .iter()
            .find(|(key, value)| b.get(*key) != Some(value))
            .map(|(key, value)| format!("{key:?}: {}", first_difference(value, &b[key])))
            .unwrap_or_default(),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).find(|(a, b)| a != b).map(|(a, b)| first_difference(a, b)).unwrap_or_default()
        }
        _ => format!("{read} instead of {meant}"),
    }
}

#[test]
fn the_list_is_long_enough() {
    assert!(awkward::strings().len() >= 120);
}

#[test]
fn awkward_strings_are_read_back_the_same_one_by_one() {
    let faults: Vec<String> = awkward::strings()
        .into_iter()
        .flat_map(|text| {
            awkward::objects(std::slice::from_ref(&text))
                .iter()
                .filter_map(fault)
                .map(|fault| format!("{text:?}: {fault}"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn awkward_strings_are_read_back_the_same_together() {
    for object in awkward::objects(&awkward::strings()) {
        assert_eq!(fault(&object), None);
    }
}

#[test]
fn no_marker_no_anchor_and_no_fold_is_written() {
    for object in awkward::objects(&awkward::strings()) {
        let written = yaml::document(&object);
        for line in written.lines() {
            assert!(!line.starts_with("---") && !line.starts_with("...") && !line.starts_with('%'), "{line}");
        }
        for word in yaml_1_1::unquoted(&written) {
            assert!(!word.starts_with(['&', '*', '!', '>', '%', '@', '`']), "{word}");
        }
    }
}

#[test]
fn the_same_object_is_the_same_bytes() {
    for (one, other) in awkward::objects(&awkward::strings()).iter().zip(&awkward::objects(&awkward::strings())) {
        assert_eq!(yaml::document(one), yaml::document(other));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn any_string_is_read_back_the_same(text in awkward::text()) {
        for object in awkward::objects(&[text]) {
            prop_assert_eq!(fault(&object), None);
        }
    }

    #[test]
    fn any_number_like_string_is_read_back_the_same(text in "[-+]?[0-9._:xobeETZ-]{1,12}") {
        for object in awkward::objects(&[text]) {
            prop_assert_eq!(fault(&object), None);
        }
    }
}
