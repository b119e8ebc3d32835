//! Texts of values.

use std::any::type_name;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::digits::{Digits, Number, pattern_of};
use super::super::{is_read, matching, written_out};
use super::written_out_with;
use crate::derived::misuse;

/// `DisplayFromStr` of a `T` whose own form in a message, a `W`, is the same text.
pub struct AsText<T: ?Sized, W: ?Sized>(PhantomData<T>, PhantomData<W>);

/// `DisplayFromStr` of a `bool`.
pub enum BoolText {}

/// `NoneAsEmptyString`: an empty text, or a `W`. A `null` is read as well.
pub struct OrEmpty<W: ?Sized>(PhantomData<W>);

/// `StringWithSeparator`: texts with a letter between each two, or nothing.
pub struct Separated<W, const SEPARATOR: char>(PhantomData<W>);

/// The types whose `Display` and `FromStr` are what serde writes and reads: the crate, and the type in any module of it.
const SAME: [(&str, &str); 26] = [
    ("alloc", "String"),
    ("camino", "Utf8PathBuf"),
    ("chrono", "NaiveDate"),
    ("chrono", "NaiveTime"),
    ("compact_str", "CompactString"),
    ("core", "IpAddr"),
    ("core", "Ipv4Addr"),
    ("core", "Ipv6Addr"),
    ("core", "SocketAddr"),
    ("core", "SocketAddrV4"),
    ("core", "SocketAddrV6"),
    ("ecow", "EcoString"),
    ("ipnet", "IpNet"),
    ("ipnet", "Ipv4Net"),
    ("ipnet", "Ipv6Net"),
    ("jiff", "Date"),
    ("jiff", "DateTime"),
    ("jiff", "SignedDuration"),
    ("jiff", "Span"),
    ("jiff", "Time"),
    ("jiff", "Timestamp"),
    ("semver", "Version"),
    ("smol_str", "SmolStr"),
    ("ulid", "Ulid"),
    ("url", "Url"),
    ("uuid", "Uuid"),
];

/// Returns true for the compiler's name of such a type.
fn is_same(name: &str) -> bool {
    let ends = name.split_once("::").zip(name.rsplit("::").next());
    name == "char" || ends.is_some_and(|((krate, _), last)| SAME.contains(&(krate, last)))
}

impl<T: ?Sized, W: JsonSchema + ?Sized> JsonSchema for AsText<T, W> {
    written_out_with!("DisplayFromStr", W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = type_name::<T>();
        if is_same(name) {
            return generator.subschema_for::<W>();
        }
        let mut schema = Schema::default();
        let why = format!(
            "the texts that `{name}` displays and parses are not known: give the type on the wire, `#[contract(with = \"String\", \
             pattern = \"^…$\")]` on the field"
        );
        misuse(&mut schema, generator, &why);
        schema
    }
}

impl JsonSchema for BoolText {
    written_out!("BoolText");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": ["true", "false"] })
    }
}

impl<W: JsonSchema + ?Sized> JsonSchema for OrEmpty<W> {
    written_out_with!("NoneAsEmptyString", W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<W>();
        match is_read(generator) {
            true => json_schema!({ "anyOf": [text, { "type": "string", "const": "" }, { "type": "null" }] }),
            false => json_schema!({ "anyOf": [text, { "type": "string", "const": "" }] }),
        }
    }
}

/// A text without the separator in it.
pub trait Item {
    /// A regular expression for the whole text.
    fn pattern(is_read: bool) -> String;
}

impl<T: Number> Item for Digits<T> {
    fn pattern(is_read: bool) -> String {
        pattern_of::<T>(is_read)
    }
}

impl Item for BoolText {
    fn pattern(_: bool) -> String {
        "^(true|false)$".to_owned()
    }
}

impl<W: Item, const SEPARATOR: char> JsonSchema for Separated<W, SEPARATOR> {
    written_out!("StringWithSeparator");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let item = W::pattern(is_read(generator));
        let item = item.trim_start_matches('^');
        let item = item.strip_suffix('$').unwrap_or(item);
        let separator = match SEPARATOR {
            '\n' => "\\n".to_owned(),
            other => other.to_string(),
        };
        matching(&format!("^(({item})({separator}({item}))*)?$"))
    }
}
