//! The metrics of this service.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use service::metrics::Metrics;

use crate::copy::Outcome;

type Count = Counter<u64, AtomicU64>;

/// Counters. Clones are the same ones.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    events: Family<OutcomeLabel, Count>,
    redeliveries: Count,
    letters: Family<RuleLabel, Count>,
    failures: Count,
    dumps: Count,
    differences: Family<KindLabel, Count>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RuleLabel {
    rule: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KindLabel {
    kind: &'static str,
}

impl Measures {
    /// Metrics of a process, added to its others.
    pub fn new(metrics: &Metrics) -> Self {
        let new = Self::default();
        let Self {
            events,
            redeliveries,
            letters,
            failures,
            dumps,
            differences,
        } = new.clone();
        metrics.add("events", "Events by what they did to the copy", events);
        metrics.add("redeliveries", "Events that were applied before", redeliveries);
        metrics.add("letters", "Dead letters by rule or error", letters);
        metrics.add(
            "feed_failures",
            "Attempts to read the feed or a dump that failed",
            failures,
        );
        metrics.add(
            "feed_dumps",
            "Dumps that were read because the feed could not be continued",
            dumps,
        );
        metrics.add(
            "reconciliation_differences",
            "Differences between copy and dump by kind",
            differences,
        );
        new
    }

    /// An event was dealt with.
    pub fn event(&self, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Applied => "applied",
            Outcome::Superseded => "superseded",
            Outcome::Repeated => {
                self.redeliveries.inc();
                "repeated"
            }
        };
        self.events.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// A letter was written.
    pub fn letter(&self, rule: &str) {
        let rule = rule.to_owned();
        self.letters.get_or_create(&RuleLabel { rule }).inc();
    }

    /// The feed or a dump could not be read.
    pub fn failed(&self) {
        self.failures.inc();
    }

    /// A dump was read, because the feed could not be continued.
    pub fn dumped(&self) {
        self.dumps.inc();
    }

    /// A comparison found differences.
    pub fn differences(&self, kind: &'static str, count: u64) {
        self.differences.get_or_create(&KindLabel { kind }).inc_by(count);
    }
}
