//! Patterns against a JavaScript engine, V8 in Node: each text that we match or not, each witness, and of pairs that are contained,
//! that no text speaks against it.
//!
//! `COUNTERPART_TEST_PAIRS` says how many pairs are judged, 300 if it is not set; `COUNTERPART_TEST_PAIR` judges one alone:
//! `COUNTERPART_TEST_PAIRS=100000 cargo test --release -p counterpart-engine --test engine javascript_expressions:: -- --nocapture`
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use counterpart_engine::compat::regex::Pattern;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use counterpart_engine::json::Json;

use super::random_pairs::chance::Chance;

/// Code points of a text, because V8 may take exponential time.
const LONGEST_TEXT: usize = 12;
/// Characters of an expression.
const LONGEST: usize = 70;
const CHARACTERS: [&str; 14] = [
    "a", "b", "c", "A", "0", "1", "_", "-", " ", "\n", "é", "٣", "😀", "😂",
];
const CLASSES: [&str; 22] = [
    ".",
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    "[ab]",
    "[^a]",
    "[a-c]",
    "[^a-c0-9]",
    r"[\w-]",
    "[é-ü]",
    "[😀-😂]",
    "[^😀]",
    r"\u{1F600}",
    r"\x61",
    r"\p{L}",
    r"\P{L}",
    r"[\d😀]",
    "[]",
    "[^]",
];
const COUNTS: [&str; 12] = [
    "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,3}", "{2,}", "{0}", "{1,2}?",
];
const ASSERTIONS: [&str; 4] = ["^", "$", r"\b", r"\B"];

/// Choices that can be made again, with one of them made otherwise.
struct Choices {
    made: Vec<u64>,
    at: usize,
    chance: Chance,
}

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        if self.at == self.made.len() {
            self.made.push(self.chance.number());
        }
        self.at += 1;
        (self.made[self.at - 1] % bound as u64) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// In the place of a backreference until all groups are known.
const REFERENCE: char = '\u{E000}';

struct Expression<'c> {
    choices: &'c mut Choices,
    /// Whether each group has a name.
    groups: Vec<bool>,
}

impl Expression<'_> {
    fn make(choices: &mut Choices) -> String {
        let mut expression = Expression {
            choices,
            groups: Vec::new(),
        };
        let is_whole = expression.choices.below(10) < 7;
        let body = expression.part(4);
        let groups = expression.groups;
        let mut text = String::new();
        for c in body.chars() {
            match c {
                REFERENCE if groups.is_empty() => text.push_str("(?:)"),
                REFERENCE => {
                    let group = choices.below(groups.len());
                    let reference = if groups[group] {
                        format!(r"\k<g{}>", group + 1)
                    } else {
                        format!(r"(?:\{})", group + 1)
                    };
                    text.push_str(&reference);
                }
                c => text.push(c),
            }
        }
        if is_whole { format!("^(?:{text})$") } else { text }
    }

    fn part(&mut self, depth: usize) -> String {
        let choice = match depth {
            0 => self.choices.below(40),
            _ => self.choices.below(120),
        };
        match choice {
            0..=19 => self.choices.one(&CHARACTERS).to_owned(),
            20..=33 => self.choices.one(&CLASSES).to_owned(),
            34..=36 => self.choices.one(&ASSERTIONS).to_owned(),
            37..=39 => REFERENCE.to_string(),
            40..=64 => {
                let parts = 2 + self.choices.below(2);
                (0..parts).map(|_| self.part(depth - 1)).collect()
            }
            65..=78 => {
                let parts: Vec<String> = (0..2 + self.choices.below(2))
                    .map(|_| self.part(depth - 1))
                    .collect();
                format!("(?:{})", parts.join("|"))
            }
            79..=96 => {
                let part = self.part(depth - 1);
                format!("(?:{part}){}", self.choices.one(&COUNTS))
            }
            97..=108 => {
                let is_named = self.choices.below(3) == 0;
                self.groups.push(is_named);
                let number = self.groups.len();
                let part = self.part(depth - 1);
                if is_named {
                    format!("(?<g{number}>{part})")
                } else {
                    format!("({part})")
                }
            }
            _ => {
                let sign = self.choices.one(&["?=", "?!", "?<=", "?<!"]);
                format!("({sign}{})", self.part(depth - 1))
            }
        }
    }
}

/// Two expressions, often neighbours.
fn pair(seed: u64) -> (String, String) {
    let mut choices = Choices {
        made: Vec::new(),
        at: 0,
        chance: Chance::of(seed),
    };
    loop {
        choices.made.clear();
        choices.at = 0;
        let first = Expression::make(&mut choices);
        if choices.chance.percent(70) {
            // All that follows is another tree, but mostly it is the same.
            let changed = choices.chance.below(choices.made.len());
            choices.made[changed] = choices.chance.number();
        } else {
            choices.made.clear();
        }
        choices.at = 0;
        let second = Expression::make(&mut choices);
        if first.chars().count().max(second.chars().count()) > LONGEST {
            continue;
        }
        return if choices.chance.percent(50) {
            (first, second)
        } else {
            (second, first)
        };
    }
}

/// Texts that one of the expressions matches, their neighbours, and others.
fn texts(chance: &mut Chance, expressions: [&str; 2]) -> Vec<String> {
    let mut texts = vec![String::new()];
    for expression in expressions {
        let Ok(pattern) = Pattern::parse(expression) else {
            continue;
        };
        for _ in 0..12 {
            texts.extend(pattern.example(&mut |of| chance.below(of)));
        }
    }
    for at in 0..texts.len() {
        let mut near: Vec<char> = texts[at].chars().collect();
        let place = chance.below(near.len() + 1);
        let character = chance.one(&CHARACTERS).chars().next().expect("a character");
        match chance.below(3) {
            0 if place < near.len() => drop(near.remove(place)),
            1 if place < near.len() => near[place] = character,
            _ => near.insert(place, character),
        }
        texts.push(near.into_iter().collect());
    }
    for _ in 0..12 {
        let length = chance.below(6);
        texts.push((0..length).map(|_| *chance.one(&CHARACTERS)).collect());
    }
    texts.retain(|text| text.chars().count() <= LONGEST_TEXT);
    texts.sort();
    texts.dedup();
    texts
}

#[derive(Debug, Default)]
struct Tally {
    contained: usize,
    broken: usize,
    /// Undecided because of a pattern that is not supported.
    unsupported: usize,
    budget: usize,
    unconfirmed: Vec<String>,
    texts: usize,
}

/// One pair as a question to the other engine.
fn judged(seed: u64, tally: &mut Tally) -> Json {
    let (inner, outer) = pair(seed);
    let of = |pattern: &str| {
        let members = [("type", Json::from("string")), ("pattern", Json::from(pattern))];
        Schema::from_json(Json::from(members), &Options::default()).expect("a schema")
    };
    let (emitted, accepted) = (of(&inner), of(&outer));
    let mut chance = Chance::of(!seed);
    let mut texts = texts(&mut chance, [&inner, &outer]);
    let mut contained = false;
    match check(&emitted, &accepted, &Limits::default()) {
        Verdict::Compatible => {
            tally.contained += 1;
            contained = true;
        }
        Verdict::Incompatible(findings) => {
            tally.broken += 1;
            for finding in findings.iter().filter(|finding| finding.has_message()) {
                let witness = finding.witness.as_str().expect("a string").to_owned();
                assert_eq!(emitted.accepts(&finding.witness), Ok(true), "pair {seed}");
                assert_eq!(accepted.accepts(&finding.witness), Ok(false), "pair {seed}");
                texts.push(witness);
            }
        }
        Verdict::Unproven(reasons) => match reasons[0].kind.id() {
            "budget" => tally.budget += 1,
            "pattern" if reasons[0].text.contains("ran out of steps") => tally.budget += 1,
            "pattern" => tally.unsupported += 1,
            _ => tally.unconfirmed.push(format!(
                "pair {seed}: `{inner}` in `{outer}`: {}",
                reasons[0].text
            )),
        },
    }
    tally.texts += texts.len();
    let matches = |schema: &Schema| {
        let of_text = |text: &String| match schema.accepts(&Json::from(text.as_str())) {
            Ok(matches) => Json::Bool(matches),
            Err(_) => Json::Null,
        };
        Json::Array(texts.iter().map(of_text).collect())
    };
    let ours = Json::Array(vec![matches(&emitted), matches(&accepted)]);
    Json::from([
        ("pair", Json::Number((seed as i64).into())),
        (
            "patterns",
            Json::Array(vec![Json::from(inner.as_str()), Json::from(outer.as_str())]),
        ),
        ("contained", Json::Bool(contained)),
        ("ours", ours),
        (
            "texts",
            Json::Array(texts.iter().map(|text| Json::from(text.as_str())).collect()),
        ),
    ])
}

#[test]
fn patterns_match_as_in_a_javascript_engine() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/javascript_expressions.mjs");
    let node = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut node = match node {
        Ok(node) => node,
        Err(error) => return needs::skip("node", format!("node does not run: {error}")),
    };
    let number = |variable: &str| std::env::var(variable).ok()?.parse::<u64>().ok();
    let seeds = match number("COUNTERPART_TEST_PAIR") {
        Some(one) => one..one + 1,
        None => 0..number("COUNTERPART_TEST_PAIRS").unwrap_or(300),
    };
    let count = seeds.end - seeds.start;
    let mut tally = Tally::default();
    let mut questions = BufWriter::new(node.stdin.take().expect("a pipe"));
    for seed in seeds {
        writeln!(questions, "{}", judged(seed, &mut tally)).expect("node reads");
    }
    drop(questions);
    let output = node.wait_with_output().expect("node ends");
    let contradictions = String::from_utf8(output.stdout).expect("text");
    println!("{tally:?}");
    assert!(output.status.success(), "node failed");
    assert_eq!(contradictions, format!("judged {count} pairs\n"));
    assert!(tally.unconfirmed.is_empty(), "{:#?}", tally.unconfirmed);
    if count >= 300 {
        assert!(
            tally.contained * 10 > count as usize && tally.broken * 4 > count as usize,
            "{tally:?}"
        );
        assert!(tally.budget * 100 <= count as usize, "{tally:?}");
    }
}
