//! Messages that keep services running: orchestration, alerts, audits.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Kubernetes: one line of a watch.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "object", rename_all = "UPPERCASE")]
pub(crate) enum WatchEvent {
    Added(Pod),
    Modified(Pod),
    Deleted(Pod),
    Bookmark(Bookmark),
    Error(Status),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pod {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    metadata: Metadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<PodStatus>,
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Metadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owner_references: Vec<Owner>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Owner {
    kind: String,
    name: String,
    uid: String,
    #[serde(default)]
    controller: bool,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PodStatus {
    phase: Phase,
    #[serde(default)]
    container_statuses: Vec<ContainerStatus>,
    #[serde(rename = "podIP", default, skip_serializing_if = "Option::is_none")]
    pod_ip: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum Phase {
    Pending,
    Running,
    Succeeded,
    Failed,
    Unknown,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerStatus {
    name: String,
    ready: bool,
    restart_count: i32,
    state: ContainerState,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ContainerState {
    #[serde(rename_all = "camelCase")]
    Running {
        started_at: Option<String>,
    },
    Waiting {
        reason: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    Terminated {
        exit_code: i32,
        signal: Option<i32>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Bookmark {
    metadata: Metadata,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Status {
    status: Option<String>,
    code: u16,
    #[serde(default)]
    reason: String,
}

/// Kubernetes: an audit event.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditEvent {
    level: AuditLevel,
    #[serde(rename = "auditID")]
    id: String,
    stage: String,
    #[serde(rename = "requestURI")]
    uri: String,
    verb: String,
    user: AuditUser,
    #[serde(rename = "sourceIPs", default)]
    source_ips: Vec<std::net::IpAddr>,
    #[serde(default)]
    response_status: Option<Status>,
    #[serde(default)]
    request_object: Option<Value>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum AuditLevel {
    None,
    Metadata,
    Request,
    RequestResponse,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct AuditUser {
    username: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    extra: BTreeMap<String, Vec<String>>,
}

/// Alertmanager's webhook.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alerts {
    version: AlertVersion,
    group_key: String,
    truncated_alerts: u64,
    status: AlertStatus,
    receiver: String,
    group_labels: BTreeMap<String, String>,
    common_annotations: BTreeMap<String, String>,
    #[serde(rename = "externalURL")]
    external_url: String,
    alerts: Vec<Alert>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum AlertVersion {
    #[serde(rename = "4")]
    V4,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AlertStatus {
    Firing,
    Resolved,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alert {
    status: AlertStatus,
    labels: BTreeMap<String, String>,
    starts_at: String,
    ends_at: String,
    #[serde(rename = "generatorURL")]
    generator_url: String,
    fingerprint: String,
}

/// PagerDuty, version 3.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PagerDuty {
    event: PagerEvent,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PagerEvent {
    id: String,
    event_type: String,
    resource_type: String,
    occurred_at: String,
    agent: Option<PagerReference>,
    client: Option<PagerClient>,
    data: PagerData,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PagerReference {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    html_url: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PagerClient {
    name: String,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum PagerData {
    Incident {
        id: String,
        number: u32,
        status: String,
        urgency: Urgency,
        assignees: Vec<PagerReference>,
        priority: Option<PagerReference>,
    },
    IncidentNote {
        id: String,
        content: String,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Urgency {
    High,
    Low,
}

/// Terraform's log of a run, one JSON object a line.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TerraformLine {
    #[serde(rename = "@level")]
    level: String,
    #[serde(rename = "@message")]
    message: String,
    #[serde(rename = "@module")]
    module: String,
    #[serde(rename = "@timestamp")]
    timestamp: String,
    #[serde(flatten)]
    kind: TerraformKind,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum TerraformKind {
    Version {
        terraform: String,
        ui: String,
    },
    PlannedChange {
        change: TerraformChange,
    },
    ApplyProgress {
        hook: TerraformHook,
    },
    ChangeSummary {
        changes: Changes,
    },
    Outputs {
        outputs: BTreeMap<String, TerraformOutput>,
    },
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TerraformChange {
    resource: TerraformResource,
    action: TerraformAction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TerraformAction {
    Noop,
    Create,
    Read,
    Update,
    Replace,
    Delete,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TerraformHook {
    resource: TerraformResource,
    elapsed_seconds: f64,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TerraformResource {
    addr: String,
    module: String,
    resource_key: Option<ResourceKey>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum ResourceKey {
    Index(u32),
    Name(String),
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Changes {
    add: u32,
    change: u32,
    remove: u32,
    operation: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TerraformOutput {
    sensitive: bool,
    #[serde(rename = "type", default)]
    kind: Option<Value>,
    #[serde(default)]
    value: Option<Value>,
}

/// A scheduler's stream: topics with payloads under their own names.
#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchedulerBatch {
    index: u64,
    #[serde(default)]
    events: Vec<SchedulerEvent>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchedulerEvent {
    topic: String,
    #[serde(rename = "Type")]
    kind: String,
    key: String,
    filter_keys: Option<Vec<String>>,
    payload: SchedulerPayload,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum SchedulerPayload {
    #[serde(rename_all = "PascalCase")]
    Job {
        id: String,
        priority: u8,
    },
    #[serde(rename_all = "PascalCase")]
    Node {
        id: String,
        drain: bool,
        meta: Option<BTreeMap<String, String>>,
    },
    Evaluation(BTreeMap<String, Value>),
}

/// A secret store's audit line.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum SecretAudit {
    Request {
        time: String,
        auth: Option<SecretAuth>,
        request: SecretRequest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    Response {
        time: String,
        request: SecretRequest,
        response: Option<Value>,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct SecretAuth {
    client_token: String,
    policies: Option<Vec<String>>,
    token_ttl: Option<u64>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct SecretRequest {
    id: String,
    operation: String,
    path: String,
    remote_address: Option<String>,
    #[serde(default)]
    headers: Option<BTreeMap<String, Vec<String>>>,
}
