//! The notices in addition to the findings, in one list, for formats that have only a list.

use sha2::{Digest, Sha256};

use super::{Listing, Side};
use crate::report;

/// A notice that is not a finding about a pair or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// A stable id: `problem`, `allowance-expired`, that of an unknown or a warning.
    pub id: &'static str,
    /// `error` if it fails the run, else `warning` or `note`.
    pub severity: &'static str,
    /// The text of the remark.
    pub text: String,
    /// 64 hexadecimal digits, of id and text.
    pub fingerprint: String,
    /// The contract that it is about, where it is about one.
    pub side: Option<Side>,
}

/// The warning that is an answer.
const UNREAD: &str = "unread-events";

/// The note on a contract whose event nobody emits.
const UNMATCHED: &str = "unmatched";

impl Listing {
    /// The notices in addition to the findings, the most important first.
    pub fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut say = |id: &'static str, severity: &'static str, text: String| {
            let digest = Sha256::digest(format!("{id} {text}"));
            let fingerprint = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            remarks.push(Remark {
                id,
                severity,
                text,
                fingerprint,
                side: None,
            });
        };

        for problem in &self.problems {
            say(
                "problem",
                "error",
                format!("could not complete: {}", problem.trim()),
            );
        }
        let is_unread = self.warnings.iter().any(|warning| warning.id == UNREAD);
        if self.checked.pairs.all == 0 && !is_unread {
            say("nothing-checked", "warning", "nothing was checked".to_owned());
        }
        for past in &self.expired {
            say(
                "allowance-expired",
                "error",
                format!(
                    "the allowance for {past} no longer applies: fix the issue ({}), then remove it",
                    past.reason
                ),
            );
        }
        for unknown in &self.unknown {
            let severity = if unknown.allowed { "note" } else { "error" };
            let settled = unknown.settled_by.as_ref().filter(|_| !unknown.allowed);
            let settled = settled.map_or(String::new(), |(premise, command)| {
                format!("; if {premise}, say so once: `{command}`")
            });
            say(
                unknown.id,
                severity,
                format!("not known: {}{settled}", unknown.text),
            );
        }
        for warning in &self.warnings {
            let severity = if warning.id == UNREAD { "note" } else { "warning" };
            say(warning.id, severity, warning.text.clone());
        }
        for one in &self.unmatched {
            let from = one
                .producer
                .as_ref()
                .map_or(String::new(), |producer| format!(" from {producer}"));
            say(
                UNMATCHED,
                "note",
                format!(
                    "{} wants {}{from}, which no service in this run emits",
                    one.consumer, one.event
                ),
            );
        }
        for package in &self.not_compared {
            say(
                "other-features",
                "note",
                format!(
                    "{package} was built with a different feature set than its contract files: the code was checked, \
                     the files were not compared"
                ),
            );
        }
        for one in &self.further {
            say(report::Further::ID, "warning", one.text.clone());
        }
        let suppressed: usize = self.suppressed.values().sum();
        if suppressed > 0 {
            let rules: Vec<&str> = self.suppressed.keys().copied().collect();
            say(
                "turned-off",
                "warning",
                format!(
                    "not shown, because their rules are turned off: {suppressed} finding{} of {}",
                    if suppressed == 1 { "" } else { "s" },
                    rules.join(", ")
                ),
            );
        }
        let unmatched = remarks.iter_mut().filter(|remark| remark.id == UNMATCHED);
        for (remark, one) in unmatched.zip(&self.unmatched) {
            remark.side = Some(one.side.clone());
        }
        remarks
    }
}
