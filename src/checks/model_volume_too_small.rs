//! `model-volume-too-small`: the model does not fit into its claim, or the next one will not.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};
use crate::stack::volumes;

pub(super) static CHECK: Check = Check {
    name: "model-volume-too-small",
    code: "INF603",
    severity: Severity::Error,
    summary: "a claim that the model's files outgrow",
    doc: include_str!("../../docs/checks/model-volume-too-small.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(volume) = &profile.storage.model else {
        return Verdict::NotApplicable("no volume for the model");
    };
    let claim = &volume.size;
    let Some(model) = &profile.model.size else {
        found.unverified(&CHECK, "model.size").label(claim, format!("the claim holds {claim}"));
        return Verdict::Checked;
    };
    let needed = volumes::needed_claim(**model);
    if **claim >= needed {
        return Verdict::Checked;
    }
    let message = if **claim < **model {
        format!("the model's claim holds {claim}, {} less than the model's {model}", **model - **claim)
    } else {
        format!(
            "the model's claim holds {claim}, {} less than the {needed} that a model of {model} needs",
            needed - **claim
        )
    };
    let diagnostic = found.push(&CHECK, message);
    diagnostic
        .label(claim, format!("the claim holds {claim}"))
        .label(model, format!("the model has {model}"))
        .fix(Fix::quoted("storage.model.size", needed, "1.2 times the model"));
    if **claim >= **model {
        diagnostic.severity(Severity::Warning);
    }
    Verdict::Checked
}
