//! True if every message that may be sent is accepted.

use std::collections::BTreeMap;

use serde_json::Value;

use super::example::{mismatches, sent};
use super::metadata::Known;
use super::read::{AnyPact, Message};
use super::report::{ByProof, Difference};
use super::schema::{self, Accepted, Narrowing};
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Finding, Limits, Place, PlaceStep, Reason, ReasonKind, Verdict, examine};
use counterpart_engine::json::Json;

/// The alternative that a place in the metadata begins with.
const METADATA: &str = "metadata";

/// Decides for the contents and for the known metadata.
pub(super) fn prove(
    pact: &AnyPact,
    message: &Message,
    emitted: &Schema,
    known: &Known,
    limits: &Limits,
) -> ByProof {
    let contents = contents(pact, message, emitted, &known.example, limits);
    let metadata = metadata(pact, message, known, limits);
    both(contents, metadata)
}

fn both(one: ByProof, other: ByProof) -> ByProof {
    match (one, other) {
        (ByProof::Refuted(mut differences), ByProof::Refuted(more)) => {
            differences.extend(more);
            ByProof::Refuted(differences)
        }
        (refuted @ ByProof::Refuted(_), _) | (_, refuted @ ByProof::Refuted(_)) => refuted,
        (
            ByProof::Unproven {
                mut reasons,
                mut narrowings,
            },
            ByProof::Unproven {
                reasons: more,
                narrowings: other,
            },
        ) => {
            reasons.extend(more);
            narrowings.extend(other);
            ByProof::Unproven { reasons, narrowings }
        }
        (unproven @ ByProof::Unproven { .. }, _) | (_, unproven @ ByProof::Unproven { .. }) => unproven,
        (ByProof::Proven, ByProof::Proven) => ByProof::Proven,
    }
}

fn contents(
    pact: &AnyPact,
    message: &Message,
    emitted: &Schema,
    metadata: &BTreeMap<String, Value>,
    limits: &Limits,
) -> ByProof {
    let refuses = |witness: &Json| {
        let found = mismatches(&message.interaction, &sent(&witness.to_string(), metadata), pact);
        found
            .iter()
            .map(pact_matching::Mismatch::description)
            .collect::<Vec<_>>()
    };
    let attempt = |thorough| {
        let accepted = schema::of_value(&message.contents, message.rules.clone(), thorough);
        decide(emitted, accepted, limits, &refuses)
    };
    match attempt(false) {
        // A closer look at numbers may decide an open question.
        ByProof::Unproven { narrowings, .. } if !narrowings.is_empty() => attempt(true),
        decided => decided,
    }
}

fn metadata(pact: &AnyPact, message: &Message, known: &Known, limits: &Limits) -> ByProof {
    let Ok(emitted) = Schema::from_json(known.emitted.clone(), &Options::default()) else {
        return unproven("the schema of the headers cannot be read".to_owned(), Vec::new());
    };
    let refuses = |witness: &Json| {
        let mut metadata = known.example.clone();
        metadata.retain(|key, _| {
            known
                .accepted
                .get("properties")
                .is_none_or(|keys| keys.get(key).is_none())
        });
        if let Some(Value::Object(members)) = witness.to_serde_json() {
            metadata.extend(members);
        }
        let text = message.contents.to_string();
        let found = mismatches(&message.interaction, &sent(&text, &metadata), pact);
        let of_metadata = found
            .iter()
            .filter(|mismatch| mismatch.mismatch_type() == "MetadataMismatch");
        of_metadata
            .map(pact_matching::Mismatch::description)
            .collect::<Vec<_>>()
    };
    let accepted = Accepted {
        schema: known.accepted.clone(),
        narrowings: known.narrowings.clone(),
        decimals: false,
    };
    let mut decided = decide(&emitted, accepted, limits, &refuses);
    if let ByProof::Refuted(differences) = &mut decided {
        for difference in differences {
            let Place(steps) = &mut difference.finding.place;
            steps.insert(0, PlaceStep::Alternative(METADATA.to_owned()));
        }
    }
    decided
}

/// Containment, with each witness shown to Pact.
fn decide(
    emitted: &Schema,
    accepted: Accepted,
    limits: &Limits,
    refuses: &dyn Fn(&Json) -> Vec<String>,
) -> ByProof {
    let schema = match Schema::from_json(accepted.schema, &Options::default()) {
        Ok(schema) => schema,
        Err(error) => {
            return unproven(
                format!("cannot make a schema of the messages that Pact accepts: {error}"),
                accepted.narrowings,
            );
        }
    };
    let examination = examine(emitted, &schema, limits);
    match examination.verdict {
        Verdict::Compatible => ByProof::Proven,
        Verdict::Unproven(reasons) => ByProof::Unproven {
            reasons,
            narrowings: accepted.narrowings,
        },
        Verdict::Incompatible(findings) => {
            let (mut confirmed, mut open): (Vec<Difference>, Vec<Finding>) = (Vec::new(), Vec::new());
            let (findings, without_message): (Vec<Finding>, Vec<Finding>) =
                findings.into_iter().partition(Finding::has_message);
            for finding in findings {
                let pact = refuses(&finding.witness);
                match pact.is_empty() {
                    true => open.push(finding),
                    false => confirmed.push(Difference { finding, pact }),
                }
            }
            if !confirmed.is_empty() {
                return ByProof::Refuted(confirmed);
            }
            let reasons = open.into_iter().map(|finding| Reason {
                kind: ReasonKind::Unconfirmed,
                place: finding.place,
                text: format!(
                    "Pact accepts {}, which the schema of the interaction does not",
                    finding.witness
                ),
            });
            // Pact cannot be asked about a text that cannot be made.
            let untold = without_message.iter().flat_map(|finding| {
                finding.premises.iter().map(|premise| Reason {
                    kind: ReasonKind::UnknownFormat,
                    place: finding.place.clone(),
                    text: format!("{}, if {premise}: Pact was not asked", finding.sentence),
                })
            });
            ByProof::Unproven {
                reasons: reasons.chain(untold).chain(examination.undecided).collect(),
                narrowings: accepted.narrowings,
            }
        }
    }
}

fn unproven(text: String, narrowings: Vec<Narrowing>) -> ByProof {
    ByProof::Unproven {
        reasons: vec![Reason {
            kind: ReasonKind::Unsupported,
            place: Place::default(),
            text,
        }],
        narrowings,
    }
}
