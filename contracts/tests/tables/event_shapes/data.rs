//! Change data, analytics and telemetry.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Debezium: the envelope of a changed row.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ChangeEnvelope<R> {
    before: Option<R>,
    after: Option<R>,
    source: ChangeSource,
    op: Operation,
    ts_ms: Option<i64>,
    #[serde(default)]
    transaction: Option<ChangeTransaction>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum Operation {
    #[serde(rename = "c")]
    Create,
    #[serde(rename = "u")]
    Update,
    #[serde(rename = "d")]
    Delete,
    #[serde(rename = "r")]
    Read,
    #[serde(rename = "t")]
    Truncate,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ChangeSource {
    version: String,
    connector: String,
    name: String,
    ts_ms: i64,
    #[serde(default = "not_a_snapshot")]
    snapshot: Snapshot,
    db: String,
    schema: Option<String>,
    table: String,
    #[serde(rename = "txId", default)]
    transaction: Option<i64>,
    lsn: Option<u64>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Snapshot {
    True,
    False,
    Last,
    Incremental,
}

fn not_a_snapshot() -> Snapshot {
    Snapshot::False
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ChangeTransaction {
    id: String,
    total_order: i64,
    data_collection_order: i64,
}

/// A row of a table of customers.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct CustomerRow {
    id: i32,
    first_name: String,
    balance: Option<String>,
    active: i16,
    created_at: i64,
}

/// Kafka Connect: a value together with its schema.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ConnectRecord {
    schema: Option<ConnectSchema>,
    payload: Option<Value>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum ConnectSchema {
    Struct {
        #[serde(default)]
        optional: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        fields: Vec<ConnectField>,
    },
    Array {
        #[serde(default)]
        optional: bool,
        items: Box<ConnectSchema>,
    },
    Int32 {
        #[serde(default)]
        optional: bool,
    },
    String {
        #[serde(default)]
        optional: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parameters: Option<BTreeMap<String, String>>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct ConnectField {
    field: String,
    #[serde(flatten)]
    schema: Box<ConnectSchema>,
}

/// Segment's calls.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub(crate) enum SegmentCall {
    Track {
        #[serde(flatten)]
        common: SegmentCommon,
        event: String,
        #[serde(default)]
        properties: BTreeMap<String, Value>,
    },
    Identify {
        #[serde(flatten)]
        common: SegmentCommon,
        #[serde(default)]
        traits: Traits,
    },
    Page {
        #[serde(flatten)]
        common: SegmentCommon,
        name: Option<String>,
        category: Option<String>,
    },
    Alias {
        #[serde(flatten)]
        common: SegmentCommon,
        previous_id: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SegmentCommon {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anonymous_id: Option<String>,
    message_id: String,
    timestamp: String,
    #[serde(default)]
    integrations: BTreeMap<String, Integration>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Integration {
    Enabled(bool),
    Options(BTreeMap<String, Value>),
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Traits {
    email: Option<String>,
    age: Option<u8>,
    logins: Option<u32>,
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

/// Snowplow: self-describing JSON.
#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub(crate) struct SelfDescribing {
    schema: String,
    data: BTreeMap<String, Value>,
}

/// OpenLineage: what happens to a run of a job.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LineageEvent {
    event_type: RunState,
    event_time: String,
    run: LineageRun,
    job: LineageJob,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<LineageData>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    outputs: Vec<LineageData>,
    producer: String,
    #[serde(rename = "schemaURL")]
    schema: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum RunState {
    Start,
    Running,
    Complete,
    Abort,
    Fail,
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LineageRun {
    run_id: String,
    #[serde(default)]
    facets: BTreeMap<String, Facet>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Facet {
    #[serde(rename = "_producer")]
    producer: String,
    #[serde(rename = "_schemaURL")]
    schema: String,
    #[serde(rename = "_deleted", default, skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct LineageJob {
    namespace: String,
    name: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct LineageData {
    namespace: String,
    name: String,
    #[serde(default)]
    facets: Option<BTreeMap<String, Facet>>,
}

/// Sentry: an event of an envelope.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct SentryEvent {
    event_id: String,
    timestamp: Timestamp,
    #[serde(default)]
    level: Level,
    platform: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    logentry: Option<LogEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exception: Option<Values<Exception>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    breadcrumbs: Option<Values<Breadcrumb>>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    extra: BTreeMap<String, Value>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Timestamp {
    Seconds(f64),
    Text(String),
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Fatal,
    #[default]
    Error,
    Warning,
    Info,
    Debug,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct LogEntry {
    message: String,
    #[serde(default)]
    params: Vec<Value>,
}

/// Lists come bare from some clients and wrapped from others.
#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Values<T> {
    Wrapped { values: Vec<T> },
    Bare(Vec<T>),
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Exception {
    #[serde(rename = "type")]
    kind: String,
    value: Option<String>,
    #[serde(default)]
    mechanism: Option<Mechanism>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Mechanism {
    #[serde(rename = "type")]
    kind: String,
    handled: Option<bool>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Breadcrumb {
    timestamp: Timestamp,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    level: Level,
}

/// OpenTelemetry: logs in JSON. Times are numbers as text.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtlpLogs {
    resource_logs: Vec<ResourceLogs>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResourceLogs {
    #[serde(default)]
    resource: Resource,
    scope_logs: Vec<ScopeLogs>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    schema_url: String,
}

#[derive(Serialize, Deserialize, Contract, Default)]
pub(crate) struct Resource {
    #[serde(default)]
    attributes: Vec<KeyValue>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopeLogs {
    log_records: Vec<LogRecord>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogRecord {
    time_unix_nano: String,
    severity_number: u8,
    body: Option<AnyValue>,
    #[serde(default)]
    attributes: Vec<KeyValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct KeyValue {
    key: String,
    value: AnyValue,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AnyValue {
    StringValue(String),
    BoolValue(bool),
    IntValue(String),
    DoubleValue(f64),
    ArrayValue { values: Vec<AnyValue> },
    KvlistValue { values: Vec<KeyValue> },
}
