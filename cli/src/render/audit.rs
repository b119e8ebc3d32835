//! An audit: what of a log contracts refuse.

mod machine;
mod markdown;
mod text;

use counterpart_verifier::audit::{Audit, Listing};

use super::places::Places;
use super::view::View;
use crate::failure::Failure;
use crate::format::Form;
use crate::terminal::foreign::json_document;

pub(crate) use self::text::audit as text;

/// The audit in a format of machines, or as a file.
pub(crate) fn form(form: Form, audit: &Audit, view: &View) -> Result<String, Failure> {
    let listing = || Listing::of(audit, &Places::of(view));
    Ok(match form {
        Form::Text => {
            let screen = self::text(audit, view, crate::terminal::options::TerminalOptions::default());
            crate::terminal::output::to_file_text(screen)
        }
        Form::Json => json_document(&audit.to_json(&Places::of(view)).to_pretty()).into_owned(),
        Form::Github => machine::github(&listing()),
        Form::Markdown => markdown::markdown(audit, &listing()),
        Form::Junit => machine::junit(audit, &listing())?,
        Form::Sarif => machine::sarif(&listing()),
        Form::Gitlab => machine::gitlab(&listing()),
        Form::Rustc => return Err(Failure::new("an audit has no format `rustc`")),
    })
}
