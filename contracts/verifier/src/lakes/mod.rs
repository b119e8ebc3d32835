//! Logs that came back out of a lake: what an engine makes of a message that it stores in columns and exports as JSON.
//!
//! One file an engine. Each [`Habit`] says in a sentence what the engine does to values, and what can no longer be told
//! of a message afterwards. [`Reading::widen`] maps a schema: the result accepts a message if one that the schema accepts
//! could have become it. It is never narrower than the schema, and it is wider in nothing but the shapes that the
//! habits name.

mod analysis;
mod clickhouse;
mod columns;
mod contexts;
mod datafusion;
mod duckdb;
mod effects;
mod numbers;
mod objects;
mod pandas;
mod polars;
mod possible;
mod postgres;
mod shapes;
mod spark;
mod sqlite;
mod steady;
mod wider;

use counterpart_engine::compat::schema::Schema;

use self::effects::Change;

/// An engine that stores messages in columns and exports them as JSON.
#[derive(Debug, PartialEq, Eq)]
pub struct Engine {
    /// The name in options and reports, such as `duckdb`.
    pub id: &'static str,
    /// The assumption that it exported a log, as reports name it: `exported-by-` and the id.
    pub assumption: &'static str,
    /// The name as people write it.
    pub name: &'static str,
    /// The version that was measured, and its calls.
    pub measured: &'static str,
    /// What it writes for each of [`VALUES`] in a typed column, in Markdown.
    pub writes: [&'static str; VALUES.len()],
    /// What it does to values that can be undone in part: contracts are widened for it.
    pub habits: &'static [Habit],
    /// What it does to values that no mapping undoes, each as a sentence without a full stop.
    pub unseen: &'static [&'static str],
}

impl Engine {
    /// What becomes of a value because of others under the same name, as a fragment; empty if nothing does.
    pub fn joins(&self) -> &'static str {
        let effects = effects::Effects::of_engine(self);
        match (effects.text_for_mixed, effects.default_for_absent) {
            (true, true) => {
                "under one name it writes values of several kinds as texts, and a default in each object that has none"
            }
            (true, false) => "under one name it writes values of several kinds as texts",
            (false, true) => "it writes a default in each object that has no value under a name",
            (false, false) => "",
        }
    }
}

/// Values that engines write in their own ways, in Markdown: the rows of a table.
pub const VALUES: [&str; 11] = [
    "the moment `\"2024-05-06T07:08:09Z\"`",
    "the moment `\"2024-05-06T07:08:09\"`",
    "a member that is absent, and that another row has",
    "a member that is `null`",
    "the decimal `12.50`",
    "`2` among fractions",
    "NaN",
    "`18446744073709551615`",
    "`true`",
    "the map `{\"a\": 1}`, where another row has a key `b`",
    "`{\"a.b\": 1}`",
];

/// One thing that an engine does to values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// What it does, as a sentence without a full stop.
    pub says: &'static str,
    /// What can no longer be told of a message, as a fragment; empty if nothing is lost.
    pub hides: &'static str,
    change: Change,
    scope: Scope,
}

/// The values that a habit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All parts of a message.
    All,
    /// Only the members of the message itself: its columns.
    Columns,
}

impl Habit {
    const fn new(change: Change, says: &'static str, hides: &'static str) -> Self {
        Self {
            says,
            hides,
            change,
            scope: Scope::All,
        }
    }

    /// The same, only for the members of the message itself.
    const fn of_columns(change: Change, says: &'static str, hides: &'static str) -> Self {
        Self {
            says,
            hides,
            change,
            scope: Scope::Columns,
        }
    }
}

/// All engines, by name.
pub static ENGINES: [Engine; 8] = [
    clickhouse::ENGINE,
    datafusion::ENGINE,
    duckdb::ENGINE,
    pandas::ENGINE,
    polars::ENGINE,
    postgres::ENGINE,
    spark::ENGINE,
    sqlite::ENGINE,
];

/// The engine of an id.
pub fn engine(id: &str) -> Option<&'static Engine> {
    ENGINES.iter().find(|engine| engine.id == id)
}

/// The assumption that a required member that may be null is null where it is absent, as reports name it.
pub const ABSENT_IS_NULL: &str = "absent-is-null";

/// What is assumed of how messages came to be as they are read. By default nothing.
///
/// ```
/// use counterpart_engine::compat::schema::{Options, Schema};
/// use counterpart_engine::json::parse;
/// use counterpart_verifier::lakes::{Reading, engine};
///
/// let schema = br#"{"required": ["at"], "properties": {"at": {"type": "string", "format": "date-time"}}}"#;
/// let schema = Schema::parse(schema, &Options::default())?;
/// let exported = parse(br#"{"at": "2024-05-06 07:08:09+00"}"#)?;
/// assert_eq!(schema.accepts(&exported), Ok(false));
///
/// let reading = Reading { exported_by: engine("duckdb"), ..Reading::default() };
/// let widened = reading.widen(&schema).expect("DuckDB writes moments otherwise");
/// assert_eq!(widened.accepts(&exported), Ok(true));
/// assert_eq!(widened.accepts(&parse(br#"{"at": null}"#)?), Ok(false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    /// The engine that exported the messages.
    pub exported_by: Option<&'static Engine>,
    /// True if a required member that may be null may also be absent.
    pub absent_is_null: bool,
}

impl Reading {
    /// The readings that one may try where nothing is assumed: as each engine exports, and then that absent is null.
    pub fn all() -> impl Iterator<Item = Reading> {
        let of_engines = ENGINES.iter().map(|engine| Reading {
            exported_by: Some(engine),
            absent_is_null: false,
        });
        of_engines.chain([Reading {
            exported_by: None,
            absent_is_null: true,
        }])
    }

    /// The ids of what is assumed, such as `exported-by-duckdb`.
    pub fn assumptions(&self) -> impl Iterator<Item = &'static str> {
        let of_engine = self.exported_by.map(|engine| engine.assumption);
        let absent = self.absent_is_null.then_some(ABSENT_IS_NULL);
        of_engine.into_iter().chain(absent)
    }

    /// Returns true if an object without members may have been left out.
    pub fn leaves_out_empty_objects(&self) -> bool {
        effects::Effects::of(self, true).absent_for_empty
    }

    /// Returns true if nothing is assumed.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The schema as it judges messages that were read in this way; `None` if nothing is assumed.
    ///
    /// Places and words in reports stay those of the schema's document. Do not compare the result with other schemas: it
    /// is only for judging messages.
    pub fn widen(&self, schema: &Schema) -> Option<Schema> {
        self.widen_all(&[schema])?.pop()
    }

    /// The same for schemas of messages that were stored in one table: some engines give a column one kind of value, and
    /// a row the members of all rows.
    pub fn widen_all(&self, schemas: &[&Schema]) -> Option<Vec<Schema>> {
        (!self.is_plain()).then(|| wider::widen_all(schemas, self))
    }

    /// The same for a schema of messages that were stored with any others. `None` if that makes no difference.
    pub fn widen_beside_any(&self, schema: &Schema) -> Option<Schema> {
        wider::widen_beside_any(schema, self)
    }
}
