use counterpart::Contract;
use serde::Deserialize;

use super::{Account, Label, Repository};

/// Something happened to a pull request. What does not change the board is named and not read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.pull_request", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum PullRequestEvent {
    /// It is new.
    Opened {
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// It is merged or given up.
    Closed {
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// It is open again.
    Reopened {
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// It has other commits.
    Synchronize {
        /// The newest commit before.
        before: String,
        /// The newest commit now.
        after: String,
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// It is not a draft any more.
    ReadyForReview {
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// It is a draft again.
    ConvertedToDraft {
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// It got a label.
    Labeled {
        /// The label.
        label: Label,
        /// The pull request.
        pull_request: PullRequest,
        /// The repository.
        repository: Repository,
    },
    /// Its text is another.
    Edited,
    /// It lost a label.
    Unlabeled,
    /// Somebody is to do it.
    Assigned,
    /// Somebody is not to do it any more.
    Unassigned,
    /// Somebody is asked to look at it.
    ReviewRequested,
    /// Somebody is not asked any more.
    ReviewRequestRemoved,
    /// It will be merged when it may be.
    AutoMergeEnabled,
    /// It will not be merged of itself.
    AutoMergeDisabled,
    /// It waits to be merged.
    Enqueued,
    /// It does not wait any more.
    Dequeued,
    /// It is due with a milestone.
    Milestoned,
    /// It is due with no milestone any more.
    Demilestoned,
    /// Comments are locked.
    Locked,
    /// All may comment again.
    Unlocked,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct PullRequest {
    /// Its number in the repository.
    pub number: i64,
    /// Its subject.
    pub title: String,
    /// Its description.
    pub body: Option<String>,
    /// Its page.
    pub html_url: String,
    /// Its author.
    pub user: Account,
    /// True if it is open.
    pub state: State,
    /// True if it is not meant to be merged yet.
    pub draft: bool,
    /// True if it is merged; unknown for some events.
    pub merged: Option<bool>,
    /// The time of the merge.
    pub merged_at: Option<String>,
    /// Its labels.
    pub labels: Vec<Label>,
    /// The requested reviewers.
    pub requested_reviewers: Vec<Reviewer>,
    /// The branch to merge.
    pub head: Branch,
    /// Into what.
    pub base: Branch,
}

/// True if an issue or a pull request is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is.
    Open,
    /// It is not.
    Closed,
}

/// A requested reviewer of a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[serde(untagged)]
pub enum Reviewer {
    /// Somebody.
    Account(Account),
    /// Any of a team.
    Team {
        /// The team's short name.
        slug: String,
    },
}

/// A side of a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Branch {
    /// The branch.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its newest commit.
    pub sha: String,
}
