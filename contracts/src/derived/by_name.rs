//! The compiler's name of a type reveals what its schema does not: where its maps are and what their keys are, and
//! which of its strings are socket addresses. The derive cannot see these behind an alias or in a type argument.

use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8, NonZeroU16,
    NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
};

use schemars::_private::serde_json::{Value, json};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::making::{for_contract, key_type};
use super::marks::Marks;
use super::socket;

/// Adds to the schema of a `T` what its name reveals.
pub(super) fn tell<T: JsonSchema + ?Sized>(schema: &mut Schema, generator: &mut SchemaGenerator) {
    let name = std::any::type_name::<T>();
    if for_contract(generator) && TELLING.iter().any(|part| name.contains(part)) {
        if let Some(members) = schema.as_object() {
            let mut marked = Value::Object(members.clone());
            walk(&mut marked, name, generator);
            if let Ok(marked) = Schema::try_from(marked) {
                *schema = marked;
            }
        }
    }
}

/// The prefix of the names of the wire types.
const WIRE: &str = "counterpart::derived::wire::";

const TELLING: [&str; 4] = ["HashMap<", "BTreeMap<", "IndexMap<", "::SocketAddr"];

fn walk(schema: &mut Value, name: &str, generator: &mut SchemaGenerator) {
    let (head, arguments) = parts(name);
    let Some(first) = arguments.first() else {
        let pattern = socket::pattern(name, generator.contract().is_deserialize());
        if let (Some(pattern), Some(members)) = (pattern, schema.as_object_mut()) {
            members.insert("pattern".to_owned(), pattern.into());
        }
        return;
    };
    let (krate, last) = (
        head.split("::").next().unwrap_or_default(),
        head.rsplit("::").next().unwrap_or_default(),
    );
    if head.starts_with(WIRE) {
        match (last, arguments.get(1)) {
            ("Keyed", Some(map)) => walk(schema, map, generator),
            (
                "Kind" | "Argument" | "Defaulted" | "MayEnd" | "SkipsNone" | "AsContent" | "BesideTag"
                | "Flattened" | "Wire" | "HeldAs" | "Known" | "Shaped" | "WithArguments",
                _,
            ) => {
                walk(schema, first, generator);
            }
            _ => {}
        }
        return;
    }
    if !["alloc", "core", "std", "indexmap", "(", "["].contains(&krate) {
        return;
    }
    match last {
        "Box" | "Rc" | "Arc" | "Cow" | "Cell" | "RefCell" | "Mutex" | "RwLock" | "Reverse" => {
            walk(schema, first, generator);
        }
        "Option" => match schema.get_mut("anyOf").and_then(|kinds| kinds.get_mut(0)) {
            Some(some) => walk(some, first, generator),
            None => walk(schema, first, generator),
        },
        "Vec" | "VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet" | "IndexSet" | "[" => {
            if let Some(items) = schema.get_mut("items") {
                walk(items, first, generator);
            }
        }
        "(" => {
            let items = schema.get_mut("prefixItems").and_then(Value::as_array_mut);
            for (item, name) in items.into_iter().flatten().zip(arguments) {
                walk(item, name, generator);
            }
        }
        "HashMap" | "BTreeMap" | "IndexMap" => {
            if let Some(values) = arguments.get(1) {
                map(schema, first, values, generator);
            }
        }
        "Result" => of_definition(
            schema,
            generator,
            &[("Ok", first), ("Err", arguments.last().unwrap_or(first))],
        ),
        "Bound" => of_definition(schema, generator, &[("Included", first), ("Excluded", first)]),
        _ => {}
    }
}

fn map(schema: &mut Value, key: &str, values: &str, generator: &mut SchemaGenerator) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    let mut is_map = false;
    for (keyword, inner) in members.iter_mut() {
        match (keyword.as_str(), inner) {
            ("additionalProperties", inner) => {
                is_map = true;
                walk(inner, values, generator);
            }
            ("patternProperties" | "properties", Value::Object(named)) => {
                is_map = true;
                named
                    .values_mut()
                    .for_each(|inner| walk(inner, values, generator));
            }
            _ => {}
        }
    }
    if !is_map || Marks::of(members).keys.is_some() {
        return;
    }
    let is_read = generator.contract().is_deserialize();
    match keys(key, generator) {
        Keys::Text => {}
        Keys::Of(schema) => {
            Marks::edit(members, |marks| marks.keys = Some(schema.to_value()));
        }
        // The emitted schema then allows any string, which is too wide.
        Keys::Unknown if !is_read => {}
        Keys::Unknown => {
            let why = "the keys of a map cannot be seen through an alias or a type argument: write the \
                       map's type in the field, or in a newtype";
            Marks::edit(members, |marks| marks.refused = Some(why.to_owned()));
        }
    }
}

/// Types that schemars gives a definition, which all that are called the same share.
fn of_definition(schema: &Value, generator: &mut SchemaGenerator, parts: &[(&str, &str)]) {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let Some(key) = reference.and_then(|reference| reference.strip_prefix("#/$defs/")) else {
        return;
    };
    let Some(mut definition) = generator.definitions().get(key).cloned() else {
        return;
    };
    let variants = definition.get_mut("oneOf").and_then(Value::as_array_mut);
    for variant in variants.into_iter().flatten() {
        for (property, name) in parts {
            if let Some(inner) = variant
                .get_mut("properties")
                .and_then(|all| all.get_mut(property))
            {
                walk(inner, name, generator);
            }
        }
    }
    generator.definitions_mut().insert(key.to_owned(), definition);
}

enum Keys {
    /// Any text.
    Text,
    /// Texts that are such values.
    Of(Schema),
    Unknown,
}

fn keys(name: &str, generator: &mut SchemaGenerator) -> Keys {
    let (head, arguments) = parts(name);
    let last = head.rsplit("::").next().unwrap_or_default();
    let of_std = ["alloc::", "core::", "std::"]
        .iter()
        .any(|krate| head.starts_with(krate));
    macro_rules! known {
        ($($ty:ident)*) => {
            match last {
                $(stringify!($ty) if head == last => return Keys::Of(<$ty>::json_schema(generator)),)*
                _ => {}
            }
        };
    }
    macro_rules! non_zero {
        ($($ty:ident: $of:literal)*) => {
            match arguments.first() {
                $(Some(&$of) => return Keys::Of(<$ty>::json_schema(generator)),)*
                _ => {}
            }
        };
    }
    known!(bool char f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
    if of_std && last == "NonZero" {
        non_zero!(
            NonZeroI8: "i8" NonZeroI16: "i16" NonZeroI32: "i32" NonZeroI64: "i64" NonZeroI128: "i128" NonZeroIsize: "isize"
            NonZeroU8: "u8" NonZeroU16: "u16" NonZeroU32: "u32" NonZeroU64: "u64" NonZeroU128: "u128" NonZeroUsize: "usize"
        );
    }
    match (last, arguments.first()) {
        ("str", _) if head == "str" => Keys::Text,
        ("String" | "PathBuf" | "Path", None) if of_std => Keys::Text,
        ("SmolStr", None) if head.starts_with("smol_str::") => Keys::Text,
        ("Uuid", None) if head.starts_with("uuid::") => {
            match Schema::try_from(json!({"type": "string", "format": "uuid"})) {
                Ok(schema) => Keys::Of(schema),
                Err(_) => Keys::Unknown,
            }
        }
        ("Box" | "Rc" | "Arc" | "Cow" | "Option" | "Reverse", Some(inner)) if of_std => {
            keys(inner, generator)
        }
        ("Known" | "HeldAs" | "WithArguments", Some(inner)) if head.starts_with(WIRE) => {
            keys(inner, generator)
        }
        _ => match key_type(name) {
            Some(mut schema) => {
                spell_out(&mut schema, generator, 0);
                Keys::Of(schema)
            }
            None => Keys::Unknown,
        },
    }
}

/// The path of a type, and the names of its arguments. Tuples are `(`, arrays and slices `[`.
pub(super) fn parts(name: &str) -> (&str, Vec<&str>) {
    let name = name.trim_start_matches('&').trim_start_matches("mut ").trim();
    let inside = |close: char| {
        name.get(1..)
            .and_then(|rest| rest.strip_suffix(close))
            .unwrap_or_default()
    };
    if name.starts_with('(') {
        return ("(", split(inside(')'), ','));
    }
    if name.starts_with('[') {
        return ("[", split(inside(']'), ';').into_iter().take(1).collect());
    }
    let Some((head, rest)) = name.split_once('<') else {
        return (name, Vec::new());
    };
    let arguments = split(rest.strip_suffix('>').unwrap_or(rest), ',');
    (
        head,
        arguments
            .into_iter()
            .filter(|argument| !argument.starts_with('\''))
            .collect(),
    )
}

/// Splits at each separator that is outside of brackets.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut all = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            _ if letter == separator && depth == 0 => {
                all.push(text[from..at].trim());
                from = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    all.push(text[from..].trim());
    all.retain(|part| !part.is_empty());
    all
}

/// Puts definitions in the place of the references to them: a pass knows the references of schemas only.
pub(crate) fn spell_out(schema: &mut Schema, generator: &SchemaGenerator, depth: usize) {
    // A key is a name, a newtype of one, or one of some; deeper ones are none of them.
    if depth > 8 {
        return;
    }
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/$defs/"))
        .and_then(|key| generator.definitions().get(key))
        .and_then(|target| Schema::try_from(target.clone()).ok());
    if let Some(target) = target {
        *schema = target;
        return spell_out(schema, generator, depth + 1);
    }
    for keyword in ["oneOf", "anyOf"] {
        let kinds = schema.get_mut(keyword).and_then(Value::as_array_mut);
        for kind in kinds.into_iter().flatten() {
            if let Ok(kind) = <&mut Schema>::try_from(kind) {
                spell_out(kind, generator, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::wire::{Flattened, Kind, Wire};
    use super::{WIRE, parts};

    #[test]
    fn the_wire_types_are_known_by_their_names() {
        for name in [
            std::any::type_name::<Kind<u8>>(),
            std::any::type_name::<Flattened<u8>>(),
            std::any::type_name::<Wire<u8>>(),
        ] {
            assert!(name.starts_with(WIRE), "{name}");
        }
    }

    #[test]
    fn type_arguments_are_distinguished_from_nested_ones() {
        assert_eq!(
            parts("std::collections::hash::map::HashMap<alloc::vec::Vec<(u8, u8)>, [i8; 4]>"),
            (
                "std::collections::hash::map::HashMap",
                vec!["alloc::vec::Vec<(u8, u8)>", "[i8; 4]"]
            )
        );
        assert_eq!(parts("(u8, (i8,))"), ("(", vec!["u8", "(i8,)"]));
        assert_eq!(parts("[A<u8>; 4]"), ("[", vec!["A<u8>"]));
        assert_eq!(parts("&str"), ("str", vec![]));
        assert_eq!(
            parts("alloc::borrow::Cow<'_, str>"),
            ("alloc::borrow::Cow", vec!["str"])
        );
    }
}
