//! What the derived `JsonSchema` of a type calls.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// The type of names in schemars' trait.
pub type Name = Cow<'static, str>;

/// Stands where schemars has the address of a meta-schema while contracts are made, so that a type can tell.
pub(super) const OURS: &str = "counterpart:contract";

/// The annotation by which a definition tells the name of its type, before schemars has numbered it.
pub(super) const NAME: &str = "x-counterpart-name";

/// On a property: the other names under which its field is read. Written by the derive, as the next two.
pub(super) const ALIASES: &str = "x-counterpart-aliases";

/// On an enum of strings, `true`: every other string is read as well. On a tagged variant, the key of its tag: it is read
/// for every other tag.
pub(super) const OTHER: &str = "x-counterpart-other";

/// On a variant without content: the key that the content would have.
pub(super) const CONTENT: &str = "x-counterpart-content";

/// On a map: the schema of its keys as values. A key stands in a message as a string.
pub(super) const KEYS: &str = "x-counterpart-keys";

/// Where a type of another crate stands: the Rust type that the schema was made of, as the compiler names it.
pub(super) const KIND: &str = "x-counterpart-kind";

/// On a schema: the place in the source that is trusted, `module::Type.field`. It goes through the passes.
pub(super) const TRUST: &str = "x-counterpart-trust";

/// A place with `#[contract(trust = "reason")]`.
pub struct Trusted {
    /// The place in the source.
    pub place: &'static str,
    /// Why the contract holds there.
    pub reason: &'static str,
    /// It is the type itself, or a field that has no place of its own in the schema.
    pub whole: bool,
}

/// What tells a type from all others: two types of one name in one module (block-local ones, or renamed ones) would share
/// a definition if only the name counted.
pub fn id<T: ?Sized>(place: &str) -> Name {
    format!("{}@{place}", std::any::type_name::<T>()).into()
}

/// The schema of a type whose hidden twin is `T`. `tag` is the key and the value that a struct with `#[serde(tag)]` writes
/// before its fields; it is not read.
pub fn of<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    tag: Option<(&str, &str)>,
    trusts: &[Trusted],
) -> Schema {
    let _open = Open::enter(std::any::type_name::<T>());
    let mut schema = another::<T>(generator, trusts);
    if let (Some((key, value)), true) = (tag, generator.contract().is_serialize()) {
        write_tag(&mut schema, key, value);
    }
    let for_contract = generator.settings().meta_schema.as_deref() == Some(OURS);
    if !for_contract {
        RecursiveTransform(|schema: &mut Schema| {
            for mark in [ALIASES, OTHER, CONTENT, KEYS, KIND, TRUST] {
                schema.remove(mark);
            }
        })
        .transform(&mut schema);
    } else if schema.as_object().is_some() {
        schema.insert(NAME.to_owned(), T::schema_name().into_owned().into());
    }
    schema
}

/// The schema of a type that is written as another one, which keeps its name.
pub fn another<T: JsonSchema + ?Sized>(generator: &mut SchemaGenerator, trusts: &[Trusted]) -> Schema {
    let mut schema = T::json_schema(generator);
    MET.with_borrow_mut(|met| met.extend(trusts.iter().map(|trust| (trust.place, trust.reason))));
    let whole = trusts.iter().find(|trust| trust.whole);
    if let (Some(trust), Some(_)) = (whole, schema.as_object()) {
        schema.insert(TRUST.to_owned(), trust.place.into());
    }
    schema
}

thread_local! {
    /// The trusted places, with their reasons, of the types whose schemas were made on this thread since it was empty.
    static MET: RefCell<BTreeSet<(&'static str, &'static str)>> = const { RefCell::new(BTreeSet::new()) };
}

/// What is made, and the trusted places of all types that it needed.
#[cfg(feature = "testing")]
pub(super) fn noting_trusts<R>(make: impl FnOnce() -> R) -> (R, BTreeSet<(&'static str, &'static str)>) {
    MET.set(BTreeSet::new());
    (make(), MET.take())
}

thread_local! {
    /// The types whose schemas are being made on this thread, the outermost first.
    static OPEN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// A type whose schema is being made.
struct Open;

impl Open {
    /// How often one type may stand in the way to itself. Only a flattened field and the like make the same schema within
    /// itself at all; a type that does so without end would overflow the stack.
    const MOST: usize = 24;

    fn enter(name: &'static str) -> Self {
        let again = OPEN.with_borrow_mut(|open| {
            open.push(name);
            open.iter().filter(|other| **other == name).count()
        });
        let entered = Self;
        assert!(
            again <= Self::MOST,
            "`{}` holds itself in a flattened field or as the only field of a tagged variant, so its messages have no end: \
             put it into a field of its own",
            name.replace("__CounterpartTwinOf", "").replace("::_::", "::")
        );
        entered
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(Vec::pop);
    }
}

fn write_tag(schema: &mut Schema, key: &str, value: &str) {
    let tag = json_schema!({ "type": "string", "const": value }).to_value();
    let members = schema.ensure_object();
    if let Some(properties) = members
        .entry("properties")
        .or_insert_with(|| json_schema!({}).to_value())
        .as_object_mut()
    {
        properties.insert(key.to_owned(), tag);
    }
    if let Some(required) = members
        .entry("required")
        .or_insert_with(|| Vec::<String>::new().into())
        .as_array_mut()
    {
        required.push(key.into());
    }
}
