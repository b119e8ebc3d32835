//! Batches of Arrow, one after the other, from what Python hands over.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Schema};
use pyo3::exceptions::{PyException, PyStopIteration};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PyRecordBatch, PySchema};

use crate::errors::failure;

/// A stream of batches.
pub(crate) struct Batches {
    source: Source,
    schema: Arc<Schema>,
}

enum Source {
    /// By the C interface, which knows of errors no more than their text, and not the schema of each batch.
    Stream(Box<dyn RecordBatchReader + Send>),
    /// A reader whose batches Python gives one by one.
    Reader(Py<PyAny>),
}

impl Batches {
    /// Those of what has the PyCapsule interface of Arrow.
    pub(crate) fn of(batch: &Bound<'_, PyAny>) -> PyResult<Self> {
        if batch.hasattr("read_next_batch")? {
            let schema = batch.getattr("schema")?.extract::<PySchema>()?;
            return Ok(Self {
                source: Source::Reader(batch.clone().unbind()),
                schema: schema.into_inner(),
            });
        }
        let stream = batch.extract::<AnyRecordBatch>()?.into_reader()?;
        let schema = stream.schema();
        Ok(Self {
            source: Source::Stream(stream),
            schema,
        })
    }

    pub(crate) fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// The next batch, with these columns as the schema says. The thread holds no lock of Python.
    pub(crate) fn next(&mut self, columns: &[usize]) -> PyResult<Option<RecordBatch>> {
        let next = match &mut self.source {
            Source::Reader(reader) => Python::attach(|py| read(reader.bind(py)))?,
            // What is not as the schema says makes the import of it panic.
            Source::Stream(stream) => match catch_unwind(AssertUnwindSafe(|| stream.next())) {
                Ok(next) => next
                    .transpose()
                    .map_err(|failed| Python::attach(|py| of_stream(py, failed)))?,
                Err(_) => return Err(differs("it cannot be read as such")),
            },
        };
        let Some(batch) = next else {
            return Ok(None);
        };
        for &at in columns {
            let said = self.schema.field(at);
            let schema = batch.schema();
            match schema.fields().get(at) {
                None => return Err(differs(&format!("the column {:?} is missing", said.name()))),
                Some(field) if field.name() != said.name() || field.data_type() != said.data_type() => {
                    return Err(differs(&format!(
                        "it has {:?} of {}, where the schema has {:?} of {}",
                        field.name(),
                        field.data_type(),
                        said.name(),
                        said.data_type()
                    )));
                }
                Some(_) => {}
            }
            batch
                .column(at)
                .to_data()
                .validate()
                .map_err(|why| differs(&why.to_string()))?;
        }
        Ok(Some(batch))
    }
}

fn read(reader: &Bound<'_, PyAny>) -> PyResult<Option<RecordBatch>> {
    let py = reader.py();
    match reader.call_method0("read_next_batch") {
        Ok(batch) => Ok(Some(batch.extract::<PyRecordBatch>()?.into_inner())),
        Err(end) if end.is_instance_of::<PyStopIteration>(py) => Ok(None),
        Err(raised) => Err(of_python(py, raised)),
    }
}

/// What is no `Exception`, as an interrupt, passes as it is.
fn of_python(py: Python<'_>, raised: PyErr) -> PyErr {
    if !raised.is_instance_of::<PyException>(py) {
        return raised;
    }
    let error = failure(py, &format!("the batches end with an error: {raised}"));
    error.set_cause(py, Some(raised));
    error
}

fn of_stream(py: Python<'_>, failed: ArrowError) -> PyErr {
    if let Err(interrupt) = py.check_signals() {
        return interrupt;
    }
    match failed {
        ArrowError::ExternalError(cause) => match cause.downcast::<PyErr>() {
            Ok(raised) => of_python(py, *raised),
            Err(cause) => failure(py, &cause),
        },
        failed => failure(py, &failed),
    }
}

fn differs(how: &str) -> PyErr {
    Python::attach(|py| {
        failure(
            py,
            &format!("a batch is not what the schema of its stream says: {how}"),
        )
    })
}
