//! Hints that messages are not as they were sent.

use counterpart_verifier::audit::Fitting;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// The hints as objects of Python's class, which take the engine's id and name, whether absent is null, and two numbers.
pub(crate) fn hints<'py>(py: Python<'py>, fitting: &[Fitting]) -> PyResult<Bound<'py, PyTuple>> {
    let class = py.import("counterpart._hints")?.getattr("Hint")?;
    let hint = |one: &Fitting| {
        let engine = one.reading.exported_by;
        class.call1((
            engine.map(|engine| engine.id),
            engine.map(|engine| engine.name),
            one.reading.absent_is_null,
            one.explained,
            one.refused,
        ))
    };
    let hints = fitting.iter().map(hint).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, hints)
}
