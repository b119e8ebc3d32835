//! DuckDB.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "duckdb",
    assumption: "exported-by-duckdb",
    name: "DuckDB",
    measured: "duckdb 2.0.1: read_json_auto, typed tables and JSON columns, written by COPY … TO and to_json",
    writes: [
        r#"`"2024-05-06 07:08:09+00"`"#,
        r#"`"2024-05-06 07:08:09"`"#,
        "`null`",
        "`null`",
        "`12.5`",
        "`2.0`",
        "`NaN`, not JSON",
        "`18446744073709551615`; `18446744073709552000.0` as a DOUBLE",
        "`true`",
        r#"`{"a":1,"b":null}`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::new(
            Change::NullForAbsent,
            "A member that a row lacks and another row has is null, in structs and in maps that were read as structs",
            "whether an optional member was absent or null, and the keys that a map had",
        ),
        Habit::new(
            Change::Rounded,
            "A column of integers may be read as a DOUBLE: 18446744073709551615 is 18446744073709552000.0",
            "numbers beyond 2^53, and steps of numbers",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "A moment is written with a space and an offset of hours, as 2024-05-06 07:08:09+00, a UUID in lower case, and bytes as \\x01",
            "how a moment was written, and its offset, and texts with \\x and two digits",
        ),
    ],
    unseen: &[
        "an INTERVAL is hours, minutes and seconds, and no duration; a UNION is an object; a REAL has digits that were not sent",
        "a fraction beyond microseconds is cut",
        "2 among fractions is 2.0",
        "a text that is stored in a column of numbers is a number",
        "of two names that differ only in case, the second gets a number, as in A_1",
        "a table whose only name is empty, or that has none, becomes one column named json",
        "NaN and Infinity are written as they are, which is not JSON: such lines are malformed",
    ],
};

const MOMENTS: &[Form] = &[
    Form {
        formats: &["date-time"],
        pattern: r"^[0-9]{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([+-][0-9]{2}(:[0-9]{2}){0,2})?$",
    },
    Form {
        formats: &["date"],
        pattern: r"^[0-9]{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( 00:00:00)?$",
    },
    Form {
        formats: &["time"],
        pattern: r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([+-][0-9]{2}(:[0-9]{2}){0,2})?$",
    },
    Form {
        formats: &["uuid"],
        pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    },
    Form {
        formats: &[],
        pattern: r"\\x[0-9A-Fa-f]{2}",
    },
];
