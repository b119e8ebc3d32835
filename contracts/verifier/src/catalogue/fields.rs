//! The fields of a document, as a table for people: place, type, presence, doc comment.
//!
//! A row is a summary. The schema itself is shown beside it, and verdicts never come from here.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::HashMap;
use serde::Serialize;

use crate::report::Document;
use counterpart::parallel;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::flat::{Flat, Lookup, Members, Part};
use counterpart_engine::json::{Json, Pointer};

/// The maximum number of steps of a place.
const STEPS: usize = 6;
/// The maximum number of schemas to look at.
const LOOKED_AT: usize = 4_000;
/// The maximum number of fields of a document.
const FIELDS: usize = 400;
/// The maximum number of listed values of an enumeration.
const VALUES: usize = 8;
/// The maximum number of references and lists of alternatives within each other that describe a field.
const DEPTH: usize = 8;
/// The maximum number of schemas that describe a field.
const LOOKS: usize = 200;
/// The longest doc comment of a field, in characters.
const DOC: usize = 2_000;

/// A field of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// What a document says of itself and of its fields.
#[derive(Default)]
pub(super) struct Described {
    /// The doc comment of the whole.
    pub(super) doc: Option<String>,
    /// The fields of its payload, then those of its headers.
    pub(super) fields: Vec<Field>,
}

fn of(document: &Document) -> Described {
    // The text was read before, so it can be read.
    let text = Flat::parse(document.text.as_bytes()).ok();
    let payload = text.as_ref().map(Flat::top);
    let doc = payload.and_then(|payload| payload.get("description")?.as_str());
    let mut fields = payload.map_or_else(Vec::new, |payload| of_schema(payload, ""));
    let headers = &document.contract.header.metadata.headers;
    if !headers.is_empty() {
        let headers = Flat::of(&Json::Object(headers.clone()));
        fields.extend(
            headers
                .iter()
                .flat_map(|headers| of_schema(headers.top(), "/headers")),
        );
    }
    fields.truncate(FIELDS);
    Described {
        doc: doc.map(str::to_owned),
        fields,
    }
}

/// The fields of all documents, by their addresses.
pub(super) struct Tables {
    by_address: HashMap<usize, Described>,
}

impl Tables {
    pub(super) fn of(documents: &[Arc<Document>]) -> Self {
        let found = parallel::map(documents, |document| of(document));
        let address = |document: &Arc<Document>| Arc::as_ptr(document).addr();
        Self {
            by_address: documents.iter().map(address).zip(found).collect(),
        }
    }

    pub(super) fn of_document(&self, document: &Arc<Document>) -> &Described {
        &self.by_address[&Arc::as_ptr(document).addr()]
    }

    /// The places of some documents, each once, in the order of the schemas.
    pub(super) fn distinct<'d>(&self, documents: impl IntoIterator<Item = &'d Arc<Document>>) -> Vec<&str> {
        let mut places: Vec<&str> = Vec::new();
        let mut known = BTreeSet::new();
        for document in documents {
            for field in &self.of_document(document).fields {
                if known.insert(field.place.as_str()) {
                    places.push(&field.place);
                }
            }
        }
        places
    }

    /// The places of some documents, each once: those near the root first, in the order of the schemas.
    pub(super) fn places<'d>(&self, documents: impl IntoIterator<Item = &'d Arc<Document>>) -> Vec<String> {
        let mut places = self.distinct(documents);
        places.sort_by_key(|place| place.matches('/').count());
        places.into_iter().map(str::to_owned).collect()
    }

    /// Returns `true` if a document may have fields that are not listed.
    pub(super) fn is_cut(&self, documents: &[Arc<Document>]) -> bool {
        let mut documents = documents.iter();
        documents.any(|one| self.of_document(one).fields.len() >= FIELDS)
    }
}

/// The fields of a schema that describes the place.
fn of_schema(schema: Part<'_>, place: &str) -> Vec<Field> {
    let mut walk = Walk {
        root: schema,
        lookup: Lookup::default(),
        looked_at: 0,
    };
    let mut found = Table::default();
    walk.at(schema, (place, 0), &mut Vec::new(), &mut found);
    found.0.truncate(FIELDS);
    found.0
}

/// Fields in the order in which they were found, and the position of each place among them.
#[derive(Default)]
struct Table(Vec<Field>, HashMap<String, usize>);

impl Table {
    /// Adds what one schema says of a field that others may describe too: all of them hold.
    fn add(&mut self, field: Field) {
        match self.1.get(&field.place) {
            Some(&at) => {
                let known = &mut self.0[at];
                for one in field.types {
                    if !known.types.contains(&one) {
                        known.types.push(one);
                    }
                }
                known.always |= field.always;
                known.doc = known.doc.take().or(field.doc);
            }
            None => {
                self.1.insert(field.place.clone(), self.0.len());
                self.0.push(field);
            }
        }
    }

    /// Adds alternatives, of which one holds: a field is always there if each of them says so.
    fn add_alternatives(&mut self, tables: Vec<Table>) {
        let count = tables.len();
        let mut always: HashMap<String, usize> = HashMap::default();
        for field in tables.iter().flat_map(|table| &table.0) {
            *always.entry(field.place.clone()).or_default() += usize::from(field.always);
        }
        for mut field in tables.into_iter().flat_map(|table| table.0) {
            field.always = always[&field.place] == count;
            self.add(field);
        }
    }
}

struct Walk<'j> {
    root: Part<'j>,
    lookup: Lookup<'j>,
    looked_at: usize,
}

impl<'j> Walk<'j> {
    /// Looks for fields in a schema that describes the place, so many steps from the root.
    fn at(
        &mut self,
        schema: Part<'j>,
        (place, depth): (&str, usize),
        open: &mut Vec<Pointer>,
        table: &mut Table,
    ) {
        self.looked_at += 1;
        let Some(members) = schema.as_object().filter(|_| self.looked_at <= LOOKED_AT) else {
            return;
        };
        for inner in items(members, "allOf") {
            self.at(inner, (place, depth), open, table);
        }
        for list in ["anyOf", "oneOf"] {
            let mut tables = Vec::new();
            for inner in items(members, list).filter(|inner| may_have_fields(*inner)) {
                let mut of_inner = Table::default();
                self.at(inner, (place, depth), open, &mut of_inner);
                tables.push(of_inner);
            }
            table.add_alternatives(tables);
        }
        for branch in ["then", "else"] {
            if let Some(inner) = members.get(branch) {
                let mut of_branch = Table::default();
                self.at(inner, (place, depth), open, &mut of_branch);
                table.add_alternatives(vec![of_branch, Table::default()]);
            }
        }
        if let Some(pointer) = reference(members).filter(|pointer| !open.contains(pointer)) {
            if let Some(target) = self.find(&pointer) {
                open.push(pointer);
                self.at(target, (place, depth), open, table);
                open.pop();
            }
        }
        if depth == STEPS {
            return;
        }
        let required: Vec<&str> = items(members, "required").filter_map(Part::as_str).collect();
        for (name, inner) in of_object(members, "properties") {
            if inner.as_bool() != Some(false) {
                let step = PlaceStep::Property(name.to_owned());
                let always = required.contains(&name);
                self.below(inner, (place, depth), (step, always), open, table);
            }
        }
        for (index, inner) in items(members, "prefixItems").enumerate() {
            let step = PlaceStep::Item(index);
            self.below(inner, (place, depth), (step, true), open, table);
        }
        for keyword in ["items", "additionalProperties", "unevaluatedProperties"] {
            if let Some(inner) = members.get(keyword).filter(|inner| inner.as_object().is_some()) {
                let step = PlaceStep::AnyItem;
                self.below(inner, (place, depth), (step, true), open, table);
            }
        }
        for (_, inner) in of_object(members, "patternProperties") {
            let step = PlaceStep::AnyProperty;
            self.below(inner, (place, depth), (step, false), open, table);
        }
    }

    fn below(
        &mut self,
        schema: Part<'j>,
        (place, depth): (&str, usize),
        (step, always): (PlaceStep, bool),
        open: &mut Vec<Pointer>,
        table: &mut Table,
    ) {
        if table.0.len() >= FIELDS {
            return;
        }
        let place = format!("{place}{}", Place(vec![step]));
        let mut field = Field {
            place: place.clone(),
            types: Vec::new(),
            always,
            doc: None,
        };
        let mut looks = 0;
        self.describe(schema, &mut field, (0, &mut looks));
        if field.types.is_empty() {
            field.types.push("any".to_owned());
        }
        table.add(field);
        self.at(schema, (&place, depth + 1), open, table);
    }

    fn describe(&mut self, schema: Part<'j>, field: &mut Field, (depth, looks): (usize, &mut usize)) {
        *looks += 1;
        let is_within = depth < DEPTH && *looks <= LOOKS;
        let Some(members) = schema.as_object().filter(|_| is_within) else {
            return;
        };
        if field.doc.is_none() {
            let doc = members.get("description").and_then(Part::as_str);
            field.doc = doc.map(|doc| doc.chars().take(DOC).collect());
        }
        let mut add = |text: String| {
            if !field.types.contains(&text) {
                field.types.push(text);
            }
        };
        if let Some(value) = members.get("const") {
            add(value.to_json().to_string());
        } else if let Some(values) = members.get("enum").and_then(Part::as_array) {
            let count = values.len();
            values
                .take(VALUES)
                .for_each(|value| add(value.to_json().to_string()));
            if count > VALUES {
                add(format!("{} more values", count - VALUES));
            }
        } else if let Some(named) = members.get("type") {
            let names = named.as_str().into_iter();
            let names = names.chain(named.as_array().into_iter().flatten().filter_map(Part::as_str));
            names.for_each(|name| add(words(name, members)));
        }
        if let Some(target) = reference(members).and_then(|pointer| self.find(&pointer)) {
            self.describe(target, field, (depth + 1, looks));
        }
        for list in ["allOf", "anyOf", "oneOf"] {
            for inner in items(members, list) {
                let doc = field.doc.clone();
                self.describe(inner, field, (depth + 1, looks));
                // The doc comment of one alternative is not that of the field.
                if list != "allOf" {
                    field.doc = doc;
                }
            }
        }
    }

    fn find(&mut self, pointer: &Pointer) -> Option<Part<'j>> {
        let mut steps = pointer.steps().iter();
        steps.try_fold(self.root, |part, step| self.lookup.step(part, step))
    }
}

/// The items of an array under a keyword.
fn items<'j>(members: Members<'j>, keyword: &str) -> impl Iterator<Item = Part<'j>> + use<'j> {
    members
        .get(keyword)
        .and_then(Part::as_array)
        .into_iter()
        .flatten()
}

/// The members of an object under a keyword.
fn of_object<'j>(members: Members<'j>, keyword: &str) -> impl Iterator<Item = (&'j str, Part<'j>)> + use<'j> {
    members
        .get(keyword)
        .and_then(Part::as_object)
        .into_iter()
        .flatten()
}

/// Returns `false` for an alternative without fields, such as `null` beside an object.
fn may_have_fields(schema: Part<'_>) -> bool {
    let named = schema.get("type").and_then(Part::as_str);
    named.is_none_or(|named| matches!(named, "object" | "array")) && schema.get("const").is_none()
}

/// A type with its format or its bounds: `string (uuid)`, `integer 0 to 255`.
fn words(name: &str, members: Members<'_>) -> String {
    let text = |key: &str| {
        let value = members.get(key)?;
        Some(
            value
                .as_str()
                .map_or_else(|| value.to_json().to_string(), str::to_owned),
        )
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
fn reference(members: Members<'_>) -> Option<Pointer> {
    members.get("$ref")?.as_str()?.strip_prefix('#')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(schema: &str) -> Vec<String> {
        let schema = Flat::parse(schema.as_bytes()).unwrap();
        let fields = of_schema(schema.top(), "");
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
        let alternatives = [r##"{"$ref":"#/$defs/a"}"##; 200].join(",");
        let riddle = format!(
            r##"{{"properties":{{"x":{{"$ref":"#/$defs/a"}}}},"$defs":{{"a":{{"anyOf":[{alternatives}]}}}}}}"##
        );
        assert_eq!(shown(&riddle), ["/x any sometimes"]);
    }
}
