//! The patterns of moments as texts.

/// A day.
pub(crate) const DATE: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/// A time of a day.
pub(crate) const TIME: &str = "[0-9]{2}:[0-9]{2}:[0-5][0-9]";
/// A time of a day that may be a leap second.
pub(crate) const LEAP_DAY_TIME: &str = "[0-9]{2}:[0-9]{2}:[0-9]{2}";

/// Moments of RFC 3339 with times of this form.
pub(crate) fn rfc3339(time: &str) -> String {
    format!("^{DATE}T{time}(\\.[0-9]{{1,9}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})$")
}

/// Moments up to the last one that jiff knows, 9999-12-30T22:00:00.999999999Z, without `^` and `$`.
///
/// `t` stands between day and time, then come the seconds, their fraction, and the zone. The last days of the year 9999
/// depend on the offset, so of these only moments in UTC are there, with the zone `utc`.
pub(crate) fn until_jiffs_last(t: &str, seconds: &str, fraction: &str, zone: &str, utc: &str) -> String {
    let days = "([0-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-[0-9]{2}-[0-9]{2}|9999-(0[0-9]|1[01])-[0-9]{2}|\
        9999-12-([01][0-9]|2[0-8])";
    let late = "9999-12-29T[0-9]{2}|9999-12-30T([01][0-9]|2[01])";
    let minutes = "[0-9]{2}";
    format!(
        "({days}){t}[0-9]{{2}}:{minutes}:{seconds}{fraction}{zone}|({late}):{minutes}:{seconds}{fraction}{utc}|\
         9999-12-30T22:00:00{fraction}{utc}"
    )
}

/// Names that are read in any case, and by their first three letters, as chrono reads those of days and months.
pub(crate) fn whole_or_short(names: &[&str]) -> String {
    let in_any_case = |name: &str| -> String {
        name.chars()
            .map(|letter| format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase()))
            .collect()
    };
    let ways = names.iter().map(|name| match name.split_at(3) {
        (short, "") => in_any_case(short),
        (short, rest) => format!("{}({})?", in_any_case(short), in_any_case(rest)),
    });
    format!("^({})$", ways.collect::<Vec<_>>().join("|"))
}
