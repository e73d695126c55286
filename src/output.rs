//! Writing a profile's files into a folder: all of them or none, and nothing of the user's lost.
//!
//! The files are staged in a folder beside the target, which then changes places with it in one step; what only the old
//! folder has moves over, and the old folder goes. A run that is killed leaves at most such a folder behind, which the
//! next run clears up: infgen's own files in it are of no use, and all others are the user's and move back.

use crate::manifests::FILES;
use anyhow::{Context as _, bail};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Writes `root/<profile>/<file>` for every file. Other files and folders there stay, and so do the bytes and the times
/// of a file whose text is the same.
pub fn write_profile(root: &Path, profile: &str, files: &[(String, String)]) -> anyhow::Result<()> {
    let place = Place::of(root, profile)?;
    let clean = !is_there(&place.staging) && !is_there(&place.aside);
    if clean && place.holds(files) {
        return Ok(());
    }
    let parent = &place.parent;
    fs::create_dir_all(parent).with_context(|| format!("make folder `{}`", parent.display()))?;
    // Another run would take this one's folder for that of a killed one. A lock ends with its process, however that
    // ends; a file system without locks does without.
    let _alone = File::open(parent).and_then(|folder| folder.lock().map(|()| folder));
    place.clear_up()?;
    if place.holds(files) {
        return Ok(());
    }
    place.refuse_what_is_in_the_way(files)?;
    place.stage(files).inspect_err(|_| {
        // The fault to report is the first one.
        let _ = fs::remove_dir_all(&place.staging);
    })?;
    place.publish(files, exchange)
}

/// A profile's folder and what stands beside it while it is written.
struct Place {
    parent: PathBuf,
    target: PathBuf,
    /// The new files before they change places with the old ones, and the old ones after.
    staging: PathBuf,
    /// The old files where places can be changed in two steps only.
    aside: PathBuf,
}

impl Place {
    /// The folder of a profile. A link to a folder is followed, so that the link stays.
    fn of(root: &Path, profile: &str) -> anyhow::Result<Self> {
        if Path::new(profile).file_name() != Some(OsStr::new(profile)) {
            bail!("a folder cannot be called `{profile}`");
        }
        let mut target = root.join(profile);
        if target.is_symlink() {
            target = fs::canonicalize(&target).with_context(|| format!("follow the link `{}`", target.display()))?;
        }
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let parent = target.parent().unwrap_or(root).to_owned();
        Ok(Self {
            staging: parent.join(format!(".{name}.infgen")),
            aside: parent.join(format!(".{name}.infgen-old")),
            parent,
            target,
        })
    }

    /// Whether the folder has these files with these texts.
    fn holds(&self, files: &[(String, String)]) -> bool {
        files.iter().all(|(name, text)| self.holds_file(name, text))
    }

    fn holds_file(&self, name: &str, text: &str) -> bool {
        fs::read(self.target.join(name)).is_ok_and(|bytes| bytes == text.as_bytes())
    }

    /// Takes away what a killed run has left.
    fn clear_up(&self) -> anyhow::Result<()> {
        if is_there(&self.aside) && !is_there(&self.target) {
            // Killed between the two steps: the old files are whole.
            return rename(&self.aside, &self.target).and_then(|()| self.clear_up());
        }
        for old in [&self.aside, &self.staging] {
            match old.symlink_metadata() {
                Ok(data) if data.is_dir() => self.retire(old)?,
                Ok(_) => bail!("`{}` is in the way: infgen stages its files there", old.display()),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Removes an old folder, once what is the user's in it has moved into the target.
    fn retire(&self, old: &Path) -> anyhow::Result<()> {
        self.carry_over(old)?;
        fs::remove_dir_all(old).with_context(|| format!("remove `{}`", old.display()))
    }

    fn carry_over(&self, old: &Path) -> anyhow::Result<()> {
        let entries = fs::read_dir(old).with_context(|| format!("read `{}`", old.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("read `{}`", old.display()))?;
            if is_own(&entry.file_name()) {
                continue;
            }
            let (from, to) = (entry.path(), self.target.join(entry.file_name()));
            if is_there(&to) {
                bail!(
                    "`{}` is left from a run that was killed, and `{}` is there too: remove one of them",
                    from.display(),
                    to.display()
                );
            }
            fs::create_dir_all(&self.target).with_context(|| format!("make folder `{}`", self.target.display()))?;
            rename(&from, &to)?;
        }
        Ok(())
    }

    /// Only files are replaced: a folder or a link of that name is somebody's.
    fn refuse_what_is_in_the_way(&self, files: &[(String, String)]) -> anyhow::Result<()> {
        let is_folder = |path: &Path| path.symlink_metadata().map_or(true, |data| data.is_dir());
        if !is_folder(&self.target) {
            bail!("write `{}`: a file is in the way", self.target.display());
        }
        let own = files.iter().map(|(name, _)| self.target.join(name));
        for path in own.chain(own_files().map(|name| self.target.join(name))) {
            if path.symlink_metadata().is_ok_and(|data| !data.is_file()) {
                bail!("write `{}`: what is there is no file", path.display());
            }
        }
        Ok(())
    }

    /// Puts the new files into the staging folder, and those of infgen's files there that stay as they are.
    fn stage(&self, files: &[(String, String)]) -> anyhow::Result<()> {
        let staging = &self.staging;
        fs::create_dir(staging).with_context(|| format!("make folder `{}`", staging.display()))?;
        if let Ok(old) = self.target.metadata() {
            take_after(&old, staging);
        }
        for (name, text) in files {
            let (old, new) = (self.target.join(name), staging.join(name));
            if self.holds_file(name, text) {
                keep(&old, &new)?;
            } else {
                write(&new, text, old.metadata().ok().as_ref())?;
            }
        }
        for name in own_files() {
            let (old, new) = (self.target.join(&name), staging.join(&name));
            if is_there(&old) && !is_there(&new) {
                keep(&old, &new)?;
            }
        }
        Ok(())
    }

    /// Puts the staged folder into the target's place. `exchange` is what does it in one step.
    fn publish(
        &self,
        files: &[(String, String)],
        exchange: fn(&Path, &Path) -> rustix::io::Result<()>,
    ) -> anyhow::Result<()> {
        if !is_there(&self.target) {
            return rename(&self.staging, &self.target);
        }
        match exchange(&self.staging, &self.target) {
            Ok(()) => self.retire(&self.staging),
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => self.publish_in_two_steps(),
            // A mount point, or a folder of a lower layer of a container's file system: neither can be moved.
            Err(Errno::BUSY | Errno::XDEV) => self.publish_file_by_file(files),
            Err(error) => Err(io::Error::from(error)).with_context(|| format!("replace `{}`", self.target.display())),
        }
    }

    fn publish_in_two_steps(&self) -> anyhow::Result<()> {
        rename(&self.target, &self.aside)?;
        rename(&self.staging, &self.target)?;
        self.retire(&self.aside)
    }

    /// The last resort: each file is replaced in one step, all of them in several.
    fn publish_file_by_file(&self, files: &[(String, String)]) -> anyhow::Result<()> {
        for (name, text) in files {
            if self.holds_file(name, text) {
                continue;
            }
            let path = self.target.join(name);
            let new = self.target.join(format!(".{name}.infgen"));
            write(&new, text, path.metadata().ok().as_ref())?;
            rename(&new, &path)?;
        }
        let staging = &self.staging;
        fs::remove_dir_all(staging).with_context(|| format!("remove `{}`", staging.display()))
    }
}

/// Lets two folders change places in one step.
fn exchange(one: &Path, other: &Path) -> rustix::io::Result<()> {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)
}

fn own_files() -> impl Iterator<Item = String> {
    FILES.iter().map(|(name, _)| format!("{name}.yaml"))
}

fn is_own(name: &OsStr) -> bool {
    own_files().any(|own| name == own.as_str())
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn rename(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::rename(from, to).with_context(|| format!("move `{}` to `{}`", from.display(), to.display()))
}

/// Writes a new file; if it replaces an old one, with that one's owner and permissions.
fn write(path: &Path, text: &str, old: Option<&Metadata>) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("write `{}`", path.display()))?;
    if let Some(old) = old {
        take_after(old, path);
    }
    Ok(())
}

/// A second name for the same file, so that its times stay; a copy where the file system has no such names.
fn keep(old: &Path, new: &Path) -> anyhow::Result<()> {
    fs::hard_link(old, new)
        .or_else(|_| fs::copy(old, new).map(drop))
        .with_context(|| format!("write `{}`", new.display()))
}

/// Gives a new file or folder the owner and the permissions of the one that it replaces, as far as they can be given:
/// a run as root in a user's folder must not take the folder from the user.
fn take_after(old: &Metadata, new: &Path) {
    let Ok(data) = new.metadata() else { return };
    if (data.uid(), data.gid()) != (old.uid(), old.gid()) {
        let _ = std::os::unix::fs::chown(new, Some(old.uid()), Some(old.gid()));
    }
    if data.permissions() != old.permissions() {
        let _ = fs::set_permissions(new, old.permissions());
    }
}

/// Replaces the text of a file of the user's in one step. A link to it stays a link, and a text that somebody else has
/// changed since it was read is not overwritten.
pub fn replace_file(path: &Path, old: &str, new: &str) -> anyhow::Result<()> {
    let target = fs::canonicalize(path).with_context(|| format!("find `{}`", path.display()))?;
    let is = fs::read(&target).with_context(|| format!("read `{}`", path.display()))?;
    if is != old.as_bytes() {
        bail!("`{}` has changed while it was read; nothing was written to it", path.display());
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let staged = target.with_file_name(format!(".{name}.infgen"));
    write(&staged, new, target.metadata().ok().as_ref()).and_then(|()| rename(&staged, &target)).inspect_err(|_| {
        // The fault to report is the first one.
        let _ = fs::remove_file(&staged);
    })
}

#[cfg(test)]
mod tests;
