//! Grafana's JSON: the fields that infgen sets, and no others.

use serde::Serialize;

/// What every query goes to: the dashboard's own variable, so that one dashboard serves every Prometheus.
const DATASOURCE: &str = "${datasource}";

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dashboard {
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) tags: Vec<String>,
    pub(super) editable: bool,
    pub(super) schema_version: u32,
    pub(super) timezone: String,
    pub(super) refresh: String,
    pub(super) time: Time,
    pub(super) templating: Templating,
    pub(super) annotations: Annotations,
    pub(super) panels: Vec<Panel>,
}

/// Events beside the curves: none, and Grafana's schema wants the list.
#[derive(Debug, Default, Serialize)]
pub(super) struct Annotations {
    list: Vec<()>,
}

#[derive(Debug, Serialize)]
pub(super) struct Time {
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Templating {
    pub(super) list: Vec<Variable>,
}

#[derive(Debug, Serialize)]
pub(super) struct Variable {
    name: String,
    label: String,
    #[serde(rename = "type")]
    kind: String,
    query: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    datasource: Option<Datasource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Choice>,
    /// Read the choices when the dashboard opens.
    refresh: u32,
}

#[derive(Debug, Serialize)]
struct Choice {
    text: String,
    value: String,
}

impl Variable {
    /// Which Prometheus.
    pub(super) fn datasource() -> Self {
        Self {
            name: "datasource".to_owned(),
            label: "Data source".to_owned(),
            kind: "datasource".to_owned(),
            query: "prometheus".to_owned(),
            datasource: None,
            current: None,
            refresh: 1,
        }
    }

    /// Which namespace, of those that run the service.
    pub(super) fn namespace(service: &str, namespace: &str) -> Self {
        let job = crate::text::quoted(service);
        Self {
            name: "namespace".to_owned(),
            label: "Namespace".to_owned(),
            kind: "query".to_owned(),
            query: format!("label_values(up{{job={job}}}, namespace)"),
            datasource: Some(Datasource::prometheus()),
            current: Some(Choice { text: namespace.to_owned(), value: namespace.to_owned() }),
            refresh: 1,
        }
    }
}

#[derive(Debug, Serialize)]
struct Datasource {
    #[serde(rename = "type")]
    kind: String,
    uid: String,
}

impl Datasource {
    fn prometheus() -> Self {
        Self { kind: "prometheus".to_owned(), uid: DATASOURCE.to_owned() }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Panel {
    id: u32,
    #[serde(rename = "type")]
    kind: String,
    pub(super) title: String,
    description: String,
    datasource: Datasource,
    grid_pos: Place,
    field_config: FieldConfig,
    targets: Vec<Target>,
}

#[derive(Debug, Serialize)]
struct Place {
    x: u32,
    y: u32,
    w: u32,
    h: u32,
}

#[derive(Debug, Serialize)]
struct FieldConfig {
    defaults: Defaults,
    /// Grafana refuses a panel without the list.
    overrides: Vec<()>,
}

#[derive(Debug, Serialize)]
struct Defaults {
    unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u32>,
    thresholds: Thresholds,
    custom: Custom,
}

/// Values from which on a colour holds.
#[derive(Debug, Serialize)]
struct Thresholds {
    mode: &'static str,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    /// Nothing is below everything.
    value: Option<f64>,
    color: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Custom {
    #[serde(skip_serializing_if = "Option::is_none")]
    thresholds_style: Option<Style>,
}

#[derive(Debug, Serialize)]
struct Style {
    mode: &'static str,
}

/// A curve.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    ref_id: String,
    datasource: Datasource,
    pub(super) expr: String,
    legend_format: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
}

/// How a panel draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Look {
    /// Curves over time, with a line for each limit.
    #[default]
    Curves,
    /// The number of now, in the colour of the limit that it has passed.
    Number,
    /// How many are in each bucket, over time.
    Buckets,
}

impl Look {
    const fn plugin(self) -> &'static str {
        match self {
            Self::Curves => "timeseries",
            Self::Number => "stat",
            Self::Buckets => "heatmap",
        }
    }
}

/// A value of the profile, drawn as a line.
pub(super) struct Limit {
    /// In the panel's unit.
    pub(super) value: f64,
    /// Grafana's name of the colour from it on.
    pub(super) color: &'static str,
}

impl Limit {
    /// What the autoscaler aims at.
    pub(super) const fn target(value: f64) -> Self {
        Self { value, color: "blue" }
    }

    /// What is promised or tells somebody.
    pub(super) const fn broken(value: f64) -> Self {
        Self { value, color: "red" }
    }
}

/// A panel before it has a place.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) look: Look,
    pub(super) title: &'static str,
    pub(super) description: String,
    /// Grafana's name of the unit.
    pub(super) unit: &'static str,
    /// Legend and expression of each curve.
    pub(super) curves: Vec<(String, String)>,
    /// What the profile says of it.
    pub(super) limits: Vec<Limit>,
}

/// Half of Grafana's 24 columns.
const WIDTH: u32 = 12;
const HEIGHT: u32 = 8;

/// Puts panels side by side, two in a row.
pub(super) fn lay_out(drafts: Vec<Draft>) -> Vec<Panel> {
    (0..).zip(drafts).map(|(index, draft)| panel(index, draft)).collect()
}

fn panel(index: u32, draft: Draft) -> Panel {
    let targets = ('A'..='Z').zip(draft.curves);
    let format = (draft.look == Look::Buckets).then_some("heatmap");
    Panel {
        id: index + 1,
        kind: draft.look.plugin().to_owned(),
        title: draft.title.to_owned(),
        description: draft.description,
        datasource: Datasource::prometheus(),
        grid_pos: Place { x: index % 2 * WIDTH, y: index / 2 * HEIGHT, w: WIDTH, h: HEIGHT },
        field_config: FieldConfig { defaults: defaults(draft.look, draft.unit, draft.limits), overrides: Vec::new() },
        targets: targets
            .map(|(id, (legend_format, expr))| Target {
                ref_id: id.to_string(),
                datasource: Datasource::prometheus(),
                expr,
                legend_format,
                format,
            })
            .collect(),
    }
}

/// Limits in rising order, as Grafana wants its steps; green below the first.
fn defaults(look: Look, unit: &str, mut limits: Vec<Limit>) -> Defaults {
    limits.sort_by(|one, other| one.value.total_cmp(&other.value));
    let line = look == Look::Curves && !limits.is_empty();
    // A number that falls below its limit is the bad one: a budget that is used up.
    let base = if look == Look::Number { "red" } else { "green" };
    let steps = limits.into_iter().map(|limit| Step { value: Some(limit.value), color: limit.color });
    Defaults {
        unit: unit.to_owned(),
        min: (look == Look::Curves).then_some(0),
        thresholds: Thresholds {
            mode: "absolute",
            steps: std::iter::once(Step { value: None, color: base }).chain(steps).collect(),
        },
        custom: Custom { thresholds_style: line.then_some(Style { mode: "line" }) },
    }
}
