//! The names that an allowance seems to have misspelt.

use std::collections::BTreeSet;

use crate::report::{Finding, Kind, Part};
use counterpart::config::Allowance;
use counterpart::near::near;
use counterpart_engine::compat::Place;

/// A finding as allowances name it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Named<'f> {
    event: &'f str,
    consumer: &'f str,
    place: String,
    rule: &'static str,
}

/// The events, consumers or places of findings that the allowance would match without a slip; of those with the fewest
/// slips.
pub(super) fn meant(allowance: &Allowance, findings: &[Finding]) -> Vec<String> {
    let named: BTreeSet<Named> = findings.iter().flat_map(|one| named(&one.kind)).collect();
    let slips: Vec<Vec<&str>> = named.iter().filter_map(|one| slips(allowance, one)).collect();
    let fewest = slips.iter().map(Vec::len).min().unwrap_or(0);
    let nearest = slips.iter().filter(|slips| slips.len() == fewest);
    let meant: BTreeSet<String> = nearest
        .filter(|slips| !slips.is_empty())
        .map(|slips| slips.join("` and `"))
        .collect();
    meant.into_iter().take(3).collect()
}

/// The names of a finding that the allowance misspells; `None` if it means something else.
fn slips<'n>(allowance: &Allowance, named: &'n Named<'_>) -> Option<Vec<&'n str>> {
    if allowance.rule.as_deref().is_some_and(|rule| rule != named.rule) {
        return None;
    }
    let mut slips = Vec::new();
    for (written, name) in [
        (Some(allowance.event.as_str()), named.event),
        (allowance.consumer.as_deref(), named.consumer),
        (allowance.place.as_deref(), named.place.as_str()),
    ] {
        match written {
            Some(written) if written != name => slips.extend(Some(*near(written, [name]).first()?)),
            _ => {}
        }
    }
    Some(slips)
}

/// A finding, once for each consumer and place.
fn named(kind: &Kind) -> Vec<Named<'_>> {
    let rule = kind.rule();
    match kind {
        Kind::Incompatible(found) => found
            .refusals
            .iter()
            .flat_map(|refusal| {
                refusal.places.iter().map(move |place| Named {
                    event: refusal.contract.identity().event(),
                    consumer: refusal.contract.identity().service(),
                    place: found.part.place(place),
                    rule,
                })
            })
            .collect(),
        Kind::Key(found) => vec![Named {
            event: found.contract.identity().event(),
            consumer: found.contract.identity().service(),
            place: Part::Key.place(&Place::default()),
            rule,
        }],
        Kind::Unproven(_) => Vec::new(),
        Kind::File(found) => std::iter::once(&found.document)
            .chain(&found.wanted_by)
            .map(|document| Named {
                event: document.identity().event(),
                consumer: document.identity().service(),
                place: String::new(),
                rule,
            })
            .collect(),
    }
}
