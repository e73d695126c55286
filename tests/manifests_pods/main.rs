//! What `deployment.yaml`, `load-balancer.yaml` and `secrets.yaml` hold, and that their parts meet.

mod fixture;
mod pods;
mod traffic;
