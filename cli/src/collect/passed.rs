//! The messages of cargo during a build, passed on to programs that read them.

use std::collections::BTreeSet;

use cargo_metadata::{Message, PackageId};

use crate::failure::Failure;
use crate::project::workspace::Workspace;
use crate::terminal::foreign;
use crate::terminal::output;

/// Passes on the messages of a build.
pub(super) struct Passed {
    members: BTreeSet<PackageId>,
}

impl Passed {
    pub(super) fn of(workspace: &Workspace) -> Self {
        let packages = workspace.packages().into_iter();
        Self {
            members: packages.map(|package| package.id.clone()).collect(),
        }
    }

    /// Passes on one line: a message to standard output, and any other line to standard error.
    pub(super) fn pass_on(&self, line: &str, message: &Message) -> Result<(), Failure> {
        match message {
            Message::TextLine(text) => output::passed_on(format!("{text}\n").as_bytes()),
            // This message ends all messages of the build, and ours are still to come.
            Message::BuildFinished(_) => {}
            Message::CompilerArtifact(artifact) if self.members.contains(&artifact.package_id) => {
                return output::document(&foreign::json_document(&(anew(line) + "\n")));
            }
            _ => return output::document(&foreign::json_document(&format!("{line}\n"))),
        }
        Ok(())
    }
}

/// An artifact that was built before counts as built now. The package is asked again, and
/// rust-analyzer keeps the diagnostics of a package until it hears that part of it was built. In
/// text within JSON, quotation marks have a backslash before them.
fn anew(line: &str) -> String {
    line.replace(r#""fresh":true"#, r#""fresh":false"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artifact_that_was_there_is_passed_on_as_built_anew() {
        let line = r#"{"reason":"compiler-artifact","features":["\"fresh\":true"],"fresh":true}"#;
        assert_eq!(
            anew(line),
            r#"{"reason":"compiler-artifact","features":["\"fresh\":true"],"fresh":false}"#
        );
    }
}
