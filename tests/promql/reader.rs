//! What is wrong with an expression, given what is exported: names, labels, types, windows, joins.

use infgen::runtime::{MetricType, Runtime};
use promql_parser::parser::{
    self, AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, MatrixSelector, VectorSelector,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Labels that the series of an expression may have.
pub(crate) type Labels = BTreeSet<String>;

/// What there is to be read.
pub(crate) struct Exported {
    pub(crate) runtime: Runtime,
    /// What rules record, with its labels.
    pub(crate) recorded: BTreeMap<String, Labels>,
    /// Time between scrapes, and between evaluations.
    pub(crate) scrape: Duration,
}

/// Scrapes that a window holds at least.
const SCRAPES: u32 = 4;

/// What is wrong with an expression, and the labels of what it gives.
pub(crate) fn read(expr: &str, exported: &Exported) -> (Vec<String>, Labels) {
    let mut reader = Reader { exported, faults: Vec::new() };
    let labels = match parser::parse(expr) {
        Ok(tree) => reader.labels(&tree, ""),
        Err(error) => {
            reader.faults.push(format!("it is no PromQL: {error}"));
            Labels::new()
        }
    };
    (reader.faults, labels)
}

/// Whether an expression gives at most one element, which is what KEDA takes.
pub(crate) fn is_single(expr: &str, exported: &Exported) -> bool {
    read(expr, exported).1.is_empty()
}

struct Reader<'a> {
    exported: &'a Exported,
    faults: Vec<String>,
}

fn set<'a>(labels: impl IntoIterator<Item = &'a String>) -> Labels {
    labels.into_iter().cloned().collect()
}

/// Whether it is a number, which has no labels to match.
fn is_scalar(expr: &Expr) -> bool {
    match expr {
        Expr::NumberLiteral(_) => true,
        Expr::Paren(paren) => is_scalar(&paren.expr),
        Expr::Unary(unary) => is_scalar(&unary.expr),
        Expr::Call(call) => call.func.name == "time" || call.func.name == "scalar",
        Expr::Binary(binary) => is_scalar(&binary.lhs) && is_scalar(&binary.rhs),
        _ => false,
    }
}

impl Reader<'_> {
    fn fault(&mut self, text: String) {
        self.faults.push(text);
    }

    /// The labels of what an expression gives; `function` is what takes it.
    fn labels(&mut self, expr: &Expr, function: &str) -> Labels {
        match expr {
            Expr::Aggregate(aggregate) => self.aggregate(aggregate, function),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Call(call) => self.call(call),
            Expr::Paren(paren) => self.labels(&paren.expr, function),
            Expr::Unary(unary) => self.labels(&unary.expr, ""),
            Expr::Subquery(subquery) => {
                let step = subquery.step.unwrap_or(self.exported.scrape);
                self.window(subquery.range, step, "a subquery");
                if ["rate", "increase"].contains(&function) {
                    self.fault(format!("`{function}` of a subquery: a restart inside the sum is not seen"));
                }
                self.labels(&subquery.expr, "")
            }
            Expr::VectorSelector(selector) => self.selector(selector, function),
            Expr::MatrixSelector(MatrixSelector { vs, range }) => {
                self.window(*range, self.exported.scrape, vs.name.as_deref().unwrap_or_default());
                self.selector(vs, function)
            }
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) => Labels::new(),
            Expr::Extension(_) => unreachable!("the parser makes none"),
        }
    }

    fn window(&mut self, range: Duration, step: Duration, of: &str) {
        if range < step * SCRAPES {
            self.fault(format!("a window of {range:?} on {of} is below {SCRAPES} steps of {step:?}"));
        }
    }

    fn selector(&mut self, selector: &VectorSelector, function: &str) -> Labels {
        let name = selector.name.clone().unwrap_or_default();
        if let Some(labels) = self.exported.recorded.get(&name) {
            if ["rate", "increase"].contains(&function) {
                self.fault(format!("`{function}` of {name}, which is a rate already"));
            }
            let labels = labels.clone();
            self.matchers(selector, &name, &labels);
            return labels;
        }
        let Some(metric) = self.exported.runtime.find(&name).cloned() else {
            self.fault(format!("nobody exports {name}"));
            return Labels::new();
        };
        let labels: Labels = metric.labels.iter().map(|label| (*label).to_owned()).collect();
        self.matchers(selector, &name, &labels);
        let counts = metric.kind != MetricType::Gauge;
        let rated = ["rate", "increase"].contains(&function);
        if rated && !counts {
            self.fault(format!("`{function}` of the gauge {name}"));
        }
        if counts && !rated && !function.starts_with("absent") {
            self.fault(format!("the counter {name} without `rate` or `increase`"));
        }
        labels
    }

    fn matchers(&mut self, selector: &VectorSelector, name: &str, labels: &Labels) {
        for matcher in &selector.matchers.matchers {
            if !labels.contains(&matcher.name) {
                self.fault(format!("{name} has no label {}", matcher.name));
            }
        }
    }

    fn call(&mut self, call: &Call) -> Labels {
        let name = call.func.name;
        let given: Vec<Labels> = call.args.args.iter().map(|argument| self.labels(argument, name)).collect();
        match name {
            "histogram_quantile" => {
                let mut labels = given.last().cloned().unwrap_or_default();
                let inner = call.args.args.last().map(ToString::to_string).unwrap_or_default();
                if !labels.remove("le") || !inner.contains("_bucket") {
                    self.fault(format!("`histogram_quantile` of {inner}, which has no `le` of buckets"));
                }
                labels
            }
            // The labels that `=` gives to what is absent are those of the selector.
            "absent" | "vector" | "time" => Labels::new(),
            "label_replace" => {
                let mut labels = given[0].clone();
                if let Some(Expr::StringLiteral(label)) = call.args.args.get(1).map(AsRef::as_ref) {
                    labels.insert(label.val.clone());
                }
                labels
            }
            _ => given.into_iter().next().unwrap_or_default(),
        }
    }

    fn aggregate(&mut self, aggregate: &AggregateExpr, function: &str) -> Labels {
        let inner = self.labels(&aggregate.expr, if function.starts_with("absent") { function } else { "" });
        match &aggregate.modifier {
            None => Labels::new(),
            Some(LabelModifier::Include(by)) => {
                let by = set(&by.labels);
                for label in by.difference(&inner) {
                    self.fault(format!("`by ({label})`, which {} has not", aggregate.expr));
                }
                by
            }
            Some(LabelModifier::Exclude(without)) => &inner - &set(&without.labels),
        }
    }

    fn binary(&mut self, binary: &BinaryExpr) -> Labels {
        let (left, right) = (self.labels(&binary.lhs, ""), self.labels(&binary.rhs, ""));
        if is_scalar(&binary.lhs) {
            return right;
        }
        if is_scalar(&binary.rhs) {
            return left;
        }
        let operator = binary.op.to_string();
        if operator == "or" {
            return &left | &right;
        }
        match binary.modifier.as_ref().and_then(|modifier| modifier.matching.as_ref()) {
            Some(LabelModifier::Include(on)) => {
                for label in set(&on.labels) {
                    if !(left.contains(&label) && right.contains(&label)) {
                        self.fault(format!("`{operator} on ({label})`, which one side has not"));
                    }
                }
                if binary.op.is_set_operator() || binary.op.is_comparison_operator() { left } else { set(&on.labels) }
            }
            Some(LabelModifier::Exclude(ignoring)) => &left - &set(&ignoring.labels),
            None => {
                if left != right {
                    self.fault(format!("`{operator}` of {left:?} and {right:?}, which never match"));
                }
                left
            }
        }
    }
}
