//! The findings of a run, one by one.

use std::sync::Arc;

use super::{Attribution, Document, FileFinding, Named, Renamed, Status};
use counterpart::config::{Allowance, RuleId};
use counterpart_engine::compat::{Place, PlaceStep, Premise, Reason, Rule};
use counterpart_engine::json::{Json, Pointer};

/// A finding of a run, with its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The finding itself.
    pub kind: Kind,
    /// The status of the finding.
    pub status: Status,
    /// The allowance that covers it, if there is one.
    pub allowance: Option<Allowance>,
}

impl Finding {
    /// A finding that fails the run.
    pub fn failing(kind: Kind) -> Self {
        Self {
            kind,
            status: Status::Failing,
            allowance: None,
        }
    }
}

/// The kinds of findings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Messages that a producer can send and a consumer refuses, one finding for each cause.
    Incompatible(Incompatibility),
    /// A pair that disagrees on the meaning of a message's key.
    Key(KeyFinding),
    /// A pair that could be neither proven nor refuted.
    Unproven(Unproven),
    /// A mistake in a contract file, or in its source.
    File(FileFinding),
}

impl Kind {
    /// The id of the rule, or [`Unproven::ID`].
    pub fn rule(&self) -> &'static str {
        match self {
            Kind::Incompatible(found) => found.rule.id(),
            Kind::Key(_) => KeyFinding::RULE,
            Kind::Unproven(_) => Unproven::ID,
            Kind::File(found) => found.rule.id(),
        }
    }

    /// The pairs of an emitted schema and a contract that it is about; none if it is about a file.
    pub fn pairs(&self) -> Vec<(&Arc<Document>, &Arc<Document>)> {
        match self {
            Kind::Incompatible(found) => {
                let refusals = found.refusals.iter();
                refusals
                    .map(|refusal| (&found.emitted, &refusal.contract))
                    .collect()
            }
            Kind::Key(found) => vec![(&found.emitted, &found.contract)],
            Kind::Unproven(found) => vec![(&found.emitted, &found.contract)],
            Kind::File(_) => Vec::new(),
        }
    }
}

/// One cause on the producer's side, and everyone that it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incompatibility {
    /// The kind of incompatibility.
    pub rule: Rule,
    /// The part of the message that has the places below.
    pub part: Part,
    /// The document that the producer sends.
    pub emitted: Arc<Document>,
    /// The place of the cause in the producer's document.
    pub emitted_at: Pointer,
    /// The values that may be emitted there and those that are accepted, without a full stop.
    pub sentence: String,
    /// The contracts that refuse it; never empty.
    pub refusals: Vec<Refusal>,
    /// The thing that the producer seems to have renamed, if that explains it.
    pub renamed: Option<Renamed>,
    /// The document that the producer sent before, if it is known. In a store it is the last
    /// version on its main branch, else the contract file that is older than the code.
    pub before: Option<Arc<Document>>,
}

impl Incompatibility {
    /// The place in the producer's types that makes the value that the first consumer refuses. If
    /// it was renamed, the place has the new name. In an enum, it is the variant that the witness
    /// names. Headers and keys are outside the type: the place is the whole of it.
    ///
    /// `/plan` becomes `/plan(Gold)` if `{"plan": "Gold"}` is refused.
    pub fn sent_place(&self) -> Place {
        if self.part != Part::Payload {
            return Place::default();
        }
        if let Some(renamed) = &self.renamed {
            let name = renamed.producer.clone();
            let mut place = renamed.above.clone();
            place.0.push(match renamed.what {
                Named::Field | Named::Tag => PlaceStep::Property(name),
                Named::Variant => PlaceStep::Alternative(name),
            });
            return place;
        }
        let first = &self.refusals[0];
        let mut place = first.places[0].clone();
        let is_named = matches!(place.0.last(), Some(PlaceStep::Alternative(_)));
        if self.rule == Rule::ValueNotAccepted && !is_named {
            if let Some(Json::String(name)) = first.witness_at.find(&first.witness) {
                place.0.push(PlaceStep::Alternative(name.clone()));
            }
        }
        place
    }
}

impl Incompatibility {
    /// Returns true if the finding is that the producer sends another form of messages than the consumers read.
    pub(crate) fn is_of_mode(&self) -> bool {
        // Only this finding has its place in the headers of the files, and not in their schemas or headers of messages.
        let is_of_header = |at: &Pointer| matches!(at.steps(), [first] | [first, _] if first == "x-contract");
        self.part == Part::Payload && is_of_header(&self.refusals[0].accepted_at)
    }
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Part {
    /// The message itself, with its envelope if it has one.
    #[default]
    Payload,
    /// Its headers, as an object of texts.
    Headers,
    /// Its key.
    Key,
}

impl Part {
    /// The stable id, as reports write it.
    pub fn id(self) -> &'static str {
        match self {
            Part::Payload => "payload",
            Part::Headers => "headers",
            Part::Key => "key",
        }
    }

    /// A place in this part, as allowances name it: a header is below `/headers`, the key is
    /// `/key`.
    ///
    /// ```
    /// use counterpart_engine::compat::{Place, PlaceStep};
    /// use counterpart_verifier::report::Part;
    ///
    /// let place = Place(vec![PlaceStep::Property("tenant".to_owned())]);
    /// assert_eq!(Part::Payload.place(&place), "/tenant");
    /// assert_eq!(Part::Headers.place(&place), "/headers/tenant");
    /// ```
    pub fn place(self, place: &Place) -> String {
        match self {
            Part::Payload => place.to_string(),
            Part::Headers => format!("/headers{place}"),
            Part::Key => "/key".to_owned(),
        }
    }
}

/// A consumer takes the key of a message for the value of a field, and the producer sends a
/// different one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFinding {
    /// The document that the producer sends.
    pub emitted: Arc<Document>,
    /// The contract.
    pub contract: Arc<Document>,
    /// The sent value and the value that it is taken for, without a full stop.
    pub sentence: String,
    /// A message that the producer can send: an object of `key` (null if none is sent) and
    /// `payload`.
    pub witness: Json,
    /// The side whose change broke it, if a store was asked.
    pub attribution: Option<Attribution>,
}

impl KeyFinding {
    /// The stable id of the only rule about keys.
    pub const RULE: &'static str = RuleId::Key.id();
}

/// One contract's refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The contract.
    pub contract: Arc<Document>,
    /// The place of the refusing keyword in the contract's document.
    pub accepted_at: Pointer,
    /// The place in the message, or several places if they share a definition. Never empty.
    pub places: Vec<Place>,
    /// A message that the producer can send and the consumer refuses.
    pub witness: Json,
    /// The place of the wrong value in the witness.
    pub witness_at: Pointer,
    /// The assumptions of the refusal. Empty for most.
    pub premises: Vec<Premise>,
    /// The side whose change broke it, if a store was asked.
    pub attribution: Option<Attribution>,
}

/// A pair that could be neither proven nor refuted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven {
    /// The document that the producer sends.
    pub emitted: Arc<Document>,
    /// The document that the consumer accepts.
    pub contract: Arc<Document>,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
}

impl Unproven {
    /// The text in place of a rule's id.
    pub const ID: &'static str = "unproven";
}

#[cfg(test)]
mod tests {
    use counterpart::contract::{ContractFile, Header, Role};
    use counterpart_engine::json;

    use super::*;

    fn property(name: &str) -> Place {
        Place(vec![PlaceStep::Property(name.to_owned())])
    }

    fn refused(rule: Rule, place: Place, witness: &str, at: &str) -> Incompatibility {
        let header = Header {
            identity: counterpart::contract::Identity::new("user", Role::Emits, "e", None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: vec![],
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let document = Arc::new(Document {
            path: "e.json".into(),
            text: "".into(),
            contract: ContractFile::new(header, Default::default()),
            declared: true,
            included: vec![],
        });
        Incompatibility {
            rule,
            part: Part::Payload,
            emitted: Arc::clone(&document),
            emitted_at: Pointer::root(),
            sentence: String::new(),
            refusals: vec![Refusal {
                contract: document,
                accepted_at: Pointer::root(),
                places: vec![place],
                witness: json::parse(witness.as_bytes()).unwrap(),
                witness_at: Pointer::root().child(at),
                premises: vec![],
                attribution: None,
            }],
            renamed: None,
            before: None,
        }
    }

    #[test]
    fn sent_place_names_the_variant_and_the_new_name() {
        let plan = |rule| refused(rule, property("plan"), r#"{"plan": "Gold"}"#, "plan");
        let shown = |found: &Incompatibility| found.sent_place().to_string();
        assert_eq!(shown(&plan(Rule::ValueNotAccepted)), "/plan(Gold)");
        assert_eq!(shown(&plan(Rule::TypeMismatch)), "/plan");
        let mut named = plan(Rule::ValueNotAccepted);
        named.refusals[0].places[0]
            .0
            .push(PlaceStep::Alternative("Gold".to_owned()));
        assert_eq!(shown(&named), "/plan(Gold)");
        let number = refused(Rule::ValueNotAccepted, property("plan"), r#"{"plan": 3}"#, "plan");
        assert_eq!(shown(&number), "/plan");
        for (what, expected) in [
            (Named::Field, "/order/new"),
            (Named::Tag, "/order/new"),
            (Named::Variant, "/order(new)"),
        ] {
            let mut found = plan(Rule::PropertyMissing);
            found.renamed = Some(Renamed {
                what,
                above: property("order"),
                consumer: "old".to_owned(),
                producer: "new".to_owned(),
            });
            assert_eq!(shown(&found), expected);
            found.part = Part::Headers;
            assert_eq!(shown(&found), "");
        }
    }
}
