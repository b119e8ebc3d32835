//! Answers about texts, kept for the next check.
//!
//! A thousand readers of one event share most of their schemas, and so do the versions of one schema. If all that some
//! schemas mean is written in their texts, what the search finds out about them follows from these texts. Each thread
//! keeps the last answers, in a table of a fixed size.
//!
//! An answer and its steps do not depend on what is kept, or on what else is known in the search: a search of its own
//! finds it, and it costs the same steps each time that it is used.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};
use std::rc::Rc;

use foldhash::fast::FixedState;

use super::goal::{Atom, Claim, Goal, NodeRef, Union};
use super::{Answer, Search};
use crate::compat::schema::node::Types;
use crate::json::Json;

/// The size of the table.
const KEPT_ANSWERS: usize = 1 << 9;
/// All texts of a question together are at most so long, in bytes, as is the value that answers it.
const LONGEST: usize = 4_000;
/// The steps that an answer may take.
const MOST_STEPS: u64 = 2_000;
/// The maximum depth of goals within the goal.
const DEPTH: usize = 6;
/// The number of schemas in a question.
const MOST_TEXTS: usize = 3;

/// What is asked of some schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Question {
    /// Whether the second plainly accepts whatever the first accepts.
    Within,
    /// Whether there is a value of these types for which all of this holds.
    Value {
        types: Types,
        roles: [Option<Role>; MOST_TEXTS],
    },
}

/// The bits of a question that say how the texts are read.
const READINGS_AT: u32 = 40;
const READING_BITS: u32 = 8;

impl Question {
    /// A number for each question.
    fn code(self) -> u64 {
        const BITS: u32 = 8;
        match self {
            Question::Within => 0,
            Question::Value { types, roles } => {
                let roles = roles.into_iter().flatten();
                // Neither this nor a role is 0.
                let codes = std::iter::once(u64::from(types.0) | 1 << 7).chain(roles.map(Role::code));
                codes
                    .zip(0..)
                    .fold(0, |all, (code, place)| all | code << (BITS * place))
            }
        }
    }
}

/// What holds of a value and a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Role {
    Accepts,
    Refuses,
    NoneOf(Union),
    TwoOf,
    NotAmong,
}

impl Role {
    fn code(self) -> u64 {
        match self {
            Role::Accepts => 1,
            Role::Refuses => 2,
            Role::NoneOf(Union::AnyOf) => 3,
            Role::NoneOf(Union::OneOf) => 4,
            Role::TwoOf => 5,
            Role::NotAmong => 6,
        }
    }

    fn of(atom: &Atom<'_>) -> Option<(Self, NodeRef)> {
        Some(match atom {
            Atom::Claim(Claim::Accepts(at)) => (Role::Accepts, *at),
            Atom::Claim(Claim::Refuses(at)) => (Role::Refuses, *at),
            Atom::NoneOf(at, union) => (Role::NoneOf(*union), *at),
            Atom::TwoOf(at) => (Role::TwoOf, *at),
            Atom::NotAmong(at) => (Role::NotAmong, *at),
            _ => return None,
        })
    }
}

#[derive(Debug, Clone)]
enum Found {
    Within(bool),
    Value(Rc<Json>),
    NoValue,
    /// It depends on more than the texts, or takes too long.
    Nothing,
}

/// A question about texts.
#[derive(Clone, Copy)]
struct Key<'t> {
    /// The question, and how the texts are read.
    asked: u64,
    texts: [&'t str; MOST_TEXTS],
}

struct Entry {
    hash: u64,
    asked: u64,
    /// All texts, and the length of each.
    texts: Box<str>,
    lengths: [u16; MOST_TEXTS],
    found: Found,
    steps: u64,
}

thread_local! {
    static KEPT: RefCell<Vec<Option<Entry>>> = const { RefCell::new(Vec::new()) };
}

impl Key<'_> {
    /// The same in every run: texts that are made to meet in one place only push each other out of it.
    fn hash(&self) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_u64(self.asked);
        for text in self.texts {
            hasher.write(text.as_bytes());
        }
        hasher.finish()
    }

    fn lengths(&self) -> [u16; MOST_TEXTS] {
        self.texts.map(|text| text.len() as u16)
    }

    fn kept(&self, hash: u64) -> Option<(Found, u64)> {
        let find = |kept: &RefCell<Vec<Option<Entry>>>| {
            let kept = kept.borrow();
            let entry = kept.get(hash as usize % KEPT_ANSWERS)?.as_ref()?;
            let [one, other, third] = self.texts;
            let is_it = entry.hash == hash
                && entry.asked == self.asked
                && entry.lengths == self.lengths()
                && entry.texts.as_bytes()[..one.len()] == *one.as_bytes()
                && entry.texts.as_bytes()[one.len()..][..other.len()] == *other.as_bytes()
                && entry.texts.as_bytes()[one.len() + other.len()..] == *third.as_bytes();
            is_it.then(|| (entry.found.clone(), entry.steps))
        };
        KEPT.try_with(find).ok().flatten()
    }

    fn keep(&self, hash: u64, (found, steps): (Found, u64)) {
        let entry = Entry {
            hash,
            asked: self.asked,
            texts: self.texts.concat().into(),
            lengths: self.lengths(),
            found,
            steps,
        };
        // A thread that ends keeps none any longer.
        _ = KEPT.try_with(|kept| {
            let mut kept = kept.borrow_mut();
            if kept.is_empty() {
                kept.resize_with(KEPT_ANSWERS, || None);
            }
            kept[hash as usize % KEPT_ANSWERS] = Some(entry);
        });
    }
}

impl<'a> Search<'a> {
    /// Whether the outer node plainly accepts whatever the inner one accepts. `None` if that does not follow from their
    /// texts, or not soon.
    pub(super) fn within_by_texts(&mut self, inner: NodeRef, outer: NodeRef) -> Option<bool> {
        let found = self.by_texts(Question::Within, [Some(inner), Some(outer), None], |alone| {
            Found::Within(alone.within(inner, outer))
        });
        match found {
            Found::Within(is_within) => Some(is_within),
            _ => None,
        }
    }

    /// The answer about a goal that is open. `None` if it does not follow from the texts of up to three schemas, or not soon.
    pub(super) fn solve_by_texts(&mut self, goal: &Goal<'a>) -> Option<Answer> {
        let depth = self.memo.depth();
        let is_asked_for_more = self.avoided.is_some() || depth == 1 && !self.preferred.is_empty();
        if is_asked_for_more || depth + DEPTH > self.max_depth {
            return None;
        }
        if goal.atoms.is_empty() || goal.atoms.len() > MOST_TEXTS {
            return None;
        }
        let mut nodes = [None; MOST_TEXTS];
        let mut roles = [None; MOST_TEXTS];
        for (place, atom) in goal.atoms.iter().enumerate() {
            let (role, at) = Role::of(atom)?;
            (roles[place], nodes[place]) = (Some(role), Some(at));
        }
        let question = Question::Value {
            types: goal.types,
            roles,
        };
        let found = self.by_texts(question, nodes, |alone| match alone.solve(goal) {
            Answer::Found(value) if value.to_string().len() <= LONGEST => Found::Value(value),
            Answer::Empty => Found::NoValue,
            _ => Found::Nothing,
        });
        match found {
            Found::Value(value) => Some(Answer::Found(value)),
            Found::NoValue => Some(Answer::Empty),
            _ => None,
        }
    }

    fn by_texts(
        &mut self,
        question: Question,
        nodes: [Option<NodeRef>; MOST_TEXTS],
        ask: impl FnOnce(&mut Self) -> Found,
    ) -> Found {
        if self.is_about_texts {
            return Found::Nothing;
        }
        let mut key = Key {
            asked: question.code(),
            texts: [""; MOST_TEXTS],
        };
        let mut length = 0;
        for (place, at) in nodes.into_iter().enumerate() {
            let Some(at) = at else { break };
            let schema = self.schema(at.side());
            let Some(text) = schema.own_text(at.node()) else {
                return Found::Nothing;
            };
            length += text.len();
            if length > LONGEST {
                return Found::Nothing;
            }
            key.texts[place] = text;
            key.asked |= schema.reading().code() << (READINGS_AT + READING_BITS * place as u32);
        }
        let hash = key.hash();
        let (found, steps) = key.kept(hash).unwrap_or_else(|| {
            let answer = self.find_alone(ask);
            key.keep(hash, answer.clone());
            answer
        });
        self.take_steps(steps);
        if self.is_out_of_steps() {
            Found::Nothing
        } else {
            found
        }
    }

    /// What a search finds out that knows nothing else, and its steps.
    fn find_alone(&self, ask: impl FnOnce(&mut Self) -> Found) -> (Found, u64) {
        let [emitted, accepted] = self.schemas;
        let mut alone = Search::new(emitted, accepted, MOST_STEPS, DEPTH);
        alone.is_about_texts = true;
        let found = ask(&mut alone);
        // A premise, a doubt or an opaque text is to be recorded in each search.
        let is_plain = alone.described.is_empty() && alone.reasons.is_empty() && alone.opaque.is_empty();
        let found = if is_plain && !alone.is_out_of_steps() {
            found
        } else {
            Found::Nothing
        };
        (found, alone.spent())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Question, READING_BITS, READINGS_AT, Role};
    use crate::compat::schema::node::Types;
    use crate::compat::schema::{Draft, Options, Schema};
    use crate::compat::search::goal::Union;
    use crate::compat::{Limits, Verdict, check};

    fn is_compatible(emitted: &str, accepted: &str, options: &Options) -> bool {
        let read = |text: &str| Schema::parse(text.as_bytes(), options).unwrap();
        check(&read(emitted), &read(accepted), &Limits::default()) == Verdict::Compatible
    }

    #[test]
    fn questions_have_numbers_of_their_own() {
        let roles = [
            None,
            Some(Role::Accepts),
            Some(Role::Refuses),
            Some(Role::NoneOf(Union::AnyOf)),
            Some(Role::NoneOf(Union::OneOf)),
            Some(Role::TwoOf),
            Some(Role::NotAmong),
        ];
        let mut codes = HashSet::from([Question::Within.code()]);
        let mut count = 1;
        for types in [Types::NONE, Types::NULL, Types::OBJECT, Types::ALL] {
            for number in 0..roles.len().pow(3) {
                let [one, other, third] = [1, 7, 49].map(|place| roles[number / place % roles.len()]);
                // The first ones are filled first.
                if one.is_none() && other.is_some() || other.is_none() && third.is_some() {
                    continue;
                }
                let roles = [one, other, third];
                codes.insert(Question::Value { types, roles }.code());
                count += 1;
            }
        }
        assert_eq!(codes.len(), count);
        assert!(codes.iter().all(|code| code >> READINGS_AT == 0));
        let reading = |draft, asserts| {
            let options = Options::default().default_draft(draft).format_asserts(asserts);
            Schema::parse(b"true", &options).unwrap().reading().code()
        };
        let drafts = [
            Draft::Draft4,
            Draft::Draft6,
            Draft::Draft7,
            Draft::Draft201909,
            Draft::Draft202012,
        ];
        let readings = drafts
            .iter()
            .flat_map(|draft| [reading(*draft, true), reading(*draft, false)]);
        let readings: HashSet<u64> = readings.collect();
        assert_eq!(readings.len(), 2 * drafts.len());
        assert!(readings.iter().all(|code| (1..1 << READING_BITS).contains(code)));
    }

    fn member(schema: &str) -> String {
        format!(r#"{{"type": "object", "required": ["a"], "properties": {{"a": {schema}}}}}"#)
    }

    #[test]
    fn answer_about_a_text_holds_for_its_draft_and_its_options() {
        let emitted = member(r#"{"type": "array", "items": {"type": "string"}}"#);
        let constant = member(r#"{"type": "array", "items": {"const": "x"}}"#);
        let format = member(r#"{"type": "array", "items": {"format": "uuid"}}"#);
        for _ in 0..2 {
            for (draft, accepts) in [(Draft::Draft4, true), (Draft::Draft202012, false)] {
                let options = Options::default().default_draft(draft);
                assert_eq!(is_compatible(&emitted, &constant, &options), accepts, "{draft:?}");
            }
            for asserts in [true, false] {
                let options = Options::default().format_asserts(asserts);
                assert_eq!(is_compatible(&emitted, &format, &options), !asserts);
            }
        }
    }

    #[test]
    fn text_that_refers_to_others_has_no_answer_of_its_own() {
        // The second key is written with an escape.
        for key in ["$ref", r"\u0024ref"] {
            let emitted = member(r#"{"type": "array", "items": {"type": "string"}}"#);
            let accepted = |target: &str| {
                let item = format!(r##"{{"type": "array", "items": {{"{key}": "#/definitions/x"}}}}"##);
                let schema = member(&item);
                format!(
                    r#"{{"definitions": {{"x": {{"type": "{target}"}}}}, {}"#,
                    &schema[1..]
                )
            };
            for _ in 0..2 {
                let options = Options::default();
                assert!(is_compatible(&emitted, &accepted("string"), &options), "{key}");
                assert!(!is_compatible(&emitted, &accepted("number"), &options), "{key}");
            }
        }
    }

    #[test]
    fn older_drafts_read_a_text_by_what_stands_elsewhere() {
        // Up to 2019-09, items that `contains` found are not evaluated, which is not decided beside `unevaluatedItems`.
        let emitted = member(r#"{"type": "array", "contains": {"type": "string"}}"#);
        let accepted = member(r#"{"type": "array", "contains": {"type": ["string", "null"]}}"#);
        let options = Options::default().default_draft(Draft::Draft201909);
        let with_more =
            format!(r#"{{"properties": {{"b": {{"unevaluatedItems": true}}}}, "allOf": [{accepted}]}}"#);
        for _ in 0..2 {
            assert!(is_compatible(&emitted, &accepted, &options));
            assert!(!is_compatible(&emitted, &with_more, &options));
        }
    }
}
