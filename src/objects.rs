//! The kinds of objects that infgen writes: `k8s-openapi`'s, and typed custom resources.
//!
//! The custom resources declare the fields that infgen sets and no others; the tests hold them against the resources'
//! own definitions. (The published binding crates pull in a Kubernetes client and pin no version of `k8s-openapi`, so
//! that an installation without a lock file does not compile.)

use k8s_openapi::Resource;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, PersistentVolumeClaim, Secret, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

pub mod external_secret;
pub mod prometheus_rule;
pub mod scaled_object;
pub mod service_monitor;
pub mod vertical_pod_autoscaler;
pub mod volume_snapshot;

use external_secret::ExternalSecretSpec;
use prometheus_rule::PrometheusRuleSpec;
use scaled_object::ScaledObjectSpec;
use service_monitor::ServiceMonitorSpec;
use vertical_pod_autoscaler::VerticalPodAutoscalerSpec;
use volume_snapshot::VolumeSnapshotSpec;

/// A kind that `k8s-openapi` does not have.
pub trait CustomSpec: Serialize {
    /// Group and version.
    const API_VERSION: &'static str;
    /// Kind.
    const KIND: &'static str;
}

/// An object of such a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Custom<S> {
    /// Name, namespace, labels, annotations.
    pub metadata: ObjectMeta,
    /// What is wanted.
    pub spec: S,
}

impl<S: CustomSpec> Serialize for Custom<S> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        let mut object = serializer.serialize_struct(S::KIND, 4)?;
        object.serialize_field("apiVersion", S::API_VERSION)?;
        object.serialize_field("kind", S::KIND)?;
        object.serialize_field("metadata", &self.metadata)?;
        object.serialize_field("spec", &self.spec)?;
        object.end()
    }
}

/// Declares [`Object`]: one variant a kind.
macro_rules! objects {
    (native: $($native:ident),*; custom: $($custom:ident($spec:ident)),* $(,)?) => {
        /// An object of one of the kinds that infgen writes.
        #[derive(Debug, Clone, Serialize)]
        #[serde(untagged)]
        pub enum Object {
            $(#[doc = concat!("`", stringify!($native), "`.")] $native(Box<$native>),)*
            $(#[doc = concat!("`", stringify!($custom), "`.")] $custom(Box<Custom<$spec>>),)*
        }

        impl Object {
            /// Its kind.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$native(_) => $native::KIND,)*
                    $(Self::$custom(_) => $spec::KIND,)*
                }
            }

            /// Its group and version.
            #[must_use]
            pub fn api_version(&self) -> &'static str {
                match self {
                    $(Self::$native(_) => $native::API_VERSION,)*
                    $(Self::$custom(_) => $spec::API_VERSION,)*
                }
            }

            /// Its name, namespace, labels and annotations.
            #[must_use]
            pub fn metadata(&self) -> &ObjectMeta {
                match self {
                    $(Self::$native(object) => &object.metadata,)*
                    $(Self::$custom(object) => &object.metadata,)*
                }
            }
        }

        $(impl From<$native> for Object {
            fn from(object: $native) -> Self {
                Self::$native(Box::new(object))
            }
        })*

        $(impl From<Custom<$spec>> for Object {
            fn from(object: Custom<$spec>) -> Self {
                Self::$custom(Box::new(object))
            }
        })*
    };
}

objects! {
    native: Namespace, ConfigMap, Secret, Service, Ingress, NetworkPolicy, ServiceAccount, PersistentVolumeClaim,
        Deployment, PodDisruptionBudget, HorizontalPodAutoscaler;
    custom: PrometheusRule(PrometheusRuleSpec), ServiceMonitor(ServiceMonitorSpec),
        ExternalSecret(ExternalSecretSpec), ScaledObject(ScaledObjectSpec),
        VerticalPodAutoscaler(VerticalPodAutoscalerSpec), VolumeSnapshot(VolumeSnapshotSpec),
}

impl Object {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.metadata().name.as_deref().unwrap_or_default()
    }
}
