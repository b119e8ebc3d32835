//! `cargo counterpart explain`

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, Command};
use counterpart::config::{Allowance, RuleId};
use counterpart::contract::Assumption;
use counterpart_verifier::rules::{TERMS, find, pages, term};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named::{EventPlace, no_place};
use crate::render::{corrections, lakes, page};
use crate::terminal::output;

/// Explain a rule: what it means, why it breaks, and how to roll out such a change safely
///
/// Other words that a report puts in square brackets are explained too, and the assumptions that `import --from`,
/// `reads_with` and `audit` record.
/// At the end is the allowance that accepts a finding of the rule.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule, by its id in the report or the start of it
    #[arg(value_parser = RuleParser, hide_possible_values = true)]
    rule: String,
    /// The event and the place of a finding, for the allowance, as in user.registered#/email
    #[arg(value_name = "EVENT#PLACE")]
    place: Option<String>,
}

/// Reads the id of a rule, also as a report writes it (`error[null-emitted]`), or the start of one id.
#[derive(Clone)]
struct RuleParser;

impl TypedValueParser for RuleParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let text = value.to_string_lossy();
        let id = text
            .rsplit_once('[')
            .map_or(&*text, |(_, id)| id)
            .trim_end_matches(']');
        // An editor shows the program's name in front of the id.
        let id = id.strip_prefix("counterpart::").unwrap_or(id);
        let id = match starting(id).as_slice() {
            [only] => only,
            [] => id,
            // `run` names them.
            _ => return Ok(id.to_owned()),
        };
        // The list of an error is long enough with the words of one kind.
        let is_assumption = assumptions().any(|known| known == id)
            || ["as-", "times-", "exported-by-", "absent-"]
                .iter()
                .any(|start| id.starts_with(start));
        let known = match is_assumption {
            true => PossibleValuesParser::new(assumptions()),
            false => PossibleValuesParser::new(ids()),
        };
        known.parse_ref(command, argument, OsStr::new(id))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(ids().chain(assumptions()).map(PossibleValue::new)))
    }
}

/// Rules, and the other words of a report.
fn ids() -> impl Iterator<Item = &'static str> {
    pages()
        .map(|page| page.id)
        .chain(TERMS.iter().map(|term| term.id))
}

fn assumptions() -> impl Iterator<Item = &'static str> {
    corrections::recorded()
        .map(Assumption::id)
        .chain(lakes::assumptions())
}

/// The ids that begin so; only one if it is the whole id. Assumptions are meant where no other word begins so.
fn starting(start: &str) -> Vec<&'static str> {
    if start.is_empty() {
        return Vec::new();
    }
    if let Some(whole) = ids().chain(assumptions()).find(|id| *id == start) {
        return vec![whole];
    }
    let among =
        |ids: &mut dyn Iterator<Item = &'static str>| ids.filter(|id| id.starts_with(start)).collect();
    let words: Vec<_> = among(&mut ids());
    match words.is_empty() {
        true => among(&mut assumptions()),
        false => words,
    }
}

impl Explain {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let several = starting(&self.rule);
        if several.len() > 1 {
            return Err(Failure::new(format!(
                "`{}` is short for several: `{}`",
                self.rule,
                several.join("`, `")
            ))
            .hint("write more of the name"));
        }
        let mut text = match (find(&self.rule), term(&self.rule)) {
            (Some(found), _) => page::of(found),
            (None, Some(found)) => page::of_term(found),
            (None, None) => match corrections::page(&self.rule).or_else(|| lakes::page(&self.rule)) {
                Some(text) => text,
                None => {
                    return Err(Failure::new(format!("there is no rule `{}`", self.rule))
                        .hint("`cargo counterpart rules` lists them"));
                }
            },
        };
        let at = self.place.as_deref().map(EventPlace::parse).transpose()?;
        match RuleId::parse(&self.rule).filter(|rule| rule.can_be_allowed()) {
            // An event may have a `#` in its name, but findings of these rules are at a place.
            Some(RuleId::Message(_))
                if at
                    .as_ref()
                    .is_some_and(|at| at.place.is_none() && at.event.contains('#')) =>
            {
                return Err(no_place(self.place.as_deref().unwrap_or_default()));
            }
            Some(rule) => text.push_str(&allowance(rule, at)),
            None if at.is_some() => {
                return Err(
                    Failure::new(format!("no finding at a place is of `{}`", self.rule))
                        .hint("leave out the event and the place"),
                );
            }
            None => {}
        }
        output::results(&text)?;
        Ok(Exit::Compatible)
    }
}

/// An allowance that accepts a finding of the rule, at a place or at one to be filled in.
fn allowance(rule: RuleId, at: Option<EventPlace>) -> String {
    let place = match (&at, rule) {
        (Some(at), _) => at.place.as_ref().map(ToString::to_string),
        (None, RuleId::Message(_)) => Some("/place".to_owned()),
        (None, _) => None,
    };
    let allowance = Allowance {
        event: at.map_or_else(|| "event".to_owned(), |at| at.event),
        consumer: Some("consumer".to_owned()),
        place,
        rule: Some(rule.id().to_owned()),
        reason: "why this break is accepted".to_owned(),
        until: None,
    };
    format!(
        "\n## Accept a finding\n\nAdd this to `counterpart.toml`, with a reason and, if it is temporary, `until = <date>`. A \
         `consumer`, `place` or `rule` that is left out narrows nothing. `cargo counterpart verify -v` prints it for each finding.\n\n```toml\n{}```\n",
        allowance.to_toml()
    )
}
