//! ArkType 2.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::Object;

use super::rewrite::{
    drop_keywords, matched_in_units, pattern_alone, pattern_for_format, read_in_units, says,
    written_by_units, written_in_units,
};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::ArkType2,
    measured: "arktype 2.2.10",
    patterns: Dialect::Ecma,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "The pattern of a text that was trimmed, capitalized or put into another case is narrower than the texts.",
            apply: |members, _| morphed(members),
        },
        Correction {
            role: Role::Emits,
            says: "A pattern without the flag `u` counts a character beyond U+FFFF as two.",
            apply: |members, _| written_by_units(members),
        },
        Correction {
            role: Role::Emits,
            says: "Lengths of texts count units of UTF-16.",
            apply: |members, _| written_in_units(members),
        },
        Correction {
            role: Role::Emits,
            says: "An e-mail address is wider than its format: the pattern beside it decides.",
            apply: |members, _| pattern_alone(members, &["email"]),
        },
        Correction {
            role: Role::Emits,
            says: "A URL is written as it was given: any that `new URL` takes.",
            apply: |members, _| pattern_for_format(members, "uri", ":"),
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
    ],
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "members beyond the type (`--open`), flags of expressions, arrays in the place of maps, `NaN` that is allowed, \
                   dates beyond the year 9999",
        },
        Unseen {
            role: Role::Consumes,
            says: "`narrow`, texts that are parsed (numbers, dates, JSON), URLs that only RFC 3986 has",
        },
    ],
};

fn morphed(members: &mut Object) -> bool {
    let made = [r"^\S.*\S$|^\S?$", "^[a-z]*$", "^[A-Z]*$", "^[A-Z].*$"];
    made.iter().any(|one| says(members, "pattern", one)) && drop_keywords(members, &["pattern"])
}
