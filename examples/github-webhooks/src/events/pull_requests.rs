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
        /// Where.
        repository: Repository,
    },
    /// It is merged or given up.
    Closed {
        /// The pull request.
        pull_request: PullRequest,
        /// Where.
        repository: Repository,
    },
    /// It is open again.
    Reopened {
        /// The pull request.
        pull_request: PullRequest,
        /// Where.
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
        /// Where.
        repository: Repository,
    },
    /// It is not a draft any more.
    ReadyForReview {
        /// The pull request.
        pull_request: PullRequest,
        /// Where.
        repository: Repository,
    },
    /// It is a draft again.
    ConvertedToDraft {
        /// The pull request.
        pull_request: PullRequest,
        /// Where.
        repository: Repository,
    },
    /// It got a label.
    Labeled {
        /// The label.
        label: Label,
        /// The pull request.
        pull_request: PullRequest,
        /// Where.
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
    /// Nobody may comment.
    Locked,
    /// All may comment again.
    Unlocked,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct PullRequest {
    /// Its number in the repository.
    pub number: i64,
    /// What it is about.
    pub title: String,
    /// What it says about itself.
    pub body: Option<String>,
    /// Its page.
    pub html_url: String,
    /// Who made it.
    pub user: Account,
    /// True if it is open.
    pub state: State,
    /// True if it is not meant to be merged yet.
    pub draft: bool,
    /// True if it is merged; unknown for some events.
    pub merged: Option<bool>,
    /// When.
    pub merged_at: Option<String>,
    /// What it is tagged with.
    pub labels: Vec<Label>,
    /// Who is asked to look at it.
    pub requested_reviewers: Vec<Reviewer>,
    /// What is to be merged.
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

/// Who is asked to look at a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[serde(untagged)]
pub enum Reviewer {
    /// Somebody.
    Account(Account),
    /// Any of a team.
    Team {
        /// What the team is called.
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
