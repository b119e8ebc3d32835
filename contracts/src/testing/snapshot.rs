//! Compares a contract with its file, by what it says and not by its bytes: line ends and the order of keys are free.

use std::fs;
use std::io;
use std::path::Path;

use similar::TextDiff;

use super::environment::Update;
use super::place::Place;
use crate::contract::ContractFile;
use crate::contract::folder::{self, FolderError, path_in, pending_path};

/// How much of a difference is shown, in lines.
const SHOWN: usize = 200;

/// Passes where the file says what the code says; else does what `update` wants. `Ok` may carry a note for the user.
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
        Ok(stored) => ("is not what the code says any more".to_owned(), stored.text),
        Err(FolderError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
            ("is not there yet".to_owned(), String::new())
        }
        Err(FolderError::Document { error, .. }) => (
            format!("cannot be read ({error})"),
            fs::read_to_string(&path).unwrap_or_default(),
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
                "The new version is at {}. Take it with\n\n    cargo counterpart accept\n\nor let the tests write it, \
                 COUNTERPART_UPDATE=always cargo test",
                place.short(&pending)
            )
        }
        Update::No => "Nothing was written. Write it where you work, and commit it:\n\n    \
             COUNTERPART_UPDATE=always cargo test\n\nor run cargo test, look at the `.new` file, and cargo counterpart accept"
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
