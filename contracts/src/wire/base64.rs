//! Bytes as base64.

use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::hex::bytes_of;
use super::{is_read, matching, written_out};
use crate::derived::making::held_as;

/// Bytes as base64 of RFC 4648, `"AQI="`.
///
/// The alphabet is the standard one or the one that is safe in URLs. The padding is written and must be read, or is
/// neither, or may be read. The unused bits of the last letter are zero. If the field's own type is an array, the text
/// has as many bytes as the array.
///
/// ```
/// use counterpart::wire::{Base64, Unpadded, UrlSafe};
///
/// #[derive(serde::Deserialize, counterpart::Contract)]
/// pub struct Seen {
///     /// As it came: this service only hands it on.
///     #[contract(with = Base64<UrlSafe, Unpadded>)]
///     frame: String,
/// }
/// ```
pub struct Base64<A: Alphabet = Standard, P: Padding = Padded>(PhantomData<A>, PhantomData<P>);

/// The letters of [`Base64`].
pub trait Alphabet {
    /// The last two letters.
    #[doc(hidden)]
    const LAST: [&'static str; 2];
}

/// The padding of [`Base64`].
pub trait Padding {
    /// Whether a text with padding, and one without, is read.
    #[doc(hidden)]
    const READ: (bool, bool);
    /// Whether it is written.
    #[doc(hidden)]
    const IS_WRITTEN: bool;
}

/// The alphabet with `+` and `/`.
pub enum Standard {}

/// The alphabet with `-` and `_`.
pub enum UrlSafe {}

/// With `=` at the end, where needed.
pub enum Padded {}

/// Without `=`.
pub enum Unpadded {}

/// Written with `=`, and read with and without, or with one of two.
pub enum EitherPadding {}

/// Written without `=`, and read with and without: as serde_with does.
pub enum UnpaddedReadsBoth {}

impl Alphabet for Standard {
    const LAST: [&'static str; 2] = ["+", "/"];
}
impl Alphabet for UrlSafe {
    const LAST: [&'static str; 2] = ["-", "_"];
}

impl Padding for Padded {
    const READ: (bool, bool) = (true, false);
    const IS_WRITTEN: bool = true;
}
impl Padding for Unpadded {
    const READ: (bool, bool) = (false, true);
    const IS_WRITTEN: bool = false;
}
impl Padding for UnpaddedReadsBoth {
    const READ: (bool, bool) = (true, true);
    const IS_WRITTEN: bool = false;
}
impl Padding for EitherPadding {
    const READ: (bool, bool) = (true, true);
    const IS_WRITTEN: bool = true;
}

impl<A: Alphabet, P: Padding> JsonSchema for Base64<A, P> {
    written_out!("Base64");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let padding = match is_read(generator) {
            true => P::READ,
            false => (P::IS_WRITTEN, !P::IS_WRITTEN),
        };
        matching(&pattern(A::LAST, padding, bytes_of(held_as())))
    }
}

fn pattern(last: [&str; 2], (padded, unpadded): (bool, bool), bytes: Option<usize>) -> String {
    let [plus, slash] = last;
    // A hyphen stays a letter at the end of a class.
    let letter = match plus {
        "-" => format!("[A-Za-z0-9{slash}-]"),
        _ => format!("[A-Za-z0-9{plus}{slash}]"),
    };
    let pad = |signs: &str| match (padded, unpadded) {
        (true, false) => signs.to_owned(),
        (false, _) => String::new(),
        // One sign of two is read as well.
        (true, true) => format!("={{0,{}}}", signs.len()),
    };
    // One byte leaves four bits of the second letter, two bytes leave two of the third.
    let one = format!("{letter}[AQgw]{}", pad("=="));
    let two = format!("{letter}{{2}}[AEIMQUYcgkosw048]{}", pad("="));
    match bytes {
        None => format!("^({letter}{{4}})*({one}|{two})?$"),
        Some(bytes) => {
            let rest = match bytes % 3 {
                0 => "",
                1 => &one,
                _ => &two,
            };
            format!("^({letter}{{4}}){{{}}}{rest}$", bytes / 3)
        }
    }
}
