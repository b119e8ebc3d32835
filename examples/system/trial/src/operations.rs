//! The work of an operator on the auth service, while it does not run: back up its copy, put the backup in its place, and
//! redrive its letters after a fix.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::database::Database;
use crate::supervisor::Supervisor;

/// Backs up the copy of the users.
///
/// # Errors
/// Fails if the database cannot be read, or the backup not be written.
pub fn back_up(database: &Database) -> Outcome {
    match database {
        Database::File(path) => {
            let backup = backup(path);
            let file = backup.to_str().ok_or("a path that is not text")?;
            database.execute(&format!("vacuum into '{file}'"))?;
        }
        #[cfg(feature = "real")]
        Database::Server(address) => copied(address, "auth", "auth_backup")?,
    }
    Ok(())
}

/// Puts the backup in the place of the copy.
///
/// # Errors
/// Fails if there is no backup, or the database cannot be written.
pub fn restore(database: &Database) -> Outcome {
    match database {
        Database::File(path) => {
            fs::copy(backup(path), path)?;
            for log in ["-wal", "-shm"] {
                // What is in them belongs to the newer copy.
                let mut file = path.clone().into_os_string();
                file.push(log);
                let _ = fs::remove_file(file);
            }
        }
        #[cfg(feature = "real")]
        Database::Server(address) => copied(address, "auth_backup", "auth")?,
    }
    Ok(())
}

fn backup(path: &Path) -> PathBuf {
    path.with_extension("backup")
}

/// Copies a database of a server, in the place of the one that was there. Nobody may use either, so who does is sent away.
#[cfg(feature = "real")]
fn copied(address: &str, from: &str, to: &str) -> Outcome {
    // A database is not copied by those who are in it.
    let server = Database::Server(address.replace("dbname=auth", "dbname=postgres"));
    server.rows(&format!(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{from}'"
    ))?;
    server.execute(&format!("drop database if exists {to} with (force)"))?;
    server.execute(&format!("create database {to} template {from}"))?;
    Ok(())
}

/// Deploys the fixed program and redrives all letters, twice, as a hasty operator does. None may be left.
///
/// # Errors
/// Fails if a program cannot be run, or letters are left.
pub fn deploy_fix(auth: &mut Supervisor, fixed: &Path, folder: &Path) -> Outcome {
    auth.program_mut().path = fixed.join("auth-service");
    let (_, letters) = auth.program().run(&["letters"])?;
    let file = folder.join("letters");
    fs::write(&file, letters)?;
    let file = file.to_str().ok_or("a path that is not text")?;
    for _ in 0..2 {
        let (code, text) = auth.program().run(&["redrive", file])?;
        if code != 0 {
            return Err(format!("exit code {code} of the redrive: {text}").into());
        }
    }
    let (_, left) = auth.program().run(&["letters"])?;
    match left.is_empty() {
        true => Ok(()),
        false => Err(format!("letters are left after the redrive: {left}").into()),
    }
}
