use counterpart::Contract;
use serde::Deserialize;

use super::{Account, Repository};

/// A workflow of GitHub Actions was started or came to an end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.workflow_run", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum WorkflowRunEvent {
    /// It waits for its turn.
    Requested {
        /// The run.
        workflow_run: WorkflowRun,
        /// Where.
        repository: Repository,
    },
    /// It runs.
    InProgress {
        /// The run.
        workflow_run: WorkflowRun,
        /// Where.
        repository: Repository,
    },
    /// It came to an end.
    Completed {
        /// The run.
        workflow_run: WorkflowRun,
        /// Where.
        repository: Repository,
    },
}

/// A run of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct WorkflowRun {
    /// Its number among all runs.
    pub id: i64,
    /// The workflow.
    pub name: String,
    /// What it ran for, in words.
    pub display_title: String,
    /// Its page.
    pub html_url: String,
    /// The branch; none for a fork whose branch is gone.
    pub head_branch: Option<String>,
    /// The commit.
    pub head_sha: String,
    /// What made it run: `push`, `schedule`.
    pub event: String,
    /// How far it is.
    pub status: RunStatus,
    /// How it ended, where it did.
    pub conclusion: Option<Conclusion>,
    /// The how-manieth try it is.
    pub run_attempt: i64,
    /// Who made it run.
    pub actor: Account,
}

/// How far something is that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// It was asked for.
    Requested,
    /// It waits for a machine.
    Queued,
    /// It waits for a permission.
    Waiting,
    /// It waits for others to end.
    Pending,
    /// It runs.
    InProgress,
    /// It came to an end.
    Completed,
    /// Something new.
    #[serde(other)]
    Unknown,
}

/// How something ended that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Well.
    Success,
    /// Not well.
    Failure,
    /// Neither.
    Neutral,
    /// It was stopped.
    Cancelled,
    /// It took too long.
    TimedOut,
    /// Somebody has to do something.
    ActionRequired,
    /// GitHub gave it up.
    Stale,
    /// It was not needed.
    Skipped,
    /// Something new.
    #[serde(other)]
    Unknown,
}

/// A check of a commit, by whatever program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.check_run", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum CheckRunEvent {
    /// It is to be done.
    Created {
        /// The check.
        check_run: CheckRun,
        /// Where.
        repository: Repository,
    },
    /// It is done.
    Completed {
        /// The check.
        check_run: CheckRun,
        /// Where.
        repository: Repository,
    },
    /// It is to be done again.
    Rerequested {
        /// The check.
        check_run: CheckRun,
        /// Where.
        repository: Repository,
    },
    /// Somebody pressed a button of the check.
    RequestedAction {
        /// The check.
        check_run: CheckRun,
        /// Where.
        repository: Repository,
    },
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct CheckRun {
    /// Its number among all checks.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The commit.
    pub head_sha: String,
    /// Its page.
    pub html_url: String,
    /// How far it is.
    pub status: RunStatus,
    /// How it ended, where it did.
    pub conclusion: Option<Conclusion>,
}
