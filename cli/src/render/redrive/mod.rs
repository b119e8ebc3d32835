//! The plan of a redrive in all formats.

mod github;
mod gitlab;
mod junit;
mod markdown;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

use counterpart_verifier::redrive::{Plan, to_json};

use crate::failure::Failure;
use crate::format::Form;
use crate::terminal::foreign::json_document;

pub(crate) use markdown::markdown;
pub(crate) use text::{Files, text};

/// The plan in a format for programs. Text has a renderer of its own.
pub(crate) fn form(form: Form, plan: &Plan) -> Result<String, Failure> {
    Ok(match form {
        Form::Json => json_document(&to_json(plan).to_pretty()).into_owned(),
        Form::Github => github::github(plan),
        Form::Markdown => markdown(plan),
        Form::Junit => junit::junit(plan)?,
        Form::Sarif => sarif::sarif(plan),
        Form::Gitlab => gitlab::gitlab(plan),
        Form::Text | Form::Rustc => {
            return Err(Failure::new("this format has no place for letters"));
        }
    })
}
