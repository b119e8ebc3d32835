//! msgspec.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;

use super::python::{
    BOUNDS_ARE_READ, DECIMALS_ARE_READ, DECIMALS_ARE_WRITTEN, DEFAULTS_ARE_WRITTEN, NO_YEAR_ZERO,
    NUMBERS_ARE_KEYS, defaults_are_omitted,
};
use super::rewrite::{drop_keywords, encoded_in_base64, pattern_for_format};
use super::{Correction, Omission, Omitted, Profile, Unseen};

pub(super) const PROFILE: Profile = Profile {
    library: Library::Msgspec0,
    measured: "msgspec 0.22.0",
    patterns: Dialect::Python,
    corrections: &[
        DEFAULTS_ARE_WRITTEN,
        BOUNDS_ARE_READ,
        Correction {
            role: Role::Emits,
            says: "A `timedelta` is written in days and seconds, with a sign if it is negative.",
            apply: |members, _| pattern_for_format(members, "duration", DURATION),
        },
        Correction {
            role: Role::Emits,
            says: "Bytes are written as base64 with padding.",
            apply: |members, _| encoded_in_base64(members),
        },
        DECIMALS_ARE_WRITTEN,
        DECIMALS_ARE_READ,
        NUMBERS_ARE_KEYS,
        Correction {
            role: Role::Consumes,
            says: "Bytes are read from base64 with padding.",
            apply: |members, _| encoded_in_base64(members),
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
        NO_YEAR_ZERO,
    ],
    omissions: &[Omission {
        omitted: Omitted::Defaults,
        correction: defaults_are_omitted("With `omit_defaults`, a field with a default may be missing."),
    }],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "`UnsetType`, a `TypedDict` whose members have defaults, `enc_hook`, sums of flags, members of subclasses, `uuid_format` and \
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
