//! The bot's output: one line for each relevant event.

use crate::events::{
    CheckRunEvent, Conclusion, Fork, IssueCommentEvent, IssuesEvent, Ping, PullRequestEvent, Push,
    ReleaseEvent, StarEvent, WorkflowRunEvent,
};

/// An event that may be worth a line.
pub trait Line {
    /// The line; nothing where the event is not worth one.
    fn line(&self) -> Option<String>;
}

impl Line for Push {
    fn line(&self) -> Option<String> {
        let branch = self.reference.strip_prefix("refs/heads/")?;
        if branch != self.repository.default_branch {
            return None;
        }
        let how = if self.forced { "rewrote" } else { "pushed to" };
        let what = self
            .head_commit
            .as_ref()?
            .message
            .lines()
            .next()
            .unwrap_or_default();
        Some(format!(
            "{} {how} {}: {what}",
            self.pusher.name, self.repository.full_name
        ))
    }
}

impl Line for Fork {
    fn line(&self) -> Option<String> {
        let (copy, original) = (&self.forkee, &self.repository);
        (!copy.private).then(|| format!("{} copied {}", copy.owner.login, original.full_name))
    }
}

impl Line for Ping {
    fn line(&self) -> Option<String> {
        let repository = self.repository.as_ref();
        let place = repository.map_or("the organization", |repository| &repository.full_name);
        self.hook.active.then(|| format!("listening to {place}"))
    }
}

impl Line for IssuesEvent {
    fn line(&self) -> Option<String> {
        let (verb, issue, repository) = match self {
            IssuesEvent::Opened { issue, repository } => ("new", issue, repository),
            IssuesEvent::Closed { issue, repository } => ("done", issue, repository),
            IssuesEvent::Reopened { issue, repository } => ("not done after all", issue, repository),
            _ => return None,
        };
        Some(format!(
            "{verb}: {}#{} {}",
            repository.full_name, issue.number, issue.title
        ))
    }
}

impl Line for IssueCommentEvent {
    fn line(&self) -> Option<String> {
        let IssueCommentEvent::Created {
            issue,
            comment,
            repository,
        } = self
        else {
            return None;
        };
        let command = comment.body.strip_prefix("/board ")?;
        Some(format!(
            "{} asks at {}#{}: {command}",
            comment.user.login, repository.full_name, issue.number
        ))
    }
}

impl Line for PullRequestEvent {
    fn line(&self) -> Option<String> {
        let (verb, pull_request, repository) = match self {
            PullRequestEvent::Closed {
                pull_request,
                repository,
            } if pull_request.merged == Some(true) => ("merged", pull_request, repository),
            PullRequestEvent::ReadyForReview {
                pull_request,
                repository,
            } => ("to review", pull_request, repository),
            PullRequestEvent::Opened {
                pull_request,
                repository,
            } if !pull_request.draft => ("to review", pull_request, repository),
            _ => return None,
        };
        Some(format!(
            "{verb}: {}#{} {}",
            repository.full_name, pull_request.number, pull_request.title
        ))
    }
}

impl Line for ReleaseEvent {
    fn line(&self) -> Option<String> {
        let ReleaseEvent::Published {
            release,
            repository,
            sender,
        } = self
        else {
            return None;
        };
        let name = release.name.as_ref().filter(|name| !name.is_empty());
        let name = name.unwrap_or(&release.tag_name);
        Some(format!(
            "{} released {} {name}",
            sender.login, repository.full_name
        ))
    }
}

impl Line for StarEvent {
    fn line(&self) -> Option<String> {
        match self {
            StarEvent::Created {
                repository, sender, ..
            } => Some(format!("{} likes {}", sender.login, repository.full_name)),
            StarEvent::Deleted { .. } => None,
        }
    }
}

impl Line for WorkflowRunEvent {
    fn line(&self) -> Option<String> {
        match self {
            WorkflowRunEvent::Completed {
                workflow_run: run,
                repository,
            } if run.conclusion != Some(Conclusion::Success)
                && run.head_branch.as_ref() == Some(&repository.default_branch) =>
            {
                Some(format!(
                    "{} fails in {}: {}",
                    run.name, repository.full_name, run.html_url
                ))
            }
            _ => None,
        }
    }
}

impl Line for CheckRunEvent {
    fn line(&self) -> Option<String> {
        match self {
            CheckRunEvent::Completed {
                check_run: run,
                repository,
            } if run.conclusion == Some(Conclusion::Failure) => Some(format!(
                "{} fails in {} at {}",
                run.name, repository.full_name, run.head_sha
            )),
            _ => None,
        }
    }
}
