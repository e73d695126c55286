//! `infgen explain`: the page of a check, or the table of all.

use crate::checks;
use crate::cli::Explain;
use crate::exit::Exit;
use crate::suggest::closest;
use anyhow::bail;
use std::io::Write as _;

pub(super) fn run(arguments: &Explain) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout();
    if arguments.check.is_none() && !arguments.list {
        bail!("no check is named; `infgen explain --list` names them");
    }
    let Some(name) = &arguments.check else {
        for check in checks::ALL {
            let severity = check.severity.to_string();
            writeln!(out, "{}  {severity:<7}  {:<36}  {}", check.code, check.name, check.summary)?;
        }
        return Ok(Exit::Clean);
    };
    let Some(check) = checks::find(name) else {
        let names = checks::ALL.iter().flat_map(|check| [check.name, check.code]);
        let hint = closest(name, names).map(|close| format!("; did you mean `{close}`?"));
        bail!("no check `{name}`{} (`infgen explain --list` names them)", hint.unwrap_or_default());
    };
    writeln!(out, "{}", check.doc.trim_end())?;
    Ok(Exit::Clean)
}
