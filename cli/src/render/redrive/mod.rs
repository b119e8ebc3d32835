//! The plan of a redrive in all formats.

mod github;
mod gitlab;
mod junit;
mod markdown;
mod sarif;
mod text;

pub(crate) use github::github;
pub(crate) use gitlab::gitlab;
pub(crate) use junit::junit;
pub(crate) use markdown::markdown;
pub(crate) use sarif::sarif;
pub(crate) use text::{Files, text};

use counterpart_verifier::redrive::{Plan, to_json};

use crate::terminal::foreign::json_document;

/// The plan as its own JSON document.
pub(crate) fn json(plan: &Plan) -> String {
    json_document(&to_json(plan).to_pretty()).into_owned()
}
