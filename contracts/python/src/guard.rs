//! A message judged by one contract, at the door of a service.

use std::sync::{Arc, Mutex, PoisonError};

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Explanation, Malformed, Outcome, Scratch, Validator};
use counterpart_engine::json::{Json, Object};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::contracts::ContractFiles;
use crate::errors::{class, failure};

/// Judges messages of one contract.
#[pyclass(frozen, module = "counterpart._counterpart")]
pub(crate) struct Guard {
    event: String,
    service: String,
    name: Option<String>,
    payload: Validator,
    headers: Option<Validator>,
    scratch: Mutex<Scratch>,
}

/// Part, rule, place, expected, found, offset, text.
type Said = (
    &'static str,
    String,
    String,
    Option<String>,
    Option<&'static str>,
    Option<usize>,
    String,
);

#[pymethods]
impl Guard {
    #[new]
    fn new(py: Python<'_>, files: &ContractFiles, index: usize) -> PyResult<Self> {
        let Some(document) = files.documents.get(index) else {
            return Err(failure(py, "there is no such contract file"));
        };
        let cannot =
            |failed: &dyn std::fmt::Display| failure(py, &format!("{}: {failed}", document.path.display()));
        let contract = &document.contract;
        let payload = contract.to_schema().map_err(|failed| cannot(&failed))?;
        let headers = &contract.header.metadata.headers;
        let headers = match headers.is_empty() {
            true => None,
            false => {
                let schema = Json::Object(headers.clone());
                let schema = Schema::from_json(schema, &Options::default());
                Some(schema.map_err(|failed| cannot(&failed))?)
            }
        };
        let identity = document.identity();
        Ok(Self {
            event: identity.event().to_owned(),
            service: identity.service().to_owned(),
            name: identity.name().map(str::to_owned),
            payload: Validator::new(vec![Arc::new(payload)]),
            headers: headers.map(|schema| Validator::new(vec![Arc::new(schema)])),
            scratch: Mutex::default(),
        })
    }

    /// Returns the message as it is, if the contract accepts it.
    #[pyo3(signature = (message, headers=None))]
    fn read<'py>(
        &self,
        message: Bound<'py, PyAny>,
        headers: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = message.py();
        if let Some(validator) = &self.headers {
            let object = headers_object(headers)?;
            self.judge(py, validator, object.to_string().as_bytes(), "headers")?;
        }
        if let Ok(bytes) = message.cast::<PyBytes>() {
            self.judge(py, &self.payload, bytes.as_bytes(), "payload")?;
        } else if let Ok(text) = message.cast::<PyString>() {
            self.judge(py, &self.payload, text.to_cow()?.as_bytes(), "payload")?;
        } else if let Ok(view) = message.extract::<Vec<u8>>() {
            self.judge(py, &self.payload, &view, "payload")?;
        } else {
            let of = message.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "a message is bytes or str, and not {of}"
            )));
        }
        Ok(message)
    }

    #[getter]
    fn event(&self) -> &str {
        &self.event
    }

    #[getter]
    fn service(&self) -> &str {
        &self.service
    }

    #[getter]
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn __repr__(&self) -> String {
        format!("<Guard of {} for {}>", self.event, self.service)
    }
}

impl Guard {
    fn judge(&self, py: Python<'_>, validator: &Validator, text: &[u8], part: &'static str) -> PyResult<()> {
        let mut scratch = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        let said = match validator.judge(text, &mut scratch) {
            Ok([Outcome::Accepted, ..]) => return Ok(()),
            Ok(_) => explained(validator, text, part),
            Err(why) => vec![malformed(&why, part, "message-malformed")],
        };
        drop(scratch);
        let refused = class(py, "Refused")?;
        let error = refused.call1((&self.event, &self.service, self.name.as_deref(), said))?;
        Err(PyErr::from_value(error))
    }
}

/// Why a text is not accepted.
fn explained(validator: &Validator, text: &[u8], part: &'static str) -> Vec<Said> {
    match validator.explain(0, text) {
        Explanation::Refused(causes) => causes
            .into_iter()
            .map(|cause| {
                let found = cause.found.map(|kind| kind.name());
                let said = match (cause.keyword, found) {
                    ("required", _) => "it is missing".to_owned(),
                    ("false", Some(found)) => format!("{found} is there, where nothing may be"),
                    (_, found) => {
                        format!(
                            "expected {}, found {}",
                            cause.expected,
                            found.unwrap_or("nothing")
                        )
                    }
                };
                (
                    part,
                    cause.rule.id().to_owned(),
                    cause.at.to_string(),
                    Some(cause.expected),
                    found,
                    Some(cause.offset),
                    said,
                )
            })
            .collect(),
        Explanation::Unreadable(why) => vec![malformed(&why, part, "message-unreadable")],
        Explanation::Malformed(why) => vec![malformed(&why, part, "message-malformed")],
        Explanation::Undecided(why) => vec![undecided(why.text, part)],
        other => vec![undecided(format!("the explanation is {other:?}"), part)],
    }
}

fn malformed(why: &Malformed, part: &'static str, rule: &str) -> Said {
    let offset = Some(why.offset);
    (
        part,
        rule.to_owned(),
        String::new(),
        None,
        None,
        offset,
        why.why.clone(),
    )
}

fn undecided(why: String, part: &'static str) -> Said {
    (part, "unproven".to_owned(), String::new(), None, None, None, why)
}

/// Headers as the object that a contract describes: texts by name. Without headers, an empty one.
fn headers_object(headers: Option<&Bound<'_, PyDict>>) -> PyResult<Json> {
    let mut object = Object::default();
    for (name, value) in headers.into_iter().flat_map(|headers| headers.iter()) {
        let text = match value.cast::<PyBytes>() {
            Ok(bytes) => String::from_utf8(bytes.as_bytes().to_vec())?,
            Err(_) => value.extract::<String>()?,
        };
        object.insert(name.extract::<String>()?, Json::from(text.as_str()));
    }
    Ok(Json::Object(object))
}
