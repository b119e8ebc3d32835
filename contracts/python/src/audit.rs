//! The contracts of an audit, compiled once.

use std::sync::Arc;

use counterpart_engine::json::Pointer;
use counterpart_verifier::audit::{Framing, Parts, Strings, Subjects};
use counterpart_verifier::lakes::{ENGINES, Reading, engine};
use counterpart_verifier::report::Document;
use counterpart_verifier::report::listing::Files;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::batch::{Findings, judged};
use crate::columns::Columns;
use crate::contracts::{ContractFiles, role};
use crate::errors::{error, failure};
use crate::hints::hints;
use crate::message;

/// The most bytes of messages that are taken from an iterable at once.
const PART: usize = 1 << 20;

/// The most messages that are.
const MOST: usize = 1 << 16;

/// Contracts of one role, compiled, and where a message has its event and its payload.
#[pyclass(frozen, module = "counterpart._counterpart")]
pub(crate) struct Auditor {
    pub(crate) subjects: Subjects,
    pub(crate) framing: Framing,
    /// The event of all messages, if it is named.
    pub(crate) event: Option<String>,
    /// True if a place in messages is named: of the event, of the payload, or what a string at it is.
    is_placed: bool,
}

#[pymethods]
impl Auditor {
    #[new]
    #[pyo3(signature = (files, *, role_name, service, event, event_at, payload_at, payload_strings, exported_by, absent_is_null))]
    #[expect(clippy::too_many_arguments, reason = "the options of an audit, by name")]
    fn new(
        py: Python<'_>,
        files: &ContractFiles,
        role_name: &str,
        service: Option<&str>,
        event: Option<String>,
        event_at: Option<&str>,
        payload_at: Option<&str>,
        payload_strings: Option<&str>,
        exported_by: Option<&str>,
        absent_is_null: bool,
    ) -> PyResult<Self> {
        let role = role(py, role_name)?;
        let documents = selected(py, files, role_name, service, event.as_deref())?;
        let exported_by = match exported_by {
            None => None,
            Some(named) => match engine(named) {
                Some(engine) => Some(engine),
                None => {
                    let known: Vec<&str> = ENGINES.iter().map(|engine| engine.id).collect();
                    let known = known.join(", ");
                    return Err(failure(py, &format!("{named:?} is none of the engines: {known}")));
                }
            },
        };
        let reading = Reading {
            exported_by,
            absent_is_null,
        };
        let strings = match payload_strings {
            None => None,
            Some("json") => Some(Strings::Json),
            Some("payload") => Some(Strings::Payload),
            Some(other) => {
                let text = format!("payload_strings is \"json\" or \"payload\", and not {other:?}");
                return Err(failure(py, &text));
            }
        };
        let pointer = |named: Option<&str>| {
            let parsed = named.map(|text| text.parse::<Pointer>().map_err(|why| (text, why)));
            parsed
                .transpose()
                .map_err(|(text, why)| failure(py, &format!("{text:?} is no JSON Pointer: {why}")))
        };
        let (event_at, payload_at) = (pointer(event_at)?, pointer(payload_at)?);
        let is_placed = event_at.is_some() || payload_at.is_some() || strings.is_some();
        let framing = match (&event, &event_at, &payload_at) {
            (Some(_), Some(_), _) => {
                return Err(failure(py, "event and event_at exclude each other"));
            }
            (Some(event), None, payload) => Framing::named(event, payload.as_ref()),
            (None, Some(at), payload) => Framing::rows(at, payload.as_ref()),
            (None, None, Some(payload)) => Framing::rows(&Pointer::of(["event".to_owned()]), Some(payload)),
            (None, None, None) => Framing::known(),
        };
        let subjects = py
            .detach(|| Subjects::new(role, documents, reading))
            .map_err(|failed| error(py, &failed))?;
        Ok(Self {
            subjects,
            framing: framing.strings(strings),
            event,
            is_placed,
        })
    }

    /// Judges all messages of an iterable. Returns the document of `cargo counterpart audit --format json`, and hints.
    fn messages<'py>(
        &self,
        py: Python<'py>,
        messages: &Bound<'py, PyAny>,
    ) -> PyResult<(String, Bound<'py, PyTuple>)> {
        let mut parts = Parts::new(&self.subjects, &self.framing);
        let (mut text, mut ends) = (Vec::new(), Vec::new());
        for message in messages.try_iter()? {
            text.extend_from_slice(&message::bytes(&message?)?);
            ends.push(text.len());
            if text.len() >= PART || ends.len() >= MOST {
                py.check_signals()?;
                py.detach(|| add(&mut parts, &text, &ends));
                text.clear();
                ends.clear();
            }
        }
        let (document, fitting) = py.detach(|| {
            add(&mut parts, &text, &ends);
            let audit = parts.finish();
            (audit.to_json(&Files::default()).to_string(), audit.fitting)
        });
        Ok((document, hints(py, &fitting)?))
    }

    /// Judges the messages of a batch or a stream of Arrow. `rows` is the number of messages before it.
    #[pyo3(signature = (batch, *, payload, event_column, rows))]
    fn batch(
        &self,
        py: Python<'_>,
        batch: &Bound<'_, PyAny>,
        payload: &str,
        event_column: Option<&str>,
        rows: u64,
    ) -> PyResult<Findings> {
        if event_column.is_some() && self.event.is_some() {
            return Err(failure(py, "event and event_column exclude each other"));
        }
        if event_column.is_some() && self.is_placed {
            return Err(failure(
                py,
                "with event_column, the column of the payload holds payloads as they are: leave out event_at, \
                 payload_at and payload_strings",
            ));
        }
        let columns = Columns::of(py, batch, payload, event_column)?;
        py.detach(|| judged(self, columns, rows))
    }
}

/// The documents of a role, and of a service and an event if they are named.
fn selected(
    py: Python<'_>,
    files: &ContractFiles,
    role: &str,
    service: Option<&str>,
    event: Option<&str>,
) -> PyResult<Vec<Arc<Document>>> {
    let mut documents = files.documents.clone();
    documents.retain(|document| document.identity().role().as_str() == role);
    if documents.is_empty() {
        return Err(failure(py, &format!("there is no file of what a service {role}")));
    }
    if let Some(service) = service {
        documents.retain(|document| document.identity().service() == service);
        if documents.is_empty() {
            return Err(failure(py, &format!("`{service}` has no file of what it {role}")));
        }
    }
    if let Some(event) = event {
        documents.retain(|document| document.identity().event() == event);
        if documents.is_empty() {
            let text = format!("no file says what a service {role} of `{event}`");
            return Err(failure(py, &text));
        }
    }
    Ok(documents)
}

fn add(parts: &mut Parts<'_>, text: &[u8], ends: &[usize]) {
    let starts = [0].iter().chain(ends);
    parts.add(starts.zip(ends).map(|(&start, &end)| &text[start..end]));
}
