//! Measures the services under load, with every write on the disk before it is confirmed, and compares them with what the
//! database and the broker reach alone. `examples/run load` builds what it needs and starts it.
//!
//! It prints rates and judges none, because machines differ. What must hold on any is checked: every answered command has its
//! effect in the copy, and a long outbox takes no more memory than a short one.

use std::fs;
use std::io;
#[cfg(feature = "real")]
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use service::client::Client;
use trial::Outcome;
use trial::copies::{has_unsent, stream};
use trial::database::{Connected, Database, number};
use trial::load::delays::{Delays, LAST, Watch};
use trial::load::{Rate, outbox};
#[cfg(feature = "real")]
use trial::load::{broker, pgbench, processors};
use trial::process::{Program, Running};
use trial::requests::{Answered, Request};
#[cfg(feature = "real")]
use trial::servers::{Nats, Postgres};

/// The users of long outboxes. The broker knows the ids of events for two minutes, so none is used twice.
const FIRST: [u64; 3] = [1_000_000_000, 2_000_000_000, 3_000_000_000];

/// The rows of an outbox that is not long.
const SHORT: u64 = 10_000;

/// The memory that a long outbox may take besides: 16 MiB, which is less than 17 bytes for each of a million rows.
const MORE: u64 = 16 << 20;

/// The relay sends so many events at a time, and so does the comparison.
#[cfg(feature = "real")]
const BATCH: usize = 1000;

struct Arguments {
    programs: PathBuf,
    is_real: bool,
    clients: u64,
    seconds: u64,
    events: u64,
    rows: u64,
}

impl Arguments {
    fn read() -> Outcome<Self> {
        let usage = "usage: load PROGRAMS [--real] [--clients N] [--seconds N] [--events N] [--rows N], with N above 0";
        let mut arguments = std::env::args().skip(1);
        let mut read = Self {
            programs: arguments.next().ok_or(usage)?.into(),
            is_real: false,
            clients: 16,
            seconds: 10,
            events: 50_000,
            rows: 1_000_000,
        };
        while let Some(name) = arguments.next() {
            if name == "--real" {
                read.is_real = true;
                continue;
            }
            let value = arguments.next().and_then(|text| text.parse().ok());
            let value = value.filter(|number| *number > 0).ok_or(usage)?;
            match &*name {
                "--clients" => read.clients = value,
                "--seconds" => read.seconds = value,
                "--events" => read.events = value,
                "--rows" => read.rows = value,
                _ => return Err(usage.into()),
            }
        }
        Ok(read)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome {
    let arguments = Arguments::read()?;
    let folder = trial::servers::folder("load-")?;
    let measured = match Load::start(arguments, folder.path()) {
        Ok(load) => {
            let measured = load.run().await;
            // The connections wait for the server to hear of their end.
            tokio::task::block_in_place(|| drop(load));
            measured
        }
        Err(error) => Err(error),
    };
    measured.map_err(|error| format!("{error}; logs and data are kept in {}", folder.keep().display()).into())
}

/// A command that was answered: the id of its event, and the moment.
type Done = (String, Instant);

struct Load<'a> {
    arguments: Arguments,
    folder: &'a Path,
    /// Those of the user service and of the auth service.
    databases: [Database; 2],
    /// The connection by which the effects are counted: a new one each time would cost more than the question.
    counter: Mutex<Option<Connected>>,
    users: Program,
    auth: Program,
    #[cfg(feature = "real")]
    servers: Option<(Postgres, Nats)>,
}

impl<'a> Load<'a> {
    fn start(arguments: Arguments, folder: &'a Path) -> Outcome<Self> {
        let [users, auth] = ["user-service", "auth-service"].map(|name| {
            let data = folder.join(name);
            Program::new(arguments.programs.join(name), &data).with("LOG", "warn")
        });
        for name in ["user-service", "auth-service"] {
            fs::create_dir(folder.join(name))?;
        }
        let new = Self {
            databases: ["user-service/users.db", "auth-service/accounts.db"]
                .map(|file| Database::File(folder.join(file))),
            counter: Mutex::default(),
            arguments,
            folder,
            users,
            auth,
            #[cfg(feature = "real")]
            servers: None,
        };
        match new.arguments.is_real {
            true => new.with_servers(),
            false => Ok(new),
        }
    }

    #[cfg(feature = "real")]
    fn with_servers(self) -> Outcome<Self> {
        let servers = (Postgres::start(self.folder)?, Nats::start(self.folder)?);
        let [database, copy] = ["postgres", "auth"].map(|name| servers.0.address_of(name));
        let nats = servers.1.address();
        Database::Server(database.clone()).execute("create database auth")?;
        Ok(Self {
            users: self.users.with("DATABASE", &database).with("NATS", &nats),
            auth: self.auth.with("DATABASE", &copy).with("NATS", &nats),
            databases: [database, copy].map(Database::Server),
            servers: Some(servers),
            ..self
        })
    }

    #[cfg(not(feature = "real"))]
    fn with_servers(self) -> Outcome<Self> {
        Err("this build knows neither PostgreSQL nor NATS: build it with the feature `real`".into())
    }

    async fn run(&self) -> Outcome {
        let Arguments {
            clients,
            seconds,
            events,
            rows,
            ..
        } = self.arguments;
        // The service makes the tables.
        self.users.start()?.stop()?;
        let alone = self.commands_alone()?;
        outbox::clear(&self.databases[0])?;

        let users = self.users.start()?;
        let address = users.address;
        let auth = self.auth.clone().with("USERS", format!("http://{address}"));
        let auth = auth.start()?;
        self.wait_for_a_place().await?;
        let client = Client::new(format!("http://{address}"));
        let time = Duration::from_secs(seconds);
        let (done, loaded) = self.watched(&client, time, Duration::ZERO).await?;
        let commands = Rate::of(done, time);
        let alone = alone.map(|alone| ("pgbench with the same writes", alone));
        table(&format!("commands, {clients} clients"), commands, alone);
        // A quarter of it is a load under which nothing piles up.
        let pause = Duration::from_secs_f64(4.0 * clients as f64 / commands.0.max(1.0));
        let (_, calm) = self.watched(&client, time, pause).await?;
        println!("{:<34} {loaded}", "delay to the copy, at that rate");
        println!("{:<34} {calm}", "delay to the copy, at a quarter");

        users.stop()?;
        let before = self.effects()?;
        outbox::fill(&self.databases[0], FIRST[0], events)?;
        let begin = Instant::now();
        // At the address that the auth service knows.
        let users = self.users.clone().with("LISTEN", address).start()?;
        let before_it = self.processors(&users, &auth)?;
        self.until("the copy does not get all events", || {
            Ok(self.effects()? >= before + events)
        })
        .await?;
        let drained = Rate::of(events, begin.elapsed());
        let spent = self.processors(&users, &auth)?;
        let peak = auth.peak_memory()?;
        users.stop()?;
        auth.stop()?;
        let alone = self.publishing_alone().await?;
        let alone = alone.map(|alone| ("batches published alone", alone));
        table(&format!("outbox to copy, {events} events"), drained, alone);
        for ((name, before), (_, after)) in before_it.iter().zip(&spent) {
            let each = (*after - *before).as_secs_f64() * 1e6 / events as f64;
            println!(
                "{:<34} {each:.1} µs of a processor for each event",
                format!("  {name}")
            );
        }
        println!("{:<34} {}", "peak of the auth service", mebibytes(peak));

        let mut peaks = Vec::new();
        for (first, rows) in [(FIRST[1], SHORT), (FIRST[2], rows)] {
            let (time, peak) = self.drain(first, rows).await?;
            let rate = Rate::of(rows, time);
            println!(
                "{:<34} {}, drained at {rate}",
                format!("peak of the relay, {rows} rows"),
                mebibytes(peak)
            );
            peaks.push(peak);
        }
        match peaks[1] <= peaks[0] + MORE {
            true => Ok(()),
            false => Err(format!("an outbox of {rows} rows takes more memory than one of {SHORT}").into()),
        }
    }

    /// What the database commits without a service; none without a server.
    fn commands_alone(&self) -> Outcome<Option<Rate>> {
        #[cfg(feature = "real")]
        if let Some((postgres, _)) = &self.servers {
            let clients = usize::try_from(self.arguments.clients)?;
            let time = Duration::from_secs(self.arguments.seconds);
            return Ok(Some(pgbench::commands(postgres, self.folder, clients, time)?));
        }
        Ok(None)
    }

    /// The time of processors that each part has had; nothing without servers.
    fn processors(&self, users: &Running, auth: &Running) -> io::Result<Vec<(&'static str, Duration)>> {
        #[cfg(feature = "real")]
        if let Some((postgres, nats)) = &self.servers {
            let parts = [
                ("PostgreSQL", postgres.pid()),
                ("NATS", nats.pid()),
                ("user-service", Some(users.pid())),
                ("auth-service", Some(auth.pid())),
            ];
            let running = parts
                .into_iter()
                .filter_map(|(name, pid)| Some((name, pid?)))
                .map(|(name, pid)| Ok((name, processors::time(pid)?)));
            return running.collect();
        }
        let _ = (users, auth);
        Ok(Vec::new())
    }

    /// What the broker takes without a service, of the events that the relay sent last; none without a broker.
    async fn publishing_alone(&self) -> Outcome<Option<Rate>> {
        #[cfg(feature = "real")]
        if let Some((_, nats)) = &self.servers {
            let lines = sent(&self.folder.join("user-service/sent"))?;
            let rate = broker::publish(&nats.address(), &lines, BATCH).await?;
            return Ok(Some(rate));
        }
        Ok(None)
    }

    /// All clients send commands for this long, each one after the other, with a pause from one to the next; returns how many
    /// were answered, and the delays to the copy.
    async fn watched(&self, client: &Client, time: Duration, pause: Duration) -> Outcome<(u64, Delays)> {
        let watch = Watch::start(&self.databases[1])?;
        let before = self.effects()?;
        let until = Instant::now() + time;
        let kind = if pause.is_zero() { "busy" } else { "calm" };
        let tasks: Vec<_> = (0..self.arguments.clients)
            .map(|number| tokio::spawn(commands(client.clone(), format!("{kind}-{number}"), until, pause)))
            .collect();
        let mut done: Vec<Done> = Vec::new();
        for task in tasks {
            done.extend(task.await??);
        }
        let count = done.len() as u64;
        self.until("the copy does not get all events", || {
            Ok(self.effects()? >= before + count)
        })
        .await?;
        Ok((count, watch.end(&done)?))
    }

    /// The relay sends an outbox of so many rows; returns the time that it took, and its peak of memory.
    async fn drain(&self, first: u64, rows: u64) -> Outcome<(Duration, u64)> {
        outbox::clear(&self.databases[0])?;
        outbox::fill(&self.databases[0], first, rows)?;
        let begin = Instant::now();
        let users: Running = self.users.start()?;
        self.until("the outbox is not drained", || {
            Ok(!has_unsent(&self.databases[0])?)
        })
        .await?;
        let time = begin.elapsed();
        let peak = users.peak_memory()?;
        users.stop()?;
        Ok((time, peak))
    }

    /// The number of effects on the copy.
    fn effects(&self) -> io::Result<u64> {
        tokio::task::block_in_place(|| {
            let mut counter = self.counter.lock().unwrap_or_else(|held| held.into_inner());
            let mut connected = match counter.take() {
                Some(connected) => connected,
                None => self.databases[1].connect()?,
            };
            let rows = connected.rows(LAST)?;
            *counter = Some(connected);
            number(rows.first().and_then(|row| row.first()))
        })
    }

    async fn wait_for_a_place(&self) -> Outcome {
        self.until("the auth service has no place", || {
            let stream = stream(&self.databases[1])?;
            // The broker's stream is named after the dump was read.
            Ok(stream.is_some_and(|stream| !self.arguments.is_real || stream.starts_with("nats-")))
        })
        .await
    }

    async fn until(&self, otherwise: &str, is_so: impl Fn() -> io::Result<bool>) -> Outcome {
        let begin = Instant::now();
        // A million rows take minutes on a slow disk.
        while begin.elapsed() < Duration::from_secs(1800) {
            if is_so()? {
                return Ok(());
            }
            // The question costs what is measured: a connection to the database, or a look at the file of the copy.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(otherwise.into())
    }
}

/// Registers users and changes their addresses in turn; returns what was answered.
async fn commands(
    client: Client,
    name: String,
    until: Instant,
    pause: Duration,
) -> Result<Vec<Done>, String> {
    let mut done = Vec::new();
    let mut registered = None;
    let mut next = Instant::now();
    while Instant::now() < until {
        let key = format!("{name}-{}", done.len());
        let address = format!("{key}@example.org");
        let request = match registered.take() {
            None => Request::Register(Some(address)),
            Some(user_id) => Request::ChangeEmail(user_id, address),
        };
        let answered = request.send(&client, &key).await;
        let answered = answered.map_err(|error| format!("{request:?}: {error}"))?;
        let Answered::Done(user_id, sequence) = answered else {
            return Err(format!("{request:?} was answered with {answered:?}"));
        };
        done.push((format!("{user_id}/{sequence}"), Instant::now()));
        if sequence == 1 {
            registered = Some(user_id);
        }
        next += pause;
        tokio::time::sleep_until(next.into()).await;
    }
    Ok(done)
}

/// The lines of the sent log that tell of the users of the outbox that was filled for it.
#[cfg(feature = "real")]
fn sent(folder: &Path) -> io::Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Head {
        subject: String,
    }
    let mut paths = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "ndjson") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        for line in BufReader::new(fs::File::open(path)?).lines() {
            let line = line?;
            let Head { subject } = serde_json::from_str(&line)?;
            if subject.parse::<u64>().is_ok_and(|user_id| user_id >= FIRST[0]) {
                found.push(line);
            }
        }
    }
    Ok(found)
}

fn table(what: &str, rate: Rate, alone: Option<(&str, Rate)>) {
    match alone {
        Some((alone, of)) => println!("{what:<34} {rate}, {alone} {of}, ratio {:.2}", rate.0 / of.0),
        None => println!("{what:<34} {rate}"),
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
