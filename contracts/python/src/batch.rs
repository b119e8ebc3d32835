//! What an audit finds in messages that lie in Arrow, as Arrow.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{StringBuilder, UInt64Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use counterpart::contract::Role;
use counterpart_verifier::audit::{Fitting, Heard, Judgement, Said, Single};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::PyRecordBatch;

use crate::audit::Auditor;
use crate::columns::{Columns, Texts};
use crate::errors::failure;
use crate::hints::hints;

/// The rows after which an interrupt of the program is seen.
const BETWEEN_SIGNALS: usize = 1 << 14;

/// The findings of an audit, a row each, and how many messages there were.
#[pyclass(frozen, module = "counterpart._counterpart")]
pub(crate) struct Findings {
    batch: RecordBatch,
    messages: u64,
    judged: u64,
    unnamed: u64,
    /// By event without a contract.
    unmatched: BTreeMap<String, u64>,
    /// Refusals at more places of one message than are told apart.
    further: u64,
    judgements: Vec<Judgement>,
    fitting: Vec<Fitting>,
}

/// Service, event, name, judged, refused, undecided, accepted by another producer.
type Counted = (String, String, Option<String>, u64, u64, u64, u64);

#[pymethods]
impl Findings {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let exported = Py::new(py, PyRecordBatch::new(self.batch.clone()))?;
        let exported = exported.call_method1(py, "__arrow_c_array__", (requested_schema,))?;
        Ok(exported.into_bound(py).cast_into::<PyTuple>()?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let exported = Py::new(py, PyRecordBatch::new(self.batch.clone()))?;
        Ok(exported.call_method0(py, "__arrow_c_schema__")?.into_bound(py))
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    #[getter]
    fn messages(&self) -> u64 {
        self.messages
    }

    #[getter]
    fn judged(&self) -> u64 {
        self.judged
    }

    #[getter]
    fn without_event(&self) -> u64 {
        self.unnamed
    }

    #[getter]
    fn without_contract(&self) -> BTreeMap<String, u64> {
        self.unmatched.clone()
    }

    #[getter]
    fn further(&self) -> u64 {
        self.further
    }

    #[getter]
    fn hints<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        hints(py, &self.fitting)
    }

    #[getter]
    fn contracts(&self) -> Vec<Counted> {
        let judgements = self.judgements.iter();
        judgements
            .map(|one| {
                let identity = one.document.identity();
                (
                    identity.service().to_owned(),
                    identity.event().to_owned(),
                    identity.name().map(str::to_owned),
                    one.judged,
                    one.refused,
                    one.undecided,
                    one.elsewhere,
                )
            })
            .collect()
    }

    fn __repr__(&self) -> String {
        format!(
            "<Findings: {} in {} messages, {} judged>",
            self.batch.num_rows(),
            self.messages,
            self.judged
        )
    }
}

/// Judges every message.
pub(crate) fn judged(auditor: &Auditor, mut columns: Columns, rows: u64) -> PyResult<Findings> {
    let failed = |why: String| Python::attach(|py| failure(py, &why));
    let mut single = Single::new(&auditor.subjects, &auditor.framing);
    let mut table = Table::default();
    let (mut position, mut unnamed, mut unmatched) = (rows, 0, BTreeMap::<String, u64>::new());
    while let Some(batch) = columns.next()? {
        if position.checked_add(batch.num_rows() as u64).is_none() {
            return Err(failed(format!(
                "first is {rows}, and so many messages have no number behind it"
            )));
        }
        let payloads = Texts::of_column(&batch, columns.payload).map_err(failed)?;
        let events = columns
            .event
            .map(|event| Texts::of_column(&batch, event))
            .transpose()
            .map_err(failed)?;
        for row in 0..batch.num_rows() {
            if row % BETWEEN_SIGNALS == 0 {
                Python::attach(|py| py.check_signals())?;
            }
            let payload = payloads.get(row);
            let heard = match (&events, payload) {
                (Some(events), payload) => {
                    // What is not UTF-8 names no event.
                    match events.get(row).and_then(|event| std::str::from_utf8(event).ok()) {
                        None => Heard::Unnamed,
                        Some(event) => match single.judge_payload(event, payload) {
                            Heard::Unmatched => {
                                *unmatched.entry(event.to_owned()).or_default() += 1;
                                Heard::Unmatched
                            }
                            heard => heard,
                        },
                    }
                }
                (None, Some(payload)) => single.judge(payload),
                (None, None) => match &auditor.event {
                    Some(event) => single.judge_payload(event, None),
                    None => Heard::Unnamed,
                },
            };
            match heard {
                Heard::Judged => {
                    for said in single.said() {
                        table.add(position, &said);
                    }
                }
                Heard::Unmatched if events.is_none() => {
                    let event = single.unmatched().unwrap_or_default();
                    *unmatched.entry(event.to_owned()).or_default() += 1;
                }
                Heard::Unmatched => {}
                _ => unnamed += 1,
            }
            position += 1;
        }
    }
    let batch = table
        .finish(auditor.subjects.role())
        .map_err(|error| failed(error.to_string()))?;
    let (_, judged) = single.so_far();
    Ok(Findings {
        batch,
        messages: position - rows,
        judged,
        unnamed,
        unmatched,
        further: single.further(),
        judgements: single.judgements(),
        fitting: single.fitting(),
    })
}

/// The rows of the findings, by column.
#[derive(Default)]
struct Table {
    position: UInt64Builder,
    event: StringBuilder,
    service: StringBuilder,
    name: StringBuilder,
    rule: StringBuilder,
    place: StringBuilder,
    text: StringBuilder,
}

impl Table {
    fn add(&mut self, position: u64, said: &Said<'_>) {
        let identity = said.document.map(|document| document.identity());
        self.position.append_value(position);
        self.event.append_option(said.event);
        self.service.append_option(identity.map(|one| one.service()));
        self.name.append_option(identity.and_then(|one| one.name()));
        self.rule.append_value(said.kind.id());
        self.place.append_value(said.place.to_string());
        self.text.append_value(said.text);
    }

    /// The findings as a batch. The service is named for what it does.
    fn finish(mut self, role: Role) -> Result<RecordBatch, ArrowError> {
        let service = match role {
            Role::Consumes => "consumer",
            Role::Emits => "producer",
        };
        let text = |name: &str, nullable: bool| Field::new(name, DataType::Utf8, nullable);
        let schema = Schema::new(vec![
            Field::new("position", DataType::UInt64, false),
            text("event", true),
            text(service, true),
            text("contract", true),
            text("rule", false),
            text("place", false),
            text("text", false),
        ]);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.position.finish()),
            Arc::new(self.event.finish()),
            Arc::new(self.service.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.rule.finish()),
            Arc::new(self.place.finish()),
            Arc::new(self.text.finish()),
        ];
        RecordBatch::try_new(Arc::new(schema), columns)
    }
}
