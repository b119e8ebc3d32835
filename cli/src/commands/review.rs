//! `cargo counterpart review`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;
use console::{Key, Term};
use counterpart::contract::folder;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::pending::{self, Pending};
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::review;
use crate::terminal::output;

/// Go through the `.new` files that tests left, and accept, reject or skip each
///
/// Each is shown with what it changes and with whom it then fits or breaks, by the contract files as they stand. Nothing is
/// built. Without a terminal, see `accept --no-build` and `reject`.
#[derive(Debug, Args)]
pub(crate) struct Review {
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
}

/// What a person decides of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject,
    Skip,
    Quit,
}

impl Review {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let folders = if self.contracts.is_empty() {
            vec![Workspace::find(&self.cargo)?.folder()]
        } else {
            folders::check_named(&self.contracts)?;
            self.contracts.clone()
        };
        let waiting = pending::read(&folders)?;
        if waiting.is_empty() {
            output::results("nothing waits for review\n")?;
            return Ok(Exit::Compatible);
        }
        if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
            return Err(Failure::new("`review` asks questions, and there is no terminal to ask them in").hint(
                "`cargo counterpart accept --no-build` takes all that waits, `cargo counterpart reject --all` throws it away",
            ));
        }
        let terminal = Term::stdout();
        let (mut accepted, mut rejected) = (0, 0);
        for (index, pending) in waiting.iter().enumerate() {
            show(&folders, pending, index + 1, waiting.len())?;
            match ask(&terminal)? {
                Decision::Accept => {
                    pending.accept()?;
                    accepted += 1;
                }
                Decision::Reject => {
                    pending.reject()?;
                    rejected += 1;
                }
                Decision::Skip => {}
                Decision::Quit => break,
            }
        }
        output::results(&format!(
            "{accepted} accepted, {rejected} rejected, {} left\n",
            waiting.len() - accepted - rejected
        ))?;
        Ok(Exit::Compatible)
    }
}

/// What the file changes, and whom that suits. The files are read anew each time, because decisions change them.
fn show(folders: &[PathBuf], pending: &Pending, number: usize, of: usize) -> Result<(), Failure> {
    let mut stored = Vec::new();
    for folder in folders {
        stored.extend(folder::read(folder)?);
    }
    let page = review::page(pending, stored);
    output::results(&format!("\n{number} of {of}: {page}"))
}

fn ask(terminal: &Term) -> Result<Decision, Failure> {
    output::results("\naccept (a), reject (r), skip (s), quit (q)? ")?;
    loop {
        let decision = match terminal.read_key() {
            Ok(Key::Char('a' | 'A')) => Decision::Accept,
            Ok(Key::Char('r' | 'R')) => Decision::Reject,
            Ok(Key::Char('s' | 'S')) => Decision::Skip,
            Ok(Key::Char('q' | 'Q') | Key::Escape | Key::CtrlC) => Decision::Quit,
            Ok(_) => continue,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Decision::Quit,
            Err(error) => return Err(Failure::new(format!("cannot read the answer: {error}"))),
        };
        let said = match decision {
            Decision::Accept => "accepted\n",
            Decision::Reject => "rejected\n",
            Decision::Skip => "skipped\n",
            Decision::Quit => "\n",
        };
        output::results(said)?;
        return Ok(decision);
    }
}
