//! The ladder on which the simulation is validated, from single queues with closed forms up to the whole scenario.
//!
//! `cargo test` leaves out what takes seconds without optimisation; `cargo test --release --test simulation_ladder` runs
//! all, and so does `.ci/run`. `INFGEN_SIMULATION_LONG=1` makes the runs long enough for the tight tolerances;
//! `INFGEN_UPDATE_GOLDEN=1` writes the golden timeline anew.

#[path = "simulation_ladder/autoscaler.rs"]
mod autoscaler;
#[path = "simulation_ladder/balancing.rs"]
mod balancing;
#[path = "simulation_ladder/batch.rs"]
mod batch;
#[path = "simulation_ladder/books.rs"]
mod books;
#[path = "simulation_ladder/by_hand.rs"]
mod by_hand;
#[path = "simulation_ladder/closed_forms.rs"]
mod closed_forms;
#[path = "simulation_ladder/failures.rs"]
mod failures;
#[path = "simulation_ladder/reproducible.rs"]
mod reproducible;
#[path = "simulation_ladder/support.rs"]
mod support;
#[path = "simulation_ladder/timelines.rs"]
mod timelines;
#[path = "simulation_ladder/tokens.rs"]
mod tokens;
#[path = "simulation_ladder/vectors.rs"]
mod vectors;
