//! The texts of moments that only the modules of time read and write.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{is_read, matching, written_out};

/// `time::serde::iso8601`: `+002026-01-31T12:00:00.000000000Z`. Other forms of ISO 8601 are read as well.
pub enum Iso8601OfTime {}

/// `time::serde::rfc2822`: `Sat, 31 Jan 2026 12:00:00 +0000`, from 1900. Any day of the week is read, and the contract
/// does not know which one is written.
pub enum Rfc2822OfTime {}

/// The years of four digits that have a 29th of February, without the year 0.
const LEAP_YEARS: &str = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)";
const HOURS: &str = "([01][0-9]|2[0-3])";
/// Of an offset, which time has up to 25:59:59.
const OFFSET_HOURS: &str = "([01][0-9]|2[0-5])";
const SIXTY: &str = "[0-5][0-9]";

impl JsonSchema for Iso8601OfTime {
    written_out!("Iso8601OfTime");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let year = "(\\+00[0-9]{4}|-00([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3}))";
        let days = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|\
                    02-(0[1-9]|1[0-9]|2[0-8]))";
        let leap_days = format!("([+-]00{LEAP_YEARS}|\\+000000)-02-29");
        let fraction = match is_read(generator) {
            true => "(\\.[0-9]{1,9})?",
            false => "\\.[0-9]{9}",
        };
        matching(&format!(
            "^({year}-{days}|{leap_days})T{HOURS}:{SIXTY}:{SIXTY}{fraction}(Z|[+-]{OFFSET_HOURS}:{SIXTY})$"
        ))
    }
}

impl JsonSchema for Rfc2822OfTime {
    written_out!("Rfc2822OfTime");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let year = "(19[0-9]{2}|[2-9][0-9]{3})";
        let leap_year = "(19(0[48]|[2468][048]|[13579][26])|[2-9][0-9](0[48]|[2468][048]|[13579][26])|\
                         (2[048]|[468][048]|[3579][26])00)";
        let days = "(0[1-9]|[12][0-9]|3[01]) (Jan|Mar|May|Jul|Aug|Oct|Dec)|(0[1-9]|[12][0-9]|30) (Apr|Jun|Sep|Nov)|\
                    (0[1-9]|1[0-9]|2[0-8]) Feb";
        matching(&format!(
            "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (({days}) {year}|29 Feb {leap_year}) {HOURS}:{SIXTY}:{SIXTY} \
             [+-]{OFFSET_HOURS}{SIXTY}$"
        ))
    }
}
