//! Flattened fields of every kind, in generic types too.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use crate::judge::shape::{Shape, shape};

#[derive(Serialize, Deserialize, Contract)]
struct Envelope<T> {
    id: u8,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize, Deserialize, Contract)]
struct Optional<T> {
    id: u8,
    #[serde(flatten)]
    body: Option<T>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Optional2<T> {
    number: u8,
    #[serde(flatten)]
    body: Option<T>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Body {
    name: String,
    #[serde(default, alias = "remark")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind")]
enum Internal {
    A {
        x: u8,
    },
    B,
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind", content = "data")]
enum Adjacent {
    A { x: u8 },
    B,
    C(Option<u8>),
}

#[derive(Serialize, Deserialize, Contract)]
enum External {
    A {
        x: u8,
    },
    #[serde(rename = "bee")]
    B(String),
    C(u8, u8),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Untagged {
    A { x: u8 },
    B { y: String },
}

#[derive(Serialize, Deserialize, Contract)]
enum Generic<T> {
    Held(T),
    Named { inner: T },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Denies {
    id: u8,
    #[serde(flatten)]
    body: Body,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct InnerDenies {
    name: String,
}

#[derive(Serialize, Deserialize, Contract)]
struct Twice {
    #[serde(flatten)]
    a: Body,
    #[serde(flatten)]
    b: Adjacent,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Deep {
    #[serde(flatten)]
    one: DeepOne,
    last: Option<bool>,
}

#[derive(Serialize, Deserialize, Contract)]
struct DeepOne {
    #[serde(flatten)]
    two: DeepTwo,
    #[serde(flatten)]
    choice: Untagged,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct DeepTwo {
    first_field: u8,
    second_field: Option<u16>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Lasts {
    id: u8,
    #[serde(flatten)]
    duration: Duration,
}

#[derive(Serialize, Deserialize, Contract)]
struct TypedRest {
    id: u8,
    any: serde_json::Value,
    maybe: Option<serde_json::Value>,
    #[serde(flatten)]
    rest: HashMap<String, u8>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum FlattenInVariant {
    A {
        #[serde(flatten)]
        body: Body,
        id: u8,
    },
    B {
        #[serde(flatten)]
        rest: BTreeMap<String, bool>,
    },
    C(Envelope<Untagged>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum FlattenInAdjacent {
    A {
        #[serde(flatten)]
        body: Internal,
    },
    B {
        #[serde(flatten)]
        body: Option<Body>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
struct Tagged {
    #[serde(flatten)]
    tagged: TaggedStruct,
    id: u8,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename = "tagged")]
struct TaggedStruct {
    name: String,
}

#[derive(Serialize, Deserialize, Contract)]
struct SkippedFlat {
    id: u8,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
    #[serde(flatten, default)]
    more: DeepTwo,
}

#[derive(Serialize, Deserialize, Contract)]
struct Nothing {
    id: u8,
    #[serde(flatten)]
    nothing: (),
}

#[derive(Serialize, Deserialize, Contract)]
struct Unit;

#[derive(Serialize, Deserialize, Contract)]
struct EmptyStruct {}

#[derive(Serialize, Deserialize, Contract)]
struct OfEmpty {
    #[serde(flatten)]
    empty: EmptyStruct,
    id: u8,
}

#[derive(Serialize, Deserialize, Contract)]
struct Boxed {
    id: u8,
    #[serde(flatten)]
    body: Box<Envelope2>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Envelope2 {
    name: String,
    next: Option<Box<Boxed>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum TaggedOthers {
    Denies(InnerDenies),
    Ends(SystemTime),
    Names { name: String },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", deny_unknown_fields)]
enum TaggedDenies {
    Names { name: String },
    Unit,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum UntaggedOthers {
    Denies(InnerDenies),
    Ends(SystemTime),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
enum AdjacentDenies {
    Names { name: String },
    Unit,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", deny_unknown_fields)]
enum CodedDenies {
    Coded { code: u8 },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Code {
    code: u8,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct DeniesItself {
    number: u8,
    #[serde(flatten)]
    code: Code,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum UntaggedDeep {
    Tagged(CodedDenies),
    Code(Box<Code>),
    External(Generic<Body>),
}

#[derive(Serialize, Deserialize, Contract)]
struct Plain<T> {
    number: u8,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize, Deserialize, Contract)]
struct Round {
    id: u8,
    #[serde(flatten)]
    choice: RoundChoice,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum RoundChoice {
    Node(Box<Node>),
    Leaf { leaf: u8 },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Node {
    #[serde(alias = "below")]
    next: Vec<Round>,
}

/// serde takes away what the struct itself reads, and nothing else.
#[derive(Serialize, Deserialize, Contract)]
struct AfterStruct<T> {
    id: u8,
    #[serde(flatten)]
    body: Body,
    #[serde(flatten)]
    choice: T,
}

#[derive(Serialize, Deserialize, Contract)]
struct Rest {
    id: u8,
    #[serde(flatten)]
    rest: serde_json::Value,
}

#[derive(Deserialize, Serialize, Contract)]
struct TwoRests {
    #[serde(flatten, skip_serializing)]
    any: Option<serde_json::Value>,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t")]
enum BesideTag {
    Standard(Result<Vec<u8>, String>),
    Ends(std::ops::Bound<u8>),
}

#[derive(Serialize, Deserialize, Contract)]
struct OptionalRest {
    id: u8,
    #[serde(flatten)]
    rest: Option<serde_json::Value>,
}

pub(crate) fn all() -> Vec<Shape> {
    vec![
        shape::<Envelope<TaggedOthers>>("types that deny, tagged", r#"{"id":1,"t":"Names","name":"a"}"#).and(
            &[
                r#"{"id":1,"t":"Names","name":"a","x":1}"#,
                r#"{"id":1,"t":"Denies","name":"a"}"#,
                r#"{"id":1,"t":"Denies","name":"a","x":1}"#,
                r#"{"id":1,"t":"Ends","secs_since_epoch":1,"nanos_since_epoch":1}"#,
                r#"{"id":1,"t":"Ends","secs_since_epoch":1,"nanos_since_epoch":1,"x":1}"#,
            ],
        ),
        shape::<Envelope<TaggedDenies>>("a tagged enum that denies", r#"{"id":1,"t":"Names","name":"a"}"#)
            .and(&[
                r#"{"id":1,"t":"Names","name":"a","x":1}"#,
                r#"{"id":1,"t":"Unit","x":1}"#,
            ]),
        shape::<Envelope<UntaggedOthers>>("types that deny, untagged", r#"{"id":1,"name":"a"}"#).and(&[
            r#"{"id":1,"name":"a","x":1}"#,
            r#"{"id":1,"secs_since_epoch":1,"nanos_since_epoch":1}"#,
            r#"{"id":1,"secs_since_epoch":1,"nanos_since_epoch":1,"x":1}"#,
        ]),
        shape::<Envelope<AdjacentDenies>>(
            "an adjacent enum that denies",
            r#"{"id":1,"t":"Names","c":{"name":"a"}}"#,
        )
        .and(&[
            r#"{"id":1,"t":"Names","c":{"name":"a"},"x":1}"#,
            r#"{"id":1,"t":"Names","c":{"name":"a","x":1}}"#,
            r#"{"id":1,"t":"Unit","x":1}"#,
        ]),
        shape::<Envelope<Optional2<TaggedOthers>>>(
            "twice flattened",
            r#"{"id":1,"number":2,"t":"Denies","name":"a"}"#,
        )
        .and(&[
            r#"{"id":1,"number":2,"t":"Denies","name":"a","x":1}"#,
            r#"{"id":1,"number":2,"x":1}"#,
        ])
        .stricter(),
        shape::<AfterStruct<CodedDenies>>(
            "a tagged enum that denies behind a struct",
            r#"{"id":1,"name":"a","t":"Coded","code":1}"#,
        )
        .and(&[
            r#"{"id":1,"remark":"a","name":"a","t":"Coded","code":1}"#,
            r#"{"id":1,"name":"a","t":"Coded","code":1,"x":1}"#,
        ]),
        shape::<Envelope<DeniesItself>>(
            "a struct that flattens and denies",
            r#"{"id":1,"number":2,"code":1}"#,
        )
        .and(&[r#"{"id":1,"number":2,"code":1,"x":1}"#]),
        shape::<Envelope<UntaggedDeep>>("what denies behind two names", r#"{"id":1,"code":1}"#).and(&[
            r#"{"id":1,"code":1,"x":1}"#,
            r#"{"id":1,"t":"Coded","code":1}"#,
            r#"{"id":1,"t":"Coded","code":1,"x":1}"#,
            r#"{"id":1,"Held":{"name":"a"}}"#,
            r#"{"id":1,"Held":{"name":"a"},"x":1}"#,
        ]),
        shape::<TwoRests>("two maps, of which both are read", r#"{"x":1}"#)
            .and(&[r#"{"x":"a"}"#, r#"{"x":256}"#]),
        shape::<Rest>("any value", r#"{"id":1,"x":[]}"#),
        shape::<Envelope<Plain<TaggedOthers>>>(
            "a struct that flattens what denies",
            r#"{"id":1,"number":2,"t":"Denies","name":"a"}"#,
        )
        .and(&[
            r#"{"id":1,"number":2,"t":"Denies","name":"a","x":1}"#,
            r#"{"id":1,"number":2,"t":"Names","name":"a","x":1}"#,
        ]),
        shape::<Round>("what denies, in itself", r#"{"id":1,"next":[{"id":2,"leaf":3}]}"#).and(&[
            r#"{"id":1,"next":[{"id":2,"leaf":3,"x":1}]}"#,
            r#"{"id":1,"next":[],"x":1}"#,
            r#"{"id":1,"next":[{"id":2,"next":[],"x":1}]}"#,
            r#"{"id":1,"below":[{"id":2,"below":[]}]}"#,
        ]),
        shape::<BesideTag>(
            "types of the standard library beside a tag",
            r#"{"t":"Standard","Ok":[1]}"#,
        )
        .and(&[
            r#"{"t":"Standard","Ok":[1],"x":1}"#,
            r#"{"t":"Standard","Err":1}"#,
            r#"{"t":"Ends","Included":1}"#,
        ]),
        shape::<Envelope<BesideTag>>("the same flattened", r#"{"id":1,"t":"Standard","Ok":[1]}"#)
            .and(&[r#"{"id":1,"t":"Standard","Ok":[1],"x":1}"#]),
        shape::<OptionalRest>("perhaps any value", r#"{"id":1,"x":[]}"#),
        shape::<Envelope<Body>>("a struct", r#"{"id":1,"name":"a"}"#).and(&[
            r#"{"id":1,"name":"a","remark":"x"}"#,
            r#"{"id":1,"name":"a","remark":1}"#,
            r#"{"id":1}"#,
        ]),
        shape::<Envelope<Internal>>("internal", r#"{"id":1,"kind":"B"}"#).and(&[
            r#"{"id":1,"kind":"A","x":1}"#,
            r#"{"id":1,"kind":"zzz"}"#,
            r#"{"id":1,"kind":"A"}"#,
        ]),
        shape::<Envelope<Adjacent>>("adjacent", r#"{"id":1,"kind":"B"}"#).and(&[
            r#"{"id":1,"kind":"A","data":{"x":1}}"#,
            r#"{"id":1,"kind":"C"}"#,
            r#"{"id":1,"kind":"C","data":null}"#,
            r#"{"id":1,"kind":"B","data":1}"#,
        ]),
        shape::<Envelope<External>>("external", r#"{"id":1,"A":{"x":1}}"#).and(&[
            r#"{"id":1,"bee":"x"}"#,
            r#"{"id":1,"C":[1,2]}"#,
            r#"{"id":1}"#,
            r#"{"id":1,"C":[1]}"#,
        ]),
        shape::<Envelope<Untagged>>("untagged", r#"{"id":1,"x":1}"#).and(&[
            r#"{"id":1,"y":"x"}"#,
            r#"{"id":1,"x":"1","y":"x"}"#,
            r#"{"id":1}"#,
        ]),
        shape::<Envelope<Generic<Body>>>("a generic enum", r#"{"id":1,"Held":{"name":"a"}}"#)
            .and(&[r#"{"id":1,"Named":{"inner":{"name":"a"}}}"#]),
        shape::<Envelope<Generic<u8>>>("a generic enum of a number", r#"{"id":1,"Held":1}"#),
        shape::<Envelope<BTreeMap<String, u8>>>("a map", r#"{"id":1,"a":1}"#).and(&[r#"{"id":1,"a":"x"}"#]),
        shape::<Envelope<InnerDenies>>("a struct that denies", r#"{"id":1,"name":"a"}"#)
            .and(&[r#"{"id":1,"name":"a","x":1}"#]),
        shape::<Optional<Body>>("an optional struct", r#"{"id":1}"#)
            .and(&[r#"{"id":1,"name":"a"}"#, r#"{"id":1,"name":1}"#])
            .stricter(),
        shape::<Optional<Internal>>("an optional enum", r#"{"id":1}"#)
            .and(&[r#"{"id":1,"kind":"A"}"#, r#"{"id":1,"kind":"A","x":1}"#])
            .stricter(),
        shape::<Optional<External>>("an optional external enum", r#"{"id":1}"#)
            .and(&[r#"{"id":1,"A":1}"#, r#"{"id":1,"bee":"x"}"#])
            .stricter(),
        shape::<Denies>("denied around", r#"{"id":1,"name":"a"}"#).and(&[r#"{"id":1,"name":"a","x":1}"#]),
        shape::<Twice>("three", r#"{"name":"a","kind":"B","x":[]}"#).and(&[
            r#"{"name":"a","kind":"A","data":{"x":1},"z":1}"#,
            r#"{"name":"a"}"#,
        ]),
        shape::<Deep>("deep", r#"{"firstField":1,"x":1}"#).and(&[
            r#"{"x":1}"#,
            r#"{"y":"a","last":true}"#,
            r#"{"secondField":70000,"x":1}"#,
        ]),
        shape::<Lasts>("a duration", r#"{"id":1,"secs":1,"nanos":1}"#).and(&[
            r#"{"id":1,"secs":18446744073709551615,"nanos":1000000000}"#,
            r#"{"id":1,"secs":18446744073709551615,"nanos":0}"#,
            r#"{"id":1,"secs":1,"nanos":1,"x":1}"#,
        ]),
        shape::<TypedRest>(
            "any value beside a typed map",
            r#"{"id":1,"any":[],"maybe":{},"x":1}"#,
        )
        .and(&[r#"{"id":1,"any":null,"x":"y"}"#, r#"{"id":1}"#]),
        shape::<FlattenInVariant>("in a variant", r#"{"t":"A","name":"a","id":1}"#).and(&[
            r#"{"t":"B","x":true}"#,
            r#"{"t":"B","x":1}"#,
            r#"{"t":"C","id":1,"x":1}"#,
            r#"{"t":"C","id":1}"#,
        ]),
        shape::<FlattenInAdjacent>("in an adjacent variant", r#"{"t":"A","c":{"kind":"B"}}"#)
            .and(&[
                r#"{"t":"B","c":{}}"#,
                r#"{"t":"B"}"#,
                r#"{"t":"A","c":{"kind":"A"}}"#,
            ])
            .stricter(),
        shape::<Tagged>("a tagged struct", r#"{"type":"tagged","name":"a","id":1}"#)
            .and(&[r#"{"name":"a","id":1}"#, r#"{"type":1,"name":"a","id":1}"#]),
        shape::<SkippedFlat>("skipped", r#"{"id":1}"#)
            .and(&[
                r#"{"id":1,"name":"a","firstField":1}"#,
                r#"{"id":1,"firstField":300}"#,
            ])
            .stricter(),
        shape::<Nothing>("nothing", r#"{"id":1}"#),
        shape::<OfEmpty>("an empty struct", r#"{"id":1}"#),
        shape::<Boxed>("a box that holds itself", r#"{"id":1,"name":"a"}"#)
            .and(&[r#"{"id":1,"name":"a","next":{"id":2,"name":"b","next":null}}"#]),
    ]
}
