//! The question itself.

use super::schema::Schema;
use super::search::goal::{At, Claim, Goal};
use super::search::{Answer, Search};
use super::verdict::{Limits, Verdict};

/// Decides whether every value that `emitted` accepts is accepted by `accepted`.
pub fn check(emitted: &Schema, accepted: &Schema, limits: &Limits) -> Verdict {
    let mut search = Search::new(emitted, accepted, limits.steps, 60);
    let goal = Goal::of_claims([
        Claim::Accepts(At::emitted(emitted.root())),
        Claim::Refuses(At::accepted(accepted.root())),
    ]);
    match search.solve(&goal) {
        Answer::Empty => Verdict::Compatible,
        Answer::Unknown(reason) => Verdict::Unproven(vec![search.reason_of(reason).clone()]),
        Answer::Found(witness) => {
            use super::verdict::{Finding, Place, Rule};
            Verdict::Incompatible(vec![Finding {
                rule: Rule::ForbiddenShape,
                place: Place::default(),
                emitted: Default::default(),
                accepted: Default::default(),
                witness: witness.as_ref().clone(),
                witness_at: Default::default(),
                sentence: String::new(),
            }])
        }
    }
}
