//! Kills both services again and again while commands come, and then asks what was lost. `examples/run chaos` builds what it
//! needs and starts it.
//!
//! The seed fixes commands and kill points. With `--without PRACTICE` one practice is turned off, and then just the loss that
//! this practice prevents must be found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use service::client::Client;
use trial::checks::{self, Data, Loss, Losses, Order};
use trial::copies::{last_event, outbox, place};
use trial::database::Database;
use trial::expected::{Commander, Expected};
use trial::process::Program;
use trial::proxy::Proxy;
use trial::supervisor::{Point, Supervised, Supervisor, ended};
use trial::{Outcome, operations};

/// Commands are sent by this many at the same time.
const COMMANDERS: usize = 8;

/// The points at which the user service is killed.
const OF_USERS: [Point; 5] = [
    ("users.before-commit", 25),
    ("users.after-commit", 25),
    ("relay.before-log", 10),
    ("relay.between-log-and-mark", 10),
    ("relay.after-mark", 10),
];

/// The points at which the auth service is killed.
const OF_AUTH: [Point; 4] = [
    ("auth.before-commit", 25),
    ("auth.between-inbox-and-copy", 8),
    ("auth.after-commit", 8),
    ("auth.after-letter", 3),
];

/// A practice, the points at which its fault strikes, and the losses that are found without it.
struct Without {
    practice: &'static str,
    points_of_users: &'static [Point],
    points_of_auth: &'static [Point],
    losses: &'static [Loss],
}

const PRACTICES: [Without; 7] = [
    Without {
        practice: "outbox",
        points_of_users: &[("users.between-state-and-outbox", 20)],
        points_of_auth: &[],
        losses: &[Loss::Event, Loss::Never, Loss::Letter, Loss::Copies],
    },
    Without {
        practice: "acknowledge-after-commit",
        points_of_users: &[],
        points_of_auth: &[("auth.between-acknowledgement-and-commit", 20)],
        losses: &[Loss::Never, Loss::Letter, Loss::Copies],
    },
    Without {
        practice: "inbox",
        points_of_users: &[],
        points_of_auth: &[],
        losses: &[Loss::Twice],
    },
    Without {
        practice: "sent-log",
        points_of_users: &[],
        points_of_auth: &[],
        losses: &[Loss::SentLog],
    },
    Without {
        practice: "dead-letter",
        points_of_users: &[],
        points_of_auth: &[],
        losses: &[Loss::Letter, Loss::Copies],
    },
    Without {
        practice: "stream-identity",
        points_of_users: &[],
        points_of_auth: &[],
        losses: &[Loss::Copies],
    },
    Without {
        practice: "reconciliation",
        points_of_users: &[],
        points_of_auth: &[],
        losses: &[Loss::Copies],
    },
];

struct Arguments {
    programs: PathBuf,
    fixed: PathBuf,
    seed: u64,
    commands: u64,
    kills: u64,
    without: Option<&'static Without>,
}

impl Arguments {
    fn read() -> Outcome<Self> {
        let usage =
            "usage: chaos PROGRAMS FIXED-PROGRAMS [--seed N] [--commands N] [--kills N] [--without PRACTICE]";
        let mut arguments = std::env::args().skip(1);
        let (programs, fixed) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
        let mut read = Self {
            programs: programs.into(),
            fixed: fixed.into(),
            seed: 1,
            commands: 5000,
            kills: 200,
            without: None,
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(usage)?;
            match &*name {
                "--seed" => read.seed = value.parse()?,
                "--commands" => read.commands = value.parse()?,
                "--kills" => read.kills = value.parse()?,
                "--without" => {
                    let found = PRACTICES.iter().find(|without| without.practice == value);
                    let names = PRACTICES.map(|without| without.practice).join(", ");
                    read.without =
                        Some(found.ok_or_else(|| format!("no practice {value}: there are {names}"))?);
                }
                _ => return Err(usage.into()),
            }
        }
        match read.commands {
            0 => Err("without a command nothing can be lost: give --commands more than 0".into()),
            _ => Ok(read),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let begin = Instant::now();
    let kept = tempfile::Builder::new().prefix("chaos-").tempdir();
    let (arguments, folder) = match (Arguments::read(), kept) {
        (Ok(arguments), Ok(folder)) => (arguments, folder),
        (Err(error), _) => return failed(&error.to_string()),
        (_, Err(error)) => return failed(&error.to_string()),
    };
    let seed = arguments.seed;
    let told = Chaos::new(arguments, folder.path());
    let told = match told {
        Ok(chaos) => chaos.run().await,
        Err(error) => Err(error),
    };
    match told {
        Ok(text) => {
            println!("{text} (seed {seed}, {:.1} s)", begin.elapsed().as_secs_f32());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let folder = folder.keep();
            failed(&format!(
                "{error}\nseed {seed}; logs and data are kept in {}",
                folder.display()
            ))
        }
    }
}

fn failed(text: &str) -> ExitCode {
    eprintln!("chaos: {text}");
    ExitCode::FAILURE
}

struct Chaos<'a> {
    arguments: Arguments,
    folder: &'a Path,
    commanders: Vec<Commander>,
}

/// The services while commands come.
struct Services {
    users: Option<Supervised>,
    auth: Option<Supervised>,
    client: Client,
    proxies: [Proxy; 2],
}

impl<'a> Chaos<'a> {
    fn new(arguments: Arguments, folder: &'a Path) -> Outcome<Self> {
        for name in ["user-service", "auth-service"] {
            fs::create_dir(folder.join(name))?;
        }
        let commanders = (0..COMMANDERS).map(|number| Commander::new(arguments.seed, number));
        let commanders = commanders.collect();
        Ok(Self {
            arguments,
            folder,
            commanders,
        })
    }

    async fn run(mut self) -> Outcome<String> {
        let Arguments {
            seed,
            commands,
            kills,
            without,
            ..
        } = self.arguments;
        let mut losses = Losses::default();
        let (mut services, users, auth) = self.start(seed, kills, without).await?;
        let deaths = [users.deaths(), auth.deaths()];
        (services.users, services.auth) = (Some(users.start()), Some(auth.start()));

        // Three quarters of the commands come while both are killed: nothing may be lost, and nothing done twice.
        self.wait_for_a_place().await?;
        self.command(&services, commands * 3 / 4).await?;
        self.rest(&services).await?;
        let expected = self.expected();
        let (data_of_users, data_of_auth) =
            (self.folder.join("user-service"), self.folder.join("auth-service"));
        let databases = self.databases();
        let data = Data {
            databases: &databases,
            users: &data_of_users,
            auth: &data_of_auth,
        };
        checks::user_service(data, &expected, &mut losses)?;
        checks::effects(data, &expected, Order::Kept, &mut losses)?;

        self.old_copy(&mut services, commands / 8).await?;
        self.stream_anew(&mut services, commands / 8).await?;
        self.fix(&mut services, data).await?;
        let expected = self.expected();
        checks::copies(data, &expected, &mut losses)?;
        checks::twice(data, &mut losses)?;

        let deaths = deaths.map(|deaths| deaths.load(Ordering::SeqCst));
        let cuts: u64 = services.proxies.iter().map(Proxy::cuts).sum();
        let events = expected.events.len();
        let letters = expected.refused.len();
        let counts = format!(
            "{commands} commands, {events} events, {letters} letters, {} + {} kills, {cuts} connections cut",
            deaths[0], deaths[1]
        );
        self.judge(&losses, without, &counts)
    }

    fn judge(&self, losses: &Losses, without: Option<&Without>, counts: &str) -> Outcome<String> {
        let Some(without) = without else {
            return match losses.0.is_empty() {
                true => Ok(format!("nothing lost: {counts}")),
                false => Err(format!("{counts}\n{losses}").into()),
            };
        };
        let practice = without.practice;
        let strange = losses.0.keys().find(|loss| !without.losses.contains(loss));
        match (losses.0.is_empty(), strange) {
            (true, _) => Err(format!(
                "nothing was lost without {practice}, so nothing shows that it is needed: {counts}"
            )
            .into()),
            (_, Some(_)) => {
                Err(format!("without {practice} more was lost than it prevents: {counts}\n{losses}").into())
            }
            _ => Ok(format!("lost without {practice}, and found: {counts}\n{losses}")),
        }
    }

    async fn start(
        &self,
        seed: u64,
        kills: u64,
        without: Option<&Without>,
    ) -> Outcome<(Services, Supervisor, Supervisor)> {
        let practice = |program: Program| match without {
            Some(without) => program.with("WITHOUT", without.practice),
            None => program,
        };
        let [users, auth] = ["user-service", "auth-service"].map(|name| {
            let program = Program::new(self.arguments.programs.join(name), &self.folder.join(name));
            practice(program.with("LOG", "warn").with("SEGMENT_BYTES", 100_000))
        });
        // The port stays the same for all its lives.
        let running = users.start()?;
        let address = running.address;
        running.kill()?;
        let users = users.with("LISTEN", address);
        let proxies = [
            Proxy::start(address, seed ^ 1, 20).await?,
            Proxy::start(address, seed ^ 2, 5).await?,
        ];
        let auth = auth.with("USERS", format!("http://{}", proxies[1].address));
        let client = Client::new(format!("http://{}", proxies[0].address));
        let points = |own: &[Point], normal: &[Point]| match (without.is_some(), own.is_empty()) {
            (false, _) => normal.to_vec(),
            (true, _) => own.to_vec(),
        };
        let points_of_users = points(without.map_or(&[], |without| without.points_of_users), &OF_USERS);
        let points_of_auth = points(without.map_or(&[], |without| without.points_of_auth), &OF_AUTH);
        let services = Services {
            users: None,
            auth: None,
            client,
            proxies,
        };
        let users = Supervisor::new(users, &points_of_users, seed ^ 3, kills / 2);
        let auth = Supervisor::new(auth, &points_of_auth, seed ^ 4, kills / 2);
        Ok((services, users, auth))
    }

    /// Every commander sends a part of the commands.
    async fn command(&mut self, services: &Services, commands: u64) -> Outcome {
        let each = commands / COMMANDERS as u64;
        let mut tasks = Vec::new();
        for mut commander in self.commanders.drain(..) {
            let client = services.client.clone();
            tasks.push(tokio::spawn(async move {
                let sent = commander.send(&client, each).await;
                sent.map(|()| commander)
            }));
        }
        for task in tasks {
            self.commanders.push(task.await??);
        }
        Ok(())
    }

    /// Those of the user service and of the auth service.
    fn databases(&self) -> [Database; 2] {
        ["user-service/users.db", "auth-service/accounts.db"]
            .map(|file| Database::File(self.folder.join(file)))
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
        let is_there = || {
            auth.number("select count(*) from feed")
                .is_ok_and(|count| count == 1)
        };
        wait("the auth service has no place in the feed", is_there).await
    }

    /// Waits until all that was done is everywhere.
    async fn rest(&self, services: &Services) -> Outcome {
        let [users, auth] = self.databases();
        let is_at_rest = || {
            let unsent = outbox(&users).is_ok_and(|(_, unsent)| unsent == 0);
            let last = last_event(&users).ok();
            unsent && last.is_some() && last == place(&auth).ok()
        };
        let failed = |service: &Option<Supervised>| service.as_ref().is_some_and(Supervised::has_failed);
        let waited = wait("the services do not come to rest", is_at_rest).await;
        match failed(&services.users) || failed(&services.auth) {
            true => Err("a service could not be kept running".into()),
            false => waited,
        }
    }

    /// The copy is replaced by an old one, while the feed no longer has what is missing in it.
    async fn old_copy(&mut self, services: &mut Services, commands: u64) -> Outcome {
        let auth = ended(&mut services.auth)?;
        operations::back_up(&self.databases()[1])?;
        services.auth = Some(auth.start());
        self.command(services, commands).await?;
        self.rest(services).await?;
        let auth = ended(&mut services.auth)?;
        operations::restore(&self.databases()[1])?;
        let mut users = ended(&mut services.users)?;
        users
            .program_mut()
            .settings
            .insert("OUTBOX_RETENTION", "0s".into());
        services.users = Some(users.start());
        let [database, _] = self.databases();
        let is_forgotten = || outbox(&database).is_ok_and(|(all, _)| all <= 1);
        wait("the outbox is not forgotten", is_forgotten).await?;
        services.auth = Some(auth.start());
        self.rest(services).await
    }

    /// Events that nobody read are gone from the outbox, and the stream has another identity.
    async fn stream_anew(&mut self, services: &mut Services, commands: u64) -> Outcome {
        let auth = ended(&mut services.auth)?;
        let mut users = ended(&mut services.users)?;
        users.program_mut().settings.remove("OUTBOX_RETENTION");
        services.users = Some(users.start());
        self.command(services, commands).await?;
        let users = ended(&mut services.users)?;
        let [database, copy] = self.databases();
        let place = place(&copy)?.unwrap_or_default();
        // The place itself stays, so that without the identity nothing would look wrong.
        let removed = database.execute(&format!(
            "delete from outbox where user_id || '/' || sequence <> '{place}'
             and position < (select max(position) from outbox)"
        ))?;
        if removed == 0 {
            return Err("no event was lost with the old stream".into());
        }
        let (code, _) = users.program().run(&["renew-stream"])?;
        if code != 0 {
            return Err("the stream was not renewed".into());
        }
        services.users = Some(users.start());
        services.auth = Some(auth.start());
        self.rest(services).await
    }

    /// The fixed auth service takes all letters. Somebody redrives them twice.
    async fn fix(&mut self, services: &mut Services, data: Data<'_>) -> Outcome {
        let mut auth = ended(&mut services.auth)?;
        operations::deploy_fix(&mut auth, &self.arguments.fixed, self.folder)?;
        services.auth = Some(auth.start());
        self.rest(services).await?;
        // It came to rest. Now both are ended, so that the checks read what is on the disk.
        ended(&mut services.auth)?;
        ended(&mut services.users)?;
        debug_assert!(data.auth.exists());
        Ok(())
    }
}

async fn wait(otherwise: &str, mut until: impl FnMut() -> bool) -> Outcome {
    let begin = Instant::now();
    while !until() {
        if begin.elapsed() > Duration::from_secs(30) {
            return Err(otherwise.into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
