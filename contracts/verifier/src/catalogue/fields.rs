//! The fields of a document, as a table for people: place, type, presence, doc comment.
//!
//! A row is a summary. The schema itself is shown beside it, and verdicts never come from here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{optional, texts};
use crate::report::{Document, Part};
use counterpart::parallel;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object, Pointer};

/// The maximum number of steps of a place.
const STEPS: usize = 6;
/// The maximum number of schemas to look at.
const LOOKED_AT: usize = 4_000;
/// The maximum number of fields of a document.
const FIELDS: usize = 400;
/// The maximum number of listed values of an enumeration.
const VALUES: usize = 8;
/// The longest doc comment of a field, in characters.
const DOC: usize = 2_000;

/// A field of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// The place, as `impact` takes it.
    pub(super) place: String,
    /// Its types, as words.
    pub(super) types: Vec<String>,
    /// True if it is in every message that has what is around it.
    pub(super) always: bool,
    /// Its doc comment.
    pub(super) doc: Option<String>,
}

impl Field {
    pub(super) fn to_json(&self) -> Json {
        Json::from([
            ("place", Json::from(self.place.as_str())),
            ("types", texts(&self.types)),
            ("always", Json::Bool(self.always)),
            ("doc", optional(self.doc.as_deref())),
        ])
    }
}

/// The fields of a document: of its payload, then of its headers.
fn of(document: &Document) -> Vec<Field> {
    let mut fields = of_schema(document.contract.schema(), Part::Payload);
    fields.extend(of_schema(
        &document.contract.header.metadata.headers,
        Part::Headers,
    ));
    fields.truncate(FIELDS);
    fields
}

/// The fields of all documents, by their addresses.
pub(super) struct Tables(BTreeMap<usize, Vec<Field>>);

impl Tables {
    pub(super) fn of(documents: &[Arc<Document>]) -> Self {
        let found = parallel::map(documents, |document| of(document));
        let address = |document: &Arc<Document>| Arc::as_ptr(document).addr();
        Self(documents.iter().map(address).zip(found).collect())
    }

    pub(super) fn of_document(&self, document: &Arc<Document>) -> &[Field] {
        self.0
            .get(&Arc::as_ptr(document).addr())
            .map_or(&[], Vec::as_slice)
    }

    /// The places of some documents, each once: those near the root first, in the order of the schemas.
    pub(super) fn places<'d>(&self, documents: impl IntoIterator<Item = &'d Arc<Document>>) -> Vec<String> {
        let mut places: Vec<&str> = Vec::new();
        let mut known = BTreeSet::new();
        for document in documents {
            for field in self.of_document(document) {
                if known.insert(field.place.as_str()) {
                    places.push(&field.place);
                }
            }
        }
        places.sort_by_key(|place| place.matches('/').count());
        places.into_iter().map(str::to_owned).collect()
    }

    /// Returns `true` if a document may have fields that are not listed.
    pub(super) fn is_cut(&self, documents: &[Arc<Document>]) -> bool {
        documents.iter().any(|one| self.of_document(one).len() >= FIELDS)
    }
}

fn of_schema(schema: &Object, part: Part) -> Vec<Field> {
    let root = Json::Object(schema.clone());
    let mut walk = Walk {
        root: &root,
        looked_at: 0,
    };
    let mut found = Table::default();
    walk.at(&root, &Place::default(), &mut Vec::new(), &mut found);
    let named = found.rows.into_iter().map(|(place, row)| Field {
        place: part.place(&place),
        types: row.types,
        always: row.always,
        doc: row.doc,
    });
    named.take(FIELDS).collect()
}

/// Rows in the order in which they were found.
#[derive(Default)]
struct Table {
    rows: Vec<(Place, Row)>,
    at: BTreeMap<String, usize>,
}

#[derive(Clone)]
struct Row {
    types: Vec<String>,
    always: bool,
    doc: Option<String>,
}

impl Table {
    /// Adds what one schema says of a field that others may describe too: all of them hold.
    fn add(&mut self, place: &Place, row: Row) {
        match self.at.get(&place.to_string()) {
            Some(&at) => {
                let known = &mut self.rows[at].1;
                for one in row.types {
                    if !known.types.contains(&one) {
                        known.types.push(one);
                    }
                }
                known.always |= row.always;
                known.doc = known.doc.take().or(row.doc);
            }
            None => {
                self.at.insert(place.to_string(), self.rows.len());
                self.rows.push((place.clone(), row));
            }
        }
    }

    /// Adds alternatives, of which one holds: a field is always there if each of them says so.
    fn add_alternatives(&mut self, tables: Vec<Table>) {
        let count = tables.len();
        let mut always: BTreeMap<String, usize> = BTreeMap::new();
        for (place, row) in tables.iter().flat_map(|table| &table.rows) {
            *always.entry(place.to_string()).or_default() += usize::from(row.always);
        }
        for (place, mut row) in tables.into_iter().flat_map(|table| table.rows) {
            row.always = always[&place.to_string()] == count;
            self.add(&place, row);
        }
    }
}

struct Walk<'j> {
    root: &'j Json,
    looked_at: usize,
}

impl<'j> Walk<'j> {
    fn at(&mut self, schema: &'j Json, place: &Place, open: &mut Vec<Pointer>, table: &mut Table) {
        self.looked_at += 1;
        let Some(members) = schema.as_object().filter(|_| self.looked_at <= LOOKED_AT) else {
            return;
        };
        for inner in members
            .get("allOf")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
        {
            self.at(inner, place, open, table);
        }
        for list in ["anyOf", "oneOf"] {
            let items = members.get(list).and_then(Json::as_array).into_iter().flatten();
            let mut tables = Vec::new();
            for inner in items.filter(|inner| may_have_fields(inner)) {
                let mut of_inner = Table::default();
                self.at(inner, place, open, &mut of_inner);
                tables.push(of_inner);
            }
            table.add_alternatives(tables);
        }
        for branch in ["then", "else"] {
            if let Some(inner) = members.get(branch) {
                let mut of_branch = Table::default();
                self.at(inner, place, open, &mut of_branch);
                table.add_alternatives(vec![of_branch, Table::default()]);
            }
        }
        if let Some(pointer) = reference(members).filter(|pointer| !open.contains(pointer)) {
            if let Some(target) = pointer.find(self.root) {
                open.push(pointer);
                self.at(target, place, open, table);
                open.pop();
            }
        }
        if place.0.len() == STEPS {
            return;
        }
        let required: Vec<&str> = members
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        if let Some(Json::Object(properties)) = members.get("properties") {
            for (name, inner) in properties
                .iter()
                .filter(|(_, inner)| **inner != Json::Bool(false))
            {
                let always = required.contains(&name.as_str());
                self.below(
                    inner,
                    place,
                    PlaceStep::Property(name.clone()),
                    always,
                    (open, table),
                );
            }
        }
        let items = members.get("prefixItems").and_then(Json::as_array);
        for (index, inner) in items.into_iter().flatten().enumerate() {
            self.below(inner, place, PlaceStep::Item(index), true, (open, table));
        }
        for keyword in ["items", "additionalProperties", "unevaluatedProperties"] {
            if let Some(inner) = members.get(keyword).filter(|inner| inner.as_object().is_some()) {
                self.below(inner, place, PlaceStep::AnyItem, true, (open, table));
            }
        }
        if let Some(Json::Object(patterns)) = members.get("patternProperties") {
            for inner in patterns.values() {
                self.below(inner, place, PlaceStep::AnyProperty, false, (open, table));
            }
        }
    }

    fn below(
        &mut self,
        schema: &'j Json,
        place: &Place,
        step: PlaceStep,
        always: bool,
        (open, table): (&mut Vec<Pointer>, &mut Table),
    ) {
        if table.rows.len() >= FIELDS {
            return;
        }
        let mut below = place.clone();
        below.0.push(step);
        let mut row = Row {
            types: Vec::new(),
            always,
            doc: None,
        };
        self.describe(schema, &mut row, 0);
        if row.types.is_empty() {
            row.types.push("any".to_owned());
        }
        table.add(&below, row);
        self.at(schema, &below, open, table);
    }

    fn describe(&self, schema: &Json, row: &mut Row, depth: usize) {
        let Some(members) = schema.as_object().filter(|_| depth < 8) else {
            return;
        };
        if row.doc.is_none() {
            let doc = members.get("description").and_then(Json::as_str);
            row.doc = doc.map(|doc| doc.chars().take(DOC).collect());
        }
        let mut add = |text: String| {
            if !row.types.contains(&text) {
                row.types.push(text);
            }
        };
        if let Some(value) = members.get("const") {
            add(value.to_string());
        } else if let Some(values) = members.get("enum").and_then(Json::as_array) {
            values
                .iter()
                .take(VALUES)
                .for_each(|value| add(value.to_string()));
            if values.len() > VALUES {
                add(format!("{} more values", values.len() - VALUES));
            }
        } else {
            match members.get("type") {
                Some(Json::String(name)) => add(words(name, members)),
                Some(Json::Array(names)) => {
                    names
                        .iter()
                        .filter_map(Json::as_str)
                        .for_each(|name| add(words(name, members)));
                }
                _ => {}
            }
        }
        if let Some(target) = reference(members).and_then(|pointer| pointer.find(self.root)) {
            self.describe(target, row, depth + 1);
        }
        for list in ["allOf", "anyOf", "oneOf"] {
            for inner in members.get(list).and_then(Json::as_array).into_iter().flatten() {
                let doc = row.doc.clone();
                self.describe(inner, row, depth + 1);
                // The doc comment of one alternative is not that of the field.
                if list != "allOf" {
                    row.doc = doc;
                }
            }
        }
    }
}

/// Returns `false` for an alternative without fields, such as `null` beside an object.
fn may_have_fields(schema: &Json) -> bool {
    let named = schema.get("type").and_then(Json::as_str);
    named.is_none_or(|named| matches!(named, "object" | "array")) && schema.get("const").is_none()
}

/// A type with its format or its bounds: `string (uuid)`, `integer 0 to 255`.
fn words(name: &str, members: &Object) -> String {
    let text = |key: &str| {
        members.get(key).map(|value| match value {
            Json::String(text) => text.clone(),
            value => value.to_string(),
        })
    };
    let more = match name {
        "string" => text("format").map(|format| format!("({format})")),
        "integer" | "number" => match (text("minimum"), text("maximum")) {
            (Some(from), Some(to)) => Some(format!("{from} to {to}")),
            (Some(from), None) => Some(format!("from {from}")),
            (None, Some(to)) => Some(format!("up to {to}")),
            (None, None) => None,
        },
        _ => None,
    };
    more.map_or_else(|| name.to_owned(), |more| format!("{name} {more}"))
}

/// The target of a reference inside the document.
fn reference(members: &Object) -> Option<Pointer> {
    members.get("$ref")?.as_str()?.strip_prefix('#')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(schema: &str) -> Vec<String> {
        let schema = counterpart_engine::json::parse(schema.as_bytes()).unwrap();
        let fields = of_schema(schema.as_object().unwrap(), Part::Payload);
        let row = |field: Field| {
            let always = if field.always { "always" } else { "sometimes" };
            let doc = field.doc.map_or(String::new(), |doc| format!(" -- {doc}"));
            format!("{} {} {always}{doc}", field.place, field.types.join("|"))
        };
        fields.into_iter().map(row).collect()
    }

    #[test]
    fn fields_are_found_through_references_unions_and_collections() {
        let found = shown(
            r##"{"type":"object","required":["id","lines","plan"],"properties":{
                "id":{"type":"integer","minimum":0,"description":"Who."},
                "note":{"type":["string","null"],"format":"uuid"},
                "lines":{"type":"array","items":{"$ref":"#/$defs/Line"}},
                "plan":{"anyOf":[{"type":"object","required":["seats","a"],"properties":{"seats":{"type":"integer"},"a":true}},
                                 {"type":"object","required":["a"],"properties":{"a":{"enum":[1,2]}}},{"type":"null"}]},
                "never":false
            },"$defs":{"Line":{"type":"object","description":"A line.","properties":{"sku":{"const":"x"},"more":{"$ref":"#/$defs/Line"}},"required":["sku"]}}}"##,
        );
        assert_eq!(
            found,
            [
                "/id integer from 0 always -- Who.",
                "/note string (uuid)|null sometimes",
                "/lines array always",
                "/lines/* object always -- A line.",
                "/lines/*/sku \"x\" always",
                "/lines/*/more object sometimes -- A line.",
                "/plan object|null always",
                "/plan/seats integer sometimes",
                "/plan/a any|1|2 always",
            ]
        );
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends_and_a_large_one_is_cut() {
        assert!(shown(r##"{"$ref":"#"}"##).is_empty());
        assert_eq!(
            shown(r##"{"properties":{"next":{"$ref":"#"}}}"##).len(),
            2,
            "itself, and once more below it"
        );
        let many: Vec<String> = (0..1_000).map(|at| format!(r#""f{at}":true"#)).collect();
        let many = format!(r#"{{"properties":{{{}}}}}"#, many.join(","));
        assert_eq!(shown(&many).len(), FIELDS);
    }
}
