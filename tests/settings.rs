//! The application's settings are TOML that any reader takes, with the profile's numbers in it.

mod support;

use support::Infgen;

fn settings(arguments: &str) -> toml::Table {
    let output = Infgen::new().args(&format!("render -p prod --quiet --only configmap {arguments}")).output();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let documents: Vec<serde_json::Value> =
        serde_saphyr::from_multiple(&String::from_utf8_lossy(&output.stdout)).expect("the stream is YAML");
    let text = documents
        .iter()
        .find_map(|object| object["data"]["settings.toml"].as_str())
        .expect("a ConfigMap holds the settings");
    text.parse().unwrap_or_else(|error| panic!("the settings are no TOML: {error}\n{text}"))
}

#[test]
fn the_settings_hold_the_profile_s_numbers() {
    let settings = settings("");
    assert_eq!(settings["performance"]["max_batch"].as_integer(), Some(8));
    assert_eq!(settings["performance"]["connection_pool"].as_integer(), Some(100));
    assert_eq!(settings["performance"]["request_timeout_seconds"].as_float(), Some(60.0));
    assert_eq!(settings["cache"]["ttl_seconds"].as_float(), Some(3600.0));
    assert_eq!(settings["cache"]["enabled"].as_bool(), Some(true));
    assert_eq!(settings["model"]["preload"].as_bool(), Some(true));
    assert_eq!(settings["features"]["progress_tracking"].as_bool(), Some(true));
}

#[test]
fn awkward_texts_stay_texts() {
    let settings = settings(r#"--set model.name="a\"\nb#" --set features."x.y"=false"#);
    assert_eq!(settings["model"]["name"].as_str(), Some("a\"\nb#"));
    assert_eq!(settings["features"]["x.y"].as_bool(), Some(false));
}

#[test]
fn a_change_of_the_settings_rolls_the_pods_and_nothing_else_does() {
    let hash = |arguments: &str| {
        let output = Infgen::new().args(&format!("render -p prod --quiet --only deployment {arguments}")).output();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().find(|line| line.contains("checksum/settings:")).expect("the annotation is there").to_owned()
    };
    assert!(hash("").trim().len() > 64, "{}", hash(""));
    assert_ne!(hash(""), hash("--set cache.ttl=2h"));
    assert_eq!(hash(""), hash("--set resources.ephemeral_storage=12Gi"));
}
