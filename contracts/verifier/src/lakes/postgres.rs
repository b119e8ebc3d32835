//! PostgreSQL.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "postgres",
    assumption: "exported-by-postgres",
    name: "PostgreSQL",
    measured: "PostgreSQL 15: jsonb, and typed tables written by row_to_json and json_strip_nulls",
    writes: [
        r#"`"2024-05-06T07:08:09+00:00"`"#,
        r#"`"2024-05-06T07:08:09"`"#,
        "`null`",
        "`null`; absent with `json_strip_nulls`",
        "`12.50`",
        "`2`",
        r#"`"NaN"`"#,
        "`18446744073709551615`",
        "`true`",
        r#"`{"a":1}`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::new(
            Change::NullForAbsent,
            "A member that a row lacks is null in a column, and in a composite type",
            "whether an optional member was absent or null",
        ),
        Habit::new(
            Change::AbsentForNull,
            "json_strip_nulls leaves out members that are null",
            "whether a required member that may be null was there",
        ),
        Habit::new(
            Change::TextForNaN,
            "NaN and Infinity are texts",
            "whether a number was one of these texts",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "A timestamp has no offset, a timestamptz has that of the session, an interval is 00:05:00, a UUID is in lower \
             case, and bytes are \\x6162",
            "how a moment was written, and its offset, and texts of \\x and digits",
        ),
    ],
    unseen: &[
        "a fraction beyond microseconds is rounded",
        "a text that is stored in a column of numbers is a number",
        "a double precision number is rounded, and a numeric(p, s) to its decimals",
        "jsonb orders keys, and keeps the last of repeated ones",
    ],
};

const MOMENTS: &[Form] = &[
    Form {
        formats: &["date-time"],
        pattern: r"^[0-9]{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([+-][0-9]{2}(:[0-9]{2}){0,2})?$",
    },
    Form {
        formats: &["date"],
        pattern: r"^[0-9]{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T00:00:00([+-][0-9]{2}(:[0-9]{2}){0,2})?)?$",
    },
    Form {
        formats: &["time"],
        pattern: r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([+-][0-9]{2}(:[0-9]{2}){0,2})?$",
    },
    Form {
        formats: &["duration"],
        pattern: r"^(-?[0-9]+ (years?|mons?|days?) ?)*(-?[0-9]{2,}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?)?$",
    },
    Form {
        formats: &["uuid"],
        pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    },
    Form {
        formats: &[],
        pattern: r"^\\x([0-9a-f]{2})*$",
    },
];
