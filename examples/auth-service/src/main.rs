//! Reads messages from standard input, one a line, and at the end writes what it knows of each user to standard output.
//!
//! Messages that it cannot read go to the file that is named as its argument, or to standard error without one.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};

use auth_service::accounts::Accounts;
use auth_service::consumer::{Lines, consume};
use auth_service::dead_letters::DeadLetters;

fn main() -> io::Result<()> {
    let dead_letters: Box<dyn Write> = match env::args_os().nth(1) {
        Some(path) => Box::new(OpenOptions::new().create(true).append(true).open(path)?),
        None => Box::new(io::stderr()),
    };
    let mut accounts = Accounts::default();
    consume(
        &mut Lines(io::stdin().lock()),
        &mut accounts,
        &mut DeadLetters::new(dead_letters),
    )?;
    let mut stdout = io::stdout().lock();
    for (user_id, account) in accounts.iter() {
        writeln!(stdout, "user {user_id}: {account}")?;
    }
    Ok(())
}
