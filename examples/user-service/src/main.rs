//! Carries out the commands on standard input and writes the events to standard output, one JSON text a line.
//!
//! A command that is refused is named on standard error with its line; the others are carried out, and the exit code
//! is 1.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use user_service::commands::Command;
use user_service::events::UnixMillis;
use user_service::users::Users;

fn main() -> io::Result<ExitCode> {
    let mut users = Users::default();
    let mut sent = 0;
    let mut all_done = ExitCode::SUCCESS;
    for (line, number) in io::stdin().lock().lines().zip(1..) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        if let Err(error) = Command::parse(&line).and_then(|command| command.run(&mut users, now())) {
            writeln!(io::stderr(), "line {number}: {error}")?;
            all_done = ExitCode::FAILURE;
        }
        let mut stdout = io::stdout().lock();
        for entry in users.outbox().after(sent) {
            entry.send(&mut stdout)?;
            sent = entry.sequence;
        }
        stdout.flush()?;
    }
    Ok(all_done)
}

fn now() -> UnixMillis {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX))
}
