//! State that is shared while schemas are made, and that schemars does not pass on: it asks a type for its schema,
//! and the type asks those of its fields, with only the generator in between. So it is kept for each thread, only
//! here.
//!
//! A type cannot tell schemars that its schema is infinite. While a contract is made, the type is recorded, each
//! type that is asked afterwards answers at once, and [`run`] returns the error instead of the answer. If the user
//! asks schemars for the schema, nobody would read the record, so it is a panic.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::{Schema, SchemaGenerator};

/// Replaces the address of the meta-schema in schemars while contracts are made, so that a type can tell.
pub(crate) const FOR_CONTRACT: &str = "counterpart:contract";

/// Returns true if a schema is made for a contract, and not for a user who asks schemars for it.
pub(super) fn for_contract(generator: &SchemaGenerator) -> bool {
    generator.settings().meta_schema.as_deref() == Some(FOR_CONTRACT)
}

/// The trusted places of types, with their reasons.
pub(crate) type Trusts = BTreeSet<(&'static str, &'static str)>;

/// An assumption about values of a type that its schema leaves out. A few values of the Rust type break it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Assumed {
    /// No moment and no span of time is so near to an end of its type's range that rounding leaves it.
    PlainTimes,
    /// Objects of geojson have no foreign members that RFC 7946 forbids.
    StandardGeojson,
    /// No decimal number is written as 2^96.
    DecimalsBelow2To96,
}

/// What types say besides their schemas.
#[cfg(feature = "testing")]
pub(crate) struct Noted {
    /// Their trusted places.
    pub(crate) trusts: Trusts,
    /// The assumptions that their schemas rest on.
    pub(crate) assumed: BTreeSet<Assumed>,
}

thread_local! {
    static MAKING: RefCell<Making> = const { RefCell::new(Making::new()) };
}

struct Making {
    /// The trusted places of the types whose schemas were made.
    trusts: Trusts,
    /// The assumptions that their schemas rest on.
    assumed: BTreeSet<Assumed>,
    /// The schemas of the types, by their names, that may be the key of a map. schemars asks the key of a map for its schema
    /// each time that it makes the map's.
    key_types: BTreeMap<String, Schema>,
    /// The types whose schemas are being made, the outermost first.
    open: Vec<&'static str>,
    /// The types that are asked something else.
    asked: Vec<&'static str>,
    /// The Rust types of the fields whose types on the wire are being asked, the outermost first. A user's type in
    /// between has fields of its own, and is an empty name.
    held_as: Vec<&'static str>,
    /// The number of flattened that fields there were.
    flattened: u64,
    /// Types that were found to have no end.
    infinite: Option<InfiniteType>,
}

impl Making {
    const fn new() -> Self {
        Self {
            trusts: BTreeSet::new(),
            assumed: BTreeSet::new(),
            key_types: BTreeMap::new(),
            open: Vec::new(),
            asked: Vec::new(),
            held_as: Vec::new(),
            flattened: 0,
            infinite: None,
        }
    }
}

/// Makes schemas for contracts, and gives what all types that they needed say besides.
///
/// # Errors
/// Fails if a type is infinite.
#[cfg(feature = "testing")]
pub(crate) fn run<R>(make: impl FnOnce() -> R) -> Result<(R, Noted), InfiniteType> {
    let outer = MAKING.replace(Making::new());
    let made = make();
    let Making {
        trusts,
        assumed,
        infinite,
        ..
    } = MAKING.replace(outer);
    match infinite {
        Some(infinite) => Err(infinite),
        None => Ok((made, Noted { trusts, assumed })),
    }
}

/// Types that hold each other in such a way that no message ends: each the whole of the next one.
#[derive(Debug, Clone)]
pub(crate) struct InfiniteType(pub(crate) Vec<String>);

impl fmt::Display for InfiniteType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let round: Vec<_> = self
            .0
            .iter()
            .chain(self.0.first())
            .map(|name| format!("`{name}`"))
            .collect();
        write!(
            f,
            "{} contains itself without a field or an item in between (flattened, transparent, a newtype, \
             or the only field of a variant), so its messages are infinite: put it into a field of its own",
            round.join(" in ")
        )
    }
}

/// A type whose schema is being made.
pub(super) struct Open;

impl Open {
    /// The maximum number of times that a type may occur on the path to itself. Only a flattened field or similar
    /// makes the same schema within itself; a type that does so forever would overflow the stack.
    const MOST: usize = 24;

    /// `None` if the type, or one before it, is infinite: its schema must not be made.
    ///
    /// # Panics
    /// Panics if a type is infinite, and no contract is made.
    pub(super) fn enter<T: ?Sized>(for_contract: bool) -> Option<Self> {
        let name = std::any::type_name::<T>();
        let found = MAKING.with_borrow_mut(|making| {
            if for_contract && making.infinite.is_some() {
                return making.infinite.clone();
            }
            if making.open.iter().filter(|open| **open == name).count() < Self::MOST {
                making.open.push(name);
                making.held_as.push("");
                return None;
            }
            let mut cycle: Vec<String> = making.open.iter().map(|name| readable(name)).collect();
            let from = cycle.iter().rposition(|open| *open == readable(name));
            let infinite = InfiniteType(cycle.split_off(from.unwrap_or_default()));
            if for_contract {
                making.infinite = Some(infinite.clone());
            }
            Some(infinite)
        });
        match found {
            None => Some(Self),
            Some(_) if for_contract => None,
            Some(infinite) => panic!("{infinite}"),
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        MAKING.with_borrow_mut(|making| {
            making.open.pop();
            making.held_as.pop();
        });
    }
}

/// Returns true if the schema of a type is being made.
pub(super) fn is_open<T: ?Sized>() -> bool {
    MAKING.with_borrow(|making| making.open.contains(&std::any::type_name::<T>()))
}

/// The type whose schema is being made.
pub(super) fn innermost() -> String {
    MAKING.with_borrow(|making| readable(making.open.last().copied().unwrap_or_default()))
}

/// The answer of a type, or another one if it is asked during its own answer: then it contains itself.
pub(super) fn ask<T: ?Sized, R>(question: fn() -> R, again: fn() -> R) -> R {
    let name = std::any::type_name::<T>();
    if MAKING.with_borrow(|making| making.asked.contains(&name)) {
        return again();
    }
    MAKING.with_borrow_mut(|making| making.asked.push(name));
    let answer = question();
    MAKING.with_borrow_mut(|making| making.asked.pop());
    answer
}

/// The answer of the type on the wire of a field whose Rust type is `T`.
pub(super) fn ask_for_field_of<T: ?Sized, R>(question: impl FnOnce() -> R) -> R {
    MAKING.with_borrow_mut(|making| making.held_as.push(std::any::type_name::<T>()));
    let answer = question();
    MAKING.with_borrow_mut(|making| making.held_as.pop());
    answer
}

/// The compiler's name of the Rust type of the field whose type on the wire is being asked; empty if it is not known.
pub(crate) fn held_as() -> &'static str {
    MAKING.with_borrow(|making| making.held_as.last().copied().unwrap_or_default())
}

/// The number of the next flattened field.
pub(super) fn next_flattened() -> u64 {
    MAKING.with_borrow_mut(|making| {
        making.flattened += 1;
        making.flattened
    })
}

/// Records the trusted places of a type.
pub(super) fn note_trusts(places: impl IntoIterator<Item = (&'static str, &'static str)>) {
    MAKING.with_borrow_mut(|making| making.trusts.extend(places));
}

/// Records an assumption that a schema of what is written rests on.
pub(crate) fn note_assumed(assumed: Assumed) {
    MAKING.with_borrow_mut(|making| making.assumed.insert(assumed));
}

/// Records the schema of a type that may be the key of a map.
pub(super) fn note_key_type<T: ?Sized>(schema: &Schema) {
    MAKING.with_borrow_mut(|making| making.key_types.insert(type_name::<T>(), schema.clone()));
}

/// The schema of such a type, by the compiler's name.
pub(super) fn key_type(name: &str) -> Option<Schema> {
    MAKING.with_borrow(|making| making.key_types.get(name).cloned())
}

/// Returns the name of the user's type whose twin this is.
pub(super) fn type_name<T: ?Sized>() -> String {
    readable(std::any::type_name::<T>())
}

fn readable(name: &str) -> String {
    name.replace("__CounterpartTwinOf", "")
        .replace("::_::", "::")
        .replace("<false>", "")
        .replace(", false>", ">")
}
