//! mashumaro 3.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;

use super::python::{
    BOUNDS_ARE_READ, DECIMALS_ARE_READ, DECIMALS_ARE_WRITTEN, DEFAULTS_ARE_WRITTEN, NO_YEAR_ZERO,
    NUMBERS_ARE_KEYS, TIMES_ARE_READ, TIMES_ARE_WRITTEN, defaults_are_omitted, nulls_are_omitted, read_names,
};
use super::rewrite::{base64_for_format, drop_keywords, open, pattern_for_format, require, upper_case_times};
use super::{Correction, Omission, Omitted, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Mashumaro3,
    measured: "mashumaro 3.23 on Python 3.11",
    patterns: Dialect::Python,
    corrections: &[
        DEFAULTS_ARE_WRITTEN,
        BOUNDS_ARE_READ,
        TIMES_ARE_WRITTEN,
        Correction {
            role: Role::Emits,
            says: "Bytes are written as base64 with line ends.",
            apply: |members, _| pattern_for_format(members, "base64", r"^[A-Za-z0-9+/=\n]*$"),
        },
        DECIMALS_ARE_WRITTEN,
        DECIMALS_ARE_READ,
        NUMBERS_ARE_KEYS,
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
        NO_YEAR_ZERO,
        Correction {
            role: Role::Consumes,
            says: "The T and Z of a time are in upper case.",
            apply: |members, _| upper_case_times(members),
        },
        TIMES_ARE_READ,
        Correction {
            role: Role::Consumes,
            says: "Bytes are read from base64 with padding.",
            apply: |members, _| base64_for_format(members, "base64"),
        },
        Correction {
            role: Role::Consumes,
            says: "A set takes repeated items.",
            apply: |members, _| drop_keywords(members, &["uniqueItems"]),
        },
        Correction {
            role: Role::Consumes,
            says: "Keys that are numbers are read from texts.",
            apply: read_names,
        },
    ],
    omissions: &[
        Omission {
            omitted: Omitted::Nulls,
            correction: nulls_are_omitted("With `omit_none`, a field that may be null may be missing."),
        },
        Omission {
            omitted: Omitted::Defaults,
            correction: defaults_are_omitted("With `omit_default`, a field with a default may be missing."),
        },
    ],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "names of fields in place of aliases, strategies, a field with a default and `serialize=\"omit\"`, sums of flags, members of \
                   subclasses, offsets with seconds",
        },
        Unseen {
            role: Role::Consumes,
            says: "`forbid_extra_keys`, subtypes by a discriminator, strategies, the range of an offset",
        },
    ],
};
