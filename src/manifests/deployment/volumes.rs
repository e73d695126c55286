//! What the container sees besides its image: settings, model, data, shared memory, scratch space.

use crate::profile::{self, ExtraMount};
use crate::stack::Stack;
use crate::units::Bytes;
use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, EmptyDirVolumeSource, PersistentVolumeClaimVolumeSource, SecretVolumeSource, Volume,
    VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeSet;

/// The key of the settings' `ConfigMap`, and so the name of the file.
const SETTINGS: &str = "settings.toml";
/// Files that everybody in the container reads.
const READABLE: i32 = 0o444;
/// Files that only the container's group reads.
const SECRET: i32 = 0o440;

/// Every volume with its one mount.
pub(super) fn mounted(stack: &Stack) -> Vec<(Volume, VolumeMount)> {
    let storage = &stack.profile.storage;
    let mut names = BTreeSet::new();
    let mut all = vec![settings(stack)];
    if let Some(model) = &storage.model {
        all.push(claim("model", stack.names.model_claim(), model, true));
    }
    if let Some(data) = &storage.data {
        all.push(claim("data", stack.names.data_claim(), data, false));
    }
    // No size would mean half the node's memory, and not none.
    if storage.shared_memory.get().get() > 0 {
        let memory = empty_dir(Some("Memory"), *storage.shared_memory);
        let volume = Volume { empty_dir: Some(memory), ..named("shared-memory") };
        all.push(at("/dev/shm", false, volume));
    }
    for (path, size) in &storage.scratch {
        let volume = Volume { empty_dir: Some(empty_dir(None, **size)), ..named(&unique(&mut names, "scratch", path)) };
        all.push(at(path, false, volume));
    }
    all.extend(storage.mounts.iter().filter_map(|it| extra(&mut names, it)));
    all
}

/// Where the container finds its settings.
pub(super) fn settings_path(stack: &Stack) -> String {
    format!("{}/{SETTINGS}", settings_folder(stack))
}

fn settings_folder(stack: &Stack) -> String {
    format!("/etc/{}", stack.names.service)
}

fn settings(stack: &Stack) -> (Volume, VolumeMount) {
    let volume = Volume { config_map: Some(config_map(stack.names.config())), ..named("settings") };
    at(&settings_folder(stack), true, volume)
}

fn claim(name: &str, claim_name: String, stated: &profile::Volume, read_only: bool) -> (Volume, VolumeMount) {
    let volume = Volume {
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name,
            read_only: read_only.then_some(true),
        }),
        ..named(name)
    };
    at(&stated.path, read_only, volume)
}

/// A `ConfigMap` or Secret that somebody else makes; without a name or a path there is nothing to mount.
fn extra(names: &mut BTreeSet<String>, stated: &ExtraMount) -> Option<(Volume, VolumeMount)> {
    let path = stated.path.as_ref()?;
    let source = match (&stated.config_map, &stated.secret) {
        (Some(name), _) => Volume { config_map: Some(config_map(name.get().clone())), ..Volume::default() },
        (None, Some(name)) => Volume {
            secret: Some(SecretVolumeSource {
                secret_name: Some(name.get().clone()),
                default_mode: Some(SECRET),
                optional: Some(false),
                items: None,
            }),
            ..Volume::default()
        },
        (None, None) => return None,
    };
    let name = unique(names, "mount", path);
    Some(at(path, true, Volume { name, ..source }))
}

fn config_map(name: String) -> ConfigMapVolumeSource {
    ConfigMapVolumeSource { name, default_mode: Some(READABLE), optional: Some(false), items: None }
}

/// Space that ends with the pod; a pod that fills more is evicted, or killed for its memory.
fn empty_dir(medium: Option<&str>, size: Bytes) -> EmptyDirVolumeSource {
    EmptyDirVolumeSource { medium: medium.map(str::to_owned), size_limit: Some(Quantity(size.to_string())) }
}

fn named(name: &str) -> Volume {
    Volume { name: name.to_owned(), ..Volume::default() }
}

fn at(path: &str, read_only: bool, volume: Volume) -> (Volume, VolumeMount) {
    let mount = VolumeMount {
        name: volume.name.clone(),
        mount_path: path.to_owned(),
        read_only: read_only.then_some(true),
        ..VolumeMount::default()
    };
    (volume, mount)
}

/// `/home/app/.cache` as `scratch-home-app-cache`: a DNS label of at most 63 characters that no other volume has.
fn unique(taken: &mut BTreeSet<String>, kind: &str, path: &str) -> String {
    let path = path.to_ascii_lowercase();
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut stem = words.fold(kind.to_owned(), |stem, word| format!("{stem}-{word}"));
    stem.truncate(56);
    let stem = stem.trim_end_matches('-').to_owned();
    let mut name = stem.clone();
    let mut number = 1_u32;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{stem}-{number}");
    }
    name
}
