use super::{Errno, Place, exchange, is_there, write_profile};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const NAMES: [&str; 5] = ["configmap", "secrets", "load-balancer", "deployment", "hpa"];

/// All files with the same text.
fn files(text: &str) -> Vec<(String, String)> {
    NAMES.map(|name| (format!("{name}.yaml"), text.to_owned())).to_vec()
}

fn texts(folder: &Path) -> Vec<String> {
    NAMES.map(|name| fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap()).to_vec()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A folder with a profile that was written, and with what a user put there: a file, a folder, a link.
fn with_users_files() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    write_profile(root.path(), "prod", &files("one")).unwrap();
    let prod = root.path().join("prod");
    fs::write(prod.join("kustomization.yaml"), "mine").unwrap();
    fs::create_dir(prod.join("patches")).unwrap();
    fs::write(prod.join("patches/gpu.yaml"), "mine too").unwrap();
    symlink("../elsewhere", prod.join("link")).unwrap();
    root
}

fn assert_whole(root: &Path, text: &str) {
    let prod = root.join("prod");
    assert_eq!(names(root), ["prod"], "nothing is left beside the profile");
    assert_eq!(texts(&prod), [text; 5]);
    assert_eq!(names(&prod).len(), 8, "{:?}", names(&prod));
    assert_eq!(fs::read_to_string(prod.join("kustomization.yaml")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(prod.join("patches/gpu.yaml")).unwrap(), "mine too");
    assert_eq!(fs::read_link(prod.join("link")).unwrap(), Path::new("../elsewhere"));
}

fn fault(root: &Path, profile: &str) -> String {
    format!("{:#}", write_profile(root, profile, &files("x")).unwrap_err())
}

#[test]
fn what_is_there_besides_stays() {
    let root = with_users_files();
    write_profile(root.path(), "prod", &files("two")).unwrap();
    assert_whole(root.path(), "two");
}

#[test]
fn folders_are_made() {
    let root = tempfile::tempdir().unwrap();
    write_profile(&root.path().join("a/b"), "prod", &files("one")).unwrap();
    assert_eq!(texts(&root.path().join("a/b/prod")), ["one"; 5]);
}

#[test]
fn one_file_leaves_the_others() {
    let root = with_users_files();
    write_profile(root.path(), "prod", &files("two")[..1]).unwrap();
    assert_eq!(texts(&root.path().join("prod")), ["two", "one", "one", "one", "one"]);
}

#[test]
fn a_file_whose_text_is_the_same_is_not_touched() {
    let root = with_users_files();
    let hpa = root.path().join("prod/hpa.yaml");
    let before = fs::metadata(&hpa).unwrap();
    write_profile(root.path(), "prod", &files("one")).unwrap();
    let mut other = files("two");
    other[4].1 = "one".into();
    write_profile(root.path(), "prod", &other).unwrap();
    let after = fs::metadata(&hpa).unwrap();
    assert_eq!(
        (before.ino(), before.modified().unwrap(), before.nlink()),
        (after.ino(), after.modified().unwrap(), after.nlink())
    );
}

#[test]
fn permissions_stay() {
    let root = with_users_files();
    let prod = root.path().join("prod");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(prod.join("secrets.yaml"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(&prod, fs::Permissions::from_mode(0o750)).unwrap();
    write_profile(root.path(), "prod", &files("two")).unwrap();
    assert_eq!((mode(&prod.join("secrets.yaml")), mode(&prod)), (0o600, 0o750));
}

#[test]
fn a_link_is_followed() {
    let root = with_users_files();
    fs::rename(root.path().join("prod"), root.path().join("real")).unwrap();
    symlink("real", root.path().join("prod")).unwrap();
    write_profile(root.path(), "prod", &files("two")).unwrap();
    assert!(root.path().join("prod").is_symlink());
    assert_eq!(texts(&root.path().join("real")), ["two"; 5]);
    assert_eq!(names(root.path()), ["prod", "real"]);
}

#[test]
fn what_is_in_the_way_is_named_and_stays() {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    fs::write(path("prod"), "mine").unwrap();
    assert!(fault(root.path(), "prod").ends_with("prod`: a file is in the way"));
    assert_eq!(fs::read_to_string(path("prod")).unwrap(), "mine");

    fs::create_dir_all(path("dev/hpa.yaml/mine")).unwrap();
    assert!(fault(root.path(), "dev").ends_with("dev/hpa.yaml`: what is there is no file"));
    assert!(path("dev/hpa.yaml/mine").is_dir());

    fs::create_dir(path("alb")).unwrap();
    symlink("nowhere", path("alb/hpa.yaml")).unwrap();
    assert!(fault(root.path(), "alb").ends_with("alb/hpa.yaml`: what is there is no file"));

    symlink("nowhere", path("gone")).unwrap();
    assert!(fault(root.path(), "gone").starts_with("follow the link `"));

    fs::write(path(".late.infgen"), "mine").unwrap();
    assert!(fault(root.path(), "late").contains(".late.infgen` is in the way"));
    assert_eq!(names(root.path()), [".late.infgen", "alb", "dev", "gone", "prod"]);
}

#[test]
fn a_folder_that_takes_no_files_is_named() {
    // /proc takes no folders, not even from root.
    assert!(fault(Path::new("/proc"), "infgen").starts_with("make folder `/proc/.infgen.infgen`: "));
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("out"), "").unwrap();
    let fault = fault(&root.path().join("out"), "prod");
    assert!(fault.starts_with("make folder `") && fault.contains("out`: "), "{fault}");
}

#[test]
fn a_profile_stays_in_its_folder() {
    let root = tempfile::tempdir().unwrap();
    for profile in ["..", ".", "", "a/b", "/etc", "../x", "a/"] {
        assert!(fault(root.path(), profile).starts_with("a folder cannot be called"), "{profile}");
    }
    assert!(names(root.path()).is_empty());
}

/// Does what a run does up to a point, as if it had been killed there; then looks whether the profile is whole, and
/// whether the next run leaves no trace. `seen` is what a reader finds in between.
fn killed(seen: &str, run: impl Fn(&Place)) {
    // The next run may have the same text as the killed one, the text from before, or another.
    for next in ["one", "two", "three"] {
        let root = with_users_files();
        run(&Place::of(root.path(), "prod").unwrap());
        if root.path().join("prod").exists() {
            assert_eq!(texts(&root.path().join("prod")), [seen; 5]);
        }
        write_profile(root.path(), "prod", &files(next)).unwrap();
        assert_whole(root.path(), next);
    }
}

#[test]
fn a_run_killed_while_it_stages_leaves_the_old_files() {
    killed("one", |place| fs::create_dir(&place.staging).unwrap());
    killed("one", |place| {
        place.stage(&files("two")).unwrap();
        fs::write(place.staging.join("hpa.yaml"), "tw").unwrap();
        fs::remove_file(place.staging.join("secrets.yaml")).unwrap();
    });
    killed("one", |place| place.stage(&files("two")).unwrap());
}

#[test]
fn a_run_killed_after_the_exchange_leaves_the_new_files() {
    let exchanged = |place: &Place| {
        place.stage(&files("two")).unwrap();
        exchange(&place.staging, &place.target).unwrap();
    };
    killed("two", exchanged);
    killed("two", |place| {
        exchanged(place);
        let (from, to) = (place.staging.join("patches"), place.target.join("patches"));
        fs::rename(from, to).unwrap();
    });
    killed("two", |place| {
        exchanged(place);
        place.carry_over(&place.staging).unwrap();
    });
    killed("two", |place| {
        exchanged(place);
        place.carry_over(&place.staging).unwrap();
        fs::remove_file(place.staging.join("hpa.yaml")).unwrap();
    });
}

#[test]
fn a_run_killed_between_two_steps_loses_nothing() {
    killed("none", |place| {
        place.stage(&files("two")).unwrap();
        fs::rename(&place.target, &place.aside).unwrap();
    });
    killed("two", |place| {
        place.stage(&files("two")).unwrap();
        fs::rename(&place.target, &place.aside).unwrap();
        fs::rename(&place.staging, &place.target).unwrap();
    });
}

#[test]
fn a_killed_first_run_leaves_no_profile() {
    let root = tempfile::tempdir().unwrap();
    let place = Place::of(root.path(), "prod").unwrap();
    place.stage(&files("one")[..3]).unwrap();
    assert!(!is_there(&place.target));
    write_profile(root.path(), "prod", &files("two")[..1]).unwrap();
    assert_eq!(names(&place.target), ["configmap.yaml"], "no file of the killed run");
    assert_eq!(names(root.path()), ["prod"]);
}

#[test]
fn what_a_user_made_anew_is_not_replaced_by_what_was_left() {
    let root = with_users_files();
    let place = Place::of(root.path(), "prod").unwrap();
    place.stage(&files("two")).unwrap();
    exchange(&place.staging, &place.target).unwrap();
    fs::write(place.target.join("kustomization.yaml"), "new").unwrap();
    let fault = fault(root.path(), "prod");
    assert!(fault.ends_with("is there too: remove one of them"), "{fault}");
    let read = |folder: &Path| fs::read_to_string(folder.join("kustomization.yaml")).unwrap();
    assert_eq!((read(&place.staging), read(&place.target)), ("mine".into(), "new".into()));
}

#[test]
fn file_systems_that_cannot_exchange_folders_are_written_all_the_same() {
    for fault in [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP, Errno::BUSY, Errno::XDEV] {
        let exchange: fn(&Path, &Path) -> rustix::io::Result<()> = match fault {
            Errno::INVAL => |_, _| Err(Errno::INVAL),
            Errno::NOSYS => |_, _| Err(Errno::NOSYS),
            Errno::OPNOTSUPP => |_, _| Err(Errno::OPNOTSUPP),
            Errno::BUSY => |_, _| Err(Errno::BUSY),
            _ => |_, _| Err(Errno::XDEV),
        };
        let root = with_users_files();
        let place = Place::of(root.path(), "prod").unwrap();
        place.stage(&files("two")).unwrap();
        place.publish(&files("two"), exchange).unwrap();
        assert_whole(root.path(), "two");
    }
}

#[test]
fn runs_at_the_same_time_wait_for_each_other() {
    let root = with_users_files();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let root = root.path();
            scope.spawn(move || {
                for round in 0..25 {
                    let text = format!("{writer} {round}");
                    write_profile(root, "prod", &files(&text)).unwrap();
                }
            });
        }
    });
    let text = texts(&root.path().join("prod")).remove(0);
    assert_whole(root.path(), &text);
}

const CHILD: &str = "INFGEN_TEST_WRITES_INTO";

/// What [`a_run_killed_at_any_moment_loses_nothing`] kills.
#[test]
fn writes_until_it_is_killed() {
    let Some(root) = std::env::var_os(CHILD) else {
        return;
    };
    for round in 0_u64.. {
        write_profile(Path::new(&root), "prod", &files(&round.to_string())).unwrap();
    }
}

#[test]
fn a_run_killed_at_any_moment_loses_nothing() {
    let root = with_users_files();
    let prod = root.path().join("prod");
    let mut before = "one";
    for round in 0..60 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "output::tests::writes_until_it_is_killed"])
            .env(CHILD, root.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Once it is at it, at another moment of a round each time; a round takes some hundred microseconds.
        while fs::read(prod.join("hpa.yaml")).is_ok_and(|text| text == before.as_bytes()) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(round * 37));
        child.kill().unwrap();
        child.wait().unwrap();
        let texts = texts(&prod);
        assert!(texts.iter().all(|text| *text == texts[0]), "half of a run: {texts:?}");
        before = "mended";
        write_profile(root.path(), "prod", &files(before)).unwrap();
        assert_whole(root.path(), before);
    }
}
