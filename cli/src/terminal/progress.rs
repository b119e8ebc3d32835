//! Progress for those who wait: one line on a terminal that goes away again.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::foreign;
use crate::terminal::output;

/// Nobody minds a shorter wait.
const PATIENCE: Duration = Duration::from_millis(500);
const FRAME: Duration = Duration::from_millis(100);

/// A line that shows the current work, until it is dropped. It appears after half a second, only on
/// a terminal.
pub(crate) struct Progress(Option<Shown>);

struct Shown {
    done: Sender<()>,
    thread: JoinHandle<()>,
    what: Arc<Mutex<String>>,
}

impl Progress {
    pub(crate) fn of(what: impl Into<String>) -> Self {
        let is_seen = std::io::stderr().is_terminal()
            && std::env::var("TERM").as_deref() != Ok("dumb")
            && std::env::var_os("CI").is_none()
            && !output::is_quiet();
        if !is_seen {
            return Self(None);
        }
        let what = Arc::new(Mutex::new(foreign::line(&what.into()).into_owned()));
        let text = Arc::clone(&what);
        let now = move || text.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (done, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            if told.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style.tick_chars("-\\|/ "));
            }
            bar.set_message(now());
            while told.recv_timeout(FRAME) == Err(RecvTimeoutError::Timeout) {
                bar.set_message(now());
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Self(Some(Shown { done, thread, what }))
    }

    /// Returns `true` if somebody sees it.
    pub(crate) fn is_seen(&self) -> bool {
        self.0.is_some()
    }

    /// Shows something else from now on.
    pub(crate) fn show(&self, what: &str) {
        if let Some(shown) = &self.0 {
            *shown.what.lock().unwrap_or_else(PoisonError::into_inner) = foreign::line(what).into_owned();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(shown) = self.0.take() {
            // If the thread is gone, there is no line to remove.
            let _ = shown.done.send(());
            let _ = shown.thread.join();
        }
    }
}
