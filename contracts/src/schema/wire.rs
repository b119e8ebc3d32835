//! Types that stand in for a field's type in the hidden twin, where an attribute says more of the wire than the type.
//! Each is a schema and nothing else; no value of them is ever made.

use std::marker::PhantomData;

use schemars::_private::serde_json::Value;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::derived::{KEYS, KIND, NAME, Name, REFUSED, TRUST, for_contract};
use super::flattened;

/// `#[serde(default)]`: a message may lack the field. schemars would call the default to write it into the schema.
pub struct Defaulted<T: ?Sized>(PhantomData<T>);

/// `#[serde(skip_serializing_if = "Option::is_none")]`: the field is never written as the `null` of its own `Option`.
pub struct SkipsNone<T: ?Sized>(PhantomData<T>);

/// The only field of a variant that is written beside its tag: where it may be any value, any properties may stand there.
pub struct BesideTag<T: ?Sized>(PhantomData<T>);

/// `#[serde(flatten)]`: where the type is written as another one (a newtype), the properties are those of the other.
/// schemars keeps one reference of one flattened field only, and drops the others.
pub struct Flattened<T: ?Sized>(PhantomData<T>);

/// A socket address of the standard library, which is text of a kind that schemars does not tell. A type of the user that
/// has its name is what it is.
pub struct Address<T: ?Sized>(PhantomData<T>);

/// A parameter of the type. Where it stands for a map, the derive has not seen the keys.
pub struct Argument<T: ?Sized>(PhantomData<T>);

/// A map `M` with keys of type `K`.
pub struct Keyed<K: ?Sized, M: ?Sized>(PhantomData<K>, PhantomData<M>);

/// Any type that may be of another crate or hold such types. Several of them share what schemars says of them (a format)
/// and are read differently, so the schema keeps the name of the type.
pub struct Kind<T: ?Sized>(PhantomData<T>);

/// `#[serde(with = "…")]`: on the wire is a `W`, and a message may not lack it, whatever the field's type is.
pub struct Wire<W: ?Sized>(PhantomData<W>);

/// `#[serde(serialize_with = "…")]`: a `W` is written, a `T` is read.
pub struct WritesAs<T: ?Sized, W: ?Sized>(PhantomData<T>, PhantomData<W>);

/// `#[serde(deserialize_with = "…")]`: a `T` is written, a `W` is read.
pub struct ReadsAs<T: ?Sized, W: ?Sized>(PhantomData<T>, PhantomData<W>);

/// Stands for the default of a field that is only written. It cannot be serialized, so schemars takes no notice of it.
pub struct NoDefault;

/// The default of such a field.
pub fn no_default() -> NoDefault {
    NoDefault
}

/// Stands for the condition under which such a field is skipped.
pub fn skips(_: &NoDefault) -> bool {
    true
}

macro_rules! same_definition_as {
    ($inner:ty) => {
        fn inline_schema() -> bool {
            <$inner>::inline_schema()
        }
        fn schema_name() -> Name {
            <$inner>::schema_name()
        }
        fn schema_id() -> Name {
            <$inner>::schema_id()
        }
    };
}

impl<T: JsonSchema + ?Sized> JsonSchema for Defaulted<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        true
    }
}

impl<T: JsonSchema> JsonSchema for SkipsNone<Option<T>> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        Option::<T>::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            generator.subschema_for::<T>()
        } else {
            Option::<T>::json_schema(generator)
        }
    }
    fn _schemars_private_is_option() -> bool {
        true
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for BesideTag<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        if schema.as_bool() == Some(true) {
            schema.insert("additionalProperties".to_owned(), true.into());
        }
        if is_no_object(&referred_to(schema.clone(), generator)) {
            let why = "serde writes the only field of a variant beside the tag, and reads it there, which only an object can \
                       be: give the field a name";
            schema.insert(REFUSED.to_owned(), why.into());
        }
        schema
    }
}

/// Whether a schema is of a type that is never an object, and not of `()`, which stands beside a tag as nothing.
fn is_no_object(schema: &Schema) -> bool {
    let never = |name: &str| ["array", "boolean", "integer", "number", "string"].contains(&name);
    let types = schema.get("type");
    let one = types.and_then(|types| types.as_str()).is_some_and(never);
    let several = types.and_then(|types| types.as_array()).is_some_and(|types| {
        let names = || types.iter().filter_map(|name| name.as_str());
        names().any(never) && names().all(|name| never(name) || name == "null")
    });
    one || several
}

impl<K: JsonSchema + ?Sized, M: JsonSchema + ?Sized> JsonSchema for Keyed<K, M> {
    same_definition_as!(M);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut keys = K::json_schema(generator);
        spell_out(&mut keys, generator, 0);
        let keys = named::<K>(keys);
        let mut schema = M::json_schema(generator);
        schema.insert(KEYS.to_owned(), keys.to_value());
        schema
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Kind<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        named::<T>(T::json_schema(generator))
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        named::<T>(T::_schemars_private_non_optional_json_schema(generator))
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Address<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        use std::any::type_name;
        use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
        let mut schema = T::json_schema(generator);
        let formats = [
            (type_name::<SocketAddr>(), "socket-address"),
            (type_name::<SocketAddrV4>(), "socket-address-v4"),
            (type_name::<SocketAddrV6>(), "socket-address-v6"),
        ];
        if let Some((_, format)) = formats.iter().find(|(name, _)| *name == type_name::<T>()) {
            schema.insert("format".to_owned(), (*format).into());
        }
        schema
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: JsonSchema + ?Sized> JsonSchema for Argument<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        mark_keys::<T>(&mut schema, generator);
        schema
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::_schemars_private_non_optional_json_schema(generator);
        mark_keys::<T>(&mut schema, generator);
        schema
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

/// Marks the keys of a map, as far as what schemars calls it tells of them: `Map<uint8, …>`.
fn mark_keys<T: JsonSchema + ?Sized>(schema: &mut Schema, generator: &mut SchemaGenerator) {
    let is_map = schema.as_object().is_some_and(|members| {
        !members.contains_key(KEYS)
            && ["additionalProperties", "patternProperties"]
                .iter()
                .any(|keyword| members.contains_key(*keyword))
    });
    if !is_map || !for_contract(generator) {
        return;
    }
    let id = T::schema_id();
    let key = id.trim_start_matches("Option<").strip_prefix("Map<");
    let Some((key, _)) = key.and_then(|map| map.split_once(", ")) else {
        return;
    };
    macro_rules! known {
        ($($ty:ty)*) => {
            $(
                if key == <$ty>::schema_id() {
                    let keys = <$ty>::json_schema(generator);
                    schema.insert(KEYS.to_owned(), keys.to_value());
                    return;
                }
            )*
        };
    }
    known!(bool char f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
}

/// Puts definitions in the place of the references to them: a pass knows the references of schemas only.
fn spell_out(schema: &mut Schema, generator: &SchemaGenerator, depth: usize) {
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

impl<T: JsonSchema + ?Sized> JsonSchema for Flattened<T> {
    same_definition_as!(T);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
    fn _schemars_private_non_optional_json_schema(generator: &mut SchemaGenerator) -> Schema {
        let schema = T::_schemars_private_non_optional_json_schema(generator);
        let mut schema = referred_to(schema, generator);
        if let (true, Some(members)) = (for_contract(generator), schema.as_object_mut()) {
            flattened::mark(members, generator.contract().is_deserialize());
        }
        schema
    }
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

/// What a schema refers to that is nothing but a reference. It stays where the definition is still being made: the type
/// then holds itself.
fn referred_to(mut schema: Schema, generator: &SchemaGenerator) -> Schema {
    let is_reference = |schema: &Schema| {
        let members = schema.as_object()?;
        let alone = members
            .keys()
            .all(|key| ["$ref", NAME, TRUST].contains(&key.as_str()));
        let reference = members.get("$ref").filter(|_| alone)?.as_str()?;
        reference.strip_prefix("#/$defs/").map(str::to_owned)
    };
    // Each step goes to another definition, so there are no more steps than definitions.
    for _ in 0..=generator.definitions().len() {
        let target = is_reference(&schema)
            .and_then(|key| generator.definitions().get(&key))
            .and_then(|target| Schema::try_from(target.clone()).ok())
            .filter(|target| target.as_object().is_some());
        match target {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

impl<W: JsonSchema + ?Sized> JsonSchema for Wire<W> {
    same_definition_as!(W);
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        W::json_schema(generator)
    }
}

impl<T: JsonSchema + ?Sized, W: JsonSchema + ?Sized> JsonSchema for WritesAs<T, W> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        format!("{}_or_{}", T::schema_name(), W::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            generator.subschema_for::<W>()
        } else {
            generator.subschema_for::<T>()
        }
    }
    /// Asked only of what is read: serialized fields are optional where they are skipped.
    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}

impl<T: JsonSchema + ?Sized, W: JsonSchema + ?Sized> JsonSchema for ReadsAs<T, W> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Name {
        format!("{}_or_{}", T::schema_name(), W::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        if generator.contract().is_serialize() {
            generator.subschema_for::<T>()
        } else {
            generator.subschema_for::<W>()
        }
    }
}

/// The crates whose types schemars describes.
const CRATES: [&str; 8] = [
    "arrayvec::",
    "bigdecimal::",
    "chrono::",
    "jiff::",
    "rust_decimal::",
    "semver::",
    "url::",
    "uuid::",
];

/// The schema of a `T`, with its name where types of those crates are in it. What is in a type of the user that derives
/// its contract, that type says itself.
fn named<T: ?Sized>(mut schema: Schema) -> Schema {
    let name = std::any::type_name::<T>();
    let is_of_user = schema.get(NAME).is_some();
    if !is_of_user && CRATES.iter().any(|krate| name.contains(krate)) {
        schema.insert(KIND.to_owned(), name.into());
    }
    schema
}
