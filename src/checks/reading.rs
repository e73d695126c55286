//! What can be wrong with the text of a profile, before there is a stack to check.

use super::{Check, Findings, Stage};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::document::decode::{Fault, FaultKind};
use crate::document::{LoadFault, SyntaxFault};
use crate::profile::Accept;

/// Declares a fault of a profile's text.
macro_rules! fault {
    ($id:ident, $code:literal, $name:literal, $severity:ident, $summary:literal) => {
        #[doc = concat!("`", $name, "`: ", $summary, ".")]
        pub static $id: Check = Check {
            name: $name,
            code: $code,
            severity: Severity::$severity,
            summary: $summary,
            doc: include_str!(concat!("../../docs/checks/", $name, ".md")),
            stage: Stage::Reading,
        };
    };
}

fault!(SYNTAX, "INF001", "profile-not-toml", Error, "the profile is not TOML");
fault!(UNKNOWN_KEY, "INF002", "unknown-key", Error, "a key that no profile has");
fault!(WRONG_TYPE, "INF003", "wrong-type", Error, "a value of another type than its key takes");
fault!(BAD_VALUE, "INF004", "bad-value", Error, "a value that its key does not take");
fault!(MISSING_KEY, "INF005", "missing-key", Error, "a key without which nothing can be made");
fault!(MISSING_PARENT, "INF006", "extends-nothing", Error, "`extends` names a profile that cannot be read");
fault!(EXTENDS_CYCLE, "INF007", "extends-itself", Error, "profiles that extend each other in a ring");
fault!(UNUSED_ACCEPT, "INF008", "unused-accept", Warning, "an `accept` that matches no finding");

/// A fault of loading, as a finding.
#[must_use]
pub fn load_fault(fault: &LoadFault) -> Diagnostic {
    let (check, SyntaxFault { place, message }) = match fault {
        LoadFault::Syntax(fault) => (&SYNTAX, fault),
        LoadFault::MissingParent(fault) => (&MISSING_PARENT, fault),
        LoadFault::Cycle(fault) => (&EXTENDS_CYCLE, fault),
    };
    let mut diagnostic = Diagnostic::new(check, message.lines().next().unwrap_or_default());
    diagnostic.place(*place, "");
    for line in message.lines().skip(1) {
        diagnostic.note(line.trim());
    }
    diagnostic
}

/// A fault of decoding, as a finding.
pub(crate) fn decode_fault(fault: &Fault) -> Diagnostic {
    let check = match fault.kind {
        FaultKind::UnknownKey => &UNKNOWN_KEY,
        FaultKind::WrongType => &WRONG_TYPE,
        FaultKind::BadValue => &BAD_VALUE,
        FaultKind::MissingKey => &MISSING_KEY,
    };
    let mut diagnostic = Diagnostic::new(check, fault.message.clone());
    if let Some(place) = &fault.place {
        diagnostic.place(*place, fault.meant.clone().unwrap_or_default());
    }
    if let Some(choices) = &fault.choices {
        diagnostic.note(choices);
    }
    diagnostic
}

/// A key that `resolve` cannot do without.
#[must_use]
pub fn missing_key(path: &str, example: &str, why: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(&MISSING_KEY, format!("`{path}` is missing: {why}"));
    diagnostic.fix(Fix::set(path, example, "state it"));
    diagnostic
}

/// An `accept` that matches no finding.
pub(super) fn unused_accept(accept: &Accept, found: &mut Findings) {
    let known = super::find(&accept.check).is_some();
    let message = if known {
        format!("nothing to accept: `{}` finds nothing here", *accept.check)
    } else {
        format!("nothing to accept: there is no check `{}`", *accept.check)
    };
    let names = super::ALL.iter().map(|check| check.name);
    let close = if known { None } else { crate::suggest::closest(&accept.check, names) };
    let label = close.map_or_else(|| "remove this entry".to_owned(), |name| format!("did you mean `{name}`?"));
    found.push(&UNUSED_ACCEPT, message).label(&accept.check, label);
}
