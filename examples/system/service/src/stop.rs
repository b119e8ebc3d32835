//! A graceful end: a signal tells every part of a process to finish what it has begun.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Tells whether the process is to end. Clones hear the same word.
#[derive(Debug, Clone)]
pub struct Stop {
    word: watch::Receiver<bool>,
}

/// Says the word.
#[derive(Debug)]
pub struct Stopper {
    word: watch::Sender<bool>,
}

impl Stopper {
    /// Tells every [`Stop`] to end.
    pub fn stop(&self) {
        self.word.send_replace(true);
    }
}

impl Stop {
    /// A word, and who says it.
    pub fn pair() -> (Stopper, Stop) {
        let (sender, receiver) = watch::channel(false);
        (Stopper { word: sender }, Stop { word: receiver })
    }

    /// The word that SIGTERM and SIGINT say.
    ///
    /// # Errors
    /// Fails if the system lets nobody listen for signals.
    pub fn on_signals() -> std::io::Result<Self> {
        let (stopper, stop) = Self::pair();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("asked to stop: finishing what has begun");
            stopper.stop();
            // Without this the word would be lost with its speaker.
            stopper.word.closed().await;
        });
        Ok(stop)
    }

    /// Returns true once the process is to end.
    pub fn is_stopped(&self) -> bool {
        *self.word.borrow()
    }

    /// Returns once the process is to end.
    pub async fn stopped(&self) {
        let mut word = self.word.clone();
        if word.wait_for(|stopped| *stopped).await.is_err() {
            // Nobody is left to say it: then nobody stops.
            std::future::pending::<()>().await;
        }
    }

    /// Waits for this long, and no longer than until the process is to end.
    pub async fn sleep(&self, time: std::time::Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.stopped() => {}
        }
    }
}
