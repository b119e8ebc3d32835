use super::*;

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    Destination::find(path)?.write(text)
}

#[test]
fn a_file_is_replaced_whole_and_its_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a/b/report.json");
    write(&file, "old and long").unwrap();
    write(&file, "new").unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    let beside = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "nothing is left beside it");
    assert!(write(&folder.path().join("a/b/report.json/c"), "x").is_err());
    let named = folder.path().join("later/");
    assert!(
        write(&named, "x")
            .unwrap_err()
            .to_string()
            .contains("is a folder")
    );
    assert!(!named.exists());
}

#[test]
fn report_never_replaces_files_of_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let contract = r#"{"x-contract": {"format": 1}}"#;
    for (name, text) in [
        ("contract.json", contract),
        ("damaged.json", &contract[..contract.len() - 2]),
        ("counterpart.toml", ""),
        ("Cargo.toml", ""),
        ("Cargo.lock", ""),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        let refused = Destination::find(&file).unwrap_err().to_string();
        assert!(refused.contains("and the report would replace it"), "{refused}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    for (name, text) in [
        ("report.json", r#"{"says": "\"x-contract\""}"#),
        ("report.md", "a \"x-contract\""),
        ("notes.toml", ""),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        write(&file, "new").unwrap();
    }
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_link_stays_and_the_file_that_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("there")).unwrap();
        fs::write(path("there/file"), "old").unwrap();
        symlink("there/file", path("near")).unwrap();
        symlink("near", path("far")).unwrap();
        write(&path("far"), "new").unwrap();
        assert_eq!(fs::read_to_string(path("there/file")).unwrap(), "new");
        assert!(path("far").is_symlink() && path("near").is_symlink());
        symlink("there/later/file", path("dangling")).unwrap();
        write(&path("dangling"), "new").unwrap();
        assert_eq!(fs::read_to_string(path("there/later/file")).unwrap(), "new");
        assert!(path("dangling").is_symlink());
        symlink("round", path("round")).unwrap();
        assert!(write(&path("round"), "x").is_err());
    }

    #[test]
    fn a_file_keeps_its_rights() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let owner = fs::metadata(&file).unwrap().uid();
        write(&file, "new").unwrap();
        let after = fs::metadata(&file).unwrap();
        assert_eq!((after.mode() & 0o777, after.uid()), (0o640, owner));
    }

    #[test]
    fn a_device_is_written_to_and_stays_one() {
        // A node of our own: the test may run with all rights.
        write(Path::new("/dev/null"), "x").unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        let folder = tempfile::tempdir().unwrap();
        symlink("/dev/null", folder.path().join("link")).unwrap();
        write(&folder.path().join("link"), "x").unwrap();
        assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        assert!(folder.path().join("link").is_symlink());
    }

    #[test]
    fn a_pipe_is_written_to_and_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        pipe(&path);
        let reader = {
            let path = path.clone();
            thread::spawn(move || fs::read_to_string(path).unwrap())
        };
        write(&path, "the report").unwrap();
        assert_eq!(reader.join().unwrap(), "the report");
        assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    }

    #[test]
    fn a_pipe_that_nothing_reads_ends_with_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        pipe(&path);
        let mut options = OpenOptions::new();
        options.write(true);
        let short = Duration::from_millis(20);
        let error = open_in_time(&path, options, short, short)
            .unwrap_err()
            .to_string();
        assert!(error.contains("nothing opened"), "{error}");
    }

    #[test]
    fn a_socket_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let error = Destination::find(&path).unwrap_err().to_string();
        assert!(error.contains("is a socket"), "{error}");
    }

    #[test]
    fn one_file_by_two_names_is_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "").unwrap();
        fs::hard_link(path("file"), path("hard")).unwrap();
        symlink("file", path("soft")).unwrap();
        symlink("new", path("dangling")).unwrap();
        let find = |name: &str| Destination::find(&path(name)).unwrap();
        for (one, other, is_same) in [
            ("file", "hard", true),
            ("file", "soft", true),
            ("file", "./x/../file", true),
            ("dangling", "new", true),
            ("file", "new", false),
        ] {
            if other.contains("..") {
                fs::create_dir(path("x")).unwrap();
            }
            assert_eq!(find(one).is_same(&find(other)), is_same, "{one} {other}");
        }
    }
}
