//! Strings: lengths, patterns, formats, and what is left out.

use std::rc::Rc;

use super::goal::{Atom, Claim, ReasonId};
use super::holds::length;
use super::state::State;
use super::{Answer, Search};
use crate::compat::formats;
use crate::compat::pattern::Pattern;
use crate::compat::regex::{self, StringSet};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// How often a text that is of an unwanted format is replaced by another.
const TRIES: usize = 16;

impl<'a> Search<'a> {
    /// Whether the pattern of a schema matches in the text.
    pub(crate) fn matches(&mut self, side: usize, pattern: &str, text: &str) -> Result<bool, ReasonId> {
        match self.schema(side).pattern(pattern) {
            Pattern::Supported(compiled) => Ok(compiled.is_match(text)),
            Pattern::Unsupported(what) => Err(self.unsupported_pattern(pattern, what)),
        }
    }

    fn unsupported_pattern(&mut self, pattern: &str, what: &str) -> ReasonId {
        self.reason(ReasonKind::Pattern, format!("the pattern `{pattern}`: {what}"))
    }

    pub(super) fn has_format(&mut self, name: &str, text: &str) -> Result<bool, ReasonId> {
        formats::is_valid(name, text).ok_or_else(|| self.unknown_format(name))
    }

    fn unknown_format(&mut self, name: &str) -> ReasonId {
        self.reason(
            ReasonKind::UnknownFormat,
            format!("the format `{name}` is not in the table of formats"),
        )
    }

    pub(super) fn is_dead_format(&mut self, state: &State<'a>, name: &str, yes: bool) -> bool {
        state.atoms.iter().any(|atom| match atom {
            Atom::Format {
                name: other,
                yes: of_other,
            } => match (of_other, yes) {
                (true, false) => formats::is_within(other, name),
                (false, true) => formats::is_within(name, other),
                _ => false,
            },
            _ => false,
        })
    }

    pub(super) fn strings(&mut self, state: &State<'a>) -> Answer {
        let mut set = StringSet::default();
        let mut most = u64::MAX;
        let (mut formats, mut unwanted) = (Vec::new(), Vec::new());
        // A condition that cannot be read is left out: what is empty without it is empty with it.
        let mut unread = None;
        let mut excluded: Vec<Rc<Json>> = Vec::new();
        for atom in &state.atoms {
            match atom {
                Atom::LengthAtLeast(bound) => set.min_length = set.min_length.max(*bound),
                Atom::LengthAtMost(bound) => most = most.min(*bound),
                Atom::Matches { pattern, side, yes } => match self.schema(*side).pattern(pattern) {
                    Pattern::Supported(compiled) if *yes => set.within.push(compiled),
                    Pattern::Supported(compiled) => set.without.push(compiled),
                    Pattern::Unsupported(what) => {
                        // The same text on both sides is the same set, whatever it is.
                        let denied = Atom::Matches {
                            pattern,
                            side: 1 - *side,
                            yes: !*yes,
                        };
                        let denied_here = Atom::Matches {
                            pattern,
                            side: *side,
                            yes: !*yes,
                        };
                        if state.atoms.contains(&denied) || state.atoms.contains(&denied_here) {
                            return Answer::Empty;
                        }
                        unread = Some(self.unsupported_pattern(pattern, what));
                    }
                },
                Atom::Format { name, yes: true } => formats.push(*name),
                Atom::Format { name, yes: false } => unwanted.push(*name),
                Atom::NotAmong(at) => {
                    set.except
                        .extend(self.constants(*at).iter().filter_map(Json::as_str));
                }
                Atom::Claim(Claim::IsNot(value)) => excluded.push(self.values.get(*value)),
                _ => {}
            }
        }
        set.max_length = (most < u64::MAX).then_some(most);
        set.except
            .extend(excluded.iter().filter_map(|value| value.as_str()));
        let avoided = self.avoided.clone();
        set.except
            .extend(avoided.iter().flat_map(|names| names.iter().map(|name| &**name)));
        if set.min_length > most {
            return Answer::Empty;
        }
        if formats
            .iter()
            .any(|name| unwanted.iter().any(|other| formats::is_within(name, other)))
        {
            return Answer::Empty;
        }
        if let Some(reason) = unread {
            return match self.find_text(&set) {
                Answer::Empty => Answer::Empty,
                _ => Answer::Unknown(reason),
            };
        }
        if formats.is_empty() {
            self.text_of_no_format(&mut set, &unwanted)
        } else {
            self.sample(&set, &formats, &unwanted)
        }
    }

    /// A text that is of none of the unwanted formats.
    fn text_of_no_format(&mut self, set: &mut StringSet<'_>, unwanted: &[&str]) -> Answer {
        let mut refused: Vec<String> = Vec::new();
        for _ in 0..TRIES {
            let mut set = set.clone();
            set.except.extend(refused.iter().map(String::as_str));
            let text = match self.find_text(&set) {
                Answer::Found(text) => text,
                // What was refused on the way was refused rightly, so an empty rest is a proof.
                other => return other,
            };
            let Json::String(found) = text.as_ref() else { break };
            let mut is_wanted = true;
            for name in unwanted {
                match self.has_format(name, found) {
                    Ok(false) => {}
                    Ok(true) => is_wanted = false,
                    Err(reason) => return Answer::Unknown(reason),
                }
            }
            if is_wanted {
                return Answer::Found(text);
            }
            refused.push(found.clone());
        }
        let text = format!("a text that is not of the format `{}`", unwanted.join("`, `"));
        Answer::Unknown(self.reason(ReasonKind::UnknownFormat, text))
    }

    /// A text of all the formats, from the samples of each.
    fn sample(&mut self, set: &StringSet<'_>, formats: &[&str], unwanted: &[&str]) -> Answer {
        if let Answer::Empty = self.find_text(set) {
            return Answer::Empty;
        }
        let samples = formats
            .iter()
            .filter_map(|name| formats::named(name))
            .flat_map(|format| format.samples);
        for text in samples {
            self.step();
            let fits = set.contains(text)
                && formats
                    .iter()
                    .all(|name| formats::is_valid(name, text) == Some(true))
                && unwanted
                    .iter()
                    .all(|name| formats::is_valid(name, text) == Some(false));
            if fits {
                return Answer::Found(Rc::new(Json::String((*text).to_string())));
            }
        }
        for name in formats.iter().chain(unwanted) {
            if formats::named(name).is_none() {
                return Answer::Unknown(self.unknown_format(name));
            }
        }
        let text = format!(
            "a text of the format `{}` under more conditions",
            formats.join("` and `")
        );
        Answer::Unknown(self.reason(ReasonKind::UnknownFormat, text))
    }

    fn find_text(&mut self, set: &StringSet<'_>) -> Answer {
        let is_plain = set.within.is_empty() && set.without.is_empty();
        if is_plain && set.min_length <= 1 {
            if let Some(text) = plain_text(set) {
                return Answer::Found(Rc::new(Json::String(text)));
            }
        }
        match regex::find(set, &mut self.steps) {
            regex::Search::Found(text) => Answer::Found(Rc::new(Json::String(text))),
            regex::Search::Empty => Answer::Empty,
            regex::Search::Unknown(what) => {
                let patterns: Vec<&str> = set
                    .within
                    .iter()
                    .chain(&set.without)
                    .map(|p| p.as_str())
                    .collect();
                let text = format!("{what}: `{}`", patterns.join("`, `"));
                Answer::Unknown(self.reason(ReasonKind::Pattern, text))
            }
        }
    }
}

/// A short word that nothing forbids.
fn plain_text(set: &StringSet<'_>) -> Option<String> {
    let fits = |text: &str| {
        length(text) >= set.min_length
            && set.max_length.is_none_or(|most| length(text) <= most)
            && !set.except.contains(&text)
    };
    ('a'..='z').map(String::from).find(|text| fits(text))
}
