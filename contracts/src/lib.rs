//! Consumer-driven contract tests for event messages.

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
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod near;
#[cfg(feature = "files")]
#[doc(hidden)]
pub mod parallel;
#[cfg(feature = "sample")]
#[cfg_attr(
    not(feature = "testing"),
    allow(
        dead_code,
        unused_imports,
        reason = "only the truth test guesses texts and aims at parts"
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
/// The type says what the service does with an event, and the derive does the rest: it makes the type's JSON Schema, and
/// it writes a test, `contract_of_<Type>_<role>_<event>`, that keeps the contract file in the repository true.
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
/// The types of all fields derive `Contract` too, or are of the standard library. Neither schemars nor a second derive is
/// needed. The tests need the feature `testing`:
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
/// | `consumes = "event"` | what the service requires of the event: what `Deserialize` accepts |
/// | `emits = "event"` | what the service sends for it: what `Serialize` writes. Several types that emit one event form a union: any of them may be sent |
/// | `name = "…"` | beside `consumes`: tells several contracts of one service for one event apart |
/// | `producer = "…"` | beside `consumes`: the only service whose messages are read |
/// | `owner = "…"` | the team to ask, shown in every finding |
/// | `service = "…"` | the service, where it is not the package: `[package.metadata.counterpart] service`, else the package's name |
/// | `samples = path` | beside `emits`: a function `fn() -> impl IntoIterator<Item = Self>` in test code, whose values the test writes and compares with the contract; an item may be `("name", value)` |
/// | `with = "Type"` | the type is written as another one is (`try_from`, a hand-written `Deserialize`) |
/// | `trust = "reason"` | take what the derive refuses, because you know better: the type is then read and written as it looks |
/// | `envelope = "cloudevents"` | the message is an envelope with this type in it, see [below](#envelope-key-and-headers) |
/// | `key = "field"` | the key of the message is the value of this field, by its name in the message |
/// | `headers("name" = Type, …)` | the headers of the message; an `Option` is one that it may lack |
/// | `retention = "14d"` | beside `emits`: how long a message may still be read after it was sent (`s`, `m`, `h`, `d`, `w`, a thousand years at most, or `"forever"`), for [`can-i-deploy`](#messages-outlive-deployments) |
/// | `upcasts_from(Type, …)` | beside `consumes`: older types that are read too, and made into this one |
/// | `json_schema` | use the `JsonSchema` that the type implements, instead of making one |
/// | `crate = "path"` | where `counterpart` is, if it has another name |
///
/// The attribute may be repeated, once for each role. A role belongs to a type that is a message: for an instance of a
/// generic type and for a type of another crate there is [`contract!`].
///
/// # On a field or a variant
///
/// serde's attributes are all that is needed, but for those that put a function in the way. What a function writes is said
/// by a type that is written the same way:
///
/// ```
/// # mod hex {
/// #     pub fn serialize<S: serde::Serializer>(key: &u64, to: S) -> Result<S::Ok, S::Error> { to.collect_str(&format_args!("{key:x}")) }
/// # }
/// #[derive(serde::Serialize, counterpart::Contract)]
/// #[contract(emits = "key.rotated")]
/// struct KeyRotated {
///     #[serde(serialize_with = "hex::serialize")]
///     #[contract(with = "String")]
///     key: u64,
/// }
/// ```
///
/// A field, a variant or a whole type that the derive refuses may be trusted, `#[contract(trust = "reason")]`. The contract
/// file says so under `trusts`, with the reason, and every report of `verify` repeats it.
///
/// # Envelope, key and headers
///
/// What a broker carries beside the payload is a part of the contract where the type says so.
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
/// *Envelope.* `"cloudevents"` is an event of CloudEvents 1.0 in the structured mode. Its `type` is the name of the event,
/// or what `envelope("cloudevents", type = "com.example.user.registered")` says; `id` and `source` are required, `data` is
/// the Rust type and may be left out where that is an `Option`. Extension attributes are named beside it,
/// `envelope("cloudevents", extensions("traceparent" = String, "sequence" = Option<i32>))`: a consumer asks for them and lets
/// others pass, a producer sends these and no others. `data_base64`, which holds no JSON, is not covered. In the binary mode
/// there is no envelope: the attributes are headers, `headers("ce-id" = String, "ce-type" = Type)`.
///
/// *Key.* It must be a string, an integer or a boolean, and in every message. A producer that names another field, or
/// none, breaks a consumer that names one.
///
/// *Headers.* A header is text: a type that is written as a string, an integer in its digits, `true` or `false`. Names are
/// compared as they are written. A producer sends the headers that it names and no others; a consumer lets others pass.
///
/// *Older versions.* Each type is accepted by itself. Trying one after the other is the consumer's code.
///
/// A topic that carries many events is one enum with a tag, and `#[serde(other)]` lets those pass that a consumer does not
/// read.
///
/// # Messages outlive deployments
///
/// A consumer that is deployed today reads what was sent yesterday, by a version that no longer runs. A producer that says
/// how long its messages stay, `retention = "14d"`, lets `cargo counterpart can-i-deploy` look at those versions too. Where
/// it says nothing, the `retention` of `counterpart.toml` holds.
///
/// # Types of other crates
///
/// Each has a feature with the name that schemars has for it, and adds that crate and nothing else.
///
/// | feature | types | a contract says |
/// |---|---|---|
/// | `arrayvec07` | `ArrayVec`, `ArrayString` | lists exactly. A string of so many bytes is accepted in so many ASCII characters or a quarter of any |
/// | `bigdecimal04` | `BigDecimal` | what is written, exponents of up to 18 digits; numbers are accepted too |
/// | `bytes1` | `Bytes`, `BytesMut` | a list of numbers; text is accepted too |
/// | `chrono04` | `DateTime`, `Naive…`, `TimeDelta`, `Weekday` | RFC 3339, with the fractions that are written. More is read than accepted (a space for the `T`) |
/// | `either1` | `Either` | one key, exactly |
/// | `indexmap2` | `IndexMap`, `IndexSet` | maps and lists, exactly |
/// | `jiff02` | `Timestamp`, `Zoned`, `civil::…`, `Span`, `SignedDuration` | RFC 3339 to nanoseconds and up to jiff's last moment; ISO 8601 spans within jiff's limits |
/// | `rust_decimal1` | `Decimal` | 96 bits, 28 digits behind the point; numbers are accepted too. Under `serde-float` and the like the test fails and says so |
/// | `semver1` | `Version` | exactly, 64 bits a number |
/// | `smallvec1` | `SmallVec` | a list, exactly |
/// | `smol_str02`, `smol_str03` | `SmolStr` | a string, exactly |
/// | `url2` | `Url` | the format `url`, a name of its own: a URL is no RFC 3986 URI, nor is every URI a URL. Between `Url`s it is proven, against other formats it stays unproven |
/// | `uuid1` | `Uuid` | the hyphenated form. The other forms are read, and not accepted |
///
/// # The test
///
/// | `COUNTERPART_UPDATE` | where the contract file is missing or says something else, the test fails, and |
/// |---|---|
/// | `new` (default) | the new version is left beside it, `<event>.json.new`, for `cargo counterpart accept` |
/// | `always` | no: the file is written, and the test passes |
/// | `no` (default where `CI` is set) | nothing is written |
///
/// The files stand in the folder `contracts` at the root of the workspace, unless `counterpart.toml` says otherwise. They
/// belong to one set of the package's cargo features: the default ones, and those that
/// `[package.metadata.counterpart] features` names (with `default-features = false`, those alone). Under another set the
/// test makes and checks the contract and does not compare the file.
///
/// It also asks serde whether the contract is true, in your own build. Of what is consumed it makes messages that the contract
/// accepts (the edges of every range and length, every variant, fields that are there and absent, unknown fields), and the
/// real `Deserialize` must read each of them. Of what is emitted it looks at what the real `Serialize` writes: values from
/// `samples`, and, where the type derives `Deserialize` too, what it reads of such messages. A difference fails the test and
/// `cargo counterpart verify`, with a message as small as it could be made, the field and its attributes. Where serde does
/// more than the contract says, the test passes with a hint: `cargo test -- --nocapture` shows them. No floats are made that
/// are not finite; where a value of yours is one, it is written as `null`, and the test fails.
///
/// | `COUNTERPART_SAMPLES` | how many messages are made for each contract: 100 unless it says otherwise |
/// |---|---|
///
/// Expand the derive at the level of a module: rustc never runs tests inside of functions.
pub use counterpart_macros::Contract;

/// Declares a contract for a type of another crate, or for an instance of a generic type.
///
/// The type derives [`Contract`] where it is defined, without a role; each service says what it does with it. The keys are
/// those of `#[contract(…)]`.
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
