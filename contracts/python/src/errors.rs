//! Errors as Python's.

use std::fmt::Display;

use pyo3::prelude::*;
use pyo3::types::PyString;

/// An error of the package, with its causes.
pub(crate) fn error(py: Python<'_>, of: &dyn std::error::Error) -> PyErr {
    let mut text = of.to_string();
    let mut cause = of.source();
    while let Some(next) = cause {
        let said = next.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = next.source();
    }
    failure(py, &text)
}

/// An error of the package that says this.
pub(crate) fn failure(py: Python<'_>, text: &(impl Display + ?Sized)) -> PyErr {
    let text = text.to_string();
    match class(py, "Error").and_then(|class| class.call1((text,))) {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// A class of the package's errors.
pub(crate) fn class<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("counterpart._errors")?.getattr(PyString::new(py, name))
}
