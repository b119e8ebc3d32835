//! Effect Schema 4.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::rewrite::{close, json_in_a_text, not_required, read_in_units, requires, says, written_in_units};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Effect4,
    measured: "effect 4.1.0",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "Members that are not declared are left out.",
            apply: |members, _| close(members),
        },
        Correction {
            role: Role::Emits,
            says: "A member that may be null may be missing, because null stands for `undefined`, too.",
            apply: |members, _| not_required_if_nullable(members),
        },
        Correction {
            role: Role::Emits,
            says: "Lengths of texts count units of UTF-16.",
            apply: |members, _| written_in_units(members),
        },
        Correction {
            role: Role::Consumes,
            says: "A member that may be missing is not null, because null stands for `undefined`.",
            apply: |members, _| no_null_if_optional(members),
        },
        Correction {
            role: Role::Consumes,
            says: "Lengths of texts count units of UTF-16.",
            apply: |members, _| read_in_units(members),
        },
        Correction {
            role: Role::Consumes,
            says: "A text that holds JSON of the right kind is not decided here.",
            apply: |members, _| json_in_a_text(members),
        },
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "numbers that are not finite where the codec is not one for JSON (they become null)",
        },
        Unseen {
            role: Role::Consumes,
            says: "patterns, bounds and keys by pattern, which the schema leaves out, filters, texts that are parsed (dates, \
                   numbers, URLs, durations)",
        },
    ],
};

fn is_null(schema: &Json) -> bool {
    schema
        .as_object()
        .is_some_and(|members| says(members, "type", "null"))
}

fn is_nullable(property: &Json) -> bool {
    let branches = property.get("anyOf").and_then(Json::as_array);
    branches.is_some_and(|branches| branches.iter().any(is_null))
}

fn not_required_if_nullable(members: &mut Object) -> bool {
    let Some(Json::Object(properties)) = members.get("properties").cloned() else {
        return false;
    };
    not_required(members, |name| properties.get(name).is_some_and(is_nullable))
}

fn no_null_if_optional(members: &mut Object) -> bool {
    let Some(Json::Object(mut properties)) = members.get("properties").cloned() else {
        return false;
    };
    let mut is_changed = false;
    for (name, property) in &mut properties {
        if requires(members, name) || !is_nullable(property) {
            continue;
        }
        if let Some(Json::Array(branches)) = property
            .as_object_mut()
            .and_then(|property| property.get_mut("anyOf"))
        {
            branches.retain(|branch| !is_null(branch));
            is_changed = true;
            if branches.is_empty() {
                *property = Json::Bool(false);
            }
        }
    }
    if is_changed {
        members.insert("properties".into(), Json::Object(properties));
    }
    is_changed
}
