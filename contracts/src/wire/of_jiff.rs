//! The texts of the modules of jiff that are for types of others, or for time zones.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{is_read, matching, written_out};
use crate::derived::digits::positive_up_to;

/// `jiff::fmt::serde::unsigned_duration`: `PT1H30M0.5S`. Other forms are read as well.
pub enum UnsignedIso {}

/// `jiff::fmt::serde::unsigned_duration::friendly::compact`: `1h 30m 500ms`. Other forms are read as well.
pub enum UnsignedFriendly {}

/// `jiff::fmt::serde::tz`: a name of the database of time zones, an offset or a POSIX rule. The database of the reader
/// decides which names it has, so the set has a name.
pub enum JiffTimeZone {}

/// The hours of the greatest `Duration`, which has 15 seconds more. All hours before have any minutes.
const LAST_HOUR: &str = "5124095576030431";
const HOURS_BEFORE: &str = "5124095576030430";
const SIXTY: &str = "([1-9]|[1-5][0-9])";
const SIXTEEN: &str = "([1-9]|1[0-5])";

impl JsonSchema for UnsignedIso {
    written_out!("UnsignedDuration");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => either(),
            false => matching(&format!("^{}$", iso())),
        }
    }
}

impl JsonSchema for UnsignedFriendly {
    written_out!("UnsignedDuration");
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match is_read(generator) {
            true => either(),
            false => matching(&format!("^{}$", friendly())),
        }
    }
}

/// Each module reads the form of the other.
fn either() -> Schema {
    matching(&format!("^({}|{})$", iso(), friendly()))
}

fn iso() -> String {
    let hours = positive_up_to(HOURS_BEFORE).join("|");
    let fraction = "(\\.[0-9]{0,8}[1-9])";
    let seconds = |some: &str| format!("({some}{fraction}?|0{fraction})S");
    let usual = seconds(SIXTY);
    let last = seconds(SIXTEEN);
    format!("PT(0S|{usual}|{SIXTY}M({usual})?|({hours})H({SIXTY}M)?({usual})?|{LAST_HOUR}H({last})?)")
}

fn friendly() -> String {
    let hours = positive_up_to(HOURS_BEFORE).join("|");
    let below_a_second = ["ms", "µs", "ns"].map(|unit| format!("[1-9][0-9]{{0,2}}{unit}"));
    // Any of these may be absent.
    let after = |parts: &[String]| {
        let parts = parts.iter().chain(&below_a_second);
        parts.map(|part| format!("( {part})?")).collect::<String>()
    };
    let parts = [format!("{SIXTY}m"), format!("{SIXTY}s")];
    let all: Vec<String> = parts.iter().chain(&below_a_second).cloned().collect();
    let without_hours = (0..all.len()).map(|first| {
        let rest = all[first + 1..].iter().map(|part| format!("( {part})?"));
        format!("{}{}", all[first], rest.collect::<String>())
    });
    let without_hours = without_hours.collect::<Vec<_>>().join("|");
    let (usual, last) = (after(&parts), after(&[format!("{SIXTEEN}s")]));
    format!("(0s|{without_hours}|({hours})h{usual}|{LAST_HOUR}h{last})")
}

impl JsonSchema for JiffTimeZone {
    written_out!("JiffTimeZone");
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "jiff-time-zone", "minLength": 1 })
    }
}
