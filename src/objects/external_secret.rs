//! `ExternalSecret` of the External Secrets operator.

use super::CustomSpec;
use serde::Serialize;

/// A Secret that is filled from a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalSecretSpec {
    /// Time between readings of the store.
    pub refresh_interval: String,
    /// The store.
    pub secret_store_ref: StoreRef,
    /// The Secret.
    pub target: Target,
    /// Its keys.
    pub data: Vec<Entry>,
}

impl CustomSpec for ExternalSecretSpec {
    const API_VERSION: &'static str = "external-secrets.io/v1";
    const KIND: &'static str = "ExternalSecret";
}

/// A store by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoreRef {
    /// `ClusterSecretStore`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// The Secret that is filled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `Owner`: made and filled by the operator.
    pub creation_policy: String,
    /// `Retain`: stays when the ExternalSecret goes.
    pub deletion_policy: String,
}

/// A key of the Secret and where its value stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The key.
    pub secret_key: String,
    /// The entry of the store.
    pub remote_ref: RemoteRef,
}

/// An entry of a store. Its strategies are written even where they are the defaults: the API server fills them into the
/// list that holds the entry, and `kubectl apply`, which replaces lists of custom resources whole, would take them for
/// a change each time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoteRef {
    /// Its path.
    pub key: String,
    /// The property in it.
    pub property: String,
    /// `Default`: names of keys stay as they are.
    pub conversion_strategy: String,
    /// `None`: values stay as they are.
    pub decoding_strategy: String,
    /// `None`: the value is read, and not its metadata.
    pub metadata_policy: String,
}
