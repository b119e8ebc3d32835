//! zod 4.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::rewrite::{
    drop_keywords, matched_in_units, open, pattern_alone, pattern_for_format, says, written_by_units,
};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Zod4,
    measured: "zod 4.6.7",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A pattern without the flag `u` counts a character beyond U+FFFF as two.",
            apply: |members, _| written_by_units(members),
        },
        Correction {
            role: Role::Emits,
            says: "An IPv6 address or network may end as an IPv4 address, which its pattern does not say.",
            apply: |members, _| {
                let is_address = says(members, "format", "ipv6") || says(members, "format", "cidrv6");
                is_address && drop_keywords(members, &["pattern"])
            },
        },
        Correction {
            role: Role::Emits,
            says: "What must be included after a position is looked for behind line ends, too.",
            apply: |members, _| says(members, "format", "includes") && drop_keywords(members, &["pattern"]),
        },
        Correction {
            role: Role::Emits,
            says: "An e-mail address, a host name and a duration are wider than their formats: the pattern beside it decides.",
            apply: |members, _| pattern_alone(members, &["email", "hostname", "duration"]),
        },
        Correction {
            role: Role::Emits,
            says: "A URL is written as it was given: any that `new URL` takes.",
            apply: |members, _| pattern_for_format(members, "uri", ":"),
        },
        Correction {
            role: Role::Emits,
            says: "Of an intersection, each part lets the members of the others be.",
            apply: |members, _| open_parts(members),
        },
        Correction {
            role: Role::Consumes,
            says: "An IPv6 address may end as an IPv4 address, which its pattern does not say.",
            apply: |members, _| says(members, "format", "ipv6") && drop_keywords(members, &["pattern"]),
        },
        Correction {
            role: Role::Consumes,
            says: "A pattern without the flag `u` counts a character beyond U+FFFF as two.",
            apply: |members, _| matched_in_units(members),
        },
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "`undefined` where it is not declared, flags of expressions, refinements and overridden schemas, dates \
                   beyond the year 9999",
        },
        Unseen {
            role: Role::Consumes,
            says: "refinements, transforms before a check (`trim`), coercion, `stringbool`, `httpUrl`, `catch`, URLs that only \
                   RFC 3986 has",
        },
    ],
};

fn open_parts(members: &mut Object) -> bool {
    let Some(Json::Array(parts)) = members.get_mut("allOf") else {
        return false;
    };
    let opened = parts
        .iter_mut()
        .map(|part| part.as_object_mut().is_some_and(open));
    opened.fold(false, |any, one| any | one)
}
