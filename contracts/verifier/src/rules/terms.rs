//! Other words in square brackets in a report: gaps in a store's history, warnings, and whose change a
//! break is.

/// A word in reports that is not a rule.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The stable id, as reports write it.
    pub id: &'static str,
    /// Its meaning, in one sentence.
    pub summary: &'static str,
    /// The reason, and what to do. Markdown, one paragraph.
    pub text: &'static str,
}

/// All terms: unknowns, warnings, attributions.
pub const TERMS: [Term; 16] = [
    Term {
        id: "no-producer",
        summary: "A contract is for an event that no service in the environment sends.",
        text: "The version to deploy would wait for messages that never arrive. Nothing is proven to \
               break, so the answer is \"unknown\", with exit code 100. Deploy the producer first and \
               record it with `record-deployment`. If the event comes from outside the store, or later, \
               use `can-i-deploy --allow-unknown=no-producer`.",
    },
    Term {
        id: "nobody",
        summary: "Nothing in the environment shares an event with the version.",
        text: "There was nothing to check against, and a check of nothing must not look \"safe\". \
               Usually the environment's name is misspelt, or its deployments were never recorded: \
               `environments` lists the known ones. For the first service in a new environment, use \
               `can-i-deploy --allow-unknown=nobody`.",
    },
    Term {
        id: "short-history",
        summary: "The producer's deployment history is shorter than the retention of its messages.",
        text: "Messages of an unrecorded version may still be read, and nobody knows their shape. This \
               goes away once the records reach back as far as the retention; with `forever` they never \
               do. Until then, `can-i-deploy --allow-unknown=short-history` takes the risk.",
    },
    Term {
        id: "no-main-branch",
        summary: "A service in the store has no main branch, so no latest version of it counts.",
        text: "Others are verified against a service's main branch. Publish from `main` or `master`, or \
               name the branch of the service in the store's `store.toml`. Until then, only deployed \
               versions of the service count.",
    },
    Term {
        id: "unused-allowance",
        summary: "An `[[allow]]` in `counterpart.toml` matches nothing in this run.",
        text: "The break that it allowed was fixed, or it never matched. Remove it once no run needs \
               it: a forgotten allowance would hide the next break of the same kind.",
    },
    Term {
        id: "no-retention",
        summary: "A producer does not declare how long messages of an event stay.",
        text: "Messages outlive deployments, and messages of versions that have left the environment \
               were not checked. Declare the retention with the event, `#[contract(emits = \"…\", \
               retention = \"14d\")]`, or for all events with `retention` in `counterpart.toml`, and \
               publish.",
    },
    Term {
        id: "not-asked",
        summary: "Sources declare contracts, and the code was not asked for them.",
        text: "A run can only ask what it builds. It does not build packages that are not default \
               members of the workspace, examples and benchmarks, and targets whose features are off. \
               Their contract files are checked unchanged. Select the package, turn the feature on, or \
               move the types into a library.",
    },
    Term {
        id: "not-reached",
        summary: "For one place of a schema, serde was asked about no value.",
        text: "The derived test makes messages for each part of a schema. For this place it could make \
               no message with a value, or none that the type reads. So the contract was not compared \
               with serde here. Give `samples` with such a value, describe the wire with `with`, or \
               accept the place with `trust`.",
    },
    Term {
        id: "unread-events",
        summary: "Nobody in the store consumes what the run emits.",
        text: "There was nothing to compare, and that is the answer. The code was built and its \
               contract files were compared with it. The whole store was read, and no contract in it is \
               for these events. So the first service in a store can be verified before it is \
               published. If you expected consumers, the event has another name there, or this is the \
               wrong store.",
    },
    Term {
        id: "producer-change",
        summary: "The producer's change alone breaks it.",
        text: "The new producer breaks the consumer's old version, and the old producer satisfies the \
               consumer's new version. The producer's own run fails. Undo the change, or roll it out in \
               the steps on the rule's page.",
    },
    Term {
        id: "consumer-change",
        summary: "The consumer's change alone breaks it.",
        text: "The consumer now requires something that the producer does not send. If no version on \
               the producer's main branch has sent it since then, the finding is pending: shown in the \
               producer's run, and failing in the consumer's own. Ask the producer, or require less \
               until it is sent.",
    },
    Term {
        id: "both",
        summary: "Each side's change alone breaks it.",
        text: "Undoing one of them is not enough. Look at both, and start with the side that is not yet \
               deployed.",
    },
    Term {
        id: "interaction",
        summary: "Neither change alone breaks it; both together do.",
        text: "Each side fits the other's old version. Deploying only one of them is safe; whichever is \
               deployed second has to change.",
    },
    Term {
        id: "pre-existing",
        summary: "It was broken before either side changed.",
        text: "This change did not cause the break. The last published versions of both sides already \
               had it.",
    },
    Term {
        id: "no-baseline",
        summary: "Too little was published before to tell whose change it is.",
        text: "One side has no earlier version in the store. From its next version on, the cause can be \
               determined.",
    },
    Term {
        id: "undecided",
        summary: "Whose change it is could be neither proven nor refuted.",
        text: "One of the four combinations of old and new is `unproven`; `explain unproven` lists the \
               possible reasons.",
    },
];

/// Returns the term with an id.
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
    fn every_other_word_of_a_report_has_a_term_and_every_term_is_used() {
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
