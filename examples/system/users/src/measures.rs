//! The metrics of this service.

use std::sync::atomic::{AtomicI64, AtomicU64};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use service::metrics::Metrics;

use crate::store::Backlog;

/// Counters and gauges. Clones are the same ones.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    commands: Family<Answer, Counter<u64, AtomicU64>>,
    sent: Counter<u64, AtomicU64>,
    failures: Counter<u64, AtomicU64>,
    backlog: Gauge<i64, AtomicI64>,
    oldest: Gauge<i64, AtomicI64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    status: u16,
}

impl Measures {
    /// Metrics of a process, added to its others.
    pub fn new(metrics: &Metrics) -> Self {
        let new = Self::default();
        let Self {
            commands,
            sent,
            failures,
            backlog,
            oldest,
        } = new.clone();
        metrics.add("commands", "Commands by the status of their answer", commands);
        metrics.add("outbox_sent", "Entries that were sent and marked as sent", sent);
        metrics.add("outbox_failures", "Attempts to send that failed", failures);
        metrics.add("outbox_unsent", "Entries that wait to be sent", backlog);
        metrics.add(
            "outbox_oldest_unsent_seconds",
            "The age of the oldest entry that waits to be sent",
            oldest,
        );
        new
    }

    /// A command was answered.
    pub fn answered(&self, status: u16) {
        self.commands.get_or_create(&Answer { status }).inc();
    }

    /// Entries were sent and marked.
    pub fn sent(&self, entries: usize) {
        self.sent.inc_by(entries as u64);
    }

    /// An attempt to send failed.
    pub fn failed(&self) {
        self.failures.inc();
    }

    /// What waits at `now`, in milliseconds since 1970.
    pub fn waits(&self, backlog: Backlog, now: u64) {
        self.backlog.set(backlog.entries.cast_signed());
        let age = backlog
            .oldest
            .map_or(0, |oldest| now.saturating_sub(oldest) / 1000);
        self.oldest.set(age.cast_signed());
    }
}
