//! Texts that cannot be made here, although a producer emits them.

use std::rc::Rc;

use super::goal::{Atom, Claim, NodeRef, ReasonId};
use super::state::State;
use super::{Answer, Search};
use crate::compat::eval::Truth;
use crate::compat::formats;
use crate::compat::opaque::{Conditions, OpaqueText, decided};
use crate::compat::pattern::Pattern;
use crate::compat::regex::StringSet;
use crate::compat::schema::node::{Keywords, Types};
use crate::json::Json;

/// The producer's schema.
const EMITTED: usize = 0;
/// The maximum number of stand-ins for an opaque string that the second evaluator gets.
const STAND_INS: usize = 3;

impl<'a> Search<'a> {
    /// Returns true if a pattern beside the format decides in its place, among all demands on the string.
    pub(super) fn is_described(&self, state: &State<'a>, name: &str) -> bool {
        formats::named(name).is_none()
            && state.claims.iter().any(|claim| match claim {
                Claim::Accepts(at) => self.keywords(*at).is_some_and(|keywords| {
                    keywords.format.as_deref() == Some(name) && self.schema(at.side()).is_described(keywords)
                }),
                _ => false,
            })
    }

    /// Makes an opaque string if the producer's own schema demands something undecided, and everything else holds
    /// for all such strings. `reason` describes the undecided part.
    pub(super) fn find_opaque(&mut self, state: &State<'a>, reason: ReasonId) -> Answer {
        // The name of a property is written in the message: it is one text.
        if self.avoided.is_some() {
            return Answer::Unknown(reason);
        }
        let Some(conditions) = self.conditions(state) else {
            return Answer::Unknown(reason);
        };
        let name = match self.opaque.name_of(&conditions) {
            Some(name) => name.to_owned(),
            None => {
                let Some(text) = self.opaque_text(conditions) else {
                    return Answer::Unknown(reason);
                };
                self.opaque
                    .add(text, [self.schemas[EMITTED], self.schemas[1 - EMITTED]])
            }
        };
        let text = Json::String(name);
        for atom in &state.atoms {
            self.step();
            match self.holds(atom, &text) {
                Ok(true) => {}
                Ok(false) | Err(_) => return Answer::Unknown(reason),
            }
        }
        Answer::Found(Rc::new(text))
    }

    /// The producer's conditions on the string; `None` if everything is decided.
    fn conditions(&self, state: &State<'a>) -> Option<Conditions> {
        let mut conditions = Conditions::default();
        for claim in &state.claims {
            let (Claim::Accepts(at) | Claim::Refuses(at)) = claim else {
                continue;
            };
            let Some(keywords) = self.keywords(*at).filter(|_| at.side() == EMITTED) else {
                continue;
            };
            match claim {
                Claim::Accepts(_) => {
                    conditions.min_length = conditions.min_length.max(keywords.min_length);
                    let longest = [conditions.max_length, keywords.max_length];
                    conditions.max_length = longest.into_iter().flatten().min();
                    conditions
                        .matching
                        .extend(keywords.pattern.iter().map(|source| source.to_string()));
                    let format = keywords.format.iter();
                    conditions.formats.extend(
                        format
                            .filter(|_| !self.schema(EMITTED).is_described(keywords))
                            .map(|name| name.to_string()),
                    );
                }
                _ => refused(keywords, &mut conditions),
            }
        }
        let is_undecided = |name: &String| formats::named(name).is_none();
        let is_unread =
            |source: &String| matches!(self.schema(EMITTED).pattern(source), Pattern::Unsupported(_));
        let mut formats = conditions.formats.iter().chain(&conditions.not_formats);
        let mut patterns = conditions.matching.iter().chain(&conditions.not_matching);
        (formats.any(is_undecided) || patterns.any(is_unread)).then_some(conditions)
    }

    /// `None` if no string meets the decided conditions.
    fn opaque_text(&mut self, conditions: Conditions) -> Option<OpaqueText> {
        let emitted = self.schemas[EMITTED];
        let named = |names: &std::collections::BTreeSet<String>| -> Vec<&'static str> {
            let known = names.iter().filter_map(|name| formats::named(name));
            known.map(|format| format.name).collect()
        };
        let (wanted, unwanted) = (named(&conditions.formats), named(&conditions.not_formats));
        let mut stand_ins: Vec<String> = Vec::new();
        while stand_ins.len() < STAND_INS {
            let mut set = StringSet {
                within: decided(emitted, &conditions.matching),
                without: decided(emitted, &conditions.not_matching),
                min_length: conditions.min_length,
                max_length: conditions.max_length,
                ..StringSet::default()
            };
            set.except.extend(conditions.excluded.iter().map(String::as_str));
            set.except.extend(stand_ins.iter().map(String::as_str));
            match self.text_of_formats(set, &wanted, &unwanted) {
                Answer::Found(text) => stand_ins.extend(text.as_str().map(str::to_owned)),
                _ => break,
            }
        }
        (!stand_ins.is_empty()).then_some(OpaqueText {
            conditions,
            stand_ins,
        })
    }

    /// Returns true if the node accepts the name of a property, which is never opaque.
    pub(super) fn accepts_name(&mut self, at: NodeRef, name: &str) -> Result<bool, ReasonId> {
        let opaque = std::mem::take(&mut self.opaque);
        let answer = self.accepts(at, &Json::from(name));
        self.opaque = opaque;
        answer
    }

    /// Returns true if a condition on strings or constants holds for a value with opaque strings, for all such
    /// strings.
    pub(super) fn holds_of_opaque(&mut self, atom: &Atom<'a>, value: &Json) -> Result<bool, ReasonId> {
        let truth = match (atom, value) {
            (Atom::NotAmong(at), _) => {
                let constants = self.constants(*at).iter();
                constants.fold(Truth::Yes, |truth, constant| {
                    truth.and(self.opaque.equal(constant, value).not())
                })
            }
            (atom, Json::String(text)) => {
                let Some(opaque) = self.opaque.get(text) else {
                    return Ok(true);
                };
                let conditions = &opaque.conditions;
                match atom {
                    Atom::LengthAtLeast(least) => conditions.is_at_least(*least),
                    Atom::LengthAtMost(most) => conditions.is_at_most(*most),
                    Atom::Matches {
                        pattern, yes: true, ..
                    } => conditions.matches(pattern),
                    Atom::Matches { pattern, .. } => conditions.matches(pattern).not(),
                    Atom::Format { name, yes: true } => conditions.has_format(name),
                    Atom::Format { name, .. } => conditions.has_format(name).not(),
                    _ => Truth::Yes,
                }
            }
            _ => Truth::Yes,
        };
        match truth {
            Truth::Unknown => Err(self.depends_on_text(value)),
            known => Ok(known == Truth::Yes),
        }
    }

    /// The reason why nothing is known of a value: a text in it that is not known.
    pub(super) fn depends_on_text(&mut self, value: &Json) -> ReasonId {
        let undecided = self.opaque.in_value(value).into_iter().find_map(|text| {
            let conditions = &self.opaque.get(text)?.conditions;
            let mut formats = conditions.formats.iter().chain(&conditions.not_formats);
            let format = formats.find(|name| formats::named(name).is_none()).cloned();
            let mut patterns = conditions.matching.iter().chain(&conditions.not_matching);
            let pattern = patterns.find_map(|source| match self.schema(EMITTED).pattern(source) {
                Pattern::Unsupported(what) => Some((source.clone(), what.clone())),
                Pattern::Supported(_) => None,
            });
            Some((format, pattern))
        });
        match undecided {
            Some((_, Some((source, what)))) => self.unsupported_pattern(&source, &what),
            Some((Some(name), _)) => self.unknown_format(&name),
            _ => self.unknown_format(""),
        }
    }
}

/// The consequence for a string that a node refuses, if the node has only one keyword.
fn refused(keywords: &Keywords, conditions: &mut Conditions) {
    let has_more = keywords.types.is_some_and(|types| !types.contains(Types::STRING))
        || keywords.min_length > 0
        || keywords.max_length.is_some()
        || !keywords.unsupported.is_empty()
        || keywords.applies_in_place();
    if has_more {
        return;
    }
    match (&keywords.values, &keywords.pattern, &keywords.format) {
        (Some(values), None, None) => {
            let texts = values.iter().filter_map(Json::as_str);
            conditions.excluded.extend(texts.map(str::to_owned));
        }
        (None, Some(source), None) => {
            conditions.not_matching.insert(source.to_string());
        }
        (None, None, Some(name)) => {
            conditions.not_formats.insert(name.to_string());
        }
        _ => {}
    }
}
