//! Says findings of one cause once.
//!
//! Within a pair, findings that lead to the same two places in the documents are one refusal at several places in the
//! message (a shared definition). Over all pairs, refusals of the same thing at the same place of the producer's
//! document are one incompatibility.

use std::collections::HashMap;
use std::sync::Arc;

use crate::compat::{Finding, Rule};
use crate::contract::Identity;
use crate::json::Pointer;
use crate::report::{Document, Incompatibility, Refusal};

/// What makes two refusals one cause: the producer's document, the place in it, the rule and the sentence.
type Cause = (Identity, Pointer, Rule, String);

#[derive(Debug, Default)]
pub(super) struct Groups {
    /// In the order in which they were found first.
    incompatibilities: Vec<Incompatibility>,
    by_cause: HashMap<Cause, usize>,
}

impl Groups {
    /// Takes the findings of one pair.
    pub(super) fn add(&mut self, emitted: &Arc<Document>, contract: &Arc<Document>, findings: Vec<Finding>) {
        let mut refused: HashMap<(Rule, Pointer, Pointer), (usize, usize)> = HashMap::new();
        for finding in findings {
            let places = (finding.rule, finding.emitted.clone(), finding.accepted.clone());
            if let Some((group, refusal)) = refused.get(&places) {
                self.incompatibilities[*group].refusals[*refusal]
                    .places
                    .push(finding.place);
                continue;
            }
            let group = self.group(emitted, &finding);
            let refusals = &mut self.incompatibilities[group].refusals;
            refused.insert(places, (group, refusals.len()));
            refusals.push(Refusal {
                contract: Arc::clone(contract),
                accepted_at: finding.accepted,
                places: vec![finding.place],
                witness: finding.witness,
                witness_at: finding.witness_at,
            });
        }
    }

    fn group(&mut self, emitted: &Arc<Document>, finding: &Finding) -> usize {
        let cause = (
            emitted.identity().clone(),
            finding.emitted.clone(),
            finding.rule,
            finding.sentence.clone(),
        );
        *self.by_cause.entry(cause).or_insert_with(|| {
            self.incompatibilities.push(Incompatibility {
                rule: finding.rule,
                emitted: Arc::clone(emitted),
                emitted_at: finding.emitted.clone(),
                sentence: finding.sentence.clone(),
                refusals: Vec::new(),
            });
            self.incompatibilities.len() - 1
        })
    }

    /// In the order of producers and events, then as found.
    pub(super) fn into_incompatibilities(mut self) -> Vec<Incompatibility> {
        self.incompatibilities.sort_by(|a, b| {
            let key = |one: &Incompatibility| {
                let identity = one.emitted.identity();
                (identity.event().to_owned(), identity.service().to_owned())
            };
            key(a).cmp(&key(b))
        });
        self.incompatibilities
    }
}
