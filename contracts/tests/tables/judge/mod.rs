//! serde judges contracts: what the real `Deserialize` and `Serialize` of a type do with a text, beside what the schemas of
//! its contract say of it.

pub(crate) mod assumptions;
#[path = "../../../engine/tests/engine/random_pairs/chance.rs"]
pub(crate) mod chance;
pub(crate) mod compiled;
pub(crate) mod loosened;
pub(crate) mod mutants;
pub(crate) mod samples;
pub(crate) mod shape;
pub(crate) mod shrink;

use compiled::TwoForms;
use counterpart::__private::schemars::JsonSchema;
use counterpart::compat::schema::{Options, Schema};
use counterpart::contract::Role;
use counterpart::json::{Json, parse};

/// The answers of serde and a schema for one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    /// Both take it.
    Taken,
    /// Both refuse it.
    Refused,
    /// They differ, and a named assumption says that no such text is met.
    Assumed(&'static str),
    /// serde takes what the schema refuses, in a way that is known and named: the contract asks for more than it must.
    Stricter(&'static str),
    /// The schema takes what serde refuses: a break slips through.
    TooWide,
    /// serde takes what the schema refuses, and nothing excuses it.
    TooNarrow,
    /// The evaluator could not decide.
    Undecided,
}

impl Answer {
    /// Returns true if the contract is wrong here.
    pub(crate) fn is_wrong(self) -> bool {
        matches!(self, Answer::TooWide | Answer::TooNarrow | Answer::Undecided)
    }
}

/// The schema of a type in one role, or why there is none: an error, or the panic of a schema that would never end.
pub(crate) fn document<T: JsonSchema + ?Sized>(role: Role) -> Result<Json, String> {
    let made = std::panic::catch_unwind(|| counterpart::schema::generate::<T>(role));
    match made {
        Ok(Ok(members)) => Ok(Json::Object(members)),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => panic
                .downcast::<&'static str>()
                .map_or_else(|_| "a panic without words".to_owned(), |text| (*text).to_owned()),
        }),
    }
}

fn schema(document: &Json) -> Schema {
    Schema::from_json(document.clone(), &Options::default()).expect("the engine reads what the library made")
}

/// serde reads a text, or gives an error.
pub(crate) type Read = fn(&str) -> Result<(), String>;

/// The text that serde writes after reading a text; an error if it reads or writes nothing.
pub(crate) type Rewrite = fn(&str) -> Result<String, String>;

/// The real `Deserialize`. A panic is a refusal: serde_json has one for keys of a map that are no booleans.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<(), String> {
    let read = || {
        serde_json::from_str::<T>(text)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    std::panic::catch_unwind(read).unwrap_or_else(|_| Err("a panic".to_owned()))
}

/// The real `Deserialize`, and the real `Serialize` behind it.
pub(crate) fn rewrite<T: serde::de::DeserializeOwned + serde::Serialize>(
    text: &str,
) -> Result<String, String> {
    let rewrite = || {
        let value = serde_json::from_str::<T>(text).map_err(|error| error.to_string())?;
        serde_json::to_string(&value).map_err(|error| error.to_string())
    };
    std::panic::catch_unwind(rewrite).unwrap_or_else(|_| Err("a panic".to_owned()))
}

/// A consumer: what it reads, and what its contract accepts.
pub(crate) struct Consumer {
    pub(crate) document: Json,
    schema: TwoForms,
    loosened: Schema,
    read: Read,
}

impl Consumer {
    pub(crate) fn new(document: Json, read: Read) -> Self {
        Self {
            schema: TwoForms::of(schema(&document)),
            loosened: schema(&loosened::loosened(&document)),
            document,
            read,
        }
    }

    pub(crate) fn reads(&self, text: &str) -> Result<(), String> {
        (self.read)(text)
    }

    pub(crate) fn judge(&self, text: &str) -> Answer {
        let read = self.reads(text).is_ok();
        let Ok(value) = parse(text.as_bytes()) else {
            return if read {
                Answer::Assumed("unique-keys")
            } else {
                Answer::Refused
            };
        };
        let Ok(accepted) = self.schema.accepts(text, &value) else {
            return Answer::Undecided;
        };
        match (accepted, read) {
            (true, true) => Answer::Taken,
            (false, false) => Answer::Refused,
            (true, false) => match assumptions::broken(text, &value, |plain| self.judge(plain)) {
                Some(assumption) => Answer::Assumed(assumption),
                None => Answer::TooWide,
            },
            (false, true) => match self.loosened.accepts(&value) {
                Ok(true) => Answer::Stricter(loosened::REASON),
                _ => Answer::TooNarrow,
            },
        }
    }
}

/// A producer: what its contract says that it emits.
pub(crate) struct Producer {
    pub(crate) document: Json,
    schema: TwoForms,
}

impl Producer {
    pub(crate) fn new(document: Json) -> Self {
        Self {
            schema: TwoForms::of(schema(&document)),
            document,
        }
    }

    /// A text that serde wrote, by the emitted schema.
    pub(crate) fn judge(&self, written: &str) -> Answer {
        let Ok(value) = parse(written.as_bytes()) else {
            // A key written twice.
            return Answer::TooNarrow;
        };
        match self.schema.accepts(written, &value) {
            Ok(true) => Answer::Taken,
            Ok(false) => Answer::TooNarrow,
            Err(_) => Answer::Undecided,
        }
    }

    /// Returns true if the emitted schema admits a text.
    pub(crate) fn admits(&self, text: &str) -> bool {
        parse(text.as_bytes()).is_ok_and(|value| self.schema.accepts(text, &value) == Ok(true))
    }
}
