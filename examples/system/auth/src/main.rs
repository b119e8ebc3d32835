//! The auth service.
//!
//! ```text
//! auth-service                        serve, until SIGTERM
//! auth-service reconcile [--dry-run]  compare the copy with a dump, and fix it
//! auth-service letters                write the letters that were not applied yet to standard output
//! auth-service redrive FILE           apply letters again: the file `--take` of `cargo counterpart redrive`
//! ```
//!
//! Exit codes of `reconcile`: 0 the copy equals the dump, or does so now; 1 differences remain; 2 it could not be done. Those
//! of `redrive`: 0 all letters were read, 1 some were refused again, 2 it could not be done.
//!
//! Settings are environment variables: see `settings.rs`.

use std::collections::HashSet;
use std::error::Error;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use auth::copy::{Copy, CopyError};
use auth::dump::{Purpose, compare};
use auth::feed::Feed;
use auth::letters::{Letters, read_all};
use auth::measures::Measures;
use auth::redrive::{redrive, remember};
use auth::routes::routes;
use auth::settings::Settings;
use service::client::Client;
use service::logs;
use service::metrics::Metrics;
use service::patience::Patience;
use service::server::serve;
use service::stop::Stop;

const USAGE: &str = "usage: auth-service [serve | reconcile [--dry-run] | letters | redrive FILE]";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("auth-service: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    logs::start()?;
    let settings = Settings::read()?;
    std::fs::create_dir_all(&settings.data)?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] | ["serve"] => start(&settings),
        ["reconcile"] => reconcile(&settings, false),
        ["reconcile", "--dry-run"] => reconcile(&settings, true),
        ["letters"] => open_letters(&settings, &settings.copy()?),
        ["redrive", file] => {
            let copy = settings.copy()?;
            let name = format!("redrive-{}.ndjson", std::process::id());
            let refused = Letters::open(&settings.letters(), &name, Measures::default())?;
            let summary = redrive(Path::new(file), &copy, &refused)?;
            println!("{summary}");
            Ok(ExitCode::from(u8::from(summary.refused > 0)))
        }
        _ => {
            eprintln!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

#[tokio::main]
async fn start(settings: &Settings) -> Result<ExitCode, Box<dyn Error>> {
    let stop = Stop::on_signals()?;
    let Some(copy) = opened(settings, &stop).await? else {
        return Ok(ExitCode::SUCCESS);
    };
    let metrics = Metrics::default();
    let measures = Measures::new(&metrics);
    let letters = Letters::open(&settings.letters(), "letters.ndjson", measures.clone())?;
    let folder = settings.letters();
    copy.apart(move |copy| remember(&folder, copy)).await?;
    let feed = Feed {
        client: Client::new(&settings.users),
        copy: copy.clone(),
        letters: Arc::new(letters),
        measures,
    };
    let (retention, ended) = (settings.retention.clone(), stop.clone());
    let feed = match settings.nats.clone() {
        None => tokio::spawn(feed.run(retention, ended)),
        #[cfg(feature = "real")]
        Some(address) => {
            let acknowledge_within = settings.acknowledge_within;
            let broker = auth::broker::Broker {
                address,
                acknowledge_within,
                feed,
            };
            tokio::spawn(broker.run(retention, ended))
        }
        #[cfg(not(feature = "real"))]
        Some(_) => {
            return Err(
                "NATS is set, and this build knows no broker: build it with the feature `real`".into(),
            );
        }
    };
    serve(settings.listen, routes(copy), metrics, stop).await?;
    feed.await?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the copy. A server may come later than this service, or be down for a moment; `None` if the process is to end.
async fn opened(settings: &Settings, stop: &Stop) -> Result<Option<Copy>, CopyError> {
    let mut patience = Patience::with_neighbours();
    while !stop.is_stopped() {
        match tokio::task::block_in_place(|| settings.copy()) {
            Ok(copy) => return Ok(Some(copy)),
            // That does not pass.
            Err(error @ CopyError::Table { .. }) => return Err(error),
            Err(error) if settings.database.is_none() => return Err(error),
            Err(error) => tracing::warn!(%error, "waiting for the database"),
        }
        patience.wait(stop).await;
    }
    Ok(None)
}

fn reconcile(settings: &Settings, dry: bool) -> Result<ExitCode, Box<dyn Error>> {
    let copy = settings.copy()?;
    let purpose = match dry {
        true => Purpose::Look,
        false => Purpose::Fix,
    };
    if !dry {
        remember(&settings.letters(), &copy)?;
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let report = runtime.block_on(compare(&Client::new(&settings.users), &copy, purpose))?;
    println!("{report}");
    let remain = match dry {
        true => report.differences(),
        false => report.undecided,
    };
    Ok(ExitCode::from(u8::from(remain > 0)))
}

/// Writes each message that is still to be applied once, in the form that its first letter has.
fn open_letters(settings: &Settings, copy: &Copy) -> Result<ExitCode, Box<dyn Error>> {
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let mut written = HashSet::new();
    read_all(&settings.letters(), |letter| {
        let is_applied = copy.has_applied(&letter.id.source, &letter.id.id)?;
        if is_applied || !written.insert(letter.id.clone()) {
            return Ok(());
        }
        writeln!(stdout, "{}", letter.to_json())
    })?;
    stdout.flush()?;
    Ok(ExitCode::SUCCESS)
}
