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

/// The same, up to the last moment that jiff knows, 9999-12-30T22:00:00.999999999Z. The last days of the year 9999
/// depend on the offset.
pub(crate) fn until_jiffs_last(t: &str, zone: &str) -> String {
    let days = "([0-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-[0-9]{2}-[0-9]{2}|9999-(0[0-9]|1[01])-[0-9]{2}|\
        9999-12-([01][0-9]|2[0-8])";
    let late = "9999-12-29T[0-9]{2}|9999-12-30T([01][0-9]|2[01])";
    let fraction = "(\\.[0-9]{1,9})?";
    format!(
        "^(({days}){t}{TIME}{fraction}{zone}|({late}):[0-9]{{2}}:[0-5][0-9]{fraction}Z|9999-12-30T22:00:00{fraction}Z)$"
    )
}
