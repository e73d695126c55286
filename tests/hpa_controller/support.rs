//! Sizes, times and controllers that several tests of the controller build.

use infgen::hpa::{
    Autoscaler, Behavior, BehaviorSpec, Bounds, Controller, Environment, Replicas, Scale, Span, Time, Version,
};

pub(crate) const START: Time = Time::from_nanos(0);

pub(crate) fn at(seconds: i64) -> Time {
    START + Span::from_seconds(seconds)
}

pub(crate) fn size(count: i32) -> Replicas {
    Replicas::new(count)
}

pub(crate) fn scale(count: i32) -> Scale {
    Scale::new(size(count), size(count))
}

pub(crate) fn autoscaler(min: i32, max: i32, behavior: Option<&BehaviorSpec>) -> Autoscaler {
    Autoscaler {
        bounds: Bounds { min: size(min), max: size(max) },
        behavior: behavior.map(Behavior::of),
        works_at_zero: true,
    }
}

pub(crate) fn controller(min: i32, max: i32, behavior: Option<&BehaviorSpec>) -> Controller {
    Controller::new(Environment::of(Version::default()), autoscaler(min, max, behavior))
}
