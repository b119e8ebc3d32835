//! `cargo counterpart explain`

use clap::Args;
use clap::builder::PossibleValuesParser;
use counterpart_verifier::rules::{TERMS, find, pages, term};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::page;
use crate::terminal::output;

/// Explain a rule: what it means, why it breaks, and how to roll the change out anyway
///
/// Other words that a report puts in square brackets are explained too.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule, by its id in the report
    #[arg(value_parser = PossibleValuesParser::new(ids()), hide_possible_values = true)]
    rule: String,
}

fn ids() -> impl Iterator<Item = &'static str> {
    pages()
        .map(|page| page.id)
        .chain(TERMS.iter().map(|term| term.id))
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let text = match (find(&self.rule), term(&self.rule)) {
            (Some(found), _) => page::of(found) + &page::acceptance(found.id),
            (None, Some(found)) => page::of_term(found),
            (None, None) => {
                return Err(Failure::new(format!("there is no rule `{}`", self.rule))
                    .hint("`cargo counterpart rules` lists them"));
            }
        };
        output::results(&text)?;
        Ok(Exit::Compatible)
    }
}
