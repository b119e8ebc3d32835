//! msgspec.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;

use super::python::{no_year_zero, numbers_as_names, read_numbers, unchecked, written_numbers};
use super::rewrite::{demand, drop_keywords, pattern, pattern_for_format, require_defaults, says};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Msgspec0,
    measured: "msgspec 0.22.0",
    patterns: Dialect::Python,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A field with a default is always written.",
            apply: |members, _| require_defaults(members),
        },
        Correction {
            role: Role::Emits,
            says: "Bounds and patterns are checked where something is read, and not where it is written.",
            apply: |members, _| unchecked(members),
        },
        Correction {
            role: Role::Emits,
            says: "A `timedelta` is written in days and seconds, with a sign if it is negative.",
            apply: |members, _| pattern_for_format(members, "duration", DURATION),
        },
        Correction {
            role: Role::Emits,
            says: "Bytes are written as base64 with padding.",
            apply: |members, _| {
                says(members, "contentEncoding", "base64") && demand(members, pattern(BASE64))
            },
        },
        Correction {
            role: Role::Emits,
            says: "A `Decimal` is written as `str` writes it, also `1E+3` and `NaN`.",
            apply: |members, _| written_numbers(members),
        },
        Correction {
            role: Role::Consumes,
            says: "A `Decimal` that is a text holds a number.",
            apply: |members, _| read_numbers(members),
        },
        Correction {
            role: Role::Emits,
            says: "Keys that are numbers are written as texts.",
            apply: numbers_as_names,
        },
        Correction {
            role: Role::Consumes,
            says: "Bytes are read from base64 with padding.",
            apply: |members, _| {
                says(members, "contentEncoding", "base64") && demand(members, pattern(BASE64))
            },
        },
        Correction {
            role: Role::Consumes,
            says: "A set takes repeated items.",
            apply: |members, _| !members.contains_key("minItems") && drop_keywords(members, &["uniqueItems"]),
        },
        Correction {
            role: Role::Consumes,
            says: "A duration is read in days and below, and not in years, months and weeks.",
            apply: |members, _| pattern_for_format(members, "duration", READ_DURATION),
        },
        Correction {
            role: Role::Consumes,
            says: "The year 0000 is refused.",
            apply: |members, _| no_year_zero(members),
        },
    ],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "`omit_defaults`, `UnsetType`, `enc_hook`, sums of flags, members of subclasses, `uuid_format` and \
                   `decimal_format` of an encoder",
        },
        Unseen {
            role: Role::Consumes,
            says: "a `datetime` or `time` without a time zone (any text in the schema; give it `Meta(tz=True)`), keys that are \
                   not texts, the length of bytes, `dec_hook`, `strict=False`",
        },
    ],
};

const DURATION: &str = r"^-?P(?:[0-9]+D)?(?:T[0-9]+(?:\.[0-9]{1,6})?S)?$";

const READ_DURATION: &str = r"^[+-]?P(?=[0-9T])(?:[0-9]{1,6}D)?(?:T(?=[0-9])(?:[0-9]{1,6}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}(?:\.[0-9]{1,6})?S)?)?$";

const BASE64: &str = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
