//! What a user says of schemas that do not say it themselves.

use std::path::PathBuf;

use super::{Omits, Times};
use counterpart::contract::Library;
use counterpart_engine::compat::schema::{Dialect, Draft};
use counterpart_engine::json::Number;

/// How schemas are read. The usual way: references stay in the files' own folder, integers have 64 bits, and objects that
/// are emitted are closed.
#[derive(Debug, Clone, Default)]
pub struct SchemaSettings {
    /// The folder that references between files start from and never leave. Without one, the innermost folder that
    /// holds all named files.
    pub base: Option<PathBuf>,
    /// The range of integers without bounds, in an emitted schema.
    pub integers: Integers,
    /// Leave objects of an emitted schema open if the schema does.
    pub open: bool,
    /// The draft of schemas that name none. Without one, that of the document's kind, then the draft that the named
    /// files agree on, else 2020-12.
    pub draft: Option<Draft>,
    /// Take a schema that accepts everything, too.
    pub anything: bool,
    /// The dialect of patterns. They are rewritten to ECMA-262; what cannot be rewritten decides nothing. Without one, the
    /// dialect of the library that wrote the schemas, else ECMA-262.
    pub patterns: Option<Dialect>,
    /// The library that wrote the schemas: they are corrected for what it really writes or reads.
    pub from: Option<Library>,
    /// The times of day that the library's user chose. Without a library it has no effect.
    pub times: Times,
    /// The members that the service leaves out, by an option of its library. Only for an emitted schema with a library
    /// that has such an option.
    pub omits: Omits,
}

/// The range of an integer whose schema does not give one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Integers {
    /// The range of `i64`.
    #[default]
    I64,
    /// ±(2^53 − 1): what a JavaScript number holds exactly.
    U53,
    /// None: any integer is sent.
    Unbounded,
}

impl Integers {
    /// The least and the greatest.
    pub(super) fn range(self) -> Option<(Number, Number)> {
        const U53: i64 = (1 << 53) - 1;
        match self {
            Integers::I64 => Some((i64::MIN.into(), i64::MAX.into())),
            Integers::U53 => Some(((-U53).into(), U53.into())),
            Integers::Unbounded => None,
        }
    }
}
