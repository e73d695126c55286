//! Writing a profile's files into a folder: all of them or none, and nothing of the user's lost.
//!
//! The files are staged in a folder beside the target, which then takes its place in one step. What a killed run can
//! leave behind is the staging folder; the next run takes it away.

use crate::manifests::FILES;
use anyhow::{Context as _, bail};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Writes `root/<profile>/<file>` for every file. Files and folders that are there besides stay; what has the same
/// bytes already is not touched.
pub fn write_profile(root: &Path, profile: &str, files: &[(String, String)]) -> anyhow::Result<()> {
    let target = resolved(&root.join(profile));
    if files
        .iter()
        .all(|(name, text)| fs::read(target.join(name)).is_ok_and(|bytes| bytes == text.as_bytes()))
    {
        return Ok(());
    }
    let parent = target.parent().unwrap_or(root);
    fs::create_dir_all(parent).with_context(|| format!("make folder `{}`", parent.display()))?;
    let name = target
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let staging = parent.join(format!(".{name}.infgen"));
    recover(&staging, &target)?;
    stage(&staging, files).with_context(|| format!("write `{}`", staging.display()))?;
    publish(&staging, &target).with_context(|| format!("write `{}`", target.display()))
}

/// A link to a folder is followed, so that the link stays.
fn resolved(target: &Path) -> PathBuf {
    if target.is_symlink() {
        fs::canonicalize(target).unwrap_or_else(|_| target.to_owned())
    } else {
        target.to_owned()
    }
}

/// Takes the staging folder of a killed run away. Before the exchange it holds new files only; after it the user's own,
/// which go back first.
fn recover(staging: &Path, target: &Path) -> anyhow::Result<()> {
    match staging.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Ok(data) if data.is_dir() => {
            if target.is_dir() {
                carry_over(staging, target)
                    .with_context(|| format!("recover `{}`", staging.display()))?;
            }
            fs::remove_dir_all(staging).with_context(|| format!("remove `{}`", staging.display()))
        }
        Ok(_) => bail!(
            "`{}` is in the way; infgen stages files there",
            staging.display()
        ),
        Err(error) => Err(error).with_context(|| format!("look at `{}`", staging.display())),
    }
}

fn stage(staging: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    fs::create_dir(staging)?;
    for (name, text) in files {
        fs::write(staging.join(name), text)?;
    }
    Ok(())
}

/// Puts the staged folder in the target's place. From the exchange on, all new files are there together.
fn publish(staging: &Path, target: &Path) -> std::io::Result<()> {
    match target.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return fs::rename(staging, target),
        Ok(data) if !data.is_dir() => {
            fs::remove_dir_all(staging)?;
            return Err(std::io::Error::new(
                ErrorKind::NotADirectory,
                "a file is in the way",
            ));
        }
        _ => {}
    }
    // Files that this run does not write are in both folders before the exchange, so that `--only` never shows a gap.
    for entry in fs::read_dir(target)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && !staging.join(entry.file_name()).exists() {
            fs::hard_link(entry.path(), staging.join(entry.file_name()))?;
        }
    }
    fs::set_permissions(staging, target.metadata()?.permissions())?;
    exchange(staging, target)?;
    carry_over(staging, target)?;
    fs::remove_dir_all(staging)
}

/// Swaps two folders in one step; where the file system cannot, in two renames.
fn exchange(staging: &Path, target: &Path) -> std::io::Result<()> {
    match renameat_with(CWD, staging, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            let aside = staging.with_extension("old");
            fs::rename(target, &aside)?;
            fs::rename(staging, target)?;
            fs::rename(&aside, staging)
        }
        Err(error) => Err(error.into()),
    }
}

/// Moves what only the old folder has into the new one. infgen's own files are never among it: those that stay are
/// linked before the exchange, and a half-staged one is nobody's.
fn carry_over(old: &Path, new: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(old)? {
        let entry = entry?;
        let name = entry.file_name();
        if FILES
            .iter()
            .any(|(own, _)| name.to_str() == Some(&format!("{own}.yaml")))
        {
            continue;
        }
        let moved = new.join(entry.file_name());
        if moved
            .symlink_metadata()
            .is_err_and(|error| error.kind() == ErrorKind::NotFound)
        {
            fs::rename(entry.path(), moved)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(String, String)> {
        ["hpa.yaml", "secrets.yaml"]
            .map(|name| (name.to_owned(), text.to_owned()))
            .to_vec()
    }

    fn texts(folder: &Path) -> Vec<String> {
        ["hpa.yaml", "secrets.yaml"]
            .map(|name| fs::read_to_string(folder.join(name)).unwrap())
            .to_vec()
    }

    #[test]
    fn what_is_there_besides_stays() {
        let root = tempfile::tempdir().unwrap();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        let prod = root.path().join("prod");
        fs::write(prod.join("kustomization.yaml"), "mine").unwrap();
        fs::create_dir(prod.join("patches")).unwrap();
        fs::write(prod.join("patches/x"), "mine too").unwrap();
        write_profile(root.path(), "prod", &files("two")).unwrap();
        assert_eq!(texts(&prod), ["two", "two"]);
        assert_eq!(
            fs::read_to_string(prod.join("kustomization.yaml")).unwrap(),
            "mine"
        );
        assert_eq!(
            fs::read_to_string(prod.join("patches/x")).unwrap(),
            "mine too"
        );
        assert_eq!(
            fs::read_dir(root.path()).unwrap().count(),
            1,
            "no staging folder is left"
        );
    }

    #[test]
    fn one_file_leaves_the_others() {
        let root = tempfile::tempdir().unwrap();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        write_profile(root.path(), "prod", &files("two")[..1]).unwrap();
        assert_eq!(texts(&root.path().join("prod")), ["two", "one"]);
    }

    #[test]
    fn the_same_bytes_are_not_written_again() {
        let root = tempfile::tempdir().unwrap();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        let written = || {
            fs::metadata(root.path().join("prod/hpa.yaml"))
                .unwrap()
                .modified()
                .unwrap()
        };
        let before = written();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        assert_eq!(written(), before);
    }

    #[test]
    fn a_run_killed_before_the_exchange_leaves_the_old_files_whole() {
        let root = tempfile::tempdir().unwrap();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        stage(&root.path().join(".prod.infgen"), &files("half")[..1]).unwrap();
        assert_eq!(texts(&root.path().join("prod")), ["one", "one"]);
        write_profile(root.path(), "prod", &files("two")).unwrap();
        assert_eq!(texts(&root.path().join("prod")), ["two", "two"]);
    }

    #[test]
    fn a_half_staged_file_never_becomes_one_of_the_profile() {
        let root = tempfile::tempdir().unwrap();
        write_profile(root.path(), "prod", &files("one")[..1]).unwrap();
        stage(&root.path().join(".prod.infgen"), &files("half")[1..]).unwrap();
        write_profile(root.path(), "prod", &files("two")[..1]).unwrap();
        assert!(!root.path().join("prod/secrets.yaml").exists());
    }

    #[test]
    fn a_run_killed_after_the_exchange_loses_nothing() {
        let root = tempfile::tempdir().unwrap();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        let (staging, prod) = (root.path().join(".prod.infgen"), root.path().join("prod"));
        fs::create_dir(prod.join("patches")).unwrap();
        stage(&staging, &files("two")).unwrap();
        exchange(&staging, &prod).unwrap();
        assert_eq!(texts(&prod), ["two", "two"]);
        write_profile(root.path(), "prod", &files("three")).unwrap();
        assert_eq!(texts(&prod), ["three", "three"]);
        assert!(prod.join("patches").is_dir(), "the user's folder came back");
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("prod"), "mine").unwrap();
        let error = write_profile(root.path(), "prod", &files("one")).unwrap_err();
        assert!(format!("{error:#}").contains("in the way"), "{error:#}");
        assert_eq!(
            fs::read_to_string(root.path().join("prod")).unwrap(),
            "mine"
        );
    }

    #[test]
    fn a_link_is_followed() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", root.path().join("prod")).unwrap();
        write_profile(root.path(), "prod", &files("one")).unwrap();
        assert!(root.path().join("prod").is_symlink());
        assert_eq!(texts(&root.path().join("real")), ["one", "one"]);
    }
}
