//! What pods keep: claims, and their snapshots.

use crate::manifests::metadata;
use crate::objects::Custom;
use crate::objects::volume_snapshot::{SnapshotSource, VolumeSnapshotSpec};
use crate::profile::Volume;
use crate::stack::Stack;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, PersistentVolumeClaimSpec, VolumeResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

pub(super) fn claims(stack: &Stack) -> Vec<PersistentVolumeClaim> {
    volumes(stack).map(|(name, volume)| claim(stack, name, volume)).collect()
}

pub(super) fn snapshots(stack: &Stack) -> Vec<Custom<VolumeSnapshotSpec>> {
    volumes(stack)
        .filter_map(|(name, volume)| {
            let class = volume.snapshot_class.as_ref()?;
            Some(snapshot(stack, name, class.get().clone()))
        })
        .collect()
}

/// The claims of the profile, with their names.
fn volumes(stack: &Stack) -> impl Iterator<Item = (String, &Volume)> {
    let storage = &stack.profile.storage;
    let model = storage.model.as_ref().map(|it| (stack.names.model_claim(), it));
    let data = storage.data.as_ref().map(|it| (stack.names.data_claim(), it));
    model.into_iter().chain(data)
}

fn claim(stack: &Stack, name: String, volume: &Volume) -> PersistentVolumeClaim {
    let size = Quantity(volume.size.to_string());
    PersistentVolumeClaim {
        metadata: metadata(stack, name),
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec![volume.access.name().to_owned()]),
            storage_class_name: volume.class.as_deref().cloned(),
            volume_mode: Some("Filesystem".to_owned()),
            resources: Some(VolumeResourceRequirements {
                requests: Some(BTreeMap::from([("storage".to_owned(), size)])),
                limits: None,
            }),
            ..PersistentVolumeClaimSpec::default()
        }),
        status: None,
    }
}

fn snapshot(stack: &Stack, claim: String, class: String) -> Custom<VolumeSnapshotSpec> {
    Custom {
        metadata: metadata(stack, format!("{claim}-snapshot")),
        spec: VolumeSnapshotSpec {
            volume_snapshot_class_name: class,
            source: SnapshotSource { persistent_volume_claim_name: claim },
        },
    }
}
