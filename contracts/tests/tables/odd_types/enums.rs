//! Enums: every way to tag them, over every kind of variant.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use crate::judge::shape::{Shape, shape};

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum Adjacent<T> {
    Unit,
    Newtype(T),
    Optional(Option<T>),
    Nothing(()),
    Tuple(T, Option<u8>, ()),
    Empty(),
    EmptyStruct {},
    Struct {
        a: T,
        #[serde(default)]
        b: Option<T>,
    },
    #[serde(rename = "renamed", alias = "old")]
    Aliased {
        #[serde(alias = "ex")]
        x: u8,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
enum AdjacentStrict {
    Unit,
    Optional(Option<u8>),
    Tuple(u8, u8),
    EmptyStruct {},
    Struct {
        #[serde(default)]
        a: u8,
    },
}

#[derive(Serialize, Deserialize, Contract)]
enum External<T> {
    Unit,
    Newtype(T),
    Optional(Option<T>),
    Nothing(()),
    Tuple(T, T),
    Empty(),
    EmptyStruct {},
    Struct {
        a: T,
        b: Option<T>,
    },
    #[serde(skip_deserializing)]
    Written(u8),
    #[serde(skip_serializing)]
    Read(u8),
    #[serde(skip)]
    Never(std::marker::PhantomData<T>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(
    tag = "type",
    rename_all = "SCREAMING-KEBAB-CASE",
    rename_all_fields = "camelCase"
)]
enum Internal {
    UnitLike,
    #[serde(alias = "STRUCT", alias = "struct")]
    StructLike {
        the_field: u8,
        #[serde(rename = "type_")]
        other_field: Option<String>,
    },
    #[serde(rename_all = "UPPERCASE")]
    OwnCase {
        the_field: u8,
    },
    Newtype(Payload),
    Map(BTreeMap<String, u8>),
    Boxed(Box<Payload>),
    Nothing(()),
    Inner(Inner),
    EmptyStruct {},
}

#[derive(Serialize, Deserialize, Contract)]
struct Payload {
    id: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind")]
enum Inner {
    One { v: u8 },
    Two,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", deny_unknown_fields)]
enum InternalStrict {
    Unit,
    Empty {},
    Struct { a: u8 },
    Newtype(Payload),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Untagged {
    Nothing(()),
    Flag(bool),
    Small(u8),
    Float(f32),
    Pair(u8, String),
    Text(Cow<'static, str>),
    Strict(Strict),
    Named { a: u8, b: Option<u8> },
    List(Vec<Untagged>),
    Any(serde_json::Value),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: u8,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum UntaggedFew {
    Unit,
    Strict(Strict),
    Named {
        #[serde(alias = "bee")]
        b: u8,
        #[serde(default)]
        c: u8,
    },
    Empty {},
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
enum PartlyUntagged {
    Known {
        a: u8,
    },
    Unit,
    #[serde(untagged)]
    Number(i64),
    #[serde(untagged)]
    Object {
        free: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum PartlyUntaggedInternal {
    Known {
        a: u8,
    },
    Unit,
    #[serde(untagged)]
    Object {
        free: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum PartlyUntaggedAdjacent {
    Known {
        a: u8,
    },
    Unit,
    #[serde(untagged)]
    Text(String),
}

#[derive(Serialize, Deserialize, Contract)]
enum Never {}

#[derive(Serialize, Deserialize, Contract)]
struct WithNever {
    never: Option<Never>,
    nevers: Vec<Never>,
    id: u8,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum NeverUntagged {
    #[serde(skip)]
    A(#[allow(dead_code, reason = "it is skipped")] u8),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum NeverTagged {
    #[serde(skip)]
    A {},
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum NeverAdjacent {
    #[serde(skip)]
    A(#[allow(dead_code, reason = "it is skipped")] u8),
}

#[derive(Serialize, Deserialize, Contract)]
struct WithSkipped {
    untagged: Option<NeverUntagged>,
    tagged: Vec<NeverTagged>,
    adjacent: Option<Box<NeverAdjacent>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum InternalOther {
    A {
        v: u8,
    },
    #[serde(alias = "bb")]
    B,
    #[serde(other, alias = "unknown")]
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
struct OfOthers {
    a: InternalOther,
    #[serde(default)]
    b: Option<AdjacentOther>,
    c: Vec<ExternalOther>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum AdjacentOther {
    A(u8),
    B {
        v: u8,
    },
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, Hash)]
enum ExternalOther {
    A(u8),
    B,
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, Hash)]
#[serde(rename_all = "camelCase")]
enum Plain {
    #[serde(alias = "first")]
    FirstOne,
    #[serde(rename(serialize = "zwei", deserialize = "two"))]
    Second,
    #[serde(rename = "3")]
    Third,
}

#[derive(Serialize, Deserialize, Contract)]
struct OfPlain {
    set: HashSet<Plain>,
    map: BTreeMap<String, Option<Plain>>,
    array: [Plain; 2],
    pair: (Plain, Option<Plain>),
}

#[derive(Serialize, Deserialize, Contract)]
struct OfMany {
    a: OneOrMany<String>,
    b: Option<OneOrMany<Payload>>,
    #[serde(default)]
    c: Option<OneOrMany<Option<u8>>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum AdjacentUnits {
    A,
    B,
    C(),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum UntaggedTuples {
    Three(u8, u8, u8),
    Two(u8, u8),
    Array([i8; 1]),
    Empty(),
}

#[derive(Serialize, Deserialize, Contract)]
enum Lists {
    Ends(u8, #[serde(default)] u8, #[serde(default)] Option<String>),
    EndsLate(#[serde(default)] u8, u8, #[serde(default)] u8),
    #[serde(skip, other)]
    Never,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum AdjacentLists {
    Ends(u8, #[serde(default)] u8),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum UntaggedLists {
    Ends(u8, #[serde(default)] u8),
}

#[derive(Serialize, Deserialize, Contract)]
struct ListEnds(
    u8,
    #[serde(default, skip)] u8,
    #[serde(default = "Vec::new")] Vec<u8>,
);

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(default)]
struct AllDefault(u8, String);

#[derive(Serialize, Deserialize, Contract)]
enum Words {
    Known,
    #[serde(skip_deserializing, other)]
    Never,
}

pub(crate) fn all() -> Vec<Shape> {
    vec![
        shape::<Lists>("lists with defaults", r#"{"Ends":[1,2,"a"]}"#).and(&[
            r#"{"Ends":[1,2]}"#,
            r#"{"Ends":[1]}"#,
            r#"{"Ends":[]}"#,
            r#"{"EndsLate":[1,2]}"#,
            r#"{"EndsLate":[1]}"#,
            r#""Never""#,
            r#""x""#,
        ]),
        shape::<AdjacentLists>("lists with defaults, adjacent", r#"{"t":"Ends","c":[1,2]}"#)
            .and(&[r#"{"t":"Ends","c":[1]}"#, r#"{"t":"Ends","c":[]}"#]),
        shape::<UntaggedLists>("lists with defaults, untagged", "[1,2]").and(&["[1]", "[]", "[1,2,3]"]),
        shape::<ListEnds>("a list that ends", "[1,[2]]").and(&["[1]", "[]"]),
        shape::<AllDefault>("a list of defaults", r#"[1,"a"]"#).and(&["[1]", "[]", r#"["a"]"#]),
        shape::<Words>("other where nothing is read", r#""Known""#).and(&[r#""Never""#, r#""x""#]),
        shape::<Adjacent<u8>>("adjacent", r#"{"t":"Newtype","c":1}"#).and(&[
            r#"{"t":"Unit"}"#,
            r#"{"t":"Unit","c":null}"#,
            r#"{"t":"Unit","c":1}"#,
            r#"{"t":"Optional"}"#,
            r#"{"t":"Optional","c":null}"#,
            r#"{"t":"Nothing"}"#,
            r#"{"t":"Nothing","c":null}"#,
            r#"{"t":"Newtype"}"#,
            r#"{"t":"Empty"}"#,
            r#"{"t":"Empty","c":[]}"#,
            r#"{"t":"Empty","c":null}"#,
            r#"{"t":"EmptyStruct"}"#,
            r#"{"t":"EmptyStruct","c":{}}"#,
            r#"{"t":"EmptyStruct","c":null}"#,
            r#"{"t":"Tuple","c":[1,null,null]}"#,
            r#"{"t":"Tuple","c":[1,null]}"#,
            r#"{"c":1,"t":"Newtype"}"#,
            r#"{"t":"old","c":{"ex":1}}"#,
            r#"{"t":"renamed","c":{"x":1},"y":2}"#,
            r#"{"t":"Struct","c":{"a":1,"b":null}}"#,
        ]),
        shape::<Adjacent<Option<Vec<u8>>>>("adjacent of options", r#"{"t":"Newtype","c":[1]}"#).and(&[
            r#"{"t":"Newtype"}"#,
            r#"{"t":"Newtype","c":null}"#,
            r#"{"t":"Struct","c":{}}"#,
            r#"{"t":"Struct","c":{"a":null}}"#,
        ]),
        shape::<AdjacentStrict>("adjacent strict", r#"{"t":"Unit"}"#).and(&[
            r#"{"t":"Unit","x":1}"#,
            r#"{"t":"Struct","c":{"a":1,"b":1}}"#,
            r#"{"t":"Struct","c":{}}"#,
            r#"{"t":"Optional"}"#,
            r#"{"t":"EmptyStruct","c":{"a":1}}"#,
            r#"{"t":"Unit","c":null}"#,
        ]),
        shape::<External<u8>>("external", r#"{"Newtype":1}"#).and(&[
            r#""Unit""#,
            r#"{"Unit":null}"#,
            r#"{"Optional":null}"#,
            r#""Optional""#,
            r#"{"Nothing":null}"#,
            r#""Nothing""#,
            r#"{"Empty":[]}"#,
            r#""Empty""#,
            r#"{"EmptyStruct":{}}"#,
            r#""EmptyStruct""#,
            r#"{"Written":1}"#,
            r#"{"Read":1}"#,
            r#"{"Never":null}"#,
            r#"{"Newtype":1,"Unit":null}"#,
            r#"{}"#,
        ]),
        shape::<External<()>>("external of nothing", r#"{"Newtype":null}"#).and(&[
            r#"{"Struct":{"a":null}}"#,
            r#"{"Struct":{"b":null}}"#,
            r#"{"Struct":{}}"#,
        ]),
        shape::<Internal>("internal", r#"{"type":"UNIT-LIKE"}"#).and(&[
            r#"{"type":"UNIT-LIKE","x":1}"#,
            r#"{"type":"STRUCT","theField":1}"#,
            r#"{"type":"struct","theField":1,"type_":"a"}"#,
            r#"{"type":"STRUCT-LIKE","theField":1}"#,
            r#"{"type":"OWN-CASE","THE_FIELD":1}"#,
            r#"{"type":"OWN-CASE","theField":1}"#,
            r#"{"type":"NEWTYPE","id":1}"#,
            r#"{"type":"MAP","a":1}"#,
            r#"{"type":"MAP","a":"b"}"#,
            r#"{"type":"BOXED","id":1,"tags":["a"]}"#,
            r#"{"type":"NOTHING"}"#,
            r#"{"type":"NOTHING","x":1}"#,
            r#"{"type":"INNER","kind":"Two"}"#,
            r#"{"type":"INNER","kind":"One","v":1}"#,
            r#"{"type":"INNER"}"#,
            r#"{"type":"EMPTY-STRUCT","x":1}"#,
        ]),
        shape::<InternalStrict>("internal strict", r#"{"type":"Unit"}"#).and(&[
            r#"{"type":"Unit","x":1}"#,
            r#"{"type":"Empty","x":1}"#,
            r#"{"type":"Struct","a":1,"x":1}"#,
            r#"{"type":"Newtype","id":1,"x":1}"#,
        ]),
        shape::<Untagged>("untagged of everything", "null").and(&[
            "true",
            "300",
            "1.5",
            r#"[1,"a"]"#,
            r#""a""#,
            r#"{"a":1}"#,
            r#"{"a":1,"x":1}"#,
            "[[[]]]",
            "1e300",
        ]),
        shape::<UntaggedFew>("untagged of few", "null").and(&[
            r#"{}"#,
            r#"{"a":1}"#,
            r#"{"a":"x"}"#,
            r#"{"bee":1}"#,
            r#"{"b":"x"}"#,
            "1",
            r#"[]"#,
        ]),
        shape::<OfMany>("one or many", r#"{"a":"x","b":{"id":1}}"#).and(&[
            r#"{"a":["x"],"b":[{"id":1}],"c":null}"#,
            r#"{"a":[]}"#,
            r#"{"a":"x","c":[null,1]}"#,
            r#"{"a":"x","b":null,"c":1}"#,
            r#"{"a":[1]}"#,
        ]),
        shape::<PartlyUntagged>("partly untagged", r#"{"known":{"a":1}}"#).and(&[
            r#""unit""#,
            r#"1"#,
            r#"{"free":"a"}"#,
            r#"{"known":{"a":"x"}}"#,
            r#"{"known":{"a":"x"},"free":"y"}"#,
            r#"{"unit":null}"#,
            r#"1.5"#,
        ]),
        shape::<PartlyUntaggedInternal>("partly untagged beside a tag", r#"{"t":"Known","a":1}"#).and(&[
            r#"{"t":"Unit"}"#,
            r#"{"free":"a"}"#,
            r#"{"t":"Known","free":"a"}"#,
            r#"{"t":"x","free":"a"}"#,
            r#"{"t":"x"}"#,
        ]),
        shape::<PartlyUntaggedAdjacent>("partly untagged beside a content", r#"{"t":"Known","c":{"a":1}}"#)
            .and(&[
                r#"{"t":"Unit"}"#,
                r#""a""#,
                r#"{"t":"Known"}"#,
                r#"{"t":"x","c":1}"#,
            ]),
        shape::<WithNever>("an enum without variants", r#"{"id":1,"nevers":[]}"#).and(&[
            r#"{"id":1,"nevers":[],"never":null}"#,
            r#"{"id":1,"nevers":["a"]}"#,
            r#"{"id":1,"nevers":[],"never":{}}"#,
        ]),
        shape::<WithSkipped>("enums of which each variant is skipped", r#"{"tagged":[]}"#).and(&[
            r#"{"tagged":[],"untagged":null,"adjacent":null}"#,
            r#"{"tagged":[{"t":"A"}]}"#,
            r#"{"tagged":[],"untagged":1}"#,
            r#"{"tagged":[],"adjacent":{"t":"A","c":1}}"#,
        ]),
        shape::<OfOthers>("others", r#"{"a":{"t":"A","v":1},"c":[{"A":1}]}"#).and(&[
            r#"{"a":{"t":"zzz","v":[]},"c":["zzz",{"A":1}]}"#,
            r#"{"a":{"t":"bb"},"b":{"t":"zzz"},"c":[]}"#,
            r#"{"a":{"t":"unknown"},"b":{"t":"zzz","c":1},"c":[]}"#,
            r#"{"a":{"t":"A"},"c":[]}"#,
            r#"{"a":{"t":"B"},"b":{"t":"zzz","c":null},"c":[{"zzz":1}]}"#,
            r#"{"a":{"t":"B"},"c":[{"zzz":null}]}"#,
        ]),
        shape::<OfPlain>(
            "plain enums in containers",
            r#"{"set":["first"],"map":{"a":null},"array":["two","3"],"pair":["two",null]}"#,
        )
        .and(&[
            r#"{"set":["zwei"],"map":{},"array":["two","3"],"pair":["two",null]}"#,
            r#"{"set":[],"map":{},"array":["two"],"pair":["two",null]}"#,
        ]),
        shape::<AdjacentUnits>("adjacent units", r#"{"t":"A"}"#).and(&[
            r#"{"t":"C"}"#,
            r#"{"t":"C","c":[]}"#,
            r#"{"t":"C","c":[1]}"#,
            r#"{"t":"B","c":{}}"#,
        ]),
        shape::<UntaggedTuples>("untagged tuples", "[1,2]").and(&[
            "[]",
            "[1]",
            "[1,2,3]",
            "[1,2,3,4]",
            "[-1]",
            "[-1,2]",
            "null",
        ]),
    ]
}
