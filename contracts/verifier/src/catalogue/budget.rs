//! The number of fields of each event that are probed.

use super::people::People;
use super::source::Options;

/// The checks of a pair for one field: as it is, and after each of three edits.
const CHECKS: usize = 4;

/// How many fields of each event are probed.
pub(super) struct Shares(Vec<usize>);

impl Shares {
    /// Gives each event its first field, then each its second, until the checks are used up. So no event is left
    /// without an answer because it is late in the alphabet.
    pub(super) fn of(people: &People, fields: &[Vec<String>], options: &Options) -> Self {
        let cost: Vec<usize> = people.events.iter().map(|one| CHECKS * one.pairs.len()).collect();
        let most: Vec<usize> = fields.iter().map(|all| all.len().min(options.fields)).collect();
        let mut shares = vec![0; cost.len()];
        let mut left = options.checks;
        for round in 0..most.iter().copied().max().unwrap_or(0) {
            for at in 0..cost.len() {
                if shares[at] == round && round < most[at] && cost[at] <= left {
                    left -= cost[at];
                    shares[at] += 1;
                }
            }
        }
        Self(shares)
    }

    pub(super) fn of_event(&self, number: usize) -> usize {
        self.0[number]
    }

    pub(super) fn all(&self) -> usize {
        self.0.iter().sum()
    }
}
