//! apispec 6: OpenAPI 3.0 of marshmallow 4.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::python::{BOUNDS_ARE_READ, NO_YEAR_ZERO, TIMES_ARE_READ, TIMES_ARE_WRITTEN};
use super::rewrite::{
    demand_one_of, not_required, pattern_beside_format, pattern_for_format, schema, upper_case_times,
};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Apispec6,
    measured: "apispec 6.10.1 with marshmallow 4.4.0",
    patterns: Dialect::Python,
    corrections: &[
        BOUNDS_ARE_READ,
        Correction {
            role: Role::Emits,
            says: "What is `writeOnly` may be missing.",
            apply: |members, _| {
                let marked = marked(members, "writeOnly");
                not_required(members, |name| marked.iter().any(|one| one == name))
            },
        },
        Correction {
            role: Role::Consumes,
            says: "What is `readOnly` is refused.",
            apply: |members, _| without(members, "readOnly"),
        },
        Correction {
            role: Role::Consumes,
            says: "A pattern fits from the start of a text.",
            apply: |members, _| from_the_start(members),
        },
        Correction {
            role: Role::Emits,
            says: "A `Decimal` or `Float` may be written as a text.",
            apply: |members, _| numbers_or_texts(members),
        },
        TIMES_ARE_WRITTEN,
        Correction {
            role: Role::Emits,
            says: "A URL and an e-mail address are written as they are.",
            apply: |members, _| {
                pattern_for_format(members, "url", "")
                    | pattern_for_format(members, "uri", "")
                    | pattern_for_format(members, "email", "")
            },
        },
        NO_YEAR_ZERO,
        Correction {
            role: Role::Consumes,
            says: "The T and Z of a time are in upper case.",
            apply: |members, _| upper_case_times(members),
        },
        TIMES_ARE_READ,
        Correction {
            role: Role::Consumes,
            says: "Of a nested schema that may be null, the object beside it is no object of any kind, but null.",
            apply: |members, _| null_beside_reference(members),
        },
        Correction {
            role: Role::Consumes,
            says: "An e-mail address has a domain with a dot, and no quotes.",
            apply: |members, _| {
                pattern_beside_format(members, "email", r"^[^\x22@\[\]]+@[^\x22@\[\]]+\.[A-Za-z]{2,}$")
            },
        },
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "values that the schema would refuse: `dump` validates nothing (null, missing and other values are written); \
                   `as_string` of an `Integer`, formats of `Date`, `data_key` of another schema, `allow_nan`, `Method` and `Function`",
        },
        Unseen {
            role: Role::Consumes,
            says: "validators of your own, `NoneOf`, exclusive ranges, strict numbers, kinds of keys, formats of `Date` and `DateTime`",
        },
    ],
};

fn numbers_or_texts(members: &mut Object) -> bool {
    let is_nullable = match members.get("type") {
        Some(Json::String(name)) if name == "number" => false,
        // `nullable` was made one of the types before.
        Some(Json::Array(names)) if names.contains(&"number".into()) => true,
        _ => return false,
    };
    members.shift_remove("type");
    let number = schema([("type", "number".into())]);
    let text = schema([
        ("type", "string".into()),
        (
            "pattern",
            r"^-?(?:[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?|NaN|Infinity)$".into(),
        ),
    ]);
    let null = is_nullable.then(|| schema([("type", "null".into())]));
    demand_one_of(members, [number, text].into_iter().chain(null).collect())
}

/// `nullable` was made `type: [object, null]` before.
fn null_beside_reference(members: &mut Object) -> bool {
    let Some(Json::Array(branches)) = members.get_mut("anyOf") else {
        return false;
    };
    let refers = branches.iter().any(|branch| branch.get("$ref").is_some());
    let mut is_changed = false;
    for branch in branches.iter_mut().filter(|_| refers) {
        let Some(Json::Array(types)) = branch.get("type") else {
            continue;
        };
        let names: Vec<&str> = types.iter().filter_map(Json::as_str).collect();
        if names == ["object", "null"] && branch.get("properties").is_none() {
            *branch = schema([("type", "null".into())]);
            is_changed = true;
        }
    }
    is_changed
}

/// Refuses the properties with this mark.
fn without(members: &mut Object, mark: &str) -> bool {
    let gone = marked(members, mark);
    if let Some(Json::Object(properties)) = members.get_mut("properties") {
        for name in &gone {
            properties.insert(name.clone(), Json::Bool(false));
        }
    }
    not_required(members, |name| gone.iter().any(|one| one == name));
    !gone.is_empty()
}

/// The names of the properties with this mark.
fn marked(members: &Object, mark: &str) -> Vec<String> {
    let properties = members.get("properties").and_then(Json::as_object);
    let all = properties.into_iter().flatten();
    let marked = all.filter(|(_, property)| property.get(mark) == Some(&Json::Bool(true)));
    marked.map(|(name, _)| name.clone()).collect()
}

fn from_the_start(members: &mut Object) -> bool {
    let Some(Json::String(pattern)) = members.get_mut("pattern") else {
        return false;
    };
    *pattern = format!("^(?:{pattern})");
    true
}
