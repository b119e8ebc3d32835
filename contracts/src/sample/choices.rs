//! Choices: what was taken least often first, or any at random.

use foldhash::{HashMap, HashMapExt};
use oorandom::Rand64;

use counterpart_engine::compat::schema::node::NodeId;

/// A choice that is made repeatedly: its kind, and the schema.
pub(super) type ChoicePoint = (NodeId, Choice);

/// The object of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Choice {
    Branch,
    Else,
    Kind,
    Constant,
    Number,
    Spelling,
    Text,
    Length,
    Unnamed,
    Extra,
    Order,
    /// True if the property of this number is there.
    Property(u16),
}

/// The strategy by which one sample makes its choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strategy {
    /// Each choice takes what was taken least often, the first of these.
    Plain,
    /// The same, for any of these: the choices here are independent of each other.
    Covering,
    /// Anything.
    Random,
}

#[derive(Debug)]
pub(super) struct Choices {
    random: Rand64,
    pub(super) strategy: Strategy,
    /// How often each alternative was taken.
    taken: HashMap<ChoicePoint, Vec<u32>>,
}

impl Choices {
    pub(super) fn of(seed: u64) -> Self {
        Self {
            random: Rand64::new(seed.into()),
            strategy: Strategy::Plain,
            taken: HashMap::new(),
        }
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        match bound {
            0 | 1 => 0,
            _ => self.random.rand_range(0..bound as u64) as usize,
        }
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.random.rand_u64()
    }

    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Picks one of `allowed`, which are numbers of the `of` alternatives at this site, in order.
    pub(super) fn pick_of(&mut self, site: ChoicePoint, of: usize, allowed: &[usize]) -> usize {
        allowed[self.pick_by(site, of, allowed.len(), |at| allowed[at])]
    }

    /// A number below `of`.
    pub(super) fn pick(&mut self, site: ChoicePoint, of: usize) -> usize {
        self.pick_by(site, of, of, |at| at)
    }

    /// Picks a number below `count`; `alternative` maps each number to its alternative.
    fn pick_by(
        &mut self,
        site: ChoicePoint,
        of: usize,
        count: usize,
        alternative: impl Fn(usize) -> usize,
    ) -> usize {
        if count <= 1 {
            return 0;
        }
        if self.strategy == Strategy::Random {
            return self.below(count);
        }
        let taken = self.taken.entry(site).or_default();
        if taken.len() < of {
            taken.resize(of, 0);
        }
        let first = match self.strategy {
            Strategy::Plain => 0,
            _ => self.random.rand_range(0..count as u64) as usize,
        };
        let mut picked = first;
        for at in (first + 1..count).chain(0..first) {
            if taken[alternative(at)] < taken[alternative(picked)] {
                picked = at;
            }
        }
        taken[alternative(picked)] += 1;
        picked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_choices_in_every_version() {
        let mut choices = Choices::of(7);
        let first: Vec<usize> = (0..6).map(|_| choices.below(1000)).collect();
        assert_eq!(first, [419, 238, 420, 513, 828, 480]);
    }

    #[test]
    fn every_alternative_is_taken_before_one_is_taken_twice() {
        let mut choices = Choices::of(1);
        for strategy in [Strategy::Plain, Strategy::Covering] {
            choices.strategy = strategy;
            let mut taken: Vec<usize> = (0..9)
                .map(|_| choices.pick((NodeId(0), Choice::Kind), 9))
                .collect();
            taken.sort_unstable();
            assert_eq!(taken, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        }
    }
}
