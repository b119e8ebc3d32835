//! Types that hold themselves.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

use crate::judge::shape::{Shape, shape};

#[derive(Serialize, Deserialize, Contract)]
struct Tree {
    value: u8,
    #[serde(default)]
    children: Vec<Tree>,
    parent: Option<Box<Tree>>,
    by_name: BTreeMap<u8, Box<Tree>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Expression {
    And { of: Vec<Expression> },
    Not { of: Box<Expression> },
    Is { field: String, value: Option<Literal> },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Literal>),
    Map(HashMap<String, Literal>),
}

#[derive(Serialize, Deserialize, Contract)]
enum Chain {
    End,
    Link(Box<Chain>),
    Both(Box<Chain>, Option<Box<Chain>>),
    Named { next: Box<Chain> },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Leaf,
    Node(Box<Adjacent>),
    Nodes(Vec<Adjacent>),
    Maybe(Option<Box<Adjacent>>),
}

#[derive(Serialize, Deserialize, Contract)]
struct A {
    b: Option<Box<B>>,
    #[serde(flatten)]
    common: Common,
}

#[derive(Serialize, Deserialize, Contract)]
struct B {
    a: Vec<A>,
    #[serde(flatten)]
    rest: BTreeMap<String, Option<A>>,
}

#[derive(Serialize, Deserialize, Contract)]
struct Common {
    id: u8,
    others: Vec<A>,
}

#[derive(Serialize, Deserialize, Contract)]
struct List(Vec<List>);

#[derive(Serialize, Deserialize, Contract)]
struct Generic<T> {
    value: T,
    next: Option<Box<Generic<T>>>,
    other: Option<Box<Generic<u8>>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
enum Menu {
    Item { name: String },
    Sub { name: String, items: Vec<Menu> },
    Strict(Strict),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
struct Strict {
    label: String,
    menu: Option<Box<Menu>>,
}

pub(crate) fn all() -> Vec<Shape> {
    vec![
        shape::<Tree>(
            "a tree",
            r#"{"value":1,"by_name":{"1":{"value":2,"by_name":{}}}}"#,
        )
        .and(&[
            r#"{"value":1,"by_name":{"256":{"value":2,"by_name":{}}}}"#,
            r#"{"value":1,"parent":{"value":300,"by_name":{}},"by_name":{}}"#,
        ]),
        shape::<Expression>(
            "an expression",
            r#"{"op":"not","of":{"op":"and","of":[{"op":"is","field":"a","value":[null,{"x":1}]}]}}"#,
        )
        .and(&[r#"{"op":"not","of":{"op":"or"}}"#]),
        shape::<Chain>("a chain", r#"{"Link":{"Both":["End",null]}}"#)
            .and(&[r#"{"Named":{"next":"End"}}"#, r#"{"Link":null}"#]),
        shape::<Adjacent>("an adjacent tree", r#"{"t":"Node","c":{"t":"Leaf"}}"#).and(&[
            r#"{"t":"Nodes","c":[{"t":"Maybe","c":null}]}"#,
            r#"{"t":"Maybe"}"#,
            r#"{"t":"Node"}"#,
        ]),
        shape::<A>("each the other", r#"{"id":1,"others":[],"b":{"a":[],"x":null}}"#).and(&[
            r#"{"id":1,"others":[{"id":1}]}"#,
            r#"{"id":1,"others":[],"b":{"a":[],"x":{"id":"y"}}}"#,
        ]),
        shape::<List>("a list of itself", "[[],[[]]]").and(&["[1]", "[[null]]"]),
        shape::<Generic<String>>(
            "a generic type",
            r#"{"value":"a","next":{"value":"b"},"other":{"value":1}}"#,
        )
        .and(&[
            r#"{"value":"a","next":{"value":1}}"#,
            r#"{"value":"a","other":{"value":"1"}}"#,
        ]),
        shape::<Menu>("a menu", r#"{"name":"a"}"#).and(&[
            r#"{"label":"a"}"#,
            r#"{"label":"a","x":1}"#,
            r#"{"name":"a","items":[1]}"#,
            r#"{"label":"a","menu":{"label":"b"}}"#,
        ]),
    ]
}
