//! A message judged by one contract, at the door of a service.

use std::sync::{Arc, Mutex, PoisonError};

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Explanation, Malformed, Outcome, Scratch, Validator};
use counterpart_engine::json::{Json, Object, Pointer};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::contracts::ContractFiles;
use crate::errors::{class, failure};

/// Judges messages of one contract.
#[pyclass(frozen, module = "counterpart._counterpart")]
pub(crate) struct Guard {
    event: String,
    service: String,
    name: Option<String>,
    payload: Validator,
    /// The schema of headers, and what it says of each.
    headers: Option<(Validator, Object)>,
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
            headers: headers.map(|schema| {
                (
                    Validator::new(vec![Arc::new(schema)]),
                    contract.header.metadata.headers.clone(),
                )
            }),
            scratch: Mutex::default(),
        })
    }

    /// Returns the message as it is, if the contract accepts it.
    #[pyo3(signature = (message, headers=None))]
    fn read<'py>(
        &self,
        message: Bound<'py, PyAny>,
        headers: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = message.py();
        if let Some((validator, known)) = &self.headers {
            match headers_object(headers, known)? {
                Ok(object) => self.judge(py, validator, object.to_string().as_bytes(), "headers")?,
                Err(name) => {
                    let place = Pointer::of([name]).to_string();
                    let rule = "message-malformed".to_owned();
                    let text = "it is not UTF-8".to_owned();
                    let said = vec![("headers", rule, place, None, None, None, text)];
                    return Err(self.refused(py, said)?);
                }
            }
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
        Err(self.refused(py, said)?)
    }

    fn refused(&self, py: Python<'_>, said: Vec<Said>) -> PyResult<PyErr> {
        let refused = class(py, "Refused")?;
        let error = refused.call1((&self.event, &self.service, self.name.as_deref(), said))?;
        Ok(PyErr::from_value(error))
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
///
/// Of a name that is there twice, the last one counts. HTTP and NATS send names in capitals, too: one that is there only in
/// other ASCII letters is the one that the contract names. `Err` names a header of the contract that is not UTF-8.
fn headers_object(headers: Option<&Bound<'_, PyAny>>, known: &Object) -> PyResult<Result<Json, String>> {
    let mut given = Vec::new();
    if let Some(headers) = headers {
        let pairs = match headers.hasattr("items")? {
            true => headers.call_method0("items")?,
            false => headers.clone(),
        };
        for pair in pairs.try_iter()? {
            let (name, value): (String, Bound<'_, PyAny>) = pair?.extract()?;
            given.push((name, header_value(&value)?));
        }
    }
    let mut object = Object::default();
    for (name, value) in &given {
        object.insert(name.clone(), lossy(value));
    }
    let described = known.get("properties").and_then(Json::as_object);
    for name in described.into_iter().flat_map(|described| described.keys()) {
        let exact = given.iter().rfind(|(other, _)| other == name);
        let found = exact.or_else(|| {
            let mut all = given.iter();
            all.rfind(|(other, _)| other.eq_ignore_ascii_case(name))
        });
        match found {
            Some((_, Some(bytes))) if std::str::from_utf8(bytes).is_err() => return Ok(Err(name.clone())),
            Some((_, value)) => {
                object.insert(name.clone(), lossy(value));
            }
            None => {}
        }
    }
    Ok(Ok(Json::Object(object)))
}

/// The bytes of a header's value; those of Kafka may be null.
fn header_value(value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<u8>>> {
    if value.is_none() {
        return Ok(None);
    }
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Some(bytes.as_bytes().to_vec()));
    }
    match value.cast::<PyString>() {
        Ok(text) => Ok(Some(text.to_cow()?.as_bytes().to_vec())),
        Err(_) => Err(PyTypeError::new_err(format!(
            "the value of a header is bytes or str, and not {}",
            value.get_type().name()?
        ))),
    }
}

fn lossy(value: &Option<Vec<u8>>) -> Json {
    match value {
        Some(bytes) => Json::from(&*String::from_utf8_lossy(bytes)),
        None => Json::Null,
    }
}
