//! The story of a break that passed CI: dead letters, the question before the fix is deployed, the redrive, and two equal
//! copies. `examples/run story` builds what it needs and starts it; the exit code tells whether all of it was true. With
//! `--real` both have PostgreSQL, and events go through NATS JetStream.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use service::client::Client;
use trial::Outcome;
use trial::checks::heard;
use trial::copies::{of_auth_service, of_user_service, outbox_ids, stream};
use trial::database::Database;
use trial::process::{Program, Running};
use trial::requests::{Answered, Request};
#[cfg(feature = "real")]
use trial::servers::{Nats, Postgres};

/// The users who sign up with an address, before the break and after it.
const BY_ADDRESS: [u64; 2] = [12, 4];

/// The users who sign up by phone.
const BY_PHONE: usize = 5;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("story: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome {
    let begin = Instant::now();
    let mut story = Story::new()?;
    if env::args().any(|argument| argument == "--real") {
        story.start_servers()?;
    }
    if let Err(error) = story.tell().await {
        let kept = story.folder.keep();
        return Err(format!("{error}; logs and data are kept in {}", kept.display()).into());
    }
    println!(
        "\nThe story is true. It took {:.1} s.",
        begin.elapsed().as_secs_f32()
    );
    Ok(())
}

struct Story {
    /// The checkout, in which `cargo counterpart` is asked.
    checkout: PathBuf,
    /// The programs before the break and its fix, and after them.
    builds: [PathBuf; 2],
    folder: tempfile::TempDir,
    #[cfg(feature = "real")]
    servers: Option<(Postgres, Nats)>,
}

struct Services {
    users: Running,
    auth: Running,
    client: Client,
}

impl Story {
    fn new() -> Outcome<Self> {
        let argument = |at: usize| env::args_os().nth(at).map(PathBuf::from);
        let (Some(checkout), Some(old), Some(new)) = (argument(1), argument(2), argument(3)) else {
            return Err("usage: story CHECKOUT FOLDER-OF-OLD-PROGRAMS FOLDER-OF-NEW-PROGRAMS".into());
        };
        let folder = trial::servers::folder("story-")?;
        for name in ["user-service", "auth-service"] {
            fs::create_dir(folder.path().join(name))?;
        }
        let builds = [old, new];
        Ok(Self {
            checkout,
            builds,
            folder,
            #[cfg(feature = "real")]
            servers: None,
        })
    }

    #[cfg(feature = "real")]
    fn start_servers(&mut self) -> Outcome {
        say("PostgreSQL and NATS start, in a folder of their own.");
        let folder = self.folder.path();
        let postgres = Postgres::start(folder)?;
        Database::Server(postgres.address()).execute("create database auth")?;
        self.servers = Some((postgres, Nats::start(folder)?));
        Ok(())
    }

    #[cfg(not(feature = "real"))]
    fn start_servers(&mut self) -> Outcome {
        Err("this build knows neither PostgreSQL nor NATS: build it with the feature `real`".into())
    }

    async fn tell(&self) -> Outcome {
        say("Both services start.");
        let mut services = self.start()?;
        self.wait_for_a_place().await?;
        for number in 0..BY_ADDRESS[0] {
            let email = format!("user-{number}@example.org");
            self.ask(&services, Request::Register(Some(email))).await?;
        }
        self.ask(&services, Request::ChangeEmail(1, "moved@example.org".into()))
            .await?;
        self.ask(&services, Request::Delete(2)).await?;
        self.wait_for_the_feed().await?;
        self.check_equal()?;
        say("Users sign up, move and leave; the auth service has the same users.");

        say("\nThe user service lets users sign up by phone: `email` may be null now. CI says:");
        let verify = ["verify", "-p", "user-service", "--features", "breaking"];
        let (code, text) = self.counterpart(&verify)?;
        show(&text, 1);
        expect("exit code of verify", code, 100)?;
        say("It is deployed anyway.");
        let address = services.users.address;
        services.users.stop()?;
        services.users = self.user_service(1).with("LISTEN", address).start()?;

        let mut by_phone = Vec::new();
        for _ in 0..BY_PHONE {
            by_phone.push(self.ask(&services, Request::Register(None)).await?);
        }
        for number in 0..BY_ADDRESS[1] {
            let email = format!("later-{number}@example.org");
            self.ask(&services, Request::Register(Some(email))).await?;
        }
        // A newer event is applied even if the user's first event became a letter.
        let [moved, left, ..] = by_phone[..] else {
            return Err("too few users by phone".into());
        };
        self.ask(
            &services,
            Request::ChangeEmail(moved, "found-one@example.org".into()),
        )
        .await?;
        self.ask(&services, Request::Delete(left)).await?;
        self.wait_for_the_feed().await?;

        let letters = self.letters(0)?;
        say(&format!("\n{} events are dead letters:", letters.lines().count()));
        for line in letters.lines() {
            let letter: serde_json::Value = serde_json::from_str(line)?;
            let refusal = &letter["refusal"];
            let shown =
                ["rule", "place", "expected", "found"].map(|name| refusal[name].as_str().unwrap_or("?"));
            let [rule, place, expected, found] = shown;
            let id = letter["id"]["id"].as_str().unwrap_or("?");
            let event = letter["event"].as_str().unwrap_or("?");
            println!("  {event} {id}: {rule} at {place}: expected {expected}, found {found}");
            expect("rule and place", (rule, place), ("null-emitted", "/email"))?;
        }
        expect("letters", letters.lines().count(), BY_PHONE)?;
        let (code, report) = self.auth_service(0, &services).run(&["reconcile", "--dry-run"])?;
        expect("exit code of reconcile while letters wait", code, 1)?;
        println!("  reconcile: {}", report.lines().next().unwrap_or_default());

        say("\nWould the version that runs take them? And the fix, before it is deployed?");
        let (code, text) = self.redrive(&[], "now")?;
        show(&text, 3);
        expect("exit code of redrive for the version that runs", code, 100)?;
        let fixed = self.checkout.join("examples/system/by-phone");
        let fixed = fixed.to_str().ok_or("the path of the checkout is not text")?;
        let of_fix = [
            "--contracts",
            fixed,
            "-p",
            "auth-service",
            "--features",
            "auth-service/by-phone",
        ];
        let (code, text) = self.redrive(&of_fix, "fixed")?;
        show(&text, 3);
        expect("exit code of redrive for the fix", code, 0)?;
        let take = self.folder.path().join("take-fixed");
        let predicted = fs::read_to_string(&take)?.lines().count();

        say("\nThe fix is deployed, and the letters are redriven.");
        let auth = self.auth_service(1, &services);
        services.auth.stop()?;
        services.auth = auth.start()?;
        let (code, text) = auth.run(&["redrive", take.to_str().ok_or("no text")?])?;
        show(&text, 1);
        expect("exit code of the redrive", code, 0)?;
        let left = self.letters(1)?.lines().count();
        let freed = letters.lines().count() - left;
        expect(
            "letters that were freed, as predicted",
            (freed, left),
            (predicted, 0),
        )?;
        self.wait_for_the_feed().await?;
        self.check_equal()?;
        let (code, report) = auth.run(&["reconcile", "--dry-run"])?;
        println!("  reconcile: {}", report.lines().next().unwrap_or_default());
        expect("exit code of reconcile", code, 0)?;
        say(&format!(
            "Predicted {predicted}, freed {freed}, and both copies are equal."
        ));
        services.users.stop()?;
        services.auth.stop()?;
        Ok(())
    }

    fn start(&self) -> Outcome<Services> {
        let users = self.user_service(0).start()?;
        let client = Client::new(format!("http://{}", users.address));
        let auth = self
            .auth(0)
            .with("USERS", format!("http://{}", users.address))
            .start()?;
        Ok(Services { users, auth, client })
    }

    fn user_service(&self, build: usize) -> Program {
        let data = self.folder.path().join("user-service");
        let program = Program::new(self.builds[build].join("user-service"), &data);
        #[cfg(feature = "real")]
        if let Some((postgres, nats)) = &self.servers {
            return program
                .with("DATABASE", postgres.address())
                .with("NATS", nats.address());
        }
        program
    }

    fn auth(&self, build: usize) -> Program {
        let data = self.folder.path().join("auth-service");
        let program = Program::new(self.builds[build].join("auth-service"), &data);
        #[cfg(feature = "real")]
        if let Some((postgres, nats)) = &self.servers {
            return program
                .with("DATABASE", postgres.address_of("auth"))
                .with("NATS", nats.address());
        }
        program
    }

    fn auth_service(&self, build: usize, services: &Services) -> Program {
        self.auth(build)
            .with("USERS", format!("http://{}", services.users.address))
    }

    async fn ask(&self, services: &Services, request: Request) -> Outcome<u64> {
        let key = format!("{request:?}-{}", self.next_key()?);
        match request.send_until_answered(&services.client, &key).await? {
            Answered::Done(user_id, _) => Ok(user_id),
            Answered::Refused(status) => Err(format!("{request:?} was refused with {status}").into()),
        }
    }

    /// A new key for each request.
    fn next_key(&self) -> Outcome<u128> {
        Ok(std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)?
            .as_nanos())
    }

    /// Those of the user service and of the auth service.
    fn databases(&self) -> [Database; 2] {
        #[cfg(feature = "real")]
        if let Some((postgres, _)) = &self.servers {
            return ["postgres", "auth"].map(|name| Database::Server(postgres.address_of(name)));
        }
        let folder = self.folder.path();
        ["user-service/users.db", "auth-service/accounts.db"].map(|file| Database::File(folder.join(file)))
    }

    /// Waits until the auth service has read its first dump: users who are in that are no events to it.
    async fn wait_for_a_place(&self) -> Outcome {
        let begin = Instant::now();
        let [users, auth] = self.databases();
        // The broker's stream is named after the dump was read.
        let is_there = |stream: String| matches!(users, Database::File(_)) || stream.starts_with("nats-");
        while !stream(&auth).is_ok_and(|stream| stream.is_some_and(is_there)) {
            if begin.elapsed() > Duration::from_secs(20) {
                return Err("the auth service has no place in the stream of events".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Waits until each event is in the copy, in its inbox, or in a letter.
    async fn wait_for_the_feed(&self) -> Outcome {
        let begin = Instant::now();
        let ([users, auth], folder) = (self.databases(), self.folder.path().join("auth-service"));
        loop {
            let sent = outbox_ids(&users)?;
            let heard = heard(&auth, &folder).unwrap_or_default();
            if sent
                .iter()
                .all(|(user_id, sequence)| heard.contains(&format!("{user_id}/{sequence}")))
            {
                return Ok(());
            }
            if begin.elapsed() > Duration::from_secs(20) {
                return Err("the auth service does not follow".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn check_equal(&self) -> Outcome {
        let [users, auth] = self.databases();
        expect("copies", of_auth_service(&auth)?, of_user_service(&users)?)
    }

    /// The letters that wait, written to a file too.
    fn letters(&self, build: usize) -> Outcome<String> {
        let (code, letters) = self.auth(build).run(&["letters"])?;
        expect("exit code of letters", code, 0)?;
        fs::write(self.folder.path().join("letters"), &letters)?;
        Ok(letters)
    }

    fn redrive(&self, more: &[&str], name: &str) -> Outcome<(i32, String)> {
        let path = |name: &str| -> Outcome<String> {
            let path = self.folder.path().join(name);
            Ok(path.to_str().ok_or("the path is not text")?.to_owned())
        };
        let files = [
            path("letters")?,
            path(&format!("take-{name}"))?,
            path(&format!("leave-{name}"))?,
        ];
        let [letters, take, leave] = &files;
        let arguments = ["redrive", letters, "--take", take, "--leave", leave];
        self.counterpart(&[&arguments[..], more].concat())
    }

    /// Asks `cargo counterpart`; returns its exit code and its report.
    fn counterpart(&self, arguments: &[&str]) -> Outcome<(i32, String)> {
        println!(
            "  $ cargo counterpart {}",
            shortened(arguments, self.folder.path(), &self.checkout)
        );
        let mut command = match env::var_os("COUNTERPART") {
            Some(program) => Command::new(program),
            None => {
                let mut cargo = Command::new("cargo");
                cargo.args(["run", "--quiet", "--package", "cargo-counterpart", "--"]);
                cargo
            }
        };
        let output = command
            .arg("counterpart")
            .args(arguments)
            .current_dir(&self.checkout)
            .env("NO_COLOR", "1")
            .output()?;
        let code = output.status.code().ok_or("a signal ended cargo counterpart")?;
        if !matches!(code, 0 | 100) {
            return Err(format!("exit code {code}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok((code, String::from_utf8(output.stdout)?))
    }
}

fn shortened(arguments: &[&str], folder: &Path, checkout: &Path) -> String {
    let short = |text: &str| {
        let path = Path::new(text);
        let short = path.strip_prefix(folder).or_else(|_| path.strip_prefix(checkout));
        short.map_or(text.to_owned(), |path| path.display().to_string())
    };
    arguments
        .iter()
        .map(|text| short(text))
        .collect::<Vec<_>>()
        .join(" ")
}

fn say(text: &str) {
    println!("{text}");
}

/// Shows the first lines of a report.
fn show(text: &str, lines: usize) {
    for line in text.lines().take(lines) {
        println!("  {line}");
    }
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Outcome {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what}: found {found:?}, expected {expected:?}").into()),
    }
}
