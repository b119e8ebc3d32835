//! Bytes as hexadecimal digits.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{is_read, matching, written_out};
use crate::derived::making::held_as;

/// Bytes as two hexadecimal digits each, `"00ff"`.
///
/// Both cases are read. They are written in lower case, or with `Hex<UpperCase>` in capitals. If the field's own type
/// is an array, the text has as many bytes as the array.
pub struct Hex<C: HexCase = LowerCase>(PhantomData<C>);

/// The case of the letters that are written.
pub trait HexCase {
    #[doc(hidden)]
    const LETTERS: &'static str;
}

/// `a` to `f`.
pub enum LowerCase {}

/// `A` to `F`.
pub enum UpperCase {}

impl HexCase for LowerCase {
    const LETTERS: &'static str = "a-f";
}
impl HexCase for UpperCase {
    const LETTERS: &'static str = "A-F";
}

impl<C: HexCase> JsonSchema for Hex<C> {
    written_out!("Hex");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let letters = if is_read(generator) { "a-fA-F" } else { C::LETTERS };
        let count = match bytes_of(held_as()) {
            Some(count) => format!("{{{count}}}"),
            None => "*".to_owned(),
        };
        matching(&format!("^([0-9{letters}]{{2}}){count}$"))
    }
}

/// The number of bytes that the type with this name always has.
pub(super) fn bytes_of(name: &str) -> Option<usize> {
    let inner = name
        .strip_prefix("core::option::Option<")
        .and_then(|rest| rest.strip_suffix('>'));
    let array = inner.unwrap_or(name).strip_prefix("[u8; ")?;
    array.strip_suffix(']')?.parse().ok()
}
