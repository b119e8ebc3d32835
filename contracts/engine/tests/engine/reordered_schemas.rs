//! A schema says the same in whatever order it is written: real schemas contain their reordered selves.

use std::path::Path;

use counterpart_engine::compat::schema::{Draft, Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::{self, Json, Object};

use crate::edited_schemas;

/// The schema with all keys and all lists without an order reversed, and with its definitions renamed if every reference can follow.
fn reordered(schema: &Json) -> Json {
    let mut reordered = reversed(schema);
    if refers_to_definitions_alone(&reordered) {
        rename_definitions(&mut reordered);
    }
    reordered
}

fn reversed_members(members: &Object, change: impl Fn(&str, &Json) -> Json) -> Json {
    let members = members.iter().rev();
    Json::Object(
        members
            .map(|(key, value)| (key.clone(), change(key, value)))
            .collect(),
    )
}

fn reversed_list(items: &[Json], change: impl Fn(&Json) -> Json) -> Json {
    Json::Array(items.iter().rev().map(change).collect())
}

fn reversed(schema: &Json) -> Json {
    let Json::Object(keywords) = schema else {
        return schema.clone();
    };
    reversed_members(keywords, |keyword, value| match (keyword, value) {
        ("anyOf" | "oneOf" | "allOf", Json::Array(schemas)) => reversed_list(schemas, reversed),
        ("enum" | "type" | "required", Json::Array(items)) => reversed_list(items, Json::clone),
        ("const" | "default" | "examples", _) => value.clone(),
        (
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
            | "dependencies" | "dependentRequired",
            Json::Object(members),
        ) => reversed_members(members, |_, value| match value {
            Json::Array(names) => reversed_list(names, Json::clone),
            schema => reversed(schema),
        }),
        (_, Json::Array(items)) => Json::Array(items.iter().map(reversed).collect()),
        (_, value) => reversed(value),
    })
}

const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];
const RENAMED: &str = "renamed-";

/// True if each reference leads to the top, or to a definition of the top and not into one.
fn refers_to_definitions_alone(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().all(refers_to_definitions_alone),
        Json::Object(members) => members.iter().all(|(key, value)| {
            let of_reference = |target: &str| {
                let names = DEFINITIONS.map(|keyword| target.strip_prefix(&format!("#/{keyword}/")));
                target == "#" || names.into_iter().flatten().any(|name| !name.contains('/'))
            };
            let is_fixed = matches!(key.as_str(), "$dynamicRef" | "$recursiveRef" | "$id" | "id");
            match (key.as_str(), value) {
                ("$ref", Json::String(target)) => of_reference(target),
                (_, Json::String(_)) if is_fixed => false,
                // Values only look like references.
                ("enum" | "const", value) => !value.to_string().contains("$ref"),
                (_, value) => refers_to_definitions_alone(value),
            }
        }),
        _ => true,
    }
}

fn rename_definitions(schema: &mut Json) {
    for keyword in DEFINITIONS {
        let Some(Json::Object(definitions)) = schema.as_object_mut().and_then(|top| top.get_mut(keyword))
        else {
            continue;
        };
        let renamed = std::mem::take(definitions).into_iter();
        *definitions = renamed
            .map(|(name, schema)| (format!("{RENAMED}{name}"), schema))
            .collect();
    }
    rename_references(schema);
}

fn rename_references(value: &mut Json) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(rename_references),
        Json::Object(members) => {
            for (key, value) in members {
                match value {
                    Json::String(target) if key == "$ref" => {
                        for keyword in DEFINITIONS {
                            let prefix = format!("#/{keyword}/");
                            if let Some(name) = target.strip_prefix(&prefix) {
                                *target = format!("{prefix}{RENAMED}{name}");
                                break;
                            }
                        }
                    }
                    value => rename_references(value),
                }
            }
        }
        _ => {}
    }
}

/// True if a reference leads through a list, in which another schema would take the place.
fn refers_by_position(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(refers_by_position),
        Json::Object(members) => members.iter().any(|(key, value)| match value {
            Json::String(target) if key == "$ref" => {
                target.split('/').any(|step| step.parse::<usize>().is_ok())
            }
            value => refers_by_position(value),
        }),
        _ => false,
    }
}

/// The schemas of a file: it is one, or each of its lines has a pair. An event of GitHub's gets the files that it refers to.
fn documents(folder: &Path, file: &Path) -> Vec<Json> {
    let below = file.strip_prefix(folder).unwrap().to_str().unwrap();
    if let Some(event) = below.strip_suffix(".schema.json") {
        if event.starts_with("common/") {
            return Vec::new();
        }
        return vec![Json::from(&edited_schemas::event(folder, event))];
    }
    let text = std::fs::read_to_string(file).unwrap();
    if file.extension().is_none_or(|extension| extension != "jsonl") {
        return json::parse(text.as_bytes()).into_iter().collect();
    }
    let pairs = text.lines().map(|line| json::parse(line.as_bytes()).unwrap());
    let sides = pairs.flat_map(|pair| ["sub", "sup"].map(|side| pair.get(side).cloned()));
    sides.flatten().collect()
}

#[test]
fn real_schemas_contain_their_reordered_selves_and_are_contained_in_them() {
    let suites = [
        ("versions", "iglu-central", Draft::Draft4, (5, 240)),
        (
            "webhooks/schemas",
            "github-webhooks/schemas",
            Draft::Draft7,
            (2, 200),
        ),
        ("containment", "containment", Draft::Draft202012, (700, 5_400)),
        ("containment", "adversarial", Draft::Draft202012, (700, 700)),
    ];
    let mut wrong = Vec::new();
    for (own, shared, draft, least) in suites {
        for cases in needs::cases(own, shared) {
            let mut judged = 0;
            for file in needs::files_below(&cases.folder) {
                for (index, document) in documents(&cases.folder, &file).iter().enumerate() {
                    let options = Options::default().default_draft(draft);
                    let Ok(schema) = Schema::from_json(document.clone(), &options) else {
                        continue;
                    };
                    if refers_by_position(document) {
                        continue;
                    }
                    judged += 1;
                    let other = Schema::from_json(reordered(document), &options);
                    let other = other.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
                    for (emitted, accepted) in [(&schema, &other), (&other, &schema)] {
                        match check(emitted, accepted, &Limits::default()) {
                            Verdict::Compatible => {}
                            verdict => {
                                wrong.push(format!("{} ({index}): {document}: {verdict:?}", file.display()))
                            }
                        }
                    }
                }
            }
            assert!(judged >= cases.at_least(least.0, least.1), "{cases:?}: {judged}");
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}
