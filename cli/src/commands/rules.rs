//! `cargo counterpart rules`

use clap::Args;
use counterpart_verifier::rules::pages;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::output;

/// List the rules that findings name
#[derive(Debug, Args)]
pub(crate) struct Rules;

impl Rules {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let widest = pages().map(|page| page.id.len()).max().unwrap_or_default();
        let lines = pages().map(|page| format!("{:widest$}  {}\n", page.id, page.summary()));
        output::results(&lines.collect::<String>())?;
        output::progress(
            "`cargo counterpart explain RULE` says what a rule means, and how to roll out such a change",
        );
        Ok(Exit::Compatible)
    }
}
