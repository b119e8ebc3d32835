//! `cargo counterpart explain`

use clap::Args;
use clap::builder::PossibleValuesParser;
use counterpart::rules::{find, pages};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;
use crate::render::page;

/// Explain a rule: what it means, why it breaks, and how to roll the change out all the same
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule, by its id in the report
    #[arg(value_parser = PossibleValuesParser::new(pages().map(|page| page.id)), hide_possible_values = true)]
    rule: String,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let page = find(&self.rule).ok_or_else(|| {
            Failure::new(format!("there is no rule `{}`", self.rule))
                .hint("`cargo counterpart rules` lists them")
        })?;
        output::results(&page::of(page))?;
        Ok(Exit::Compatible)
    }
}
