//! Polars.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "polars",
    assumption: "exported-by-polars",
    name: "Polars",
    measured: "polars 2.1.0: read_ndjson and declared types, written by write_ndjson and write_json",
    writes: [
        r#"`"2024-05-06T07:08:09+00:00"`"#,
        r#"`"2024-05-06 07:08:09"`"#,
        "`null`",
        "`null`",
        r#"`"12.50"`"#,
        "`2.0`",
        "`null`",
        "`18446744073709551615`",
        "`true`",
        r#"`{"a":1,"b":null}`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::new(
            Change::NullForAbsent,
            "A member that a row lacks and another row has is null, in structs and in maps, which are structs",
            "whether an optional member was absent or null, and the keys that a map had",
        ),
        Habit::new(
            Change::TextForDecimal,
            "A decimal is a text, as \"12.50\"",
            "whether a number was sent as a text of digits",
        ),
        Habit::new(
            Change::NullForNaN,
            "NaN and Infinity are null",
            "whether a required number was null",
        ),
        Habit::new(
            Change::TextForMixed,
            "A column of values of several kinds is one of texts: a number there is a text of digits",
            "whether a number or a boolean was sent as a text where several kinds are allowed",
        ),
        Habit::new(
            Change::NestedForMixed,
            "A list or an object in such a column is a text that holds it",
            "what is in lists and objects that are texts",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "A moment without an offset is written with a space, as 2024-05-06 07:08:09, and one with an offset as +00:00",
            "how a moment was written, and its offset",
        ),
    ],
    unseen: &[
        "values under a name for which no contract of the audit has their kind: the column is one of texts",
        "a whole Decimal is a text, also where a contract wants an integer",
        "2 among fractions is 2.0",
        "NaN that was sent as a text and is stored in a column of numbers is null",
        "of a repeated key, the first counts",
    ],
};

const MOMENTS: &[Form] = &[
    Form {
        formats: &["date-time"],
        pattern: r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([+-][0-9]{2}:[0-9]{2})?$",
    },
    Form {
        formats: &["time"],
        pattern: r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?$",
    },
];
