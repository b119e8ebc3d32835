//! From "there is a counter-example" to findings: every incompatibility at its own place.
//!
//! The accepted schema is walked from the top. For each of its assertions, the search is asked whether the producer
//! can break just that one. The result is wrapped, level by level, into a whole message, so that only messages
//! which the whole emitted schema allows are reported.

mod context;
mod keywords;
mod parts;
mod sentence;
#[cfg(test)]
mod tests;
mod unions;
mod wrap;

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt};

use self::wrap::Frame;
use super::confirm::{Confirmation, confirm};
use super::eval::Refusal;
use super::place::{Place, PlaceStep};
use super::schema::node::Types;
use super::search::goal::{Atom, Claim, Goal, NodeRef, ReasonId};
use super::search::{Answer, Search};
use super::second_evaluator::Scope;
use super::verdict::{Finding, Premise, Reason, ReasonKind, Rule};
use crate::json::{Json, Pointer};

/// The maximum depth of the walk.
const DEEPEST: usize = 48;

/// If no counter-example is known, a question of the walk may use this fraction of the remaining steps, so that an
/// expensive one leaves some for the others.
const SHARES: u64 = 16;

/// Up to this number, witnesses are confirmed with the parts of the schemas that they touch; for more of them, the
/// whole schemas are prepared.
const FEW: usize = 8;

/// The results of the walk.
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    pub(crate) reasons: Vec<Reason>,
}

/// Finds and places the incompatibilities of two schemas. `witness` is one, if one is known. Otherwise there may be
/// no result, and the reasons then say where the search got stuck.
pub(crate) fn find(search: &mut Search<'_>, most: usize, witness: Option<&Json>) -> Found {
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
        most,
        findings: Vec::new(),
        reasons: Vec::new(),
        seen: HashMap::new(),
        met_again: 0,
        of_presence: Vec::new(),
        open: Vec::new(),
        rounds: 0,
        frames: Vec::new(),
        place: Vec::new(),
    };
    walk.node(&context, top);
    walk.drop_repeated();
    let Walk {
        mut findings,
        mut reasons,
        ..
    } = walk;
    let extent = if findings.len() > FEW {
        Scope::Full
    } else {
        Scope::Slice
    };
    findings.retain_mut(|finding| {
        let (witness, at) = (&finding.witness, &finding.witness_at);
        match confirm(emitted, accepted, witness, at, extent, &search.opaque) {
            Confirmation::Confirmed { described } => {
                finding.premises = premises(search, &finding.witness, described);
                true
            }
            Confirmation::Refuted => false,
            Confirmation::Undecided(undecided) => {
                reasons.push(Reason {
                    kind: undecided.kind,
                    place: finding.place.clone(),
                    text: undecided.text,
                });
                false
            }
            Confirmation::Disagreement(text) => {
                reasons.push(Reason {
                    kind: ReasonKind::Unconfirmed,
                    place: finding.place.clone(),
                    text,
                });
                false
            }
        }
    });
    if let Some(witness) = witness.filter(|_| findings.is_empty()) {
        match confirm(
            emitted,
            accepted,
            witness,
            &Pointer::default(),
            Scope::Slice,
            &search.opaque,
        ) {
            Confirmation::Confirmed { described } => findings.push(Finding {
                premises: premises(search, witness, described),
                ..by_explanation(search, witness)
            }),
            Confirmation::Refuted => reasons.push(Reason {
                kind: ReasonKind::Unconfirmed,
                place: Place::default(),
                text: format!("the counter-example {} is none", sentence::short(witness)),
            }),
            Confirmation::Undecided(undecided) => reasons.push(Reason {
                kind: undecided.kind,
                place: Place::default(),
                text: undecided.text,
            }),
            Confirmation::Disagreement(text) => reasons.push(Reason {
                kind: ReasonKind::Unconfirmed,
                place: Place::default(),
                text,
            }),
        }
    }
    findings.sort_by(|one, other| {
        (&one.place, one.rule, &one.accepted).cmp(&(&other.place, other.rule, &other.accepted))
    });
    Found { findings, reasons }
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
        .explain_any(witness, &search.opaque)
        .into_iter()
        .next()
        .unwrap_or(Refusal {
            at: Pointer::root(),
            schema: Pointer::root(),
            keyword: "false",
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
    most: usize,
    findings: Vec<Finding>,
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
    place: Vec<PlaceStep>,
}

impl<'a> Walk<'_, 'a> {
    /// Drops what a union says that only asks for the presence of properties, if another says the same of the message.
    fn drop_repeated(&mut self) {
        let of_presence = std::mem::take(&mut self.of_presence);
        for index in of_presence.into_iter().rev() {
            let finding = &self.findings[index];
            let repeats = |(other, known): (usize, &Finding)| {
                other != index
                    && known.rule == finding.rule
                    && known.place == finding.place
                    && known.witness == finding.witness
            };
            if self.findings.iter().enumerate().any(repeats) {
                self.findings.remove(index);
            }
        }
    }

    fn is_done(&self) -> bool {
        self.findings.len() >= self.most || self.search.is_out_of_steps()
    }

    /// Finds what of the context the node refuses.
    fn node(&mut self, context: &Goal<'a>, at: NodeRef) {
        let at = self.search.resolve(at);
        if self.is_done() || self.open.len() > DEEPEST {
            return;
        }
        let pair = (canonical(context), at);
        let is_on_same_value = self.open.contains(&(at, self.frames.len()));
        if is_on_same_value || matches!(self.seen.get(&pair), Some(Seen::Open | Seen::InOrder)) {
            self.met_again += 1;
            return;
        }
        self.seen.insert(pair.clone(), Seen::Open);
        let comes_round = self.open.iter().any(|(open, _)| *open == at);
        self.rounds += usize::from(comes_round);
        self.open.push((at, self.frames.len()));
        let before = (self.findings.len(), self.reasons.len());
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
        let is_in_order = before == (self.findings.len(), self.reasons.len());
        let seen = if is_in_order { Seen::InOrder } else { Seen::Wrong };
        self.seen.insert(pair, seen);
    }

    fn ask(&mut self, goal: &Goal<'a>) -> Answer {
        self.search.solve_within(&canonical(goal), self.share)
    }

    /// Records that the current value was not decided.
    fn doubt(&mut self, reason: ReasonId) {
        let mut reason = self.search.reason_of(reason).clone();
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
        let is_known = self.findings.iter().any(|known| {
            known.rule == cause.rule
                && known.accepted == cause.accepted
                && (known.place == place || self.rounds > 0)
        });
        if is_known {
            self.met_again += 1;
            return true;
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
        self.findings.push(Finding {
            rule: cause.rule,
            place,
            emitted,
            accepted: cause.accepted,
            witness,
            witness_at,
            sentence,
            premises: Vec::new(),
        });
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
    let (mut claims, mut atoms) = (Vec::new(), Vec::new());
    for atom in &goal.atoms {
        match atom {
            Atom::Claim(claim) => claims.push(*claim),
            other if atoms.contains(other) => {}
            other => atoms.push(other.clone()),
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
