//! The contract file of a model: its schema, corrected for the library that wrote it.

use counterpart::contract::{Identity, Library, Retention, folder};
use counterpart_verifier::import::{Omits, Options, SchemaSettings, Times, import};
use pyo3::prelude::*;

use crate::contracts::role;
use crate::errors::{error, failure};

/// The path in a folder of contract files, the text, and the warnings of the import.
#[pyfunction]
#[pyo3(signature = (schema, file, *, service, role_name, event, name, library, producer, owner, retention, times, omits))]
#[expect(clippy::too_many_arguments, reason = "the parts of a header, by name")]
pub(crate) fn contract_file(
    py: Python<'_>,
    schema: &str,
    file: &str,
    service: &str,
    role_name: &str,
    event: &str,
    name: Option<&str>,
    library: &str,
    producer: Option<String>,
    owner: Option<String>,
    retention: Option<&str>,
    times: Option<&str>,
    omits: Vec<String>,
) -> PyResult<(String, String, Vec<String>)> {
    let role = role(py, role_name)?;
    let identity = Identity::new(service, role, event, name).map_err(|failed| error(py, &failed))?;
    let Some(library) = Library::ALL.into_iter().find(|known| known.id() == library) else {
        let known: Vec<&str> = Library::ALL.iter().map(|library| library.id()).collect();
        return Err(failure(
            py,
            &format!("{library:?} is none of the libraries: {}", known.join(", ")),
        ));
    };
    let retention = match retention {
        None => None,
        Some(text) => match Retention::parse(text) {
            Some(retention) => Some(retention),
            None => return Err(failure(py, "a retention is written as `90d` or `forever`")),
        },
    };
    let times = match times {
        None => Times::Any,
        Some("offset") => Times::WithOffset,
        Some("local") => Times::Local,
        Some(other) => {
            let text = format!("times is \"offset\" or \"local\", and not {other:?}");
            return Err(failure(py, &text));
        }
    };
    let mut left_out = Omits::default();
    for omitted in omits {
        match omitted.as_str() {
            "nulls" => left_out.nulls = true,
            "defaults" => left_out.defaults = true,
            other => {
                let text = format!("omits is \"nulls\" or \"defaults\", and not {other:?}");
                return Err(failure(py, &text));
            }
        }
    }
    let options = Options {
        producer,
        owner,
        retention,
        schemas: SchemaSettings {
            from: Some(library),
            times,
            omits: left_out,
            ..SchemaSettings::default()
        },
        ..Options::new(identity)
    };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(file);
    std::fs::write(&path, schema)?;
    let imported = py
        .detach(|| import(&[path], &options))
        .map_err(|failed| failure(py, &failed.to_string().replace(&shown(folder.path()), "")))?;
    let path = folder::path_in("".as_ref(), &imported.contract.header.identity);
    let warnings = imported.warnings.iter().map(ToString::to_string);
    Ok((shown(&path), imported.contract.to_text(), warnings.collect()))
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}
