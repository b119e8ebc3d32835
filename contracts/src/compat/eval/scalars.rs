//! The keywords that look at a value without going into it.

use super::{Evaluation, Truth};
use crate::compat::formats;
use crate::compat::pattern::Pattern;
use crate::compat::schema::node::{Keywords, Types};
use crate::compat::verdict::ReasonKind;
use crate::json::{Json, Number};

impl Evaluation<'_> {
    /// Type, constants, and all about numbers and strings.
    pub(super) fn shallow(&mut self, keywords: &Keywords, value: &Json) -> Truth {
        if keywords
            .types
            .is_some_and(|types| !types.contains(Types::of(value)))
        {
            return Truth::No;
        }
        if let Some(values) = &keywords.values {
            if !self.spend(values.len() / 16) {
                return Truth::Unknown;
            }
            if !values.contains(value) {
                return Truth::No;
            }
        }
        match value {
            Json::Number(number) => Truth::of(number_fits(keywords, number)),
            Json::String(text) => self.text(keywords, text),
            _ => Truth::Yes,
        }
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
                None => self.unknown(ReasonKind::UnknownFormat, || {
                    format!("the format `{name}` is not in the table of formats")
                }),
            });
        }
        truth
    }

    pub(super) fn matches(&mut self, source: &str, text: &str) -> Truth {
        if !self.spend(text.len() / 16) {
            return Truth::Unknown;
        }
        match self.schema.pattern(source) {
            Pattern::Supported(pattern) => Truth::of(pattern.is_match(text)),
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
