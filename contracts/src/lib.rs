#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "files")]
#[doc(hidden)]
pub mod bounded;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod collect;
#[cfg(feature = "files")]
pub mod config;
#[cfg(feature = "files")]
pub mod contract;
#[cfg(feature = "testing")]
mod declaration;
mod derived;
#[cfg(feature = "guard")]
pub mod guard;
#[cfg(feature = "guard")]
pub mod letters;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod near;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod parallel;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod questions;
#[cfg(feature = "sample")]
#[cfg_attr(
    not(feature = "testing"),
    allow(
        dead_code,
        unused_imports,
        reason = "only the truth test guesses strings and targets parts"
    )
)]
pub mod sample;
#[cfg(feature = "testing")]
pub mod schema;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod system_files;
#[cfg(feature = "testing")]
mod testing;
pub mod wire;

#[cfg(feature = "compat")]
pub use counterpart_engine::{compat, json};
#[cfg(feature = "testing")]
pub use testing::truth;

#[cfg(feature = "testing")]
#[doc(hidden)]
pub use testing::declared;

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;

/// Makes a type a contract, or a part of one.
///
/// The attribute states what the service does with an event, and the derive does the rest. It makes the type's JSON
/// Schema. It also writes a test, `contract_of_<Type>_<role>_<event>`, that keeps the contract file in the
/// repository current.
///
/// ```
/// use counterpart::Contract;
/// use serde::{Deserialize, Serialize};
///
/// /// What this service needs to know of a new user.
/// #[derive(Deserialize, Contract)]
/// #[contract(consumes = "user.registered", owner = "team-identity")]
/// struct UserRegistered {
///     user_id: u64,
///     email: String,
///     locale: Option<String>,
///     address: Address,
/// }
///
/// /// A part of messages: no role, no file of its own.
/// #[derive(Serialize, Deserialize, Contract)]
/// struct Address {
///     street: String,
///     country: String,
/// }
///
/// /// Sent and read by this service, and read a second time for another purpose.
/// #[derive(Serialize, Deserialize, Contract)]
/// #[contract(emits = "mail.requested")]
/// #[contract(consumes = "mail.requested", name = "audit", producer = "auth-service")]
/// struct MailRequested {
///     to: String,
/// }
/// ```
///
/// The types of all fields must derive `Contract` too, or come from the standard library. You need neither schemars
/// nor a second derive. The tests need the feature `testing`:
///
/// ```toml
/// [dependencies]
/// counterpart = "0.1"
///
/// [dev-dependencies]
/// counterpart = { version = "0.1", features = ["testing"] }
/// ```
///
/// # On a type
///
/// | `#[contract(…)]` | |
/// |---|---|
/// | `consumes = "event"` | the service's requirements for the event: the messages that `Deserialize` accepts |
/// | `emits = "event"` | the messages that the service sends for it: those that `Serialize` writes. Several types that emit the same event form a union: any of them may be sent |
/// | `name = "…"` | only with `consumes`: distinguishes several contracts of one service for the same event |
/// | `producer = "…"` | only with `consumes`: the only service whose messages are read |
/// | `owner = "…"` | the team to ask, shown in every finding |
/// | `service = "…"` | the service. By default `[package.metadata.counterpart] service`, else the package's name |
/// | `samples = path` | only with `emits`: a function `fn() -> impl IntoIterator<Item = Self>` in test code. The test writes its values and compares them with the contract. An item may be `("name", value)` |
/// | `messages = path` | only with `emits`: a function `fn() -> impl IntoIterator<Item = impl AsRef<[u8]>>` in test code, which returns whole messages as the service sends them, with their envelope. The test compares their bytes with the contract |
/// | `with = "Type"` | the type is written in the same way as this one (`try_from`, a hand-written `Deserialize`) |
/// | `pattern = "…"`, `min = 0`, `max = 9` | only with `with`: a narrower form or range of that type, see [`wire`] |
/// | `trust = "reason"` | accept what the derive refuses, because you know better: the type is then assumed to be read and written as declared |
/// | `envelope = "cloudevents"` | the message is an envelope that contains this type, see [below](#envelope-key-and-headers) |
/// | `reads_with = "cloudevents-rust-0.9"` | only with `consumes` and an envelope: the program that reads the event, see [below](#envelope-key-and-headers) |
/// | `key = "field"` | the key of the message is the value of this field, by its name in the message |
/// | `headers("name" = Type, …)` | the headers of the message; an `Option` is a header that may be absent |
/// | `retention = "14d"` | only with `emits`: how long a message may still be read after it was sent, for [`can-i-deploy`](#messages-outlive-deployments). Units are `s`, `m`, `h`, `d`, `w`, the maximum is a thousand years, and `"forever"` is allowed |
/// | `upcasts_from(Type, …)` | only with `consumes`: older types that are read too, and converted into this one |
/// | `json_schema` | use the `JsonSchema` that the type implements, instead of making one |
/// | `crate = "path"` | the path of `counterpart`, if it has another name |
///
/// The attribute may be repeated, once for each role. Only a type that is a whole message has a role. For an
/// instance of a generic type, or a type of another crate, use [`contract!`].
///
/// # On a field or a variant
///
/// serde's attributes are enough, except for those that name a function. Describe what such a function writes with
/// a type that is written in the same way, or with one of [`wire`]. `pattern`, `min` and `max` narrow it:
///
/// ```
/// # mod hex {
/// #     pub fn serialize<S: serde::Serializer>(key: &u64, to: S) -> Result<S::Ok, S::Error> { to.collect_str(&format_args!("{key:x}")) }
/// # }
/// #[derive(serde::Serialize, counterpart::Contract)]
/// #[contract(emits = "key.rotated")]
/// struct KeyRotated {
///     #[serde(serialize_with = "hex::serialize")]
///     #[contract(with = "String", pattern = "^[0-9a-f]{1,16}$")]
///     key: u64,
/// }
/// ```
///
/// If the derive refuses a field, a variant or a whole type, you can trust it: `#[contract(trust = "reason")]`. The
/// contract file records that under `trusts`, with the reason, and every report of `verify` repeats it.
///
/// # Envelope, key and headers
///
/// A contract can also describe message metadata, which a broker carries in addition to the payload.
///
/// ```
/// #[derive(serde::Deserialize, counterpart::Contract)]
/// #[contract(
///     consumes = "user.registered",
///     envelope = "cloudevents",
///     key = "user_id",
///     headers("trace-id" = String, "attempt" = Option<u8>),
///     upcasts_from(UserRegisteredV1),
/// )]
/// struct UserRegistered {
///     user_id: u64,
///     name: String,
/// }
///
/// #[derive(serde::Deserialize, counterpart::Contract)]
/// struct UserRegisteredV1 {
///     user_id: u64,
/// }
/// ```
///
/// *Envelope.* `"cloudevents"` is an event of CloudEvents 1.0 in structured mode. Its `type` is the name of the
/// event, or the name in `envelope("cloudevents", type = "com.example.user.registered")`. `id` and `source` are
/// required. A producer always sets `time`, unless it declares `envelope("cloudevents", time = "optional")`; a consumer
/// that needs it declares `time = "required"`. `data` is the Rust type, and may be absent if that is an `Option`.
/// Extension attributes are listed too: `envelope("cloudevents", extensions("traceparent" = String, "sequence" = Option<i32>))`.
/// A consumer requires these and accepts others; a producer sends these and no others. `data_base64` is not supported,
/// even if it contains JSON. A consumer accepts what the SDKs of Rust, Python and JavaScript all read: no attribute is
/// `null`, media types are in lower case, unnamed extensions are strings, booleans or integers of 32 bits.
/// `reads_with` names one reader instead: `"cloudevents-rust-0.9"`, `"cloudevents-python-2"`, `"cloudevents-js-10"` or
/// `"counterpart-guard"`, which reads the most.
///
/// *Modes.* In `envelope("cloudevents", mode = "binary")` the message is the payload, and the attributes are headers: `ce-id`
/// for HTTP and NATS, and with `binding = "kafka"` `ce_id`. The contract lists them among its headers. In
/// `envelope("cloudevents", mode = "batch")` the message is an array of events in structured mode, which may be empty; it has
/// no key.
///
/// *Key.* It must be a string, an integer or a boolean, and in every message. A producer that names another field, or
/// none, breaks a consumer that names one.
///
/// *Headers.* A header is a string: a type that is written as a string, an integer in digits, `true` or `false`.
/// Names are compared exactly. A producer sends the headers that it names and no others; a consumer accepts others.
///
/// *Older versions.* The contract accepts each type separately. Trying them one after the other is up to the
/// consumer's code.
///
/// A topic that carries many events is one enum with a tag. With `#[serde(other)]`, a consumer accepts events that
/// it does not read.
///
/// # Messages outlive deployments
///
/// A consumer that is deployed today also reads messages that were sent yesterday, by a version that no longer
/// runs. If a producer declares how long its messages stay, `retention = "14d"`, `cargo counterpart can-i-deploy`
/// checks those versions too. Otherwise the `retention` in `counterpart.toml` applies.
///
/// # Types of other crates
///
/// Types of chrono, jiff, time, uuid, ulid, url, semver, rust_decimal, bigdecimal, num-bigint, ordered-float, bytes,
/// serde_bytes, bson, ipnet, camino, compact_str, ecow, secrecy, smol_str, hashbrown and serde_repr are known by their names.
/// So are modules that `#[serde(with = "…")]` names, `chrono::serde::ts_seconds` for example. What a function of your own
/// writes is described by a type in [`wire`].
///
/// In an argument of another type, and for the types of containers, a crate needs a feature with the name that schemars
/// has for it. The feature adds only that crate.
///
/// | feature | types | contract |
/// |---|---|---|
/// | `arrayvec07` | `ArrayVec`, `ArrayString` | lists exactly. A string of N bytes is accepted if it has N ASCII characters, or a quarter of that of any |
/// | `bigdecimal04` | `BigDecimal` | the written form, with exponents of up to 18 digits; numbers are accepted too |
/// | `bytes1` | `Bytes`, `BytesMut` | a list of numbers; text is accepted too |
/// | `chrono04` | `DateTime`, `Naive…`, `TimeDelta`, `Weekday` | RFC 3339, with the fractions that are written. chrono reads more than the contract accepts (a space for the `T`) |
/// | `either1` | `Either` | one key, exactly |
/// | `indexmap2` | `IndexMap`, `IndexSet` | maps and lists, exactly |
/// | `jiff02` | `Timestamp`, `Zoned`, `civil::…`, `Span`, `SignedDuration` | RFC 3339 to nanoseconds and up to jiff's latest time; ISO 8601 spans within jiff's limits |
/// | `rust_decimal1` | `Decimal` | 96 bits, 28 digits after the point; numbers are accepted too. Under `serde-float` and similar features the test fails and says so |
/// | `semver1` | `Version` | exactly, 64 bits a number |
/// | `smallvec1` | `SmallVec` | a list, exactly |
/// | `smol_str02`, `smol_str03` | `SmolStr` | a string, exactly |
/// | `url2` | `Url` | the format `url`, which is specific to this crate: URLs and RFC 3986 URIs are different sets. Between `Url`s it is proven; against other formats it is unproven |
/// | `uuid1` | `Uuid` | the hyphenated form. uuid also reads other forms, which the contract does not accept |
///
/// # The test
///
/// | `COUNTERPART_UPDATE` | effect if the contract file is missing or stale |
/// |---|---|
/// | `new` (default) | the test fails and writes the new version next to it, `<event>.json.new`, for `cargo counterpart accept` |
/// | `always` | the file is written, and the test passes |
/// | `no` (default if `CI` is set) | the test fails and writes nothing |
///
/// The files are in the folder `contracts` at the root of the workspace, unless `counterpart.toml` says otherwise.
/// They belong to one set of the package's cargo features: the default ones, and those that
/// `[package.metadata.counterpart] features` names (with `default-features = false`, only those). Under another
/// set, the test makes and checks the contract but does not compare the file.
///
/// The test also asks serde, in your own build, whether the contract is true.
///
/// - For a consumer, it makes messages that the contract accepts: the edges of every range and length, every
///   variant, fields present and absent, unknown fields. The real `Deserialize` must read each of them.
/// - For a producer, it checks what the real `Serialize` writes: values from `samples`, and, if the type also
///   derives `Deserialize`, values that it reads from such messages.
///
/// A difference fails the test and `cargo counterpart verify`. The report shows the smallest such message, the
/// field and its attributes. If serde does more than the contract says, the test passes with a hint, which
/// `cargo test -- --nocapture` shows. The test makes no floats that are NaN or infinite. If a value of yours is
/// one, it is written as `null`, and the test fails.
///
/// | `COUNTERPART_SAMPLES` | how many messages are made for each contract; 100 by default |
/// |---|---|
///
/// Use the derive at module level: rustc never runs tests inside functions.
pub use counterpart_macros::Contract;

/// Declares a contract for a type of another crate, or for an instance of a generic type.
///
/// The type derives [`Contract`] where it is defined, without a role, and each service declares what it does with
/// it. The keys are the same as in `#[contract(…)]`.
///
/// ```
/// use counterpart::{Contract, contract};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, Contract)]
/// struct Envelope<T> {
///     id: String,
///     body: T,
/// }
///
/// #[derive(Serialize, Deserialize, Contract)]
/// struct UserDeleted {
///     user_id: u64,
/// }
///
/// contract!(Envelope<UserDeleted>, consumes = "user.deleted", owner = "team-billing");
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! contract {
    ($($tokens:tt)*) => {
        $crate::__private::contract! { ($crate) $($tokens)* }
    };
}
