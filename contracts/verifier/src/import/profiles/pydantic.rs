//! pydantic 2, and what writes down its schemas: FastAPI and FastStream.

use counterpart::contract::{Library, Role};
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::json::{Json, Object};

use super::python::{
    DEFAULTS_ARE_WRITTEN, FLOATS_HAVE_FRACTIONS, NO_YEAR_ZERO, NUMBERS_ARE_KEYS, PLAIN_DECIMAL,
    TIMES_ARE_READ, TIMES_ARE_WRITTEN, defaults_are_omitted, nulls_are_omitted,
};
use super::rewrite::{
    base64_for_format, close_map_of_patterns, demand, drop_keywords, json_in_a_text, pattern,
    pattern_beside_format, pattern_for_format, says, schema,
};
use super::{Correction, Omission, Omitted, Profile, Unseen};

pub(super) const PYDANTIC: Profile = Profile {
    library: Library::Pydantic2,
    measured: "pydantic 2.14.4",
    patterns: Dialect::Rust,
    corrections: CORRECTIONS,
    omissions: &[
        Omission {
            omitted: Omitted::Nulls,
            correction: nulls_are_omitted("With `exclude_none`, a field that may be null may be missing."),
        },
        Omission {
            omitted: Omitted::Defaults,
            correction: defaults_are_omitted(
                "With `exclude_defaults` or `exclude_unset`, a field with a default may be missing.",
            ),
        },
    ],
    unseen: UNSEEN,
};

/// FastAPI writes OpenAPI 3.1 of the same schemas: those of responses are emitted, those of requests consumed.
pub(super) const FASTAPI: Profile = Profile {
    library: Library::FastApi0,
    measured: "FastAPI 0.165.0 with pydantic 2.14.4",
    ..PYDANTIC
};

/// FastStream writes AsyncAPI with the schemas for reading, also of what is published.
pub(super) const FASTSTREAM: Profile = Profile {
    library: Library::FastStream0,
    measured: "FastStream 0.7.8 with pydantic 2.14.4",
    omissions: &[],
    unseen: &[
        Unseen {
            role: Role::Emits,
            says: "everything that differs between reading and writing: aliases, computed and excluded fields, serializers. \
                   Import `model_json_schema(mode=\"serialization\")` of the model instead",
        },
        UNSEEN[1],
    ],
    ..PYDANTIC
};

const CORRECTIONS: &[Correction] = &[
    DEFAULTS_ARE_WRITTEN,
    FLOATS_HAVE_FRACTIONS,
    TIMES_ARE_WRITTEN,
    Correction {
        role: Role::Emits,
        says: "A `timedelta` is written in years of 365 days, days, hours, minutes and seconds, with a sign if it is negative.",
        apply: |members, _| pattern_for_format(members, "duration", DURATION),
    },
    Correction {
        role: Role::Emits,
        says: "Bytes are written as base64, with either alphabet.",
        apply: |members, _| {
            pattern_for_format(members, "base64", BASE64) | pattern_for_format(members, "base64url", BASE64)
        },
    },
    NUMBERS_ARE_KEYS,
    NO_YEAR_ZERO,
    TIMES_ARE_READ,
    Correction {
        role: Role::Consumes,
        says: "A set takes repeated items.",
        apply: |members, _| takes_repeats(members),
    },
    Correction {
        role: Role::Consumes,
        says: "A mapping refuses keys that do not fit the pattern of its keys.",
        apply: |members, _| close_map_of_patterns(members),
    },
    Correction {
        role: Role::Consumes,
        says: "An e-mail address is plain, has at most 254 characters, and its domain has a dot and is no reserved one.",
        apply: |members, _| pattern_beside_format(members, "email", EMAIL) && at_most(members, 254),
    },
    Correction {
        role: Role::Consumes,
        says: "A URL has something behind its scheme; where it has at most 2083 characters, as `HttpUrl`, its scheme is http or https.",
        apply: |members, _| read_urls(members),
    },
    Correction {
        role: Role::Consumes,
        says: "A `timedelta` beyond its range is refused: of each part of a duration five digits are sure.",
        apply: |members, _| pattern_beside_format(members, "duration", "^(?![^.,]*[0-9]{6})"),
    },
    Correction {
        role: Role::Consumes,
        says: "Bytes are read from base64 with padding.",
        apply: |members, _| {
            base64_for_format(members, "base64") | pattern_for_format(members, "base64url", READ_BASE64URL)
        },
    },
    Correction {
        role: Role::Consumes,
        says: "A `Decimal` that is a text holds a number.",
        apply: |members, _| read_decimals(members),
    },
    Correction {
        role: Role::Consumes,
        says: "A `Json` text holds JSON of the right kind, which is not decided here.",
        apply: |members, _| json_in_a_text(members),
    },
];

const UNSEEN: &[Unseen] = &[
    Unseen {
        role: Role::Emits,
        says: "names of fields in place of aliases, serializers without a return type, what leaves out a field with a default \
               (`exclude_if`, `MISSING`, a `TypedDict`), `SerializeAsAny`, `ser_json_inf_nan`, items of `Secret`",
    },
    Unseen {
        role: Role::Consumes,
        says: "validators, strict mode, `AwareDatetime` and `NaiveDatetime` (`--times`), keys that are numbers or booleans, \
               `strip_whitespace`, digits of a `Decimal`, `AliasPath`",
    },
];

/// Each part is left out where it is zero; a duration of zero is `PT0S`.
const DURATION: &str = r"^-?P(?:[1-9][0-9]*Y)?(?:[1-9][0-9]*D)?(?:T(?:[0-9]{1,2}H)?(?:[0-9]{1,2}M)?(?:[0-9]{1,2}(?:\.[0-9]{1,6})?S)?)?$";

const BASE64: &str = "^[A-Za-z0-9+/_-]*=*$";

/// The bits that no byte needs are zero.
const READ_BASE64URL: &str =
    "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]==|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]=)?$";

/// Without quotes and addresses of hosts. The names are those that no address has.
const EMAIL: &str = r"^[^\x22@\[\]]+@(?:[^@.\[\]]+\.)+(?!(?:[Aa][Rr][Pp][Aa]|[Ii][Nn][Vv][Aa][Ll][Ii][Dd]|[Ll][Oo][Cc][Aa][Ll]|[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|[Oo][Nn][Ii][Oo][Nn]|[Tt][Ee][Ss][Tt])$)[^@.\[\]]*[A-Za-z][^@.\[\]]*$";

/// Always true, as an answer to whether something changed.
fn at_most(members: &mut Object, most: u32) -> bool {
    demand(members, schema([("maxLength", Json::Number(most.into()))]))
}

/// The length that `HttpUrl` allows, and no other type.
const HTTP_URL: u32 = 2083;

fn read_urls(members: &mut Object) -> bool {
    let length = members.get("maxLength").and_then(Json::as_number);
    let is_http = length.is_some_and(|length| *length == HTTP_URL.into());
    let wanted = match is_http {
        true => "^[Hh][Tt][Tt][Pp][Ss]?:/*[^/]",
        false => "^[^:]*:/*[^/]",
    };
    pattern_beside_format(members, "uri", wanted)
}

/// A set of a least size counts items that differ.
fn takes_repeats(members: &mut Object) -> bool {
    !members.contains_key("minItems") && drop_keywords(members, &["uniqueItems"])
}

/// `Decimal` is `anyOf` a number and a text, and nothing else is: a union of `float` and `str` has them too, and then the
/// contract is narrower than it could be.
fn read_decimals(members: &mut Object) -> bool {
    let Some(Json::Array(branches)) = members.get_mut("anyOf") else {
        return false;
    };
    let mut is_changed = false;
    for first in 1..branches.len() {
        let [Json::Object(number), Json::Object(text)] = &mut branches[first - 1..=first] else {
            continue;
        };
        let is_decimal = says(number, "type", "number")
            && says(text, "type", "string")
            && !text.contains_key("pattern")
            && !text.contains_key("format");
        is_changed |= is_decimal && demand(text, pattern(PLAIN_DECIMAL));
    }
    is_changed
}
