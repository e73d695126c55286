//! Profiles that state every text.

pub(crate) const SCENES: &[&str] = &[EVERYTHING, KEDA, ALB];

/// What an NLB, an HPA and a Secret from a store can have.
const EVERYTHING: &str = r#"
extends = "prod"

[service]
labels = { team = "inference" }
annotations = { "example.com/owner" = "inference" }

[cluster]
node_selector = { "example.com/pool" = "gpu" }
controllers = [
  "aws-load-balancer-controller", "nvidia-gpu-operator", "dcgm-exporter", "prometheus-operator", "prometheus-adapter",
  "metrics-server", "kube-state-metrics", "external-secrets",
]
prometheus = { address = "http://prometheus.monitoring:9090" }

[traffic.pattern]
kind = "replay"
file = "trace.csv"

[cost]
currency = "EUR"

[image]
version = "1.4.2"
pull_secrets = ["registry"]

[app]
args = ["--log-level=info"]
env = { LOG_LEVEL = "info" }

[storage]
mounts = [{ path = "/etc/a", config_map = "a" }, { path = "/etc/b", secret = "b" }]
data = { path = "/data", size = "50Gi", access = "ReadWriteMany", zonal = false, class = "efs", snapshot_class = "csi" }
model = { snapshot_class = "csi" }

[probes]
startup = { path = "/api/v1/health" }
readiness = { path = "/api/v1/health" }
liveness = { path = "/api/v1/health" }

[placement]
tolerations = [{ key = "example.com/gpu", value = "yes", effect = "NoSchedule" }]
priority_class = "inference"
spot = { enabled = true, selector = { pool = "spot" }, taint = { key = "spot", value = "true", effect = "NoSchedule" } }

[load_balancer]
health_check = { path = "/api/v1/health" }
source_ranges = ["203.0.113.0/24"]
security_groups = ["sg-0123456789abcdef0"]
access_logs = { prefix = "inference" }
tls = { policy = "ELBSecurityPolicy-TLS13-1-2-2021-06" }

[network]
external_https = true
https_except = ["10.0.0.0/8"]
clients = [{ namespace = "web", labels = { app = "web" } }]

[[dependencies]]
name = "postgres"
port = 5432
peer = { namespace = "data", labels = { app = "postgres" } }

[[dependencies]]
name = "redis"
port = 6379
peer = { cidrs = ["10.0.64.0/20"] }

[secrets]
keys = ["redis-password"]
owners = ["external-secrets"]
store = { name = "aws", path = "prod/ai" }

[metrics]
cache_hits = "cache_hits_total"
cache_lookups = "cache_lookups_total"

[alerts]
labels = { team = "inference" }
"#;

/// A KEDA with a schedule.
const KEDA: &str = r#"
extends = "prod"

[cluster]
controllers = [
  "aws-load-balancer-controller", "nvidia-gpu-operator", "dcgm-exporter", "prometheus-operator", "keda",
  "metrics-server", "kube-state-metrics",
]

[autoscaling]
metrics_backend = "keda"
schedules = [{ start = "0 8 * * *", end = "0 20 * * *", replicas = 10, timezone = "Europe/Berlin" }]
"#;

/// An ALB with names of hosts.
const ALB: &str = r#"
extends = "prod-alb"

[load_balancer]
hosts = ["inference.example.com"]
"#;
