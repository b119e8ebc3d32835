//! The results for pacts, as data.

use std::fmt::{self, Write};

use super::schema::Narrowing;
use counterpart_engine::compat::{Finding, Reason};

/// The results for all pacts.
#[derive(Debug, Default)]
pub struct Report {
    /// Each interaction, in the order of the pacts.
    pub checked: Vec<Checked>,
    /// Problems that kept a pact from being checked, as sentences. A single one causes [`Outcome::Incomplete`].
    pub problems: Vec<String>,
    /// Skipped parts, as sentences.
    pub notes: Vec<String>,
    /// True if what can be neither proven nor refuted is accepted.
    pub unproven_allowed: bool,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All that is not pending passes, at each level that was asked for.
    Passed,
    /// Something fails.
    Failed,
    /// Something could not be checked, or there was nothing to check.
    Incomplete,
}

/// One interaction of one pact.
#[derive(Debug)]
pub struct Checked {
    /// The file or the address of the pact.
    pub source: String,
    /// The consumer.
    pub consumer: String,
    /// The service that is the provider.
    pub service: String,
    /// The consumer's name for the message.
    pub description: String,
    /// The event that it is.
    pub event: String,
    /// True if it may fail.
    pub pending: bool,
    /// The identity that a broker has for it.
    pub id: Option<String>,
    /// True if every message is accepted; `None` if that was not checked.
    pub proof: Option<ByProof>,
    /// True if the samples are accepted; `None` if that was not checked.
    pub example: Option<ByExample>,
    /// Metadata that the consumer expects but no contract mentions, so that it was not checked.
    pub unchecked: Vec<String>,
}

/// The whole emitted schema against what Pact accepts.
#[derive(Debug)]
pub enum ByProof {
    /// Everything that is emitted is accepted.
    Proven,
    /// These messages are emitted and not accepted; Pact itself says so of each.
    Refuted(Vec<Difference>),
    /// Neither could be shown.
    Unproven {
        /// Why.
        reasons: Vec<Reason>,
        /// The places where Pact may accept more than was checked.
        narrowings: Vec<Narrowing>,
    },
}

/// A message that is emitted and not accepted.
#[derive(Debug)]
pub struct Difference {
    /// The place, the reason, and the message.
    pub finding: Finding,
    /// Pact's verdict on that message.
    pub pact: Vec<String>,
}

/// Samples against the example and its rules, by Pact itself.
#[derive(Debug)]
pub struct ByExample {
    /// The number of samples that were checked.
    pub asked: usize,
    /// How these were chosen, as a fragment: `the samples named "paid"`.
    pub chosen: String,
    /// The samples that are not accepted.
    pub mismatched: Vec<Mismatched>,
}

/// A sample that is not accepted.
#[derive(Debug)]
pub struct Mismatched {
    /// The message.
    pub message: String,
    /// Pact's complaints, in order.
    pub mismatches: Vec<pact_matching::Mismatch>,
    /// The same as every tool of Pact shows it.
    pub shown: String,
}

impl Checked {
    /// Returns true if it passes at each level that was asked for.
    pub fn passes(&self, unproven_allowed: bool) -> bool {
        let proof = match &self.proof {
            None | Some(ByProof::Proven) => true,
            Some(ByProof::Unproven { .. }) => unproven_allowed,
            Some(ByProof::Refuted(_)) => false,
        };
        proof
            && self
                .example
                .as_ref()
                .is_none_or(|example| example.mismatched.is_empty())
    }

    /// The difference between the two levels, if there is one, and the reason.
    pub fn difference(&self) -> Option<String> {
        let (proof, example) = (self.proof.as_ref()?, self.example.as_ref()?);
        let passes = example.mismatched.is_empty();
        match (proof, passes) {
            (ByProof::Refuted(differences), true) => Some(format!(
                "the samples pass and the proof fails: none of {} ({}) is like {}, which the producer may \
                 also send",
                match example.asked {
                    1 => "the 1 message".to_owned(),
                    count => format!("the {count} messages"),
                },
                example.chosen,
                differences
                    .first()
                    .map_or(String::new(), |one| one.finding.witness.to_string()),
            )),
            (ByProof::Proven, false) => Some(
                "the proof passes and a sample fails: the sample is not a message of the contract, or its \
                 metadata differs"
                    .to_owned(),
            ),
            (ByProof::Unproven { .. }, _) => Some(format!(
                "the samples {}, and the proof was neither found nor refuted",
                if passes { "pass" } else { "fail" }
            )),
            _ => None,
        }
    }
}

impl Report {
    /// The answer in one word.
    pub fn outcome(&self) -> Outcome {
        let fails = |checked: &&Checked| !checked.pending && !checked.passes(self.unproven_allowed);
        if !self.problems.is_empty() || self.checked.is_empty() {
            Outcome::Incomplete
        } else if self.checked.iter().any(|checked| fails(&checked)) {
            Outcome::Failed
        } else {
            Outcome::Passed
        }
    }

    /// For a test: does nothing if everything passes.
    ///
    /// # Panics
    /// Panics if something fails or could not be checked; the message is the report.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.outcome() == Outcome::Passed, "\n{self}");
    }
}

/// The report as people read it.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut source = None;
        for checked in &self.checked {
            if source.replace(&checked.source) != Some(&checked.source) {
                writeln!(
                    f,
                    "{} ({} for {})",
                    checked.source, checked.consumer, checked.service
                )?;
            }
            write!(f, "{}", indented(&one(checked, self.unproven_allowed), 2))?;
        }
        for problem in &self.problems {
            writeln!(f, "error: {problem}")?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        let (mut passed, mut failed, mut pending) = (0, 0, 0);
        for checked in &self.checked {
            match (checked.passes(self.unproven_allowed), checked.pending) {
                (true, _) => passed += 1,
                (false, true) => pending += 1,
                (false, false) => failed += 1,
            }
        }
        write!(f, "{passed} passed, {failed} failed")?;
        match pending {
            0 => writeln!(f),
            _ => writeln!(f, ", {pending} pending and not counted"),
        }
    }
}

fn one(checked: &Checked, unproven_allowed: bool) -> String {
    let mut out = String::new();
    let word = match (checked.passes(unproven_allowed), checked.pending) {
        (true, _) => "passes",
        (false, true) => "fails, and is pending",
        (false, false) => "FAILS",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}: {word} (event {})", checked.description, checked.event);
    match &checked.proof {
        None => {}
        Some(ByProof::Proven) => out.push_str("  by proof: every message that may be sent is accepted\n"),
        Some(ByProof::Refuted(differences)) => {
            let _ = writeln!(
                out,
                "  by proof: {} not accepted",
                counted(differences.len(), "difference")
            );
            for Difference { finding, pact } in differences {
                let place = finding.place.to_string();
                let place = if place.is_empty() { "the message" } else { &place };
                let _ = writeln!(out, "    {place}: {} [{}]", finding.sentence, finding.rule);
                let _ = writeln!(out, "      message: {}", finding.witness);
                for line in pact {
                    let _ = writeln!(out, "      Pact: {line}");
                }
            }
        }
        Some(ByProof::Unproven { reasons, narrowings }) => {
            out.push_str("  by proof: could be neither proven nor refuted\n");
            for reason in reasons {
                let place = reason.place.to_string();
                let place = if place.is_empty() {
                    String::new()
                } else {
                    format!("{place}: ")
                };
                let _ = writeln!(out, "    {place}{}", reason.text);
            }
            for narrowing in narrowings {
                let _ = writeln!(
                    out,
                    "    {}: Pact also accepts {}",
                    narrowing.path, narrowing.also_accepted
                );
            }
        }
    }
    if let Some(example) = &checked.example {
        let _ = writeln!(
            out,
            "  by example: {} of {} accepted ({})",
            example.asked - example.mismatched.len(),
            counted(example.asked, "message"),
            example.chosen
        );
        for mismatched in &example.mismatched {
            let _ = writeln!(out, "    message: {}", mismatched.message);
            out.push_str(&indented(&mismatched.shown, 4));
        }
    }
    if let Some(difference) = checked.difference() {
        let _ = writeln!(out, "  the two levels differ: {difference}");
    }
    if !checked.unchecked.is_empty() {
        let _ = writeln!(
            out,
            "  not checked: the metadata {}, which the contract does not mention (add it with `headers(…)` \
             on the type, or under `[pact.metadata.\"{}\"]` in counterpart.toml)",
            checked.unchecked.join(", "),
            checked.event
        );
    }
    out
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

fn indented(text: &str, by: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(&" ".repeat(if line.is_empty() { 0 } else { by }));
        out.push_str(line);
        out.push('\n');
    }
    out
}
