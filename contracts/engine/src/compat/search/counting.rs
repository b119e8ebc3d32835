//! Arrays under many conditions on some items, without a look at all sets of them.
//!
//! Each condition wants some items. That it cannot have them is shown by itself (no position holds such an item), or
//! by counting: wants that no item meets together need as many items as their sum, and that may be more than the array
//! or a `maxContains` has room for. Otherwise the items are made one after the other, each for a want that is open, and
//! each meets whatever it can. If that fails, nothing is said.

use std::collections::VecDeque;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::arrays::{Demand, Plan};
use super::goal::{Claim, Goal, NodeRef, ReasonId, ValueId};
use super::state::State;
use super::{Answer, Search};
use crate::json::Json;

/// More positions that differ, and more wants, are not followed.
const MOST_POSITIONS: u64 = 16;
const MOST_WANTS: usize = 400;
/// Arrays of more items are not made here.
const LONGEST: u64 = 2_000;

/// So many items of this kind, at one of these positions or later.
#[derive(Clone, Copy)]
struct Want {
    claim: Claim,
    from: u64,
    count: u64,
}

/// A schema that accepts at most so many items.
#[derive(Clone, Copy)]
struct Cap {
    item: NodeRef,
    at_most: u64,
}

struct Wants {
    wants: Vec<Want>,
    caps: Vec<Cap>,
    /// All items are so.
    every: Vec<Claim>,
}

/// Why a draft ended without an array.
enum Stuck {
    /// The array may have no more items.
    Full,
    /// The caps that are full leave no item for this want.
    Capped(Want),
    Unknown,
}

/// An array in the making.
struct Draft<'a> {
    items: Vec<Rc<Json>>,
    /// The items, if all have to differ.
    used: HashSet<ValueId>,
    /// Values of a goal that are left to be tried, and whether there are no others.
    domains: HashMap<Goal<'a>, (VecDeque<ValueId>, Result<bool, ReasonId>)>,
    /// The number of items that each cap counts.
    counts: Vec<u64>,
    /// The number of items that each want still lacks.
    open: Vec<u64>,
}

impl<'a> Search<'a> {
    /// An array that fulfils the plan, or a proof that there is none; `None` if neither is at hand.
    pub(super) fn count_wants(&mut self, state: &State<'a>, plan: &Plan) -> Option<Answer> {
        let wants = wants(plan)?;
        if plan.uniform_from > MOST_POSITIONS || wants.wants.len() > MOST_WANTS {
            return None;
        }
        if wants.caps.iter().any(|cap| {
            let own = wants
                .wants
                .iter()
                .find(|want| want.claim == Claim::Accepts(cap.item));
            own.is_some_and(|own| own.count > cap.at_most)
        }) {
            return Some(Answer::Empty);
        }
        for want in &wants.wants {
            if self.is_nowhere(state, plan, &wants, want.from, &[want.claim]) {
                return Some(Answer::Empty);
            }
        }
        let stuck = match self.draft(state, plan, &wants) {
            Ok(items) => return Some(Answer::Found(Rc::new(Json::Array(items)))),
            Err(stuck) => stuck,
        };
        let is_counted_out = match stuck {
            Stuck::Full => {
                let useless = self.useless_positions(state, plan, &wants);
                self.needs_more_than(
                    state,
                    plan,
                    &wants,
                    &wants.wants,
                    plan.most.saturating_sub(useless),
                )
            }
            Stuck::Capped(want) => self.is_capped(state, plan, &wants, want),
            Stuck::Unknown => false,
        };
        (is_counted_out && !self.is_out_of_steps()).then_some(Answer::Empty)
    }

    /// The number of positions whose item no want can use.
    fn useless_positions(&mut self, state: &State<'a>, plan: &Plan, wants: &Wants) -> u64 {
        let mut useless = 0;
        for position in 0..plan.uniform_from.min(plan.most) {
            useless += u64::from(wants.wants.iter().all(|want| {
                let goal = self.item_like(state, wants, position, &[want.claim]);
                position < want.from || !goal.atoms.is_empty() && matches!(self.solve(&goal), Answer::Empty)
            }));
        }
        useless
    }

    /// Returns true if the items that a want asks for count for a cap, and it and others ask for too many of these.
    fn is_capped(&mut self, state: &State<'a>, plan: &Plan, wants: &Wants, stuck: Want) -> bool {
        for cap in &wants.caps {
            let outside = Claim::Refuses(cap.item);
            if stuck.claim == Claim::Accepts(cap.item)
                || !self.is_nowhere(state, plan, wants, 0, &[stuck.claim, outside])
            {
                continue;
            }
            let mut counted = vec![stuck];
            for want in &wants.wants {
                let is_another = want.claim != Claim::Accepts(cap.item) && want.claim != stuck.claim;
                if is_another && self.is_nowhere(state, plan, wants, 0, &[want.claim, outside]) {
                    counted.push(*want);
                }
            }
            if self.needs_more_than(state, plan, wants, &counted, cap.at_most) {
                return true;
            }
        }
        false
    }

    /// Returns true if no position holds an item like that.
    fn is_nowhere(
        &mut self,
        state: &State<'a>,
        plan: &Plan,
        wants: &Wants,
        from: u64,
        claims: &[Claim],
    ) -> bool {
        if from >= plan.most {
            return true;
        }
        let last = plan.uniform_from.max(from).min(plan.most - 1);
        (from..=last).all(|position| {
            let goal = self.item_like(state, wants, position, claims);
            !goal.atoms.is_empty() && matches!(self.solve(&goal), Answer::Empty)
        })
    }

    fn item_like(&mut self, state: &State<'a>, wants: &Wants, position: u64, claims: &[Claim]) -> Goal<'a> {
        self.step();
        self.item_goal(state, position, [claims, &wants.every].concat())
    }

    /// Returns true if wants that no item meets together need more items than that.
    fn needs_more_than(
        &mut self,
        state: &State<'a>,
        plan: &Plan,
        wants: &Wants,
        among: &[Want],
        most: u64,
    ) -> bool {
        let all = among
            .iter()
            .fold(0u64, |sum, want| sum.saturating_add(want.count));
        if all <= most {
            return false;
        }
        let mut needed = 0u64;
        let mut apart: Vec<Want> = Vec::new();
        // Wants of constants are apart if no constant is wanted twice.
        let mut constants: HashSet<ValueId> = HashSet::default();
        let mut all_constant = true;
        for want in among {
            self.step();
            let own = self.wanted_constants(*want);
            let is_new = own
                .as_ref()
                .is_some_and(|own| own.iter().all(|value| !constants.contains(value)));
            let mut is_apart = true;
            for other in apart.iter().filter(|_| !(is_new && all_constant)) {
                is_apart &= !self.is_out_of_steps()
                    && self.is_nowhere(state, plan, wants, 0, &[want.claim, other.claim]);
                if !is_apart {
                    break;
                }
            }
            if is_apart {
                apart.push(*want);
                needed = needed.saturating_add(want.count);
                if needed > most {
                    return true;
                }
                all_constant &= own.is_some();
                constants.extend(own.into_iter().flatten());
            }
        }
        false
    }

    /// The constants that the wanted items are among, if the schema lists them.
    fn wanted_constants(&mut self, want: Want) -> Option<Vec<ValueId>> {
        let Claim::Accepts(at) = want.claim else {
            return None;
        };
        let listed = self.keywords(at)?.values.as_deref()?;
        self.take_steps_for(listed.len());
        Some(listed.iter().map(|value| self.values.id(value)).collect())
    }

    fn draft(&mut self, state: &State<'a>, plan: &Plan, wants: &Wants) -> Result<Vec<Json>, Stuck> {
        let mut draft = Draft {
            items: Vec::new(),
            used: HashSet::default(),
            domains: HashMap::default(),
            counts: vec![0; wants.caps.len()],
            open: wants.wants.iter().map(|want| want.count).collect(),
        };
        for index in 0..wants.wants.len() {
            let want = wants.wants[index];
            while draft.open[index] > 0 {
                let position = draft.items.len() as u64;
                let is_placed =
                    position >= want.from && self.add_item(state, plan, wants, &mut draft, &[want.claim])?;
                let is_early = position < want.from.max(plan.uniform_from);
                if !(is_placed || is_early && self.add_item(state, plan, wants, &mut draft, &[])?) {
                    return Err(Stuck::Capped(want));
                }
            }
        }
        while (draft.items.len() as u64) < plan.least {
            if !self.add_item(state, plan, wants, &mut draft, &[])? {
                return Err(Stuck::Unknown);
            }
        }
        if plan.repeats && !self.repeat(state, plan, wants, &mut draft)? {
            return Err(Stuck::Unknown);
        }
        Ok(draft.items.into_iter().map(Rc::unwrap_or_clone).collect())
    }

    /// Adds an item like that. `false`: there is none.
    fn add_item(
        &mut self,
        state: &State<'a>,
        plan: &Plan,
        wants: &Wants,
        draft: &mut Draft<'a>,
        claims: &[Claim],
    ) -> Result<bool, Stuck> {
        let position = draft.items.len() as u64;
        if position == plan.most {
            return Err(Stuck::Full);
        }
        if self.is_out_of_steps() || position >= LONGEST {
            return Err(Stuck::Unknown);
        }
        let goal = self.item_like(state, wants, position, claims);
        let item = match self.solve(&goal) {
            Answer::Found(item) => item,
            Answer::Empty => return Ok(false),
            Answer::Unknown(_) => return Err(Stuck::Unknown),
        };
        let item = if self.fits(wants, draft, &item)? {
            item
        } else if plan.distinct {
            match self.another(plan, wants, draft, &goal)? {
                Some(item) => item,
                None => return Ok(false),
            }
        } else {
            // Without those that count for a cap that is full.
            let full = wants
                .caps
                .iter()
                .zip(&draft.counts)
                .filter(|(cap, count)| **count >= cap.at_most);
            let outside = full.map(|(cap, _)| Claim::Refuses(cap.item));
            let claims: Vec<Claim> = claims.iter().copied().chain(outside).collect();
            let goal = self.item_like(state, wants, position, &claims);
            match self.solve(&goal) {
                Answer::Found(item) => item,
                Answer::Empty => return Ok(false),
                Answer::Unknown(_) => return Err(Stuck::Unknown),
            }
        };
        self.count(wants, draft, item, plan.distinct)
            .map_or(Err(Stuck::Unknown), |()| Ok(true))
    }

    /// Returns true if the item is none of those that have to differ from it, and counts for no cap that is full.
    fn fits(&mut self, wants: &Wants, draft: &Draft<'a>, item: &Json) -> Result<bool, Stuck> {
        let id = self.values.id(item);
        if draft.used.contains(&id) {
            return Ok(false);
        }
        for (cap, count) in wants.caps.iter().zip(&draft.counts) {
            if *count >= cap.at_most {
                let claim = Claim::Accepts(cap.item);
                if self.is_such(claim, id, item).ok_or(Stuck::Unknown)? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// A value of the goal that fits, where the first one does not; `None` if there is none.
    fn another(
        &mut self,
        plan: &Plan,
        wants: &Wants,
        draft: &mut Draft<'a>,
        goal: &Goal<'a>,
    ) -> Result<Option<Rc<Json>>, Stuck> {
        if !draft.domains.contains_key(goal) {
            let most = plan.least as usize + wants.wants.len() + 1;
            let domain = self.domain(goal, most);
            let (values, is_all) = domain;
            draft.domains.insert(goal.clone(), (values.into(), is_all));
        }
        loop {
            self.step();
            let (values, is_all) = draft.domains.get_mut(goal).ok_or(Stuck::Unknown)?;
            // What does not fit now never will.
            let Some(id) = values.pop_front() else {
                let is_none = *is_all == Ok(true);
                return if is_none { Ok(None) } else { Err(Stuck::Unknown) };
            };
            let value = self.values.get(id);
            if self.fits(wants, draft, &value)? {
                return Ok(Some(value));
            }
        }
    }

    /// Adds the item, and what it means for wants and caps; `None` if that is not known.
    fn count(
        &mut self,
        wants: &Wants,
        draft: &mut Draft<'a>,
        item: Rc<Json>,
        is_distinct: bool,
    ) -> Option<()> {
        let position = draft.items.len() as u64;
        let id = self.values.id(&item);
        for (want, open) in wants.wants.iter().zip(&mut draft.open) {
            if *open > 0 && position >= want.from && self.is_such(want.claim, id, &item)? {
                *open -= 1;
            }
        }
        for (cap, count) in wants.caps.iter().zip(&mut draft.counts) {
            *count += u64::from(self.is_such(Claim::Accepts(cap.item), id, &item)?);
        }
        for _ in 0..=(wants.wants.len() + wants.caps.len()) / 16 {
            self.step();
        }
        draft.used.extend(is_distinct.then_some(id));
        draft.items.push(item);
        Some(())
    }

    /// Whether the claim holds of the item; the same items are weighed for many arrays.
    fn is_such(&mut self, claim: Claim, id: ValueId, item: &Json) -> Option<bool> {
        if let Some(known) = self.weighed_items.get(&(claim, id)) {
            return Some(*known);
        }
        let holds = self.claim_holds(claim, item).ok()?;
        self.weighed_items.insert((claim, id), holds);
        Some(holds)
    }

    /// Makes two items equal: adds one of the items again, or another one twice.
    fn repeat(
        &mut self,
        state: &State<'a>,
        plan: &Plan,
        wants: &Wants,
        draft: &mut Draft<'a>,
    ) -> Result<bool, Stuck> {
        let mut seen = HashSet::default();
        if draft.items.iter().any(|item| !seen.insert(self.values.id(item))) {
            return Ok(true);
        }
        if draft.items.is_empty() && !self.add_item(state, plan, wants, draft, &[])? {
            return Ok(false);
        }
        let once = draft.items.clone();
        for item in &once {
            let claim = Claim::Is(self.values.id(item));
            if self.add_item(state, plan, wants, draft, &[claim])? {
                return Ok(true);
            }
        }
        let is_added = self.add_item(state, plan, wants, draft, &[])?;
        let Some(last) = draft.items.last().cloned() else {
            return Ok(false);
        };
        let claim = Claim::Is(self.values.id(&last));
        Ok(is_added && self.add_item(state, plan, wants, draft, &[claim])?)
    }
}

/// The plan's conditions by what they want; `None` if the evaluation of items matters.
fn wants(plan: &Plan) -> Option<Wants> {
    if plan.depends_on_evaluation() {
        return None;
    }
    let mut wants = Wants {
        wants: Vec::new(),
        caps: Vec::new(),
        every: Vec::new(),
    };
    for counted in &plan.counted {
        if counted.at_least > 0 {
            wants.wants.push(Want {
                claim: Claim::Accepts(counted.item),
                from: 0,
                count: counted.at_least,
            });
        }
        match counted.at_most {
            0 => wants.every.push(Claim::Refuses(counted.item)),
            u64::MAX => {}
            at_most => wants.caps.push(Cap {
                item: counted.item,
                at_most,
            }),
        }
    }
    for demand in &plan.demands {
        let Demand::Claimed { from, claim } = *demand else {
            return None;
        };
        wants.wants.push(Want {
            claim,
            from,
            count: 1,
        });
    }
    Some(wants)
}
