//! The bytes of a message that Python holds.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

/// The bytes of a message. What others may write to meanwhile is copied.
pub(crate) fn bytes<'a>(message: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(bytes) = message.cast::<PyBytes>() {
        Ok(Cow::Borrowed(bytes.as_bytes()))
    } else if let Ok(string) = message.cast::<PyString>() {
        text(string)
    } else if let Ok(array) = message.cast::<PyByteArray>() {
        Ok(Cow::Owned(array.to_vec()))
    } else if let Ok(view) = message.cast::<PyMemoryView>() {
        Ok(Cow::Owned(viewed(view)?))
    } else {
        let of = message.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "a message is bytes or str, and not {of}"
        )))
    }
}

/// The UTF-8 of a string. A lone surrogate has none, and becomes bytes that no reader of UTF-8 takes.
pub(crate) fn text<'a>(string: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(text) = string.to_cow() {
        return Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        });
    }
    let encoded = string.call_method1("encode", ("utf-8", "surrogatepass"))?;
    Ok(Cow::Owned(encoded.cast::<PyBytes>()?.as_bytes().to_vec()))
}

fn viewed(view: &Bound<'_, PyMemoryView>) -> PyResult<Vec<u8>> {
    let format: String = view.getattr("format")?.extract()?;
    let is_of_bytes = matches!(format.as_str(), "B" | "b" | "c");
    if !is_of_bytes || !view.getattr("c_contiguous")?.extract::<bool>()? {
        return Err(PyTypeError::new_err(
            "a memoryview is a message if it is of bytes that lie side by side: bytes(view) copies any other",
        ));
    }
    let copied = view.call_method0("tobytes")?;
    Ok(copied.cast::<PyBytes>()?.as_bytes().to_vec())
}
