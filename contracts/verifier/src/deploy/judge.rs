//! Checks pairs of documents, each pair of contents once, and gives their result at a place.

use std::collections::HashMap;

use super::attribution::PairOutcome;
use super::hashed::HashedDocument;
use crate::report::Part;
use crate::store::Digest;
use crate::verify::{Key, OfPair, check_pair, schema_of, wants};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::{Limits, Place, PlaceStep, Rule, Verdict};

/// Remembers the results of pairs.
pub(super) struct Judge {
    limits: Limits,
    schemas: HashMap<Digest, Option<Schema>>,
    pairs: HashMap<(Digest, Digest), Outcome>,
}

/// The result of one pair.
#[derive(Debug, Default)]
struct Outcome {
    broken: Vec<(Part, Option<Rule>, Place)>,
    unclear: Vec<Part>,
}

impl Judge {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            schemas: HashMap::new(),
            pairs: HashMap::new(),
        }
    }

    /// The result of the pair at a place. A contract that is not for this producer refuses nothing
    /// of it.
    pub(super) fn at(
        &mut self,
        emitted: &HashedDocument,
        contract: &HashedDocument,
        part: Part,
        place: &Place,
    ) -> PairOutcome {
        if !wants(&contract.document, emitted.document.identity().service()) {
            return PairOutcome::Fits;
        }
        let outcome = self.outcome(emitted, contract);
        let breaks =
            |(broken, rule, at): &(Part, Option<Rule>, Place)| *broken == part && covers(at, *rule, place);
        if outcome.broken.iter().any(breaks) {
            PairOutcome::Breaks
        } else if outcome.unclear.contains(&part) {
            PairOutcome::Unclear
        } else {
            PairOutcome::Fits
        }
    }

    /// Returns `true` if every message is proven to be accepted.
    pub(super) fn fits(&mut self, emitted: &HashedDocument, contract: &HashedDocument) -> bool {
        let outcome = self.outcome(emitted, contract);
        outcome.broken.is_empty() && outcome.unclear.is_empty()
    }

    fn outcome(&mut self, emitted: &HashedDocument, contract: &HashedDocument) -> &Outcome {
        let key = (emitted.digest, contract.digest);
        if !self.pairs.contains_key(&key) {
            let outcome = self.check(emitted, contract);
            self.pairs.insert(key, outcome);
        }
        &self.pairs[&key]
    }

    fn check(&mut self, emitted: &HashedDocument, contract: &HashedDocument) -> Outcome {
        for one in [emitted, contract] {
            let schemas = &mut self.schemas;
            schemas
                .entry(one.digest)
                .or_insert_with(|| schema_of(&one.document).ok());
        }
        let schema = |one: &HashedDocument| self.schemas[&one.digest].as_ref();
        let (Some(emitted_schema), Some(contract_schema)) = (schema(emitted), schema(contract)) else {
            return Outcome::unclear();
        };
        let mut problems = Vec::new();
        let pair = check_pair(
            (&emitted.document, emitted_schema),
            (&contract.document, contract_schema),
            &self.limits,
            &mut problems,
        );
        if problems.is_empty() {
            Outcome::of(pair, self.limits.findings)
        } else {
            Outcome::unclear()
        }
    }
}

impl Outcome {
    fn unclear() -> Self {
        Self {
            broken: Vec::new(),
            unclear: vec![Part::Payload, Part::Headers, Part::Key],
        }
    }

    fn of(pair: OfPair, most: usize) -> Self {
        let mut outcome = Self::default();
        for (part, examination) in [(Part::Payload, pair.payload), (Part::Headers, pair.headers)] {
            if !examination.undecided.is_empty() {
                outcome.unclear.push(part);
            }
            match examination.verdict {
                Verdict::Compatible => {}
                Verdict::Unproven(_) => outcome.unclear.push(part),
                Verdict::Incompatible(findings) => {
                    // Other places are broken too, or may be if the search for them has stopped.
                    let is_cut = examination.further > 0 || findings.len() >= most;
                    if is_cut && !outcome.unclear.contains(&part) {
                        outcome.unclear.push(part);
                    }
                    let broken = findings.into_iter();
                    outcome
                        .broken
                        .extend(broken.map(|finding| (part, Some(finding.rule), finding.place)));
                }
            }
        }
        match pair.key {
            Key::Fits => {}
            Key::Differs(_) => outcome.broken.push((Part::Key, None, Place::default())),
            Key::Unproven(_) => outcome.unclear.push(Part::Key),
        }
        outcome
    }
}

/// Returns `true` if a refusal at `at` also refuses `place`. It is the same place, or `place` is
/// inside a value that is refused as a whole. If only the lack of a value is refused, the contents
/// of a present value are not.
fn covers(at: &Place, rule: Option<Rule>, place: &Place) -> bool {
    if at.0.len() > place.0.len() {
        return false;
    }
    let above = at.0.iter().zip(&place.0).all(|(one, other)| same(one, other));
    let lack_alone = matches!(rule, Some(Rule::PropertyOptional | Rule::NullEmitted));
    above && (at.0.len() == place.0.len() || !lack_alone)
}

/// Returns `true` if two steps can be the same step of a message.
fn same(one: &PlaceStep, other: &PlaceStep) -> bool {
    use PlaceStep::{AnyItem, AnyProperty, Item, Property};
    match (one, other) {
        (AnyProperty, Property(_)) | (Property(_), AnyProperty) => true,
        (AnyItem, Item(_)) | (Item(_), AnyItem) => true,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(steps: &[&str]) -> Place {
        let step = |step: &&str| match *step {
            "*" => PlaceStep::AnyProperty,
            "[]" => PlaceStep::AnyItem,
            alternative if alternative.starts_with('(') => {
                PlaceStep::Alternative(alternative.trim_matches(['(', ')']).into())
            }
            name => PlaceStep::Property(name.into()),
        };
        Place(steps.iter().map(step).collect())
    }

    #[test]
    fn what_is_refused_as_a_whole_is_refused_within() {
        let within = place(&["address", "zip"]);
        for (rule, steps, yes) in [
            (Rule::TypeMismatch, &["address", "zip"][..], true),
            (Rule::PropertyOptional, &["address", "zip"], true),
            (Rule::TypeMismatch, &["address"], true),
            (Rule::PropertyMissing, &["address"], true),
            (Rule::PropertyOptional, &["address"], false),
            (Rule::NullEmitted, &["address"], false),
            (Rule::TypeMismatch, &["address", "zip", "code"], false),
            (Rule::TypeMismatch, &["address", "street"], false),
            (Rule::TypeMismatch, &["*", "zip"], true),
            (Rule::TypeMismatch, &["[]", "zip"], false),
            (Rule::TypeMismatch, &["(Pro)"], false),
            (Rule::TypeMismatch, &[], true),
        ] {
            assert_eq!(
                covers(&place(steps), Some(rule), &within),
                yes,
                "{rule} {steps:?}"
            );
        }
    }
}
