//! Lists that are written as objects, and lists that refuse duplicates.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use counterpart::Contract;
use counterpart::contract::{Assumption, Role};
use serde::{Deserialize, Serialize};
use serde_with::{EnumMap, KeyValueMap, MapPreventDuplicates, SetPreventDuplicates};

use super::super::kinds::judge::{breaks, fits, schema, written};
use super::{adapted, only_written, reads_at_least, reads_exactly};

adapted! {
    Outcomes: "EnumMap", Vec<Outcome>;
    Units: "EnumMap", Vec<Unit>;
    MaybeOutcomes: "Option<EnumMap>", Option<Vec<Outcome>>;
    Others: "EnumMap", Vec<WithOther>;
    Items: "KeyValueMap<_>", Vec<Item>;
    Pairs: "KeyValueMap<_>", Vec<(String, u8, bool)>;
    Tuples: "KeyValueMap<_>", Vec<Tuple>;
    Numbered: "KeyValueMap<_>", Vec<ByNumber>;
    ByUnit: "KeyValueMap<_>", Vec<OfUnit>;
    ById: "KeyValueMap<_>", Vec<OfId>;
    Closed: "KeyValueMap<_>", Vec<Denying>;
    Open: "KeyValueMap<_>", Vec<Flattening>;
    Once: "SetPreventDuplicates<_>", BTreeSet<u8>;
    OnceText: "SetPreventDuplicates<_>", HashSet<String>;
    OncePair: "SetPreventDuplicates<_>", BTreeSet<(bool, char)>;
    OnceKey: "MapPreventDuplicates<_, _>", BTreeMap<i8, bool>;
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Contract)]
enum Outcome {
    Passed(u32),
    #[serde(rename = "failed", alias = "broken")]
    Failed {
        step: String,
        code: Option<i8>,
    },
    Skipped,
    Timed(u8, bool),
    Maybe(Option<bool>),
    #[serde(skip_serializing)]
    OnlyRead(bool),
    #[serde(skip_deserializing)]
    OnlyWritten,
    Deep(Box<Outcome>),
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case")]
enum Unit {
    FirstOne,
    Second,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
enum WithOther {
    Known(u8),
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
struct Item {
    #[serde(rename = "$key$")]
    id: String,
    count: u8,
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Tuple(String, u8);

#[derive(Debug, Serialize, Deserialize, Contract)]
struct ByNumber {
    #[serde(rename = "$key$", alias = "number")]
    number: u16,
    on: bool,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct OfUnit {
    on: bool,
    #[serde(rename = "$key$")]
    unit: Unit,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct OfId {
    on: bool,
    #[serde(rename = "$key$")]
    id: uuid::Uuid,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Denying {
    #[serde(rename = "$key$")]
    id: String,
    on: bool,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Flattening {
    #[serde(rename = "$key$")]
    id: String,
    #[serde(flatten)]
    more: BTreeMap<String, bool>,
}

fn texts() -> Vec<String> {
    [
        "{}",
        "[]",
        "null",
        "\"Skipped\"",
        r#"{"Skipped":null}"#,
        r#"{"Skipped":{}}"#,
        r#"{"Passed":0}"#,
        r#"{"Passed":4294967296}"#,
        r#"{"Passed":1,"Skipped":null,"Timed":[1,true]}"#,
        r#"{"Timed":[1]}"#,
        r#"{"Timed":[1,true,2]}"#,
        r#"{"failed":{"step":"x"}}"#,
        r#"{"failed":{"step":"x","code":-128,"more":1}}"#,
        r#"{"failed":{"code":1}}"#,
        r#"{"broken":{"step":"x","code":null}}"#,
        r#"{"Failed":{"step":"x"}}"#,
        r#"{"Maybe":null,"OnlyRead":true}"#,
        r#"{"OnlyWritten":null}"#,
        r#"{"Deep":{"Passed":1}}"#,
        r#"{"Deep":"Skipped"}"#,
        r#"{"Deep":{"Passed":1,"Skipped":null}}"#,
        r#"{"Unheard":null}"#,
        r#"{"Unheard":1}"#,
        r#"{"Known":7,"Unheard":null}"#,
        r#"{"Known":null}"#,
        r#"{"first-one":null,"second":null}"#,
        r#"{"first-one":1}"#,
        r#"{"FirstOne":null}"#,
        r#"{"a":{"count":1}}"#,
        r#"{"a":{"count":255,"note":"n","more":1},"b":{"count":0}}"#,
        r#"{"a":{"count":256}}"#,
        r#"{"a":{"count":1,"$key$":"a"}}"#,
        r#"{"a":{"count":1,"id":"a"}}"#,
        r#"{"a":{}}"#,
        r#"{"a":[1,true]}"#,
        r#"{"a":[1]}"#,
        r#"{"a":[256,true]}"#,
        r#"{"a":[1,true,2]}"#,
        r#"{"a":1}"#,
        r#"{"a":{"on":true}}"#,
        r#"{"a":{"on":true,"more":false}}"#,
        r#"{"a":{"on":true,"more":1}}"#,
        r#"{"1":{"on":true}}"#,
        r#"{"1":{"on":true,"number":1}}"#,
        r#"{"first-one":{"on":true}}"#,
        r#"{"third":{"on":true}}"#,
        r#"{"67e55044-10b1-426f-9247-bb680e5fe0c8":{"on":true}}"#,
        "[1,2]",
        "[1,1]",
        "[256]",
        r#"["a","b"]"#,
        r#"["a","a"]"#,
        r#"[[true,"a"],[false,"a"]]"#,
        r#"[[true,"a"],[true,"a"]]"#,
        r#"{"1":true,"-1":false,"-128":true}"#,
        r#"{"01":true}"#,
        r#"{"128":true}"#,
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn variants_are_the_keys_of_an_object() {
    let texts = texts();
    reads_exactly::<Outcomes>(&texts);
    reads_exactly::<Units>(&texts);
    reads_exactly::<MaybeOutcomes>(&texts);
    reads_exactly::<Others>(&texts);
    let failed = || Outcome::Failed {
        step: "build".to_owned(),
        code: None,
    };
    only_written([
        Outcomes(vec![]),
        Outcomes(vec![Outcome::Passed(1), failed(), Outcome::Skipped]),
        Outcomes(vec![Outcome::Timed(0, true), Outcome::Maybe(None)]),
        Outcomes(vec![Outcome::Deep(Box::new(failed())), Outcome::OnlyWritten]),
    ]);
    written([Units(vec![]), Units(vec![Unit::FirstOne, Unit::Second])]);
    only_written([MaybeOutcomes(None), MaybeOutcomes(Some(vec![failed()]))]);
    written([Others(vec![WithOther::Unknown, WithOther::Known(1)])]);
    breaks::<Units, Outcomes>();
    fits::<Units, BTreeMap<String, Option<u8>>>();
}

#[test]
fn a_field_or_the_first_item_is_the_key_of_the_rest() {
    let texts = texts();
    reads_exactly::<Pairs>(&texts);
    reads_exactly::<Tuples>(&texts);
    reads_exactly::<ByUnit>(&texts);
    reads_exactly::<Closed>(&texts);
    reads_exactly::<Open>(&texts);
    // serde reads a struct from a list as well.
    reads_at_least::<Items>(&texts);
    reads_at_least::<ById>(&texts);
    let item = |id: &str, note: Option<&str>| Item {
        id: id.to_owned(),
        count: 255,
        note: note.map(str::to_owned),
    };
    written([Items(vec![]), Items(vec![item("", None), item("a", Some("n"))])]);
    written([Pairs(vec![("a".to_owned(), 0, true)])]);
    written([Tuples(vec![Tuple("a".to_owned(), 0)])]);
    written([ByUnit(vec![OfUnit {
        on: true,
        unit: Unit::FirstOne,
    }])]);
    written([ById(vec![OfId {
        on: true,
        id: uuid::Uuid::from_u128(7),
    }])]);
    written([Closed(vec![Denying {
        id: "a".to_owned(),
        on: true,
    }])]);
    written([Open(vec![Flattening {
        id: "a".to_owned(),
        more: [("b".to_owned(), true)].into(),
    }])]);
    breaks::<Items, Pairs>();
    breaks::<ByUnit, ById>();
    fits::<ByUnit, Closed>();
}

#[test]
fn a_number_that_is_a_key_is_written_and_never_read() {
    use super::super::kinds::judge::holds;

    let text = serde_json::to_string(&Numbered(vec![ByNumber { number: 7, on: true }])).unwrap();
    assert_eq!(text, r#"{"7":{"on":true}}"#);
    assert!(serde_json::from_str::<Numbered>(&text).is_err());
    assert_eq!(holds(&schema::<Numbered>(Role::Emits), &text), Some(true));
    let accepted = schema::<Numbered>(Role::Consumes);
    assert_eq!(holds(&accepted, &text), Some(false));
    assert_eq!(holds(&accepted, "{}"), Some(true));
    let above = r#"{"65536":{"on":true}}"#;
    assert_eq!(holds(&schema::<Numbered>(Role::Emits), above), Some(false));
}

/// No schema says that a producer does not: every contract assumes it, as `unique-keys`.
#[test]
fn keys_are_written_twice_of_lists_and_of_flattened_parts() {
    #[serde_with::serde_as]
    #[derive(Serialize)]
    struct Mapped(#[serde_as(as = "serde_with::Map<_, _>")] Vec<(u8, bool)>);
    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Kind {
        One { at: u8 },
    }
    #[derive(Serialize)]
    struct Flattened {
        #[serde(flatten)]
        kind: Kind,
        #[serde(flatten)]
        rest: BTreeMap<&'static str, u8>,
    }
    let text = |outcomes| serde_json::to_string(&Outcomes(outcomes)).unwrap();
    assert_eq!(
        text(vec![Outcome::Passed(1), Outcome::Passed(2)]),
        r#"{"Passed":1,"Passed":2}"#
    );
    assert_eq!(
        serde_json::to_string(&Mapped(vec![(1, true), (1, false)])).unwrap(),
        r#"{"1":true,"1":false}"#
    );
    let flattened = Flattened {
        kind: Kind::One { at: 1 },
        rest: [("at", 2), ("kind", 3)].into(),
    };
    assert_eq!(
        serde_json::to_string(&flattened).unwrap(),
        r#"{"kind":"One","at":1,"at":2,"kind":3}"#
    );
    assert!(Assumption::OF_SERDE.contains(&Assumption::UniqueKeys));
}

#[test]
fn lists_that_refuse_duplicates_have_distinct_items() {
    let texts = texts();
    reads_exactly::<Once>(&texts);
    reads_exactly::<OnceText>(&texts);
    reads_exactly::<OncePair>(&texts);
    reads_exactly::<OnceKey>(&texts);
    written([vec![], vec![1, 2]].map(|list| Once(list.into_iter().collect())));
    written([OnceText(["a".to_owned(), "b".to_owned()].into())]);
    written([OncePair([(true, 'a'), (false, 'a')].into())]);
    written([OnceKey([(-128, true), (127, false)].into())]);
    fits::<BTreeSet<u8>, Once>();
    breaks::<Vec<u8>, Once>();
}

/// An enum with another form, and a struct without a key: nothing is made of these.
#[test]
fn items_that_the_adapters_do_not_know_are_refused_with_what_to_write() {
    #[derive(Serialize, Deserialize, Contract)]
    #[serde(tag = "kind")]
    enum Tagged {
        One { a: u8 },
    }
    #[serde_with::serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct OfTagged {
        #[serde_as(as = "EnumMap")]
        all: Vec<Tagged>,
    }
    #[derive(Serialize, Deserialize, Contract)]
    struct Keyless {
        id: String,
    }
    #[serde_with::serde_as]
    #[derive(Serialize, Deserialize, Contract)]
    struct OfKeyless {
        #[serde_as(as = "KeyValueMap<_>")]
        all: Vec<Keyless>,
    }
    let of = |error: Result<_, counterpart::schema::SchemaError>| error.expect_err("refused").to_string();
    let generate = counterpart::schema::generate::<OfTagged>;
    insta::assert_snapshot!(of(generate(Role::Consumes)), @r#"`OfTagged.all`: `EnumMap` is for enums without `tag`, `content` and `untagged`, which do not contain the list themselves: give the type on the wire, `#[contract(with = "Type")]` on the field"#);
    let generate = counterpart::schema::generate::<OfKeyless>;
    insta::assert_snapshot!(of(generate(Role::Consumes)), @r#"`OfKeyless.all`: `KeyValueMap` needs a struct with a field that is called `$key$`, or a tuple of two or more: add `#[serde(rename = "$key$")]` to the field that is the key"#);
    insta::assert_snapshot!(of(generate(Role::Emits)), @r#"`OfKeyless.all`: `KeyValueMap` needs a struct with a field that is called `$key$`, or a tuple of two or more: add `#[serde(rename = "$key$")]` to the field that is the key"#);
}
