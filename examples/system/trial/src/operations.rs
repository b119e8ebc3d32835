//! The work of an operator on the auth service, while it does not run: back up its copy, put the backup in its place, and
//! redrive its letters after a fix.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::copies::open;
use crate::supervisor::Supervisor;

/// The database of the auth service, below the folder of a test.
const DATABASE: &str = "auth-service/accounts.db";

/// Backs up the copy of the users.
///
/// # Errors
/// Fails if the database cannot be read, or the backup not be written.
pub fn back_up(folder: &Path) -> Outcome {
    let backup = backup(folder);
    let file = backup.to_str().ok_or("a path that is not text")?;
    open(&folder.join(DATABASE))?.execute("vacuum into ?1", [file])?;
    Ok(())
}

/// Puts the backup in the place of the copy.
///
/// # Errors
/// Fails if there is no backup, or the database cannot be written.
pub fn restore(folder: &Path) -> Outcome {
    fs::copy(backup(folder), folder.join(DATABASE))?;
    for log in ["wal", "shm"] {
        // What is in them belongs to the newer copy.
        let _ = fs::remove_file(folder.join(format!("{DATABASE}-{log}")));
    }
    Ok(())
}

fn backup(folder: &Path) -> PathBuf {
    folder.join("old.db")
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
