//! Apache Spark.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "spark",
    assumption: "exported-by-spark",
    name: "Spark",
    measured: "pyspark 4.3.0: spark.read.json and declared types, written by df.write.json and to_json, and VARIANT",
    writes: [
        r#"`"2024-05-06T07:08:09.000Z"`"#,
        r#"`"2024-05-06T07:08:09.000"`"#,
        "absent",
        "absent",
        "`12.50`",
        "`2.0`",
        r#"`"NaN"`"#,
        "`18446744073709551615`",
        "`true`",
        r#"`{"a":1}`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::new(
            Change::AbsentForNull,
            "A member that is null is left out of a struct",
            "whether a required member that may be null was there",
        ),
        Habit::new(
            Change::AbsentForEmpty,
            "An object that has no member in any row is left out",
            "whether a required object that may be empty was there",
        ),
        Habit::new(
            Change::TextForNaN,
            "NaN and Infinity are texts",
            "whether a number was one of these texts",
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
            Change::OtherKeys,
            "The keys of a map that are not texts are written as numbers: a date as its days since 1970",
            "the form of a map's keys",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "A moment without an offset has none, and a date that was read as a timestamp is a moment",
            "how a moment was written, and its offset",
        ),
    ],
    unseen: &[
        "a member whose name is empty is lost",
        "a text that is stored in a column of numbers is a number, and one that is no base64 is lost in a column of bytes",
        "a fraction beyond milliseconds is cut from a timestamp",
        "a DOUBLE is rounded, and 2 among fractions is 2.0",
        "the option prefersDecimal turns a column of texts of digits into numbers",
        "members are written in the order of their names",
    ],
};

const MOMENTS: &[Form] = &[
    Form {
        formats: &["date-time", "date"],
        pattern: r"^[+-]?[0-9]{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?$",
    },
    Form {
        formats: &["time"],
        pattern: r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?$",
    },
];
