//! Advice on a finding, as concrete fixes.

mod allow;
mod case;
mod consumer;
mod edit;
mod encoded;
mod file;
mod key;
mod left_out;
mod mode;
mod producer;
mod renamed;
mod rust_type;
mod schema_at;
mod variant;

pub use self::edit::{Change, Edit};
pub use self::file::what_is_wrong;

use self::allow::let_pass;
use self::case::{Case, asked};
use super::{Attribution, Document, Incompatibility, Kind, Part, Refusal, Unproven};
use counterpart_engine::compat::{ReasonKind, Rule};
use std::sync::Arc;

/// The maximum number of fixes alongside the allowance.
const MOST: usize = 3;

/// A fix of a finding, or an allowance that accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The people who apply it.
    pub kind: FixKind,
    /// The advice, as a fragment of one line: ``in auth-service: make `email` an `Option<…>`,
    /// release it first``.
    pub text: String,
    /// Lines of `counterpart.toml` that make the fix, ending in a line end.
    pub paste: Option<String>,
    /// The changes of source that make the fix, all of them together: those of one consumer, and of
    /// the next. Empty if only a person can make them.
    pub edits: Vec<Edit>,
}

/// The people who apply a fix. The ids are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FixKind {
    /// The producer changes.
    Producer,
    /// The consumers change.
    Consumer,
    /// Somebody is asked.
    Ask,
    /// The finding is accepted, with a reason.
    Allow,
    /// Run a command, or run it differently.
    Run,
}

impl FixKind {
    /// All of them.
    pub const ALL: [FixKind; 5] = [
        FixKind::Producer,
        FixKind::Consumer,
        FixKind::Ask,
        FixKind::Allow,
        FixKind::Run,
    ];

    /// The stable id, as reports write it.
    pub fn id(self) -> &'static str {
        match self {
            FixKind::Producer => "producer",
            FixKind::Consumer => "consumer",
            FixKind::Ask => "ask",
            FixKind::Allow => "allow",
            FixKind::Run => "run",
        }
    }
}

impl Fix {
    fn new(kind: FixKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            paste: None,
            edits: Vec::new(),
        }
    }
}

/// The fixes of a finding: at most three, the most likely first, and last the allowance.
pub fn fixes(kind: &Kind) -> Vec<Fix> {
    match kind {
        Kind::Incompatible(found) => of_incompatibility(found),
        Kind::Key(found) => key::of_key(found),
        Kind::Unproven(found) => of_unproven(found),
        Kind::File(found) => file::of_file(found),
    }
}

/// Returns true if the producer said the same at the place of the finding before, and no contract is known to have said
/// something else there.
pub(crate) fn is_same_as_before(found: &Incompatibility, read_before: &[Option<Arc<Document>>]) -> bool {
    let has_changed = |(refusal, before): (&Refusal, &Option<Arc<Document>>)| {
        let before = before.as_ref();
        before.is_some_and(|before| !case::is_same_at(before, &refusal.contract, &refusal.places[0]))
    };
    Case::of(found).is_unchanged() == Some(true) && !found.refusals.iter().zip(read_before).any(has_changed)
}

fn of_incompatibility(found: &Incompatibility) -> Vec<Fix> {
    let case = Case::of(found);
    // serde's attributes do not rename headers.
    let mut fixes = match &found.renamed {
        Some(renamed) if found.part == Part::Payload && !case.is_of_envelope(renamed) => {
            renamed::of_renamed(&case, renamed)
        }
        Some(renamed) if found.part == Part::Payload && renamed::is_extension(renamed) => {
            renamed::of_extension(&case, renamed)
        }
        _ => in_turns(&case),
    };
    fixes.truncate(MOST);
    let waits_for_consumers = fixes.iter().any(|fix| fix.kind == FixKind::Consumer);
    if fixes.len() < MOST && waits_for_consumers && !case.is_change_of_consumers() {
        let contracts = found.refusals.iter().map(|refusal| &refusal.contract);
        let asked = asked(contracts);
        fixes.push(Fix::new(
            FixKind::Ask,
            format!("ask {asked} when they can release that"),
        ));
    }
    fixes.push(let_pass(found));
    fixes
}

/// The fixes of both sides in turns: the best of each side, then the next of each side.
fn in_turns(case: &Case<'_>) -> Vec<Fix> {
    let (producer, consumers) = (producer::of_producer(case), consumer::of_consumers(case));
    // A consumer that denies unknown properties has to change sooner or later.
    let is_theirs = case.is_change_of_consumers() || case.found.rule == Rule::PropertyDenied;
    let is_theirs = is_theirs || encoded::encoding(case).is_some();
    let (first, second) = if is_theirs {
        (consumers, producer)
    } else {
        (producer, consumers)
    };
    let mut fixes = Vec::new();
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    loop {
        let both = [first.next(), second.next()];
        if both.iter().all(Option::is_none) {
            return fixes;
        }
        fixes.extend(both.into_iter().flatten());
    }
}

fn of_unproven(found: &Unproven) -> Vec<Fix> {
    let has = |kind| found.reasons.iter().any(|reason| reason.kind == kind);
    let mut fixes = Vec::new();
    if has(ReasonKind::Budget) {
        fixes.push(Fix::new(FixKind::Run, "allow more steps with `--steps`"));
    }
    if has(ReasonKind::Unconfirmed) {
        fixes.push(Fix::new(FixKind::Ask, "report this: it is a bug of counterpart"));
    }
    fixes.push(Fix::new(
        FixKind::Producer,
        "say the same in a simpler form, in either schema",
    ));
    fixes.push(Fix::new(
        FixKind::Allow,
        "accept what is unproven with `--allow-unproven`",
    ));
    fixes
}

/// The meaning of an attribution, for those who meet it for the first time.
pub fn of_attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::ProducerChange => "the producer's change alone breaks it",
        Attribution::ConsumerChange => "the consumer's change alone breaks it",
        Attribution::Both => "each change alone breaks it",
        Attribution::Interaction => "each change alone fits, both together do not",
        Attribution::PreExisting => "it was broken before either changed",
        Attribution::NoBaseline => "too little stood there before to tell whose change it was",
        Attribution::Undecided => "what stood there before could be neither proven nor refuted",
    }
}

#[cfg(test)]
mod tests;
