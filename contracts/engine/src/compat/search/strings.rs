//! Strings: lengths, patterns, formats, and exclusions.

use std::rc::Rc;

use foldhash::HashSet;

use super::goal::{Atom, Claim, ReasonId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::formats::{self, Shape};
use crate::compat::pattern;
use crate::compat::regex::{self, Pattern, StringSet};
use crate::compat::verdict::ReasonKind;
use crate::json::Json;

/// How often a string of an unwanted format is replaced by another.
const TRIES: usize = 16;
/// How often, if another method is left.
const FEW: usize = 3;
/// The number of code points above which a string is taken from a format's long samples.
const LONG: u64 = 64;
/// Steps for texts of one expression that is only a part of a format.
const INNER_STEPS: u64 = 100_000;

impl<'a> Search<'a> {
    /// Returns true if the pattern of a schema matches in the text.
    pub(crate) fn matches(&mut self, side: usize, pattern: &str, text: &str) -> Result<bool, ReasonId> {
        match self.schema(side).pattern(pattern) {
            pattern::Pattern::Supported(compiled) => {
                let (matches, steps) = compiled.match_and_steps(text);
                self.take_steps(steps);
                Ok(matches)
            }
            pattern::Pattern::Unsupported(what) => Err(self.unsupported_pattern(pattern, what)),
        }
    }

    /// Up to so many members of a set.
    pub(super) fn members(
        &mut self,
        set: &StringSet<'_>,
        most: usize,
    ) -> Result<regex::Members, regex::Search> {
        let before = self.steps;
        let mut left = before;
        let members = regex::members(set, most, &mut left);
        self.take_steps(before - left);
        members
    }

    pub(super) fn unsupported_pattern(&mut self, pattern: &str, what: &str) -> ReasonId {
        self.reason(ReasonKind::Pattern, format!("the pattern `{pattern}`: {what}"))
    }

    pub(super) fn has_format(&mut self, name: &str, text: &str) -> Result<bool, ReasonId> {
        formats::is_valid(name, text).ok_or_else(|| self.unknown_format(name))
    }

    pub(super) fn unknown_format(&mut self, name: &str) -> ReasonId {
        self.reason(ReasonKind::UnknownFormat, formats::undecided(name))
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
        // An unreadable condition is left out: a set that is empty without it is empty with it.
        let mut unread = None;
        let mut excluded: Vec<Rc<Json>> = Vec::new();
        for atom in &state.atoms {
            match atom {
                Atom::LengthAtLeast(bound) => set.min_length = set.min_length.max(*bound),
                Atom::LengthAtMost(bound) => most = most.min(*bound),
                Atom::Matches { pattern, side, yes } => match self.schema(*side).pattern(pattern) {
                    pattern::Pattern::Supported(compiled) if *yes => set.within.push(compiled),
                    pattern::Pattern::Supported(compiled) => set.without.push(compiled),
                    pattern::Pattern::Unsupported(what) => {
                        // The same name on both sides is the same set, whatever it is.
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
        set.except
            .extend(excluded.iter().filter_map(|value| value.as_str()));
        let avoided = self.avoided.clone();
        set.except
            .extend(avoided.iter().flat_map(|names| names.iter().map(|name| &**name)));
        self.take_steps_for(state.atoms.len() + 2 * set.except.len());
        if set.min_length > most {
            return Answer::Empty;
        }
        if formats
            .iter()
            .any(|name| unwanted.iter().any(|other| formats::is_within(name, other)))
        {
            return Answer::Empty;
        }
        for shape in shapes(&formats) {
            let (least, longest) = shape.lengths;
            set.min_length = set.min_length.max(least);
            most = most.min(longest.unwrap_or(u64::MAX));
        }
        set.max_length = (most < u64::MAX).then_some(most);
        if !formats.is_empty() {
            formats.retain(|name| !self.is_described(state, name));
        }
        if let Some(reason) = unread {
            set.within.extend(shapes(&formats).map(|shape| &shape.outer));
            return match self.find_text(&set, &formats) {
                Answer::Empty => Answer::Empty,
                _ => self.find_opaque(state, reason),
            };
        }
        let is_unknown = |name: &&str| formats::named(name).is_none();
        match self.text_of_formats(set, &formats, &unwanted) {
            Answer::Unknown(reason) if formats.iter().chain(&unwanted).any(is_unknown) => {
                self.find_opaque(state, reason)
            }
            // A string that is written for an opaque text is not a text of its own.
            Answer::Found(text) if self.opaque.occurs_in(&text) => {
                Answer::Unknown(self.depends_on_text(&text))
            }
            answer => answer,
        }
    }

    /// A text of the set that is of all the formats and of none of the unwanted.
    pub(super) fn text_of_formats(
        &mut self,
        mut set: StringSet<'_>,
        formats: &[&str],
        unwanted: &[&str],
    ) -> Answer {
        if let Some(text) = self.sample(&set, formats, unwanted) {
            return Answer::Found(Rc::new(Json::String(text)));
        }
        let mut inners: Vec<&Pattern> = shapes(formats).flat_map(|shape| &shape.inner).collect();
        if set.min_length > regex::LONGEST {
            // They only help to find a text.
            inners.clear();
        }
        if set.min_length > LONG {
            inners.reverse();
        }
        for inner in inners {
            let mut set = set.clone();
            set.within.push(inner);
            let kept = self.steps.saturating_sub(INNER_STEPS);
            self.steps -= kept;
            let answer = self.try_texts(&set, formats, unwanted, FEW);
            self.steps += kept;
            if let Some(found @ Answer::Found(_)) = answer {
                return found;
            }
        }
        set.within.extend(shapes(formats).map(|shape| &shape.outer));
        // First without the expressions of unwanted formats: they rarely matter, and are expensive.
        let exact: Vec<&Pattern> = shapes(unwanted)
            .filter(|shape| shape.is_exact)
            .map(|shape| &shape.outer)
            .collect();
        let tries = if exact.is_empty() { TRIES } else { FEW };
        let mut answer = self.try_texts(&set, formats, unwanted, tries);
        if !exact.is_empty() && !matches!(answer, Some(Answer::Found(_) | Answer::Empty)) {
            set.without.extend(exact);
            answer = self.try_texts(&set, formats, unwanted, TRIES);
        }
        if let Some(Answer::Found(_) | Answer::Empty) = &answer {
            return answer.expect("it was just looked at");
        }
        if let Some(text) = self.edge(&set, formats, unwanted) {
            return Answer::Found(Rc::new(Json::String(text)));
        }
        if let Some(answer) = answer {
            return answer;
        }
        for name in formats.iter().chain(unwanted) {
            if formats::named(name).is_none() {
                return Answer::Unknown(self.unknown_format(name));
            }
        }
        let mut wanted = Vec::new();
        if !formats.is_empty() {
            wanted.push(format!("of the format `{}`", formats.join("` and `")));
        }
        if !unwanted.is_empty() {
            wanted.push(format!("not of the format `{}`", unwanted.join("`, `")));
        }
        let text = format!("a text {} under more conditions", wanted.join(" and "));
        Answer::Unknown(self.reason(ReasonKind::UnknownFormat, text))
    }

    /// The first of a few strings of the set with all the formats and none of the unwanted ones. Empty only if the
    /// set is empty, and `None` if no candidate fits.
    fn try_texts(
        &mut self,
        set: &StringSet<'_>,
        formats: &[&str],
        unwanted: &[&str],
        tries: usize,
    ) -> Option<Answer> {
        let named = [formats, unwanted].concat();
        let mut refused: Vec<String> = Vec::new();
        for _ in 0..tries {
            let mut set = set.clone();
            set.except.extend(refused.iter().map(String::as_str));
            let text = match self.find_text(&set, &named) {
                Answer::Found(text) => text,
                // Everything refused so far was refused correctly, so an empty rest is a proof.
                other => return Some(other),
            };
            let Json::String(found) = text.as_ref() else { break };

            if is_of(found, formats, unwanted)? {
                return Some(Answer::Found(text));
            }
            refused.push(found.clone());
        }
        None
    }

    /// Returns a realistic string of all the formats; if none is wanted and some are excluded, an odd one.
    fn sample(&mut self, set: &StringSet<'_>, formats: &[&str], unwanted: &[&str]) -> Option<String> {
        let samples = formats
            .iter()
            .filter_map(|name| formats::named(name))
            .flat_map(|format| format.samples);
        let none_is_wanted = formats.is_empty() && !unwanted.is_empty();
        let odd = if none_is_wanted { formats::ODD } else { &[] };
        for text in samples.chain(odd) {
            self.step();
            if set.contains(text) && is_of(text, formats, unwanted) == Some(true) {
                return Some((*text).to_owned());
            }
        }
        None
    }

    /// One of the disputed strings, if it has all the formats and none of the unwanted ones.
    fn edge(&mut self, set: &StringSet<'_>, formats: &[&str], unwanted: &[&str]) -> Option<String> {
        let format = formats.iter().find_map(|name| formats::named(name))?;
        for text in format.edges() {
            self.step();
            if set.contains(text) && is_of(text, formats, unwanted) == Some(true) {
                return Some(text.to_owned());
            }
        }
        None
    }

    /// The formats are only named in the reason why no text was found.
    fn find_text(&mut self, set: &StringSet<'_>, formats: &[&str]) -> Answer {
        let is_plain = set.within.is_empty() && set.without.is_empty();
        let found = if is_plain {
            self.take_steps(set.except.len() as u64 / 4);
            counted_text(set)
        } else {
            // No text is long enough, and the expressions of formats rarely show that there is none.
            let is_too_long = set.min_length > regex::LONGEST && !formats.is_empty();
            let before = if is_too_long {
                self.steps.min(INNER_STEPS)
            } else {
                self.steps
            };
            let mut left = before;
            let found = regex::find(set, &mut left);
            self.take_steps(before - left);
            match found {
                regex::Search::Unknown(_) if is_too_long => regex::Search::TooLong(set.min_length),
                found => found,
            }
        };
        let (kind, what) = match found {
            regex::Search::Found(text) => return Answer::Found(Rc::new(Json::String(text))),
            regex::Search::Empty => return Answer::Empty,
            regex::Search::TooLong(length) => {
                let longest = regex::LONGEST;
                let what = format!("a text of {length} characters, which is more than {longest}");
                (ReasonKind::Budget, what)
            }
            regex::Search::Unknown(what) => (ReasonKind::Pattern, what.to_owned()),
        };
        // The expressions of formats are not the schema's.
        let is_of_format = |pattern: &Pattern| {
            let mut known = shapes(formats).flat_map(|shape| shape.inner.iter().chain([&shape.outer]));
            known.any(|known| std::ptr::eq(known, pattern))
        };
        let all = set.within.iter().chain(&set.without);
        let patterns: Vec<&str> = all
            .filter(|pattern| !is_of_format(pattern))
            .map(|pattern| pattern.as_str())
            .collect();
        let text = match (&*patterns, formats) {
            ([], []) => what,
            ([], formats) => format!("{what}: the format `{}`", formats.join("` and `")),
            (patterns, _) => format!("{what}: `{}`", patterns.join("`, `")),
        };
        let kind = if patterns.is_empty() {
            ReasonKind::Budget
        } else {
            kind
        };
        Answer::Unknown(self.reason(kind, text))
    }
}

/// The known forms of these formats' strings.
fn shapes<'f>(names: &'f [&str]) -> impl Iterator<Item = &'static Shape> + 'f {
    names.iter().filter_map(|name| formats::named(name)?.shape())
}

/// Returns true if the text is of all the formats and of none of the unwanted; `None` if the table lacks one.
fn is_of(text: &str, formats: &[&str], unwanted: &[&str]) -> Option<bool> {
    let mut all = true;
    for name in formats {
        all &= formats::is_valid(name, text)?;
    }
    for name in unwanted {
        all &= !formats::is_valid(name, text)?;
    }
    Some(all)
}

/// A text of a set without patterns. Only lengths count: of each length but 0 there are more texts than can be excluded.
fn counted_text(set: &StringSet<'_>) -> regex::Search {
    let most = set.max_length.unwrap_or(u64::MAX);
    if set.min_length > most {
        return regex::Search::Empty;
    }
    if set.min_length > regex::LONGEST {
        return regex::Search::TooLong(set.min_length);
    }
    let except: HashSet<&str> = set.except.iter().copied().collect();
    let fits = |text: &String| !except.contains(text.as_str());
    let letters = || {
        ('a'..='z')
            .chain('0'..='9')
            .chain('A'..='Z')
            .chain('!'..=char::MAX)
    };
    // One letter is more readable than none.
    if set.min_length <= 1 && most >= 1 {
        if let Some(text) = ('a'..='z').map(String::from).find(fits) {
            return regex::Search::Found(text);
        }
    }
    if set.min_length == 0 && fits(&String::new()) {
        return regex::Search::Found(String::new());
    }
    if most == 0 {
        return regex::Search::Empty;
    }
    let mut text = "a".repeat(set.min_length.saturating_sub(1) as usize);
    for letter in letters() {
        text.push(letter);
        if fits(&text) {
            return regex::Search::Found(text);
        }
        text.pop();
    }
    regex::Search::Unknown("the search for a text beside as many constants as there are characters")
}
