//! SQLite.

use super::effects::Change;
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "sqlite",
    assumption: "exported-by-sqlite",
    name: "SQLite",
    measured: "SQLite 3.40.1 and 3.54.1: json(), jsonb(), json_patch, and columns written by json_object",
    writes: [
        r#"`"2024-05-06T07:08:09Z"`"#,
        r#"`"2024-05-06T07:08:09"`"#,
        "`null`",
        "`null`",
        "`12.5`",
        "`2.0`",
        "`null`",
        "`1.84467440737096e+19`",
        "`1`",
        r#"`"{\"a\":1}"`; `{"a":1}` with `json()`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::of_columns(
            Change::NullForAbsent,
            "A column of a member that a row lacks is null",
            "whether an optional member was absent or null",
        ),
        Habit::new(
            Change::AbsentForNull,
            "json_patch leaves out members that are null",
            "whether a required member that may be null was there",
        ),
        Habit::of_columns(
            Change::NumberForBoolean,
            "true and false are 1 and 0 in a column",
            "whether a boolean was sent as 0 or 1",
        ),
        Habit::of_columns(
            Change::TextForNested,
            "A list or an object is a text that holds it, unless it is written by json()",
            "what is in lists and objects that are texts",
        ),
        Habit::of_columns(
            Change::NullForNaN,
            "NaN is null",
            "whether a required number was null",
        ),
        Habit::new(
            Change::Rounded,
            "An integer beyond 64 bits is a float of fifteen digits",
            "numbers beyond 2^53, and steps of numbers",
        ),
    ],
    unseen: &[
        "Infinity is written as Inf, which is not JSON: such lines are malformed",
        "a text that is stored in a column of numbers is a number",
        "since 3.54, a BLOB that happens to hold JSON is written as that JSON: export it with hex()",
    ],
};
