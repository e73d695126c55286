//! infgen's output before the programs that will judge it in production: an unmodified API server with the custom
//! resources of the projects that infgen writes for, and the controller manager with its autoscaler.
//!
//! `KUBEBUILDER_ASSETS` names the folder of the binaries, as in the ecosystem; `tests/cluster/build.sh` builds them.
//! Without it every test here says that it skipped, and passes.

#![expect(clippy::disallowed_methods, reason = "servers take real time and are found by the environment")]
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

#[path = "cluster/admission.rs"]
mod admission;
#[path = "cluster/apply.rs"]
mod apply;
#[path = "cluster/control_plane.rs"]
mod control_plane;
#[path = "cluster/controllers.rs"]
mod controllers;
#[path = "cluster/http.rs"]
mod http;
#[path = "cluster/kubectl.rs"]
mod kubectl;
#[path = "cluster/model.rs"]
mod model;
#[path = "cluster/moves.rs"]
mod moves;
#[path = "cluster/profiles.rs"]
mod profiles;
#[path = "cluster/references.rs"]
mod references;
#[path = "cluster/survive.rs"]
mod survive;
#[path = "cluster/wrong.rs"]
mod wrong;
