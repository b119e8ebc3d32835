//! Reads and judges on several threads, with the results in the order of the log.

use std::collections::BTreeMap;
use std::io::Write;
use std::panic;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::framing::Framing;
use super::judge::Judge;
use super::judged::Judged;
use super::results::Audit;
use super::subjects::Subjects;
use super::tally::Tally;
use crate::messages::{Block, Ignored, Reader};

/// So many blocks may wait to be added, times the number of threads.
const AHEAD: usize = 4;

/// More threads than this are of no use.
const MOST_JOBS: usize = 256;

/// How often those who wait are told.
const TOLD: Duration = Duration::from_millis(100);

/// Once it is stopped, a thread that judges gets so long to end. One that waits for input does not.
const PATIENCE: Duration = Duration::from_secs(2);

/// What an audit needs.
pub struct Run {
    /// The contracts.
    pub subjects: Subjects,
    /// Where a message has its event and its payload.
    pub framing: Framing,
    /// The messages.
    pub reader: Reader,
    /// The number of threads that judge; at least 1.
    pub jobs: usize,
    /// Where refused messages go, each as it was read.
    pub refused: Option<Box<dyn Write + Send>>,
    /// Becomes true when the audit should end early.
    pub stop: Arc<AtomicBool>,
}

/// How far an audit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the inputs that were read, before they are decompressed.
    pub bytes: u64,
    /// Messages that were judged, or could not be.
    pub messages: u64,
    /// Findings so far.
    pub findings: usize,
}

/// What the threads share.
struct Shared {
    subjects: Subjects,
    framing: Framing,
    jobs: usize,
    stop: Arc<AtomicBool>,
    input: Mutex<Input>,
    results: Mutex<Results>,
    /// A block waits to be added, or a thread ended.
    ready: Condvar,
    /// Blocks were added, or all is over.
    added: Condvar,
}

struct Input {
    reader: Reader,
    /// The number of blocks so far.
    blocks: u64,
    is_end: bool,
}

/// The results that wait for those before them. The tally stays where it is until the end.
struct Results {
    /// By the number of their first block.
    waiting: BTreeMap<u64, Waiting>,
    /// So many blocks wait with their bytes.
    held: usize,
    next: u64,
    /// Blocks to be filled again.
    free: Vec<Block>,
    running: usize,
    messages: u64,
    findings: usize,
    is_over: bool,
}

/// The results of a block, and of those behind it of which there is nothing to say but numbers.
struct Waiting {
    judged: Judged,
    /// The number of the block behind them.
    end: u64,
}

impl Results {
    /// Keeps the results of a block. Returns true if it is worth waking who adds them: where nothing is wrong, blocks
    /// become one, and to wake for each of them takes longer than to add it.
    fn keep(&mut self, number: u64, mut judged: Judged) -> bool {
        let is_plain = judged.is_plain();
        if is_plain {
            self.free.push(std::mem::take(&mut judged.block));
        } else {
            self.held += 1;
        }
        let mut end = number + 1;
        if let Some(after) = self.waiting.get(&end) {
            if judged.takes(&after.judged) {
                end = after.end;
                judged.append(&after.judged);
                self.waiting.remove(&(number + 1));
            }
        }
        let before = self.waiting.range_mut(..number).next_back();
        match before {
            Some((_, before)) if before.end == number && before.judged.takes(&judged) => {
                before.judged.append(&judged);
                before.end = end;
            }
            _ => _ = self.waiting.insert(number, Waiting { judged, end }),
        }
        // A plain block may be what others wait for.
        self.held > 0
    }
}

/// Reads all messages and judges them. `told` hears of the progress from time to time.
///
/// # Panics
/// Panics if a thread does.
pub fn run(run: Run, mut told: impl FnMut(Progress)) -> Audit {
    let bytes: Arc<AtomicU64> = run.reader.bytes_read();
    let jobs = run.jobs.clamp(1, MOST_JOBS);
    let shared = Arc::new(Shared {
        subjects: run.subjects,
        framing: run.framing,
        jobs,
        stop: run.stop,
        input: Mutex::new(Input {
            reader: run.reader,
            blocks: 0,
            is_end: false,
        }),
        results: Mutex::new(Results {
            waiting: BTreeMap::new(),
            held: 0,
            next: 0,
            free: Vec::new(),
            running: jobs,
            messages: 0,
            findings: 0,
            is_over: false,
        }),
        ready: Condvar::new(),
        added: Condvar::new(),
    });
    let threads: Vec<_> = (0..jobs)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let _running = Running(&shared);
                work(&shared);
            })
        })
        .collect();
    let mut tally = Tally::new(&shared.subjects, &shared.framing, run.refused);
    let mut stopped: Option<Instant> = None;
    let mut unfinished;
    loop {
        let mut results = lock(&shared.results);
        let mut progressed = false;
        while let Some(Waiting { judged, end }) = {
            let next = results.next;
            results.waiting.remove(&next)
        } {
            // What waits is bounded, so that this one thread may write while others judge.
            drop(results);
            let block = tally.add(judged);
            results = lock(&shared.results);
            results.next = end;
            (results.messages, results.findings) = tally.so_far();
            results.is_over |= tally.is_over();
            if let Some(block) = block {
                results.held -= 1;
                results.free.push(block);
                shared.added.notify_all();
            }
            progressed = true;
        }
        // A gap is left by a thread that panicked, or that ended because all is over.
        let is_done = results.running == 0;
        unfinished = results.running;
        let late = stopped.is_some_and(|since| since.elapsed() > PATIENCE);
        if is_done || late {
            break;
        }
        if shared.stop.load(Ordering::Relaxed) || results.is_over {
            stopped.get_or_insert_with(Instant::now);
        }
        told(Progress {
            bytes: bytes.load(Ordering::Relaxed),
            messages: results.messages,
            findings: results.findings,
        });
        if !progressed {
            let _ = shared
                .ready
                .wait_timeout(results, TOLD)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
    for thread in threads {
        if stopped.is_some() && !thread.is_finished() {
            // It waits for input.
            continue;
        }
        if let Err(panicked) = thread.join() {
            panic::resume_unwind(panicked);
        }
    }
    // A thread that waits for input holds the lock.
    let (is_end, ignored) = match shared.input.try_lock() {
        Ok(input) => (input.is_end, input.reader.ignored().clone()),
        Err(_) => (false, Ignored::default()),
    };
    let is_cut = is_cut(shared.stop.load(Ordering::Relaxed), is_end, unfinished);
    tally.finish(is_cut, ignored)
}

/// Returns true if an audit was stopped before it had judged everything: input was left, or a thread that did not end in
/// time had something. The threads may all have ended before the first one saw why.
fn is_cut(is_stopped: bool, is_end: bool, unfinished: usize) -> bool {
    is_stopped && (!is_end || unfinished > 0)
}

/// Counts a thread that ends, however it ends.
struct Running<'s>(&'s Shared);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut results = lock(&self.0.results);
        results.running -= 1;
        // Nobody adds the block of a thread that panicked: those who wait for it need not.
        results.is_over |= thread::panicking();
        drop(results);
        self.0.ready.notify_all();
        self.0.added.notify_all();
    }
}

/// The work of one thread.
fn work(shared: &Shared) {
    let mut judge = Judge::new(&shared.subjects, &shared.framing);
    loop {
        let mut block = {
            let mut results = lock(&shared.results);
            if results.is_over {
                return;
            }
            results.free.pop().unwrap_or_default()
        };
        let number = {
            let mut input = lock(&shared.input);
            if shared.stop.load(Ordering::Relaxed) || input.is_end {
                return;
            }
            if !input.reader.fill(&mut block) {
                input.is_end = true;
                return;
            }
            input.blocks += 1;
            input.blocks - 1
        };
        let judged = judge.judge(block);
        let mut results = lock(&shared.results);
        if results.is_over {
            return;
        }
        if results.keep(number, judged) {
            shared.ready.notify_all();
        }
        while results.held >= AHEAD * shared.jobs && !results.is_over && !shared.stop.load(Ordering::Relaxed)
        {
            let waited = shared.added.wait_timeout(results, TOLD);
            results = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// A thread that panics leaves nothing half done here, and its panic is passed on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("jobs", &self.jobs)
            .field("reader", &self.reader)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lakes::Reading;
    use crate::messages::{Inputs, Limits};
    use counterpart::contract::Role;

    #[test]
    fn what_a_thread_did_not_end_in_time_is_missing_even_if_all_input_was_read() {
        assert!(is_cut(true, true, 1));
        assert!(is_cut(true, false, 0));
        assert!(!is_cut(true, true, 0));
        assert!(!is_cut(false, true, 0));
    }

    #[test]
    fn an_audit_that_is_stopped_before_its_end_says_so_however_soon_its_threads_end() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        std::fs::write(&log, "{\"event\":\"e\",\"payload\":1}\n").unwrap();
        for _ in 0..200 {
            let results = run(
                Run {
                    subjects: Subjects::new(Role::Consumes, Vec::new(), Reading::default()).unwrap(),
                    framing: Framing::known(),
                    reader: Reader::new(
                        Inputs::new([log.clone().into_os_string()]),
                        None,
                        Limits::default(),
                    ),
                    jobs: 2,
                    refused: None,
                    stop: Arc::new(AtomicBool::new(true)),
                },
                |_| (),
            );
            assert!(results.is_interrupted);
        }
    }
}
