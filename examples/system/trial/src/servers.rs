//! PostgreSQL and NATS as processes of a test: on the loopback interface or a socket, in a folder of their own.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// The longest time that a server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A database server.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    binaries: PathBuf,
    child: Option<Child>,
}

impl Postgres {
    /// Makes a database in a new folder, and starts its server. The folder must be one that every user may enter.
    ///
    /// # Errors
    /// Fails if PostgreSQL is not installed, or does not start: its log is in the folder.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let folder = folder.join("postgres");
        fs::create_dir(&folder)?;
        if is_root() {
            // It refuses to run as root.
            let status = Command::new("chown").arg("postgres").arg(&folder).status()?;
            if !status.success() {
                return Err(io::Error::other("there is no user postgres"));
            }
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        let mut new = Self {
            binaries: binaries()?,
            folder,
            child: None,
        };
        let made = new
            .command("initdb")
            .args([
                "-A",
                "trust",
                "-U",
                "users",
                "-N",
                "-E",
                "UTF8",
                "--locale=C",
                "-D",
            ])
            .arg(new.folder.join("data"))
            .stdout(Stdio::null())
            .status()?;
        if !made.success() {
            return Err(io::Error::other("initdb failed"));
        }
        new.restart()?;
        Ok(new)
    }

    /// The address of the database that is there from the begin, as `DATABASE` has it.
    pub fn address(&self) -> String {
        self.address_of("postgres")
    }

    /// The address of a database of this name, as `DATABASE` has it.
    pub fn address_of(&self, name: &str) -> String {
        format!("host={} user=users dbname={name}", self.folder.display())
    }

    /// Kills the server as `kill -9` does.
    ///
    /// # Errors
    /// Fails if it cannot be waited for.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Starts the server with the data that it had, and waits until it answers.
    ///
    /// # Errors
    /// Fails if it does not.
    pub fn restart(&mut self) -> io::Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            let log = fs::File::options()
                .create(true)
                .append(true)
                .open(self.folder.join("log"))?;
            let mut child = self
                .command("postgres")
                .args(["-c", "listen_addresses=", "-c", "max_connections=60", "-k"])
                .arg(&self.folder)
                .arg("-D")
                .arg(self.folder.join("data"))
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()?;
            // Children of a killed server may live a moment longer; until then a new one ends at once.
            while child.try_wait()?.is_none() && begin.elapsed() < PATIENCE {
                let ready = self
                    .command("pg_isready")
                    .args(["-q", "-d", "postgres", "-U", "users", "-h"])
                    .arg(&self.folder)
                    .status()?;
                if ready.success() {
                    self.child = Some(child);
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(io::Error::other(format!(
            "PostgreSQL does not start: see {}",
            self.folder.display()
        )))
    }

    /// The process, if it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// A program of PostgreSQL that connects to this server, such as `pgbench`.
    pub fn client(&self, name: &str) -> Command {
        let mut command = self.command(name);
        command
            .env("PGHOST", &self.folder)
            .env("PGUSER", "users")
            .env("PGDATABASE", "postgres");
        command
    }

    fn command(&self, name: &str) -> Command {
        let program = self.binaries.join(name);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
            .arg(program)
            .current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The folder of the newest installed server.
fn binaries() -> io::Result<PathBuf> {
    let missing = || io::Error::other("PostgreSQL is not installed: `apt-get install postgresql`");
    let versions = fs::read_dir("/usr/lib/postgresql").map_err(|_| missing())?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().ok_or_else(missing)
}

/// A broker.
#[derive(Debug)]
pub struct Nats {
    folder: PathBuf,
    address: SocketAddr,
    child: Option<Child>,
}

impl Nats {
    /// Starts a broker on a free port, with its data in a folder.
    ///
    /// # Errors
    /// Fails if NATS is not installed, or does not start: its log is in the folder.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let folder = folder.join("nats");
        fs::create_dir(&folder)?;
        // Free now; the same for all its lives.
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let mut new = Self {
            folder,
            address,
            child: None,
        };
        new.restart()?;
        Ok(new)
    }

    /// The address of the broker, as `NATS` has it.
    pub fn address(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// The address of the broker, as a socket.
    pub fn socket(&self) -> SocketAddr {
        self.address
    }

    /// The process, if it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Kills the broker as `kill -9` does.
    ///
    /// # Errors
    /// Fails if it cannot be waited for.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Holds the broker up, as a machine without time for it does: connections stay, and nothing is answered.
    ///
    /// # Errors
    /// Fails if the broker does not run.
    pub fn pause(&self) -> io::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets the broker go on.
    ///
    /// # Errors
    /// Fails if the broker does not run.
    pub fn resume(&self) -> io::Result<()> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        let pid = self
            .child
            .as_ref()
            .and_then(|child| i32::try_from(child.id()).ok());
        let pid = pid.and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| io::Error::other("the broker does not run"))?;
        Ok(kill_process(pid, signal)?)
    }

    /// Deletes all that the broker has. It must have been killed.
    ///
    /// # Errors
    /// Fails if the file system refuses.
    pub fn delete(&mut self) -> io::Result<()> {
        fs::remove_dir_all(self.folder.join("data"))
    }

    /// Starts the broker with the data that it had, and waits until it listens.
    ///
    /// # Errors
    /// Fails if it does not.
    pub fn restart(&mut self) -> io::Result<()> {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))?;
        let child = Command::new("nats-server")
            .args([
                "-a",
                "127.0.0.1",
                "-p",
                &self.address.port().to_string(),
                "-js",
                "-sd",
            ])
            .arg(self.folder.join("data"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| {
                io::Error::new(
                    error.kind(),
                    format!("nats-server: {error}: `apt-get install nats-server`"),
                )
            })?;
        self.child = Some(child);
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if TcpStream::connect(self.address).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(io::Error::other(format!(
            "NATS does not start: see {}",
            self.folder.display()
        )))
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// A folder that every user may enter, for servers that do not run as this one.
///
/// # Errors
/// Fails if the file system refuses.
pub fn folder(prefix: &str) -> io::Result<tempfile::TempDir> {
    let folder = tempfile::Builder::new().prefix(prefix).tempdir()?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}
