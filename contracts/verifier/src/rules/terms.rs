//! What else stands in square brackets in a report: what a store does not know, what it warns of, and whose change a
//! break is.

/// A word of reports that is no rule.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The stable id, as reports write it.
    pub id: &'static str,
    /// What it means, in one sentence.
    pub summary: &'static str,
    /// Why it is said, and what to do. Markdown, one paragraph.
    pub text: &'static str,
}

/// All terms: what is unknown, warnings, causes.
pub const TERMS: [Term; 16] = [
    Term {
        id: "no-producer",
        summary: "A contract is for an event that no service in the environment sends.",
        text: "The version that is to be deployed would wait for messages that do not come. Nothing is proven to break, so the answer is \"unknown\", \
               with exit code 100. Deploy the producer first and record it with `record-deployment`. Where the event comes from outside of \
               the store, or later, `can-i-deploy --allow-unknown=no-producer` lets it pass.",
    },
    Term {
        id: "nobody",
        summary: "Nothing in the environment shares an event with the version.",
        text: "There was nothing to check against, and a check of nothing must not read as \"safe\". Most often the environment's name is \
               misspelt or its deployments were never recorded: `environments` lists what is known. For the first service of a new \
               environment, `can-i-deploy --allow-unknown=nobody` lets it pass.",
    },
    Term {
        id: "short-history",
        summary: "What a producer ran is known for a shorter time than its messages stay.",
        text: "Messages that an unrecorded version wrote may still be read, and nobody knows their shape. It goes away by itself once the \
               records reach back as far as the messages stay; with `forever` they never do. Until then \
               `can-i-deploy --allow-unknown=short-history` takes the risk.",
    },
    Term {
        id: "no-main-branch",
        summary: "A service of the store has no main branch, so no latest version of it counts.",
        text: "What a service has on its main branch is what others are verified against. Publish from `main` or `master`, or name the \
               branch for the service in the store's `store.toml`. Until then only what is deployed of the service counts.",
    },
    Term {
        id: "unused-allowance",
        summary: "An `[[allow]]` of `counterpart.toml` matches nothing in this run.",
        text: "What it allowed was mended, or it never matched. Remove it once no run needs it: an allowance that is left behind would hide the next break of the same kind.",
    },
    Term {
        id: "no-retention",
        summary: "A producer does not say how long messages of an event stay.",
        text: "Messages outlive deployments, and those of versions that have left the environment were not looked at. Say it where the event is declared, \
               `#[contract(emits = \"…\", retention = \"14d\")]`, or for all events with `retention` in `counterpart.toml`, and publish.",
    },
    Term {
        id: "not-asked",
        summary: "Sources declare contracts, and the code was not asked for them.",
        text: "What a run does not build, it cannot ask: packages that are no default members of the workspace, examples and benchmarks, targets whose \
               features are off. Their contract files are checked as they stand. Select the package, turn the feature on, or move the types into a library.",
    },
    Term {
        id: "not-reached",
        summary: "At one place of a schema serde was asked about no value.",
        text: "The derived test makes messages for each part of a schema. Where no message could be made that has a value there, or none that the type reads, \
               the contract was not compared with serde at this place. Give `samples` with such a value, say what is on the wire with `with`, or answer for the \
               place with `trust`.",
    },
    Term {
        id: "unread-events",
        summary: "Nobody in the store reads what the run emits.",
        text: "There was nothing to compare, and that is the answer: the code was built, its contract files were compared with it, the whole store was read, \
               and no contract in it is for these events. So the first service of a store can be verified before it is published. It is no success where readers \
               were expected: then the event is spelt otherwise there, or the store is another one.",
    },
    Term {
        id: "producer-change",
        summary: "The producer's change alone breaks it.",
        text: "The new producer breaks the consumer as it was before, and the old producer suits the consumer as it is now. The producer's own run \
               fails. Undo the change, or roll it out in steps that the rule's page names.",
    },
    Term {
        id: "consumer-change",
        summary: "The consumer's change alone breaks it.",
        text: "The consumer now wants what the producer does not give. Where no version on the producer's main branch gave it since it \
               is wanted, it is pending: shown in the producer's run, and failing in the consumer's own. Ask the producer, or want \
               less until it is given.",
    },
    Term {
        id: "both",
        summary: "Each side's change alone breaks it.",
        text: "Undoing one of them is not enough. Look at both, and start with the side that is not yet deployed.",
    },
    Term {
        id: "interaction",
        summary: "Neither change alone breaks it; both together do.",
        text: "Each side suits the other as it was before. Deploying one and not the other is safe; the second to be deployed has to change.",
    },
    Term {
        id: "pre-existing",
        summary: "It was broken before either side changed.",
        text: "This change did not do it. The break stood in what both sides last published, so whoever sees it is the messenger.",
    },
    Term {
        id: "no-baseline",
        summary: "Too little was published before to tell whose change it is.",
        text: "One side has no earlier version in the store. From its next version on, the cause can be told.",
    },
    Term {
        id: "undecided",
        summary: "Whose change it is could be neither proven nor refuted.",
        text: "One of the four combinations of old and new is `unproven`; `explain unproven` says what may stand in the way.",
    },
];

/// The term of an id.
///
/// ```
/// let term = counterpart_verifier::rules::term("pre-existing").unwrap();
/// assert_eq!(term.summary, "It was broken before either side changed.");
/// ```
pub fn term(id: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{TERMS, term};
    use crate::report::{Attribution, Unknown, Warning};

    #[test]
    fn every_word_of_a_report_that_is_no_rule_has_its_term_and_every_term_is_one() {
        let words = Unknown::IDS
            .into_iter()
            .chain(Warning::IDS)
            .chain(Attribution::ALL.map(Attribution::id));
        assert_eq!(
            TERMS.iter().map(|term| term.id).collect::<BTreeSet<_>>(),
            words.collect()
        );
        for found in &TERMS {
            assert_eq!(term(found.id).unwrap().summary, found.summary);
            assert!(crate::rules::find(found.id).is_none(), "{}", found.id);
            assert!(found.summary.ends_with('.') && found.text.ends_with('.'));
        }
    }
}
