//! The conditions under which `unevaluatedProperties` and `unevaluatedItems` accept a member or an item. They
//! depend on the branches that accept the value, because those evaluate members and items.

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::Search;
use super::goal::{Atom, Claim, Formula, Name, NodeRef, ReasonId, Union};
use super::state::State;
use crate::compat::schema::node::{Body, Keywords, NodeId};
use crate::compat::verdict::ReasonKind;

/// The maximum depth to which applicators are followed.
const DEPTH: usize = 64;

/// For a wide union: the branches that evaluate a name, and those that may evaluate any. By their places.
pub(super) type ByName = (HashMap<Name, Vec<usize>>, Vec<usize>);

impl<'a> Search<'a> {
    /// The condition (or, with `yes` false, its opposite) that something besides the node's `unevaluatedProperties`
    /// evaluates the member, provided the node accepts the value apart from that keyword.
    pub(super) fn evaluates_beside(&mut self, at: NodeRef, name: &str, yes: bool) -> Formula<'a> {
        self.evaluates(at, name, yes, false, DEPTH)
    }

    fn evaluates(&mut self, at: NodeRef, name: &str, yes: bool, whole: bool, depth: usize) -> Formula<'a> {
        let (certain, never) = if yes {
            (Formula::TRUE, Formula::FALSE)
        } else {
            (Formula::FALSE, Formula::TRUE)
        };
        let Body::Keywords(keywords) = self.body(at) else {
            return never;
        };
        self.step();
        // Parts that lead to the same parts are walked once for each path to them.
        if self.is_out_of_steps() {
            return Formula::Undecided(self.budget_reason());
        }
        if whole && keywords.unevaluated_properties.is_some() || keywords.additional_properties.is_some() {
            return certain;
        }
        if let Some(keyword) = keywords.unresolved() {
            return Formula::Undecided(self.unresolved_reference(at, keyword));
        }
        match self.is_named(at, name) {
            Ok(true) => return certain,
            Ok(false) => {}
            Err(reason) => return Formula::Undecided(reason),
        }
        if depth == 0 {
            return Formula::Undecided(self.too_many_levels());
        }
        let mut parts = Vec::new();
        let mut said: HashSet<NodeRef> = HashSet::new();
        if !yes {
            for union in [Union::AnyOf, Union::OneOf] {
                if self.evaluates_if_accepting(at, union, name, depth) {
                    parts.push(Atom::NoneEvaluates(at, union, name.into()).into());
                    said.extend(self.branches(at, union).iter().map(|node| at.sibling(*node)));
                }
            }
        }
        let wide = match said.is_empty() {
            true => self.evaluating_branches(at, keywords, name),
            false => None,
        };
        for (guard, branch) in wide.unwrap_or_else(|| guarded_branches(at, keywords)) {
            if !said.is_empty() && guard.is_some() && said.contains(&branch) {
                continue;
            }
            let evaluates = self.evaluates(branch, name, yes, true, depth - 1);
            match (is_constant(&evaluates), guard) {
                // It evaluates nothing, whether it accepts or not.
                (Some(truth), _) if truth != yes => {}
                (Some(_), None) => return certain,
                (None, None) => parts.push(evaluates),
                (_, Some(guard)) => parts.push(if yes {
                    Formula::All(vec![guard, evaluates])
                } else {
                    Formula::Any(vec![opposite(guard), evaluates])
                }),
            }
        }
        match (yes, parts.len()) {
            (_, 0) => never,
            (_, 1) => parts.remove(0),
            (true, _) => Formula::Any(parts),
            (false, _) => Formula::All(parts),
        }
    }

    /// Returns true if more than a few branches of a union evaluate the property, each of them whenever it accepts.
    fn evaluates_if_accepting(&mut self, at: NodeRef, union: Union, name: &str, depth: usize) -> bool {
        const FEW: usize = 8;
        let branches = self.branches(at, union);
        if branches.len() <= FEW {
            return false;
        }
        let evaluating = self.branches_evaluating(at, union, name);
        evaluating.len() > FEW
            && evaluating.into_iter().all(|number| {
                let branch = at.sibling(branches[number as usize]);
                is_constant(&self.evaluates(branch, name, true, true, depth - 1)) == Some(true)
            })
    }

    /// As `guarded_branches`, without those branches of a wide union that have no say on the name.
    fn evaluating_branches(
        &mut self,
        at: NodeRef,
        keywords: &'a Keywords,
        name: &str,
    ) -> Option<Vec<(Option<Formula<'a>>, NodeRef)>> {
        const WIDE: usize = 8;
        if keywords.any_of.len() + keywords.one_of.len() <= WIDE {
            return None;
        }
        let known = match self.evaluating.get(&at) {
            Some(known) => known.clone(),
            None => {
                let mut names: HashMap<Name, Vec<usize>> = HashMap::new();
                let mut any_name = Vec::new();
                for (place, (_, branch)) in guarded_branches(at, keywords).into_iter().enumerate() {
                    match self.names_below(branch) {
                        Some(below) => below
                            .into_iter()
                            .for_each(|name| names.entry(name).or_default().push(place)),
                        None => any_name.push(place),
                    }
                }
                let known = Rc::new((names, any_name));
                self.evaluating.insert(at, known.clone());
                known
            }
        };
        let (names, any_name) = known.as_ref();
        let mut places: Vec<usize> = names
            .get(name)
            .into_iter()
            .flatten()
            .chain(any_name)
            .copied()
            .collect();
        places.sort_unstable();
        Some(
            places
                .into_iter()
                .map(|place| guarded_branch(at, keywords, place))
                .collect(),
        )
    }

    /// The names that a schema evaluates; `None` if it may evaluate others too.
    fn names_below(&mut self, at: NodeRef) -> Option<BTreeSet<Name>> {
        let mut names = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![at];
        while let Some(at) = pending.pop() {
            let Some(keywords) = self.keywords(at) else {
                continue;
            };
            if !seen.insert(at) {
                continue;
            }
            self.step();
            let is_open = keywords.unresolved().is_some()
                || !keywords.pattern_properties.is_empty()
                || keywords.additional_properties.is_some()
                || keywords.unevaluated_properties.is_some();
            if is_open {
                return None;
            }
            names.extend(keywords.properties.keys().cloned());
            pending.extend(super::names::in_place(keywords).map(|node| at.sibling(node)));
        }
        Some(names)
    }

    /// Branches whose acceptance decides which items are evaluated besides the node's `unevaluatedItems`, and is
    /// still unknown.
    ///
    /// # Errors
    /// If schemas that may evaluate items stand too deep in each other to be followed.
    pub(super) fn open_item_guards(
        &mut self,
        state: &State<'a>,
        at: NodeRef,
    ) -> Result<Option<Claim>, ReasonId> {
        self.open_guard(state, at, DEPTH)
    }

    fn open_guard(
        &mut self,
        state: &State<'a>,
        at: NodeRef,
        depth: usize,
    ) -> Result<Option<Claim>, ReasonId> {
        let Body::Keywords(keywords) = self.body(at) else {
            return Ok(None);
        };
        self.step();
        if self.is_out_of_steps() {
            return Err(self.budget_reason());
        }
        if depth == 0 {
            return Err(self.too_many_levels());
        }
        if let Some(keyword) = keywords.unresolved() {
            return Err(self.unresolved_reference(at, keyword));
        }
        for (guard, branch) in guarded_branches(at, keywords) {
            if !self.may_evaluate_items(branch, depth - 1) {
                continue;
            }
            match self.guard_truth(state, &guard) {
                Some(false) => continue,
                Some(true) => {}
                None => {
                    return Ok(match guard {
                        Some(Formula::Atom(Atom::Claim(claim))) => Some(claim),
                        _ => None,
                    });
                }
            }
            if let Some(open) = self.open_guard(state, branch, depth - 1)? {
                return Ok(Some(open));
            }
        }
        Ok(None)
    }

    /// The reason why it is not known what a node evaluates.
    fn unresolved_reference(&mut self, at: NodeRef, keyword: &str) -> ReasonId {
        let text = format!("`{keyword}` at `{}` is not decided", self.pointer(at));
        self.reason(ReasonKind::Unsupported, text)
    }

    fn too_many_levels(&mut self) -> ReasonId {
        let text = format!("schemas stand in each other more than {DEPTH} levels deep");
        self.reason(ReasonKind::Budget, text)
    }

    /// Whether the condition holds of each array of the state.
    fn guard_truth(&self, state: &State<'a>, guard: &Option<Formula<'a>>) -> Option<bool> {
        let claim = match guard {
            None => return Some(true),
            Some(Formula::Atom(Atom::Claim(claim))) => claim,
            // An array has no property that a schema could depend on.
            Some(_) => return Some(false),
        };
        let claim = self.resolve_claim(*claim);
        let opposite = opposite_claim(claim);
        if state.claims(claim) {
            return Some(true);
        }
        if state.claims(opposite) {
            return Some(false);
        }
        let at = match claim {
            Claim::Accepts(at) | Claim::Refuses(at) => at,
            _ => return None,
        };
        match self.body(at) {
            Body::Always(all) => Some(*all == matches!(claim, Claim::Accepts(_))),
            Body::Keywords(_) => None,
        }
    }

    fn may_evaluate_items(&mut self, at: NodeRef, depth: usize) -> bool {
        let Body::Keywords(keywords) = self.body(at) else {
            return false;
        };
        self.step();
        keywords.items.is_some()
            || !keywords.prefix_items.is_empty()
            || keywords.contains.is_some()
            || keywords.unevaluated_items.is_some()
            || keywords.unresolved().is_some()
            || depth == 0
            || self.is_out_of_steps()
            || guarded_branches(at, keywords)
                .into_iter()
                .any(|(_, branch)| self.may_evaluate_items(branch, depth - 1))
    }

    /// Once no guard is open: whether the item at this position is evaluated, or else the schemas of `contains` that
    /// evaluate it if they accept it.
    pub(super) fn evaluating_items(
        &mut self,
        state: &State<'a>,
        at: NodeRef,
        index: u64,
    ) -> Option<Vec<NodeRef>> {
        let mut contains = Vec::new();
        let certain = self.item_evaluated(state, at, index, false, DEPTH, &mut contains);
        if certain { None } else { Some(contains) }
    }

    fn item_evaluated(
        &mut self,
        state: &State<'a>,
        at: NodeRef,
        index: u64,
        whole: bool,
        depth: usize,
        contains: &mut Vec<NodeRef>,
    ) -> bool {
        let Body::Keywords(keywords) = self.body(at) else {
            return false;
        };
        self.step();
        if whole && keywords.unevaluated_items.is_some()
            || keywords.items.is_some()
            || index < keywords.prefix_items.len() as u64
        {
            return true;
        }
        contains.extend(keywords.contains.map(|node| at.sibling(node)));
        if depth == 0 || self.is_out_of_steps() {
            return false;
        }
        for (guard, branch) in guarded_branches(at, keywords) {
            if self.guard_truth(state, &guard) == Some(true)
                && self.item_evaluated(state, branch, index, true, depth - 1, contains)
            {
                return true;
            }
        }
        false
    }
}

/// One of `guarded_branches`.
fn guarded_branch<'a>(at: NodeRef, keywords: &'a Keywords, place: usize) -> (Option<Formula<'a>>, NodeRef) {
    let certain = keywords.references.len() + keywords.all_of.len();
    let guarded = keywords.any_of.iter().chain(&keywords.one_of);
    match place
        .checked_sub(certain)
        .and_then(|place| guarded.clone().nth(place))
    {
        Some(node) => (Some(Formula::accepts(at.sibling(*node))), at.sibling(*node)),
        None => guarded_branches(at, keywords).swap_remove(place),
    }
}

/// The schemas that a node applies to its own value, each with the condition under which it evaluates, if there is one.
fn guarded_branches<'a>(at: NodeRef, keywords: &'a Keywords) -> Vec<(Option<Formula<'a>>, NodeRef)> {
    let mut branches = Vec::new();
    let place = |node: &NodeId| at.sibling(*node);
    for node in keywords.references.iter().chain(&keywords.all_of) {
        branches.push((None, place(node)));
    }
    for node in keywords.any_of.iter().chain(&keywords.one_of) {
        branches.push((Some(Formula::accepts(place(node))), place(node)));
    }
    if let Some(condition) = &keywords.condition {
        let when = place(&condition.when);
        branches.push((Some(Formula::accepts(when)), when));
        if let Some(then) = &condition.then {
            branches.push((Some(Formula::accepts(when)), place(then)));
        }
        if let Some(otherwise) = &condition.otherwise {
            branches.push((Some(Formula::refuses(when)), place(otherwise)));
        }
    }
    for (name, node) in &keywords.dependent_schemas {
        branches.push((Some(Atom::Present(name.clone()).into()), place(node)));
    }
    branches
}

fn opposite(guard: Formula<'_>) -> Formula<'_> {
    match guard {
        Formula::Atom(Atom::Claim(claim)) => Formula::Atom(Atom::Claim(opposite_claim(claim))),
        Formula::Atom(Atom::Present(name)) => Formula::Atom(Atom::Absent(name)),
        other => other,
    }
}

fn opposite_claim(claim: Claim) -> Claim {
    match claim {
        Claim::Accepts(at) => Claim::Refuses(at),
        Claim::Refuses(at) => Claim::Accepts(at),
        Claim::Is(value) => Claim::IsNot(value),
        Claim::IsNot(value) => Claim::Is(value),
    }
}

/// The truth of a formula that hangs on nothing.
pub(super) fn is_constant(formula: &Formula<'_>) -> Option<bool> {
    match formula {
        Formula::All(parts) if parts.is_empty() => Some(true),
        Formula::Any(parts) if parts.is_empty() => Some(false),
        _ => None,
    }
}
