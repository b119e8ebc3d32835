//! `cargo counterpart review`

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use console::{Key, Term};
use counterpart::config::Settings;
use counterpart::contract::folder::{self, Stored};
use counterpart_verifier::deploy::{Own, Scope, Snapshot, against};
use counterpart_verifier::report::{Document, Report};
use counterpart_verifier::store::{Store, Timestamp};
use counterpart_verifier::verify::Options;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::pending::{self, Pending};
use crate::project::cargo::CargoFlags;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::review;
use crate::store::{StoreFlags, here};
use crate::terminal::output;

/// Go through the `.new` files that tests left, and accept, reject or skip each
///
/// Each is shown with what it changes and who each change is compatible with: the contract files as they are, and, where a
/// store is named or configured, the other services in it. Nothing is built. Without a terminal, see `accept --no-build` and
/// `reject`.
#[derive(Debug, Args)]
pub(crate) struct Review {
    #[command(flatten)]
    store: StoreFlags,
    /// A folder of contract files, instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    cargo: CargoFlags,
}

/// A person's decision about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject,
    Skip,
    Quit,
}

impl Review {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let (folders, root) = if self.contracts.is_empty() {
            let workspace = Workspace::find(&self.cargo)?;
            (vec![workspace.folder()], workspace.root().to_owned())
        } else {
            folders::check_named(&self.contracts)?;
            (self.contracts.clone(), here()?)
        };
        let waiting = pending::read(&folders)?;
        if waiting.is_empty() {
            output::results("nothing waits for review\n")?;
            return Ok(Exit::Compatible);
        }
        if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
            return Err(Failure::new("`review` asks questions, and there is no terminal to ask them in").hint(
                "`cargo counterpart accept --no-build` accepts all pending files, `cargo counterpart reject --all` discards them",
            ));
        }
        let settings = Settings::find(&root, &self.store.flags())?;
        let store = self.store(&settings)?;
        let snapshot = store.as_deref().map(Snapshot::read).transpose()?;
        let terminal = Term::stdout();
        let (mut accepted, mut rejected) = (0, 0);
        for (index, pending) in waiting.iter().enumerate() {
            let page = page(&folders, pending, snapshot.as_ref())?;
            output::results(&format!("\n{} of {}: {page}", index + 1, waiting.len()))?;
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

impl Review {
    /// The store, if there is one to ask. A store that is only configured may be out of reach: the
    /// files can be reviewed anyway.
    fn store(&self, settings: &Settings) -> Result<Option<Box<dyn Store>>, Failure> {
        match self.store.open_if_any(settings) {
            Err(failure) if !self.store.is_asked() => {
                output::progress(&format!(
                    "warning: the store was not asked: {}; only the contract files are compared",
                    failure.message()
                ));
                Ok(None)
            }
            found => found,
        }
    }
}

/// The change of the file, and the services that are compatible with it. The files are read again
/// each time, because decisions change them.
fn page(folders: &[PathBuf], pending: &Pending, snapshot: Option<&Snapshot<'_>>) -> Result<String, Failure> {
    let mut stored = Vec::new();
    for folder in folders {
        stored.extend(folder::read(folder)?);
    }
    let own = services(&stored, pending);
    let mut page = review::page(pending, stored);
    if let Some(snapshot) = snapshot {
        page.push_str(&review::in_store(pending, &in_store(snapshot, &own, pending)?));
    }
    Ok(page)
}

/// The services that have their files here.
fn services(stored: &[Stored], pending: &Pending) -> BTreeSet<String> {
    let all = stored.iter().chain([&pending.stored]);
    all.map(|one| one.contract.header.identity.service().to_owned())
        .collect()
}

/// The verdicts on the file with the services of the store that have no files here.
fn in_store(snapshot: &Snapshot<'_>, own: &BTreeSet<String>, pending: &Pending) -> Result<Report, Failure> {
    let document = Document::from(pending.stored.clone());
    let event = document.identity().event().to_owned();
    let services = snapshot.catalogue.services();
    let others: BTreeSet<String> = services
        .filter(|service| !own.contains(*service))
        .map(str::to_owned)
        .collect();
    let scope = Scope {
        events: Some([event].into()),
        services: Some(others),
        ..Scope::default()
    };
    let own = Own {
        documents: vec![Arc::new(document)],
        version: None,
    };
    let (at, options) = (Timestamp::now(), Options::default());
    Ok(against(snapshot, &own, &scope, at, &options, Report::default())?)
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
