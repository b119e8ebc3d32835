//! Faults on purpose, in test builds: the feature `faults`. Without it every function here is empty.
//!
//! `DIE_AT=POINT:N` kills the process, as kill -9 does, when it comes to the point for the N-th time. So the places of
//! kills are counted in events, and a seed gives the same ones again. `WITHOUT=PRACTICE` turns one practice off, and the
//! test shows what is lost without it.

/// A practice that a test build can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Practice {
    /// State and outbox in one transaction.
    Outbox,
    /// The position moves only with the effect.
    AcknowledgeAfterCommit,
    /// The inbox tells what was applied already.
    Inbox,
    /// The log of what was sent.
    SentLog,
    /// The dead letter is written before the position moves.
    DeadLetter,
    /// The position is kept with the identity of its stream.
    StreamIdentity,
    /// The copy is compared with a dump before a feed that cannot be continued is read on.
    Reconciliation,
}

#[cfg(feature = "faults")]
mod inner {
    use super::Practice;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Death {
        point: String,
        left: AtomicU64,
    }

    static DEATH: LazyLock<Option<Death>> = LazyLock::new(|| {
        let text = std::env::var("DIE_AT").ok()?;
        let (point, count) = text.split_once(':').expect("DIE_AT is POINT:N");
        let left = AtomicU64::new(count.parse().expect("DIE_AT is POINT:N"));
        let point = point.to_owned();
        Some(Death { point, left })
    });

    static WITHOUT: LazyLock<Option<Practice>> = LazyLock::new(|| {
        let text = std::env::var("WITHOUT").ok()?;
        Some(match text.as_str() {
            "outbox" => Practice::Outbox,
            "acknowledge-after-commit" => Practice::AcknowledgeAfterCommit,
            "inbox" => Practice::Inbox,
            "sent-log" => Practice::SentLog,
            "dead-letter" => Practice::DeadLetter,
            "stream-identity" => Practice::StreamIdentity,
            "reconciliation" => Practice::Reconciliation,
            _ => panic!("WITHOUT names no practice: {text}"),
        })
    });

    pub(super) fn point(name: &str) {
        let Some(death) = DEATH.as_ref().filter(|death| death.point == name) else {
            return;
        };
        if death.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            let own = rustix::process::getpid();
            let killed = rustix::process::kill_process(own, rustix::process::Signal::KILL);
            unreachable!("the process outlived kill -9: {killed:?}");
        }
    }

    pub(super) fn is_without(practice: Practice) -> bool {
        *WITHOUT == Some(practice)
    }
}

/// A point at which a test may kill the process.
#[inline]
pub fn point(name: &str) {
    #[cfg(feature = "faults")]
    inner::point(name);
    #[cfg(not(feature = "faults"))]
    let _ = name;
}

/// Returns true if a test turned this practice off.
#[inline]
pub fn is_without(practice: Practice) -> bool {
    #[cfg(feature = "faults")]
    return inner::is_without(practice);
    #[cfg(not(feature = "faults"))]
    {
        let _ = practice;
        false
    }
}
