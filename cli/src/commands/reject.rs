//! `cargo counterpart reject`

use std::path::PathBuf;

use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named;
use crate::pending::{self, Pending};
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::terminal::output;

/// Delete `.new` files that tests left for review
///
/// The contract files stay as they are. The tests keep failing until the code agrees with them.
#[derive(Debug, Args)]
pub(crate) struct Reject {
    /// The `.new` files, or the contract files that they would replace
    #[arg(value_name = "FILE", required_unless_present = "all", conflicts_with = "all")]
    files: Vec<PathBuf>,
    /// Reject all of them
    #[arg(long)]
    all: bool,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
}

impl Reject {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let folders = if self.contracts.is_empty() {
            vec![Workspace::find(&self.cargo)?.folder()]
        } else {
            folders::check_named(&self.contracts)?;
            self.contracts.clone()
        };
        let pending = pending::read(&folders)?;
        let chosen: Vec<&Pending> = if self.all {
            pending.iter().collect()
        } else {
            self.files
                .iter()
                .map(|file| find(&pending, file))
                .collect::<Result<_, _>>()?
        };
        let mut said = String::new();
        for pending in chosen {
            if pending.stored.path.exists() {
                pending.reject()?;
                said.push_str(&format!("rejected {}\n", pending.stored.path.display()));
            }
        }
        if said.is_empty() {
            said.push_str("nothing waits for review\n");
        }
        output::results(&said)?;
        Ok(Exit::Compatible)
    }
}

/// The file that waits under this name, or for it.
fn find<'p>(pending: &'p [Pending], file: &PathBuf) -> Result<&'p Pending, Failure> {
    let real = |path: &PathBuf| path.canonicalize().ok();
    let found = pending.iter().find(|pending| {
        let is = |path: &PathBuf| path == file || (real(file).is_some() && real(path) == real(file));
        is(&pending.stored.path) || is(&pending.target)
    });
    found.ok_or_else(|| {
        let waiting = pending
            .iter()
            .map(|pending| pending.stored.path.display().to_string());
        let waiting: Vec<String> = waiting.collect();
        let waiting: Vec<&str> = waiting.iter().map(String::as_str).collect();
        let file = file.display().to_string();
        named::unknown(&file, &waiting, format!("no file waits for review at {file}"))
    })
}
