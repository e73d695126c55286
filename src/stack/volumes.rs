//! What is mounted where, which claims there are, and how much of the node they take.

use super::Stack;
use crate::located::Located;
use crate::profile::{Profile, Volume};
use crate::units::Bytes;

/// Where shared memory is mounted.
pub const SHARED_MEMORY: &str = "/dev/shm";

/// A claim of the profile.
#[derive(Debug)]
pub struct Claim<'a> {
    /// Its table (`storage.model`).
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub volume: &'a Volume,
}

/// A path of the container that a volume covers.
#[derive(Debug)]
pub struct Mount {
    /// What is there (`the model`).
    pub what: String,
    /// The path as it was written.
    pub path: Located<String>,
    /// Who can make something below it.
    pub access: Access,
}

/// Who can make something below a mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The container's user.
    Written,
    /// The kubelet, which makes mount points inside a `ConfigMap` or Secret itself (kubernetes/kubernetes#60342).
    Read,
    /// Nobody, not even mount points: a read-only claim.
    Sealed,
}

impl Stack {
    /// The claims of the profile.
    pub fn claims(&self) -> impl Iterator<Item = Claim<'_>> {
        let storage = &self.profile.storage;
        let model =
            storage.model.as_ref().map(|volume| Claim { key: "storage.model", name: self.names.model_claim(), volume });
        let data =
            storage.data.as_ref().map(|volume| Claim { key: "storage.data", name: self.names.data_claim(), volume });
        model.into_iter().chain(data)
    }

    /// Every mount of the container.
    #[must_use]
    pub fn mounts(&self) -> Vec<Mount> {
        let storage = &self.profile.storage;
        let mount =
            |what: &str, path: &Located<String>, access| Mount { what: what.to_owned(), path: path.clone(), access };
        let settings = Located::derived(format!("/etc/{}", self.names.service), "infgen's own");
        let mut mounts = vec![mount("the settings", &settings, Access::Read)];
        mounts.extend(storage.model.iter().map(|it| mount("the model", &it.path, Access::Sealed)));
        mounts.extend(storage.data.iter().map(|it| mount("the data", &it.path, Access::Written)));
        if storage.shared_memory.get().get() > 0 {
            let path = storage.shared_memory.map(|_| SHARED_MEMORY.to_owned());
            mounts.push(mount("shared memory", &path, Access::Written));
        }
        for (path, size) in &storage.scratch {
            mounts.push(mount("scratch space", &size.map(|_| path.clone()), Access::Written));
        }
        for extra in &storage.mounts {
            let source = extra.config_map.as_ref().or(extra.secret.as_ref());
            if let (Some(path), Some(source)) = (&extra.path, source) {
                mounts.push(mount(&format!("`{source}`"), path, Access::Read));
            }
        }
        mounts
    }

    /// The home of the container's user: stated, else the first scratch path below `/home`, else `/tmp`.
    #[must_use]
    pub fn home(&self) -> Located<String> {
        if let Some(stated) = self.profile.app.env.get("HOME") {
            return stated.clone();
        }
        let mut scratch = self.profile.storage.scratch.iter();
        let below_home = scratch.find(|(path, _)| path.starts_with("/home/"));
        below_home.map_or_else(
            || Located::derived("/tmp".to_owned(), "no scratch space below `/home`"),
            |(path, size)| size.map(|_| path.clone()),
        )
    }

    /// The mount that a path lies in: of those one inside the other, the innermost.
    #[must_use]
    pub fn mount_of(&self, path: &str) -> Option<Mount> {
        let over = self.mounts().into_iter().filter(|mount| is_within(path, &mount.path));
        over.max_by_key(|mount| mount.path.trim_end_matches('/').len())
    }

    /// Whether the container's user may write below a path.
    #[must_use]
    pub fn is_writable(&self, path: &str) -> bool {
        self.mount_of(path).map_or(!*self.profile.security.read_only_root, |mount| mount.access == Access::Written)
    }

    /// Scratch space for caches: that of the home, else the first that is stated.
    #[must_use]
    pub fn cache_space(&self) -> Option<&str> {
        let mut paths = self.profile.storage.scratch.keys().map(String::as_str);
        let first = paths.clone().next();
        paths.find(|path| path.starts_with("/home/")).or(first)
    }
}

/// Whether a path is another one, or below it.
#[must_use]
pub fn is_within(path: &str, base: &str) -> bool {
    let (path, base) = (path.trim_end_matches('/'), base.trim_end_matches('/'));
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Memory that a pod needs at the most: what its processes held, and shared memory, whose files count against the same
/// limit. `None` where it was not measured.
#[must_use]
pub fn needed_memory(profile: &Profile) -> Option<Bytes> {
    let peak = profile.measured.peak_memory.as_deref()?;
    Some(*peak + *profile.storage.shared_memory)
}

/// Size that a model's claim needs: its files, and a fifth for the next revision's first files and for what the file
/// system keeps for itself.
#[must_use]
pub fn needed_claim(model: Bytes) -> Bytes {
    Bytes::new(model.get().saturating_add(model.get().div_ceil(5))).rounded_up()
}

/// All scratch space together.
#[must_use]
pub fn scratch(profile: &Profile) -> Bytes {
    profile.storage.scratch.values().map(|size| **size).sum()
}

#[cfg(test)]
mod tests {
    use super::{is_within, needed_claim};
    use crate::units::Bytes;

    #[test]
    fn a_path_is_within_itself_and_its_parents() {
        for (path, base) in [("/tmp", "/tmp/"), ("/tmp/a", "/tmp"), ("/tmp", "/")] {
            assert!(is_within(path, base), "{path} in {base}");
        }
        assert!(!is_within("/tmpfs", "/tmp"));
        assert!(!is_within("/", "/tmp"));
    }

    #[test]
    fn a_claim_holds_the_model_and_a_fifth_more() {
        assert_eq!(needed_claim(Bytes::gibi(20)), Bytes::gibi(24));
        assert_eq!(needed_claim(Bytes::gibi(3)), Bytes::mebi(3687));
    }
}
