//! `cargo counterpart accept`

use std::path::PathBuf;

use clap::Args;
use counterpart::contract::{Role, folder};
use counterpart_verifier::verify::{Change, Input, gather};

use crate::collect::{self, Ask};
use crate::emitters::Emitters;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pending;
use crate::project::cargo::{CargoFlags, PackageFlags};
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::accepted::{self, Done};
use crate::render::view::View;
use crate::store::StoreFlags;
use crate::terminal::output;

/// Update the contract files to what the code declares
///
/// Builds the tests of the selected packages, asks them what the code declares, and writes the contract files that are
/// missing or stale. A file that no code declares any longer is deleted, unless a declaration of its package could not be
/// seen or a consumer still wants the event. For a contract that is deleted or new, the output says who emits the event,
/// as far as the workspace and the store know. Files are replaced as a whole, and only if everything could be read.
#[derive(Debug, Args)]
pub(crate) struct Accept {
    #[command(flatten)]
    store: StoreFlags,
    /// Accept the `.new` files that tests left, without building or deleting anything
    #[arg(long)]
    no_build: bool,
    /// Accept the `.new` files of this folder instead of the workspace's; may be repeated
    #[arg(long, value_name = "DIR", requires = "no_build")]
    contracts: Vec<PathBuf>,
    #[command(flatten)]
    packages: PackageFlags,
    #[command(flatten)]
    cargo: CargoFlags,
}

impl Accept {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let view = View::of_output();
        let done = if self.no_build {
            self.take_pending()?
        } else {
            self.ask_the_code()?
        };
        output::print(accepted::done(&done, &view))?;
        Ok(Exit::Compatible)
    }

    fn ask_the_code(&self) -> Result<Vec<Done>, Failure> {
        let workspace = Workspace::find(&self.cargo)?;
        let folder = workspace.folder();
        let committed = folders::read(&folder)?;
        let selected = workspace.select(&self.packages)?;
        let collected = collect::collect(&workspace, &selected, &self.cargo, Ask::Contracts)?;
        let gathered = gather(Input {
            folder: folder.clone(),
            committed,
            others: Vec::new(),
            collected: Some(collected),
        });
        if !gathered.problems.is_empty() {
            return Err(
                Failure::new(gathered.problems.join("\nerror: ")).hint("nothing was written; fix this first")
            );
        }
        for change in &gathered.changes {
            // Nothing is written unless everything can be.
            folder::check_replaceable(&change.document().path)?;
        }
        let mut done: Vec<Done> = gathered.not_compared.into_iter().map(Done::NotCompared).collect();
        let is_given_up = |change: &Change| match change {
            Change::Orphaned { document, .. } => document.identity().role() == Role::Consumes,
            _ => false,
        };
        let emitters = if gathered.changes.iter().any(is_given_up) {
            let (emitters, unasked) = Emitters::find(&gathered.documents, workspace.root(), &self.store);
            done.extend(unasked.map(Done::StoreNotAsked));
            emitters
        } else {
            Emitters::default()
        };
        for change in gathered.changes {
            let path = change.document().path.clone();
            match change {
                Change::Missing(document) | Change::Stale(document) => {
                    folder::write(&path, &document.text)?;
                    done.push(Done::Written(path));
                    done.extend(emitters.doubt(document.identity()).map(Done::Doubtful));
                }
                Change::Orphaned { document, wanted_by } if wanted_by.is_empty() => {
                    pending::remove(&path)?;
                    done.push(Done::Deleted(path, emitters.meaning(document.identity())));
                }
                Change::Orphaned { wanted_by, .. } => {
                    let consumers = wanted_by.iter().map(|contract| contract.identity().service());
                    done.push(Done::Kept(path, consumers.map(str::to_owned).collect()));
                }
            }
        }
        // Files that the tests left for review are decided now, if this run saw the declaration.
        let declared = gathered.documents.iter().filter(|document| document.declared);
        for document in declared {
            let left = folder::pending_path(&document.path);
            if left.is_file() {
                pending::remove(&left)?;
            }
        }
        done.extend(pending::paths(&folder)?.into_iter().map(Done::LeftPending));
        Ok(done)
    }

    fn take_pending(&self) -> Result<Vec<Done>, Failure> {
        let folders = if self.contracts.is_empty() {
            vec![Workspace::find(&self.cargo)?.folder()]
        } else {
            folders::check_named(&self.contracts)?;
            self.contracts.clone()
        };
        let mut done = Vec::new();
        // All are read before the first is written.
        for pending in pending::read(&folders)? {
            pending.accept()?;
            done.push(Done::Written(pending.target));
        }
        Ok(done)
    }
}
