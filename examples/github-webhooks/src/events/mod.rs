//! The parts of GitHub's webhooks that the bot needs, one file for each part of GitHub.
//!
//! Numbers are `i64`, because that is all that GitHub's schemas promise of them: `integer`. Dates and addresses are text,
//! because the bot shows them and does not reckon with them.

mod checks;
mod code;
mod issues;
mod pull_requests;
mod releases;
mod repository;

pub use checks::{CheckRun, CheckRunEvent, Conclusion, RunStatus, WorkflowRun, WorkflowRunEvent};
pub use code::{Commit, Fork, Hook, Ping, Push, Pusher};
pub use issues::{Comment, Issue, IssueCommentEvent, IssuesEvent, Label, LinkedPullRequest, Milestone};
pub use pull_requests::{Branch, PullRequest, PullRequestEvent, Reviewer, State};
pub use releases::{Asset, Release, ReleaseEvent, StarEvent};
pub use repository::{Account, AccountKind, License, Repository};
