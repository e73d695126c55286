//! infgen compiles one TOML profile of an AI-inference service into the Kubernetes manifests of its stack, and
//! refuses while their numbers contradict each other or the service's promises.
//!
//! Data goes one way, and every stage has a type of its own:
//!
//! ```text
//! TOML text --load--> Node --decode--> Profile --resolve--> Stack --build--> Manifests --check--> Findings --> YAML
//!          document.rs    decode.rs   profile.rs    stack.rs    manifests.rs      checks.rs      (no error)  yaml.rs
//! ```

pub mod adapter;
pub mod alerts;
pub mod balancer;
pub mod chart;
pub mod checks;
mod cidr;
pub mod cli;
pub mod commands;
pub mod compile;
pub mod dashboard;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod edit;
pub mod exit;
pub mod fix;
pub mod hpa;
pub mod located;
pub mod manifests;
pub mod objects;
pub mod output;
pub mod page;
mod parallel;
pub mod plan;
mod printable;
pub mod profile;
pub mod progress;
pub mod queueing;
mod redact;
pub mod report;
pub mod runtime;
pub mod secrets;
pub mod simulation;
pub mod source;
pub mod stack;
mod suggest;
mod suspicion;
mod syntax;
pub mod text;
pub mod tune;
pub mod units;
pub mod yaml;
