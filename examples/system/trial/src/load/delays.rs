//! The time from the answer to a command until its event is committed in the copy, seen from outside.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::copies::open;

/// The pause between two looks at the copy: delays are measured to about this.
const PAUSE: Duration = Duration::from_millis(1);

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
    pub fn start(copy: &Path) -> io::Result<Self> {
        let connection = open(copy)?;
        let sql = "select coalesce(max(number), 0) from notices";
        let last: rusqlite::Result<i64> = connection.query_row(sql, [], |row| row.get(0));
        let mut last = last.map_err(io::Error::other)?;
        let end = Arc::new(AtomicBool::new(false));
        let word = end.clone();
        let thread = std::thread::spawn(move || {
            let mut seen = HashMap::new();
            let sql = "select number, event_id from notices where number > ?1 order by number";
            let mut statement = connection.prepare(sql).map_err(io::Error::other)?;
            loop {
                // What was there before the end is among what is read after it.
                let is_last = word.load(Ordering::SeqCst);
                let rows = statement.query_map([last], |row| Ok((row.get(0)?, row.get(1)?)));
                let rows: rusqlite::Result<Vec<(i64, String)>> = rows.and_then(Iterator::collect);
                let now = Instant::now();
                for (number, id) in rows.map_err(io::Error::other)? {
                    last = number;
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
