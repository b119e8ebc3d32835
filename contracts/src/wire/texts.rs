//! Moments, days and identifiers as texts.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{formatted, is_read, matching, written_out};
use crate::derived::making::held_as;
use crate::derived::moments::{self, LEAP_DAY_TIME};
use crate::derived::readers::{Reader, reader};

/// A moment as RFC 3339 writes it, `2026-01-31T12:00:00.5Z`.
///
/// Of years from 0000 to 9999, with an offset or `Z`. What is read has at most nine digits of a second and no leap
/// second, unless the field's own type is chrono's, which reads both; jiff's reads no moment after 9999-12-30T22:00.
///
/// ```
/// #[derive(serde::Deserialize, counterpart::Contract)]
/// pub struct Seen {
///     /// As it came: this service only hands it on.
///     #[contract(with = "counterpart::wire::Rfc3339")]
///     at: String,
/// }
/// ```
pub enum Rfc3339 {}

/// A day of the years 0000 to 9999, `2026-01-31`.
pub enum DateOnly {}

/// A UUID without hyphens, `67e5504410b1426f9247bb680e5fe0c8`. It is written in lower case and read in both.
pub enum UuidSimple {}

impl JsonSchema for Rfc3339 {
    written_out!("Rfc3339");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match reader(held_as()) {
            Reader::Chrono if is_read(generator) => json_schema!({ "type": "string", "format": "date-time" }),
            Reader::Chrono => formatted("date-time", &moments::rfc3339(LEAP_DAY_TIME)),
            Reader::Jiff => formatted(
                "date-time",
                &format!(
                    "^({})$",
                    moments::until_jiffs_last(
                        "T",
                        "[0-5][0-9]",
                        "(\\.[0-9]{1,9})?",
                        "(Z|[+-][0-9]{2}:[0-9]{2})",
                        "Z"
                    )
                ),
            ),
            Reader::Time | Reader::Other => formatted("date-time", &moments::rfc3339(moments::TIME)),
        }
    }
}

impl JsonSchema for DateOnly {
    written_out!("DateOnly");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

impl JsonSchema for UuidSimple {
    written_out!("UuidSimple");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        matching(match is_read(generator) {
            true => "^[0-9A-Fa-f]{32}$",
            false => "^[0-9a-f]{32}$",
        })
    }
}
