//! `VolumeSnapshot` of the CSI snapshot controller.

use super::CustomSpec;
use serde::Serialize;

/// A snapshot of a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeSnapshotSpec {
    /// How it is taken.
    pub volume_snapshot_class_name: String,
    /// Of what.
    pub source: SnapshotSource,
}

impl CustomSpec for VolumeSnapshotSpec {
    const API_VERSION: &'static str = "snapshot.storage.k8s.io/v1";
    const KIND: &'static str = "VolumeSnapshot";
}

/// The claim that is copied.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotSource {
    /// Its name.
    pub persistent_volume_claim_name: String,
}
