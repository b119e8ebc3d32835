//! Structs that flatten enums: an object with one or several unions, closed around them or open, and a neighbour with a few changes.
//!
//! The unions are tagged in each of serde's ways. Mostly each has names of its own, but some share them with another union or with
//! the struct, which serde's types do not and a schema may.

use serde_json::{Map, Value, json};

use super::chance::Chance;
use super::judge::{Expected, Pair};

/// Names that several parts may use.
const SHARED: [&str; 6] = ["id", "a", "b", "t", "c", "u0v0"];

#[derive(Clone)]
struct Flattening {
    own: Vec<Property>,
    unions: Vec<Union>,
    closed: bool,
    /// The first union is beside the properties; otherwise it is in `allOf` like the others.
    first_beside: bool,
}

#[derive(Clone)]
struct Property {
    name: String,
    schema: Value,
    required: bool,
}

#[derive(Clone)]
struct Union {
    keyword: &'static str,
    branches: Vec<Branch>,
    /// `Option`: none of them is fine too.
    optional: bool,
    /// As a consumer writes it: only one of the required properties is there.
    presence: bool,
    /// Behind a reference.
    referred: bool,
}

#[derive(Clone)]
struct Branch {
    properties: Vec<Property>,
    typed: bool,
    closed: bool,
    /// A struct in the variant flattens an enum itself.
    inner: Option<Box<Union>>,
}

pub(crate) fn pair(seed: u64) -> Pair {
    let chance = &mut Chance::of(seed.rotate_left(31) ^ 0x0f1a_77e4_ed00_0001);
    let emitted = flattening(chance);
    let mut accepted = emitted.clone();
    let mut expected = Expected::Contained;
    for union in &mut accepted.unions {
        shuffle(chance, &mut union.branches);
    }
    shuffle(chance, &mut accepted.unions);
    for _ in 0..chance.below(4) {
        accepted.edit(chance);
        expected = Expected::Open;
    }
    let mut values: Vec<Value> = (0..20).map(|_| emitted.value(chance)).collect();
    values.extend((0..12).map(|_| accepted.value(chance)));
    Pair {
        emitted: emitted.document(),
        accepted: accepted.document(),
        values,
        expected,
    }
}

fn shuffle<T>(chance: &mut Chance, of: &mut [T]) {
    for index in (1..of.len()).rev() {
        of.swap(index, chance.below(index + 1));
    }
}

fn flattening(chance: &mut Chance) -> Flattening {
    let own = (0..chance.below(3)).map(|number| Property {
        name: if number == 0 {
            "id".to_owned()
        } else {
            format!("own{number}")
        },
        schema: payload(chance),
        required: chance.percent(70),
    });
    let own = own.collect();
    let count = 1 + chance.below(3);
    let unions = (0..count).map(|number| union(chance, number, 1));
    Flattening {
        own,
        unions: unions.collect(),
        closed: chance.percent(75),
        first_beside: chance.percent(50),
    }
}

fn union(chance: &mut Chance, number: usize, depth: usize) -> Union {
    let tagging = chance.below(4);
    let branches = (0..2 + chance.below(4)).map(|variant| branch(chance, number, variant, tagging, depth));
    Union {
        branches: branches.collect(),
        keyword: if tagging == 3 || chance.percent(10) {
            "anyOf"
        } else {
            "oneOf"
        },
        optional: chance.percent(15),
        presence: chance.percent(20),
        referred: chance.percent(15),
    }
}

fn branch(chance: &mut Chance, number: usize, variant: usize, tagging: usize, depth: usize) -> Branch {
    let own_name = format!("u{number}v{variant}");
    let name = if chance.percent(8) {
        (*chance.one(&SHARED)).to_owned()
    } else {
        own_name.clone()
    };
    let property = |name: String, schema: Value, required: bool| Property {
        name,
        schema,
        required,
    };
    // Tags of several unions are different properties, mostly.
    let tag = if chance.percent(90) {
        format!("t{number}")
    } else {
        "t".to_owned()
    };
    let mut properties = match tagging {
        0 => vec![property(name, payload(chance), true)],
        1 => vec![
            property(tag, json!({"const": own_name}), true),
            property(name, payload(chance), chance.percent(60)),
        ],
        2 => vec![
            property(tag, json!({"const": own_name}), true),
            property(format!("c{number}"), payload(chance), chance.percent(80)),
        ],
        _ => vec![property(name, payload(chance), chance.percent(85))],
    };
    if chance.percent(25) {
        let shared = (*chance.one(&SHARED)).to_owned();
        if properties.iter().all(|known| known.name != shared) {
            properties.push(property(shared, payload(chance), chance.percent(40)));
        }
    }
    // A shared name may be that of the tag.
    properties.dedup_by(|later, first| later.name == first.name);
    Branch {
        properties,
        typed: chance.percent(50),
        closed: chance.percent(6),
        inner: (depth > 0 && chance.percent(8))
            .then(|| Box::new(union(chance, number * 10 + variant + 7, depth - 1))),
    }
}

fn payload(chance: &mut Chance) -> Value {
    match chance.below(8) {
        0 | 1 => json!({}),
        2 => json!({"type": "integer"}),
        3 => json!({"type": "number"}),
        4 => json!({"type": ["integer", "null"]}),
        5 => json!({"type": "string"}),
        6 => json!({"const": 1}),
        _ => {
            json!({"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"], "additionalProperties": false})
        }
    }
}

fn some_value(chance: &mut Chance, schema: &Value) -> Value {
    if let Some(constant) = schema.get("const").filter(|_| chance.percent(85)) {
        return constant.clone();
    }
    let values = [
        json!(1),
        json!(2),
        json!(0.5),
        json!(null),
        json!("u0v1"),
        json!({"x": 1}),
    ];
    match schema["type"].as_str().filter(|_| chance.percent(85)) {
        Some("integer") => json!(1 + chance.below(2)),
        Some("number") => chance.one(&values[..3]).clone(),
        Some("string") => json!("u0v1"),
        Some("object") => json!({"x": 1}),
        _ => chance.one(&values).clone(),
    }
}

fn schema_of(properties: &[Property]) -> Map<String, Value> {
    let mut schema = Map::new();
    let named = properties
        .iter()
        .map(|property| (property.name.clone(), property.schema.clone()));
    schema.insert("properties".to_owned(), Value::Object(named.collect()));
    let required = properties.iter().filter(|property| property.required);
    let required: Vec<Value> = required.map(|property| json!(property.name)).collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    schema
}

impl Union {
    fn schema(&self, definitions: &mut Map<String, Value>) -> Map<String, Value> {
        let branches: Vec<Value> = self
            .branches
            .iter()
            .map(|branch| branch.schema(definitions))
            .collect();
        let mut schema = Map::new();
        schema.insert(self.keyword.to_owned(), json!(branches));
        if self.presence && self.keyword == "oneOf" {
            let required = branches.iter().filter_map(|branch| branch.get("required"));
            let required: Vec<Value> = required.map(|required| json!({"required": required})).collect();
            if !required.is_empty() {
                schema.insert("allOf".to_owned(), json!([{"oneOf": required}]));
            }
        }
        if self.optional {
            let inner = std::mem::take(&mut schema);
            schema.insert("anyOf".to_owned(), json!([inner, {}]));
        }
        if self.referred {
            let name = format!("d{}", definitions.len());
            let inner = std::mem::take(&mut schema);
            definitions.insert(name.clone(), Value::Object(inner));
            schema.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
        }
        schema
    }
}

impl Branch {
    fn schema(&self, definitions: &mut Map<String, Value>) -> Value {
        let mut schema = schema_of(&self.properties);
        if self.typed {
            schema.insert("type".to_owned(), json!("object"));
        }
        if let Some(inner) = &self.inner {
            schema.extend(inner.schema(definitions));
        }
        if self.closed {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
        Value::Object(schema)
    }

    fn fill(&self, chance: &mut Chance, members: &mut Map<String, Value>) {
        fill(&self.properties, chance, members);
        if let Some(inner) = &self.inner {
            chance.one(&inner.branches).clone().fill(chance, members);
        }
    }
}

fn fill(properties: &[Property], chance: &mut Chance, members: &mut Map<String, Value>) {
    for property in properties {
        if chance.percent(if property.required { 96 } else { 50 }) {
            members.insert(property.name.clone(), some_value(chance, &property.schema));
        }
    }
}

impl Flattening {
    fn document(&self) -> Value {
        let mut definitions = Map::new();
        let mut schema = schema_of(&self.own);
        schema.insert("type".to_owned(), json!("object"));
        let mut parts: Vec<Map<String, Value>> = self
            .unions
            .iter()
            .map(|union| union.schema(&mut definitions))
            .collect();
        if self.first_beside {
            schema.extend(parts.remove(0));
        }
        if !parts.is_empty() {
            let mut all = parts.into_iter().map(Value::Object).collect::<Vec<_>>();
            all.extend(schema.remove("allOf").into_iter().flat_map(|parts| {
                let Value::Array(parts) = parts else {
                    return Vec::new();
                };
                parts
            }));
            schema.insert("allOf".to_owned(), Value::Array(all));
        }
        if self.closed {
            schema.insert("unevaluatedProperties".to_owned(), json!(false));
        }
        if !definitions.is_empty() {
            schema.insert("$defs".to_owned(), Value::Object(definitions));
        }
        Value::Object(schema)
    }

    fn value(&self, chance: &mut Chance) -> Value {
        let mut members = Map::new();
        fill(&self.own, chance, &mut members);
        for union in &self.unions {
            if !union.optional || chance.percent(70) {
                chance.one(&union.branches).clone().fill(chance, &mut members);
            }
        }
        if chance.percent(20) {
            let union = chance.one(&self.unions).clone();
            chance.one(&union.branches).clone().fill(chance, &mut members);
        }
        if chance.percent(15) {
            members.insert((*chance.one(&SHARED)).to_owned(), json!(1));
        }
        Value::Object(members)
    }

    /// One change: it may keep all messages, or break some.
    fn edit(&mut self, chance: &mut Chance) {
        let at = chance.below(self.unions.len());
        let number = self.unions[at].branches.len() + 3;
        let union = &mut self.unions[at];
        let variant = chance.below(union.branches.len());
        match chance.below(14) {
            0 | 1 => {
                let tagging = chance.below(4);
                let added = branch(chance, at, number, tagging, 0);
                union.branches.push(added);
            }
            2 | 3 if union.branches.len() > 1 => {
                union.branches.remove(variant);
            }
            4 | 5 => {
                let branch = &mut union.branches[variant];
                let property = chance.below(branch.properties.len());
                branch.properties[property].schema = payload(chance);
            }
            6 => {
                let branch = &mut union.branches[variant];
                let property = chance.below(branch.properties.len());
                branch.properties[property].required ^= true;
            }
            7 => self.closed ^= true,
            8 => union.optional ^= true,
            9 => union.presence ^= true,
            10 => {
                union.keyword = if union.keyword == "oneOf" {
                    "anyOf"
                } else {
                    "oneOf"
                }
            }
            11 => {
                if let Some(own) = self.own.first_mut() {
                    own.required ^= true;
                    own.schema = payload(chance);
                }
            }
            12 => union.branches[variant].closed ^= true,
            _ => {
                if self.unions.len() > 1 && chance.percent(50) {
                    self.unions.remove(at);
                } else {
                    self.own.push(Property {
                        name: (*chance.one(&["new", "u0v0", "t0"])).to_owned(),
                        schema: payload(chance),
                        required: false,
                    });
                }
            }
        }
    }
}
