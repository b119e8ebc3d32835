//! Types as serde writes them, their schemas, values of them, and changes that keep or break a consumer.

use serde_json::{Map, Value, json};

use super::chance::Chance;

#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Bool,
    /// From, to.
    Integer(i64, i64),
    Float,
    Text,
    /// At most so many characters.
    Short(u64),
    /// A format and a text of it.
    Formatted(&'static str, &'static str),
    Option(Box<Shape>),
    List(Box<Shape>),
    Set(Box<Shape>),
    Map(Box<Shape>),
    Tuple(Vec<Shape>),
    Struct(Vec<Field>),
    Enum(Tagging, Vec<(String, Option<Vec<Field>>)>),
    /// A list of itself below a value.
    Tree(Box<Shape>),
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    name: String,
    shape: Shape,
    required: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Tagging {
    External,
    Internal,
    Adjacent,
    Untagged,
}

/// The side of a schema: a producer only sends the written form, a consumer ignores the rest.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Side {
    Emitted,
    Accepted,
}

pub(crate) fn shape(chance: &mut Chance, depth: usize) -> Shape {
    let choice = if depth == 0 {
        chance.below(8)
    } else {
        4 + chance.below(18)
    };
    let inner = |chance: &mut Chance| Box::new(shape(chance, depth.saturating_sub(1)));
    match choice {
        0 => Shape::Bool,
        1 | 4 => {
            let ranges = [
                (0, 255),
                (0, 65_535),
                (-2_147_483_648, 2_147_483_647),
                (-128, 127),
            ];
            let (low, high) = *chance.one(&ranges);
            Shape::Integer(low, high)
        }
        2 => Shape::Float,
        3 | 5 | 6 => Shape::Text,
        7 if chance.percent(50) => Shape::Short(1 + chance.below(40) as u64),
        7 => {
            let formats = [
                ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
                ("date", "2024-01-31"),
                ("date-time", "2024-01-31T12:00:00Z"),
                ("ipv4", "192.0.2.1"),
                ("uri", "https://example.com/a"),
                ("email", "user@example.com"),
            ];
            let (name, sample) = *chance.one(&formats);
            Shape::Formatted(name, sample)
        }
        8 | 9 => Shape::Option(inner(chance)),
        10 | 11 => Shape::List(inner(chance)),
        12 => Shape::Set(inner(chance)),
        13 => Shape::Map(inner(chance)),
        14 => Shape::Tuple((0..2).map(|_| *inner(chance)).collect()),
        15 => Shape::Tree(Box::new(shape(chance, 0))),
        16..=18 => Shape::Enum(
            *chance.one(&[
                Tagging::External,
                Tagging::Internal,
                Tagging::Adjacent,
                Tagging::Untagged,
            ]),
            variants(chance, depth),
        ),
        _ => Shape::Struct(fields(chance, depth, "f")),
    }
}

fn fields(chance: &mut Chance, depth: usize, prefix: &str) -> Vec<Field> {
    let count = 1 + chance.below(4);
    (0..count)
        .map(|index| Field {
            name: format!("{prefix}{index}"),
            shape: shape(chance, depth.saturating_sub(1)),
            required: chance.percent(70),
        })
        .collect()
}

fn variants(chance: &mut Chance, depth: usize) -> Vec<(String, Option<Vec<Field>>)> {
    let count = 2 + chance.below(4);
    (0..count)
        .map(|index| {
            // Of an untagged enum each variant has names of its own, which tell it apart.
            let prefix = format!("v{index}");
            let is_unit = chance.percent(30);
            let mut fields = fields(chance, depth, &prefix);
            fields[0].required = true;
            (format!("V{index}"), (!is_unit).then_some(fields))
        })
        .collect()
}

impl Shape {
    /// The schema of the type, as a document.
    pub(crate) fn document(&self, side: Side) -> Value {
        let mut trees = Map::new();
        let mut document = self.schema(side, &mut trees);
        if !trees.is_empty() {
            document["$defs"] = Value::Object(trees);
        }
        document
    }

    fn schema(&self, side: Side, trees: &mut Map<String, Value>) -> Value {
        let mut inner = |shape: &Shape| shape.schema(side, trees);
        match self {
            Shape::Bool => json!({"type": "boolean"}),
            Shape::Integer(low, high) => json!({"type": "integer", "minimum": low, "maximum": high}),
            Shape::Float => json!({"type": "number"}),
            Shape::Text => json!({"type": "string"}),
            Shape::Short(most) => json!({"type": "string", "maxLength": most}),
            Shape::Formatted(name, _) => json!({"type": "string", "format": name}),
            Shape::Option(shape) => json!({"anyOf": [inner(shape), {"type": "null"}]}),
            Shape::List(shape) => json!({"type": "array", "items": inner(shape)}),
            Shape::Set(shape) => json!({"type": "array", "items": inner(shape), "uniqueItems": true}),
            Shape::Map(shape) => json!({"type": "object", "additionalProperties": inner(shape)}),
            Shape::Tuple(shapes) => {
                let items: Vec<Value> = shapes.iter().map(inner).collect();
                json!({"type": "array", "prefixItems": items, "minItems": items.len(), "maxItems": items.len()})
            }
            Shape::Struct(fields) => structure(fields, None, side, trees),
            Shape::Enum(tagging, variants) => {
                let branches: Vec<Value> = variants
                    .iter()
                    .map(|(name, fields)| variant(*tagging, name, fields.as_deref(), side, trees))
                    .collect();
                let union = if matches!(tagging, Tagging::Untagged) {
                    "anyOf"
                } else {
                    "oneOf"
                };
                json!({union: branches})
            }
            Shape::Tree(value) => {
                let value = inner(value);
                let name = format!("tree{}", trees.len());
                let itself = json!({"$ref": format!("#/$defs/{name}")});
                let fields = json!({"value": value, "kids": {"type": "array", "items": itself}});
                let tree = json!({"type": "object", "properties": fields, "required": ["value", "kids"]});
                trees.insert(name, closed(tree, side));
                itself
            }
        }
    }

    /// A value of the type.
    pub(crate) fn value(&self, chance: &mut Chance, depth: usize) -> Value {
        match self {
            Shape::Bool => json!(chance.percent(50)),
            Shape::Integer(low, high) => {
                let number = *chance.one(&[*low, *high, low + 1, 0, 5, 100]);
                json!(number.clamp(*low, *high))
            }
            Shape::Float => json!(chance.one(&[0.0, 1.5, -2.25, 1e10, 7.0])),
            Shape::Text => json!(chance.one(&[
                "",
                "a",
                "V0",
                "hello",
                "2024-01-31",
                "a longer text than most are here"
            ])),
            Shape::Short(most) => json!("x".repeat(chance.below(*most as usize + 1))),
            Shape::Formatted(_, sample) => json!(sample),
            Shape::Option(_) if chance.percent(40) => Value::Null,
            Shape::Option(shape) => shape.value(chance, depth),
            Shape::List(shape) => (0..chance.below(3)).map(|_| shape.value(chance, depth)).collect(),
            Shape::Set(shape) => {
                let mut items: Vec<Value> = Vec::new();
                for _ in 0..chance.below(3) {
                    let item = shape.value(chance, depth);
                    if !items.iter().any(|other| same(other, &item)) {
                        items.push(item);
                    }
                }
                json!(items)
            }
            Shape::Map(shape) => {
                let members = (0..chance.below(3)).map(|n| (format!("k{n}"), shape.value(chance, depth)));
                Value::Object(members.collect())
            }
            Shape::Tuple(shapes) => shapes.iter().map(|shape| shape.value(chance, depth)).collect(),
            Shape::Struct(fields) => Value::Object(members(fields, chance, depth)),
            Shape::Enum(tagging, variants) => {
                let (name, fields) = chance.one(variants).clone();
                let body = fields.map(|fields| members(&fields, chance, depth));
                match (tagging, body) {
                    (Tagging::External | Tagging::Untagged, None) => json!(name),
                    (Tagging::External, Some(body)) => json!({name: body}),
                    (Tagging::Untagged, Some(body)) => Value::Object(body),
                    (Tagging::Internal, body) => {
                        let mut body = body.unwrap_or_default();
                        body.insert("type".to_owned(), json!(name));
                        Value::Object(body)
                    }
                    (Tagging::Adjacent, None) => json!({"t": name}),
                    (Tagging::Adjacent, Some(body)) => json!({"t": name, "c": body}),
                }
            }
            Shape::Tree(value) => {
                let count = if depth == 0 { 0 } else { chance.below(3) };
                let kids: Vec<Value> = (0..count).map(|_| self.value(chance, depth - 1)).collect();
                json!({"value": value.value(chance, depth), "kids": kids})
            }
        }
    }

    /// A consumer that takes all that this one takes.
    pub(crate) fn widened(&self, chance: &mut Chance) -> Shape {
        if chance.percent(12) {
            return Shape::Option(Box::new(self.clone()));
        }
        let inner = |shape: &Shape, chance: &mut Chance| Box::new(shape.widened(chance));
        match self {
            Shape::Integer(low, high) if chance.percent(50) => Shape::Integer(low - 1, high + 10),
            Shape::Integer(..) if chance.percent(20) => Shape::Float,
            Shape::Short(_) | Shape::Formatted(..) if chance.percent(30) => Shape::Text,
            Shape::Short(most) => Shape::Short(most + chance.below(3) as u64),
            Shape::Option(shape) => Shape::Option(inner(shape, chance)),
            Shape::List(shape) => Shape::List(inner(shape, chance)),
            Shape::Set(shape) if chance.percent(50) => Shape::List(Box::new(shape.widened(chance))),
            // A wider item may make two that were one.
            Shape::Set(shape) => Shape::Set(shape.clone()),
            Shape::Map(shape) => Shape::Map(inner(shape, chance)),
            Shape::Tuple(shapes) => Shape::Tuple(shapes.iter().map(|shape| *inner(shape, chance)).collect()),
            Shape::Struct(fields) => Shape::Struct(widened_fields(fields, chance)),
            // Of an untagged enum a variant that leaves fields out takes what others take, which `anyOf` does not mind.
            Shape::Enum(tagging, variants) => {
                let mut variants: Vec<_> = variants
                    .iter()
                    .map(|(name, fields)| {
                        (
                            name.clone(),
                            fields.as_deref().map(|fields| widened_fields(fields, chance)),
                        )
                    })
                    .collect();
                if chance.percent(30) {
                    variants.push(("Added".to_owned(), None));
                }
                Shape::Enum(*tagging, variants)
            }
            other => other.clone(),
        }
    }

    /// A consumer that refuses some value that this one accepts; `None` if no such consumer is available.
    pub(crate) fn narrowed(&self, chance: &mut Chance) -> Option<Shape> {
        if chance.percent(10) {
            return Some(match self {
                Shape::Bool => Shape::Text,
                _ => Shape::Bool,
            });
        }
        Some(match self {
            Shape::Bool => Shape::Integer(0, 1),
            Shape::Integer(low, high) => Shape::Integer(low + 1, *high),
            Shape::Float => Shape::Integer(-5, 5),
            Shape::Text => Shape::Short(chance.below(5) as u64),
            Shape::Short(most) => Shape::Short(most.checked_sub(1)?),
            Shape::Formatted(name, _) if *name == "ipv4" => Shape::Formatted("uuid", ""),
            Shape::Formatted(..) => Shape::Formatted("ipv4", ""),
            Shape::Option(shape) if chance.percent(50) && !shape.takes_null() => (**shape).clone(),
            Shape::Option(shape) if shape.takes_null() => return None,
            Shape::Option(shape) => Shape::Option(Box::new(shape.narrowed(chance)?)),
            Shape::List(shape) => Shape::List(Box::new(shape.narrowed(chance)?)),
            Shape::Set(shape) => Shape::Set(Box::new(shape.narrowed(chance)?)),
            Shape::Map(shape) => Shape::Map(Box::new(shape.narrowed(chance)?)),
            Shape::Tuple(shapes) => {
                let mut shapes = shapes.clone();
                let at = chance.below(shapes.len());
                shapes[at] = shapes[at].narrowed(chance)?;
                Shape::Tuple(shapes)
            }
            Shape::Struct(fields) => Shape::Struct(narrowed_fields(fields, chance)?),
            Shape::Enum(Tagging::Untagged, _) => return None,
            Shape::Enum(tagging, variants) => {
                let mut variants = variants.clone();
                let at = chance.below(variants.len());
                if chance.percent(50) {
                    variants.remove(at);
                } else {
                    let fields = variants[at].1.as_deref()?;
                    variants[at].1 = Some(narrowed_fields(fields, chance)?);
                }
                Shape::Enum(*tagging, variants)
            }
            Shape::Tree(value) => Shape::Tree(Box::new(value.narrowed(chance)?)),
        })
    }

    fn takes_null(&self) -> bool {
        matches!(self, Shape::Option(_))
    }
}

/// Returns true if `uniqueItems` counts both as one, as 0 and 0.0.
fn same(one: &Value, other: &Value) -> bool {
    one == other || one.as_f64().is_some_and(|number| Some(number) == other.as_f64())
}

fn structure(
    fields: &[Field],
    tag: Option<(&str, &str)>,
    side: Side,
    trees: &mut Map<String, Value>,
) -> Value {
    let mut properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.clone(), field.shape.schema(side, trees)))
        .collect();
    let required = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name.as_str());
    let mut required: Vec<&str> = required.collect();
    if let Some((tag, name)) = tag {
        properties.insert(tag.to_owned(), json!({"const": name}));
        required.push(tag);
    }
    closed(
        json!({"type": "object", "properties": properties, "required": required}),
        side,
    )
}

fn closed(mut schema: Value, side: Side) -> Value {
    if side == Side::Emitted {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

fn variant(
    tagging: Tagging,
    name: &str,
    fields: Option<&[Field]>,
    side: Side,
    trees: &mut Map<String, Value>,
) -> Value {
    let body = fields.map(|fields| structure(fields, None, side, trees));
    let around = |tag: Value, content: Option<Value>| {
        let mut required = vec!["t"];
        let mut properties = json!({"t": tag});
        if let Some(content) = content {
            properties["c"] = content;
            required.push("c");
        }
        closed(
            json!({"type": "object", "properties": properties, "required": required}),
            side,
        )
    };
    match (tagging, body) {
        (Tagging::External | Tagging::Untagged, None) => json!({"const": name}),
        (Tagging::External, Some(body)) => {
            json!({"type": "object", "properties": {name: body}, "required": [name], "additionalProperties": false})
        }
        (Tagging::Untagged, Some(body)) => body,
        (Tagging::Internal, _) => structure(fields.unwrap_or_default(), Some(("type", name)), side, trees),
        (Tagging::Adjacent, body) => around(json!({"const": name}), body),
    }
}

fn members(fields: &[Field], chance: &mut Chance, depth: usize) -> Map<String, Value> {
    let mut members = Map::new();
    for field in fields {
        if field.required || chance.percent(50) {
            members.insert(field.name.clone(), field.shape.value(chance, depth));
        }
    }
    members
}

fn widened_fields(fields: &[Field], chance: &mut Chance) -> Vec<Field> {
    let mut widened = Vec::new();
    for field in fields {
        if chance.percent(80) {
            widened.push(Field {
                name: field.name.clone(),
                shape: field.shape.widened(chance),
                required: field.required && chance.percent(80),
            });
        }
    }
    if chance.percent(20) {
        // Nothing of that name is sent, for producers are closed.
        widened.push(Field {
            name: "later".to_owned(),
            shape: shape(chance, 0),
            required: false,
        });
    }
    widened
}

fn narrowed_fields(fields: &[Field], chance: &mut Chance) -> Option<Vec<Field>> {
    let mut fields = fields.to_vec();
    let at = chance.below(fields.len().max(1));
    if fields.is_empty() || chance.percent(25) {
        fields.push(Field {
            name: "new".to_owned(),
            shape: shape(chance, 0),
            required: true,
        });
    } else if !fields[at].required && chance.percent(50) {
        fields[at].required = true;
    } else {
        fields[at].shape = fields[at].shape.narrowed(chance)?;
    }
    Some(fields)
}
