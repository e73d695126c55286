//! Texts that may be anything, and why.

use crate::{KINDS, Kind};
use Kind::{Dash, Empty, Escape, Foreign, Long, Newline, Nul, Quote, Upper};

/// A text of the schema, what it may be, and why that does no harm.
type Entry = (&'static str, &'static [Kind], &'static str);

const CASE: &str = "upper and lower case are both taken";
const LABEL: &str = "the value of a label may be empty, and have upper case";
const PROCESS: &str = "a process takes any text without a NUL";
const FOLDER: &str = "Linux takes any name without a NUL, and YAML carries it in quotes";
const METRIC: &str = "Prometheus takes names of any length, and upper case";

pub(crate) const HARMLESS: &[Entry] = &[
    ("/service/annotations/*", &KINDS, "an annotation takes any text, and YAML carries it in quotes"),
    (
        "/traffic/pattern/file",
        &KINDS,
        "a file of this machine, opened by `simulate` alone, which names it in its error",
    ),
    ("/measured/at", &KINDS, "a word for people, in no file"),
    ("/cost/currency", &KINDS, "a word for people, in no file"),
    ("/image/version", &KINDS, "read by checks alone; a version that is none is asked for again"),
    ("/model/name", &KINDS, "a text of the settings, which TOML carries in quotes"),
    ("/model/revision", &KINDS, "a text of the settings, which TOML carries in quotes"),
    ("/features/#", &KINDS, "a key of the settings, which TOML carries in quotes"),
    ("/dependencies/*/name", &KINDS, "a word for people, in messages alone"),
    ("/accept/*/check", &KINDS, "a name that is no check's accepts nothing, and a warning says so"),
    ("/accept/*/reason", &KINDS, "a word for people, in no file"),
    ("/service/environment", &[Empty, Upper], LABEL),
    ("/service/part_of", &[Empty, Upper], LABEL),
    ("/service/labels/*", &[Empty, Upper], LABEL),
    ("/cluster/node_selector/*", &[Empty, Upper], LABEL),
    ("/cluster/prometheus/selector/*", &[Empty, Upper], LABEL),
    ("/placement/tolerations/*/value", &[Empty, Upper], LABEL),
    ("/placement/spot/selector/*", &[Empty, Upper], LABEL),
    ("/placement/spot/taint/value", &[Empty, Upper], LABEL),
    ("/network/clients/*/labels/*", &[Empty, Upper], LABEL),
    ("/dependencies/*/peer/labels/*", &[Empty, Upper], LABEL),
    ("/dashboard/value", &[Empty, Upper], LABEL),
    ("/service/labels/#", &[Upper], CASE),
    ("/cluster/prometheus/selector/#", &[Upper], CASE),
    ("/placement/spot/selector/#", &[Upper], CASE),
    ("/placement/spot/taint/key", &[Upper], CASE),
    ("/network/clients/*/labels/#", &[Upper], CASE),
    ("/dependencies/*/peer/labels/#", &[Upper], CASE),
    ("/dashboard/label", &[Upper], CASE),
    ("/image/tag", &[Upper], CASE),
    ("/app/health_path", &[Upper], CASE),
    ("/app/metrics_path", &[Upper], CASE),
    ("/app/inference_path", &[Upper], CASE),
    ("/probes/startup/path", &[Upper], CASE),
    ("/probes/readiness/path", &[Upper], CASE),
    ("/probes/liveness/path", &[Upper], CASE),
    ("/load_balancer/health_check/path", &[Upper], CASE),
    ("/autoscaling/schedules/*/timezone", &[Upper], "the zones are a list that changes; its notation is looked at"),
    ("/storage/model/path", &[Upper, Quote, Foreign], FOLDER),
    ("/storage/data/path", &[Upper, Quote, Foreign], FOLDER),
    ("/storage/scratch/#", &[Upper, Quote, Foreign], FOLDER),
    ("/storage/mounts/*/path", &[Upper, Quote, Foreign], FOLDER),
    ("/storage/model/class", &[Empty], "the empty class binds to volumes that are there already"),
    ("/storage/data/class", &[Empty], "the empty class binds to volumes that are there already"),
    ("/metrics/response_time", &[Long, Upper], METRIC),
    ("/metrics/requests", &[Long, Upper], METRIC),
    ("/metrics/errors", &[Long, Upper], METRIC),
    ("/metrics/queue", &[Long, Upper], METRIC),
    ("/metrics/cache_hits", &[Long, Upper], METRIC),
    ("/metrics/cache_lookups", &[Long, Upper], METRIC),
    ("/metrics/cache_hit_rate", &[Long, Upper], METRIC),
    ("/alerts/labels/#", &[Upper], CASE),
    ("/app/args/*", &[Empty, Escape, Newline, Long, Upper, Dash, Quote, Foreign], PROCESS),
    ("/app/env/*", &[Empty, Escape, Newline, Long, Upper, Dash, Quote, Foreign], PROCESS),
    ("/app/env/#", &[Long, Upper, Dash], "the API server takes `-` in the name of a variable, and any length"),
    ("/secrets/keys/*", &[Upper, Dash], "a key may have both, and the variable made of it has neither"),
    (
        "/secrets/store/path",
        &[Escape, Newline, Nul, Long, Upper, Dash, Quote, Foreign],
        "each store names its entries by rules of its own",
    ),
    (
        "/load_balancer/access_logs/prefix",
        &[Empty, Upper, Dash],
        "S3 takes each of these, and the empty prefix is none",
    ),
    (
        "/load_balancer/security_groups/*",
        &[Upper, Dash],
        "a text that is no id is the name of a group, which takes both",
    ),
    (
        "/alerts/labels/*",
        &[Empty, Escape, Newline, Nul, Long, Upper, Dash, Foreign],
        "the label of an alert takes any text that is no template",
    ),
];
