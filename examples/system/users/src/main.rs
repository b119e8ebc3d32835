//! The user service.
//!
//! ```text
//! user-service                   serve, until SIGTERM
//! user-service replay FROM       write what was sent from this position or time on to standard output, one event a line
//! user-service renew-stream      give the stream another identity, after its outbox was repaired by hand
//! ```
//!
//! Settings are environment variables: see `settings.rs`.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use service::logs;
use service::metrics::Metrics;
use service::server::serve;
use service::stop::Stop;
use users::measures::Measures;
use users::relay::Relay;
use users::routes::{Server, routes};
use users::sent_log::lines;
use users::settings::Settings;
use users::store::Sqlite;

const USAGE: &str = "usage: user-service [serve | replay POSITION|TIME | renew-stream]";

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
        ["renew-stream"] => {
            let stream = Sqlite::open(&settings.database())?.renew_stream()?;
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
    let store = Sqlite::open(&settings.database())?;
    let metrics = Metrics::default();
    let measures = Measures::new(&metrics);
    let relay = Relay::new(
        store.clone(),
        settings.sent_log(),
        settings.segment_bytes,
        settings.retention.clone(),
        measures.clone(),
    );
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

/// Writes the events of the sent log from a position on, or from a time on.
fn replay(settings: &Settings, from: &str) -> Result<(), Box<dyn Error>> {
    let position: Option<u64> = from.parse().ok();
    let time = match position {
        Some(_) => None,
        None => Some(humantime::parse_rfc3339_weak(from).map_err(|error| format!("{from}: {error}"))?),
    };
    let time = time.map(|time| humantime::format_rfc3339_millis(time).to_string());
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    for line in lines(&settings.sent_log())? {
        let line = line?;
        let is_asked = position.is_none_or(|from| line.position >= from)
            && time.as_deref().is_none_or(|from| *line.time >= *from);
        if is_asked {
            writeln!(stdout, "{}", line.text)?;
        }
    }
    Ok(stdout.flush()?)
}
