//! The truth test: does the schema say what serde does? serde is the judge, in the user's own build.
//!
//! A consumer's contract is tested with messages that its schema accepts: the real `Deserialize` must read each of
//! them. A producer's schema is tested with the output of the real `Serialize`: the schema must accept it. The
//! reverse directions (serde reads a message that the schema refuses; the schema allows a message that is never
//! written) are harmless, and produce hints.
//!
//! Messages satisfy the assumptions of every contract ([`Assumption`](crate::contract::Assumption)): integers
//! without fraction, numbers within `f64`, nesting under 128, unique keys. All floats in messages of the test are
//! finite. If a value of the user's own is written as `null` in the place of a number, that is a failure: such a
//! value breaks the assumption, and a consumer would get the `null`.

mod accepted;
mod applied;
mod around;
mod assumed;
mod blame;
mod contract;
mod emitted;
mod guard;
mod guess;
mod own;
mod reach;
mod report;
mod sent;
mod variations;

use std::fmt;
use std::thread::JoinHandle;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contract::Role;
use crate::declaration::{Declaration, real, record};
use crate::schema::{SchemaError, Source};
use counterpart_engine::json::Pointer;

use contract::Contract;
use emitted::Writing;
use real::Real;
use record::Record;

/// The extent of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The number of messages that are made from a schema, if they are not large; otherwise at least a fifth of it.
    pub samples: usize,
    /// The same seed makes the same messages.
    pub seed: u64,
    /// Names of extra properties, in addition to those that the schema mentions.
    pub names: Vec<String>,
}

impl Default for Options {
    /// 100 messages, seed 0.
    fn default() -> Self {
        Self {
            samples: 100,
            seed: 0,
            names: Vec::new(),
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

    /// Sets the names of extra properties.
    #[must_use]
    pub fn names(mut self, names: Vec<String>) -> Self {
        self.names = names;
        self
    }

    /// Large messages are made fewer times, so that a test stays quick: each holds many edges at once.
    fn is_enough(&self, asked: usize, bytes: usize) -> bool {
        const ORDINARY: usize = 400;
        asked >= self.samples / 5 && bytes >= self.samples.saturating_mul(ORDINARY)
    }

    fn sampling(&self) -> crate::sample::Options {
        crate::sample::Options::default()
            .seed(self.seed)
            .names(self.names.clone())
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// The result for one type in one role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The number of messages that serde was asked about.
    pub asked: usize,
    /// Messages for which the contract promises something that the code does not do.
    pub failures: Vec<Failure>,
    /// Messages for which the code does more than the contract says, and parts that could not be examined.
    pub hints: Vec<Hint>,
    /// Set if nothing was compared and that is not a failure: the type can only be written, and no values of it are
    /// given.
    pub not_compared: Option<NotCompared>,
    /// The places of the schema at which serde was asked about no value.
    pub not_reached: Vec<NotReached>,
}

/// A type whose contract was never compared with serde.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCompared {
    /// The path of the type as the source writes it.
    pub rust_type: String,
    /// Why, and what to give so that it is compared. A fragment.
    pub reason: String,
}

impl fmt::Display for NotCompared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.rust_type, self.reason)
    }
}

/// A place of the schema at which serde was asked about no value, so that the contract was not compared there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReached {
    /// The path of the type as the source writes it; empty if the tested type is not declared.
    pub rust_type: String,
    /// The place in the schema's document.
    pub schema: Pointer,
    /// True if there was no value, rather than none of one kind (no `null`, for example).
    pub is_whole: bool,
    /// The reason why not. A fragment.
    pub reason: String,
}

impl fmt::Display for NotReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.rust_type.as_str() {
            "" => String::new(),
            ty => format!(" of `{ty}`"),
        };
        write!(
            f,
            "not compared at `{}` of the schema{of}: {}",
            self.schema, self.reason
        )
    }
}

/// One message on which the contract and the code differ so that a break could slip through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The message, as small as it could be made.
    pub message: String,
    /// The part of it that makes the difference.
    pub at: Pointer,
    /// The schema's verdict on it.
    pub schema: String,
    /// serde's result.
    pub serde: String,
    /// The field as the source writes it, if its attributes decide the form on the wire.
    pub field: Option<String>,
    /// The place with `#[contract(trust = "reason")]` that contains it. Such a failure becomes a hint.
    trusted: Option<String>,
    /// Nothing was compared, or nothing at this place.
    is_unasked: bool,
}

/// A harmless observation.
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
/// assert!(outcome.asked >= 100 && outcome.failures.is_empty());
/// # Ok::<(), counterpart::schema::SchemaError>(())
/// ```
///
/// # Errors
/// Fails if the type has no schema that a contract can hold.
pub fn accepted<T: JsonSchema + DeserializeOwned>(options: &Options) -> Result<Outcome, SchemaError> {
    let contract = Contract::of(source::<T>(), Role::Consumes)?;
    let record = Some(record::names_leaked::<T> as Record);
    Ok(accepted::check(&contract, real::read::<T>, record, options))
}

/// Tests what `T` writes: values are made by `Deserialize` from messages that its own schema accepts, and what
/// `Serialize` writes of them is given to the schema of a producer.
///
/// # Errors
/// Fails if the type has no schema that a contract can hold.
pub fn emitted<T: JsonSchema + Serialize + DeserializeOwned>(
    options: &Options,
) -> Result<Outcome, SchemaError> {
    let emitted = Contract::of(source::<T>(), Role::Emits)?;
    let accepted = Contract::of(source::<T>(), Role::Consumes)?;
    let mut writing = Writing::of(&emitted);
    let record = Some(record::names_leaked::<T> as Record);
    writing.own_messages(&accepted, real::rewrite::<T>, record, options);
    Ok(writing.outcome())
}

/// Tests what `T` writes of these values.
///
/// # Errors
/// Fails if the type has no schema that a contract can hold.
pub fn emitted_of<T: JsonSchema + Serialize>(
    values: impl IntoIterator<Item = T>,
) -> Result<Outcome, SchemaError> {
    let emitted = Contract::of(source::<T>(), Role::Emits)?;
    let written = values.into_iter().map(|value| real::written(&value)).collect();
    let mut writing = Writing::of(&emitted);
    writing.values(written);
    let mut outcome = writing.outcome();
    if outcome.asked == 0 {
        outcome.take(emitted.unasked(NO_VALUE.to_owned()));
    }
    Ok(outcome)
}

fn source<T: JsonSchema>() -> Source {
    |settings| {
        settings
            .into_generator()
            .into_root_schema_for::<crate::derived::wire::Kind<T>>()
    }
}

/// The stack of the thread that a test runs on. Messages nest up to 127 levels, and debug builds of serde's code for tagged
/// enums take several kilobytes a level.
const STACK: usize = 64 << 20;

/// The message for a `samples` function that returns nothing.
const NO_VALUE: &str = "the `samples` function returns no values";

/// Tests one declaration. `Ok` may carry hints, and says what was not compared.
pub(super) fn test(declaration: &'static Declaration, options: &Options) -> Result<Outcome, String> {
    finish(declaration, start(declaration, options))
}

/// Calls code of the user's; a panic becomes an error with its text.
pub(super) fn called<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    guard::call(f)
}

/// Does something on a thread with as much stack as tests have.
pub(super) fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let started = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work);
        let started = started.map_err(|error| format!("cannot start a thread: {error}"))?;
        started.join().map_err(|panic| guard::text_of(&*panic))
    })
}

/// Tests several declarations, as many at once as there are processors; the results have the same order.
pub(super) fn test_all(
    declarations: &[&'static Declaration],
    options: &Options,
) -> Vec<Result<Outcome, String>> {
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Vec::new();
    for some in declarations.chunks(at_once) {
        let started: Vec<_> = some
            .iter()
            .map(|declaration| start(declaration, options))
            .collect();
        let finished = some
            .iter()
            .zip(started)
            .map(|(declaration, started)| finish(declaration, started));
        all.extend(finished);
    }
    all
}

type Started = std::io::Result<JoinHandle<Result<Outcome, String>>>;

fn start(declaration: &'static Declaration, options: &Options) -> Started {
    let options = options.clone();
    std::thread::Builder::new()
        .name(declaration.test.to_owned())
        .stack_size(STACK)
        .spawn(move || outcome(declaration, &options))
}

fn finish(declaration: &Declaration, started: Started) -> Result<Outcome, String> {
    let thread = started.map_err(|error| format!("cannot start a thread for the truth test: {error}"))?;
    let outcome = thread.join().map_err(|panic| guard::text_of(&*panic))??;
    if outcome.failures.is_empty() {
        return Ok(outcome);
    }
    Err(report::text(declaration, &outcome))
}

fn outcome(declaration: &Declaration, options: &Options) -> Result<Outcome, String> {
    let mut outcome = match declaration.role {
        Role::Consumes => of_consumer(declaration, options),
        Role::Emits => of_producer(declaration, options),
    }?;
    let of_type = |name: &mut String| {
        if name.is_empty() {
            declaration.rust_type.clone_into(name);
        }
    };
    outcome
        .not_compared
        .iter_mut()
        .for_each(|not_compared| of_type(&mut not_compared.rust_type));
    outcome
        .not_reached
        .iter_mut()
        .for_each(|not_reached| of_type(&mut not_reached.rust_type));
    Ok(outcome)
}

fn schema(source: Source, role: Role) -> Result<Contract, String> {
    Contract::of(source, role).map_err(|error| error.to_string())
}

fn of_consumer(declaration: &Declaration, options: &Options) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    if let Some(read) = declaration.real.read {
        let contract = schema(declaration.schema, Role::Consumes)?;
        outcome.add(accepted::check(&contract, read, declaration.real.record, options));
    }
    outcome.add(around::check(declaration, options)?);
    for older in declaration.older {
        let contract = schema(older.schema, Role::Consumes)?;
        if let Some(read) = older.real.read {
            let mut of_older = accepted::check(&contract, read, older.real.record, options);
            for not_reached in &mut of_older.not_reached {
                (older.rust_type)().clone_into(&mut not_reached.rust_type);
            }
            outcome.add(of_older);
        }
    }
    Ok(outcome)
}

fn of_producer(declaration: &Declaration, options: &Options) -> Result<Outcome, String> {
    let Real {
        rewrite,
        samples,
        record,
        ..
    } = declaration.real;
    let emitted = schema(declaration.schema, Role::Emits)?;
    let mut writing = Writing::of(&emitted);
    if let Some(samples) = samples {
        let written = guard::call(|| samples(options.samples))
            .map_err(|panic| format!("the samples of `{}` panic: {panic}", declaration.rust_type))?;
        writing.values(written.into_iter().map(|written| written.text).collect());
    }
    // A type that is only sent may have no schema for reading. Then it reads what it writes.
    let accepted = schema(declaration.schema, Role::Consumes);
    if let Some(rewrite) = rewrite {
        writing.own_messages(accepted.as_ref().unwrap_or(&emitted), rewrite, record, options);
    }
    let mut outcome = writing.outcome();
    outcome.add(sent::check(declaration, options)?);
    match (rewrite, samples) {
        (None, None) if declaration.real.messages.is_some() => {}
        (None, None) => {
            outcome.not_compared = Some(NotCompared {
                rust_type: declaration.rust_type.to_owned(),
                reason:
                    "can only be written, so nothing was compared with what `Serialize` writes: give values \
                     with `#[contract(samples = path::to::function)]`, or derive `Deserialize` in tests"
                        .to_owned(),
            });
        }
        (None, Some(_)) if outcome.asked == 0 => outcome.take(emitted.unasked(NO_VALUE.to_owned())),
        _ => {}
    }
    Ok(outcome)
}

/// The values that the user gave for a declaration, in their written form. The truth test reports the ones that
/// cannot be written.
pub(super) fn samples(declaration: &Declaration, most: usize) -> Vec<crate::collect::Sample> {
    let Some(samples) = declaration.real.samples else {
        return Vec::new();
    };
    let written = guard::call(|| samples(most)).unwrap_or_default();
    let kept = written.into_iter().filter_map(|written| {
        Some(crate::collect::Sample {
            name: written.name.map(str::to_owned),
            text: written.text.ok()?,
        })
    });
    kept.collect()
}

impl Failure {
    fn new(message: String, at: Pointer, schema: impl Into<String>, serde: impl Into<String>) -> Self {
        Self {
            message,
            at,
            schema: schema.into(),
            serde: serde.into(),
            field: None,
            trusted: None,
            is_unasked: false,
        }
    }
}

impl Outcome {
    /// Records a failure, or a hint if a person answers for the place.
    fn take(&mut self, failure: Failure) {
        match &failure.trusted {
            None => self.failures.push(failure),
            Some(place) if failure.is_unasked => {
                self.not_compared.get_or_insert_with(|| NotCompared {
                    rust_type: String::new(),
                    reason: format!(
                        "was not compared with serde, and `{place}` is trusted: {}",
                        failure.serde
                    ),
                });
            }
            Some(place) => self.hints.push(Hint(format!(
                "`{place}` is trusted, and {} at `{}` shows a difference: the contract {}, and serde: {}",
                failure.message, failure.at, failure.schema, failure.serde
            ))),
        }
    }

    fn add(&mut self, other: Outcome) {
        self.asked += other.asked;
        self.failures.extend(other.failures);
        self.hints.extend(other.hints);
        self.not_compared = self.not_compared.take().or(other.not_compared);
        self.not_reached.extend(other.not_reached);
    }

    /// The notes for a person about a test that did not fail.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        let not_compared = self.not_compared.iter().map(ToString::to_string);
        let not_reached = self.not_reached.iter().map(ToString::to_string);
        let hints = self.hints.iter().map(ToString::to_string);
        not_compared.chain(not_reached).chain(hints)
    }
}

#[cfg(test)]
mod tests;
