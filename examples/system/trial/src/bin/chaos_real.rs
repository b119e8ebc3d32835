//! The chaos test on PostgreSQL and NATS JetStream: services, broker and database are killed while commands come, connections
//! are cut, the copy is replaced by an old one, and the broker's data is deleted. `examples/run chaos --real` starts it.
//!
//! The seed fixes commands and kill points. The servers are killed when a number of commands was answered.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use oorandom::Rand32;
use service::client::Client;
use trial::broker::is_at_rest;
use trial::checks::{self, Data, Losses, Order};
use trial::copies::{outbox, stream};
use trial::database::Database;
use trial::expected::{Commander, Expected};
use trial::process::Program;
use trial::proxy::Proxy;
use trial::servers::{self, Nats, Postgres};
use trial::supervisor::{Point, Supervised, Supervisor, ended};
use trial::{Outcome, operations};

/// Commands are sent by this many at the same time.
const COMMANDERS: usize = 8;

const OF_USERS: [Point; 6] = [
    ("users.before-commit", 12),
    ("users.after-commit", 12),
    ("relay.between-publish-and-log", 3),
    ("relay.before-log", 3),
    ("relay.between-log-and-mark", 3),
    ("relay.after-mark", 3),
];

const OF_AUTH: [Point; 4] = [
    ("auth.before-commit", 12),
    ("auth.between-inbox-and-copy", 2),
    ("auth.after-commit", 2),
    ("auth.after-letter", 2),
];

#[tokio::main]
async fn main() -> ExitCode {
    let begin = Instant::now();
    let mut arguments = std::env::args().skip(1);
    let (Some(programs), Some(fixed)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: chaos_real PROGRAMS FIXED-PROGRAMS [--seed N] [--commands N] [--kills N]");
        return ExitCode::FAILURE;
    };
    let (mut seed, mut commands, mut kills) = (1, 5000, 200);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|text| text.parse().ok());
        match (&*name, value) {
            ("--seed", Some(value)) => seed = value,
            ("--commands", Some(value)) if value > 0 => commands = value,
            ("--kills", Some(value)) => kills = value,
            _ => {
                eprintln!("chaos_real: {name} is unknown, or no number above 0 follows it");
                return ExitCode::FAILURE;
            }
        }
    }
    let folder = match servers::folder("chaos-") {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("chaos: {error}");
            return ExitCode::FAILURE;
        }
    };
    let programs = [PathBuf::from(programs), PathBuf::from(fixed)];
    let told = match Chaos::start(&programs, folder.path(), seed, kills).await {
        Ok(chaos) => chaos.run(commands).await,
        Err(error) => Err(error),
    };
    match told {
        Ok(text) => {
            println!("{text} (seed {seed}, {:.1} s)", begin.elapsed().as_secs_f32());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let folder = folder.keep();
            eprintln!(
                "chaos: {error}\nseed {seed}; logs and data are kept in {}",
                folder.display()
            );
            ExitCode::FAILURE
        }
    }
}

struct Chaos<'a> {
    folder: &'a Path,
    fixed: PathBuf,
    postgres: Postgres,
    nats: Nats,
    /// Kills of PostgreSQL and of NATS.
    kills: u64,
    killed: [u64; 2],
    random: Rand32,
    client: Client,
    proxies: [Proxy; 2],
    commanders: Vec<Commander>,
    users: Option<Supervised>,
    auth: Option<Supervised>,
    deaths: [Arc<AtomicU64>; 2],
}

impl<'a> Chaos<'a> {
    async fn start(programs: &[PathBuf; 2], folder: &'a Path, seed: u64, kills: u64) -> Outcome<Self> {
        for name in ["user-service", "auth-service"] {
            fs::create_dir(folder.join(name))?;
        }
        let postgres = Postgres::start(folder)?;
        Database::Server(postgres.address()).execute("create database auth")?;
        let nats = Nats::start(folder)?;
        let [users, auth] = ["user-service", "auth-service"]
            .map(|name| Program::new(programs[0].join(name), &folder.join(name)).with("LOG", "warn"));
        let users = users
            .with("DATABASE", postgres.address())
            .with("NATS", nats.address())
            .with("PUBLISH_WITHIN", "500ms")
            .with("SEGMENT_BYTES", 100_000);
        // The port stays the same for all its lives.
        let running = users.start()?;
        let users = users.with("LISTEN", running.address);
        let to_users = Proxy::start(running.address, seed ^ 1, 20).await?;
        running.kill()?;
        // The broker's connections are long, so more of them are cut.
        let to_nats = Proxy::start(nats.socket(), seed ^ 2, 5).await?;
        let auth = auth
            .with("USERS", format!("http://{}", to_users.address))
            .with("DATABASE", postgres.address_of("auth"))
            .with("NATS", format!("nats://{}", to_nats.address))
            .with("ACKNOWLEDGE_WITHIN", "1s");
        let users = Supervisor::new(users, &OF_USERS, seed ^ 3, kills * 2 / 5);
        let auth = Supervisor::new(auth, &OF_AUTH, seed ^ 4, kills * 2 / 5);
        Ok(Self {
            folder,
            fixed: programs[1].clone(),
            kills: kills / 5,
            killed: [0; 2],
            random: Rand32::new(seed ^ 5),
            client: Client::new(format!("http://{}", to_users.address)),
            proxies: [to_users, to_nats],
            commanders: (0..COMMANDERS)
                .map(|number| Commander::new(seed, number))
                .collect(),
            deaths: [users.deaths(), auth.deaths()],
            users: Some(users.start()),
            auth: Some(auth.start()),
            postgres,
            nats,
        })
    }

    async fn run(mut self, commands: u64) -> Outcome<String> {
        let mut losses = Losses::default();
        let databases = self.databases();
        let (users, auth) = (self.folder.join("user-service"), self.folder.join("auth-service"));
        let data = Data {
            databases: &databases,
            users: &users,
            auth: &auth,
        };
        self.wait_for_a_place().await?;
        self.command(commands * 3 / 4, self.kills).await?;
        self.rest().await?;
        let expected = self.expected();
        checks::user_service(data, &expected, &mut losses)?;
        checks::effects(data, &expected, Order::Any, &mut losses)?;

        self.old_copy(commands / 8).await?;
        self.broker_without_data(commands / 8).await?;
        checks::user_service(data, &self.expected(), &mut losses)?;
        self.fix().await?;
        let expected = self.expected();
        checks::copies(data, &expected, &mut losses)?;
        checks::twice(data, &mut losses)?;

        let [users, auth] = self.deaths.each_ref().map(|deaths| deaths.load(Ordering::SeqCst));
        let [postgres, nats] = self.killed;
        let cuts: u64 = self.proxies.iter().map(Proxy::cuts).sum();
        let counts = format!(
            "{commands} commands, {} events, {} letters, kills: {users} user-service, {auth} auth-service, \
             {postgres} PostgreSQL, {nats} NATS; {cuts} connections cut",
            expected.events.len(),
            expected.refused.len(),
        );
        match losses.0.is_empty() {
            true => Ok(format!("nothing lost: {counts}")),
            false => Err(format!("{counts}\n{losses}").into()),
        }
    }

    /// Every commander sends a part of the commands. Meanwhile the servers are killed, at numbers of answers.
    async fn command(&mut self, commands: u64, kills: u64) -> Outcome {
        let each = commands / COMMANDERS as u64;
        let answered = Arc::new(AtomicU64::new(0));
        let mut tasks = Vec::new();
        for mut commander in self.commanders.drain(..) {
            let (client, answered) = (self.client.clone(), answered.clone());
            tasks.push(tokio::spawn(async move {
                for _ in 0..each {
                    commander.send(&client, 1).await?;
                    answered.fetch_add(1, Ordering::SeqCst);
                }
                Ok::<_, String>(commander)
            }));
        }
        let total = each * COMMANDERS as u64;
        for kill in 0..kills {
            let within = u32::try_from(total / kills).unwrap_or(u32::MAX).max(1);
            let at = kill * total / kills + u64::from(self.random.rand_range(0..within));
            while answered.load(Ordering::SeqCst) < at && !tasks.iter().all(|task| task.is_finished()) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            // PostgreSQL takes longer to come back.
            match self.random.rand_range(0..4) {
                0 => {
                    self.postgres.kill()?;
                    tokio::task::block_in_place(|| self.postgres.restart())?;
                    self.killed[0] += 1;
                }
                _ => {
                    self.nats.kill()?;
                    tokio::task::block_in_place(|| self.nats.restart())?;
                    self.killed[1] += 1;
                }
            }
        }
        for task in tasks {
            self.commanders.push(task.await??);
        }
        Ok(())
    }

    fn expected(&self) -> Expected {
        let mut expected = Expected::default();
        for commander in &self.commanders {
            expected.extend(commander.expected());
        }
        expected
    }

    async fn wait_for_a_place(&self) -> Outcome {
        let [_, auth] = self.databases();
        let begin = Instant::now();
        loop {
            match stream(&auth) {
                Ok(Some(stream)) if stream.starts_with("nats-") => return Ok(()),
                _ if begin.elapsed() > Duration::from_secs(30) => {
                    return Err("the auth service has no place in the stream".into());
                }
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// Those of the user service and of the auth service.
    fn databases(&self) -> [Database; 2] {
        ["postgres", "auth"].map(|name| Database::Server(self.postgres.address_of(name)))
    }

    /// Waits until all was sent, and the broker has handed on all that it has.
    async fn rest(&self) -> Outcome {
        let begin = Instant::now();
        let address = self.nats.address();
        let [database, _] = self.databases();
        let mut calm = 0;
        while calm < 3 {
            let unsent = outbox(&database).map_or(1, |(_, unsent)| unsent);
            let rests = unsent == 0 && is_at_rest(&address).await.unwrap_or(false);
            calm = if rests { calm + 1 } else { 0 };
            let failed = |service: &Option<Supervised>| service.as_ref().is_some_and(Supervised::has_failed);
            if failed(&self.users) || failed(&self.auth) {
                return Err("a service could not be kept running".into());
            }
            // A message that was handed out before a kill comes again after the acknowledgement's time: 30 seconds.
            if begin.elapsed() > Duration::from_secs(90) {
                return Err(format!("the services do not come to rest: {unsent} unsent").into());
            }
            // Each look connects to both servers, which costs what the services need, too.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// The copy is replaced by an old one, and reconciled: the broker has no reason to send anything again.
    async fn old_copy(&mut self, commands: u64) -> Outcome {
        let auth = ended(&mut self.auth)?;
        operations::back_up(&self.databases()[1])?;
        self.auth = Some(auth.start());
        self.command(commands, 0).await?;
        self.rest().await?;
        let auth = ended(&mut self.auth)?;
        operations::restore(&self.databases()[1])?;
        let look = |arguments: &[&str]| -> Outcome<(i32, String)> {
            for _ in 0..20 {
                // The proxy may cut a dump.
                let (code, text) = auth.program().run(arguments)?;
                if code != 2 {
                    return Ok((code, text));
                }
            }
            Err("the dump cannot be read".into())
        };
        let (before, text) = look(&["reconcile", "--dry-run"])?;
        let (fixed, _) = look(&["reconcile"])?;
        let (after, _) = look(&["reconcile", "--dry-run"])?;
        if (before, fixed, after) != (1, 0, 0) {
            return Err(
                format!("reconcile said {before}, {fixed} and {after} of an old copy: {text}").into(),
            );
        }
        self.auth = Some(auth.start());
        Ok(())
    }

    /// The broker's data is deleted between two commands, and the sent log is replayed.
    async fn broker_without_data(&mut self, commands: u64) -> Outcome {
        self.command(commands / 2, 0).await?;
        self.nats.kill()?;
        self.nats.delete()?;
        tokio::task::block_in_place(|| self.nats.restart())?;
        self.command(commands / 2, 0).await?;
        let users = ended(&mut self.users)?;
        let mut program = users.program().clone();
        program.settings.remove("DIE_AT");
        self.users = Some(users.start());
        let (code, text) = program.run(&["publish", "0"])?;
        if code != 0 {
            return Err(format!("the log could not be replayed: {text}").into());
        }
        self.rest().await
    }

    /// The fixed auth service takes all letters. Somebody redrives them twice.
    async fn fix(&mut self) -> Outcome {
        let mut auth = ended(&mut self.auth)?;
        operations::deploy_fix(&mut auth, &self.fixed, self.folder)?;
        self.auth = Some(auth.start());
        self.rest().await?;
        ended(&mut self.auth)?;
        ended(&mut self.users)?;
        Ok(())
    }
}
