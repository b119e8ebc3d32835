//! Notifications of cloud services, and the envelope that many of them share.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// CloudEvents 1.0, structured mode.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct CloudEvent {
    specversion: SpecVersion,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    datacontenttype: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataschema: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    /// Extension attributes.
    #[serde(flatten)]
    extensions: BTreeMap<String, Extension>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum SpecVersion {
    #[serde(rename = "0.3")]
    V03,
    #[serde(rename = "1.0")]
    V10,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum Extension {
    Boolean(bool),
    Integer(i32),
    Text(String),
}

/// A notification of an S3 bucket.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct S3Event {
    records: Vec<S3Record>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct S3Record {
    event_version: String,
    event_source: String,
    aws_region: String,
    event_time: String,
    event_name: String,
    user_identity: S3Principal,
    #[serde(default)]
    request_parameters: BTreeMap<String, String>,
    #[serde(rename = "responseElements", default)]
    response: BTreeMap<String, String>,
    s3: S3Entity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    glacier_event_data: Option<Value>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct S3Principal {
    #[serde(rename = "principalId")]
    principal: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct S3Entity {
    #[serde(rename = "s3SchemaVersion")]
    version: String,
    configuration_id: String,
    bucket: S3Bucket,
    object: S3Object,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct S3Bucket {
    name: String,
    owner_identity: S3Principal,
    arn: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct S3Object {
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e_tag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version_id: Option<String>,
    sequencer: String,
}

/// The messages that SNS posts.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "Type")]
pub(crate) enum SnsMessage {
    #[serde(rename_all = "PascalCase")]
    Notification {
        message_id: String,
        topic_arn: String,
        #[serde(default)]
        subject: Option<String>,
        message: String,
        timestamp: String,
        #[serde(rename = "UnsubscribeURL")]
        unsubscribe: String,
        #[serde(default)]
        message_attributes: BTreeMap<String, SnsAttribute>,
    },
    #[serde(rename_all = "PascalCase", alias = "UnsubscribeConfirmation")]
    SubscriptionConfirmation {
        message_id: String,
        token: String,
        topic_arn: String,
        message: String,
        #[serde(rename = "SubscribeURL")]
        subscribe: String,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "Type", content = "Value")]
pub(crate) enum SnsAttribute {
    String(String),
    Number(String),
    Binary(String),
    #[serde(rename = "String.Array")]
    Strings(String),
}

/// A batch of SQS messages as a function gets it.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct SqsEvent {
    #[serde(rename = "Records")]
    records: Vec<SqsRecord>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SqsRecord {
    message_id: String,
    receipt_handle: String,
    body: String,
    #[serde(default)]
    attributes: BTreeMap<SqsAttribute, String>,
    #[serde(default)]
    message_attributes: BTreeMap<String, SqsMessageAttribute>,
    #[serde(rename = "md5OfBody", skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(rename = "eventSourceARN")]
    source: String,
    aws_region: String,
}

#[derive(Serialize, Deserialize, Contract, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SqsAttribute {
    ApproximateReceiveCount,
    SentTimestamp,
    SenderId,
    ApproximateFirstReceiveTimestamp,
    #[serde(rename = "AWSTraceHeader")]
    Trace,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SqsMessageAttribute {
    string_value: Option<String>,
    binary_value: Option<String>,
    #[serde(default)]
    string_list_values: Vec<String>,
    data_type: String,
}

/// EventBridge.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct EventBridge<D> {
    version: String,
    id: String,
    detail_type: String,
    source: String,
    account: String,
    time: String,
    region: String,
    resources: Vec<String>,
    detail: D,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replay_name: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct InstanceState {
    instance_id: String,
    state: Ec2State,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ec2State {
    Pending,
    Running,
    ShuttingDown,
    Stopped,
    Stopping,
    Terminated,
}

/// Google's Pub/Sub, pushed.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PubSubPush {
    message: PubSubMessage,
    subscription: String,
    #[serde(rename = "deliveryAttempt", default)]
    attempt: Option<i32>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PubSubMessage {
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    data: Option<String>,
    #[serde(alias = "message_id")]
    message_id: String,
    #[serde(alias = "publish_time")]
    publish_time: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    ordering_key: String,
}

/// Azure's Event Grid, in its own schema.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventGrid {
    id: String,
    topic: Option<String>,
    subject: String,
    #[serde(flatten)]
    event: GridEvent,
    event_time: String,
    data_version: String,
    metadata_version: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "eventType", content = "data")]
pub(crate) enum GridEvent {
    #[serde(rename = "Microsoft.Storage.BlobCreated", rename_all = "camelCase")]
    BlobCreated {
        api: String,
        content_type: String,
        content_length: u64,
        blob_type: String,
        url: String,
    },
    #[serde(rename = "Microsoft.Storage.BlobDeleted")]
    BlobDeleted { api: String, url: String },
    #[serde(
        rename = "Microsoft.EventGrid.SubscriptionValidationEvent",
        rename_all = "camelCase"
    )]
    Validation { validation_code: String },
}
