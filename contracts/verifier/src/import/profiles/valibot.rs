//! valibot 1.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::rewrite::{
    demand, drop_keywords, encoded_in_base64, matched_in_units, pattern, pattern_beside_format,
    pattern_for_format, read_in_units, require_defaults, says, schema, written_by_units, written_in_units,
};
use super::{Correction, Profile, Site, Times, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Valibot1,
    measured: "valibot 1.5.0 with @valibot/to-json-schema 1.8.0",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A member with a default is always written.",
            apply: |members, _| require_defaults(members),
        },
        Correction {
            role: Role::Emits,
            says: "Lengths of texts count units of UTF-16.",
            apply: |members, _| written_in_units(members),
        },
        Correction {
            role: Role::Emits,
            says: "A moment is one of `isoDateTime` (without seconds and offset) or of `isoTimestamp`, in any spelling of theirs \
                   (`--times` says which you have).",
            apply: written_moments,
        },
        Correction {
            role: Role::Emits,
            says: "Each month of a date has 31 days, and a time has no offset.",
            apply: |members, _| {
                pattern_for_format(members, "date", DATE) | pattern_for_format(members, "time", TIME)
            },
        },
        Correction {
            role: Role::Emits,
            says: "An e-mail address, a URL and an IPv6 address are wider than their formats.",
            apply: |members, _| {
                pattern_for_format(members, "email", "@")
                    | pattern_for_format(members, "uri", ":")
                    | pattern_for_format(members, "ipv6", "^[^:]*:")
            },
        },
        Correction {
            role: Role::Emits,
            says: "A pattern without the flag `u` counts a character beyond U+FFFF as two.",
            apply: |members, _| written_by_units(members),
        },
        Correction {
            role: Role::Consumes,
            says: "Lengths of texts count units of UTF-16.",
            apply: |members, _| read_in_units(members),
        },
        Correction {
            role: Role::Consumes,
            says: "A pattern without the flag `u` counts a character beyond U+FFFF as two.",
            apply: |members, _| matched_in_units(members),
        },
        Correction {
            role: Role::Consumes,
            says: "A moment is one of `isoDateTime` (without seconds and offset) or of `isoTimestamp`; without `--times` it is \
                   not decided which.",
            apply: read_moments,
        },
        Correction {
            role: Role::Consumes,
            says: "A time has no offset.",
            apply: |members, _| pattern_for_format(members, "time", r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"),
        },
        Correction {
            role: Role::Consumes,
            says: "An e-mail address is plain, and its domain has a dot.",
            apply: |members, _| pattern_beside_format(members, "email", EMAIL),
        },
        Correction {
            role: Role::Consumes,
            says: "An IPv6 address may end as an IPv4 address in a few places only; without one it is sure.",
            apply: |members, _| pattern_beside_format(members, "ipv6", "^[^.]*$"),
        },
        Correction {
            role: Role::Consumes,
            says: "Base64 has padding.",
            apply: |members, _| encoded_in_base64(members),
        },
        Correction {
            role: Role::Consumes,
            says: "Multiples are computed with floats: of a fraction as 0.01, which is no float, only 0 and itself are sure.",
            apply: |members, _| sure_multiples(members),
        },
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "`undefined` where it is not declared, a default inside `partial`, `nullable` or another `optional`, flags of \
                   expressions, members that a `looseObject` keeps (`--open`), \
                   transforms that the schema ignores",
        },
        Unseen {
            role: Role::Consumes,
            says: "checks, transforms before a check (`trim`), coercion, `fallback`, URLs that only RFC 3986 has",
        },
    ],
};

const TIMESTAMP: &str = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})? ?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)";
const LOCAL: &str = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}";
const DATE: &str = r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$";
const TIME: &str = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$";
const EMAIL: &str =
    r"^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*\.[A-Za-z]{2,}$";

fn written_moments(members: &mut Object, site: &Site<'_>) -> bool {
    let wanted = match site.times {
        Times::Any => format!("^(?:{TIMESTAMP}|{LOCAL})$"),
        Times::WithOffset => format!("^{TIMESTAMP}$"),
        Times::Local => format!("^{LOCAL}$"),
    };
    pattern_for_format(members, "date-time", &wanted)
}

fn read_moments(members: &mut Object, site: &Site<'_>) -> bool {
    match site.times {
        // No text is one of both, and which of them is meant nobody can tell.
        Times::Any => {
            let is_moment = says(members, "format", "date-time");
            if is_moment {
                members.insert("format".into(), "valibot-date-time".into());
            }
            is_moment
        }
        Times::WithOffset => pattern_beside_format(
            members,
            "date-time",
            r"^[^tz]{19}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9:]+)$",
        ),
        Times::Local => {
            pattern_for_format(members, "date-time", &format!("^{LOCAL}$"))
                && demand(members, pattern(VALID_LOCAL))
        }
    }
}

const VALID_LOCAL: &str =
    r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]$";

fn sure_multiples(members: &mut Object) -> bool {
    let Some(step) = members.get("multipleOf").and_then(Json::as_number) else {
        return false;
    };
    // A fraction that is a float has multiples that are floats.
    let mut doubled = step.clone();
    for _ in 0..MOST_DOUBLED {
        if doubled.is_integer() {
            return false;
        }
        doubled = &doubled + &doubled;
    }
    let sure = Json::Array(vec![Json::Number(0.into()), Json::Number(step.clone())]);
    drop_keywords(members, &["multipleOf"]);
    demand(members, schema([("enum", sure)]))
}

/// The most digits behind the point of a fraction in binary. With many more, multiples have too many digits for a float.
const MOST_DOUBLED: usize = 16;
