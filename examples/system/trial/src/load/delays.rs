//! The time from the answer to a command until its event is committed in the copy, seen from outside.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::database::{Database, number};

/// The pause between two looks at the copy: delays are measured to about this.
const PAUSE: Duration = Duration::from_millis(1);

/// The number of the last effect on the copy: there is one change at a time, so they come in the order of their numbers.
pub const LAST: &str = "select coalesce(max(number), 0) from notices";

/// Looks at the copy again and again, and notes when each effect was there.
#[derive(Debug)]
pub struct Watch {
    end: Arc<AtomicBool>,
    thread: JoinHandle<io::Result<HashMap<String, Instant>>>,
}

impl Watch {
    /// Begins with the effects that come from now on.
    ///
    /// # Errors
    /// Fails if the copy cannot be read.
    pub fn start(copy: &Database) -> io::Result<Self> {
        let mut last = copy.number(LAST)?;
        let (copy, end) = (copy.clone(), Arc::new(AtomicBool::new(false)));
        let word = end.clone();
        let thread = std::thread::spawn(move || {
            let mut connected = copy.connect()?;
            let mut seen = HashMap::new();
            loop {
                // What was there before the end is among what is read after it.
                let is_last = word.load(Ordering::SeqCst);
                let sql =
                    format!("select number, event_id from notices where number > {last} order by number");
                let rows = connected.rows(&sql)?;
                let now = Instant::now();
                for row in rows {
                    last = number(row.first())?;
                    let id = row.into_iter().nth(1).flatten().unwrap_or_default();
                    seen.entry(id).or_insert(now);
                }
                if is_last {
                    return Ok(seen);
                }
                std::thread::sleep(PAUSE);
            }
        });
        Ok(Self { end, thread })
    }

    /// Ends; returns the delays of these events, by the moments at which their commands were answered.
    ///
    /// # Errors
    /// Fails if one of them is not in the copy, or the copy cannot be read.
    pub fn end(self, answered: &[(String, Instant)]) -> io::Result<Delays> {
        self.end.store(true, Ordering::SeqCst);
        let ended = self.thread.join();
        let seen = ended.map_err(|_| io::Error::other("the watch over the copy panicked"))??;
        let delays: Option<Vec<Duration>> = answered
            .iter()
            .map(|(id, at)| Some(seen.get(id)?.saturating_duration_since(*at)))
            .collect();
        let mut delays =
            delays.ok_or_else(|| io::Error::other("an answered command had no effect on the copy"))?;
        delays.sort_unstable();
        Ok(Delays(delays))
    }
}

/// Delays, the shortest first.
#[derive(Debug, Clone)]
pub struct Delays(Vec<Duration>);

impl Delays {
    /// The delay that this share of all does not exceed, from 0 to 1; none if there is no delay.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let last = self.0.len().checked_sub(1)?;
        let rank = (self.0.len() as f64 * share).ceil() as usize;
        self.0.get(rank.saturating_sub(1).min(last)).copied()
    }
}

impl fmt::Display for Delays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |share| match self.quantile(share) {
            Some(delay) => format!("{:.1} ms", delay.as_secs_f64() * 1000.0),
            None => "none".to_owned(),
        };
        write!(
            f,
            "p50 {}, p99 {}, longest {}",
            shown(0.5),
            shown(0.99),
            shown(1.0)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_is_a_delay_that_its_share_does_not_exceed() {
        let delays = Delays((1..=100).map(Duration::from_millis).collect());
        for (share, expected) in [(0.0, 1), (0.5, 50), (0.99, 99), (0.991, 100), (1.0, 100)] {
            assert_eq!(
                delays.quantile(share),
                Some(Duration::from_millis(expected)),
                "{share}"
            );
        }
        assert_eq!(Delays(vec![Duration::ZERO]).quantile(0.99), Some(Duration::ZERO));
        assert_eq!(Delays(Vec::new()).quantile(0.5), None);
    }
}
