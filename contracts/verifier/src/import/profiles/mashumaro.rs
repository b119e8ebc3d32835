//! mashumaro 3.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;

use super::python::{no_year_zero, numbers_as_names, read_numbers, times, unchecked, written_numbers};
use super::rewrite::{capital_letters, drop_keywords, open, pattern_for_format, require, require_defaults};
use super::{Correction, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Mashumaro3,
    measured: "mashumaro 3.23 on Python 3.11",
    patterns: Dialect::Python,
    corrections: &[
        Correction {
            role: Role::Emits,
            says: "A field with a default is always written.",
            apply: |members, _| require_defaults(members),
        },
        Correction {
            role: Role::Emits,
            says: "Bounds and patterns are described, and never checked.",
            apply: |members, _| unchecked(members),
        },
        Correction {
            role: Role::Emits,
            says: "A `datetime` or `time` without a time zone is written without an offset (`--times` says which you have).",
            apply: times,
        },
        Correction {
            role: Role::Emits,
            says: "Bytes are written as base64 with line ends.",
            apply: |members, _| pattern_for_format(members, "base64", r"^[A-Za-z0-9+/=\n]*$"),
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
            says: "Members that are not declared are ignored, unless `forbid_extra_keys` is on.",
            apply: |members, _| open(members),
        },
        Correction {
            role: Role::Consumes,
            says: "The tag of a variant is required, although it has a default.",
            apply: |members, _| {
                require(members, |property| {
                    property.contains_key("const") && property.contains_key("default")
                })
            },
        },
        Correction {
            role: Role::Consumes,
            says: "The year 0000 is refused.",
            apply: |members, _| no_year_zero(members),
        },
        Correction {
            role: Role::Consumes,
            says: "The letters T and Z in a time are capital.",
            apply: |members, _| capital_letters(members),
        },
        Correction {
            role: Role::Consumes,
            says: "A `datetime` or `time` is read with an offset or without one (`--times` says which you have).",
            apply: times,
        },
        Correction {
            role: Role::Consumes,
            says: "Bytes are read from base64 with padding.",
            apply: |members, _| pattern_for_format(members, "base64", BASE64),
        },
        Correction {
            role: Role::Consumes,
            says: "A set takes repeated items.",
            apply: |members, _| drop_keywords(members, &["uniqueItems"]),
        },
        Correction {
            role: Role::Consumes,
            says: "Keys that are numbers are read from texts.",
            apply: numbers_as_names,
        },
    ],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "`omit_none`, `omit_default`, names of fields in place of aliases, strategies, sums of flags, members of \
                   subclasses, offsets with seconds",
        },
        Unseen {
            role: Role::Consumes,
            says: "`forbid_extra_keys`, subtypes by a discriminator, strategies, the range of an offset",
        },
    ],
};

const BASE64: &str = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
