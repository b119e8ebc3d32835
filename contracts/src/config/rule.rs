//! The rules that findings are of. The id of each is written once: the engine writes those of rules over messages
//! ([`Rule`]), and this file the others.

use counterpart_engine::compat::Rule;

use crate::near::near;

counterpart_engine::__rules! {
    /// The rules about a contract file itself, or about its declaration. The ids are stable.
    // Exhaustive, so that the compiler asks for the sentence and the fixes of a new one where reports are written.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum FileRule {
        /// The code declares it, and no file says it.
        ContractMissing = "contract-missing",
        /// The file says something else than the code.
        ContractStale = "contract-stale",
        /// The code that declared the file is gone, and the file still exists.
        ContractOrphaned = "contract-orphaned",
        /// The code that emitted an event is gone, and a consumer still has a contract for it.
        EventStopped = "event-stopped",
        /// A contract is for an event that its producer, or nobody, emits, and whose name is probably wrong.
        EventNotEmitted = "event-not-emitted",
        /// No message that the code writes was compared with the emitted schema.
        NotCompared = "not-compared",
    }
}

/// Any rule that a finding can be of.
///
/// ```
/// use counterpart::config::RuleId;
///
/// assert_eq!(RuleId::parse("key-mismatch"), Some(RuleId::Key));
/// assert_eq!(RuleId::Key.id(), "key-mismatch");
/// assert_eq!(RuleId::parse("no-such-rule"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleId {
    /// A rule about the content of a message.
    Message(Rule),
    /// The rule about message keys.
    Key,
    /// Of a contract file.
    File(FileRule),
}

impl RuleId {
    /// Every rule.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_messages = Rule::ALL.iter().map(|rule| Self::Message(*rule));
        let of_files = FileRule::ALL.iter().map(|rule| Self::File(*rule));
        of_messages.chain([Self::Key]).chain(of_files)
    }

    /// The stable id, as reports and configuration write it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Message(rule) => rule.id(),
            Self::Key => "key-mismatch",
            Self::File(rule) => rule.id(),
        }
    }

    /// The rule with this id; `None` if there is none.
    pub fn parse(id: &str) -> Option<Self> {
        Self::all().find(|rule| rule.id() == id)
    }

    /// Returns true if an allowance can cover a finding of it: one that is about a producer and a consumer.
    pub fn can_be_allowed(self) -> bool {
        match self {
            Self::Message(_) | Self::Key => true,
            Self::File(rule) => match rule {
                FileRule::EventStopped | FileRule::EventNotEmitted => true,
                FileRule::ContractMissing
                | FileRule::ContractStale
                | FileRule::ContractOrphaned
                | FileRule::NotCompared => false,
            },
        }
    }
}

/// Explains why an id belongs to no rule, as a sentence; `known` are the rules that may have been meant.
pub(super) fn no_rule(id: &str, known: impl Iterator<Item = RuleId>) -> String {
    if id == "unproven" {
        return "`unproven` is not a rule, so it has no severity and cannot be allowed: nothing is proven \
                about such a pair; `--allow-unproven` accepts it"
            .to_owned();
    }
    match near(id, known.map(RuleId::id)).as_slice() {
        [] => format!("there is no rule `{id}`; `cargo counterpart rules` lists them"),
        [first, ..] => format!("there is no rule `{id}`; did you mean `{first}`?"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rule_is_read_from_its_own_id() {
        let ids: BTreeSet<_> = RuleId::all().map(RuleId::id).collect();
        assert_eq!(ids.len(), RuleId::all().count(), "two rules share an id");
        for rule in RuleId::all() {
            assert_eq!(RuleId::parse(rule.id()), Some(rule));
        }
        // It is not the id of a rule, but reports show it in the place of one.
        assert_eq!(RuleId::parse("unproven"), None);
    }
}
