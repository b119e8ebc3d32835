//! The user service.
//!
//! ```text
//! user-service                   serve, until SIGTERM
//! user-service replay FROM       write what was sent from this position or time on to standard output, one event a line
//! user-service publish FROM      publish the same again, where there is a broker, under new message ids
//! user-service renew-stream      give the stream another identity, after its outbox was repaired by hand
//! ```
//!
//! Settings are environment variables: see `settings.rs`.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use service::logs;
use service::metrics::Metrics;
use service::patience::Patience;
use service::server::serve;
use service::stop::Stop;
#[cfg(feature = "real")]
use users::broker::Broker;
use users::measures::Measures;
use users::relay::Relay;
use users::routes::{Server, routes};
use users::sent_log::{Line, lines};
use users::settings::Settings;
use users::store::{Store, StoreError};

const USAGE: &str =
    "usage: user-service [serve | replay POSITION|TIME | publish POSITION|TIME | renew-stream]";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("user-service: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    logs::start()?;
    let settings = Settings::read()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] | ["serve"] => start(&settings)?,
        ["replay", from] => replay(&settings, from)?,
        #[cfg(feature = "real")]
        ["publish", from] => publish(&settings, from)?,
        ["renew-stream"] => {
            let stream = settings.store()?.renew_stream()?;
            println!("{}", stream.identity);
        }
        _ => {
            eprintln!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[tokio::main]
async fn start(settings: &Settings) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(&settings.data)?;
    let stop = Stop::on_signals()?;
    let Some(store) = opened(settings, &stop).await? else {
        return Ok(());
    };
    let metrics = Metrics::default();
    let measures = Measures::new(&metrics);
    let relay = Relay::new(
        store.clone(),
        settings.sent_log(),
        settings.segment_bytes,
        settings.retention.clone(),
        measures.clone(),
    );
    #[cfg(feature = "real")]
    let relay = match &settings.nats {
        Some(nats) => {
            let handle = tokio::runtime::Handle::current();
            relay.to(Broker::new(nats.clone(), settings.publish_within, handle))
        }
        None => relay,
    };
    #[cfg(not(feature = "real"))]
    if settings.nats.is_some() {
        return Err("NATS is set, and this build knows no broker: build it with the feature `real`".into());
    }
    let relay = tokio::spawn(relay.run(stop.clone()));
    let server = Server {
        store,
        measures,
        stop: stop.clone(),
    };
    serve(settings.listen, routes(server), metrics, stop).await?;
    relay.await?;
    Ok(())
}

/// Opens the database. A server may come later than this service, or be down for a moment; `None` if the process is to end.
async fn opened(settings: &Settings, stop: &Stop) -> Result<Option<Store>, StoreError> {
    let mut patience = Patience::with_neighbours();
    while !stop.is_stopped() {
        match tokio::task::block_in_place(|| settings.store()) {
            Ok(store) => return Ok(Some(store)),
            Err(error) if settings.database.is_none() => return Err(error),
            Err(error) => tracing::warn!(%error, "waiting for the database"),
        }
        patience.wait(stop).await;
    }
    Ok(None)
}

/// Publishes the events of the sent log again, under new message ids: the broker drops those that it saw.
#[cfg(feature = "real")]
fn publish(settings: &Settings, from: &str) -> Result<(), Box<dyn Error>> {
    let nats = settings
        .nats
        .clone()
        .ok_or("NATS is not set: there is no broker to publish to")?;
    let identity = settings.store()?.stream()?.identity;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut broker = Broker::new(nats, settings.publish_within, runtime.handle().clone());
    let replay = users::relay::now();
    let mut published = 0_u64;
    each_sent(settings, from, |line| {
        broker.publish_again(&line.text, replay, &identity)?;
        published += 1;
        Ok(())
    })?;
    println!("published {published} events again");
    Ok(())
}

/// Writes the events of the sent log from a position on, or from a time on.
fn replay(settings: &Settings, from: &str) -> Result<(), Box<dyn Error>> {
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    each_sent(settings, from, |line| Ok(writeln!(stdout, "{}", line.text)?))?;
    Ok(stdout.flush()?)
}

/// Hands on each line of the sent log from a position or a time on.
fn each_sent(
    settings: &Settings,
    from: &str,
    mut each: impl FnMut(&Line) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let position: Option<u64> = from.parse().ok();
    let time = match position {
        Some(_) => None,
        None => Some(humantime::parse_rfc3339_weak(from).map_err(|error| format!("{from}: {error}"))?),
    };
    let time = time.map(|time| humantime::format_rfc3339_millis(time).to_string());
    for line in lines(&settings.sent_log())? {
        let line = line?;
        let is_asked = position.is_none_or(|from| line.position >= from)
            && time.as_deref().is_none_or(|from| *line.time >= *from);
        if is_asked {
            each(&line)?;
        }
    }
    Ok(())
}
