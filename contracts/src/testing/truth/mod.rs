//! The truth test: does the schema say what serde does? serde is the judge, in the user's own build.
//!
//! What a consumer requires is tested with messages that its schema accepts: the real `Deserialize` must read each of
//! them. What a producer emits is tested with what the real `Serialize` writes: its schema must accept each of them. The
//! reverse directions (serde reads what the schema refuses; the schema admits what is never written) are no danger to
//! anyone, and are hints.
//!
//! Messages keep the assumptions of every contract ([`Assumption`](crate::contract::Assumption)): integers without
//! fraction, numbers within `f64`, nesting under 128, unique keys. Floats are finite in all messages that the test makes; where
//! a value of the user's own is written as `null` in the place of a number, that is a failure: such a value breaks the
//! assumption, and a consumer would get the `null`.

mod accepted;
mod blame;
mod emitted;
mod guard;
#[doc(hidden)]
pub mod real;
mod report;
mod shrink;

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::compat::schema::{Options as SchemaOptions, Schema};
use crate::contract::Role;
use crate::declaration::Declaration;
use crate::json::{Json, Pointer};
use crate::schema::{self, SchemaError, Source};

/// How thorough the test is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How many messages are made of a schema.
    pub samples: usize,
    /// The same seed makes the same messages.
    pub seed: u64,
}

impl Default for Options {
    /// 100 messages, seed 0.
    fn default() -> Self {
        Self {
            samples: 100,
            seed: 0,
        }
    }
}

impl Options {
    /// Sets the number of messages.
    #[must_use]
    pub fn samples(mut self, samples: usize) -> Self {
        self.samples = samples;
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// What was seen of one type in one role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many messages serde was asked about.
    pub asked: usize,
    /// Where the contract promises what the code does not keep.
    pub failures: Vec<Failure>,
    /// Where the code does more than the contract says, and what could not be looked at.
    pub hints: Vec<Hint>,
}

/// One message on which the contract and the code differ so that a break could slip through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The message, as small as it could be made.
    pub message: String,
    /// The part of it that makes the difference.
    pub at: Pointer,
    /// What the schema says of it.
    pub schema: String,
    /// What serde did.
    pub serde: String,
}

/// Something that is no danger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint(pub String);

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tests what `T` reads: messages that the schema of a consumer accepts are given to `Deserialize`.
///
/// ```
/// use counterpart::truth::{Options, accepted};
///
/// let outcome = accepted::<Vec<Option<u8>>>(&Options::default())?;
/// assert_eq!((outcome.asked, outcome.failures), (100, vec![]));
/// # Ok::<(), counterpart::schema::SchemaError>(())
/// ```
///
/// # Errors
/// Where the type has no schema that a contract can hold.
pub fn accepted<T: JsonSchema + DeserializeOwned>(options: &Options) -> Result<Outcome, SchemaError> {
    let schema = schema_of(source::<T>(), Role::Consumes)?;
    Ok(accepted::check(&schema, real::read::<T>, options))
}

/// Tests what `T` writes: values are made by `Deserialize` from messages that its own schema accepts, and what
/// `Serialize` writes of them is given to the schema of a producer.
///
/// # Errors
/// Where the type has no schema that a contract can hold.
pub fn emitted<T: JsonSchema + Serialize + DeserializeOwned>(
    options: &Options,
) -> Result<Outcome, SchemaError> {
    let emitted = schema_of(source::<T>(), Role::Emits)?;
    let accepted = schema_of(source::<T>(), Role::Consumes)?;
    Ok(emitted::of_own_messages(
        &emitted,
        &accepted,
        real::rewrite::<T>,
        options,
    ))
}

/// Tests what `T` writes of these values.
///
/// # Errors
/// Where the type has no schema that a contract can hold.
pub fn emitted_of<T: JsonSchema + Serialize>(
    values: impl IntoIterator<Item = T>,
) -> Result<Outcome, SchemaError> {
    let emitted = schema_of(source::<T>(), Role::Emits)?;
    let written = values.into_iter().map(|value| real::written(&value)).collect();
    Ok(emitted::of_values(&emitted, written))
}

fn source<T: JsonSchema>() -> Source {
    |settings| {
        settings
            .into_generator()
            .into_root_schema_for::<crate::schema::wire::Kind<T>>()
    }
}

fn schema_of(source: Source, role: Role) -> Result<Schema, SchemaError> {
    let document = schema::union(&[source], role)?;
    Schema::from_json(Json::Object(document), &SchemaOptions::default())
        .map_err(|error| SchemaError::Keyword(error.to_string()))
}

/// The stack of the thread that a test runs on. Messages nest up to 127 levels, and debug builds of serde's code for tagged
/// enums take several kilobytes a level.
const STACK: usize = 64 << 20;

/// Tests one declaration. `Ok` may carry hints.
pub(super) fn test(declaration: &'static Declaration, options: &Options) -> Result<Vec<Hint>, String> {
    let options = options.clone();
    let run = move || outcome(declaration, &options);
    let thread = std::thread::Builder::new()
        .name(declaration.test.to_owned())
        .stack_size(STACK)
        .spawn(run)
        .map_err(|error| format!("no thread for the truth test: {error}"))?;
    let outcome = thread.join().map_err(|panic| guard::text_of(&*panic))??;
    if outcome.failures.is_empty() {
        return Ok(outcome.hints);
    }
    Err(report::text(declaration, &outcome))
}

fn outcome(declaration: &Declaration, options: &Options) -> Result<Outcome, String> {
    let schema = |role| schema_of(declaration.schema, role).map_err(|error| error.to_string());
    let real = &declaration.real;
    match (declaration.role, real.read, real.rewrite, real.samples) {
        (Role::Consumes, read, ..) => {
            let mut outcome = Outcome::default();
            if let Some(read) = read {
                outcome.add(accepted::check(&schema(Role::Consumes)?, read, options));
            }
            for older in declaration.older {
                let schema = schema_of(older.schema, Role::Consumes).map_err(|error| error.to_string())?;
                if let Some(read) = older.real.read {
                    outcome.add(accepted::check(&schema, read, options));
                }
            }
            Ok(outcome)
        }
        (Role::Emits, _, rewrite, samples) => {
            let emitted = schema(Role::Emits)?;
            let mut outcome = Outcome::default();
            if let Some(samples) = samples {
                let written = guard::call(|| samples(options.samples))
                    .map_err(|panic| format!("the samples of `{}` panic: {panic}", declaration.rust_type))?;
                outcome = emitted::of_values(&emitted, written);
            }
            // A type that is only sent may not be able to say what it reads.
            if let (Some(rewrite), Ok(accepted)) = (rewrite, schema(Role::Consumes)) {
                outcome.add(emitted::of_own_messages(&emitted, &accepted, rewrite, options));
            }
            if rewrite.is_none() && samples.is_none() {
                outcome.hints.push(Hint(format!(
                    "`{}` is only written, so nothing was compared with what `Serialize` does: give values of it, \
                     `#[contract(samples = path::to::function)]`, or derive `Deserialize` in tests",
                    declaration.rust_type
                )));
            }
            Ok(outcome)
        }
    }
}

impl Outcome {
    fn add(&mut self, other: Outcome) {
        self.asked += other.asked;
        self.failures.extend(other.failures);
        self.hints.extend(other.hints);
    }
}
