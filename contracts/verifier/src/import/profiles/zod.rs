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
            says: "What must be included after a position is looked for behind line ends, too.",
            apply: |members, site| {
                (site.is_part || says(members, "format", "includes")) && drop_position(members)
            },
        },
        Correction {
            role: Role::Emits,
            says: "A pattern without the flag `u` counts a character beyond U+FFFF as two.",
            apply: |members, _| written_by_units(members),
        },
        Correction {
            role: Role::Emits,
            says: "An IPv6 address or network may end as an IPv4 address, which its pattern does not say.",
            apply: |members, _| drop_own_pattern(members),
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
            apply: |members, site| site.is_part && open(members),
        },
        Correction {
            role: Role::Consumes,
            says: "An IPv6 address may end as an IPv4 address, which its pattern does not say.",
            apply: |members, _| says(members, "format", "ipv6") && drop_own_pattern(members),
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

/// Takes zod's pattern of an IPv6 address or network away. Another one may stand beside the format; of two, each is one of
/// `allOf`, and the format is gone.
fn drop_own_pattern(members: &mut Object) -> bool {
    let pattern = members.get("pattern").and_then(Json::as_str);
    let is_own = pattern.is_some_and(|pattern| pattern.starts_with(IPV6));
    is_own && drop_keywords(members, &["pattern"])
}

/// Takes the pattern of what must be included after a position away.
fn drop_position(members: &mut Object) -> bool {
    let pattern = members.get("pattern").and_then(Json::as_str);
    let has_position = pattern.is_some_and(|pattern| pattern.starts_with("^.{"));
    has_position && drop_keywords(members, &["pattern"])
}

/// What zod writes beside the format `ipv6`, and before the length of a prefix beside `cidrv6`.
const IPV6: &str = r"^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))";
