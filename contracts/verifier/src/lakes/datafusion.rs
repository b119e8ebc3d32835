//! Apache DataFusion.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "datafusion",
    assumption: "exported-by-datafusion",
    name: "DataFusion",
    measured: "datafusion 55.0.0: register_json and declared types, written by COPY … STORED AS JSON",
    writes: [
        r#"`"2024-05-06T07:08:09Z"`"#,
        r#"`"2024-05-06T07:08:09"`"#,
        "absent",
        "absent",
        "`12.50`",
        "`2.0`",
        "`null`",
        "`1.8446744073709552e19`",
        "`true`",
        r#"`{"a":1}`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::new(
            Change::AbsentForNull,
            "A member that is null is left out, and an entry of a map that is null",
            "whether a required member that may be null was there",
        ),
        Habit::new(
            Change::NullForNaN,
            "NaN and Infinity are null",
            "whether a required number was null",
        ),
        Habit::new(
            Change::Rounded,
            "An integer beyond 64 bits is a float",
            "numbers beyond 2^53, and steps of numbers",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "A moment without an offset has none, as 2024-05-06T07:08:09",
            "how a moment was written, and its offset",
        ),
    ],
    unseen: &[
        "2 among fractions is 2.0",
        "a text that is stored in a column of numbers is a number, and NaN there is null",
    ],
};

const MOMENTS: &[Form] = &[
    Form {
        formats: &["date-time"],
        pattern: r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?$",
    },
    Form {
        formats: &["time"],
        pattern: r"^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?$",
    },
];
