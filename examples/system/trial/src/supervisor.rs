//! Keeps a service running, and kills it at points that are counted in events.

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use oorandom::Rand32;

use crate::process::{Program, Running};

/// A point at which a service may be killed, and the most times that it is passed before.
pub type Point = (&'static str, u32);

/// A service that is started again each time it dies.
#[derive(Debug)]
pub struct Supervisor {
    program: Program,
    points: Vec<Point>,
    random: Rand32,
    most: u64,
    deaths: Arc<AtomicU64>,
}

/// A service under supervision.
#[derive(Debug)]
pub struct Supervised {
    end: Arc<AtomicBool>,
    thread: Option<JoinHandle<io::Result<Ended>>>,
}

/// What can start the service again, and the service, if it still runs.
type Ended = (Supervisor, Option<Running>);

impl Supervisor {
    /// A service that is killed at most `most` times, at points that the seed decides.
    pub fn new(program: Program, points: &[Point], seed: u64, most: u64) -> Self {
        Self {
            program,
            points: points.to_vec(),
            random: Rand32::new(seed),
            most,
            deaths: Arc::default(),
        }
    }

    /// The number of kills.
    pub fn deaths(&self) -> Arc<AtomicU64> {
        self.deaths.clone()
    }

    /// The service, for what it does besides serving.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The service, for other settings from the next start on.
    pub fn program_mut(&mut self) -> &mut Program {
        &mut self.program
    }

    /// Starts the service, and starts it again each time it dies, until [`Supervised::end`].
    pub fn start(self) -> Supervised {
        let end = Arc::new(AtomicBool::new(false));
        let word = end.clone();
        let thread = Some(std::thread::spawn(move || self.watch(&word)));
        Supervised { end, thread }
    }

    fn watch(mut self, end: &AtomicBool) -> io::Result<Ended> {
        let mut failures = 0;
        while !end.load(Ordering::SeqCst) {
            let is_armed = self.deaths.load(Ordering::SeqCst) < self.most && !self.points.is_empty();
            let mut program = self.program.clone();
            if is_armed {
                let (point, most) = self.points[self.random.rand_range(0..self.points.len() as u32) as usize];
                let count = self.random.rand_range(1..most + 1);
                program = program.with("DIE_AT", format!("{point}:{count}"));
            }
            let mut running = match program.start() {
                Ok(running) => running,
                // It may die before it listens.
                Err(_) if is_armed && failures < 20 => {
                    failures += 1;
                    self.deaths.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
                Err(error) => return Err(error),
            };
            failures = 0;
            loop {
                if let Some(status) = running.ended()? {
                    if !is_armed || status.signal() != Some(9) {
                        let text = format!(
                            "{} ended with {status}: see {}",
                            program.path.display(),
                            program.log.display()
                        );
                        return Err(io::Error::other(text));
                    }
                    self.deaths.fetch_add(1, Ordering::SeqCst);
                    break;
                }
                if end.load(Ordering::SeqCst) {
                    return Ok((self, Some(running)));
                }
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        Ok((self, None))
    }
}

/// Kills a service for good; returns what can start it again.
///
/// # Errors
/// Fails if it does not run, or could not be kept running.
pub fn ended(service: &mut Option<Supervised>) -> io::Result<Supervisor> {
    let running = service.take();
    running
        .ok_or_else(|| io::Error::other("the service does not run"))?
        .end()
}

impl Supervised {
    /// Returns true if the service could not be kept running.
    pub fn has_failed(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Kills the service for good; returns what can start it again.
    ///
    /// # Errors
    /// Fails if the service could not be kept running.
    pub fn end(mut self) -> io::Result<Supervisor> {
        let (supervisor, running) = self.ended()?;
        if let Some(running) = running {
            running.kill()?;
        }
        Ok(supervisor)
    }

    fn ended(&mut self) -> io::Result<Ended> {
        self.end.store(true, Ordering::SeqCst);
        let thread = self
            .thread
            .take()
            .ok_or_else(|| io::Error::other("the service was ended before"))?;
        thread
            .join()
            .map_err(|_| io::Error::other("the supervisor panicked"))?
    }
}

/// A service does not outlive a test that failed.
impl Drop for Supervised {
    fn drop(&mut self) {
        // What runs is killed when it is dropped.
        let _ = self.ended();
    }
}
