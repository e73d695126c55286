//! Stationary queueing models: what a replica, a pool of replicas and a batching server do under a given load.
//!
//! Every model is a struct of named parameters with a `solve` that checks them and returns the answers in units:
//!
//! ```text
//! parameters --solve--> solution --wait_quantile, sojourn_quantile, p_reject ...--> Seconds, Share
//! ```
//!
//! The models of single jobs ([`Mmc`], [`Mmck`], [`Md1`], [`Mg1`], [`ErlangA`]) are closed forms; the one of a GPU
//! that takes what is waiting as one batch ([`BatchServer`]) is the exact solution of its embedded Markov chain.
//! Nothing here reads a clock, an environment or a random number: the same input gives the same bits.

mod allen_cunneen;
mod balancer;
mod batch_server;
mod erlang;
mod erlang_a;
mod error;
mod inoue;
mod md1;
mod mg1;
mod mmc;
mod mmck;
mod numerics;
mod power_of_d;
mod quantity;
mod token_server;

pub use allen_cunneen::{AllenCunneen, PooledWait};
pub use balancer::{Balancer, Basis, Fleet, Response, hottest_pod_clients};
pub use batch_server::{
    Arrivals, BatchServer, Binding, Capacity, LatencyTarget, Objective, OperatingPoint, QueueRoom, ServiceTable,
    SojournDistribution, SteadyState,
};
pub use erlang::{blocking_probability, waiting_probability};
pub use erlang_a::{ErlangA, Impatience};
pub use error::ModelError;
pub use inoue::{BatchBound, UnlimitedBatch};
pub use md1::{Md1, Md1Wait};
pub use mg1::{Mg1, Mg1Wait, ServiceLaw};
pub use mmc::{Mmc, MmcWait};
pub use mmck::{Mmck, MmckWait};
pub use power_of_d::PowerOfD;
pub use quantity::{Erlangs, PerSecond, Seconds, Share};
pub use token_server::{RequestTokens, TokenMeans, TokenServer, TokenTimes};
