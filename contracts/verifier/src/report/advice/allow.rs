//! The fix that changes neither side: an allowance, as text to paste.

use super::super::{Document, FileFinding, FileRule, Incompatibility, KeyFinding, Part};
use super::{Fix, FixKind};
use counterpart::config::Allowance;
use counterpart_engine::compat::Place;

/// The placeholder for the reason until somebody writes it.
const REASON: &str = "why this break is accepted";

/// Allowances for everything that one incompatibility reports, one for each consumer and place.
pub(super) fn let_pass(found: &Incompatibility) -> Fix {
    let refused = found.refusals.iter().flat_map(|refusal| {
        let places = refusal.places.iter();
        places.map(|place| allowance(&refusal.contract, found.rule.id(), Some((found.part, place))))
    });
    fix(refused)
}

pub(super) fn let_key_pass(found: &KeyFinding) -> Fix {
    let place = Place::default();
    let one = allowance(&found.contract, KeyFinding::RULE, Some((Part::Key, &place)));
    fix(std::iter::once(one))
}

/// Only findings about contracts can be accepted: a command fixes a file that differs from the
/// code.
pub(super) fn let_file_pass(finding: &FileFinding) -> Option<Fix> {
    let wanted: Vec<&Document> = match finding.rule {
        FileRule::EventNotEmitted => vec![&*finding.document],
        _ => finding.wanted_by.iter().map(|contract| &**contract).collect(),
    };
    let allowances = wanted
        .iter()
        .map(|contract| allowance(contract, finding.rule.id(), None));
    (!wanted.is_empty()).then(|| fix(allowances))
}

fn allowance(contract: &Document, rule: &str, at: Option<(Part, &Place)>) -> Allowance {
    let identity = contract.identity();
    Allowance {
        event: identity.event().to_owned(),
        consumer: Some(identity.service().to_owned()),
        // A place that no allowance can name is left out, so that the text can be parsed. It then
        // holds anywhere.
        place: at
            .map(|(part, place)| part.place(place))
            .filter(|place| Allowance::can_name(place)),
        rule: Some(rule.to_owned()),
        reason: REASON.to_owned(),
        until: None,
    }
}

fn fix(allowances: impl Iterator<Item = Allowance>) -> Fix {
    let mut all: Vec<Allowance> = Vec::new();
    for allowance in allowances {
        if !all.contains(&allowance) {
            all.push(allowance);
        }
    }
    // An allowance that holds anywhere makes those of single places unnecessary.
    let anywhere: Vec<_> = all.iter().filter(|one| one.place.is_none()).cloned().collect();
    let narrowed = |one: &Allowance| {
        let same = |wide: &&Allowance| wide.consumer == one.consumer && wide.rule == one.rule;
        one.place.is_some() && anywhere.iter().any(|wide| same(&wide))
    };
    all.retain(|one| !narrowed(one));
    let blocks: Vec<String> = all.iter().map(Allowance::to_toml).collect();
    Fix {
        kind: FixKind::Allow,
        text: "accept the break explicitly: add this to `counterpart.toml` with a reason and, if temporary, `until = <date>`"
            .to_owned(),
        paste: Some(blocks.join("\n")),
        edits: Vec::new(),
    }
}
