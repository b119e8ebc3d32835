//! ClickHouse.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "clickhouse",
    assumption: "exported-by-clickhouse",
    name: "ClickHouse",
    measured: "ClickHouse 26.9.2 (chdb 4.4.0): JSONEachRow with inferred and declared types, and JSON columns",
    writes: [
        r#"`"2024-05-06 07:08:09"`"#,
        r#"`"2024-05-06 07:08:09"`"#,
        "`null`; `[]` in a column of lists",
        "`null`; absent in a JSON column",
        "`12.5`",
        "`2`",
        "`null`",
        "`18446744073709551615`",
        "`true`",
        r#"`{"a":1,"b":null}`"#,
        r#"`{"a":{"b":1}}` in a JSON column"#,
    ],
    habits: &[
        Habit::new(
            Change::NullForAbsent,
            "A member that a row lacks is null in a column that may be null",
            "whether an optional member was absent or null",
        ),
        Habit::new(
            Change::DefaultForAbsent,
            "A member that a row lacks, or has as null, is the default of a column that may not be null: [], {}, \"\", 0 or \
             false",
            "whether an optional list was absent or empty, and whether an optional value was the default of its type",
        ),
        Habit::new(
            Change::AbsentForNull,
            "A JSON column leaves out members that are null",
            "whether a required member that may be null was there",
        ),
        Habit::new(
            Change::AbsentForEmpty,
            "A JSON column leaves out objects that have no member but nulls",
            "whether a required object that may be empty was there",
        ),
        Habit::new(
            Change::TextForEmpty,
            "An object that has no member in any row is the text {}, where the contract accepts an object without members",
            "",
        ),
        Habit::new(
            Change::TextForHuge,
            "An integer beyond 64 bits is a text of digits",
            "whether an integer beyond 64 bits was sent as a text",
        ),
        Habit::new(
            Change::SplitNames,
            "A JSON column splits a name at its dots: {\"a.b\": 1} is {\"a\": {\"b\": 1}}",
            "members whose names have a dot, and what is in the objects that are made of them",
        ),
        Habit::new(
            Change::NullForNaN,
            "NaN, Infinity and a number that is too large for a float are null",
            "whether a required number was null",
        ),
        Habit::new(
            Change::TextForMixed,
            "A column of texts and other values is one of texts: a number there is a text of digits",
            "whether a number or a boolean was sent as a text where several kinds are allowed",
        ),
        Habit::new(
            Change::NestedForMixed,
            "A list or an object in such a column is a text that holds it",
            "what is in lists and objects that are texts",
        ),
        Habit::new(
            Change::AbsentForMixed,
            "In an object that has a list where other rows have another kind of value, members that only such rows have are lost",
            "whether the members of such an object were there",
        ),
        Habit::new(
            Change::FlagForMixed,
            "A column of booleans and numbers is one of numbers: 1 and 0",
            "whether a boolean was sent as a number where both are allowed",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "A moment is written with a space and without an offset, as 2024-05-06 07:08:09, and a UUID in lower case",
            "how a moment was written, and its offset",
        ),
    ],
    unseen: &[
        "values under a name that no contract of the audit has: they give the column another kind, or other members",
        "beside an integer beyond 64 bits, smaller ones may be texts too",
        "a member whose name is empty is lost",
        "a text that is stored in a column of numbers is a number, and NaN there is null",
        "a moment or a date before 1970 may be 1970 in a JSON column",
        "a DateTime has no fraction, and a JSON column cuts one",
        "1.0 is written as 1, and 12.50 as 12.5",
    ],
};

const MOMENTS: &[Form] = &[
    Form {
        formats: &["date-time"],
        pattern: r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?$",
    },
    Form {
        formats: &["date"],
        pattern: r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( 00:00:00(\.0{1,9})?)?$",
    },
    Form {
        formats: &["time"],
        pattern: r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?$",
    },
    Form {
        formats: &["uuid"],
        pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    },
];
