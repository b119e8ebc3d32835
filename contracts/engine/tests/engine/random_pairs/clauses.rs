//! Objects with few possible members under clauses about them, judged by all objects that there are.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{Json, parse};
use serde_json::{Map, Value, json};

use super::chance::Chance;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn constants() -> [Value; 4] {
    [json!(true), json!(false), Value::Null, json!(1)]
}

/// Each object of these names and constants.
fn all_objects() -> Vec<Json> {
    let mut objects = vec![Map::new()];
    for name in NAMES {
        let with = |constant: Value| {
            let objects = objects.clone().into_iter();
            objects.map(move |mut object| {
                object.insert(name.to_owned(), constant.clone());
                object
            })
        };
        let more: Vec<_> = constants().into_iter().flat_map(with).collect();
        objects.extend(more);
    }
    objects
        .into_iter()
        .map(|object| parse(Value::Object(object).to_string().as_bytes()).expect("an object"))
        .collect()
}

/// A condition on few members: mostly by constants alone.
fn condition(chance: &mut Chance) -> Value {
    let mut properties = Map::new();
    for _ in 0..1 + chance.below(2) {
        let constants = constants();
        let constant = chance.one(&constants).clone();
        let schema = match chance.below(4) {
            0 => json!({"enum": [constant, chance.one(&constants)]}),
            1 if chance.percent(30) => json!({"not": {"const": constant}}),
            _ => json!({"const": constant}),
        };
        properties.insert((*chance.one(&NAMES)).to_owned(), schema);
    }
    let names: Vec<String> = properties.keys().cloned().collect();
    let mut condition = json!({"properties": properties});
    if chance.percent(25) {
        condition["required"] = json!([chance.one(&names)]);
    }
    match chance.below(16) {
        0 => json!({"not": condition}),
        1 => json!({"required": [chance.one(&NAMES)]}),
        2 => json!({"maxProperties": chance.below(4)}),
        3 => json!({"if": condition, "then": {"required": [chance.one(&NAMES)]}}),
        _ => condition,
    }
}

fn union(chance: &mut Chance, most: usize) -> Value {
    let branches: Vec<Value> = (0..1 + chance.below(most)).map(|_| condition(chance)).collect();
    let keyword = if chance.percent(15) { "oneOf" } else { "anyOf" };
    json!({keyword: branches})
}

fn closed(chance: &mut Chance) -> Value {
    let constants = constants();
    let member = |chance: &mut Chance| match chance.below(3) {
        0 => json!({"enum": constants}),
        1 => json!({"type": "boolean"}),
        _ => json!({"type": ["boolean", "null"]}),
    };
    let properties: Map<String, Value> = NAMES
        .iter()
        .map(|name| ((*name).to_owned(), member(chance)))
        .collect();
    let required: Vec<&str> = NAMES.into_iter().filter(|_| chance.percent(60)).collect();
    let clauses: Vec<Value> = (0..1 + chance.below(8)).map(|_| union(chance, 3)).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false, "allOf": clauses})
}

#[test]
fn clauses_over_few_members_are_decided_as_all_objects_say() {
    let objects = all_objects();
    let pairs = super::number("COUNTERPART_TEST_PAIRS").unwrap_or(100);
    let (mut contained, mut broken) = (0, 0);
    for seed in 0..pairs {
        let chance = &mut Chance::of(seed ^ 0xc1a5);
        let emitted = closed(chance);
        let accepted = match chance.below(3) {
            0 => union(chance, 12),
            1 => json!({"allOf": [union(chance, 4), union(chance, 8)]}),
            _ => json!({"not": {"allOf": [union(chance, 3), union(chance, 3), union(chance, 3)]}}),
        };
        let read =
            |schema: &Value| Schema::parse(schema.to_string().as_bytes(), &Options::default()).unwrap();
        let (sub, sup) = (read(&emitted), read(&accepted));
        let breaks = |object: &&Json| sub.accepts(object) == Ok(true) && sup.accepts(object) == Ok(false);
        let expected = objects.iter().find(breaks);
        let told = format!("pair {seed}: {emitted} in {accepted}");
        match (check(&sub, &sup, &Limits::default()), expected) {
            (Verdict::Compatible, None) => contained += 1,
            (Verdict::Incompatible(findings), Some(_)) => {
                let all_break = findings.iter().all(|finding| breaks(&&finding.witness));
                assert!(all_break, "{told}: {findings:?}");
                broken += 1;
            }
            (verdict, expected) => panic!("{told}: {verdict:?}, but {expected:?}"),
        }
    }
    assert!(
        contained.min(broken) * 10 > pairs,
        "{contained} contained, {broken} broken"
    );
}
