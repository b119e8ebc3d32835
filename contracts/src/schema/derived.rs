//! What the derived `JsonSchema` of a type calls.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::_private::serde_json::Value;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::flattened;

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

/// On a variant without content: the key that the content would have; `false` where it would stand beside the tag.
pub(super) const CONTENT: &str = "x-counterpart-content";

/// On the content of a variant: a message may lack it, as that of an `Option`.
pub(super) const ABSENT: &str = "x-counterpart-absent";

/// On the schema of a flattened `Duration` or `SystemTime`.
pub(super) const TIME: &str = "x-counterpart-time";

/// On a map: the schema of its keys as values. A key stands in a message as a string.
pub(super) const KEYS: &str = "x-counterpart-keys";

/// On a schema that serde reads from a buffer, where it is a part of something whose type is not known yet: why. It holds
/// for all that stands in the schema, references included.
pub(super) const BUFFERED: &str = "x-counterpart-buffered";

/// The same for a flattened field, whose schema is merged with what stands around it: only the keys and the reference
/// that stand there are read from a buffer.
pub(super) const BUFFERED_PART: &str = "x-counterpart-buffered-part";

/// On a property of a flattened field: the number of the field, in the order in which schemas are made, or [`LEFT`].
pub(super) const FLAT: &str = "x-counterpart-flat";

/// In place of a number: serde reads the field from all keys and takes none away, so that a flattened map reads them too,
/// wherever it stands. So it is for enums that are untagged or tagged internally, and for structs with a flattened field.
pub(super) const LEFT: u64 = u64::MAX;

/// On the schema of a type with a flattened map: the number of its field.
pub(super) const FLAT_MAP: &str = "x-counterpart-flat-map";

/// On the schema of a type that takes no keys away where it is flattened.
pub(super) const LEAVES: &str = "x-counterpart-leaves";

/// On an alternative of a flattened field that takes no keys away: whether it denies unknown fields, and the names that it
/// takes all the same, because the fields around have taken them before.
pub(super) const DENIES: &str = "x-counterpart-denies";

/// Before the number of a flattened field that has keys of any name: the schema of their values.
pub(super) const MAP: &str = "x-counterpart-map:";

/// On an item of a tuple: a message may end before it.
pub(super) const MAY_END: &str = "x-counterpart-may-end";

/// On a schema that the macro cannot refuse, because a part of a message does not know whether it is read: why no consumer
/// may have it.
pub(super) const REFUSED: &str = "x-counterpart-refused";

/// On a type or a variant that flattens: what its own fields are called where they are read. Written by the derive, as the
/// next two.
pub(super) const OWN_READ: &str = "x-counterpart-own-read";

/// The same where they are written.
pub(super) const OWN_WRITTEN: &str = "x-counterpart-own-written";

/// On such a variant: the property in which the schema of its fields stands; `true` for the only one.
pub(super) const OWN_INSIDE: &str = "x-counterpart-own-inside";

/// On an object: a name that two of its fields have.
pub(super) const NAMESAKE: &str = "x-counterpart-namesake";

/// On a schema: the place in the source that is trusted, `module::Type.field`. It goes through the passes.
pub(super) const TRUST: &str = "x-counterpart-trust";

/// On a property, in tests only: its field as the source says it. It goes into no contract, and decides nothing there.
pub(crate) const FIELD: &str = "x-counterpart-field";

const MARKS: [&str; 21] = [
    OWN_READ,
    OWN_WRITTEN,
    OWN_INSIDE,
    NAMESAKE,
    ABSENT,
    TIME,
    FIELD,
    ALIASES,
    OTHER,
    CONTENT,
    KEYS,
    KIND,
    BUFFERED,
    BUFFERED_PART,
    FLAT,
    FLAT_MAP,
    LEAVES,
    DENIES,
    MAY_END,
    REFUSED,
    TRUST,
];

/// A place with `#[contract(trust = "reason")]`.
pub struct Trusted {
    /// The place in the source.
    pub place: &'static str,
    /// Why the contract holds there.
    pub reason: &'static str,
    /// It is the type itself, or a field that has no place of its own in the schema.
    pub whole: bool,
}

/// Where a type of another crate stands: the Rust type that the schema was made of, as the compiler names it.
pub(super) const KIND: &str = "x-counterpart-kind";

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
    written: Option<&str>,
) -> Schema {
    let mut schema = another::<T>(generator, trusts, written);
    if let (Some((key, value)), true) = (tag, generator.contract().is_serialize()) {
        write_tag(&mut schema, key, value);
    }
    if !for_contract(generator) {
        RecursiveTransform(|schema: &mut Schema| {
            for mark in MARKS {
                schema.remove(mark);
            }
        })
        .transform(&mut schema);
    } else if schema.as_object().is_some() {
        schema.insert(NAME.to_owned(), T::schema_name().into_owned().into());
    }
    schema
}

/// As [`of`], for an enum whose content serde may hold in a buffer before it knows the variant: `how` says when. `leaves`
/// says that it takes no keys away where it is flattened.
pub fn of_buffered<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    how: &str,
    leaves: bool,
    trusts: &[Trusted],
    written: Option<&str>,
) -> Schema {
    let mut schema = of::<T>(generator, None, trusts, written);
    if for_contract(generator) && generator.contract().is_deserialize() {
        let why = format!("`{}` is {how}", type_name::<T>());
        for keyword in ["oneOf", "anyOf"] {
            let variants = schema.get_mut(keyword).and_then(Value::as_array_mut);
            for variant in variants.into_iter().flatten().filter_map(Value::as_object_mut) {
                variant.insert(BUFFERED.to_owned(), why.as_str().into());
            }
        }
        if leaves {
            schema.insert(LEAVES.to_owned(), true.into());
        }
    }
    schema
}

/// The name of the user's type of which this is the twin.
fn type_name<T: ?Sized>() -> String {
    readable(std::any::type_name::<T>())
}

fn readable(name: &str) -> String {
    name.replace("__CounterpartTwinOf", "")
        .replace("::_::", "::")
        .replace("<false>", "")
        .replace(", false>", ">")
}

pub(super) fn for_contract(generator: &SchemaGenerator) -> bool {
    generator.settings().meta_schema.as_deref() == Some(OURS)
}

/// The type whose schema is being made.
pub(super) fn innermost() -> String {
    OPEN.with_borrow(|open| readable(open.last().copied().unwrap_or_default()))
}

/// The schema of a type that is written as another one, which keeps its name. `written`, in tests, is the type with the
/// attributes by which code of the user's stands between it and the wire.
pub fn another<T: JsonSchema + ?Sized>(
    generator: &mut SchemaGenerator,
    trusts: &[Trusted],
    written: Option<&str>,
) -> Schema {
    let _open = Open::enter::<T>(for_contract(generator));
    let mut schema = T::json_schema(generator);
    if let (true, Some(members)) = (for_contract(generator), schema.as_object_mut()) {
        flattened::settle(members, generator.contract().is_deserialize());
    }
    if for_contract(generator) && may_be_key(&schema) {
        KEY_TYPES.with_borrow_mut(|types| types.insert(type_name::<T>(), schema.clone()));
    }
    MET.with_borrow_mut(|met| met.extend(trusts.iter().map(|trust| (trust.place, trust.reason))));
    if let (Some(text), true, Some(_)) = (written, for_contract(generator), schema.as_object()) {
        schema.insert(FIELD.to_owned(), text.into());
    }
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

thread_local! {
    /// The schemas of the types, by their names, that were made on this thread and may be the key of a map. schemars asks
    /// the key of a map for its schema each time that it makes the map's.
    static KEY_TYPES: RefCell<BTreeMap<String, Schema>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether a value of a schema may be a text.
fn may_be_key(schema: &Schema) -> bool {
    let is_container = |name: &str| ["array", "object", "null"].contains(&name);
    let one = schema.get("type").and_then(Value::as_str);
    one.is_none_or(|name| !is_container(name))
}

/// The schema of a type that derives its contract, by what the compiler calls it.
pub(super) fn schema_of_key(name: &str) -> Option<Schema> {
    KEY_TYPES.with_borrow(|types| types.get(name).cloned())
}

/// The schema of such a type where it is an `Option`, without the `null`.
pub fn non_optional<T: JsonSchema + ?Sized>(generator: &mut SchemaGenerator) -> Schema {
    let _open = Open::enter::<T>(for_contract(generator));
    T::_schemars_private_non_optional_json_schema(generator)
}

/// What is made, and the trusted places of all types that it needed.
#[cfg(feature = "testing")]
pub(super) fn noting_trusts<R>(make: impl FnOnce() -> R) -> (R, BTreeSet<(&'static str, &'static str)>) {
    MET.set(BTreeSet::new());
    let made = make();
    KEY_TYPES.take();
    (made, MET.take())
}

thread_local! {
    /// The types whose schemas are being made on this thread, the outermost first.
    static OPEN: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Types that hold each other in such a way that no message ends: each the whole of the next one.
pub(super) struct Endless(pub(super) Vec<String>);

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let round: Vec<_> = self
            .0
            .iter()
            .chain(self.0.first())
            .map(|name| format!("`{name}`"))
            .collect();
        write!(
            f,
            "{} holds itself without a field or an item in between (flattened, transparent, a newtype, or the only field \
             of a variant), so its messages have no end: put it into a field of its own",
            round.join(" in ")
        )
    }
}

/// Whether a type that is written as another one is written out where it stands: as that one, unless its own schema is
/// still being made.
pub fn inlined<T: JsonSchema + ?Sized>() -> bool {
    let open = OPEN.with_borrow(|open| open.contains(&std::any::type_name::<T>()));
    !open && once::<T, _>(T::inline_schema, || false)
}

/// The name of such a type.
pub fn name_of<T: JsonSchema + ?Sized>() -> Name {
    once::<T, _>(T::schema_name, || type_name::<T>().into())
}

/// What tells such a type from all others.
pub fn id_of<T: JsonSchema + ?Sized>() -> Name {
    once::<T, _>(T::schema_id, || std::any::type_name::<T>().into())
}

/// Whether such a type is an `Option`.
pub fn optional<T: JsonSchema + ?Sized>() -> bool {
    once::<T, _>(T::_schemars_private_is_option, || false)
}

thread_local! {
    /// The types that are asked something on this thread.
    static ASKED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// The answer of a type, or another where it is asked while it looks for the answer: it holds itself.
fn once<T: ?Sized, R>(ask: fn() -> R, again: fn() -> R) -> R {
    let name = std::any::type_name::<T>();
    if ASKED.with_borrow(|asked| asked.contains(&name)) {
        return again();
    }
    ASKED.with_borrow_mut(|asked| asked.push(name));
    let answer = ask();
    ASKED.with_borrow_mut(Vec::pop);
    answer
}

/// A type whose schema is being made.
struct Open;

impl Open {
    /// How often one type may stand in the way to itself. Only a flattened field and the like make the same schema within
    /// itself at all; a type that does so without end would overflow the stack.
    const MOST: usize = 24;

    fn enter<T: ?Sized>(for_contract: bool) -> Self {
        let name = std::any::type_name::<T>();
        let again = OPEN.with_borrow_mut(|open| {
            open.push(name);
            open.iter().filter(|other| **other == name).count()
        });
        let entered = Self;
        if again > Self::MOST {
            let cycle = OPEN.with_borrow(|open| {
                let mut round: Vec<String> = open.iter().map(|name| readable(name)).collect();
                round.pop();
                let from = round
                    .iter()
                    .rposition(|one| *one == readable(name))
                    .unwrap_or_default();
                round.split_off(from)
            });
            let endless = Endless(cycle);
            // An error of its own where one can be given; the hook of a panic would speak first.
            if for_contract {
                std::panic::resume_unwind(Box::new(endless));
            }
            panic!("{endless}");
        }
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
