//! A schema on its way through the passes: definitions under keys, so that names need not hold still.

use std::collections::BTreeMap;

use super::check::SchemaError;
use super::marks::Marks;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

/// A schema whose `$ref`s are keys of `definitions`; the root is a definition as any other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WorkingSchema {
    pub(super) root: String,
    pub(super) definitions: BTreeMap<String, Definition>,
}

/// One definition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Definition {
    /// The type's name; several may share one.
    pub(super) name: String,
    pub(super) schema: Json,
}

const ROOT: &str = "#";

/// Keywords whose meaning for a schema depends on its place.
const UNSUPPORTED: [&str; 7] = [
    "$id",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$recursiveRef",
    "$recursiveAnchor",
    "$vocabulary",
];

impl WorkingSchema {
    /// Takes apart what schemars made.
    pub(super) fn new(document: Json, name: &str) -> Result<Self, SchemaError> {
        let mut root = document;
        let definitions = root
            .as_object_mut()
            .and_then(|members| members.shift_remove("$defs"))
            .and_then(|definitions| match definitions {
                Json::Object(members) => Some(members),
                _ => None,
            })
            .unwrap_or_default();
        if let Some(members) = root.as_object_mut() {
            members.shift_remove("$schema");
        }
        let known: Vec<String> = definitions.keys().cloned().collect();
        let mut working = Self {
            root: ROOT.to_owned(),
            definitions: BTreeMap::new(),
        };
        let all = definitions
            .into_iter()
            .map(|(key, schema)| (key.clone(), key, schema))
            .chain([(ROOT.to_owned(), name.to_owned(), root)]);
        for (key, name, mut schema) in all {
            let own = schema.as_object().and_then(|members| Marks::of(members).name);
            let name = own.unwrap_or(name);
            // Before anything is compared: another crate's tests make the same type without it.
            keywords::each(&mut schema, &mut |node| {
                if let Some(members) = node.as_object_mut() {
                    Marks::edit(members, |marks| marks.field = None);
                }
            });
            resolve(&mut schema, &known)?;
            let definition = Definition { name, schema };
            working.definitions.insert(key, definition);
        }
        Ok(working)
    }

    /// Several types, any of which may be sent. Each keeps its definitions.
    pub(super) fn union(schemas: Vec<WorkingSchema>) -> Self {
        let mut union = Self {
            root: ROOT.to_owned(),
            definitions: BTreeMap::new(),
        };
        let mut alternatives = Vec::new();
        for (at, working) in schemas.into_iter().enumerate() {
            let key = |key: &str| format!("{at} {key}");
            alternatives.push(Json::from([("$ref", Json::from(key(&working.root)))]));
            for (old, mut definition) in working.definitions {
                each_reference(&mut definition.schema, &mut |reference| {
                    *reference = key(reference)
                });
                union.definitions.insert(key(&old), definition);
            }
        }
        let schema = Json::from([("anyOf", Json::Array(alternatives))]);
        let name = "Union".to_owned();
        union
            .definitions
            .insert(ROOT.to_owned(), Definition { name, schema });
        union
    }

    /// A schema around this one. `around` is given a reference to it.
    pub(super) fn inside(self, name: &str, around: impl FnOnce(Json) -> Json) -> Self {
        let mut working = Self {
            root: ROOT.to_owned(),
            definitions: BTreeMap::new(),
        };
        let key = |key: &str| format!("0 {key}");
        let reference = Json::from([("$ref", Json::from(key(&self.root)))]);
        for (old, mut definition) in self.definitions {
            each_reference(&mut definition.schema, &mut |reference| {
                *reference = key(reference)
            });
            working.definitions.insert(key(&old), definition);
        }
        let name = name.to_owned();
        let schema = around(reference);
        working
            .definitions
            .insert(ROOT.to_owned(), Definition { name, schema });
        working
    }

    /// Calls `change` on every schema, outer ones first.
    pub(super) fn each(&mut self, change: &mut dyn FnMut(&mut Json)) {
        for definition in self.definitions.values_mut() {
            keywords::each(&mut definition.schema, change);
        }
    }

    /// The document: the root, and the other definitions under their keys.
    pub(super) fn into_document(mut self) -> Object {
        let mut root = match self.definitions.remove(&self.root) {
            Some(Definition {
                schema: Json::Object(members),
                ..
            }) => members,
            Some(Definition {
                schema: Json::Bool(false),
                ..
            }) => Object::from_iter([("not".to_owned(), Json::Object(Object::default()))]),
            _ => Object::default(),
        };
        let at_root = self.root;
        let definitions: Object = self
            .definitions
            .into_iter()
            .map(|(key, definition)| (key, definition.schema))
            .collect();
        if !definitions.is_empty() {
            root.insert("$defs".to_owned(), Json::Object(definitions));
        }
        let mut document = Json::Object(root);
        let mut to_pointer = |reference: &mut String| {
            *reference = if *reference == at_root {
                ROOT.to_owned()
            } else {
                format!("#/$defs/{reference}")
            };
        };
        each_reference(&mut document, &mut to_pointer);
        if let Some(Json::Object(definitions)) =
            document.as_object_mut().and_then(|root| root.get_mut("$defs"))
        {
            definitions
                .values_mut()
                .for_each(|definition| each_reference(definition, &mut to_pointer));
        }
        match document {
            Json::Object(members) => members,
            _ => Object::default(),
        }
    }
}

/// Calls `change` on every `$ref` of a schema.
pub(super) fn each_reference(schema: &mut Json, change: &mut dyn FnMut(&mut String)) {
    keywords::each(schema, &mut |node| {
        if let Some(Json::String(reference)) =
            node.as_object_mut().and_then(|members| members.get_mut("$ref"))
        {
            change(reference);
        }
    });
}

/// Makes keys of the pointers in `$ref`.
fn resolve(schema: &mut Json, known: &[String]) -> Result<(), SchemaError> {
    let mut error = None;
    keywords::each(schema, &mut |node| {
        let Some(members) = node.as_object_mut() else {
            return;
        };
        if let Some(keyword) = UNSUPPORTED.iter().find(|keyword| members.contains_key(**keyword)) {
            error.get_or_insert(SchemaError::Keyword((*keyword).to_owned()));
        }
        if let Some(reference) = members.get_mut("$ref") {
            let key = reference.as_str().and_then(|text| match text {
                ROOT => Some(ROOT.to_owned()),
                _ => decode(text.strip_prefix("#/$defs/")?).filter(|key| known.contains(key)),
            });
            match key {
                Some(key) => *reference = Json::String(key),
                None => {
                    error.get_or_insert(SchemaError::Reference(reference.to_string()));
                }
            }
        }
    });
    error.map_or(Ok(()), Err)
}

/// The name in a pointer in a URI fragment.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' && rest.len() >= 2 {
            let digits = std::str::from_utf8(&rest[..2]).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(byte);
        }
    }
    let name = String::from_utf8(bytes).ok()?;
    Some(name.replace("~1", "/").replace("~0", "~"))
}
