//! The envelopes that each reader of CloudEvents reads, as `tests/languages/cloudevents` measured it.

use crate::contract::EventReader;

/// The forms of CloudEvents 1.0.2 in JSON that a reader reads. Each text is a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Optional attributes may be `null`.
    pub(super) takes_null: bool,
    /// The schema of `time`.
    pub(super) time: &'static str,
    /// The pattern of `datacontenttype`, with the payload in `data`.
    pub(super) media_type: &'static str,
    /// The schema of `dataschema`.
    pub(super) dataschema: &'static str,
    /// The schema of extension attributes.
    pub(super) extension: &'static str,
    /// The pattern of the names of all attributes.
    pub(super) names: Option<&'static str>,
    /// Names that change how an event is read: attributes of CloudEvents 0.3, and a name that JavaScript keeps for itself.
    pub(super) denied: &'static [&'static str],
    /// The reader loses `false`, `0` and `""` in `data`.
    pub(super) loses_falsy_data: bool,
}

/// A moment of RFC 3339 from the year 1 on, without a leap second: Python's SDK refuses these, and JavaScript's reads the
/// moment of reading instead.
const PLAIN_TIME: &str = r#"{"type":"string","format":"date-time","pattern":"^([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"}"#;
const ANY_TIME: &str = r#"{"type":"string","format":"date-time"}"#;

/// A media type of JSON as Rust's SDK compares it: in lower case, and `+json` without parameters.
const PLAIN_MEDIA_TYPE: &str =
    r"^((application|text)/json( *;.*)?|[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+\\+json)$";
/// A media type of JSON, with parameters or without.
const ANY_MEDIA_TYPE: &str = r"^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+\\+)?[Jj][Ss][Oo][Nn] *(;.*)?$";

/// A URI that the crate `url` parses: its host is a name, and its port one that exists.
const PLAIN_URI: &str = r#"{"type":"string","format":"uri","pattern":"^(https?://([a-z0-9]+(-[a-z0-9]+)*\\.)*[a-z][a-z0-9]*(-[a-z0-9]+)*(:[1-9][0-9]{0,3})?([/?#][!-~]*)?|urn:[a-z0-9][a-z0-9-]*:[!-~]+)$"}"#;
const ANY_URI: &str = r#"{"type":"string","format":"uri","minLength":1}"#;

/// (`data_base64` has a schema of its own, which denies it: one finding, at its place.)
const PLAIN_NAMES: &str = "^([a-z0-9]+|data_base64)$";

/// What the specification allows and the three SDKs read. A producer keeps to it, too.
pub(super) const SHARED: Reading = Reading {
    takes_null: false,
    time: PLAIN_TIME,
    media_type: PLAIN_MEDIA_TYPE,
    dataschema: PLAIN_URI,
    extension: r#"{"type":["boolean","integer","string"],"minimum":-2147483648,"maximum":2147483647}"#,
    names: Some(PLAIN_NAMES),
    denied: &["datacontentencoding", "schemaurl"],
    loses_falsy_data: true,
};

const GUARD: Reading = Reading {
    takes_null: true,
    time: ANY_TIME,
    media_type: ANY_MEDIA_TYPE,
    dataschema: ANY_URI,
    extension: "true",
    names: None,
    denied: &[],
    loses_falsy_data: false,
};

const RUST_0_9: Reading = Reading {
    takes_null: true,
    time: ANY_TIME,
    media_type: PLAIN_MEDIA_TYPE,
    dataschema: PLAIN_URI,
    extension: r#"{"type":["boolean","integer","null","string"],"minimum":-9223372036854775808,"maximum":9223372036854775807}"#,
    names: None,
    denied: &[],
    loses_falsy_data: false,
};

const PYTHON_2: Reading = Reading {
    takes_null: false,
    time: PLAIN_TIME,
    media_type: ANY_MEDIA_TYPE,
    dataschema: ANY_URI,
    extension: "true",
    names: Some(PLAIN_NAMES),
    denied: &[],
    loses_falsy_data: false,
};

const JAVASCRIPT_10: Reading = Reading {
    takes_null: true,
    time: PLAIN_TIME,
    media_type: ANY_MEDIA_TYPE,
    dataschema: ANY_URI,
    // Greater integers are read as others.
    extension: r#"{"type":["boolean","null","number","string"],"minimum":-9007199254740991,"maximum":9007199254740991}"#,
    names: None,
    denied: &["__proto__", "datacontentencoding", "schemaurl"],
    loses_falsy_data: true,
};

/// The forms that the named reader reads, or those that all SDKs read.
pub(super) fn of(reader: Option<EventReader>) -> Reading {
    match reader {
        None => SHARED,
        Some(EventReader::Guard) => GUARD,
        Some(EventReader::Rust09) => RUST_0_9,
        Some(EventReader::Python2) => PYTHON_2,
        Some(EventReader::JavaScript10) => JAVASCRIPT_10,
    }
}
