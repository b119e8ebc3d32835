//! Messages between compilers, editors and test runners.

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Cargo's `--message-format=json`.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub(crate) enum CargoMessage {
    CompilerArtifact {
        package_id: String,
        target: CargoTarget,
        profile: Profile,
        features: Vec<String>,
        filenames: Vec<String>,
        executable: Option<String>,
        fresh: bool,
    },
    CompilerMessage {
        package_id: String,
        target: CargoTarget,
        message: Diagnostic,
    },
    BuildScriptExecuted {
        package_id: String,
        linked_libs: Vec<String>,
        cfgs: Vec<String>,
        env: Vec<(String, String)>,
        #[serde(default)]
        out_dir: String,
    },
    BuildFinished {
        success: bool,
    },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct CargoTarget {
    name: String,
    kind: Vec<TargetKind>,
    #[serde(default)]
    crate_types: Vec<String>,
    src_path: String,
    #[serde(default = "first_edition")]
    edition: String,
    #[serde(rename = "required-features", default, skip_serializing_if = "Vec::is_empty")]
    required_features: Vec<String>,
    #[serde(default = "yes")]
    doctest: bool,
}

fn first_edition() -> String {
    "2015".to_owned()
}

fn yes() -> bool {
    true
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TargetKind {
    Bin,
    Lib,
    #[serde(alias = "dylib")]
    Cdylib,
    ProcMacro,
    CustomBuild,
    Test,
    #[serde(untagged)]
    Other(String),
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Profile {
    opt_level: String,
    #[serde(default)]
    debuginfo: DebugInfo,
    test: bool,
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(untagged)]
pub(crate) enum DebugInfo {
    Level(u32),
    Name(String),
    #[default]
    None,
}

/// A diagnostic of the compiler.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Diagnostic {
    message: String,
    code: Option<DiagnosticCode>,
    level: DiagnosticLevel,
    spans: Vec<Span>,
    children: Vec<Diagnostic>,
    rendered: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct DiagnosticCode {
    code: String,
    explanation: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DiagnosticLevel {
    Error,
    #[serde(rename = "error: internal compiler error")]
    Ice,
    Warning,
    #[serde(rename = "failure-note")]
    FailureNote,
    Note,
    Help,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Span {
    file_name: String,
    byte_start: u32,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
    suggestion_applicability: Option<Applicability>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) enum Applicability {
    MachineApplicable,
    HasPlaceholders,
    MaybeIncorrect,
    Unspecified,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Expansion {
    span: Span,
    macro_decl_name: String,
    def_site_span: Option<Span>,
}

/// The Language Server Protocol: notifications.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct LanguageNotification {
    jsonrpc: String,
    #[serde(flatten)]
    call: LanguageCall,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "method", content = "params")]
pub(crate) enum LanguageCall {
    #[serde(rename = "textDocument/publishDiagnostics")]
    Diagnostics {
        uri: String,
        version: Option<i32>,
        diagnostics: Vec<LanguageDiagnostic>,
    },
    #[serde(rename = "window/showMessage")]
    ShowMessage {
        #[serde(rename = "type")]
        kind: u8,
        message: String,
    },
    #[serde(rename = "$/progress")]
    Progress { token: NumberOrText, value: Progress },
    #[serde(rename = "exit")]
    Exit,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum NumberOrText {
    Number(i32),
    Text(String),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Progress {
    Begin {
        title: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        percentage: Option<u32>,
    },
    Report {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    End {},
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LanguageDiagnostic {
    range: TextRange,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<NumberOrText>,
    message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    related_information: Vec<Related>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Related {
    location: BTreeMap<String, Value>,
    message: String,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TextRange {
    start: TextPosition,
    end: TextPosition,
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct TextPosition {
    line: u32,
    character: u32,
}

/// The Debug Adapter Protocol: events.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct DebugEvent {
    seq: i64,
    #[serde(rename = "type")]
    kind: DebugMessage,
    #[serde(flatten)]
    event: DebugBody,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DebugMessage {
    Event,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(
    tag = "event",
    content = "body",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum DebugBody {
    Initialized,
    Stopped {
        reason: String,
        thread_id: Option<i64>,
        #[serde(default)]
        all_threads_stopped: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hit_breakpoint_ids: Option<Vec<i64>>,
    },
    Exited {
        exit_code: i64,
    },
    Output {
        category: Option<String>,
        output: String,
    },
}

/// The test runner's lines of JSON.
#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum TestLine {
    Suite(SuiteEvent),
    Test(TestEvent),
    Bench {
        name: String,
        median: f64,
        deviation: f64,
    },
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(crate) enum SuiteEvent {
    Started { test_count: usize },
    Ok(SuiteResult),
    Failed(SuiteResult),
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct SuiteResult {
    passed: usize,
    failed: usize,
    ignored: usize,
    exec_time: Option<f64>,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(crate) enum TestEvent {
    Started { name: String },
    Ok { name: String, exec_time: Option<f64> },
    Failed { name: String, stdout: Option<String> },
    Ignored { name: String },
}

/// An updater's answer, for one platform or for all.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Release {
    #[serde(alias = "name")]
    version: String,
    #[serde(default)]
    notes: Option<String>,
    #[serde(default)]
    pub_date: Option<String>,
    #[serde(flatten)]
    data: ReleaseData,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(untagged)]
pub(crate) enum ReleaseData {
    OnePlatform { url: String, signature: String },
    AllPlatforms { platforms: BTreeMap<String, Platform> },
}

#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct Platform {
    url: String,
    signature: String,
}

/// A file watcher's change.
#[derive(Serialize, Deserialize, Contract)]
pub(crate) struct FileChange {
    #[serde(flatten)]
    kind: FileKind,
    paths: Vec<std::path::PathBuf>,
    #[serde(default)]
    attrs: FileAttributes,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "type", content = "kind", rename_all = "snake_case")]
pub(crate) enum FileKind {
    Any,
    Create(CreateKind),
    Modify(ModifyKind),
    Remove,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CreateKind {
    Any,
    File,
    Folder,
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(tag = "kind", content = "mode", rename_all = "lowercase")]
pub(crate) enum ModifyKind {
    Any,
    Data(String),
    Name(RenameMode),
}

#[derive(Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RenameMode {
    To,
    From,
    Both,
}

#[derive(Serialize, Deserialize, Contract, Default)]
#[serde(default)]
pub(crate) struct FileAttributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    tracker: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}
