//! The matching rules that decide at a path.
//!
//! Paths are weighed by Pact's own code; only the choice among rules of one weight is ours, because Pact leaves it to
//! the order of a hash map.

use std::collections::BTreeSet;

use pact_models::matchingrules::{MatchingRule, MatchingRuleCategory, RuleList, RuleLogic};
use pact_models::path_exp::{DocPath, PathToken};

/// The greatest index of an array that is examined separately.
const LAST_INDEX: usize = 64;

/// The rules of one category, as Pact sees them in one comparison.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    category: MatchingRuleCategory,
}

/// The rules that decide at a path.
#[derive(Debug)]
pub(super) enum Best {
    /// No rule: values are compared.
    None,
    /// These.
    Rules(RuleList),
    /// Several of the same weight, of which Pact takes any.
    Any,
}

impl Rules {
    pub(super) fn new(category: MatchingRuleCategory) -> Self {
        Self { category }
    }

    /// The rules of an `eachValue` at a path.
    pub(super) fn of_each_value(path: &DocPath, rules: Vec<MatchingRule>) -> Self {
        let mut category = MatchingRuleCategory::empty("body");
        let list = RuleList {
            rules,
            rule_logic: RuleLogic::And,
            cascaded: false,
        };
        category.rules.insert(path.join("*"), list);
        Self { category }
    }

    pub(super) fn is_defined(&self, path: &DocPath) -> bool {
        self.category.matcher_is_defined(&slices(&path.to_vec()))
    }

    pub(super) fn best(&self, path: &DocPath) -> Best {
        let path = path.to_vec();
        let path = slices(&path);
        let mut best: Option<(usize, &RuleList, bool)> = None;
        let mut is_any = false;
        for (rule, list) in &self.category.rules {
            let (weight, tokens) = rule.path_weight(&path);
            if weight == 0 {
                continue;
            }
            let (weight, cascaded) = (weight * tokens, tokens != path.len());
            match best {
                Some((other, ..)) if other > weight => {}
                Some((other, same, was)) if other == weight => {
                    is_any |=
                        same.rules != list.rules || same.rule_logic != list.rule_logic || was != cascaded;
                }
                _ => {
                    best = Some((weight, list, cascaded));
                    is_any = false;
                }
            }
        }
        match best {
            None => Best::None,
            Some(_) if is_any => Best::Any,
            Some((_, list, cascaded)) => Best::Rules(list.as_cascaded(cascaded)),
        }
    }

    /// Returns true if the rules at just this path let keys be missing; `None` where Pact takes any of several lists.
    pub(super) fn keys_are_free(&self, path: &DocPath) -> Option<bool> {
        let free = |list: &RuleList| {
            list.rules.iter().any(|rule| {
                matches!(
                    rule,
                    MatchingRule::Values | MatchingRule::EachValue(_) | MatchingRule::EachKey(_)
                )
            })
        };
        let lists: BTreeSet<bool> = self.exact(path).map(free).collect();
        match lists.len() {
            0 => Some(false),
            1 => lists.first().copied(),
            _ => None,
        }
    }

    /// Returns true if there is a rule at just this path.
    pub(super) fn has_exact(&self, path: &DocPath) -> bool {
        self.exact(path).next().is_some()
    }

    fn exact<'a>(&'a self, path: &DocPath) -> impl Iterator<Item = &'a RuleList> {
        let path = path.to_vec();
        self.category
            .rules
            .iter()
            .filter(move |(rule, _)| rule.matches_path_exactly(&slices(&path)))
            .map(|(_, list)| list)
    }

    /// The first index of an array from which on all are alike for these rules.
    pub(super) fn first_free_index(&self) -> Result<usize, String> {
        let last = self.tokens().filter_map(|token| match token {
            PathToken::Index(index) => Some(*index),
            PathToken::Field(name) => name.parse().ok(),
            _ => None,
        });
        match last.max() {
            Some(index) if index > LAST_INDEX => Err(format!("a rule names the item {index} of an array")),
            Some(index) => Ok(index + 1),
            None => Ok(0),
        }
    }

    /// The names of keys that a rule distinguishes from others.
    pub(super) fn names(&self) -> BTreeSet<String> {
        self.tokens()
            .filter_map(|token| match token {
                PathToken::Field(name) => Some(name.clone()),
                PathToken::StarIndex => Some("[*]".to_owned()),
                _ => None,
            })
            .collect()
    }

    /// Returns true if a rule is about items, and so about keys that are written as a number.
    pub(super) fn speak_of_items(&self) -> bool {
        self.tokens()
            .any(|token| matches!(token, PathToken::Index(_) | PathToken::StarIndex))
    }

    fn tokens(&self) -> impl Iterator<Item = &PathToken> {
        self.category.rules.keys().flat_map(|path| path.tokens())
    }
}

fn slices(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}
