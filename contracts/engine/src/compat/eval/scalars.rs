//! The keywords that look at a value without going into it.

use super::{Evaluation, Truth};
use crate::compat::distinct::first_repeated;
use crate::compat::formats;
use crate::compat::opaque::Conditions;
use crate::compat::pattern::Pattern;
use crate::compat::schema::node::{Keywords, NodeId, Types};
use crate::compat::verdict::ReasonKind;
use crate::json::{Json, Number};

impl Evaluation<'_> {
    /// Type, constants, and all about numbers and strings.
    pub(super) fn shallow(&mut self, node: NodeId, keywords: &Keywords, value: &Json) -> Truth {
        if keywords
            .types
            .is_some_and(|types| !types.contains(Types::of(value)))
        {
            return Truth::No;
        }
        let mut among = Truth::Yes;
        if let Some(values) = &keywords.values {
            among = self.is_among(node, values, value);
            if among == Truth::No {
                return Truth::No;
            }
        }
        among.and(match value {
            Json::Number(number) => Truth::of(number_fits(keywords, number)),
            Json::String(text) => match self.opaque.and_then(|texts| texts.get(text)) {
                Some(opaque) => self.opaque_text(keywords, &opaque.conditions),
                None => self.text(keywords, text),
            },
            _ => Truth::Yes,
        })
    }

    /// Returns true if the value is one of these, the values of the node's `enum`.
    pub(super) fn is_among(&mut self, node: NodeId, values: &[Json], value: &Json) -> Truth {
        let Some(texts) = self.opaque.filter(|texts| texts.occurs_in(value)) else {
            return Truth::of(self.schema.is_constant(node, value));
        };
        if !self.spend(values.len() / 16) {
            return Truth::Unknown;
        }
        let mut all = values.iter().map(|known| texts.equal(known, value));
        if all.all(|truth| truth == Truth::No) {
            return Truth::No;
        }
        self.unknown(ReasonKind::UnknownFormat, || {
            format!("whether {value} is one of the constants of `enum`")
        })
    }

    /// Returns true if some of the items are equal.
    pub(super) fn has_equal(&mut self, items: &[Json]) -> Truth {
        let opaque = self
            .opaque
            .filter(|texts| items.iter().any(|item| texts.occurs_in(item)));
        let Some(texts) = opaque else {
            return Truth::of(first_repeated(items).is_some());
        };
        match texts.some_equal(items) {
            Truth::Unknown => self.unknown(ReasonKind::UnknownFormat, || {
                "whether texts of an array are different".to_owned()
            }),
            known => known,
        }
    }

    /// Checks the constraints on strings for all strings that meet these conditions.
    pub(super) fn opaque_text(&mut self, keywords: &Keywords, text: &Conditions) -> Truth {
        let mut truth = text.is_at_least(keywords.min_length);
        if let Some(most) = keywords.max_length {
            truth = truth.and(text.is_at_most(most));
        }
        if let Some(source) = &keywords.pattern {
            truth = truth.and(text.matches(source));
        }
        if let Some(name) = &keywords.format {
            truth = truth.and(self.opaque_format(keywords, name, text));
        }
        if truth != Truth::Unknown {
            return truth;
        }
        self.unknown(ReasonKind::UnknownFormat, || {
            "it depends on which text it is".to_owned()
        })
    }

    fn opaque_format(&mut self, keywords: &Keywords, name: &str, text: &Conditions) -> Truth {
        match text.has_format(name) {
            Truth::Unknown if self.is_described(keywords, name) => Truth::Yes,
            known => known,
        }
    }

    /// Returns true if a pattern beside the format decides in its place.
    fn is_described(&mut self, keywords: &Keywords, name: &str) -> bool {
        let is = self.schema.is_described(keywords);
        if is {
            self.described.insert(name.to_owned());
        }
        is && self.patterns_decide
    }

    fn text(&mut self, keywords: &Keywords, text: &str) -> Truth {
        if !length_fits(keywords, text) {
            return Truth::No;
        }
        let mut truth = Truth::Yes;
        if let Some(source) = &keywords.pattern {
            truth = self.matches(source, text);
            if truth == Truth::No {
                return truth;
            }
        }
        if let Some(name) = &keywords.format {
            truth = truth.and(match formats::is_valid(name, text) {
                Some(valid) => Truth::of(valid),
                None if self.is_described(keywords, name) => Truth::Yes,
                None => self.unknown(ReasonKind::UnknownFormat, || formats::undecided(name)),
            });
        }
        truth
    }

    pub(super) fn matches(&mut self, source: &str, text: &str) -> Truth {
        if !self.spend(text.len() / 16) {
            return Truth::Unknown;
        }
        match self.schema.pattern(source) {
            Pattern::Supported(pattern) => {
                let (matches, steps) = pattern.match_and_steps(text);
                if !self.spend(usize::try_from(steps).unwrap_or(usize::MAX)) {
                    return Truth::Unknown;
                }
                Truth::of(matches)
            }
            Pattern::Unsupported(what) => self.unknown(ReasonKind::Pattern, || {
                format!("the pattern {} cannot be decided: {what}", Json::from(source))
            }),
        }
    }
}

pub(super) fn length_fits(keywords: &Keywords, text: &str) -> bool {
    if keywords.min_length == 0 && keywords.max_length.is_none() {
        return true;
    }
    let length = text.chars().count() as u64;
    length >= keywords.min_length && keywords.max_length.is_none_or(|most| length <= most)
}

fn number_fits(keywords: &Keywords, number: &Number) -> bool {
    let holds = |bound: &Option<Number>, fits: fn(&Number, &Number) -> bool| {
        bound.as_ref().is_none_or(|bound| fits(number, bound))
    };
    holds(&keywords.minimum, |number, bound| number >= bound)
        && holds(&keywords.maximum, |number, bound| number <= bound)
        && holds(&keywords.exclusive_minimum, |number, bound| number > bound)
        && holds(&keywords.exclusive_maximum, |number, bound| number < bound)
        && holds(&keywords.multiple_of, |number, step| number.is_multiple_of(step))
}
