//! Contract files on the disk, as the tests of a service keep them: found, compared and written.

use std::io::ErrorKind;
use std::path::PathBuf;

use counterpart::bounded;
use counterpart::config::{Flags, Settings};
use counterpart::contract::folder::{self, FolderError};
use counterpart::contract::{ContractFile, Identity};
use pyo3::prelude::*;

use crate::contracts::role;
use crate::errors::error;

/// The folder of contract files that is in force for a folder: `COUNTERPART_CONTRACTS`, else the nearest
/// `counterpart.toml`, else `contracts`. A relative one of `counterpart.toml` is relative to that file.
#[pyfunction]
pub(crate) fn contracts_folder(py: Python<'_>, start: PathBuf) -> PyResult<PathBuf> {
    let settings = Settings::find(&start, &Flags::default()).map_err(|failed| error(py, &failed))?;
    Ok(start.join(settings.contracts.value))
}

/// Compares the file at a path with the text of a contract. Returns `None` if they say the same, else what is wrong
/// with the file, and its text. Line ends and the order of keys are free.
#[pyfunction]
pub(crate) fn compare_file(py: Python<'_>, path: PathBuf, text: &str) -> PyResult<Option<(String, String)>> {
    let contract = ContractFile::parse(text.as_bytes()).map_err(|failed| error(py, &failed))?;
    match folder::read_file(&path) {
        Ok(stored) if stored.contract == contract => Ok(None),
        Ok(stored) => Ok(Some((
            "differs from the code".to_owned(),
            stored.text.to_string(),
        ))),
        Err(FolderError::Io { error, .. }) if error.kind() == ErrorKind::NotFound => {
            Ok(Some(("does not exist yet".to_owned(), String::new())))
        }
        Err(FolderError::Document { error, .. }) => {
            let text = bounded::read_text(&path, bounded::MAX_BYTES).unwrap_or_default();
            Ok(Some((format!("cannot be read ({error})"), text)))
        }
        Err(failed) => Err(error(py, &failed)),
    }
}

/// Writes a contract file as a whole, or not at all. Missing folders are created.
#[pyfunction]
pub(crate) fn write_file(py: Python<'_>, path: PathBuf, text: &str) -> PyResult<()> {
    ContractFile::parse(text.as_bytes()).map_err(|failed| error(py, &failed))?;
    folder::write(&path, text).map_err(|failed| error(py, &failed))
}

/// The path of a contract file in a folder of them.
#[pyfunction]
pub(crate) fn contract_path(
    py: Python<'_>,
    service: &str,
    role_name: &str,
    event: &str,
    name: Option<&str>,
) -> PyResult<PathBuf> {
    let role = role(py, role_name)?;
    let identity = Identity::new(service, role, event, name).map_err(|failed| error(py, &failed))?;
    Ok(identity.path())
}

/// The path where a new version of a contract file waits for review.
#[pyfunction]
pub(crate) fn pending_path(path: PathBuf) -> PathBuf {
    folder::pending_path(&path)
}
