//! Allowances, and the findings that they match.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::report::Part;
use counterpart::config::Allowance;
use counterpart::config::Date;
use counterpart::contract::Identity;
use counterpart_engine::compat::Place;

/// The place at which a pair does not fit, as allowances name it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) part: Part,
    pub(crate) rule: &'a str,
    pub(crate) place: &'a Place,
}

/// The allowances of a run.
#[derive(Debug, Default)]
pub(crate) struct Allowances {
    all: Vec<Allowance>,
    /// The numbers of those that expired.
    past: BTreeSet<usize>,
    /// The numbers of the run's own allowances, which should match something.
    own: BTreeSet<usize>,
    /// The numbers of those that would have matched something if they had not expired.
    missed: RefCell<BTreeSet<usize>>,
}

impl Allowances {
    /// The allowances of the run itself.
    pub(crate) fn own(all: &[Allowance], today: Option<Date>) -> Self {
        let mut allowances = Self::default();
        allowances.own = allowances.add(all, today).collect();
        allowances
    }

    /// Adds the allowances of another version, and returns their numbers.
    pub(crate) fn add(&mut self, more: &[Allowance], today: Option<Date>) -> std::ops::Range<usize> {
        let start = self.all.len();
        for allowance in more {
            if today.is_some_and(|today| allowance.is_past(today)) {
                self.past.insert(self.all.len());
            }
            self.all.push(allowance.clone());
        }
        start..self.all.len()
    }

    pub(crate) fn get(&self, at: usize) -> &Allowance {
        &self.all[at]
    }

    /// The first of `of` that accepts this.
    pub(crate) fn of_spot(
        &self,
        of: impl Iterator<Item = usize>,
        contract: &Identity,
        spot: Spot<'_>,
    ) -> Option<usize> {
        let matching: Vec<usize> = of.filter(|at| matches(&self.all[*at], contract, spot)).collect();
        let found = matching.iter().copied().find(|at| !self.past.contains(at));
        if found.is_none() {
            self.missed.borrow_mut().extend(matching);
        }
        found
    }

    /// The allowances past their last day. For the run itself, these are all; for other versions,
    /// only those that would have accepted something.
    pub(crate) fn expired(&self) -> Vec<Allowance> {
        let missed = self.missed.borrow();
        let expired: BTreeSet<usize> = self
            .own
            .intersection(&self.past)
            .chain(&*missed)
            .copied()
            .collect();
        let expired: BTreeSet<&Allowance> = expired.iter().map(|at| &self.all[*at]).collect();
        expired.into_iter().cloned().collect()
    }

    /// The run's own allowances that match nothing, although they still could.
    pub(crate) fn unused(&self, used: &BTreeSet<usize>) -> Vec<Allowance> {
        let unused = |at: &&usize| !used.contains(at) && !self.past.contains(at);
        let unused = self.own.iter().filter(unused);
        unused.map(|at| self.all[*at].clone()).collect()
    }

    /// The indices of the run's own.
    pub(crate) fn of_run(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.own.iter().copied()
    }
}

fn matches(allowance: &Allowance, contract: &Identity, spot: Spot<'_>) -> bool {
    let consumer = allowance.consumer.as_deref();
    allowance.event == contract.event()
        && consumer.is_none_or(|consumer| consumer == contract.service())
        && allowance.rule.as_deref().is_none_or(|rule| rule == spot.rule)
        && allowance
            .place
            .as_deref()
            .is_none_or(|place| place == spot.part.place(spot.place))
}
