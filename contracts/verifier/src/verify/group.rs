//! Reports findings of one cause once.
//!
//! Within a pair, findings that lead to the same two places in the documents are one refusal. It
//! has several places in the message (a shared definition). Across all pairs, refusals of the same
//! thing at the same place of the producer's document are one incompatibility.

use std::collections::HashMap;
use std::sync::Arc;

use super::past::Before;
use super::triage::{Disposition, Judgement};
use crate::report::{Attribution, Document, Incompatibility, Part, Refusal, advice, change};
use counterpart::parallel;
use counterpart_engine::compat::{Finding, PlaceStep, Rule};
use counterpart_engine::json::Pointer;

/// The key that makes two refusals one incompatibility. It has the disposition, the producer's
/// document (its address), the part of the message, the place in the document, the rule and the
/// sentence.
type Same = (Disposition, usize, Part, Pointer, Rule, String);

/// The key that makes two findings of a pair one refusal. It has the disposition, the rule, the
/// places in both documents, the missing or extra field, and the side whose change it was.
type Places = (
    Disposition,
    Rule,
    Pointer,
    Pointer,
    Option<String>,
    Option<Attribution>,
);

/// The field of a finding whose places in the documents are those of the object.
fn field(finding: &Finding) -> Option<String> {
    match (finding.rule, finding.place.0.last()) {
        (
            Rule::PropertyMissing | Rule::PropertyOptional | Rule::PropertyDenied,
            Some(PlaceStep::Property(name)),
        ) => Some(name.clone()),
        _ => None,
    }
}

#[derive(Debug, Default)]
pub(super) struct Groups {
    /// In the order in which they were found first.
    incompatibilities: Vec<(Disposition, Incompatibility)>,
    by_cause: HashMap<Same, usize>,
    /// The earlier contract of each refusal of each incompatibility.
    read_before: Vec<Vec<Option<Arc<Document>>>>,
    /// True if documents of before are known only where they have changed.
    is_partial: bool,
}

impl Groups {
    /// Adds the findings of one pair, and the earlier documents of both sides.
    pub(super) fn add(
        &mut self,
        emitted: &Arc<Document>,
        contract: &Arc<Document>,
        part: Part,
        findings: Vec<(Finding, Judgement)>,
        before: Before,
    ) {
        let mut refused: HashMap<Places, (usize, usize)> = HashMap::new();
        for (finding, judgement) in findings {
            let Judgement {
                disposition,
                attribution,
            } = judgement;
            let places = (
                disposition,
                finding.rule,
                finding.emitted.clone(),
                finding.accepted.clone(),
                field(&finding),
                attribution,
            );
            if let Some((group, refusal)) = refused.get(&places) {
                let (_, known) = &mut self.incompatibilities[*group];
                known.refusals[*refusal].places.push(finding.place);
                continue;
            }
            let group = self.group(disposition, emitted, part, &finding);
            let of_group = &mut self.incompatibilities[group].1;
            if of_group.before.is_none() {
                of_group.before.clone_from(&before.emitted);
            }
            self.is_partial |= before.is_partial;
            self.read_before[group].push(before.contract.clone());
            let refusals = &mut of_group.refusals;
            refused.insert(places, (group, refusals.len()));
            refusals.push(Refusal {
                contract: Arc::clone(contract),
                accepted_at: finding.accepted,
                places: vec![finding.place],
                witness: finding.witness,
                witness_at: finding.witness_at,
                premises: finding.premises,
                attribution,
            });
        }
    }

    fn group(
        &mut self,
        disposition: Disposition,
        emitted: &Arc<Document>,
        part: Part,
        finding: &Finding,
    ) -> usize {
        let cause = (
            disposition,
            Arc::as_ptr(emitted).addr(),
            part,
            finding.emitted.clone(),
            finding.rule,
            finding.sentence.clone(),
        );
        *self.by_cause.entry(cause).or_insert_with(|| {
            let new = Incompatibility {
                rule: finding.rule,
                part,
                emitted: Arc::clone(emitted),
                emitted_at: finding.emitted.clone(),
                sentence: finding.sentence.clone(),
                refusals: Vec::new(),
                renamed: None,
                before: None,
            };
            self.incompatibilities.push((disposition, new));
            self.read_before.push(Vec::new());
            self.incompatibilities.len() - 1
        })
    }

    /// In the order of events and producers, then as found; each with the rename that explains it.
    pub(super) fn into_incompatibilities(mut self) -> Vec<(Disposition, Incompatibility)> {
        if self.is_partial {
            for ((_, one), read_before) in self.incompatibilities.iter_mut().zip(&self.read_before) {
                // A file that is stale for something else does not tell whose change this is.
                if advice::is_same_as_before(one, read_before) {
                    one.before = None;
                }
            }
        }
        let all: Vec<_> = self.incompatibilities.iter().zip(&self.read_before).collect();
        let known = change::Renames::default();
        let renamed = parallel::map(&all, |((_, one), read_before)| {
            change::renamed(one, read_before, &known)
        });
        for ((_, one), renamed) in self.incompatibilities.iter_mut().zip(renamed) {
            one.renamed = renamed;
        }
        self.incompatibilities.sort_by_cached_key(|(_, one)| {
            let identity = one.emitted.identity();
            (identity.event().to_owned(), identity.service().to_owned())
        });
        self.incompatibilities
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Status;
    use counterpart::contract::{ContractFile, Header, Identity, Role};
    use counterpart_engine::compat::Place;
    use counterpart_engine::json::Json;

    fn document(service: &str, role: Role) -> Arc<Document> {
        let header = Header {
            identity: Identity::new(service, role, "paid", None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: vec![],
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let contract = ContractFile::new(header, Default::default());
        Arc::new(Document {
            path: contract.header.identity.path(),
            text: contract.to_text().into(),
            contract,
            declared: false,
            included: Vec::new(),
        })
    }

    fn finding(place: &str, emitted: &str, accepted: &str, sentence: &str) -> Finding {
        Finding {
            rule: Rule::TypeMismatch,
            place: Place(vec![PlaceStep::Property(place.into())]),
            emitted: emitted.parse().unwrap(),
            accepted: accepted.parse().unwrap(),
            witness: Json::Null,
            witness_at: Pointer::root(),
            premises: Vec::new(),
            sentence: sentence.into(),
        }
    }

    /// One line for each incompatibility: the place of its cause, and the consumers that refuse it,
    /// with their places.
    fn grouped(by_consumer: &[(&str, Vec<Finding>)]) -> String {
        let shop = document("shop", Role::Emits);
        let mut groups = Groups::default();
        let fails = Judgement {
            disposition: Status::Failing.into(),
            attribution: None,
        };
        for (consumer, findings) in by_consumer {
            groups.add(
                &shop,
                &document(consumer, Role::Consumes),
                Part::Payload,
                findings.iter().map(|one| (one.clone(), fails)).collect(),
                Before::default(),
            );
        }
        let line = |one: &Incompatibility| {
            let refusals = one.refusals.iter().map(|refusal| {
                let places: Vec<_> = refusal.places.iter().map(ToString::to_string).collect();
                let service = refusal.contract.identity().service();
                format!("{service} at {}", places.join(" "))
            });
            let refusals: Vec<_> = refusals.collect();
            format!("{} ({}): {}", one.emitted_at, one.sentence, refusals.join(", "))
        };
        let lines: Vec<_> = groups
            .into_incompatibilities()
            .iter()
            .map(|(_, one)| line(one))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn two_places_of_one_definition_are_one_refusal() {
        let twice = vec![
            finding("net", "/$defs/P", "/$defs/P", "text for number"),
            finding("gross", "/$defs/P", "/$defs/P", "text for number"),
        ];
        insta::assert_snapshot!(grouped(&[("books", twice)]), @"/$defs/P (text for number): books at /net /gross");
    }

    #[test]
    fn two_fields_that_an_object_lacks_are_two_refusals() {
        let lacks = |name: &str| {
            let sentence = format!("the producer never sends `{name}`, and the consumer requires it");
            Finding {
                rule: Rule::PropertyMissing,
                ..finding(name, "", "/required", &sentence)
            }
        };
        insta::assert_snapshot!(grouped(&[("books", vec![lacks("net"), lacks("gross")])]), @"
         (the producer never sends `net`, and the consumer requires it): books at /net
         (the producer never sends `gross`, and the consumer requires it): books at /gross
        ");
    }

    #[test]
    fn consumers_that_refuse_the_same_thing_stand_together() {
        let one = |accepted| vec![finding("net", "/$defs/P", accepted, "text for number")];
        insta::assert_snapshot!(grouped(&[("books", one("/a")), ("stock", one("/b"))]), @"/$defs/P (text for number): books at /net, stock at /net");
    }

    #[test]
    fn another_place_in_the_schema_or_another_sentence_is_another_cause() {
        let findings = vec![
            finding("net", "/$defs/P", "/a", "text for number"),
            finding("net", "/$defs/Q", "/a", "text for number"),
            finding("net", "/$defs/P", "/b", "text for truth"),
        ];
        insta::assert_snapshot!(grouped(&[("books", findings)]), @r"
        /$defs/P (text for number): books at /net
        /$defs/Q (text for number): books at /net
        /$defs/P (text for truth): books at /net
        ");
    }
}
