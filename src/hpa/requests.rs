//! The resource request of a pod, the denominator of a utilization. [`replica_calculator.go`, `calculateRequests`]

use super::metrics::MetricError;
use super::units::Milli;
use super::version::{Gates, Version};

/// Request of one container; `None` when it states none for the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContainerRequest<'a> {
    /// Name of the container.
    pub name: &'a str,
    /// Its request for the resource.
    pub request: Option<Milli>,
}

/// What a pod asks for of one resource. Plain init containers are left out: they never count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PodTemplate<'a> {
    /// The containers.
    pub containers: &'a [ContainerRequest<'a>],
    /// Init containers with `restartPolicy: Always`.
    pub sidecars: &'a [ContainerRequest<'a>],
    /// `spec.resources.requests` of the pod. [KEP-2837]
    pub pod_level: Option<Milli>,
}

/// The request of a pod, of all its containers or of the named one.
///
/// # Errors
/// A counted container states no request, or (from v1.35) no container has the name.
pub fn pod_request(
    version: Version,
    gates: Gates,
    template: &PodTemplate<'_>,
    container: Option<&str>,
) -> Result<Milli, MetricError> {
    let whole = version.reads_pod_requests() && gates.pod_level_resources && container.is_none();
    if let Some(request) = template.pod_level.filter(|_| whole) {
        return Ok(request);
    }
    let sidecars = if version.counts_sidecar_requests() { template.sidecars } else { &[] };
    let mut counted = template
        .containers
        .iter()
        .chain(sidecars)
        .filter(|each| container.is_none_or(|name| name == each.name))
        .peekable();
    if version.absent_container_fails_request() && container.is_some() && counted.peek().is_none() {
        return Err(MetricError::ContainerNotFound);
    }
    counted.try_fold(Milli::ZERO, |sum, each| {
        let request = each.request.ok_or(MetricError::MissingRequest)?;
        Ok(sum.wrapping_add(request))
    })
}

#[cfg(test)]
mod tests {
    use super::{ContainerRequest, PodTemplate, pod_request};
    use crate::hpa::{Gates, MetricError, Milli, Version};

    const CONTAINERS: [ContainerRequest<'_>; 1] = [ContainerRequest { name: "server", request: Some(Milli::new(100)) }];
    const SIDECARS: [ContainerRequest<'_>; 1] = [ContainerRequest { name: "proxy", request: Some(Milli::new(50)) }];
    const POD: PodTemplate<'_> = PodTemplate { containers: &CONTAINERS, sidecars: &SIDECARS, pod_level: None };

    fn request(minor: u8, pod: &PodTemplate<'_>, container: Option<&str>) -> Result<Milli, MetricError> {
        let version = Version::new(minor).expect("a release in range");
        pod_request(version, Gates::of(version), pod, container)
    }

    #[test]
    fn sidecars_count_from_29() {
        assert_eq!(request(28, &POD, None), Ok(Milli::new(100)));
        assert_eq!(request(29, &POD, None), Ok(Milli::new(150)));
    }

    #[test]
    fn an_unknown_container_asks_for_nothing_until_34_and_fails_from_35() {
        assert_eq!(request(34, &POD, Some("none")), Ok(Milli::ZERO));
        assert_eq!(request(35, &POD, Some("none")), Err(MetricError::ContainerNotFound));
    }

    #[test]
    fn a_request_of_the_pod_replaces_the_sum_but_not_a_named_container() {
        let pod = PodTemplate { pod_level: Some(Milli::new(800)), ..POD };
        assert_eq!(request(35, &pod, None), Ok(Milli::new(800)));
        assert_eq!(request(35, &pod, Some("server")), Ok(Milli::new(100)));
        assert_eq!(request(33, &pod, None), Ok(Milli::new(150)));
    }
}
