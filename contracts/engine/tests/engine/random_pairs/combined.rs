//! Pairs of many conditions of one kind on few names, items or numbers: enough of them for the rules that only work on many, and a
//! world that is small enough to be tried whole.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::chance::Chance;
use super::judge::{Expected, Pair};

/// The kinds of conditions.
const KINDS: [fn(&mut Chance) -> Pair; 7] = [
    patterns,
    counted,
    either,
    ranges,
    implications,
    dependent,
    distinct,
];

pub(crate) fn pair(seed: u64) -> Pair {
    let chance = &mut Chance::of(seed ^ 0x0011_3175);
    KINDS[(seed % KINDS.len() as u64) as usize](chance)
}

fn many(
    chance: &mut Chance,
    least: usize,
    span: usize,
    mut make: impl FnMut(&mut Chance) -> Value,
) -> Vec<Value> {
    (0..least + chance.below(span)).map(|_| make(chance)).collect()
}

fn shuffled(chance: &mut Chance, mut of: Vec<Value>) -> Vec<Value> {
    for place in (1..of.len()).rev() {
        of.swap(place, chance.below(place + 1));
    }
    of
}

/// Conditions of the consumer: some of the producer's in another order, perhaps with others among them.
fn conjunction(
    chance: &mut Chance,
    conditions: Vec<Value>,
    mut other: impl FnMut(&mut Chance) -> Value,
) -> (Value, Value, Expected) {
    let mut accepted = shuffled(chance, conditions.clone());
    accepted.truncate(1 + chance.below(accepted.len()));
    let expected = if chance.percent(40) {
        Expected::Contained
    } else {
        let place = chance.below(accepted.len());
        accepted[place] = other(chance);
        Expected::Open
    };
    (json!({"allOf": conditions}), json!({"allOf": accepted}), expected)
}

fn range(chance: &mut Chance, most: usize) -> Value {
    let low = chance.below(most);
    let high = low + chance.below(5);
    let mut range = json!({});
    if !chance.percent(10) {
        range[*chance.one(&["minimum", "minimum", "exclusiveMinimum"])] = json!(low);
    }
    if !chance.percent(10) {
        range[*chance.one(&["maximum", "maximum", "exclusiveMaximum"])] = json!(high);
    }
    range
}

fn patterns(chance: &mut Chance) -> Pair {
    const OF: [&str; 14] = [
        "a", "b", "c", "^a", "^b", "a$", "b$", "c$", "ab", "ba", "^.$", "^..$", "^[ab]*$", "d|c",
    ];
    let member = |chance: &mut Chance| match chance.below(8) {
        0 => json!(false),
        1 => json!({"type": "string"}),
        2 => json!({"const": chance.below(4)}),
        3 => json!({"enum": [chance.below(4), "s"]}),
        _ => range(chance, 3),
    };
    let side = |chance: &mut Chance, least: usize| {
        let mut of = Map::new();
        for _ in 0..least + chance.below(5) {
            of.insert((*chance.one(&OF)).to_owned(), member(chance));
        }
        let mut side = json!({"type": "object", "patternProperties": of});
        if chance.percent(40) {
            side["additionalProperties"] = member(chance);
        }
        if chance.percent(20) {
            side["minProperties"] = json!(1);
        }
        if chance.percent(15) {
            side["propertyNames"] = json!({"pattern": *chance.one(&OF)});
        }
        side
    };
    let emitted = side(chance, 5);
    let accepted = side(chance, 3);
    let mut names = vec![String::new()];
    for length in 0..3 {
        let longer: Vec<String> = names
            .iter()
            .filter(|name| name.len() == length)
            .flat_map(|name| ["a", "b", "c", "d", "e"].map(|letter| format!("{name}{letter}")))
            .collect();
        names.extend(longer);
    }
    let mut values = vec![json!({})];
    for name in &names {
        for value in [
            json!(0),
            json!(1),
            json!(2),
            json!(3),
            json!("s"),
            json!(null),
            json!(4.5),
        ] {
            values.push(json!({name: value}));
        }
    }
    for _ in 0..30 {
        let two = [chance.one(&names).clone(), chance.one(&names).clone()];
        values.push(json!({two[0].clone(): chance.below(4), two[1].clone(): chance.below(4)}));
    }
    let (accepted, expected) = if chance.percent(30) {
        (json!({"anyOf": [accepted, emitted]}), Expected::Contained)
    } else {
        (accepted, Expected::Open)
    };
    Pair {
        emitted,
        accepted,
        values,
        expected,
    }
}

fn arrays(chance: &mut Chance, count: usize) -> Vec<Value> {
    let mut values = vec![json!([])];
    for _ in 0..count {
        let items: Vec<Value> = (0..chance.below(8))
            .map(|_| {
                if chance.percent(90) {
                    json!(chance.below(6))
                } else {
                    json!("s")
                }
            })
            .collect();
        values.push(Value::Array(items));
    }
    for kept in 0..64u32 {
        values.push((0..6).filter(|number| kept >> number & 1 == 1).collect());
    }
    values
}

fn counted(chance: &mut Chance) -> Pair {
    let condition = |chance: &mut Chance| {
        let item = match chance.below(5) {
            0 => range(chance, 5),
            1 => json!({"enum": [chance.below(6), chance.below(6)]}),
            2 => json!({"type": *chance.one(&["integer", "string"])}),
            _ => json!({"const": chance.below(6)}),
        };
        let mut condition = json!({"type": "array", "contains": item});
        if chance.percent(25) {
            condition["minContains"] = json!(chance.below(3));
        }
        if chance.percent(30) {
            condition["maxContains"] = json!(1 + chance.below(4));
        }
        condition
    };
    let conditions = many(chance, 8, 5, condition);
    let (mut emitted, mut accepted, expected) = conjunction(chance, conditions, condition);
    if chance.percent(40) {
        emitted["maxItems"] = json!(3 + chance.below(6));
    }
    if chance.percent(30) {
        emitted["uniqueItems"] = json!(true);
    }
    if chance.percent(20) {
        emitted["prefixItems"] = json!([{"enum": [0, 1, 2]}, {"enum": [1, "s"]}]);
    }
    let mut expected = expected;
    if chance.percent(25) {
        accepted["uniqueItems"] = json!(true);
        expected = Expected::Open;
    }
    if chance.percent(25) {
        accepted["minItems"] = json!(chance.below(6));
        expected = Expected::Open;
    }
    Pair {
        emitted,
        accepted,
        values: arrays(chance, 60),
        expected,
    }
}

fn name(chance: &mut Chance) -> String {
    format!("n{}", chance.below(6))
}

/// All objects of some of the names.
fn objects(chance: &mut Chance) -> Vec<Value> {
    let mut values = vec![json!(1), json!("s")];
    for kept in 0..64u32 {
        for _ in 0..2 {
            let names = (0..6).filter(|number| kept >> number & 1 == 1);
            let members: Map<String, Value> = names
                .map(|number| (format!("n{number}"), json!(1 + chance.below(2))))
                .collect();
            values.push(Value::Object(members));
        }
    }
    values
}

fn test(chance: &mut Chance) -> Value {
    match chance.below(5) {
        0 => {
            let name = name(chance);
            json!({"properties": {name.clone(): {"const": 1 + chance.below(2)}}, "required": [name]})
        }
        1 => {
            let names: BTreeSet<String> = [name(chance), name(chance)].into();
            json!({"required": names})
        }
        2 => json!({"type": "object", "required": [name(chance)]}),
        _ => json!({"required": [name(chance)]}),
    }
}

fn either(chance: &mut Chance) -> Pair {
    let clause = |chance: &mut Chance| {
        let count = 2 + chance.below(2);
        let mut branches: Vec<Value> = (0..count).map(|_| test(chance)).collect();
        if chance.percent(20) {
            branches[0] = json!({"not": branches[0]});
        }
        json!({"type": "object", "anyOf": branches})
    };
    let least = *chance.one(&[6, 17, 34]);
    let conditions = many(chance, least, 4, clause);
    let (emitted, accepted, expected) = conjunction(chance, conditions, clause);
    Pair {
        emitted,
        accepted,
        values: objects(chance),
        expected,
    }
}

fn implications(chance: &mut Chance) -> Pair {
    let implication = |chance: &mut Chance| {
        let mut implication = json!({"if": test(chance), "then": test(chance)});
        if chance.percent(15) {
            implication["else"] = test(chance);
        }
        if chance.percent(10) {
            implication = json!({"dependentSchemas": {name(chance): test(chance)}});
        }
        implication
    };
    let least = *chance.one(&[6, 17, 34]);
    let mut conditions = many(chance, least, 4, implication);
    if chance.percent(50) {
        conditions.push(json!({"type": "object"}));
    }
    let (emitted, accepted, expected) = conjunction(chance, conditions, implication);
    Pair {
        emitted,
        accepted,
        values: objects(chance),
        expected,
    }
}

fn dependent(chance: &mut Chance) -> Pair {
    let side = |chance: &mut Chance, edges: usize| {
        let mut needed: Map<String, Value> = Map::new();
        for _ in 0..edges {
            let (from, to) = (name(chance), json!(name(chance)));
            let list = needed.entry(from).or_insert_with(|| json!([]));
            let list = list.as_array_mut().expect("a list");
            if !list.contains(&to) {
                list.push(to);
            }
        }
        json!({"dependentRequired": needed})
    };
    let parts: Vec<Value> = (0..1 + chance.below(20)).map(|_| side(chance, 1)).collect();
    let emitted =
        json!({"type": "object", "allOf": parts, "dependentRequired": side(chance, 4)["dependentRequired"]});
    let edges = 1 + chance.below(4);
    let accepted = side(chance, edges);
    let accepted = match chance.below(3) {
        0 => json!({"allOf": [accepted, {"if": test(chance), "then": test(chance)}]}),
        _ => accepted,
    };
    Pair {
        emitted,
        accepted,
        values: objects(chance),
        expected: Expected::Open,
    }
}

fn ranges(chance: &mut Chance) -> Pair {
    let side = |chance: &mut Chance| {
        let mut branches = many(chance, 20, 20, |chance| range(chance, 20));
        for _ in 0..chance.below(4) {
            let place = chance.below(branches.len());
            branches[place] = match chance.below(4) {
                0 => json!({"type": "integer", "allOf": [range(chance, 20)]}),
                1 => json!({"not": range(chance, 20)}),
                2 => json!({"enum": [chance.below(20), 3.5, "s"]}),
                _ => json!({"if": range(chance, 20), "then": range(chance, 20), "else": range(chance, 20)}),
            };
        }
        branches
    };
    let union = |chance: &mut Chance| *chance.one(&["oneOf", "oneOf", "anyOf"]);
    let branches = side(chance);
    let kind = union(chance);
    let mut shuffled = shuffled(chance, branches.clone());
    let emitted = json!({"type": *chance.one(&["number", "integer"]), kind: branches});
    let (accepted, expected) = match chance.below(4) {
        0 => (json!({kind: shuffled}), Expected::Contained),
        1 => {
            let place = chance.below(shuffled.len());
            shuffled[place] = range(chance, 20);
            (json!({kind: shuffled}), Expected::Open)
        }
        2 => (json!({"anyOf": side(chance)}), Expected::Open),
        _ => (json!({union(chance): side(chance)}), Expected::Open),
    };
    let values = (-2..60)
        .map(|half| json!(f64::from(half) / 2.0))
        .chain((0..30).map(|whole| json!(whole)));
    Pair {
        emitted,
        accepted,
        values: values.collect(),
        expected,
    }
}

fn distinct(chance: &mut Chance) -> Pair {
    let constants = |chance: &mut Chance| {
        let mut of: Vec<usize> = (0..1 + chance.below(3)).map(|_| chance.below(6)).collect();
        of.sort_unstable();
        of.dedup();
        json!({"enum": of})
    };
    let prefix = many(chance, 0, 6, constants);
    let mut emitted = json!({"type": "array", "items": constants(chance), "minItems": chance.below(6)});
    if !prefix.is_empty() {
        emitted["prefixItems"] = json!(prefix);
    }
    if chance.percent(50) {
        emitted["uniqueItems"] = json!(true);
    }
    if chance.percent(30) {
        emitted["maxItems"] = json!(2 + chance.below(4));
    }
    let accepted = match chance.below(4) {
        0 => json!({"maxItems": chance.below(6)}),
        1 => json!({"items": range(chance, 4)}),
        2 => json!({"minItems": chance.below(6), "uniqueItems": true}),
        _ => json!({"uniqueItems": true}),
    };
    Pair {
        emitted,
        accepted,
        values: arrays(chance, 120),
        expected: Expected::Open,
    }
}
