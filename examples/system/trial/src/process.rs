//! A service as a process on the loopback interface.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// The longest time that a service may take to listen, or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A service: how it is started.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program.
    pub path: PathBuf,
    /// Its settings.
    pub settings: BTreeMap<&'static str, String>,
    /// The file that its logs are added to.
    pub log: PathBuf,
}

/// A service that runs. It is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// The address that it listens on.
    pub address: SocketAddr,
}

impl Program {
    /// A program with its folder of data, and its log beside it.
    pub fn new(path: PathBuf, data: &Path) -> Self {
        let settings = BTreeMap::from([
            ("DATA", data.display().to_string()),
            ("LISTEN", "127.0.0.1:0".to_owned()),
        ]);
        let log = data.with_extension("log");
        Self { path, settings, log }
    }

    /// The same with a setting.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.settings.insert(name, value.to_string());
        self
    }

    /// Starts the service, and waits until it listens.
    ///
    /// # Errors
    /// Fails if it does not: its log says why.
    pub fn start(&self) -> io::Result<Running> {
        let mut child = self.command(&[])?.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut line = String::new();
        // It writes this one line; a service that dies before closes the pipe.
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .and_then(|text| text.parse().ok());
        match address {
            Some(address) => Ok(Running { child, address }),
            None => {
                let _ = child.kill();
                let status = child.wait()?;
                let text = format!(
                    "{} did not listen ({status}): see {}",
                    self.path.display(),
                    self.log.display()
                );
                Err(io::Error::other(text))
            }
        }
    }

    /// Runs the program with arguments to its end; returns its exit code and what it wrote.
    ///
    /// # Errors
    /// Fails if it cannot be started, or a signal ended it.
    pub fn run(&self, arguments: &[&str]) -> io::Result<(i32, String)> {
        let output = self.command(arguments)?.output()?;
        let code = output
            .status
            .code()
            .ok_or_else(|| io::Error::other("a signal ended the program"))?;
        Ok((code, String::from_utf8_lossy(&output.stdout).into_owned()))
    }

    fn command(&self, arguments: &[&str]) -> io::Result<Command> {
        let log: File = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.path);
        command
            .args(arguments)
            .envs(&self.settings)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        Ok(command)
    }
}

impl Running {
    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills the service as `kill -9` does.
    ///
    /// # Errors
    /// Fails if it cannot be waited for.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Asks the service to end, and waits until it has.
    ///
    /// # Errors
    /// Fails if it does not end in time, or does so with an error.
    pub fn stop(mut self) -> io::Result<()> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return match status.success() {
                    true => Ok(()),
                    false => Err(io::Error::other(format!("the service ended with {status}"))),
                };
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(io::Error::other("the service did not end on SIGTERM"))
    }

    /// The most memory that the service ever had resident, in bytes.
    ///
    /// # Errors
    /// Fails if it has ended, or the system is not Linux, whose `/proc` tells it.
    pub fn peak_memory(&self) -> io::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes: Option<u64> = line
            .and_then(|line| line.trim().strip_suffix(" kB"))
            .and_then(|number| number.parse().ok());
        let bytes = kibibytes.and_then(|number| number.checked_mul(1024));
        bytes.ok_or_else(|| io::Error::other("the service has ended, or its peak of memory is not told"))
    }

    /// The status, if the service has ended.
    ///
    /// # Errors
    /// Fails if the system does not tell.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
