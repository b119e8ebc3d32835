use counterpart::Contract;
use serde::Deserialize;

use super::{Account, Repository, State};

/// Something happened to an issue. What does not change the board is named and not read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.issues", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum IssuesEvent {
    /// It is new.
    Opened {
        /// The issue.
        issue: Issue,
        /// The repository.
        repository: Repository,
    },
    /// It is done.
    Closed {
        /// The issue.
        issue: Issue,
        /// The repository.
        repository: Repository,
    },
    /// It is not done after all.
    Reopened {
        /// The issue.
        issue: Issue,
        /// The repository.
        repository: Repository,
    },
    /// It got a label.
    Labeled {
        /// The issue.
        issue: Issue,
        /// The label; none where it is deleted at the same time.
        label: Option<Label>,
        /// The repository.
        repository: Repository,
    },
    /// It lost a label.
    Unlabeled {
        /// The issue.
        issue: Issue,
        /// The label; none where it is deleted at the same time.
        label: Option<Label>,
        /// The repository.
        repository: Repository,
    },
    /// It is due with a milestone.
    Milestoned {
        /// The issue.
        issue: Issue,
        /// The milestone.
        milestone: Milestone,
        /// The repository.
        repository: Repository,
    },
    /// It is due with no milestone any more.
    Demilestoned {
        /// The issue.
        issue: Issue,
        /// The repository.
        repository: Repository,
    },
    /// It is gone.
    Deleted {
        /// The issue.
        issue: Issue,
        /// The old repository.
        repository: Repository,
    },
    /// It is in another repository now.
    Transferred {
        /// The issue.
        issue: Issue,
        /// The old repository.
        repository: Repository,
    },
    /// Its text is another.
    Edited {
        /// The issue.
        issue: Issue,
        /// The repository.
        repository: Repository,
    },
    /// Somebody is to do it.
    Assigned,
    /// Somebody is not to do it any more.
    Unassigned,
    /// Comments are locked.
    Locked,
    /// All may comment again.
    Unlocked,
    /// It stands on top.
    Pinned,
    /// It stands on top no longer.
    Unpinned,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Issue {
    /// Its number in the repository.
    pub number: i64,
    /// Its subject.
    pub title: String,
    /// Its page.
    pub html_url: String,
    /// Its author.
    pub user: Account,
    /// True if it is open, where the event says so.
    pub state: Option<State>,
    /// Its labels.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// Its milestone.
    pub milestone: Option<Milestone>,
    /// Present where the issue is a pull request.
    pub pull_request: Option<LinkedPullRequest>,
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Label {
    /// The name.
    pub name: String,
    /// Six hexadecimal digits.
    pub color: String,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Milestone {
    /// Its number in the repository.
    pub number: i64,
    /// The name.
    pub title: String,
    /// Its due date.
    pub due_on: Option<String>,
}

/// Marks an issue as a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct LinkedPullRequest {
    /// Its page.
    pub html_url: Option<String>,
}

/// Somebody commented on an issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
#[contract(consumes = "github.issue_comment", producer = "github")]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum IssueCommentEvent {
    /// The comment is new; commands to the bot stand in such.
    Created {
        /// The issue.
        issue: Box<Issue>,
        /// The comment.
        comment: Box<Comment>,
        /// The repository.
        repository: Box<Repository>,
    },
    /// Commands are not taken from comments that were changed or taken back.
    #[serde(untagged)]
    Other {
        /// The action.
        action: String,
    },
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Contract)]
pub struct Comment {
    /// Its number among all comments.
    pub id: i64,
    /// Its page.
    pub html_url: String,
    /// Its author.
    pub user: Account,
    /// Its text.
    pub body: String,
}
