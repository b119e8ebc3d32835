//! From "there is a counter-example" to findings: every incompatibility at its own place.
//!
//! The accepted schema is walked from the top. For each of its assertions, the search is asked whether the producer
//! can break just that one. The result is wrapped, level by level, into a whole message, so that only messages
//! which the whole emitted schema allows are reported.

mod context;
mod keywords;
mod members;
mod parts;
mod sentence;
#[cfg(test)]
mod tests;
mod told;
mod unions;
mod wrap;

use std::collections::BTreeSet;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use self::told::{Identity, Told};
use self::wrap::{Frame, Wrapping};
use super::confirm::{Confirmation, confirm};
use super::eval::Refusal;
use super::place::{Place, PlaceStep};
use super::schema::node::Types;
use super::search::goal::{Atom, Claim, Goal, NodeRef, ReasonId};
use super::search::{Answer, Search};
use super::second_evaluator::{Opinions, Scope};
use super::verdict::{Finding, Premise, Reason, ReasonKind, Rule};
use crate::json::{Json, Pointer};

/// The maximum depth of the walk: so many nodes for each level of goals within goals.
const NODES_OF_A_LEVEL: usize = 4;

/// A node of the walk costs as much as so many small things, besides its questions and what lies above it.
const OF_A_NODE: usize = 128;

/// If no counter-example is known, a question of the walk may use this fraction of the remaining steps, so that an
/// expensive one leaves some for the others.
const SHARES: u64 = 16;

/// Up to this number, witnesses are confirmed with the parts of the schemas that they touch; for more of them, the
/// whole schemas are prepared.
const FEW: usize = 8;

/// The steps of our evaluator that all witnesses together may take to be confirmed.
const EVALUATION: u64 = 4_000_000;

/// The results of the walk.
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    pub(crate) reasons: Vec<Reason>,
    /// The number of further findings, for which no message was made.
    pub(crate) further: usize,
}

/// The number of findings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// So many get a message.
    pub(crate) most: usize,
    /// True if further ones are counted.
    pub(crate) counts: bool,
}

/// Finds and places the incompatibilities of two schemas. `witness` is one, if one is known. Otherwise there may be
/// no result, and the reasons then say where the search got stuck.
pub(crate) fn find(search: &mut Search<'_>, wanted: Wanted, witness: Option<&Json>) -> Found {
    let (emitted, accepted) = (search.schema(0), search.schema(1));
    let top = NodeRef::accepted(accepted.root());
    let context = Goal::of_claims([Claim::Accepts(search.resolve(NodeRef::emitted(emitted.root())))]);
    let share = match witness {
        Some(_) => u64::MAX,
        None => search.steps() / SHARES,
    };
    let mut walk = Walk {
        search,
        share,
        most: wanted.most,
        told: Told::new(wanted.most, wanted.counts),
        reasons: Vec::new(),
        seen: HashMap::new(),
        met_again: 0,
        of_presence: Vec::new(),
        open: Vec::new(),
        rounds: 0,
        frames: Vec::new(),
        wrapped: HashMap::new(),
        place: Vec::new(),
    };
    walk.node(&context, top);
    walk.drop_repeated();
    let Walk {
        told, mut reasons, ..
    } = walk;
    if search.has_given_up() {
        return Found {
            findings: told.findings,
            reasons,
            further: told.further,
        };
    }
    let (mut findings, further) = (told.findings, told.further);
    emitted.with_opinions(|emitted| {
        accepted.with_opinions(|accepted| {
            let mut judge = Judge {
                search,
                emitted,
                accepted,
                reasons: &mut reasons,
                steps: EVALUATION,
            };
            judge.retain_confirmed(&mut findings);
            if let Some(witness) = witness.filter(|_| findings.is_empty()) {
                findings.extend(judge.by_explanation(witness));
            }
        });
    });
    findings.sort_by(|one, other| {
        (&one.place, one.rule, &one.accepted).cmp(&(&other.place, other.rule, &other.accepted))
    });
    Found {
        findings,
        reasons,
        further,
    }
}

/// Asks both evaluators about messages.
struct Judge<'j, 'a, 'e, 'c> {
    search: &'j Search<'a>,
    emitted: &'j mut Opinions<'e>,
    accepted: &'j mut Opinions<'c>,
    reasons: &'j mut Vec<Reason>,
    /// The steps of our evaluator that are left.
    steps: u64,
}

impl Judge<'_, '_, '_, '_> {
    /// Keeps the findings whose messages are confirmed, and gives them their premises.
    fn retain_confirmed(&mut self, findings: &mut Vec<Finding>) {
        let extent = if findings.len() > FEW {
            Scope::Full
        } else {
            Scope::Slice
        };
        findings.retain_mut(|finding| {
            let confirmed = match self.ask(&finding.witness, &finding.witness_at, extent) {
                Confirmation::Confirmed { described } => Ok(described),
                Confirmation::Refuted => return false,
                Confirmation::Undecided(undecided) => Err((undecided.kind, undecided.text)),
                Confirmation::Disagreement(text) => Err((ReasonKind::Unconfirmed, text)),
            };
            match confirmed {
                Ok(described) => {
                    finding.premises = premises(self.search, &finding.witness, described);
                    true
                }
                Err((kind, text)) => {
                    let place = finding.place.clone();
                    self.reasons.push(Reason { kind, place, text });
                    false
                }
            }
        });
    }

    /// The only finding, if the walk led nowhere.
    fn by_explanation(&mut self, witness: &Json) -> Option<Finding> {
        let (kind, text) = match self.ask(witness, &Pointer::root(), Scope::Slice) {
            Confirmation::Confirmed { described } => {
                return Some(Finding {
                    premises: premises(self.search, witness, described),
                    ..by_explanation(self.search, witness)
                });
            }
            Confirmation::Refuted => (
                ReasonKind::Unconfirmed,
                format!("the counter-example {} is none", sentence::short(witness)),
            ),
            Confirmation::Undecided(undecided) => (undecided.kind, undecided.text),
            Confirmation::Disagreement(text) => (ReasonKind::Unconfirmed, text),
        };
        let place = Place::default();
        self.reasons.push(Reason { kind, place, text });
        None
    }

    fn ask(&mut self, witness: &Json, at: &Pointer, extent: Scope) -> Confirmation {
        confirm(
            self.emitted,
            self.accepted,
            witness,
            at,
            extent,
            &mut self.steps,
            &self.search.opaque,
        )
    }
}

/// The premises of a finding with this witness.
fn premises(search: &Search<'_>, witness: &Json, described: BTreeSet<String>) -> Vec<Premise> {
    let texts = search.opaque.in_value(witness).into_iter();
    let texts = texts.filter_map(|shown| {
        Some(Premise::SomeText {
            shown: shown.to_owned(),
            text: search.opaque.get(shown)?.premise(),
        })
    });
    let formats = described.into_iter();
    let formats = formats.map(|format| Premise::PatternForFormat { format });
    texts.chain(formats).collect()
}

/// The only finding if the walk led nowhere: at the place that the evaluator blames.
fn by_explanation(search: &Search<'_>, witness: &Json) -> Finding {
    let refusal = search
        .schema(1)
        .explain_any(witness, &mut EVALUATION.clone(), &search.opaque)
        .into_iter()
        .next()
        .unwrap_or(Refusal {
            at: Pointer::root(),
            schema: Pointer::root(),
            keyword: "false",
            is_cut: false,
        });
    let steps = refusal
        .at
        .steps()
        .iter()
        .map(|step| PlaceStep::Property(step.clone()));
    let wrong = refusal.at.find(witness).unwrap_or(witness);
    let accepted = match refusal.keyword {
        "false" => refusal.schema,
        keyword => refusal.schema.child(keyword),
    };
    Finding {
        rule: parts::rule_of_keyword(refusal.keyword, wrong),
        place: Place(steps.collect()),
        emitted: Pointer::root(),
        sentence: format!(
            "the producer may send {}, and the consumer's `{}` refuses it",
            sentence::short(wrong),
            accepted
        ),
        accepted,
        witness: witness.clone(),
        witness_at: refusal.at,
        premises: Vec::new(),
    }
}

/// The problem at one place.
pub(super) struct Cause {
    rule: Rule,
    /// Added to the place of the walk.
    step: Option<PlaceStep>,
    /// The place in the emitted schema.
    emitted: Option<Pointer>,
    accepted: Pointer,
}

/// The result for a pair of a context and a node.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    /// It is walked right now.
    Open,
    InOrder,
    /// Something was found, which is to be reported at every place.
    Wrong,
}

/// The walk through both schemas.
pub(super) struct Walk<'s, 'a> {
    search: &'s mut Search<'a>,
    /// The number of steps that one question may take.
    share: u64,
    /// At most so many reasons are kept.
    most: usize,
    told: Told,
    reasons: Vec<Reason>,
    /// The pairs that were already walked: a recursive schema adds nothing when it recurs, and a schema without
    /// problems has none at other places either.
    seen: HashMap<(Goal<'a>, NodeRef), Seen>,
    /// How often that happened, or something was met that was already reported.
    met_again: usize,
    /// Findings at unions that only ask which properties are there, by their places in `findings`.
    of_presence: Vec<usize>,
    /// The accepted nodes on the current path, each with the depth of its value in the message, and the number that
    /// recurred. Problems of the latter were reported where they were first met.
    open: Vec<(NodeRef, usize)>,
    rounds: usize,
    /// The surroundings of the current value in the message.
    frames: Vec<Frame<'a>>,
    /// The results of wrapping values: many wrong values have the same surroundings.
    wrapped: HashMap<Wrapping<'a>, Option<Rc<Json>>>,
    place: Vec<PlaceStep>,
}

impl<'a> Walk<'_, 'a> {
    /// Drops what a union says that only asks for the presence of properties, if another says the same of the message.
    fn drop_repeated(&mut self) {
        let of_presence = std::mem::take(&mut self.of_presence);
        for index in of_presence.into_iter().rev() {
            let finding = &self.told.findings[index];
            let repeats = |(other, known): (usize, &Finding)| {
                other != index
                    && known.rule == finding.rule
                    && known.place == finding.place
                    && known.witness == finding.witness
            };
            if self.told.findings.iter().enumerate().any(repeats) {
                self.told.findings.remove(index);
            }
        }
    }

    fn is_done(&self) -> bool {
        self.told.is_done() || self.search.is_out_of_steps()
    }

    /// Finds what of the context the node refuses.
    fn node(&mut self, context: &Goal<'a>, at: NodeRef) {
        let at = self.search.resolve(at);
        if self.is_done() {
            return;
        }
        if self.open.len() > NODES_OF_A_LEVEL * self.search.max_depth() {
            self.search.go_too_deep();
            return;
        }
        self.search.take_steps_for(OF_A_NODE + 2 * self.open.len());
        let pair = (canonical(context), at);
        let is_on_same_value = self.open.contains(&(at, self.frames.len()));
        let seen = self.seen.get(&pair).copied();
        // What is only counted is counted once: levels that differ in two ways have twice as many places each.
        let is_counted = self.told.is_full() && seen == Some(Seen::Wrong);
        if is_on_same_value || is_counted || matches!(seen, Some(Seen::Open | Seen::InOrder)) {
            self.met_again += 1;
            return;
        }
        self.seen.insert(pair.clone(), Seen::Open);
        let comes_round = self.open.iter().any(|(open, _)| *open == at);
        self.rounds += usize::from(comes_round);
        self.open.push((at, self.frames.len()));
        let before = (self.told.count(), self.reasons.len());
        let refused = context.clone().with(Atom::Claim(Claim::Refuses(at)));
        match self.ask(&refused) {
            Answer::Found(_) => self.keywords(context, at),
            Answer::Empty => {}
            Answer::Unknown(reason) => {
                self.keywords(context, at);
                self.doubt_unless_told(reason, before.1);
            }
        }
        self.open.pop();
        self.rounds -= usize::from(comes_round);
        let is_in_order = before == (self.told.count(), self.reasons.len());
        let seen = if is_in_order { Seen::InOrder } else { Seen::Wrong };
        self.seen.insert(pair, seen);
    }

    fn ask(&mut self, goal: &Goal<'a>) -> Answer {
        self.search.solve_within(&canonical(goal), self.share)
    }

    /// Records that the current value was not decided.
    fn doubt(&mut self, reason: ReasonId) {
        let mut reason = self.search.reason_of(reason).clone();
        // Counting may take all steps that are left: what was found does not depend on them.
        if self.told.is_full() && reason.kind == ReasonKind::Budget {
            return;
        }
        reason.place = Place(self.place.clone());
        if self.reasons.len() < self.most && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// The same, unless a part of the value was already found to be undecided: `before` is the number of reasons
    /// known then.
    fn doubt_unless_told(&mut self, reason: ReasonId, before: usize) {
        if self.reasons.len() == before {
            self.doubt(reason);
        }
    }

    /// Reports the cause, if the goal has a value that can occur in a message. `say` makes the sentence for the
    /// wrong value. Returns true if it was reported, now or before.
    fn report(
        &mut self,
        goal: &Goal<'a>,
        beside: NodeRef,
        cause: Cause,
        say: impl FnOnce(&mut Self, &Json) -> String,
    ) -> bool {
        if self.is_done() {
            return false;
        }
        let mut place = self.place.clone();
        place.extend(cause.step.clone());
        let place = Place(place);
        let identity = Identity::of(cause.rule, &cause.accepted, &place);
        if self.told.is_known(&identity, self.rounds > 0) {
            self.met_again += 1;
            return true;
        }
        if self.told.is_full() {
            let is_there = self.has_value(goal);
            if is_there {
                self.told.add_further(&identity);
            }
            return is_there;
        }
        let local = match self.witness(goal, beside) {
            Answer::Found(local) => local,
            Answer::Empty => return false,
            Answer::Unknown(reason) => {
                self.doubt(reason);
                return false;
            }
        };
        let Some((witness, witness_at)) = self.wrap(&local) else {
            return false;
        };
        let sentence = say(self, &local);
        let emitted = cause.emitted.unwrap_or_else(|| self.emitted_pointer(goal));
        let finding = Finding {
            rule: cause.rule,
            place,
            emitted,
            accepted: cause.accepted,
            witness,
            witness_at,
            sentence,
            premises: Vec::new(),
        };
        self.told.add(&identity, finding);
        true
    }

    /// Counts the cause as a further finding, if no more are built. Returns true if it did.
    fn counts_further(&mut self, cause: &Cause) -> bool {
        if !self.told.is_full() || self.is_done() {
            return false;
        }
        let mut place = self.place.clone();
        place.extend(cause.step.clone());
        let identity = Identity::of(cause.rule, &cause.accepted, &Place(place));
        if !self.told.is_known(&identity, self.rounds > 0) {
            self.told.add_further(&identity);
        }
        true
    }

    /// The place in the emitted schema of the current value.
    fn emitted_pointer(&self, goal: &Goal<'a>) -> Pointer {
        let claim = goal.atoms.iter().rev().find_map(|atom| match atom {
            Atom::Claim(Claim::Accepts(at)) if at.side() == 0 => Some(*at),
            _ => None,
        });
        claim.map(|at| self.search.pointer(at)).unwrap_or_default()
    }
}

/// The goal with its claims in order, so that the memo knows it again.
fn canonical<'a>(goal: &Goal<'a>) -> Goal<'a> {
    /// So many are compared one by one.
    const FEW: usize = 8;
    let (mut claims, mut atoms) = (Vec::new(), Vec::new());
    let mut seen: HashSet<&Atom<'a>> = HashSet::new();
    for (place, atom) in goal.atoms.iter().enumerate() {
        match atom {
            Atom::Claim(claim) => claims.push(*claim),
            other if goal.atoms.len() <= FEW => {
                if !goal.atoms[..place].contains(other) {
                    atoms.push(other.clone());
                }
            }
            other => {
                if seen.insert(other) {
                    atoms.push(other.clone());
                }
            }
        }
    }
    let mut ordered = Goal::of_claims(claims).of_types(goal.types);
    ordered.atoms.extend(atoms);
    ordered
}

/// The types of a goal, separately.
fn kinds(types: Types) -> impl Iterator<Item = Types> {
    (0..7)
        .map(|bit| Types(1 << bit))
        .filter(move |kind| types.intersects(*kind))
}
