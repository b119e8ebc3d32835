//! Dates and times. The emitted schema rests on an assumption of the contract file: dates are in the years 0000 to
//! 9999, offsets are whole minutes, a leap second ends a day. Outside of that, each crate has its own notation.

use super::{Kind, Said, text};
use crate::contract::Role;
use crate::derived::moments::{until_jiffs_last, whole_or_short};

const fn chrono(name: &'static str, format: &'static str, says: fn(Role, &str) -> String) -> Kind {
    Kind {
        of: ("chrono", name),
        said: Said::Format(format),
        says,
    }
}

const fn jiff(name: &'static str, format: &'static str, says: fn(Role, &str) -> String) -> Kind {
    Kind {
        of: ("jiff", name),
        ..chrono(name, format, says)
    }
}

pub(super) const KINDS: &[Kind] = &[
    chrono("DateTime", "date-time", chrono_date_time),
    chrono("NaiveDateTime", "partial-date-time", chrono_naive_date_time),
    chrono("NaiveTime", "partial-time", chrono_naive_time),
    Kind {
        of: ("chrono", "Weekday"),
        said: Said::OneOf("Mon"),
        says: chrono_weekday,
    },
    jiff("Timestamp", "date-time", jiff_timestamp),
    jiff("DateTime", "partial-date-time", jiff_date_time),
    jiff("Time", "partial-time", jiff_time),
    jiff("Zoned", "zoned-date-time", jiff_zoned),
    jiff("ZonedDateTime", "zoned-date-time", jiff_zoned),
];

/// chrono writes no fraction, or three, six or nine digits.
const CHRONO_FRACTION: &str = r"(\.([0-9]{3}){1,3})?";
/// jiff writes the digits that it needs.
const JIFF_FRACTION_WRITTEN: &str = r"(\.[0-9]{0,8}[1-9])?";
/// jiff refuses more digits than nanoseconds have.
const JIFF_FRACTION_READ: &str = r"(\.[0-9]{1,9})?";
const DATE: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const TIME: &str = "[0-9]{2}:[0-9]{2}:[0-9]{2}";
const SECONDS: &str = "[0-9]{2}";
const OFFSET: &str = "[0-9]{2}:[0-9]{2}";

fn chrono_weekday(_: Role, _: &str) -> String {
    const NAMES: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    text(None, &whole_or_short(&NAMES))
}

/// chrono reads every text of RFC 3339.
fn chrono_date_time(role: Role, type_name: &str) -> String {
    match role {
        Role::Consumes => r#"{"format":"date-time"}"#.to_owned(),
        Role::Emits => {
            let other_zones = type_name
                .match_indices("DateTime<")
                .any(|(at, _)| !type_name[at..].starts_with("DateTime<chrono::offset::utc::Utc>"));
            let zone = if other_zones {
                format!("(Z|[+-]{OFFSET})")
            } else {
                "Z".to_owned()
            };
            text(
                Some("date-time"),
                &format!("^{DATE}T{TIME}{CHRONO_FRACTION}{zone}$"),
            )
        }
    }
}

fn chrono_naive_date_time(role: Role, _: &str) -> String {
    let pattern = match role {
        Role::Consumes => format!("^{DATE}T"),
        Role::Emits => format!("^{DATE}T{TIME}{CHRONO_FRACTION}$"),
    };
    text(Some("partial-date-time"), &pattern)
}

fn chrono_naive_time(role: Role, _: &str) -> String {
    match role {
        Role::Consumes => r#"{"format":"partial-time"}"#.to_owned(),
        Role::Emits => text(Some("partial-time"), &format!("^{TIME}{CHRONO_FRACTION}$")),
    }
}

/// The last moment that jiff knows is 9999-12-30T22:00:00.999999999Z.
fn jiff_timestamp(role: Role, _: &str) -> String {
    let (fraction, zone) = match role {
        Role::Consumes => (JIFF_FRACTION_READ, format!("([Zz]|[+-]{OFFSET})")),
        Role::Emits => (JIFF_FRACTION_WRITTEN, "Z".to_owned()),
    };
    let moments = until_jiffs_last("[Tt]", SECONDS, fraction, &zone, "Z");
    text(Some("date-time"), &format!("^({moments})$"))
}

fn jiff_date_time(role: Role, _: &str) -> String {
    let pattern = match role {
        Role::Consumes => format!("^{DATE}[Tt]{TIME}{JIFF_FRACTION_READ}$"),
        Role::Emits => format!("^{DATE}T{TIME}{JIFF_FRACTION_WRITTEN}$"),
    };
    text(Some("partial-date-time"), &pattern)
}

fn jiff_time(role: Role, _: &str) -> String {
    let pattern = match role {
        Role::Consumes => format!("^{TIME}{JIFF_FRACTION_READ}$"),
        Role::Emits => format!("^{TIME}{JIFF_FRACTION_WRITTEN}$"),
    };
    text(Some("partial-time"), &pattern)
}

/// The reader must know the zone, with its offset at that time; that is a separate assumption. Of the last days of the
/// year 9999 only those in UTC are held.
fn jiff_zoned(role: Role, _: &str) -> String {
    let offset = format!("([Zz]|[+-]{OFFSET})");
    let fraction = match role {
        Role::Consumes => JIFF_FRACTION_READ,
        Role::Emits => JIFF_FRACTION_WRITTEN,
    };
    let moments = until_jiffs_last("[Tt]", SECONDS, fraction, &offset, "([Zz]|[+-]00:00)");
    text(Some("zoned-date-time"), &format!(r"^({moments})\[[^\[\]]+\]$"))
}
