//! TypeBox 1.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::rewrite::{close_map_of_patterns, drop_keywords, has_properties, pattern_for_format};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::TypeBox1,
    measured: "typebox 1.4.3",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "The names of a record of texts are any, also those with a line end.",
            apply: |members, _| any_names(members),
        },
        Correction {
            role: Role::Emits,
            says: "A record has no names but those that its pattern fits, as its type says (`--open` changes this).",
            apply: |members, site| !site.open && !site.is_part && close_map_of_patterns(members),
        },
        Correction {
            role: Role::Emits,
            says: "An e-mail address is wider than its format, and a moment may name its time zone in brackets.",
            apply: |members, _| {
                pattern_for_format(members, "email", "@") | pattern_for_format(members, "date-time", MOMENT)
            },
        },
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "codecs whose `Encode` is not called, `undefined` where it is not declared, members beyond the type",
        },
        Unseen {
            role: Role::Consumes,
            says: "refinements, codecs, formats that were not registered",
        },
    ],
};

const MOMENT: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})(?:\[[^\[\]]*\])*$";

/// The pattern that stands for any name does not fit a line end.
fn any_names(members: &mut Object) -> bool {
    let Some(Json::Object(patterns)) = members.get("patternProperties") else {
        return false;
    };
    let Some(value) = patterns.get("^.*$").filter(|_| patterns.len() == 1).cloned() else {
        return false;
    };
    if has_properties(members) || members.contains_key("additionalProperties") {
        return false;
    }
    drop_keywords(members, &["patternProperties"]);
    members.insert("additionalProperties".into(), value);
    true
}
