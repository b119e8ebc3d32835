//! The question itself.

use std::collections::BTreeSet;

use super::findings::{self, Wanted};
use super::schema::Schema;
use super::search::goal::{Claim, Goal, NodeRef};
use super::search::{Answer, Search};
use super::verdict::{Examination, Finding, Limits, Premise, Verdict};

/// The maximum depth of goals within goals on the caller's stack, which may be the 2 MiB of a test's thread, in a
/// build without optimisation. Whatever goes deeper is begun anew on a stack of its own.
const SHALLOW: usize = 12;
/// The maximum depth on a separate stack of this many bytes: the 128 levels of a message that serde reads, and a scalar.
const DEEP: usize = 129;
const DEEP_STACK: usize = 256 << 20;
/// If nothing was decided, this fraction of the budget is spent on finding the part of a message that is to blame.
const TO_FIND_THE_PLACE: u64 = 4;

/// Decides whether every value that `emitted` accepts is accepted by `accepted`.
///
/// Uses plain 2020-12 semantics without assumptions: if a producer sends no other properties, its schema must say
/// so. The same schemas and limits give the same verdict on every machine.
///
/// ```
/// use counterpart_engine::compat::schema::{Options, Schema};
/// use counterpart_engine::compat::{Limits, Verdict, check};
///
/// let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default());
/// let emitted = read(r#"{"type": "object", "properties": {"seats": {"type": "integer"}}, "required": ["seats"]}"#)?;
/// let accepted = read(r#"{"properties": {"seats": {"minimum": 1}}}"#)?;
/// let Verdict::Incompatible(findings) = check(&emitted, &accepted, &Limits::default()) else { panic!() };
/// assert_eq!(findings[0].place.to_string(), "/seats");
/// assert_eq!(findings[0].witness.to_string(), r#"{"seats":0}"#);
/// assert_eq!(check(&accepted, &accepted, &Limits::default()), Verdict::Compatible);
/// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
/// ```
pub fn check(emitted: &Schema, accepted: &Schema, limits: &Limits) -> Verdict {
    decide(emitted, accepted, limits, false).verdict
}

/// Like [`check`], but also returns the premises of the verdict, everything undecided besides the findings, and the
/// number of further findings.
///
/// ```
/// use counterpart_engine::compat::schema::{Options, Schema};
/// use counterpart_engine::compat::{Limits, Verdict, examine};
///
/// let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default());
/// let emitted = read(r#"{"type": "object", "properties": {"tel": {"format": "phone", "type": "string"}}, "required": ["tel"]}"#)?;
/// let accepted = read(r#"{"properties": {"tel": {"type": "integer"}}}"#)?;
/// let examination = examine(&emitted, &accepted, &Limits::default());
/// let Verdict::Incompatible(findings) = examination.verdict else { panic!() };
/// assert!(!findings[0].has_message());
/// assert_eq!(findings[0].premises[0].to_string(), "some text has the format `phone`");
/// # Ok::<(), counterpart_engine::compat::schema::SchemaError>(())
/// ```
pub fn examine(emitted: &Schema, accepted: &Schema, limits: &Limits) -> Examination {
    decide(emitted, accepted, limits, true)
}

/// `counts` is true if findings are counted beyond the limit.
fn decide(emitted: &Schema, accepted: &Schema, limits: &Limits, counts: bool) -> Examination {
    let mut shallow = Search::new(emitted, accepted, limits.steps, SHALLOW);
    shallow.give_up_when_too_deep();
    if let Some(examination) = attempt(&mut shallow, limits, counts) {
        return Examination {
            steps: shallow.spent(),
            ..examination
        };
    }
    let left = limits.steps.saturating_sub(shallow.spent());
    let deep = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(DEEP_STACK)
            .spawn_scoped(scope, || {
                let mut deep = Search::new(emitted, accepted, left, DEEP);
                let examination = attempt(&mut deep, limits, counts);
                examination.map(|examination| (examination, deep.spent()))
            });
        thread.ok()?.join().ok()?
    });
    let (examination, steps) = deep.unwrap_or_else(|| {
        let reason = shallow.go_too_deep();
        let unproven = Verdict::Unproven(vec![shallow.reason_of(reason).clone()]);
        (unproven.into(), 0)
    });
    Examination {
        steps: shallow.spent() + steps,
        ..examination
    }
}

/// One try; `None` if it gave up because it went too deep.
fn attempt(search: &mut Search<'_>, limits: &Limits, counts: bool) -> Option<Examination> {
    let (emitted, accepted) = (search.schema(0).root(), search.schema(1).root());
    let goal = Goal::of_claims([
        search.resolve_claim(Claim::Accepts(NodeRef::emitted(emitted))),
        search.resolve_claim(Claim::Refuses(NodeRef::accepted(accepted))),
    ]);
    let answer = search.solve(&goal);
    if search.has_given_up() {
        return None;
    }
    let (witness, unknown) = match answer {
        Answer::Empty => {
            return Some(Examination {
                premises: described(search),
                ..Verdict::Compatible.into()
            });
        }
        Answer::Found(witness) => (Some(witness), None),
        Answer::Unknown(reason) => (None, Some(search.reason_of(reason).clone())),
    };
    if witness.is_none() {
        search.grant(limits.steps / TO_FIND_THE_PLACE);
    }
    let wanted = Wanted {
        most: limits.findings.max(1),
        counts,
    };
    let mut found = findings::find(search, wanted, witness.as_deref());
    if search.has_given_up() {
        return None;
    }
    if found.reasons.is_empty() {
        found.reasons.extend(unknown);
    }
    Some(if found.findings.is_empty() {
        Verdict::Unproven(found.reasons).into()
    } else {
        Examination {
            premises: of_all(&found.findings),
            undecided: found.reasons,
            further: found.further,
            steps: 0,
            verdict: Verdict::Incompatible(found.findings),
        }
    })
}

fn described(search: &Search<'_>) -> Vec<Premise> {
    let formats = search.described.iter().cloned();
    formats
        .map(|format| Premise::PatternForFormat { format })
        .collect()
}

/// The premises of a refutation: none, if one finding has none.
fn of_all(findings: &[Finding]) -> Vec<Premise> {
    if findings.iter().any(|finding| finding.premises.is_empty()) {
        return Vec::new();
    }
    let all: BTreeSet<&Premise> = findings.iter().flat_map(|finding| &finding.premises).collect();
    all.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests;
