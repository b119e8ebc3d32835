//! Contract files, from a folder or a store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::contract::{ContractFile, Role, folder};
use counterpart_verifier::deploy::Published;
use counterpart_verifier::report::Document;
use counterpart_verifier::store::{Address, Timestamp};
use pyo3::prelude::*;

use crate::errors::{error, failure};

/// A set of contract files, read and checked.
#[pyclass(frozen, module = "counterpart._counterpart")]
pub(crate) struct ContractFiles {
    pub(crate) documents: Vec<Arc<Document>>,
}

/// Service, role, event, name, path, text.
type File = (String, &'static str, String, Option<String>, String, String);

#[pymethods]
impl ContractFiles {
    /// Those in a folder.
    #[staticmethod]
    fn of_folder(py: Python<'_>, location: PathBuf) -> PyResult<Self> {
        if !location.is_dir() {
            let is = if location.exists() {
                "is not a folder"
            } else {
                "does not exist"
            };
            return Err(failure(py, &format!("{} {is}", location.display())));
        }
        let read = py
            .detach(|| folder::read(&location))
            .map_err(|failed| error(py, &failed))?;
        if read.is_empty() {
            return Err(failure(
                py,
                &format!(
                    "{} holds no contract file: they are at <service>/consumes/<event>.json and \
                     <service>/emits/<event>.json",
                    location.display()
                ),
            ));
        }
        let documents = read.into_iter().map(|stored| Arc::new(Document::from(stored)));
        Ok(Self {
            documents: documents.collect(),
        })
    }

    /// Those that a store holds now, or those of one version.
    #[staticmethod]
    #[pyo3(signature = (location, service, version))]
    fn of_store(
        py: Python<'_>,
        location: &str,
        service: Option<&str>,
        version: Option<&str>,
    ) -> PyResult<Self> {
        let address = Address::parse(location).map_err(|failed| error(py, &failed))?;
        if let Some(folder) = address.folder().filter(|folder| !folder.is_dir()) {
            return Err(failure(
                py,
                &format!("the store {} does not exist", folder.display()),
            ));
        }
        let documents = py.detach(|| {
            let store = address.open().map_err(|failed| failed.to_string())?;
            store.check_exists().map_err(|failed| failed.to_string())?;
            let published = Published { service, version };
            published
                .documents(&*store, Timestamp::now())
                .map_err(|failed| failed.to_string())
        });
        let documents = documents.map_err(|failed| failure(py, &failed))?;
        if documents.is_empty() {
            return Err(failure(
                py,
                &format!("the store {location} has no contract that counts now"),
            ));
        }
        Ok(Self { documents })
    }

    /// Those with these paths and texts: another set, sent to another process.
    #[staticmethod]
    fn of_texts(py: Python<'_>, files: Vec<(String, String)>) -> PyResult<Self> {
        let read = |(path, text): (String, String)| {
            let contract = ContractFile::parse(text.as_bytes())
                .map_err(|failed| failure(py, &format!("{path}: {failed}")))?;
            Ok(Arc::new(Document {
                path: PathBuf::from(path),
                text: text.into(),
                contract,
                declared: false,
                included: Vec::new(),
            }))
        };
        let documents: PyResult<Vec<_>> = files.into_iter().map(read).collect();
        Ok(Self {
            documents: documents?,
        })
    }

    /// What each file is.
    fn files(&self) -> Vec<File> {
        let documents = self.documents.iter();
        documents
            .map(|document| {
                let identity = document.identity();
                (
                    identity.service().to_owned(),
                    identity.role().as_str(),
                    identity.event().to_owned(),
                    identity.name().map(str::to_owned),
                    shown(&document.path),
                    document.text.to_string(),
                )
            })
            .collect()
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The role that a text names.
pub(crate) fn role(py: Python<'_>, named: &str) -> PyResult<Role> {
    match named {
        "consumes" => Ok(Role::Consumes),
        "emits" => Ok(Role::Emits),
        other => Err(failure(
            py,
            &format!("the role is `consumes` or `emits`, and not {other:?}"),
        )),
    }
}
