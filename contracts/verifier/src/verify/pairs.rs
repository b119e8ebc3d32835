//! Pairs each emitted schema with the contracts to check it against.

use std::collections::BTreeMap;

use super::pair::wants;
use super::participant::Participant;
use counterpart::contract::Role;

/// An emitted schema and a contract, by their places among the participants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) emitted: usize,
    pub(crate) contract: usize,
}

/// Each emitted schema with each contract for it, if the run is about one of both and `takes`
/// accepts the pair. They are sorted by event, in the order of contracts.
pub(super) fn pairs<P>(
    participants: &[Participant<P>],
    takes: impl Fn(&Participant<P>, &Participant<P>) -> bool,
) -> Vec<Pair> {
    let of = |role: Role| {
        let is = move |at: &usize| participants[*at].identity().role() == role;
        (0..participants.len()).filter(is)
    };
    let mut emitting: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in of(Role::Emits) {
        let event = participants[at].identity().event();
        emitting.entry(event).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for contract in of(Role::Consumes) {
        let wanted = &participants[contract];
        let emitted = emitting.get(wanted.identity().event()).into_iter().flatten();
        pairs.extend(emitted.filter_map(|&emitted| {
            let sent = &participants[emitted];
            let fits = (sent.own || wanted.own)
                && wants(&wanted.document, sent.identity().service())
                && takes(sent, wanted);
            fits.then_some(Pair { emitted, contract })
        }));
    }
    let key = |pair: &Pair| {
        let (sent, wanted) = (
            participants[pair.emitted].identity(),
            participants[pair.contract].identity(),
        );
        (wanted.event(), wanted, sent, pair.contract, pair.emitted)
    };
    pairs.sort_by(|one, other| key(one).cmp(&key(other)));
    pairs
}
