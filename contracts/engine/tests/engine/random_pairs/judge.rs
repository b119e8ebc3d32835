//! One pair judged by everyone who can judge it.

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, ReasonKind, Verdict, check};
use counterpart_engine::json::Json;
use jsonschema::canonical::{self, Containment};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Value, json};

use super::{crossed, resources};

pub(crate) struct Pair {
    pub(crate) emitted: Value,
    pub(crate) accepted: Value,
    /// Tried on both sides.
    pub(crate) values: Vec<Value>,
    pub(crate) expected: Expected,
}

impl Pair {
    /// The line of a file of pairs: JSON with the members that labelled pairs have.
    pub(crate) fn line(&self, id: &str) -> Value {
        json!({"id": id, "sub": self.emitted, "sup": self.accepted, "format_assert": true})
    }
}

/// The expectation from the way in which a pair was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Expected {
    Contained,
    Broken,
    Open,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pairs: usize,
    contained: usize,
    broken: usize,
    compatible: usize,
    incompatible: usize,
    unproven: usize,
    /// The pairs that `covers` decides.
    covers_decides: usize,
    /// The pairs that jsonschema cannot read.
    not_held: usize,
    contradictions: Vec<String>,
    /// Some of the reasons for `Unproven`.
    reasons: Vec<String>,
}

pub(crate) fn validator(schema: &Value) -> Validator {
    built(schema).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

fn built(schema: &Value) -> Result<Validator, ValidationError<'static>> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
}

/// Returns true if the library does not find a resource that the document itself embeds, where two documents became
/// one.
fn is_not_found(schema: &Value) -> bool {
    built(schema).is_err_and(|error| matches!(error.kind(), ValidationErrorKind::Referencing(_)))
}

fn covers(emitted: &Value, accepted: &Value) -> Option<Containment> {
    let divides = |schema: &Value| schema.to_string().contains("multipleOf");
    let both = [emitted, accepted];
    if both.into_iter().any(divides) && !both.into_iter().all(crossed::fits) {
        return None;
    }
    let canonical = |schema: &Value| {
        canonical::options()
            .should_validate_formats(true)
            .canonicalize(schema)
            .ok()
    };
    canonical(accepted)?.covers(&canonical(emitted)?).ok()
}

impl Tally {
    pub(crate) fn judge(&mut self, seed: u64, pair: &Pair) {
        let read = |schema: &Value| {
            let read = Schema::parse(schema.to_string().as_bytes(), &Options::default());
            read.unwrap_or_else(|error| panic!("{seed}: {schema}: {error}"))
        };
        let (emitted, accepted) = (read(&pair.emitted), read(&pair.accepted));
        let verdict = check(&emitted, &accepted, &Limits::default());
        let mut against = |problem: String| {
            self.contradictions.push(format!(
                "pair {seed}: {problem}\n  emitted {}\n  accepted {}",
                pair.emitted, pair.accepted
            ));
        };
        let told = [&pair.emitted, &pair.accepted].map(resources::by_reference);
        if told.iter().any(is_not_found) {
            self.not_held += 1;
            return;
        }
        self.pairs += 1;
        self.contained += usize::from(pair.expected == Expected::Contained);
        self.broken += usize::from(pair.expected == Expected::Broken);
        let misread = told[0] != pair.emitted || told[1] != pair.accepted;
        let (sub, sup) = (validator(&told[0]), validator(&told[1]));
        let mut breaks = None;
        for value in &pair.values {
            let exact = Json::from(value);
            for (name, ours, theirs) in [("emitted", &emitted, &sub), ("accepted", &accepted, &sup)] {
                let theirs = theirs.is_valid(value);
                if ours.accepts(&exact).is_ok_and(|ours| ours != theirs) {
                    against(format!(
                        "jsonschema says {theirs} of {value} for the {name} schema"
                    ));
                }
            }
            if breaks.is_none() && sub.is_valid(value) && !sup.is_valid(value) {
                breaks = Some(value);
            }
        }
        let covers = covers(&told[0], &told[1]);
        self.covers_decides += usize::from(matches!(covers, Some(Containment::Yes | Containment::No)));
        match verdict {
            Verdict::Compatible => {
                self.compatible += 1;
                if let Some(value) = breaks {
                    against(format!("compatible, and {value} breaks it"));
                }
                if pair.expected == Expected::Broken || covers == Some(Containment::No) {
                    against(format!(
                        "compatible, expected {:?}, covers says {covers:?}",
                        pair.expected
                    ));
                }
            }
            Verdict::Incompatible(findings) => {
                self.incompatible += 1;
                for finding in &findings {
                    let witness = &finding.witness;
                    if emitted.accepts(witness) != Ok(true)
                        || accepted.accepts(witness) != Ok(false)
                        || finding.witness_at.find(witness).is_none()
                    {
                        against(format!("{witness} is no witness"));
                    }
                }
                if pair.expected == Expected::Contained || covers == Some(Containment::Yes) {
                    let witness = &findings[0].witness;
                    against(format!(
                        "{witness}, expected {:?}, covers says {covers:?}",
                        pair.expected
                    ));
                }
            }
            Verdict::Unproven(reasons) => {
                self.unproven += 1;
                let reason = &reasons[0];
                // The library asks jsonschema about the original document, which may contradict a correct witness
                // there.
                if reason.kind == ReasonKind::Unconfirmed && !misread {
                    against(format!("unconfirmed: {}", reason.text));
                }
                if self.reasons.len() < 10 {
                    self.reasons.push(format!(
                        "pair {seed}: {}: {}\n  emitted {}\n  accepted {}",
                        reason.kind, reason.text, pair.emitted, pair.accepted
                    ));
                }
            }
        }
    }

    pub(crate) fn and(mut self, other: Tally) -> Tally {
        self.pairs += other.pairs;
        self.contained += other.contained;
        self.broken += other.broken;
        self.compatible += other.compatible;
        self.incompatible += other.incompatible;
        self.unproven += other.unproven;
        self.covers_decides += other.covers_decides;
        self.not_held += other.not_held;
        self.contradictions.extend(other.contradictions);
        self.reasons.extend(other.reasons);
        self
    }

    /// Prints what was found and holds it to what must be: at most so many of 1,000 pairs are unproven.
    pub(crate) fn report(self, family: &str, unproven_of_1000: usize, balanced: bool) {
        println!(
            "{family}: {} pairs ({} contained and {} broken by construction), {} compatible, {} incompatible, {} unproven; \
             covers decides {}, and {} more are none that jsonschema reads",
            self.pairs,
            self.contained,
            self.broken,
            self.compatible,
            self.incompatible,
            self.unproven,
            self.covers_decides,
            self.not_held
        );
        assert!(
            self.not_held * 100 <= self.pairs.max(100),
            "{} are not read",
            self.not_held
        );
        let shown = self.contradictions.len().min(5);
        assert!(
            self.contradictions.is_empty(),
            "{} contradictions:\n{}",
            self.contradictions.len(),
            self.contradictions[..shown].join("\n")
        );
        println!("{}", self.reasons.join("\n"));
        if self.pairs >= 200 {
            if balanced {
                assert!(self.contained * 10 >= self.pairs * 3 && self.broken * 10 >= self.pairs * 3);
            }
            assert!(
                self.unproven * 1000 <= self.pairs * unproven_of_1000,
                "{} unproven",
                self.unproven
            );
        }
    }
}
