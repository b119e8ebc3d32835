//! Patience with what fails: pauses that grow, with jitter, so that many who wait do not come back at the same moment.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use oorandom::Rand32;

use crate::stop::Stop;

/// Pauses between attempts: each up to twice as long as the one before, up to a maximum, and at random between half of it
/// and all of it.
#[derive(Debug)]
pub struct Patience {
    first: Duration,
    longest: Duration,
    next: Duration,
    random: Rand32,
}

impl Patience {
    /// Pauses from `first` to `longest`.
    pub fn new(first: Duration, longest: Duration) -> Self {
        let seed = RandomState::new().hash_one(std::process::id());
        Self {
            first,
            longest,
            next: first,
            random: Rand32::new(seed),
        }
    }

    /// For a neighbour on the network: from 50 milliseconds to 2 seconds.
    pub fn with_neighbours() -> Self {
        Self::new(Duration::from_millis(50), Duration::from_secs(2))
    }

    /// The next pause.
    pub fn pause(&mut self) -> Duration {
        let most = self.next;
        self.next = (most * 2).min(self.longest);
        most.mul_f32(0.5 + self.random.rand_float() / 2.0)
    }

    /// Waits for the next pause, or until the process is to end.
    pub async fn wait(&mut self, stop: &Stop) {
        let pause = self.pause();
        stop.sleep(pause).await;
    }

    /// An attempt worked: the next failure begins with the first pause again.
    pub fn worked(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_the_longest_with_jitter_and_begin_anew_after_success() {
        let mut patience = Patience::new(Duration::from_millis(10), Duration::from_millis(45));
        for most in [10, 20, 40, 45, 45] {
            let pause = patience.pause();
            let most = Duration::from_millis(most);
            assert!(pause >= most / 2 && pause <= most, "{pause:?} of {most:?}");
        }
        patience.worked();
        assert!(patience.pause() <= Duration::from_millis(10));
        let mut others = (0..20).map(|_| Patience::with_neighbours().pause());
        let first = others.next();
        assert!(others.any(|other| Some(other) != first), "no jitter");
    }
}
