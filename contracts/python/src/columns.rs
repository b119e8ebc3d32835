//! The columns of an Arrow batch that hold messages and the names of their events.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Schema};
use pyo3::prelude::*;

use crate::batches::Batches;
use crate::errors::failure;

/// A stream of batches, and the columns in them.
pub(crate) struct Columns {
    batches: Batches,
    pub(crate) payload: usize,
    pub(crate) event: Option<usize>,
}

impl Columns {
    /// Finds the columns in what has the PyCapsule interface of Arrow.
    pub(crate) fn of(
        py: Python<'_>,
        batch: &Bound<'_, PyAny>,
        payload: &str,
        event: Option<&str>,
    ) -> PyResult<Self> {
        let batches = Batches::of(batch).map_err(|cause| not_read(py, batch, cause))?;
        let schema = batches.schema();
        let payload = column(py, schema, payload, "payload")?;
        let event = event.map(|event| column(py, schema, event, "event_column"));
        Ok(Self {
            batches,
            payload,
            event: event.transpose()?,
        })
    }

    /// The next batch.
    pub(crate) fn next(&mut self) -> PyResult<Option<RecordBatch>> {
        let columns: Vec<usize> = [self.payload].into_iter().chain(self.event).collect();
        self.batches.next(&columns)
    }
}

/// Why something cannot be read as a batch: it is none, or it is one and says itself what is wrong.
fn not_read(py: Python<'_>, batch: &Bound<'_, PyAny>, cause: PyErr) -> PyErr {
    let of = match batch.get_type().name() {
        Ok(of) => of.to_string(),
        Err(error) => return error,
    };
    let has = |method: &str| batch.hasattr(method).unwrap_or(false);
    if has("__arrow_c_array__") || has("__arrow_c_stream__") {
        let error = failure(
            py,
            &format!(
                "{of} gives no batch with named columns: {cause}. A single column is named by a table or a data \
                 frame around it"
            ),
        );
        error.set_cause(py, Some(cause));
        return error;
    }
    let way_out = match has("collect") {
        true => ": hand over what its collect() returns",
        false => "",
    };
    failure(
        py,
        &format!(
            "a batch has the PyCapsule interface of Arrow with named columns, as record batches, tables and \
             data frames have, and not {of}{way_out}"
        ),
    )
}

/// The place of a column that holds texts.
fn column(py: Python<'_>, schema: &Arc<Schema>, named: &str, argument: &str) -> PyResult<usize> {
    let fields = schema.fields();
    let Some((index, field)) = fields.find(named) else {
        let known: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
        let way_out = match known.is_empty() {
            true => "the batch has no columns".to_owned(),
            false => format!("name one of {} with {argument}", known.join(", ")),
        };
        return Err(failure(py, &format!("there is no column {named:?}: {way_out}")));
    };
    let count = fields.iter().filter(|field| field.name() == named).count();
    if count > 1 {
        return Err(failure(
            py,
            &format!(
                "there are {count} columns {named:?}: give the one that {argument} means a name of its own"
            ),
        ));
    }
    if !holds_texts(field.data_type()) {
        let of = field.data_type();
        return Err(failure(
            py,
            &format!("the column {named:?} holds {of}, and messages are texts: strings or binary"),
        ));
    }
    Ok(index)
}

fn holds_texts(of: &DataType) -> bool {
    match of {
        DataType::Dictionary(_, value) => holds_texts(value),
        DataType::Null
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => true,
        _ => false,
    }
}

/// The texts of a column, by row.
pub(crate) enum Texts<'a> {
    Utf8(&'a arrow_array::StringArray),
    LargeUtf8(&'a arrow_array::LargeStringArray),
    Utf8View(&'a arrow_array::StringViewArray),
    Binary(&'a arrow_array::BinaryArray),
    LargeBinary(&'a arrow_array::LargeBinaryArray),
    BinaryView(&'a arrow_array::BinaryViewArray),
    FixedSizeBinary(&'a arrow_array::FixedSizeBinaryArray),
    /// Where each row has its text, and the texts.
    Dictionary(Vec<Option<usize>>, Box<Texts<'a>>),
    Null,
}

impl<'a> Texts<'a> {
    /// The texts of a column of a batch.
    pub(crate) fn of_column(batch: &'a RecordBatch, column: usize) -> Result<Self, String> {
        Self::of(batch.column(column).as_ref())
    }

    fn of(array: &'a dyn Array) -> Result<Self, String> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Utf8(array.as_string()),
            DataType::LargeUtf8 => Self::LargeUtf8(array.as_string()),
            DataType::Utf8View => Self::Utf8View(array.as_string_view()),
            DataType::Binary => Self::Binary(array.as_binary()),
            DataType::LargeBinary => Self::LargeBinary(array.as_binary()),
            DataType::BinaryView => Self::BinaryView(array.as_binary_view()),
            DataType::FixedSizeBinary(_) => Self::FixedSizeBinary(array.as_fixed_size_binary()),
            DataType::Null => Self::Null,
            DataType::Dictionary(key, _) => match key.as_ref() {
                DataType::Int8 => dictionary::<Int8Type>(array)?,
                DataType::Int16 => dictionary::<Int16Type>(array)?,
                DataType::Int32 => dictionary::<Int32Type>(array)?,
                DataType::Int64 => dictionary::<Int64Type>(array)?,
                DataType::UInt8 => dictionary::<UInt8Type>(array)?,
                DataType::UInt16 => dictionary::<UInt16Type>(array)?,
                DataType::UInt32 => dictionary::<UInt32Type>(array)?,
                DataType::UInt64 => dictionary::<UInt64Type>(array)?,
                other => return Err(format!("{other} is no key of a dictionary")),
            },
            other => return Err(format!("{other} holds no texts")),
        })
    }

    /// The text of a row; `None` where it is null.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&[u8]> {
        fn held<'t>(array: &dyn Array, row: usize, text: impl FnOnce() -> &'t [u8]) -> Option<&'t [u8]> {
            array.is_valid(row).then(text)
        }
        match self {
            Self::Utf8(array) => held(*array, row, || array.value(row).as_bytes()),
            Self::LargeUtf8(array) => held(*array, row, || array.value(row).as_bytes()),
            Self::Utf8View(array) => held(*array, row, || array.value(row).as_bytes()),
            Self::Binary(array) => held(*array, row, || array.value(row)),
            Self::LargeBinary(array) => held(*array, row, || array.value(row)),
            Self::BinaryView(array) => held(*array, row, || array.value(row)),
            Self::FixedSizeBinary(array) => held(*array, row, || array.value(row)),
            Self::Dictionary(keys, texts) => keys[row].and_then(|key| texts.get(key)),
            Self::Null => None,
        }
    }
}

fn dictionary<K: ArrowDictionaryKeyType>(array: &dyn Array) -> Result<Texts<'_>, String> {
    let array = array.as_dictionary::<K>();
    let texts = Texts::of(array.values().as_ref())?;
    let keys = (0..array.len()).map(|row| array.key(row));
    Ok(Texts::Dictionary(keys.collect(), Box::new(texts)))
}
