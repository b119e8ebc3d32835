//! Spans of time. The format `duration` allows no fraction, and no weeks next to other units; jiff writes both.

use super::{Kind, Said, text};
use crate::contract::Role;
use crate::derived::digits::positive_up_to;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        of: ("jiff", "Span"),
        said: Said::Format("duration"),
        says: span,
    },
    Kind {
        of: ("jiff", "SignedDuration"),
        said: Said::Format("duration"),
        says: signed_duration,
    },
    Kind {
        of: ("chrono", "TimeDelta"),
        said: Said::SecondsAndNanos,
        says: time_delta,
    },
];

const FRACTION: &str = r"(\.[0-9]{1,9})?";

/// A count up to this one, without leading zeros.
fn up_to(greatest: &str) -> String {
    format!("(0|{})", positive_up_to(greatest).join("|"))
}

/// One or more of these, in their order.
fn some_of(parts: &[String]) -> String {
    let ways = (0..parts.len()).map(|first| {
        let rest: String = parts[first + 1..]
            .iter()
            .map(|part| format!("({part})?"))
            .collect();
        format!("{}{rest}", parts[first])
    });
    format!("({})", ways.collect::<Vec<_>>().join("|"))
}

/// The greatest count of each unit, as jiff has it; units below a second are written as a part of the seconds.
fn span(_: Role, _: &str) -> String {
    let unit = |greatest: &str, letter: &str| format!("{}{letter}", up_to(greatest));
    let dates = some_of(&[
        unit("19998", "Y"),
        unit("239976", "M"),
        unit("1043497", "W"),
        unit("7304484", "D"),
    ]);
    let times = some_of(&[
        unit("175307616", "H"),
        unit("10518456960", "M"),
        format!(
            "({}{FRACTION}|1902545624836(\\.([0-7][0-9]{{0,8}}|8([0-4][0-9]{{0,7}}|5([0-3][0-9]{{0,6}}|4([0-6][0-9]{{0,5}}|7([0-6][0-9]{{0,4}}|7([0-4][0-9]{{0,3}}|5([0-7][0-9]{{0,2}}|8(0[0-7]?)?)?)?)?)?)?)?))?)S",
            up_to("1902545624835")
        ),
    ]);
    text(None, &format!("^-?P({dates}(T{times})?|T{times})$"))
}

/// Up to 64 bits of seconds, in hours, minutes below 60 and seconds below 60.
fn signed_duration(_: Role, _: &str) -> String {
    let sixty = |letter: &str, fraction: &str| format!("([0-9]|[1-5][0-9]){fraction}{letter}");
    let (minutes, seconds) = (sixty("M", ""), sixty("S", FRACTION));
    let hours = format!("{}H", up_to("2562047788015214"));
    let most = "2562047788015215H";
    let rest = some_of(&[minutes, seconds.clone()]);
    let usual = format!("({hours}({rest})?|{rest})");
    let last_hour = format!("{most}(([0-9]|[12][0-9])M({seconds})?|{seconds}|30M([0-7]{FRACTION}S)?)?");
    text(
        None,
        &format!("^(-?PT({usual}|{last_hour})|-PT{most}30M8{FRACTION}S)$"),
    )
}

/// Milliseconds in 64 bits: whole seconds, and nanoseconds that are never negative.
fn time_delta(_: Role, _: &str) -> String {
    const BILLION: &str = r#"{"type":"integer","minimum":0,"maximum":999999999}"#;
    let between = r#"{"type":"integer","minimum":-9223372036854775,"maximum":9223372036854774}"#;
    let first = r#"{"type":"integer","minimum":193000000,"maximum":999999999}"#;
    let last = r#"{"type":"integer","minimum":0,"maximum":807000000}"#;
    format!(
        r#"{{"anyOf":[{{"prefixItems":[{between},{BILLION}]}},{{"prefixItems":[{{"const":9223372036854775}},{last}]}},{{"prefixItems":[{{"const":-9223372036854776}},{first}]}}]}}"#
    )
}
