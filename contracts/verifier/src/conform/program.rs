//! A reader that is a program: messages on its standard input, answers on its standard output.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Answer, Reader};

/// A running program.
///
/// It reads messages, one a line, and answers each with one line: `ok`, or why it refuses the message.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// To the thread that writes: a program that does not read must not hold up the one that asks.
    messages: Sender<Vec<u8>>,
    answers: Receiver<io::Result<Vec<u8>>>,
    /// The end of what it wrote to its standard error.
    said: Arc<Mutex<Vec<u8>>>,
    /// Disconnected once its standard error is read to the end.
    all_said: Receiver<()>,
    time_limit: Duration,
    is_over: bool,
}

/// The reason why a program did not answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProgramError {
    /// It could not be started.
    Start(io::Error),
    /// It took too long.
    Slow {
        /// The seconds that it had.
        seconds: u64,
    },
    /// It ended before it had answered.
    Ended {
        /// How it ended, if that is known.
        status: Option<ExitStatus>,
        /// The last lines that it wrote to its standard error.
        said: String,
    },
    /// A line of it is longer than 64 KiB, or is not UTF-8.
    Unreadable,
    /// It wrote more lines than it was given messages.
    TooMany {
        /// The first line that answers nothing.
        line: String,
    },
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProgramError::Start(error) => write!(f, "the command could not be started: {error}"),
            ProgramError::Slow { seconds } => {
                write!(f, "the command did not answer a message within {seconds} seconds")
            }
            ProgramError::Ended { status, said } => {
                f.write_str("the command ended before it had answered all messages")?;
                if let Some(status) = status {
                    write!(f, " ({status})")?;
                }
                if said.is_empty() {
                    return Ok(());
                }
                write!(f, ":\n{said}")
            }
            ProgramError::Unreadable => {
                write!(
                    f,
                    "the command wrote a line that is not UTF-8 or longer than {LONGEST_ANSWER} bytes"
                )
            }
            ProgramError::TooMany { line } => {
                write!(
                    f,
                    "the command wrote more lines than it was given messages; the first one is {line:?}"
                )
            }
        }
    }
}

impl std::error::Error for ProgramError {}

/// The most bytes of one answer.
const LONGEST_ANSWER: usize = 64 << 10;
/// The most bytes that are kept of a program's standard error.
const LONGEST_SAID: usize = 4 << 10;
/// The time that a program has to end after its last message.
const GRACE: Duration = Duration::from_secs(2);

impl Program {
    /// Starts a command line, through the shell of the system.
    ///
    /// # Errors
    /// Fails if there is no shell, or no more threads.
    pub fn start(command_line: &str, time_limit: Duration) -> Result<Self, ProgramError> {
        #[cfg(not(windows))]
        let mut command = {
            let mut command = Command::new("sh");
            command.arg("-c").arg(command_line);
            command
        };
        #[cfg(windows)]
        let mut command = {
            let mut command = Command::new("cmd");
            std::os::windows::process::CommandExt::raw_arg(command.arg("/C"), command_line);
            command
        };
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // The shell starts programs of its own, which end with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(ProgramError::Start)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let said = Arc::new(Mutex::new(Vec::new()));
        let (messages, to_write) = channel::<Vec<u8>>();
        let (read, answers) = channel();
        let (is_saying, all_said) = channel::<()>();
        if let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) {
            thread::spawn(move || write(stdin, &to_write));
            thread::spawn(move || read_lines(stdout, &read));
            let kept = Arc::clone(&said);
            thread::spawn(move || {
                keep_end(stderr, &kept);
                drop(is_saying);
            });
        }
        Ok(Self {
            child,
            messages,
            answers,
            said,
            all_said,
            time_limit,
            is_over: false,
        })
    }

    /// Ends the program. It has read its last message.
    ///
    /// # Errors
    /// Fails if it wrote more lines than it was given messages.
    pub fn finish(mut self) -> Result<(), ProgramError> {
        // It sees the end of its input once nobody holds the sender.
        self.messages = channel().0;
        match self.answers.recv_timeout(GRACE) {
            Ok(Ok(line)) => Err(ProgramError::TooMany {
                line: String::from_utf8_lossy(&line).chars().take(200).collect(),
            }),
            _ => Ok(()),
        }
    }

    fn ended(&mut self) -> ProgramError {
        let asked = Instant::now();
        let mut status = None;
        while status.is_none() && asked.elapsed() < GRACE {
            status = self.child.try_wait().ok().flatten();
            thread::sleep(Duration::from_millis(5));
        }
        self.is_over = status.is_some();
        // Its last words may not be read yet. A program that it started may hold its standard error open.
        let _ = self.all_said.recv_timeout(GRACE.saturating_sub(asked.elapsed()));
        let said = self.said.lock().map(|said| said.clone()).unwrap_or_default();
        ProgramError::Ended {
            status,
            said: String::from_utf8_lossy(&said).trim().to_owned(),
        }
    }
}

impl Reader for Program {
    fn ask(&mut self, message: &str) -> Result<Answer, ProgramError> {
        let mut line = message.as_bytes().to_vec();
        line.push(b'\n');
        if self.messages.send(line).is_err() {
            return Err(self.ended());
        }
        let line = match self.answers.recv_timeout(self.time_limit) {
            Ok(Ok(line)) => line,
            Ok(Err(_)) => return Err(ProgramError::Unreadable),
            Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            Err(RecvTimeoutError::Timeout) => {
                return Err(ProgramError::Slow {
                    seconds: self.time_limit.as_secs(),
                });
            }
        };
        let answer = String::from_utf8(line).map_err(|_| ProgramError::Unreadable)?;
        Ok(match answer.trim() {
            "ok" => Answer::Read,
            why => Answer::Refused(why.to_owned()),
        })
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(mut stdin: ChildStdin, messages: &Receiver<Vec<u8>>) {
    for message in messages {
        if stdin.write_all(&message).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read_lines(stdout: impl Read, lines: &Sender<io::Result<Vec<u8>>>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let most = LONGEST_ANSWER as u64 + 1;
        let read = stdout.by_ref().take(most).read_until(b'\n', &mut line);
        let is_whole = line.last() == Some(&b'\n');
        if is_whole {
            line.pop();
        }
        let line = match read {
            Ok(0) => return,
            Ok(_) if !is_whole && line.len() > LONGEST_ANSWER => Err(io::ErrorKind::InvalidData.into()),
            Ok(_) => Ok(line),
            Err(error) => Err(error),
        };
        let is_over = line.is_err();
        if lines.send(line).is_err() || is_over {
            return;
        }
    }
}

fn keep_end(mut stderr: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut part = [0; 1024];
    while let Ok(length @ 1..) = stderr.read(&mut part) {
        let Ok(mut kept) = kept.lock() else { return };
        kept.extend_from_slice(&part[..length]);
        let excess = kept.len().saturating_sub(LONGEST_SAID);
        kept.drain(..excess);
    }
}
