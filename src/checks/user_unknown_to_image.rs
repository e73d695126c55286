//! `user-unknown-to-image`: a process asks who it is, and the image does not know.

use super::{Check, Context, Findings, Stage, Verdict};
use crate::diagnostic::{Fix, Severity};

pub(super) static CHECK: Check = Check {
    name: "user-unknown-to-image",
    code: "INF703",
    severity: Severity::Error,
    summary: "a user without an entry in the image, and without a home",
    doc: include_str!("../../docs/checks/user-unknown-to-image.md"),
    stage: Stage::Stack(run),
};

fn run(cx: &Context<'_>, found: &mut Findings) -> Verdict {
    let profile = cx.profile();
    let (user, known) = (&profile.security.user, &profile.image.knows_user);
    if **known {
        return Verdict::Checked;
    }
    let home = cx.stack.home();
    let writable = cx.stack.is_writable(&home);
    let message = if writable {
        format!("user {user} has a home, `{home}`, and no entry in the image")
    } else {
        format!("user {user} has no entry in the image, and its home `{home}` cannot be written")
    };
    let diagnostic = found.push(&CHECK, message);
    diagnostic
        .label(known, format!("the image does not know user {user}"))
        .label(user, format!("the container runs as user {user}"))
        .label(&home, format!("its home is `{home}`"));
    if writable {
        diagnostic
            .severity(Severity::Warning)
            .note("`USER` and `HOME` are set, which is enough for what asks the environment first");
    } else {
        match cx.stack.mount_of(&home) {
            Some(mount) => diagnostic.label(&mount.path, format!("{} is here, read-only", mount.what)),
            None => diagnostic.label(&profile.security.read_only_root, "nothing of the image can be written"),
        };
    }
    let entry = format!("`RUN useradd --uid {user} --create-home app` in the image, then say so");
    diagnostic.fix(Fix::set("image.knows_user", "true", entry));
    Verdict::Checked
}
