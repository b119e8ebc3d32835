//! Whatever the real `Serialize` writes is valid for the emitted schema, and for the accepted one of the same type; and
//! what it never writes is not emitted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::{NonZeroI32, NonZeroU64};

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::json::Json;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

struct Schemas {
    emitted: jsonschema::Validator,
    accepted: jsonschema::Validator,
}

/// The schemas of a type for jsonschema's validator, which the finished document must be fit for.
fn schemas<T: counterpart::__private::schemars::JsonSchema>() -> Schemas {
    let validator = |role| {
        let schema = Json::Object(counterpart::schema::generate::<T>(role).expect("a schema"));
        let text = schema.to_string();
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        jsonschema::draft202012::new(&value).expect("it is a schema")
    };
    Schemas {
        emitted: validator(Role::Emits),
        accepted: validator(Role::Consumes),
    }
}

#[track_caller]
fn written<T>(values: impl IntoIterator<Item = T>)
where
    T: Serialize + DeserializeOwned + counterpart::__private::schemars::JsonSchema,
{
    let Schemas { emitted, accepted } = schemas::<T>();
    for value in values {
        let text = serde_json::to_string(&value).expect("serde writes it");
        let json: Value = serde_json::from_str(&text).expect("it is JSON");
        assert!(emitted.is_valid(&json), "emitted {text} is outside of its schema");
        if serde_json::from_str::<T>(&text).is_ok() {
            assert!(
                accepted.is_valid(&json),
                "serde reads {text}, and the accepted schema refuses it"
            );
        }
    }
}

#[track_caller]
fn never_written<T: counterpart::__private::schemars::JsonSchema>(values: impl IntoIterator<Item = Value>) {
    let Schemas { emitted, .. } = schemas::<T>();
    for value in values {
        assert!(
            !emitted.is_valid(&value),
            "{value} is never written, and the emitted schema admits it"
        );
    }
}

#[derive(Serialize, Deserialize, Contract, Clone, Debug, PartialEq)]
struct Address {
    street: String,
    zip: u32,
}

#[derive(Serialize, Deserialize, Contract, Clone, Debug)]
struct Numbers {
    a: i8,
    b: u16,
    c: i32,
    d: u64,
    e: i128,
    f: u128,
    g: usize,
    h: isize,
    i: NonZeroU64,
    j: Option<NonZeroI32>,
    k: f32,
    l: f64,
}

proptest! {
    #[test]
    fn integers_of_every_width(a: i8, b: u16, c: i32, d: u64, g: usize, h: isize, i in 1u64.., k in -1e30f32..1e30, l in -1e300f64..1e300) {
        let i = NonZeroU64::new(i).expect("above zero");
        written([Numbers { a, b, c, d, e: i128::from(h as i64), f: u128::from(d), g, h, i, j: NonZeroI32::new(c), k, l }]);
    }

    #[test]
    fn strings_options_lists_and_maps(text in ".*", keys in proptest::collection::btree_map(".{0,5}", any::<Option<bool>>(), 0..4)) {
        #[derive(Serialize, Deserialize, Contract)]
        struct Plain {
            text: String,
            letter: Option<char>,
            keys: BTreeMap<String, Option<bool>>,
            list: Vec<Option<String>>,
            set: BTreeSet<char>,
            unit: (),
            tuple: (u8, String, [bool; 2]),
        }
        let letter = text.chars().next();
        written([Plain {
            letter, keys, list: vec![None, Some(text.clone())], set: text.chars().collect(), unit: (),
            tuple: (7, text.clone(), [true, false]), text,
        }]);
    }
}

#[test]
fn widest_integers_stay_within_their_ranges() {
    #[derive(Contract)]
    #[allow(
        dead_code,
        reason = "serde reads and writes these fields, and nothing else does"
    )]
    struct Widest {
        unsigned: u128,
        signed: i128,
    }
    let schema = Json::Object(counterpart::schema::generate::<Widest>(Role::Emits).unwrap());
    let of = |name, key| {
        schema
            .get("properties")
            .unwrap()
            .get(name)
            .unwrap()
            .get(key)
            .unwrap()
            .to_string()
    };
    assert_eq!(of("unsigned", "maximum"), u128::MAX.to_string());
    assert_eq!(of("signed", "minimum"), i128::MIN.to_string());
    assert_eq!(of("signed", "maximum"), i128::MAX.to_string());
}

#[test]
fn structs_are_closed_and_maps_are_not() {
    written([Address {
        street: "a".into(),
        zip: 1,
    }]);
    never_written::<Address>([
        json!({"street": "a", "zip": 1, "city": "b"}),
        json!({"street": "a", "zip": 4294967296u64}),
    ]);
    written([HashMap::from([(
        "a".to_owned(),
        Address {
            street: "a".into(),
            zip: 1,
        },
    )])]);
    never_written::<HashMap<String, Address>>([json!({"a": {"street": "a", "zip": 1, "x": 0}})]);
    written([BTreeMap::from([(1u8, 2)])]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
enum External {
    Unit,
    Newtype(Address),
    Tuple(u8, Address),
    Struct { x: Option<u8> },
}

#[test]
fn externally_tagged_variants() {
    let address = Address {
        street: "a".into(),
        zip: 1,
    };
    written([
        External::Unit,
        External::Newtype(address.clone()),
        External::Tuple(1, address),
        External::Struct { x: None },
    ]);
    never_written::<External>([
        json!("Other"),
        json!({"Struct": {"x": 1, "y": 2}}),
        json!({"Struct": {"x": 1}, "Unit": null}),
        json!({"Newtype": {"street": "a", "zip": 1, "x": 0}}),
    ]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Internal {
    Unit,
    Newtype(Address),
    Struct { x: Option<u8>, at: Address },
    Any(Value),
    Map(BTreeMap<String, Value>),
}

#[test]
fn internally_tagged_variants() {
    let address = Address {
        street: "a".into(),
        zip: 1,
    };
    written([
        Internal::Unit,
        Internal::Newtype(address.clone()),
        Internal::Struct {
            x: Some(1),
            at: address,
        },
        Internal::Any(json!({"anything": [1]})),
        Internal::Map(BTreeMap::from([("a".to_owned(), json!(1))])),
    ]);
    never_written::<Internal>([
        json!({"kind": "unit", "x": 1}),
        json!({"kind": "newtype", "street": "a", "zip": 1, "x": 0}),
        json!({"kind": "struct", "x": 1, "at": {"street": "a", "zip": 1, "x": 0}}),
        json!({"kind": "struct", "x": 1, "at": {"street": "a", "zip": 1}, "y": 0}),
    ]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(tag = "op")]
enum Expression {
    Not { of: Box<Expression> },
    Leaf(Address),
    All { of: Vec<Expression> },
}

#[test]
fn recursive_tagged_variants() {
    let leaf = Expression::Leaf(Address {
        street: "a".into(),
        zip: 1,
    });
    written([Expression::All {
        of: vec![leaf.clone(), Expression::Not { of: Box::new(leaf) }],
    }]);
    never_written::<Expression>([
        json!({"op": "All", "of": [{"op": "Leaf", "street": "a", "zip": 1, "x": 1}]}),
    ]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(Address),
    Tuple(u8, u8),
    Struct { x: u8 },
}

#[test]
fn adjacently_tagged_variants() {
    let address = Address {
        street: "a".into(),
        zip: 1,
    };
    written([
        Adjacent::Unit,
        Adjacent::Newtype(address),
        Adjacent::Tuple(1, 2),
        Adjacent::Struct { x: 1 },
    ]);
    never_written::<Adjacent>([
        json!({"t": "Unit", "c": 1}),
        json!({"t": "Struct", "c": {"x": 1, "y": 2}}),
        json!({"t": "Struct", "c": {"x": 1}, "d": 2}),
    ]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(untagged)]
enum Untagged {
    Card { card: String },
    Iban { iban: String, bic: Option<String> },
    Address(Address),
    Number(i64),
    Nothing,
}

#[test]
fn untagged_variants_are_closed_separately() {
    written([
        Untagged::Card { card: "c".into() },
        Untagged::Iban {
            iban: "i".into(),
            bic: None,
        },
        Untagged::Address(Address {
            street: "a".into(),
            zip: 1,
        }),
        Untagged::Number(-1),
        Untagged::Nothing,
    ]);
    never_written::<Untagged>([
        json!({"card": "c", "iban": "i", "bic": null}),
        json!({"card": "c", "street": "a", "zip": 1}),
    ]);
    never_written::<Vec<Untagged>>([json!([{"card": "c", "iban": "i", "bic": null}])]);
    never_written::<Option<Untagged>>([json!({"card": "c", "iban": "i", "bic": null})]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
struct Flattened {
    id: u8,
    #[serde(flatten)]
    address: Address,
    #[serde(flatten)]
    kind: FlatKind,
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum FlatKind {
    Unit,
    Struct { x: Option<u8>, at: Address },
}

#[derive(Serialize, Deserialize, Contract, Clone)]
struct WithMap {
    id: u8,
    #[serde(flatten)]
    more: BTreeMap<String, Option<u8>>,
}

#[derive(Serialize, Deserialize, Contract, Clone)]
struct WithAny {
    id: u8,
    #[serde(flatten)]
    more: Value,
}

#[derive(Serialize, Deserialize, Contract, Clone)]
struct WithOption {
    id: u8,
    #[serde(flatten)]
    external: External2,
    #[serde(flatten)]
    maybe: Option<Address>,
}

#[derive(Serialize, Deserialize, Contract, Clone)]
enum External2 {
    A,
    B(u8),
    C { c: u8 },
}

#[test]
fn flattened_fields() {
    let address = Address {
        street: "a".into(),
        zip: 1,
    };
    let kinds = [
        FlatKind::Unit,
        FlatKind::Struct {
            x: None,
            at: address.clone(),
        },
    ];
    written(kinds.map(|kind| Flattened {
        id: 1,
        address: address.clone(),
        kind,
    }));
    never_written::<Flattened>([json!({"id": 1, "street": "a", "zip": 1, "kind": "unit", "other": 1})]);
    written([WithMap {
        id: 1,
        more: BTreeMap::from([("x".into(), None)]),
    }]);
    never_written::<WithMap>([json!({"id": 1, "x": "text"})]);
    written([WithAny {
        id: 1,
        more: json!({"anything": [1]}),
    }]);
    for external in [External2::B(1), External2::C { c: 1 }] {
        for maybe in [None, Some(address.clone())] {
            written([WithOption {
                id: 1,
                external: external.clone(),
                maybe,
            }]);
        }
    }
    assert!(
        serde_json::to_value(WithOption {
            id: 1,
            external: External2::A,
            maybe: None
        })
        .is_ok()
    );
    written([WithOption {
        id: 1,
        external: External2::A,
        maybe: None,
    }]);
    never_written::<WithOption>([
        json!({"id": 1, "C": {"c": 1, "d": 1}}),
        json!({"id": 1, "B": 1, "x": 1}),
    ]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
#[serde(untagged)]
enum FlatAny {
    Known { known: u8 },
    Any(Value),
}

#[test]
fn a_flattened_union_with_an_alternative_for_anything_stays_open() {
    #[derive(Serialize, Deserialize, Contract, Clone)]
    struct Outer {
        id: u8,
        #[serde(flatten)]
        rest: FlatAny,
    }
    written([
        Outer {
            id: 1,
            rest: FlatAny::Known { known: 1 },
        },
        Outer {
            id: 1,
            rest: FlatAny::Any(json!({"x": 1})),
        },
    ]);
}

#[derive(Serialize, Deserialize, Contract, Clone)]
struct Tree {
    value: u8,
    children: Vec<Tree>,
    parent: Option<Box<Self>>,
    named: BTreeMap<String, Tree>,
}

#[derive(Serialize, Deserialize, Contract, Clone)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[test]
fn recursive_and_generic_types() {
    let leaf = Tree {
        value: 1,
        children: vec![],
        parent: None,
        named: BTreeMap::new(),
    };
    let tree = Tree {
        value: 2,
        children: vec![leaf.clone()],
        parent: Some(Box::new(leaf.clone())),
        named: BTreeMap::from([("a".into(), leaf)]),
    };
    written([tree]);
    never_written::<Tree>([
        json!({"value": 1, "children": [], "named": {}, "parent": {"value": 1, "children": [], "named": {}, "parent": null, "x": 1}}),
    ]);
    written([Page {
        items: vec![Some(1u8), None],
        next: Some(Box::new(Page {
            items: vec![],
            next: None,
        })),
    }]);
    #[derive(Serialize, Deserialize, Contract, Clone)]
    struct Two {
        a: Page<u8>,
        b: Page<Address>,
    }
    let address = Address {
        street: "a".into(),
        zip: 1,
    };
    written([Two {
        a: Page {
            items: vec![255],
            next: None,
        },
        b: Page {
            items: vec![address],
            next: None,
        },
    }]);
    never_written::<Two>([
        json!({"a": {"items": [{"street": "a", "zip": 1}], "next": null}, "b": {"items": [], "next": null}}),
    ]);
}

#[test]
fn skipped_or_optional_fields_are_not_required() {
    #[derive(Serialize, Deserialize, Contract, Clone)]
    #[serde(deny_unknown_fields)]
    #[allow(
        dead_code,
        reason = "serde reads and writes these fields, and nothing else does"
    )]
    struct Skips {
        #[serde(skip)]
        hidden: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        maybe: Option<Address>,
        #[serde(skip_serializing_if = "Option::is_none")]
        twice: Option<Option<u8>>,
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        list: Vec<u8>,
        #[serde(skip_serializing)]
        #[serde(default)]
        read_only: u8,
    }
    let none = Skips {
        hidden: 1,
        maybe: None,
        twice: None,
        list: vec![],
        read_only: 1,
    };
    let some = Skips {
        maybe: Some(Address {
            street: "a".into(),
            zip: 1,
        }),
        twice: Some(None),
        list: vec![1],
        ..none.clone()
    };
    written([none, some]);
    never_written::<Skips>([
        json!({"maybe": null}),
        json!({"hidden": 1}),
        json!({"read_only": 1}),
    ]);
    let accepted = schemas::<Skips>().accepted;
    for message in [json!({}), json!({"maybe": null, "list": [], "read_only": 2})] {
        assert!(accepted.is_valid(&message) && serde_json::from_value::<Skips>(message).is_ok());
    }
}

#[test]
fn a_tagged_struct_writes_its_tag() {
    #[derive(Serialize, Deserialize, Contract, Clone)]
    #[serde(tag = "type", rename(serialize = "order.placed", deserialize = "other"))]
    struct Tagged {
        id: u8,
    }
    #[derive(Serialize, Deserialize, Contract, Clone)]
    struct Holds {
        field: Tagged,
        #[serde(flatten)]
        flat: Tagged,
    }
    written([Tagged { id: 1 }]);
    written([Holds {
        field: Tagged { id: 1 },
        flat: Tagged { id: 2 },
    }]);
    never_written::<Tagged>([json!({"id": 1}), json!({"id": 1, "type": "other"})]);
}

#[test]
fn flattened_map_is_written_even_if_the_outer_type_denies() {
    #[derive(Serialize, Contract)]
    #[serde(deny_unknown_fields)]
    struct Denies<T> {
        id: u8,
        #[serde(flatten)]
        rest: T,
    }
    #[derive(Serialize, Contract)]
    struct Holds {
        #[serde(flatten)]
        denies: Denies<Value>,
        last: bool,
    }
    type Numbers = BTreeMap<String, u8>;
    #[derive(Serialize, Contract)]
    struct Two {
        #[serde(flatten)]
        numbers: Numbers,
        #[serde(flatten)]
        flags: BTreeMap<String, bool>,
    }
    #[track_caller]
    fn emits<T: Serialize + counterpart::__private::schemars::JsonSchema>(value: &T) {
        let schema = Json::Object(counterpart::schema::generate::<T>(Role::Emits).expect("a schema"));
        let read: Value = serde_json::from_str(&schema.to_string()).expect("it is JSON");
        let validator = jsonschema::draft202012::new(&read).expect("it is a schema");
        let written = serde_json::to_value(value).expect("serde writes it");
        assert!(validator.is_valid(&written), "{written} is outside of {schema}");
    }
    emits(&Denies {
        id: 1,
        rest: BTreeMap::from([("a".to_owned(), 2_u8)]),
    });
    emits(&Denies {
        id: 1,
        rest: json!({ "a": [] }),
    });
    emits(&Holds {
        denies: Denies {
            id: 1,
            rest: json!({ "a": [] }),
        },
        last: true,
    });
    emits(&Two {
        numbers: BTreeMap::from([("a".to_owned(), 2)]),
        flags: BTreeMap::from([("b".to_owned(), true)]),
    });
}

#[test]
fn flattened_maps_are_ordered_deterministically() {
    type Numbers = BTreeMap<String, u8>;
    #[derive(Serialize, Contract)]
    struct Two {
        #[serde(flatten)]
        numbers: Numbers,
        #[serde(flatten)]
        flags: BTreeMap<String, bool>,
    }
    let make =
        || Json::Object(counterpart::schema::generate::<Two>(Role::Emits).expect("a schema")).to_string();
    #[derive(Serialize, Contract)]
    struct One {
        #[serde(flatten)]
        numbers: Numbers,
    }
    let first = make();
    for _ in 0..40 {
        counterpart::schema::generate::<One>(Role::Emits).expect("a schema");
        assert_eq!(make(), first);
    }
}
