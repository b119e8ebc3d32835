//! Webhooks of forges and of registries, and the events of a container engine.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};

/// GitHub: `issues`.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(crate) enum GitHubIssues {
    Opened {
        issue: Issue,
        #[serde(default)]
        changes: Option<Transfer>,
        #[serde(flatten)]
        around: Around,
    },
    Closed {
        issue: Issue,
        #[serde(flatten)]
        around: Around,
    },
    Labeled {
        issue: Issue,
        #[serde(default)]
        label: Option<Label>,
        #[serde(flatten)]
        around: Around,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Around {
    repository: Repository,
    sender: User,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organization: Option<Organization>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    installation: Option<Installation>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Transfer {
    old_issue: Option<Issue>,
    old_repository: Repository,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Issue {
    id: i64,
    number: u32,
    title: String,
    user: Option<User>,
    labels: Vec<Label>,
    state: IssueState,
    state_reason: Option<StateReason>,
    body: Option<String>,
    closed_at: Option<String>,
    reactions: Reactions,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum IssueState {
    Open,
    Closed,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateReason {
    Completed,
    NotPlanned,
    Reopened,
    #[serde(other)]
    Other,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Reactions {
    total_count: u32,
    #[serde(rename = "+1")]
    up: u32,
    #[serde(rename = "-1")]
    down: u32,
    laugh: u32,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct User {
    login: String,
    id: u64,
    #[serde(rename = "type")]
    kind: UserKind,
    #[serde(default)]
    site_admin: bool,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum UserKind {
    User,
    Bot,
    Organization,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Organization {
    login: String,
    id: u64,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Installation {
    id: u64,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Label {
    id: u64,
    name: String,
    color: String,
    default: bool,
    description: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Repository {
    id: u64,
    full_name: String,
    private: bool,
    #[serde(default)]
    topics: Vec<String>,
    license: Option<License>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct License {
    key: String,
    spdx_id: Option<String>,
}

/// GitHub: `push`.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct GitHubPush {
    #[serde(rename = "ref")]
    git_ref: String,
    before: String,
    after: String,
    created: bool,
    deleted: bool,
    forced: bool,
    base_ref: Option<String>,
    commits: Vec<Commit>,
    head_commit: Option<Commit>,
    pusher: Pusher,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Commit {
    id: String,
    tree_id: String,
    distinct: bool,
    message: String,
    timestamp: String,
    author: Pusher,
    added: Vec<String>,
    removed: Vec<String>,
    modified: Vec<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Pusher {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    username: Option<String>,
}

/// GitLab: pipelines, told apart by `object_kind`.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "object_kind", rename_all = "snake_case")]
pub(crate) enum GitLabHook {
    Pipeline {
        object_attributes: Pipeline,
        merge_request: Option<MergeRequest>,
        builds: Vec<Build>,
    },
    Build {
        build_id: u64,
        build_status: BuildStatus,
        build_duration: Option<f64>,
        #[serde(rename = "ref")]
        git_ref: String,
        tag: bool,
    },
    #[serde(alias = "tag_push")]
    Push {
        checkout_sha: Option<String>,
        total_commits_count: u32,
    },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Pipeline {
    id: u64,
    iid: Option<u64>,
    #[serde(rename = "ref")]
    git_ref: String,
    status: BuildStatus,
    stages: Vec<String>,
    duration: Option<u32>,
    variables: Vec<Variable>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Variable {
    key: String,
    value: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct MergeRequest {
    id: u64,
    title: String,
    merge_status: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Build {
    id: u64,
    stage: String,
    status: BuildStatus,
    runner: Option<BTreeMap<String, RunnerValue>>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum RunnerValue {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<String>),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BuildStatus {
    Created,
    WaitingForResource,
    Pending,
    Running,
    Success,
    Failed,
    Canceled,
    Skipped,
}

/// Docker Hub's webhook.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct DockerHub {
    callback_url: String,
    push_data: PushData,
    repository: HubRepository,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct PushData {
    pushed_at: i64,
    pusher: String,
    tag: String,
    #[serde(default)]
    images: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct HubRepository {
    repo_name: String,
    namespace: String,
    is_private: bool,
    star_count: u32,
    status: String,
    date_created: f64,
}

/// The stream of a container engine's events.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct EngineEvent {
    #[serde(rename = "Type")]
    kind: EngineObject,
    #[serde(rename = "Action")]
    action: String,
    #[serde(rename = "Actor")]
    actor: Actor,
    scope: Option<Scope>,
    time: i64,
    #[serde(rename = "timeNano")]
    time_nano: i64,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EngineObject {
    Container,
    Image,
    Volume,
    Network,
    Daemon,
    Plugin,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Actor {
    #[serde(rename = "ID")]
    id: String,
    attributes: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Scope {
    Local,
    Swarm,
}

/// npm's hooks, of which each says what happened in `event`.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct NpmHook {
    #[serde(flatten)]
    event: NpmEvent,
    name: String,
    version: String,
    #[serde(rename = "hookOwner")]
    owner: BTreeMap<String, String>,
    time: u64,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "event", content = "change")]
pub(crate) enum NpmEvent {
    #[serde(rename = "package:publish")]
    Publish { version: String },
    #[serde(rename = "package:dist-tag")]
    DistTag {
        #[serde(rename = "dist-tag")]
        tag: String,
        version: String,
    },
    #[serde(rename = "package:unpublish")]
    Unpublish,
}
