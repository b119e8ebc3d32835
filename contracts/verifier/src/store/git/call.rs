//! Runs a program within limits: it ends, with everything that it started, when it takes too long
//! or writes too much.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// The amount of standard error to keep, from its start.
const SAID: u64 = 16 << 10;
/// The interval for checking that the bounds still hold.
const GLANCE: Duration = Duration::from_millis(100);
/// The maximum memory of a program that reads data from a server, as far as the system can bound
/// it.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 1 << 30;
/// The time that a program with a person at the terminal has to end when asked to.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(1);

/// The limits of a program.
pub(super) struct Bounds<'a> {
    /// In all.
    pub(super) timeout: Duration,
    /// The limit of standard output.
    pub(super) output: u64,
    /// Checks now and then, with the time so far, whether the program may go on. An error ends it.
    pub(super) watch: &'a mut dyn FnMut(Duration) -> io::Result<()>,
}

/// A program that ended.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    /// The start of it.
    pub(super) stderr: Vec<u8>,
}

/// A running program. It ends when this is dropped.
pub(super) struct Running {
    pub(super) child: Child,
    #[cfg_attr(not(unix), expect(dead_code, reason = "groups of processes are Unix's"))]
    has_group: bool,
    is_over: bool,
}

impl Running {
    /// Starts a program in a group of its own, so that everything that it starts can be ended with
    /// it. If somebody is at a terminal, it stays in their group: ssh may ask for a passphrase
    /// there, and Ctrl-C means all of it.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        use std::io::IsTerminal;
        let has_group = !io::stdin().is_terminal() && !io::stderr().is_terminal();
        #[cfg(unix)]
        if has_group {
            std::os::unix::process::CommandExt::process_group(command, 0);
        }
        let child = command.spawn()?;
        // A server that never stops naming branches would otherwise fill the memory of its client.
        #[cfg(target_os = "linux")]
        if let Some(id) = id(&child) {
            let limit = rustix::process::Rlimit {
                current: Some(MEMORY),
                maximum: Some(MEMORY),
            };
            let _ = rustix::process::prlimit(Some(id), rustix::process::Resource::Data, limit);
        }
        Ok(Self {
            child,
            has_group,
            is_over: false,
        })
    }

    /// The exit status, if it has ended.
    fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.is_over |= status.is_some();
        Ok(status)
    }

    fn end(&mut self) {
        // Until somebody asks how it ended, no other process gets its number.
        if self.is_over {
            return;
        }
        #[cfg(unix)]
        if let Some(id) = id(&self.child) {
            if self.has_group {
                let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
            } else if rustix::process::kill_process(id, rustix::process::Signal::TERM).is_ok() {
                // git ends its children when it is asked to end, but not when it is killed.
                let asked = Instant::now();
                while asked.elapsed() < GRACE && matches!(self.child.try_wait(), Ok(None)) {
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn id(child: &Child) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(child.id()).ok()?)
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

enum Part {
    Output(io::Result<Vec<u8>>),
    Said(io::Result<Vec<u8>>),
}

/// Runs a program to its end.
///
/// # Errors
/// Fails if it cannot be started, and with the error of the watch. `TimedOut` if it takes too long,
/// `FileTooLarge` if it writes more to standard output than the limit.
pub(super) fn run(mut command: Command, input: Vec<u8>, bounds: Bounds<'_>) -> io::Result<Ended> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let began = Instant::now();
    let mut running = Running::start(&mut command)?;
    let mut stdin = running.child.stdin.take().expect("it is piped");
    let stdout = running.child.stdout.take().expect("it is piped");
    let stderr = running.child.stderr.take().expect("it is piped");
    // Nobody waits for these threads: children of the program may hold its pipes open after it has
    // ended.
    std::thread::spawn(move || stdin.write_all(&input));
    let (parts, read) = mpsc::channel();
    let (of_output, of_said): (Sender<Part>, Sender<Part>) = (parts.clone(), parts);
    let limit = bounds.output;
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let read = stdout.take(limit.saturating_add(1)).read_to_end(&mut text);
        let _ = of_output.send(Part::Output(read.map(|_| text)));
    });
    std::thread::spawn(move || {
        let (mut stderr, mut text) = (stderr, Vec::new());
        let read = stderr.by_ref().take(SAID).read_to_end(&mut text);
        // A program whose pipe is full waits for its reader.
        let read = read.and_then(|_| io::copy(&mut stderr, &mut io::sink()));
        let _ = of_said.send(Part::Said(read.map(|_| text)));
    });
    let (mut output, mut said) = (None, None);
    while output.is_none() || said.is_none() {
        match read.recv_timeout(GLANCE) {
            Ok(Part::Output(text)) => {
                let text = text?;
                if text.len() as u64 > limit {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                output = Some(text);
            }
            Ok(Part::Said(text)) => said = Some(text?),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if began.elapsed() > bounds.timeout {
            return Err(io::ErrorKind::TimedOut.into());
        }
        (bounds.watch)(began.elapsed())?;
    }
    // A program may close its pipes and keep running.
    let status = loop {
        if let Some(status) = running.ended()? {
            break status;
        }
        if began.elapsed() > bounds.timeout {
            return Err(io::ErrorKind::TimedOut.into());
        }
        (bounds.watch)(began.elapsed())?;
        std::thread::sleep(Duration::from_millis(1));
    };
    Ok(Ended {
        status,
        stdout: output.unwrap_or_default(),
        stderr: said.unwrap_or_default(),
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, timeout: Duration, output: u64) -> io::Result<Ended> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(
            command,
            b"input".to_vec(),
            Bounds {
                timeout,
                output,
                watch: &mut |_| Ok(()),
            },
        )
    }

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(300);

    #[test]
    fn a_program_is_given_its_input_and_its_whole_answer_is_read() {
        let ended = shell("cat; echo said >&2; exit 3", LONG, 100).unwrap();
        assert_eq!(ended.status.code(), Some(3));
        assert_eq!((&*ended.stdout, &*ended.stderr), (&b"input"[..], &b"said\n"[..]));
    }

    #[test]
    fn a_program_that_never_ends_is_ended_with_all_that_it_started() {
        let marker = tempfile::tempdir().unwrap();
        let started = marker.path().join("started");
        let script = format!("sleep 300 & echo $! > {}; wait", started.display());
        let error = shell(&script, SHORT, 100).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        let child = std::fs::read_to_string(started).unwrap();
        let is_there = || {
            let said = std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
            said.is_ok_and(|said| !said.contains(") Z "))
        };
        // The process that reaps an orphan takes a moment.
        let is_gone = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            !is_there()
        });
        assert!(is_gone || !std::path::Path::new("/proc/self").exists());
    }

    #[test]
    fn a_program_that_never_stops_writing_is_ended() {
        let error = shell("yes", LONG, 1 << 20).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        let error = shell("yes >&2", SHORT, 100).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_pipe_that_somebody_else_holds_open_is_not_waited_for_for_ever() {
        let error = shell("sleep 300 & exit 0", SHORT, 100).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn of_what_a_program_says_the_start_is_kept() {
        let ended = shell("echo first >&2; yes | head -n 100000 >&2", LONG, 100).unwrap();
        assert!(ended.stderr.starts_with(b"first\n"));
        assert_eq!(ended.stderr.len() as u64, SAID);
    }
}
