//! `model-downloaded-by-every-pod`: each start fetches the model over the internet.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::Severity;
use crate::profile::Profile;
use crate::runtime::arguments;
use crate::stack::volumes::is_within;
use crate::units::Bytes;

pub(super) static CHECK: Check = Check {
    name: "model-downloaded-by-every-pod",
    code: "INF609",
    severity: Severity::Warning,
    summary: "a model that each pod downloads at its start",
    doc: include_str!("../../docs/checks/model-downloaded-by-every-pod.md"),
    stage: Stage::Stack(run),
};

/// Where a server keeps what it has downloaded.
const CACHES: [&str; 3] = ["HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"];

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let Some(server) = arguments::of(*profile.runtime) else {
        return Verdict::NotApplicable("an application of one's own");
    };
    let args = &profile.app.args;
    let Some(model) =
        arguments::given(profile, server.model).or_else(|| first(args)).filter(|model| is_of_a_hub(model))
    else {
        return Verdict::NotApplicable("no model of a hub is named");
    };
    if is_cached(profile) {
        return Verdict::Checked;
    }
    let most = cx.stack.capacity.most_pods;
    let amount = |size: &Bytes| Bytes::new(size.get().saturating_mul(u64::from(most.get()))).rounded_up();
    let message = match &profile.model.size {
        Some(size) => format!("{most} download `{model}` each at its start, {} of it together", amount(size)),
        None => format!("{most} download `{model}` each at its start"),
    };
    let finding = found.push(&CHECK, message);
    finding.label(args, format!("`{model}` is no path of a volume"));
    if let Some(size) = &profile.model.size {
        finding.label(size, format!("{size} a start"));
    }
    finding.note(
        "put the model on a claim (`[storage.model]`) and name its path, or keep `HF_HOME` on `[storage.data]`, which all \
         pods share",
    );
    Verdict::Checked
}

/// What stands before all options is the model, where it stands alone or behind `serve`.
fn first(args: &[String]) -> Option<&str> {
    let mut positional = args.iter().map(String::as_str).take_while(|argument| !argument.starts_with('-'));
    positional.find(|argument| *argument != "serve")
}

/// `owner/name`, and no path.
fn is_of_a_hub(model: &str) -> bool {
    let owner = model.split_once('/').map(|(owner, name)| (owner, name.contains('/')));
    owner.is_some_and(|(owner, deeper)| !deeper && !owner.is_empty() && !owner.starts_with('.') && !owner.contains(':'))
}

/// Whether what one pod has downloaded lies where the next one finds it.
fn is_cached(profile: &Profile) -> bool {
    let shared = [&profile.storage.data, &profile.storage.model].into_iter().flatten();
    let mut paths = shared.map(|volume| volume.path.as_str());
    let caches: Vec<&str> = CACHES.iter().filter_map(|name| Some(profile.app.env.get(*name)?.as_str())).collect();
    paths.any(|base| caches.iter().any(|cache| is_within(cache, base)))
}
