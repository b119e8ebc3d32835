//! A message judged by one contract, at the door of a service.

use std::sync::{Arc, Mutex, PoisonError};

use counterpart_engine::compat::Rule;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::validate::{Cause, Explanation, Malformed, Outcome, Scratch, Validator};
use counterpart_engine::json::{Json, Object, Pointer};
use counterpart_verifier::audit::Places;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::contracts::ContractFiles;
use crate::errors::{class, failure};
use crate::message;

/// The most bytes of a message that is judged while other threads wait: it takes less time than to let them run.
const SHORT: usize = 1 << 12;

/// Judges messages of one contract.
#[pyclass(frozen, module = "counterpart._counterpart")]
pub(crate) struct Guard {
    event: String,
    service: String,
    name: Option<String>,
    payload: Judge,
    /// The schema of headers, and what it says of each.
    headers: Option<(Judge, Object)>,
}

/// Judges texts by one schema.
struct Judge {
    validator: Validator,
    places: Places,
    /// That of the thread that judges. No other one waits for it: it would do so while it lets none run.
    scratch: Mutex<Scratch>,
    /// Those of others, as many as have judged at once.
    free: Mutex<Vec<Scratch>>,
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
            payload: Judge::new(payload),
            headers: headers.map(|schema| (Judge::new(schema), contract.header.metadata.headers.clone())),
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
        if let Some((judge, known)) = &self.headers {
            self.judge_headers(py, judge, known, headers)?;
        }
        self.judge(py, &self.payload, &message::bytes(&message)?, "payload")?;
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
    #[inline(never)]
    fn judge_headers(
        &self,
        py: Python<'_>,
        judge: &Judge,
        known: &Object,
        headers: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        match headers_object(headers, known)? {
            Ok(object) => self.judge(py, judge, object.to_string().as_bytes(), "headers"),
            Err(name) => {
                let place = Pointer::of([name]).to_string();
                let rule = "message-malformed".to_owned();
                let text = "it is not UTF-8".to_owned();
                let said = vec![("headers", rule, place, None, None, None, text)];
                Err(self.refused(py, said)?)
            }
        }
    }

    fn judge(&self, py: Python<'_>, judge: &Judge, text: &[u8], part: &'static str) -> PyResult<()> {
        let accepts = match text.len() {
            ..=SHORT => judge.accepts(text),
            _ => py.detach(|| judge.accepts(text)),
        };
        match accepts {
            true => Ok(()),
            false => Err(self.explained(py, judge, text, part)?),
        }
    }

    #[cold]
    fn explained(&self, py: Python<'_>, judge: &Judge, text: &[u8], part: &'static str) -> PyResult<PyErr> {
        // A small message can take long, too, if a schema has many ways to refuse it.
        let said = py.detach(|| judge.explained(text, part));
        self.refused(py, said)
    }

    fn refused(&self, py: Python<'_>, said: Vec<Said>) -> PyResult<PyErr> {
        let refused = class(py, "Refused")?;
        let error = refused.call1((&self.event, &self.service, self.name.as_deref(), said))?;
        Ok(PyErr::from_value(error))
    }
}

impl Judge {
    fn new(schema: Schema) -> Self {
        Self {
            places: Places::of(schema.document()),
            validator: Validator::new(vec![Arc::new(schema)]),
            scratch: Mutex::default(),
            free: Mutex::default(),
        }
    }

    /// Returns true if the schema accepts a text.
    #[inline]
    fn accepts(&self, text: &[u8]) -> bool {
        match self.scratch.try_lock() {
            Ok(mut scratch) => self.accepts_with(text, &mut scratch),
            Err(_) => self.accepts_beside_others(text),
        }
    }

    #[inline(never)]
    fn accepts_beside_others(&self, text: &[u8]) -> bool {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = free().pop().unwrap_or_default();
        let accepts = self.accepts_with(text, &mut scratch);
        free().push(scratch);
        accepts
    }

    #[inline]
    fn accepts_with(&self, text: &[u8], scratch: &mut Scratch) -> bool {
        matches!(self.validator.judge(text, scratch), Ok([Outcome::Accepted, ..]))
    }

    /// Why a text is not accepted.
    fn explained(&self, text: &[u8], part: &'static str) -> Vec<Said> {
        // It is refused or undecided: what cannot be explained is the one or the other.
        let mut scratch = Scratch::default();
        if let Ok([Outcome::Undecided(why), ..]) = self.validator.judge(text, &mut scratch) {
            return vec![undecided(why.text.clone(), part)];
        }
        match self.validator.explain(0, text) {
            Explanation::Refused(causes) => causes
                .into_iter()
                .map(|cause| self.refusal(cause, part))
                .collect(),
            Explanation::Unreadable(why) => vec![malformed(&why, part, "message-unreadable")],
            Explanation::Malformed(why) => vec![malformed(&why, part, "message-malformed")],
            Explanation::Undecided(why) => {
                let rule = Rule::ForbiddenShape.id().to_owned();
                vec![(part, rule, String::new(), None, None, None, why.text)]
            }
            other => vec![undecided(format!("the explanation is {other:?}"), part)],
        }
    }

    fn refusal(&self, cause: Cause, part: &'static str) -> Said {
        let said = cause.text();
        (
            part,
            cause.rule.id().to_owned(),
            self.places.of_all(&cause.at, cause.rule).to_string(),
            Some(cause.expected),
            cause.found.map(|kind| kind.name()),
            Some(cause.offset),
            said,
        )
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
            let (name, value): (Bound<'_, PyString>, Bound<'_, PyAny>) = pair?.extract()?;
            let name = String::from_utf8_lossy(&message::text(&name)?).into_owned();
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
        Ok(string) => Ok(Some(message::text(string)?.into_owned())),
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
