//! The exit codes.

use std::process::ExitCode;

use counterpart_verifier::report::Outcome;

/// The program's answer to its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: checked, and all is well.
    Compatible,
    /// 100: checked, and incompatible: something needs fixing.
    Incompatible,
    /// 101: could not complete.
    Incomplete,
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Compatible => Exit::Compatible,
            Outcome::Incompatible => Exit::Incompatible,
            Outcome::Incomplete => Exit::Incomplete,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Compatible => 0,
            Exit::Incompatible => 100,
            Exit::Incomplete => 101,
        })
    }
}
