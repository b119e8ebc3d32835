//! Compares a contract with its file by content, not by bytes: line ends and the order of keys are free.

use std::fs;
use std::io;
use std::path::Path;

use similar::TextDiff;

use super::environment::Update;
use super::place::Place;
use crate::bounded;
use crate::contract::ContractFile;
use crate::contract::folder::{self, FolderError, path_in, pending_path};

/// The number of lines of a difference that are shown.
const SHOWN: usize = 200;

/// Passes if the file matches the code; otherwise applies `update`. `Ok` may carry a note for the user.
pub(super) fn compare(
    place: &Place,
    update: Update,
    contract: &ContractFile,
) -> Result<Option<String>, String> {
    let path = path_in(&place.contracts, &contract.header.identity);
    let pending = pending_path(&path);
    let (what, old) = match folder::read_file(&path) {
        Ok(stored) if stored.contract == *contract => {
            if update != Update::No {
                remove(&pending)?;
            }
            return Ok(None);
        }
        Ok(stored) => ("differs from the code".to_owned(), stored.text.to_string()),
        Err(FolderError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
            ("does not exist yet".to_owned(), String::new())
        }
        Err(FolderError::Document { error, .. }) => (
            format!("cannot be read ({error})"),
            bounded::read_text(&path, bounded::MAX_BYTES).unwrap_or_default(),
        ),
        Err(error) => return Err(error.to_string()),
    };
    let text = contract.to_text();
    let write = |path: &Path| folder::write(path, &text).map_err(|error| error.to_string());
    let next = match update {
        Update::Always => {
            write(&path)?;
            remove(&pending)?;
            return Ok(Some(format!("wrote {}", place.short(&path))));
        }
        Update::New => {
            write(&pending)?;
            format!(
                "The new version is at {}. Accept it with\n\n    cargo counterpart accept\n\nor let the \
                 tests write it: COUNTERPART_UPDATE=always cargo test",
                place.short(&pending)
            )
        }
        Update::No => "Nothing was written. Write it on your own machine, and commit it:\n\n    \
                       COUNTERPART_UPDATE=always cargo test\n\nor run cargo test, look at the `.new` file, \
                       and run cargo counterpart accept"
            .to_owned(),
    };
    Err(format!(
        "the contract file {} {what}:\n\n{}\n{next}",
        place.short(&path),
        difference(&old, &text)
    ))
}

fn remove(path: &Path) -> Result<(), String> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("cannot remove {}: {error}", path.display()))
        }
        _ => Ok(()),
    }
}

fn difference(old: &str, new: &str) -> String {
    let old = old.replace("\r\n", "\n");
    let diff = TextDiff::from_lines(old.as_str(), new);
    let diff = diff
        .unified_diff()
        .header("in the repository", "in the code")
        .to_string();
    let lines: Vec<&str> = diff.lines().collect();
    let mut shown = lines[..lines.len().min(SHOWN)].join("\n");
    if lines.len() > SHOWN {
        shown.push_str(&format!("\n… and {} lines more", lines.len() - SHOWN));
    }
    shown.push('\n');
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Header, Identity, Role};
    use counterpart_engine::json::{Json, Object};

    fn contract(ty: &str) -> ContractFile {
        let header = Header {
            identity: Identity::new("auth", Role::Consumes, "user.registered", None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: vec![],
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        ContractFile::new(header, Object::from_iter([("type".to_owned(), Json::from(ty))]))
    }

    /// A contracts folder that holds these files, and the answer to one comparison there.
    struct Folder(tempfile::TempDir);

    const FILE: &str = "contracts/auth/consumes/user.registered.json";
    const PENDING: &str = "contracts/auth/consumes/user.registered.json.new";

    impl Folder {
        fn with(files: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            for (path, text) in files {
                folder::write(&folder.path().join(path), text).unwrap();
            }
            Self(folder)
        }

        fn compare(&self, update: Update) -> Result<Option<String>, String> {
            compare(&Place::for_tests(self.0.path()), update, &contract("object"))
        }

        fn read(&self, path: &str) -> Option<String> {
            fs::read_to_string(self.0.path().join(path)).ok()
        }
    }

    #[test]
    fn equal_file_passes_with_any_line_ends_and_key_order() {
        let text = contract("object").to_text().replace('\n', "\r\n");
        let folder = Folder::with(&[(FILE, &text)]);
        assert_eq!(folder.compare(Update::No), Ok(None));
        assert_eq!(folder.read(FILE), Some(text));
    }

    #[test]
    fn stale_file_is_shown_with_its_difference_and_a_pending_new_version() {
        let folder = Folder::with(&[(FILE, &contract("array").to_text())]);
        insta::assert_snapshot!(folder.compare(Update::New).unwrap_err(), @r#"
        the contract file contracts/auth/consumes/user.registered.json differs from the code:

        --- in the repository
        +++ in the code
        @@ -7,5 +7,5 @@
             "event": "user.registered",
             "assumes": []
           },
        -  "type": "array"
        +  "type": "object"
         }

        The new version is at contracts/auth/consumes/user.registered.json.new. Accept it with

            cargo counterpart accept

        or let the tests write it: COUNTERPART_UPDATE=always cargo test
        "#);
        assert_eq!(folder.read(PENDING), Some(contract("object").to_text()));
        assert_eq!(folder.read(FILE), Some(contract("array").to_text()));
    }

    #[test]
    fn ci_writes_nothing_and_names_the_fix() {
        let folder = Folder::with(&[]);
        let said = folder.compare(Update::No).unwrap_err();
        assert!(
            said.contains("does not exist yet") && said.contains("COUNTERPART_UPDATE=always cargo test"),
            "{said}"
        );
        assert_eq!((folder.read(FILE), folder.read(PENDING)), (None, None));
    }

    #[test]
    fn always_writes_the_file_and_clears_the_pending_one() {
        let folder = Folder::with(&[(PENDING, "older")]);
        assert_eq!(folder.compare(Update::Always), Ok(Some(format!("wrote {FILE}"))));
        assert_eq!(folder.read(FILE), Some(contract("object").to_text()));
        assert_eq!(folder.read(PENDING), None);
    }

    #[test]
    fn pending_file_is_cleared_when_the_file_is_current_but_not_in_ci() {
        let right = contract("object").to_text();
        let folder = Folder::with(&[(FILE, &right), (PENDING, "older")]);
        assert_eq!(folder.compare(Update::No), Ok(None));
        assert_eq!(folder.read(PENDING).as_deref(), Some("older"));
        assert_eq!(folder.compare(Update::New), Ok(None));
        assert_eq!(folder.read(PENDING), None);
    }

    #[test]
    fn a_file_that_cannot_be_read_can_be_replaced_and_a_folder_in_its_place_cannot() {
        let folder = Folder::with(&[(FILE, "{\"a\":")]);
        let said = folder.compare(Update::New).unwrap_err();
        assert!(
            said.contains("cannot be read (not JSON: the text ends inside a value"),
            "{said}"
        );
        assert!(folder.compare(Update::Always).is_ok());
        let folder = Folder::with(&[(&format!("{FILE}/x"), "")]);
        let said = folder.compare(Update::Always).unwrap_err();
        assert!(said.contains("is not a file"), "{said}");
    }

    #[test]
    fn a_long_difference_is_cut() {
        let long: String = (0..1000).map(|line| format!("{line}\n")).collect();
        let said = difference("", &long);
        assert_eq!(said.lines().count(), SHOWN + 1);
        assert!(said.ends_with("lines more\n"));
    }
}
