//! A time limit for code that nobody can stop.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Watches pieces of work, one after the other. It goes away with this value.
pub(super) struct Watch(Arc<Shared>);

struct Shared {
    now: Mutex<Now>,
    changed: Condvar,
}

enum Now {
    Idle,
    /// This piece began then.
    Busy(u64, Instant),
    Over,
}

impl Watch {
    /// Calls `late` with the number of the first piece that takes longer than the limit.
    pub(super) fn start(limit: Duration, late: impl FnOnce(u64) + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            now: Mutex::new(Now::Idle),
            changed: Condvar::new(),
        });
        let watched = Arc::clone(&shared);
        let name = "counterpart-watch".to_owned();
        thread::Builder::new().name(name).spawn(move || {
            if let Some(number) = watched.first_late(limit) {
                late(number);
            }
        })?;
        Ok(Self(shared))
    }

    /// A piece begins.
    pub(super) fn begin(&self, number: u64) {
        self.0.set(Now::Busy(number, Instant::now()));
    }

    /// It ended.
    pub(super) fn end(&self) {
        self.0.set(Now::Idle);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.set(Now::Over);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, now: Now) {
        *self.lock() = now;
        self.changed.notify_all();
    }

    fn first_late(&self, limit: Duration) -> Option<u64> {
        let mut now = self.lock();
        loop {
            now = match *now {
                Now::Over => return None,
                Now::Idle => self.changed.wait(now).unwrap_or_else(PoisonError::into_inner),
                Now::Busy(number, since) => {
                    let Some(left) = limit.checked_sub(since.elapsed()).filter(|left| !left.is_zero()) else {
                        return Some(number);
                    };
                    let waited = self.changed.wait_timeout(now, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn the_first_late_piece_is_told_and_quick_ones_are_not() {
        let (late, told) = mpsc::channel();
        let watch = Watch::start(Duration::from_millis(200), move |number| {
            late.send(number).unwrap()
        })
        .unwrap();
        for number in 0..1_000 {
            watch.begin(number);
            watch.end();
        }
        watch.begin(1_000);
        assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(1_000));
    }

    #[test]
    fn time_between_pieces_does_not_count_and_the_thread_ends_with_the_watch() {
        let (late, told) = mpsc::channel::<u64>();
        let watch = Watch::start(Duration::from_millis(20), move |number| {
            late.send(number).unwrap()
        })
        .unwrap();
        watch.begin(1);
        watch.end();
        thread::sleep(Duration::from_millis(100));
        drop(watch);
        assert_eq!(
            told.recv_timeout(Duration::from_secs(20)),
            Err(mpsc::RecvTimeoutError::Disconnected)
        );
    }
}
