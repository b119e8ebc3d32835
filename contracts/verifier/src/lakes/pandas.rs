//! pandas.

use super::effects::{Change, Form};
use super::{Engine, Habit};

pub(super) const ENGINE: Engine = Engine {
    id: "pandas",
    assumption: "exported-by-pandas",
    name: "pandas",
    measured: "pandas 3.1.1: read_json with lines and DataFrame, written by to_json with orient=\"records\"",
    writes: [
        "`1714979289000`",
        "`1714979289000`",
        "`null`",
        "`null`",
        r#"`"12.50"`"#,
        "`2.0`",
        "`null`",
        "`1.844674407e+19` beside a null",
        "`true`; `1.0` beside a null",
        r#"`{"a":1}`"#,
        r#"`{"a.b":1}`"#,
    ],
    habits: &[
        Habit::new(
            Change::NullForAbsent,
            "A member that a row lacks and another row has is null; inside objects only if the table was stored as Parquet",
            "whether an optional member was absent or null, and the keys that a map had",
        ),
        Habit::of_columns(
            Change::NumberForText,
            "A column of texts that are all numbers is one of numbers, and one of moments is their milliseconds since 1970 if its \
             name looks like a moment's: date, datetime, modified, timestamp…, …_at, …_time",
            "whether a text that may be a number, or in such a column a moment, was sent as a number",
        ),
        Habit::of_columns(
            Change::MomentForNumber(MOMENT),
            "Numbers in a column whose name looks like a moment's are milliseconds, whatever they were in, and moments with \
             date_format=\"iso\"",
            "how large a number was in such a column, and whether it was sent as a moment",
        ),
        Habit::new(
            Change::NumberForMoment,
            "A datetime is its milliseconds since 1970, in objects and lists, too",
            "whether a moment was sent as a number",
        ),
        Habit::of_columns(
            Change::NumberForBoolean,
            "A column of booleans and nulls is one of 1.0 and 0.0",
            "whether a boolean was sent as 0 or 1",
        ),
        Habit::new(
            Change::TextForDecimal,
            "A Decimal is a text, as \"12.50\"",
            "whether a number was sent as a text of digits",
        ),
        Habit::new(
            Change::NullForNaN,
            "NaN, Infinity and a number that is too large for a float are null",
            "whether a required number was null",
        ),
        Habit::new(
            Change::Rounded,
            "Integers in a column with a null, and numbers with more than ten decimals or digits, are rounded",
            "numbers beyond 2^53, the eleventh decimal, and steps of numbers",
        ),
        Habit::new(
            Change::Texts(MOMENTS),
            "With date_format=\"iso\", a moment without an offset has none, and a date is a moment",
            "how a moment was written, and its offset",
        ),
    ],
    unseen: &[
        "2 in a column with a null is 2.0",
        "a time of day without an offset and a whole Decimal are texts in other forms than contracts describe",
        "texts such as NaN and Infinity are null, and in a column whose name looks like a moment's an empty text is",
    ],
};

const MOMENTS: &[Form] = &[Form {
    formats: &["date-time", "date"],
    pattern: MOMENT,
}];

const MOMENT: &str = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?$";
