//! Crates whose types hold a moment, recognised in the compiler's name of a type.

/// The crate that reads a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Chrono,
    Time,
    Jiff,
    /// Another one, or several.
    Other,
}

/// The crate of the type with this name.
pub(crate) fn reader(name: &str) -> Reader {
    let paths = name.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let mut found = None;
    for path in paths {
        let reader = match path.split("::").next() {
            Some("chrono") => Reader::Chrono,
            Some("time") => Reader::Time,
            Some("jiff") => Reader::Jiff,
            _ => continue,
        };
        if found.is_some_and(|found| found != reader) {
            return Reader::Other;
        }
        found = Some(reader);
    }
    found.unwrap_or(Reader::Other)
}

#[cfg(test)]
mod tests {
    use super::{Reader, reader};

    #[test]
    fn crate_is_the_first_step_of_a_path() {
        for (name, expected) in [
            (
                "chrono::datetime::DateTime<chrono::offset::utc::Utc>",
                Reader::Chrono,
            ),
            (
                "core::option::Option<time::offset_date_time::OffsetDateTime>",
                Reader::Time,
            ),
            ("alloc::vec::Vec<jiff::timestamp::Timestamp>", Reader::Jiff),
            ("std::time::SystemTime", Reader::Other),
            ("app::time::At", Reader::Other),
            ("(chrono::Utc, jiff::Zoned)", Reader::Other),
            ("i64", Reader::Other),
            ("", Reader::Other),
        ] {
            assert_eq!(reader(name), expected, "{name}");
        }
    }
}
