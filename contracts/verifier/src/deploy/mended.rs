//! Finds pairs that broke before and are known to fit now.

use std::collections::BTreeSet;

use counterpart::contract::Identity;
use counterpart_engine::compat::{Place, PlaceStep};

use crate::report::{Document, Finding, Kind, Part, Report, Status};

/// An emitted schema and a contract, in any version.
pub(super) type Sides = (Identity, Identity);

pub(super) fn sides(emitted: &Document, contract: &Document) -> Sides {
    (emitted.identity().clone(), contract.identity().clone())
}

/// The earlier findings whose pairs were checked again, and of which nothing is left. There is no
/// finding of any rule at their place, above it or below it, and nothing undecided in the pair. A
/// finding that is not repeated proves nothing: the pair may be gone, or may break in another way.
pub(super) fn mended(before: &Report, after: &Report, checked: &BTreeSet<Sides>) -> Vec<Finding> {
    if !after.problems.is_empty() {
        // A document that could not be read counts as fitting there.
        return Vec::new();
    }
    let left = Left::of(after);
    let fits = |sides: &Sides| checked.contains(sides) && !left.undecided.contains(sides);
    let mended = before.findings.iter().filter_map(|finding| {
        let mut kind = finding.kind.clone();
        let is_mended = match &mut kind {
            Kind::Incompatible(one) => {
                for refusal in &mut one.refusals {
                    let sides = sides(&one.emitted, &refusal.contract);
                    let (part, is_checked) = (one.part, fits(&sides));
                    let is_mended = |place: &Place| is_checked && !left.is_broken(&sides, part, place);
                    refusal.places.retain(is_mended);
                }
                one.refusals.retain(|refusal| !refusal.places.is_empty());
                !one.refusals.is_empty()
            }
            Kind::Key(one) => {
                let sides = sides(&one.emitted, &one.contract);
                fits(&sides) && !left.is_broken(&sides, Part::Key, &Place::default())
            }
            Kind::Unproven(one) => {
                let sides = sides(&one.emitted, &one.contract);
                fits(&sides) && !left.broken.iter().any(|(broken, ..)| *broken == sides)
            }
            Kind::File(_) => false,
        };
        is_mended.then(|| Finding {
            kind,
            // The old status does not matter now.
            status: Status::Failing,
            allowance: None,
        })
    });
    mended.collect()
}

/// The findings of a report against pairs.
struct Left {
    undecided: BTreeSet<Sides>,
    broken: Vec<(Sides, Part, Place)>,
}

impl Left {
    fn of(report: &Report) -> Self {
        let mut left = Self {
            undecided: BTreeSet::new(),
            broken: Vec::new(),
        };
        for finding in &report.findings {
            match &finding.kind {
                Kind::Incompatible(one) => {
                    for refusal in &one.refusals {
                        let sides = sides(&one.emitted, &refusal.contract);
                        let places = refusal.places.iter();
                        left.broken
                            .extend(places.map(|place| (sides.clone(), one.part, place.clone())));
                    }
                }
                Kind::Key(one) => {
                    let sides = sides(&one.emitted, &one.contract);
                    left.broken.push((sides, Part::Key, Place::default()));
                }
                Kind::Unproven(one) => drop(left.undecided.insert(sides(&one.emitted, &one.contract))),
                Kind::File(_) => {}
            }
        }
        left
    }

    fn is_broken(&self, sides: &Sides, part: Part, place: &Place) -> bool {
        let mut broken = self.broken.iter();
        broken.any(|(of, in_part, at)| of == sides && *in_part == part && touch(at, place))
    }
}

/// Returns `true` if two places are the same, or one is above the other. An alternative is not a
/// place of its own: the same message may be refused in another one.
fn touch(one: &Place, other: &Place) -> bool {
    let steps = |place: &'_ Place| -> Vec<PlaceStep> {
        let is_in_message = |step: &&PlaceStep| !matches!(step, PlaceStep::Alternative(_));
        place.0.iter().filter(is_in_message).cloned().collect()
    };
    let is_same = |(one, other): (PlaceStep, PlaceStep)| match (&one, &other) {
        (PlaceStep::AnyProperty, PlaceStep::Property(_))
        | (PlaceStep::Property(_), PlaceStep::AnyProperty) => true,
        (PlaceStep::AnyItem, PlaceStep::Item(_)) | (PlaceStep::Item(_), PlaceStep::AnyItem) => true,
        _ => one == other,
    };
    steps(one).into_iter().zip(steps(other)).all(is_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_touch_where_one_is_the_other_or_above_it() {
        let name = |name: &str| PlaceStep::Property(name.to_owned());
        let of = |steps: &[PlaceStep]| Place(steps.to_vec());
        let pro = PlaceStep::Alternative("Pro".to_owned());
        for (one, other, is) in [
            (vec![], vec![name("a")], true),
            (vec![name("a")], vec![name("a"), name("b")], true),
            (vec![name("a")], vec![name("b")], false),
            (vec![name("a"), name("b")], vec![name("a"), name("c")], false),
            (vec![pro, name("a")], vec![name("a")], true),
            (vec![PlaceStep::AnyProperty], vec![name("a")], true),
            (
                vec![PlaceStep::AnyItem, name("a")],
                vec![PlaceStep::Item(1)],
                true,
            ),
            (vec![PlaceStep::Item(0)], vec![PlaceStep::Item(1)], false),
        ] {
            let (one, other) = (of(&one), of(&other));
            assert_eq!(touch(&one, &other), is, "{one} {other}");
            assert_eq!(touch(&other, &one), is, "{other} {one}");
        }
    }
}
