//! Strings: short and long, of each format and pattern, and such as trip programs up.

use std::rc::Rc;

use foldhash::HashMap;

use super::builder::Builder;
use super::choices::Choice;
use super::conjunction::Conjunction;
use super::guesses;
use counterpart_engine::compat::formats;
use counterpart_engine::compat::pattern::Pattern;
use counterpart_engine::compat::regex::{self, Search, StringSet};
use counterpart_engine::compat::schema::node::NodeId;

/// Strings that programs confuse with other values, or cannot represent.
const TEXTS: [&str; 22] = [
    "a",
    "",
    "é",
    "\u{0}",
    "😀",
    "A",
    "abc",
    " ",
    "0",
    "-1",
    "1.5",
    "1e3",
    "null",
    "true",
    "\"\\/\n\t\r\u{8}\u{c}",
    "\u{7f}\u{80}\u{ffff}\u{10ffff}",
    "\u{202e}a\u{feff}",
    "a b",
    "Z",
    "_",
    "18446744073709551616",
    "[]",
];

/// The length of a string that may be long.
const LONG: u64 = 300;
/// No text is made that must be longer.
const TOO_LONG: u64 = 100_000;
/// The number of texts that are walked for in an expression, and how many of them are kept.
const WALKS: usize = 60;
const KEPT: usize = 24;
/// Steps of the search for a string if the walk found none.
const SEARCH_STEPS: u64 = 20_000;

/// The strings found for their schemas.
#[derive(Debug, Default)]
pub(super) struct Texts {
    by_rules: HashMap<Rules, Rc<[String]>>,
    /// The same for conjunctions, so that their rules need not be collected again.
    by_nodes: HashMap<Vec<NodeId>, Rc<[String]>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Rules {
    patterns: Vec<String>,
    formats: Vec<String>,
    least: u64,
    most: Option<u64>,
}

impl<'s> Builder<'_, 's> {
    pub(super) fn text(&mut self, conjunction: &Conjunction<'s>) -> Option<String> {
        let texts = match self.sampler.texts.by_nodes.get(&conjunction.nodes) {
            Some(known) => Rc::clone(known),
            None => {
                let texts = self.texts(&self.rules(conjunction));
                let known = &mut self.sampler.texts.by_nodes;
                known.insert(conjunction.nodes.clone(), Rc::clone(&texts));
                texts
            }
        };
        let at = self.pick((conjunction.id(), Choice::Text), texts.len());
        texts.get(at).cloned()
    }

    fn rules(&self, conjunction: &Conjunction<'s>) -> Rules {
        let all = &conjunction.all;
        let mut rules = Rules {
            patterns: all
                .iter()
                .filter_map(|keywords| keywords.pattern.as_deref())
                .map(str::to_owned)
                .collect(),
            // A pattern beside an unknown format is all that is known.
            formats: all
                .iter()
                .filter(|keywords| !self.schema().is_described(keywords))
                .filter_map(|keywords| keywords.format.as_deref())
                .map(str::to_owned)
                .collect(),
            least: all.iter().map(|keywords| keywords.min_length).max().unwrap_or(0),
            most: all.iter().filter_map(|keywords| keywords.max_length).min(),
        };
        rules.patterns.sort_unstable();
        rules.patterns.dedup();
        rules.formats.sort_unstable();
        rules.formats.dedup();
        rules
    }

    /// A text that the pattern matches.
    pub(super) fn matching(&mut self, pattern: &str) -> Option<String> {
        let rules = Rules {
            patterns: vec![pattern.to_owned()],
            formats: Vec::new(),
            least: 0,
            most: None,
        };
        let texts = self.texts(&rules);
        let at = self.sampler.choices.below(texts.len());
        texts.get(at).cloned()
    }

    fn texts(&mut self, rules: &Rules) -> Rc<[String]> {
        if let Some(known) = self.sampler.texts.by_rules.get(rules) {
            return Rc::clone(known);
        }
        let found: Rc<[String]> = self.find_texts(rules).into();
        self.sampler
            .texts
            .by_rules
            .insert(rules.clone(), Rc::clone(&found));
        found
    }

    fn find_texts(&mut self, rules: &Rules) -> Vec<String> {
        if rules.least > TOO_LONG {
            return Vec::new();
        }
        let schema = self.schema();
        let guesses = self.sampler.guesses;
        let (mut within, mut beside) = (Vec::new(), Vec::new());
        for pattern in &rules.patterns {
            match schema.pattern(pattern) {
                Pattern::Supported(compiled) => within.push(compiled),
                Pattern::Unsupported(_) if self.sampler.guesses => beside.push(guesses::may_match(pattern)),
                Pattern::Unsupported(_) => return Vec::new(),
            }
        }
        let is_zoned = rules.formats.iter().any(|format| format == "zoned-date-time");
        let fits = |text: &str| {
            let length = text.chars().count() as u64;
            length >= rules.least
                && rules.most.is_none_or(|most| length <= most)
                && within.iter().all(|pattern| pattern.is_match(text))
                && beside.iter().all(|may_match| may_match(text))
                && rules
                    .formats
                    .iter()
                    .all(|format| formats::is_valid(format, text).unwrap_or(guesses))
                && (!is_zoned || in_known_zone(text).as_deref() == Some(text))
        };
        let mut found: Vec<String> = Vec::new();
        let mut add = |text: String| {
            if fits(&text) && !found.contains(&text) {
                found.push(text);
            }
        };
        for format in rules.formats.iter().filter_map(|name| formats::named(name)) {
            format
                .samples
                .iter()
                .copied()
                .chain(format.edges())
                .for_each(|text| add(text.to_owned()));
        }
        let is_guessed =
            !beside.is_empty() || rules.formats.iter().any(|name| formats::named(name).is_none());
        if is_guessed {
            guesses::candidates().for_each(|text| add(text.to_owned()));
        }
        if rules.patterns.is_empty() && rules.formats.is_empty() {
            let longest = rules.most.unwrap_or(LONG).min(rules.least.max(LONG));
            for length in [
                rules.least.max(1),
                longest,
                rules.least,
                rules.least + 1,
                longest.saturating_sub(1),
            ] {
                let times = usize::try_from(length).unwrap_or(0);
                // Three bytes each, so that counting bytes and counting characters differ.
                ["a", "→"].iter().for_each(|letter| add(letter.repeat(times)));
            }
        }
        TEXTS.iter().for_each(|text| add((*text).to_owned()));
        let shapes = rules
            .formats
            .iter()
            .filter_map(|name| formats::named(name)?.shape());
        let shapes = shapes.flat_map(|shape| [&shape.outer].into_iter().chain(&shape.inner));
        let walked: Vec<&regex::Pattern> = within.iter().copied().chain(shapes).collect();
        let enough = found.len() + KEPT;
        let choices = &mut self.sampler.choices;
        for walk in 0..if walked.is_empty() { 0 } else { WALKS } {
            let pattern: &regex::Pattern = walked[walk % walked.len()];
            if let Some(text) = pattern.example(&mut |of| choices.below(of)) {
                let text = if is_zoned {
                    in_known_zone(&text).unwrap_or(text)
                } else {
                    text
                };
                if fits(&text) && !found.contains(&text) {
                    found.push(text);
                }
            }
            if found.len() >= enough {
                break;
            }
        }
        if found.is_empty() {
            let set = StringSet {
                within: within.into_iter().chain(walked).collect(),
                min_length: rules.least,
                max_length: rules.most,
                ..StringSet::default()
            };
            if let Search::Found(text) = regex::find(&set, &mut { SEARCH_STEPS }) {
                found.push(text);
            }
        }
        found
    }
}

/// A moment in a zone that every reader knows (`known-time-zones`), even one without a database: it is named by its
/// offset.
fn in_known_zone(text: &str) -> Option<String> {
    let (moment, _) = text.split_once('[')?;
    let offset = moment.get(moment.len().checked_sub(6)?..);
    Some(match offset.filter(|offset| offset.starts_with(['+', '-'])) {
        Some("-00:00") | None => format!("{moment}[+00:00]"),
        Some(offset) => format!("{moment}[{offset}]"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Sampler};
    use counterpart_engine::compat::schema::{self, Schema};

    #[test]
    fn messages_follow_the_pattern_beside_an_unknown_format() {
        let made = |text: &str| {
            let schema = Schema::parse(text.as_bytes(), &schema::Options::default()).unwrap();
            Sampler::new(&schema, Options::default()).take(20).count()
        };
        assert_eq!(
            made(r#"{"type": "string", "pattern": "^[a-z]{5}$", "format": "slug"}"#),
            20
        );
        assert_eq!(made(r#"{"type": "string", "format": "slug"}"#), 0);
        for format in ["byte", "uuid4", "idn-email", "password", "ipvanyaddress"] {
            assert_eq!(
                made(&format!(r#"{{"type": "string", "format": "{format}"}}"#)),
                20,
                "{format}"
            );
        }
    }
}
