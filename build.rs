//! Links the program on Linux with the GNU C library without shared libraries and at a fixed address, where the
//! compiler has the archives for it.
//!
//! A run takes two milliseconds; finding, mapping and relocating three shared libraries would be half a millisecond
//! more. `-C target-feature=+crt-static` says the same, but only to a build that names its target: in a plain
//! `cargo build` it would also hold for procedural macros, which have to be shared libraries.

#![expect(clippy::disallowed_methods, reason = "what cargo tells a build script is in its environment")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What rustc asks the linker for by `-l`, and the archives that serve it. The C library needs those of the compiler,
/// which GNU ld, unlike LLD, has then left behind.
const LIBRARIES: [(&str, &[&str]); 7] = [
    ("gcc_s", &["gcc_eh"]),
    ("c", &["c", "gcc", "gcc_eh"]),
    ("m", &["m"]),
    ("util", &["util"]),
    ("rt", &["rt"]),
    ("pthread", &["pthread"]),
    ("dl", &["dl"]),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    println!("cargo::rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    let stated = |name: &str| env::var(name).unwrap_or_default();
    let gnu_linux = stated("CARGO_CFG_TARGET_OS") == "linux" && stated("CARGO_CFG_TARGET_ENV") == "gnu";
    // Another linker may not take the stand-ins below: what mold 1.10 makes of them ends with a segmentation fault.
    let own_linker = stated("CARGO_ENCODED_RUSTFLAGS").contains("-fuse-ld");
    if !gnu_linux || own_linker || stated("HOST") != stated("TARGET") {
        return;
    }
    let compiler = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let archives: Option<Vec<_>> =
        LIBRARIES.iter().map(|(asked, names)| Some((*asked, all(&compiler, names)?))).collect();
    let (Some(archives), Some(out)) = (archives, env::var_os("OUT_DIR")) else {
        return; // A distribution that ships no archive of its C library: the program is linked as any other.
    };
    // The linker takes the first `lib<name>.so` or `lib<name>.a` on its path. A text may stand for an archive.
    for (asked, paths) in archives {
        let stand_in = Path::new(&out).join(format!("lib{asked}.a"));
        if fs::write(stand_in, format!("GROUP({})\n", paths.join(" "))).is_err() {
            return;
        }
    }
    println!("cargo::rustc-link-arg-bins=-L{}", Path::new(&out).display());
    println!("cargo::rustc-link-arg-bins=-static");
    println!("cargo::rustc-link-arg-bins=-no-pie");
}

/// Where the compiler keeps archives.
fn all(compiler: &str, names: &[&str]) -> Option<Vec<String>> {
    names.iter().map(|name| archive_of(compiler, name)?.into_os_string().into_string().ok()).collect()
}

/// Where the compiler keeps an archive; it answers with the bare name of one that it does not have.
fn archive_of(compiler: &str, name: &str) -> Option<PathBuf> {
    let output = Command::new(compiler).arg(format!("-print-file-name=lib{name}.a")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.is_absolute().then_some(path)
}
