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
        /// The repository.
        repository: Repository,
    },
    /// It runs.
    InProgress {
        /// The run.
        workflow_run: WorkflowRun,
        /// The repository.
        repository: Repository,
    },
    /// It came to an end.
    Completed {
        /// The run.
        workflow_run: WorkflowRun,
        /// The repository.
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
    /// The reason for the run, in words.
    pub display_title: String,
    /// Its page.
    pub html_url: String,
    /// The branch; none for a fork whose branch is gone.
    pub head_branch: Option<String>,
    /// The commit.
    pub head_sha: String,
    /// The trigger: `push`, `schedule`.
    pub event: String,
    /// Its progress.
    pub status: RunStatus,
    /// Its result, once it has ended.
    pub conclusion: Option<Conclusion>,
    /// The how-manieth try it is.
    pub run_attempt: i64,
    /// The account that triggered it.
    pub actor: Account,
}

/// The progress of a run.
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

/// The result of a run.
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
        /// The repository.
        repository: Repository,
    },
    /// It is done.
    Completed {
        /// The check.
        check_run: CheckRun,
        /// The repository.
        repository: Repository,
    },
    /// It is to be done again.
    Rerequested {
        /// The check.
        check_run: CheckRun,
        /// The repository.
        repository: Repository,
    },
    /// Somebody pressed a button of the check.
    RequestedAction {
        /// The check.
        check_run: CheckRun,
        /// The repository.
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
    /// Its progress.
    pub status: RunStatus,
    /// Its result, once it has ended.
    pub conclusion: Option<Conclusion>,
}
