//! The variables of CI services.

use std::env;

/// A CI service's information about its run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ci {
    /// The branch that the run is for. For a pull request, it is the branch to be merged.
    pub(crate) branch: Option<String>,
    /// The address of the run.
    pub(crate) run: Option<String>,
}

impl Ci {
    pub(crate) fn read() -> Self {
        Self::of(|name| env::var(name).ok())
    }

    fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let on_github = variable("GITHUB_REF_TYPE").is_none_or(|kind| kind == "branch");
        let is_pull = variable("GITHUB_REF").is_some_and(|name| name.starts_with("refs/pull/"));
        let branch = variable("GITHUB_HEAD_REF")
            .or_else(|| variable("GITHUB_REF_NAME").filter(|_| on_github && !is_pull))
            .or_else(|| variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"))
            .or_else(|| variable("CI_COMMIT_BRANCH"));
        let on_github = || {
            let (server, repository) = (variable("GITHUB_SERVER_URL")?, variable("GITHUB_REPOSITORY")?);
            Some(format!(
                "{server}/{repository}/actions/runs/{}",
                variable("GITHUB_RUN_ID")?
            ))
        };
        let run = on_github()
            .or_else(|| variable("CI_JOB_URL"))
            .or_else(|| variable("CI_PIPELINE_URL"));
        Self { branch, run }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> (Option<String>, Option<String>) {
        let ci = Ci::of(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        (ci.branch, ci.run)
    }

    #[test]
    fn github_and_gitlab_say_their_branch_and_run() {
        let run = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "acme/auth"),
            ("GITHUB_RUN_ID", "7"),
        ];
        let on = |more: &[(&str, &str)]| of(&[&run, more].concat());
        let address = Some("https://github.com/acme/auth/actions/runs/7".to_owned());
        let branch = [
            ("GITHUB_REF_NAME", "main"),
            ("GITHUB_REF_TYPE", "branch"),
            ("GITHUB_REF", "refs/heads/main"),
        ];
        assert_eq!(on(&branch), (Some("main".into()), address.clone()));
        let pull = [
            ("GITHUB_HEAD_REF", "fix"),
            ("GITHUB_REF_NAME", "3/merge"),
            ("GITHUB_REF", "refs/pull/3/merge"),
        ];
        assert_eq!(on(&pull), (Some("fix".into()), address.clone()));
        assert_eq!(on(&pull[1..]), (None, address.clone()), "a merge is no branch");
        let tag = [
            ("GITHUB_REF_NAME", "v1"),
            ("GITHUB_REF_TYPE", "tag"),
            ("GITHUB_HEAD_REF", ""),
        ];
        assert_eq!(on(&tag), (None, address));
        let gitlab = [
            ("CI_COMMIT_BRANCH", "main"),
            ("CI_JOB_URL", "https://gitlab/x/-/jobs/1"),
        ];
        assert_eq!(
            of(&gitlab),
            (Some("main".into()), Some("https://gitlab/x/-/jobs/1".into()))
        );
        assert_eq!(of(&[]), (None, None));
    }
}
