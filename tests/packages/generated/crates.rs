//! Types of other crates, the modules that `with` names, and the adapters of serde_with, each around and inside of others.

use super::chance::Chance;

/// A type, and what an adapter makes of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    /// `_` where nothing is adapted.
    pub(crate) adapter: String,
    pub(crate) ty: String,
    /// The type has a `Default`.
    pub(crate) has_default: bool,
    /// The forms inside of it.
    pub(crate) inner: Vec<Form>,
}

/// The crates that a type may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crates {
    /// The standard library alone.
    None,
    /// Those that are built quickly.
    Few,
    /// All of them.
    All,
}

/// What in a source says that serde reads more than the contract, which asks for the form that serde writes: other forms of
/// moments and numbers, texts for bytes. What is written is exact.
pub(crate) const LENIENT: [&str; 14] = [
    "chrono::DateTime",
    "chrono::Naive",
    "chrono::Weekday",
    "jiff",
    "time::OffsetDateTime",
    "time::UtcOffset",
    "uuid::",
    "ulid::",
    "url::",
    "ecimal::",
    "bson::DateTime",
    "[u8; 3]",
    "Flexible",
    "WithFrac",
];

/// What `Few` are.
const FEW: [&str; 7] = [
    "chrono",
    "rust_decimal",
    "serde_bytes",
    "serde_repr",
    "serde_with",
    "time",
    "uuid",
];

impl Crates {
    /// Of a number: the first ones are judged quickly.
    pub(crate) fn of(number: u64) -> Self {
        if number < 32 { Crates::Few } else { Crates::All }
    }

    /// Returns true if all crates in the text are among these.
    fn has(self, text: &str) -> bool {
        let names = |krate: &str| {
            let prefix = format!("{krate}::");
            text.match_indices(&prefix).any(|(at, _)| {
                !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || "_:".contains(letter))
            })
        };
        if self == Crates::Few && text.contains("RawValue") {
            return false;
        }
        let heavy = manifest_lines()
            .map(|(krate, _)| krate)
            .filter(|krate| !FEW.contains(&krate.as_str()));
        self == Crates::All || !heavy.into_iter().any(|krate| names(&krate))
    }

    /// One of these that names none but these crates.
    fn one<T: Copy>(self, of: &[T], text: impl Fn(&T) -> &str, chance: &mut Chance) -> T {
        loop {
            let one = *chance.one(of);
            if self.has(text(&one)) {
                return one;
            }
        }
    }

    /// The features of serde_json that some of these types need. The few need none, so that what is built for other tests is
    /// what they need.
    pub(crate) fn features_of_json(self) -> &'static str {
        match self {
            Crates::None | Crates::Few => "",
            Crates::All => r#""raw_value""#,
        }
    }

    /// The features of the library that some of these types need.
    pub(crate) fn features(self) -> &'static str {
        match self {
            Crates::None | Crates::Few => "",
            Crates::All => r#""arrayvec07", "chrono04", "either1", "indexmap2", "smallvec1", "uuid1""#,
        }
    }

    /// The crates, as a manifest names them.
    pub(crate) fn dependencies(self) -> String {
        let lines =
            manifest_lines().filter(|(krate, _)| self == Crates::All || FEW.contains(&krate.as_str()));
        match self {
            Crates::None => String::new(),
            _ => lines.map(|(_, line)| format!("{line}\n")).collect(),
        }
    }
}

/// Each crate as code names it, and as a manifest does.
fn manifest_lines() -> impl Iterator<Item = (String, &'static str)> {
    DEPENDENCIES.lines().filter_map(|line| {
        let (name, _) = line.split_once(" =")?;
        Some((name.replace('-', "_"), line))
    })
}

/// The versions are those of the workspace's lock file.
const DEPENDENCIES: &str = r#"
arrayvec = { version = "0.7", default-features = false, features = ["serde"] }
bigdecimal = { version = "0.4", default-features = false, features = ["serde", "std"] }
bson = { version = "3", default-features = false, features = ["compat-3-0-0", "serde"] }
bytes = { version = "1", default-features = false, features = ["serde", "std"] }
camino = { version = "1", default-features = false, features = ["serde1"] }
chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }
compact_str = { version = "0.10", default-features = false, features = ["serde", "std"] }
ecow = { version = "0.3", default-features = false, features = ["serde", "std"] }
either = { version = "1", default-features = false, features = ["serde"] }
hashbrown = { version = "0.17", default-features = false, features = ["default-hasher", "serde"] }
hex = { version = "0.4", default-features = false, features = ["serde", "std"] }
http = { version = "1", default-features = false, features = ["std"] }
http-serde = { version = "2", default-features = false }
indexmap = { version = "2", default-features = false, features = ["serde", "std"] }
ipnet = { version = "2", default-features = false, features = ["serde", "std"] }
jiff = { version = "0.2", default-features = false, features = ["serde", "std"] }
jiff1 = { package = "jiff", version = "1", default-features = false, features = ["serde", "std"] }
num-bigint = { version = "0.5", default-features = false, features = ["serde", "std"] }
ordered-float = { version = "5", default-features = false, features = ["serde", "std"] }
rust_decimal = { version = "1", default-features = false, features = ["serde", "serde-with-float", "serde-with-str", "std"] }
semver = { version = "1", default-features = false, features = ["serde", "std"] }
serde-aux = { version = "4", default-features = false }
serde_bytes = { version = "0.11", default-features = false, features = ["std"] }
serde_repr = { version = "0.1", default-features = false }
serde_with = { version = "3.25", default-features = false, features = ["base64", "chrono_0_4", "hex", "json", "macros", "std"] }
smallvec = { version = "1", default-features = false, features = ["serde"] }
smol_str = { version = "0.3", default-features = false, features = ["serde", "std"] }
time = { version = "0.3", default-features = false, features = ["serde-well-known", "std"] }
ulid = { version = "3", default-features = false, features = ["serde", "std"] }
url = { version = "2", default-features = false, features = ["serde", "std"] }
uuid = { version = "1", default-features = false, features = ["serde", "std"] }
"#;

/// A type, and whether it has a `Default`.
type Known = (&'static str, bool);

/// Types with a name that the derive knows, and those with a schema by a feature of the library.
const TYPES: [Known; 60] = [
    ("chrono::DateTime<chrono::Utc>", true),
    ("chrono::DateTime<chrono::FixedOffset>", true),
    ("chrono::NaiveDate", true),
    ("chrono::NaiveTime", true),
    ("chrono::NaiveDateTime", true),
    ("chrono::Weekday", false),
    ("chrono::TimeDelta", true),
    ("jiff::Timestamp", true),
    ("jiff::Zoned", true),
    ("jiff::Span", true),
    ("jiff::SignedDuration", true),
    ("jiff::civil::Date", true),
    ("jiff::civil::Time", true),
    ("jiff::civil::DateTime", true),
    ("jiff1::Timestamp", true),
    ("jiff1::ZonedDateTime", true),
    ("jiff1::Span", true),
    ("jiff1::SignedDuration", true),
    ("jiff1::civil::Date", true),
    ("time::OffsetDateTime", false),
    ("time::UtcDateTime", false),
    ("time::PrimitiveDateTime", false),
    ("time::Date", false),
    ("time::Time", false),
    ("time::UtcOffset", false),
    ("time::Duration", true),
    ("time::Month", false),
    ("time::Weekday", false),
    ("uuid::Uuid", true),
    ("ulid::Ulid", true),
    ("url::Url", false),
    ("semver::Version", false),
    ("rust_decimal::Decimal", true),
    ("bigdecimal::BigDecimal", true),
    ("num_bigint::BigInt", true),
    ("num_bigint::BigUint", true),
    ("ordered_float::OrderedFloat<f64>", true),
    ("ordered_float::OrderedFloat<f32>", true),
    ("ordered_float::NotNan<f64>", true),
    ("camino::Utf8PathBuf", true),
    ("compact_str::CompactString", true),
    ("ecow::EcoString", true),
    ("ecow::EcoVec<u8>", true),
    ("smol_str::SmolStr", true),
    ("bson::oid::ObjectId", false),
    ("bson::DateTime", false),
    ("bson::Uuid", false),
    ("ipnet::IpNet", true),
    ("ipnet::Ipv4Net", true),
    ("ipnet::Ipv6Net", true),
    ("bytes::Bytes", true),
    ("serde_bytes::ByteBuf", true),
    ("serde_json::Map<String, Value>", true),
    ("serde_json::Number", false),
    ("Box<serde_json::value::RawValue>", false),
    ("hashbrown::HashMap<u8, bool>", true),
    ("hashbrown::HashSet<String>", true),
    ("std::num::Saturating<i16>", true),
    ("Level", true),
    ("Level", true),
];

/// Keys of maps.
const KEYS: [&str; 16] = [
    "chrono::NaiveDate",
    "chrono::DateTime<chrono::Utc>",
    "uuid::Uuid",
    "ulid::Ulid",
    "url::Url",
    "semver::Version",
    "rust_decimal::Decimal",
    "ordered_float::OrderedFloat<f64>",
    "camino::Utf8PathBuf",
    "compact_str::CompactString",
    "ecow::EcoString",
    "smol_str::SmolStr",
    "ipnet::IpNet",
    "jiff::civil::Date",
    "jiff1::Timestamp",
    "Level",
];

/// Containers of other crates: each `_` is a type.
const CONTAINERS: [&str; 6] = [
    "indexmap::IndexMap<String, _>",
    "smallvec::SmallVec<[_; 2]>",
    "arrayvec::ArrayVec<_, 2>",
    "ecow::EcoVec<_>",
    "hashbrown::HashMap<u8, _>",
    "either::Either<u8, _>",
];

/// What `with` names, the type that it is for, and whether that has a `Default`.
const MODULES: [(&str, &str, bool); 38] = [
    ("chrono::serde::ts_seconds", "chrono::DateTime<chrono::Utc>", true),
    (
        "chrono::serde::ts_milliseconds",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "chrono::serde::ts_microseconds",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "chrono::serde::ts_nanoseconds",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "chrono::serde::ts_seconds_option",
        "Option<chrono::DateTime<chrono::Utc>>",
        true,
    ),
    (
        "chrono::serde::ts_milliseconds_option",
        "Option<chrono::DateTime<chrono::Utc>>",
        true,
    ),
    ("chrono::naive::serde::ts_seconds", "chrono::NaiveDateTime", true),
    ("time::serde::rfc3339", "time::OffsetDateTime", false),
    (
        "time::serde::rfc3339::option",
        "Option<time::OffsetDateTime>",
        true,
    ),
    ("time::serde::timestamp", "time::OffsetDateTime", false),
    (
        "time::serde::timestamp::option",
        "Option<time::OffsetDateTime>",
        true,
    ),
    (
        "time::serde::timestamp::milliseconds",
        "time::OffsetDateTime",
        false,
    ),
    (
        "time::serde::timestamp::milliseconds::option",
        "Option<time::OffsetDateTime>",
        true,
    ),
    (
        "time::serde::timestamp::microseconds",
        "time::OffsetDateTime",
        false,
    ),
    (
        "time::serde::timestamp::nanoseconds",
        "time::OffsetDateTime",
        false,
    ),
    (
        "jiff::fmt::serde::timestamp::second::required",
        "jiff::Timestamp",
        true,
    ),
    (
        "jiff::fmt::serde::timestamp::millisecond::required",
        "jiff::Timestamp",
        true,
    ),
    (
        "jiff::fmt::serde::timestamp::microsecond::optional",
        "Option<jiff::Timestamp>",
        true,
    ),
    (
        "jiff::fmt::serde::timestamp::nanosecond::required",
        "jiff::Timestamp",
        true,
    ),
    ("uuid::serde::simple", "uuid::Uuid", true),
    ("hex", "Vec<u8>", true),
    ("hex", "[u8; 4]", true),
    ("serde_bytes", "Vec<u8>", true),
    ("serde_bytes", "serde_bytes::ByteBuf", true),
    ("serde_bytes", "Option<serde_bytes::ByteBuf>", true),
    ("serde_bytes", "Option<Vec<u8>>", true),
    ("serde_bytes", "[u8; 3]", true),
    ("serde_bytes", "Option<[u8; 3]>", true),
    ("serde_bytes", "Box<[u8]>", true),
    ("rust_decimal::serde::str", "rust_decimal::Decimal", true),
    ("rust_decimal::serde::float", "rust_decimal::Decimal", true),
    (
        "rust_decimal::serde::str_option",
        "Option<rust_decimal::Decimal>",
        true,
    ),
    (
        "rust_decimal::serde::float_option",
        "Option<rust_decimal::Decimal>",
        true,
    ),
    ("http_serde::status_code", "http::StatusCode", true),
    ("http_serde::method", "http::Method", true),
    ("http_serde::uri", "http::Uri", true),
    ("!serde_aux::prelude::deserialize_number_from_string", "u32", true),
    ("!serde_aux::prelude::deserialize_number_from_string", "i8", true),
];

/// Adapters of one type, and whether that has a `Default`.
const ADAPTERS: [(&str, &str, bool); 62] = [
    ("serde_with::DisplayFromStr", "u8", true),
    ("serde_with::DisplayFromStr", "u64", true),
    ("serde_with::DisplayFromStr", "i32", true),
    ("serde_with::DisplayFromStr", "i128", true),
    ("serde_with::DisplayFromStr", "f64", true),
    ("serde_with::DisplayFromStr", "f32", true),
    ("serde_with::DisplayFromStr", "bool", true),
    ("serde_with::DisplayFromStr", "char", true),
    ("serde_with::DisplayFromStr", "String", true),
    ("serde_with::DisplayFromStr", "NonZeroU8", false),
    ("serde_with::DisplayFromStr", "IpAddr", false),
    ("serde_with::DisplayFromStr", "uuid::Uuid", true),
    (
        "serde_with::TimestampSeconds<i64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampSeconds<f64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampSeconds<String>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampSeconds<i64, serde_with::formats::Flexible>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    ("serde_with::TimestampSeconds<i64>", "SystemTime", false),
    ("serde_with::TimestampSeconds<i64>", "chrono::NaiveDateTime", true),
    (
        "serde_with::TimestampMilliSeconds<i64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampMilliSeconds<String>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    ("serde_with::TimestampMilliSeconds<i64>", "SystemTime", false),
    (
        "serde_with::TimestampMicroSeconds<i64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampNanoSeconds<i64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampSecondsWithFrac<f64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    (
        "serde_with::TimestampMilliSecondsWithFrac<f64>",
        "chrono::DateTime<chrono::Utc>",
        true,
    ),
    ("serde_with::TimestampSecondsWithFrac<f64>", "SystemTime", false),
    ("serde_with::DurationSeconds<u64>", "Duration", true),
    ("serde_with::DurationSeconds<f64>", "Duration", true),
    ("serde_with::DurationSeconds<String>", "Duration", true),
    (
        "serde_with::DurationSeconds<u64, serde_with::formats::Flexible>",
        "Duration",
        true,
    ),
    ("serde_with::DurationSeconds<i64>", "chrono::TimeDelta", true),
    ("serde_with::DurationMilliSeconds<u64>", "Duration", true),
    ("serde_with::DurationMilliSeconds<i64>", "chrono::TimeDelta", true),
    ("serde_with::DurationSecondsWithFrac<f64>", "Duration", true),
    ("serde_with::DurationMilliSecondsWithFrac<f64>", "Duration", true),
    ("serde_with::NoneAsEmptyString", "Option<String>", true),
    ("serde_with::NoneAsEmptyString", "Option<u16>", true),
    ("serde_with::NoneAsEmptyString", "Option<uuid::Uuid>", true),
    ("serde_with::NoneAsZero", "Option<NonZeroU8>", true),
    ("serde_with::NoneAsZero", "Option<NonZeroI64>", true),
    (
        "serde_with::StringWithSeparator::<serde_with::formats::CommaSeparator, String>",
        "Vec<String>",
        true,
    ),
    (
        "serde_with::StringWithSeparator::<serde_with::formats::SpaceSeparator, u8>",
        "Vec<u8>",
        true,
    ),
    (
        "serde_with::StringWithSeparator::<serde_with::formats::SemicolonSeparator, i64>",
        "BTreeSet<i64>",
        true,
    ),
    (
        "serde_with::StringWithSeparator::<serde_with::formats::UnixLineSeparator, bool>",
        "Vec<bool>",
        true,
    ),
    ("serde_with::hex::Hex", "Vec<u8>", true),
    ("serde_with::hex::Hex", "[u8; 4]", true),
    (
        "serde_with::hex::Hex<serde_with::formats::Uppercase>",
        "Vec<u8>",
        true,
    ),
    ("serde_with::base64::Base64", "Vec<u8>", true),
    ("serde_with::base64::Base64", "[u8; 3]", true),
    (
        "serde_with::base64::Base64<serde_with::base64::UrlSafe, serde_with::formats::Unpadded>",
        "Vec<u8>",
        true,
    ),
    ("serde_with::Bytes", "Vec<u8>", true),
    ("serde_with::Bytes", "[u8; 3]", true),
    ("serde_with::BytesOrString", "Vec<u8>", true),
    ("serde_with::BoolFromInt", "bool", true),
    (
        "serde_with::BoolFromInt<serde_with::formats::Flexible>",
        "bool",
        true,
    ),
    ("serde_with::TryFromInto<u16>", "i8", true),
    ("serde_with::TryFromInto<i64>", "u32", true),
    ("serde_with::FromInto<u16>", "Wide", true),
    (
        "serde_with::IfIsHumanReadable<serde_with::DisplayFromStr>",
        "u8",
        true,
    ),
    (
        "serde_with::MapPreventDuplicates<_, _>",
        "BTreeMap<String, u8>",
        true,
    ),
    (
        "serde_with::SetLastValueWins<serde_with::DisplayFromStr>",
        "BTreeSet<u8>",
        true,
    ),
    (
        "serde_with::PickFirst<(_, serde_with::DisplayFromStr)>",
        "u32",
        true,
    ),
];

/// Adapters of keys, which are texts or numbers.
const ADAPTED_KEYS: [(&str, &str); 6] = [
    ("serde_with::DisplayFromStr", "u64"),
    ("serde_with::DisplayFromStr", "bool"),
    ("serde_with::DisplayFromStr", "uuid::Uuid"),
    ("_", "String"),
    ("_", "u8"),
    ("serde_with::hex::Hex", "[u8; 4]"),
];

/// A type of another crate.
pub(crate) fn scalar(crates: Crates, chance: &mut Chance) -> &'static str {
    crates.one(&TYPES, |(ty, _)| ty, chance).0
}

/// A type with an order, which is written as a text or a number.
pub(crate) fn key(crates: Crates, chance: &mut Chance) -> &'static str {
    crates.one(&KEYS, |ty| ty, chance)
}

/// A type around another one, if there is any.
pub(crate) fn container(crates: Crates, chance: &mut Chance) -> Option<&'static str> {
    (crates == Crates::All).then(|| *chance.one::<&str>(&CONTAINERS))
}

/// Returns true if a type that is named here has no `Default`.
pub(crate) fn lacks_default(ty: &str) -> bool {
    TYPES
        .iter()
        .any(|(known, has_default)| *known == ty && !has_default)
}

/// The content of `#[serde(…)]` that names a module, and the form of its type.
pub(crate) fn module(crates: Crates, chance: &mut Chance) -> (String, Form) {
    let (module, ty, has_default) = loop {
        let module = *chance.one(&MODULES);
        // A module of one name is a crate.
        if crates.has(&format!("{}::", module.0.trim_start_matches('!'))) && crates.has(module.1) {
            break module;
        }
    };
    let attr = match module.strip_prefix('!') {
        Some(function) => format!("deserialize_with = \"{function}\""),
        None => format!("with = \"{module}\""),
    };
    let form = Form {
        adapter: "_".to_owned(),
        ty: ty.to_owned(),
        has_default,
        inner: Vec::new(),
    };
    (attr, form)
}

/// A type and its adapter, so deep.
pub(crate) fn form(depth: usize, crates: Crates, chance: &mut Chance) -> Form {
    if depth == 0 || chance.percent(30) {
        return leaf(crates, chance);
    }
    let inner = |chance: &mut Chance| form(depth - 1, crates, chance);
    let one = |chance: &mut Chance, adapter: &str, ty: &str, empty: bool| {
        let inner = inner(chance);
        Form {
            adapter: adapter.replace('$', &inner.adapter),
            ty: ty.replace('$', &inner.ty),
            has_default: empty || inner.has_default,
            inner: vec![inner],
        }
    };
    let with_default = |chance: &mut Chance, adapter: &str| {
        let inner = Some(inner(chance)).filter(|inner| inner.has_default);
        let inner = inner.unwrap_or_else(|| plain("u32"));
        Form {
            adapter: adapter.replace('$', &inner.adapter),
            ty: inner.ty.clone(),
            has_default: true,
            inner: vec![inner],
        }
    };
    match chance.below(24) {
        0..=2 => one(chance, "Option<$>", "Option<$>", true),
        3..=5 => one(chance, "Vec<$>", "Vec<$>", true),
        6 => one(chance, "Box<$>", "Box<$>", false),
        7 => one(chance, "[$; 2]", "[$; 2]", false),
        8 => one(chance, "serde_with::OneOrMany<$>", "Vec<$>", true),
        9 => one(
            chance,
            "serde_with::OneOrMany<$, serde_with::formats::PreferMany>",
            "Vec<$>",
            true,
        ),
        10 => one(chance, "serde_with::VecSkipError<$>", "Vec<$>", true),
        11 | 12 => with_default(chance, "serde_with::DefaultOnNull<$>"),
        13 => with_default(chance, "serde_with::DefaultOnError<$>"),
        14..=16 => map((depth, crates), chance, "BTreeMap<$key, $>", "BTreeMap<$key, $>"),
        17 => map(
            (depth, crates),
            chance,
            "serde_with::MapSkipError<$key, $>",
            "BTreeMap<$key, $>",
        ),
        18 => map(
            (depth, crates),
            chance,
            "serde_with::Map<$key, $>",
            "Vec<($key, $)>",
        ),
        19 => map(
            (depth, crates),
            chance,
            "serde_with::Seq<($key, $)>",
            "BTreeMap<$key, $>",
        ),
        20 => map((depth, crates), chance, "Vec<($key, $)>", "BTreeMap<$key, $>"),
        21 => map(
            (depth, crates),
            chance,
            "serde_with::MapFirstKeyWins<$key, $>",
            "BTreeMap<$key, $>",
        ),
        _ => {
            let (first, second) = (inner(chance), inner(chance));
            Form {
                adapter: format!("({}, {})", first.adapter, second.adapter),
                ty: format!("({}, {})", first.ty, second.ty),
                has_default: first.has_default && second.has_default,
                inner: vec![first, second],
            }
        }
    }
}

fn map((depth, crates): (usize, Crates), chance: &mut Chance, adapter: &str, ty: &str) -> Form {
    let (key_adapter, key) = *chance.one(&ADAPTED_KEYS);
    let inner = form(depth - 1, crates, chance);
    Form {
        adapter: adapter.replace("$key", key_adapter).replace('$', &inner.adapter),
        ty: ty.replace("$key", key).replace('$', &inner.ty),
        has_default: true,
        inner: vec![inner],
    }
}

fn leaf(crates: Crates, chance: &mut Chance) -> Form {
    if chance.percent(25) {
        let (ty, has_default) = crates.one(&TYPES, |(ty, _)| ty, chance);
        return Form {
            has_default,
            ..plain(ty)
        };
    }
    let (adapter, ty, has_default) = *chance.one(&ADAPTERS);
    Form {
        adapter: adapter.to_owned(),
        has_default,
        ..plain(ty)
    }
}

fn plain(ty: &str) -> Form {
    Form {
        adapter: "_".to_owned(),
        ty: ty.to_owned(),
        has_default: true,
        inner: Vec::new(),
    }
}
