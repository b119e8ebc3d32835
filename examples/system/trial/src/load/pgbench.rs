//! The writes of commands in PostgreSQL, without a service: `pgbench`, with as many clients.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::Rate;
use crate::servers::Postgres;

/// The transactions of two commands.
const SCRIPT: &str = include_str!("pgbench.sql");

/// Runs `pgbench` for this long, on the tables that the service made; returns how many commands a second were committed. The
/// script is written into a folder.
///
/// # Errors
/// Fails if `pgbench` does, or says nothing of a rate.
pub fn commands(server: &Postgres, folder: &Path, clients: usize, time: Duration) -> io::Result<Rate> {
    let script = folder.join("pgbench.sql");
    fs::write(&script, SCRIPT)?;
    let output = server
        .client("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={clients}"))
        .arg(format!("--time={}", time.as_secs()))
        .arg(format!("--file={}", script.display()))
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let failed = |what: &str| {
        let error = String::from_utf8_lossy(&output.stderr);
        io::Error::other(format!("pgbench {what}: {text}{error}"))
    };
    if !output.status.success() {
        return Err(failed("failed"));
    }
    rate_of(&text).ok_or_else(|| failed("tells no rate"))
}

/// Both commands of the script are one transaction to `pgbench`.
fn rate_of(text: &str) -> Option<Rate> {
    let line = text.lines().find_map(|line| line.strip_prefix("tps = "))?;
    let scripts: f64 = line.split(' ').next()?.parse().ok()?;
    Some(Rate(scripts * 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_counts_both_commands_of_a_script() {
        let text = "number of clients: 16\nlatency average = 1.6 ms\ntps = 623.25 (without initial connection time)\n";
        assert_eq!(rate_of(text), Some(Rate(1246.5)));
        assert_eq!(rate_of("tps = none"), None);
    }
}
