//! The contracts that the services here emit, for the commands that ask.

use std::path::PathBuf;

use clap::Args;
use counterpart::contract::ContractFile;
use counterpart_pact::{Producers, Settings};
use counterpart_verifier::verify::{Input, gather};

use crate::collect::{self, Ask};
use crate::failure::Failure;
use crate::project::cargo::{CargoFlags, PackageFlags};
use crate::project::folders;
use crate::project::here;
use crate::project::workspace::Workspace;

/// Where contracts come from.
#[derive(Debug, Args)]
pub(crate) struct Producing {
    /// Another folder of contract files; may be repeated. With --no-build, only these folders
    #[arg(long, value_name = "DIR")]
    contracts: Vec<PathBuf>,
    /// Read the contract files as they are: nothing is built, and messages are made of the schemas
    #[arg(long)]
    no_build: bool,
    #[command(flatten)]
    packages: PackageFlags,
    #[command(flatten)]
    cargo: CargoFlags,
}

/// The findings of the search.
pub(crate) struct Found {
    /// All contracts, in the order of their identities.
    pub(crate) contracts: Vec<ContractFile>,
    pub(crate) producers: Producers,
    /// `[pact]` of `counterpart.toml`.
    pub(crate) settings: Settings,
    /// The workspace's own folder of contract files, if there is a workspace.
    pub(crate) folder: Option<PathBuf>,
}

impl Producing {
    /// Asks the code, or only reads the files.
    pub(crate) fn find(&self) -> Result<Found, Failure> {
        let mut settings = Settings::default();
        let mut own = None;
        let input = if self.no_build && !self.contracts.is_empty() {
            settings = counterpart::config::Config::find(&here::folder()?)?.config.pact;
            Input {
                others: folders::read_others(&self.contracts, None)?,
                ..Input::default()
            }
        } else {
            let workspace = Workspace::find(&self.cargo)?;
            settings.clone_from(workspace.pact());
            let folder = workspace.folder();
            let committed = folders::read(&folder)?;
            let others = folders::read_others(&self.contracts, Some(&folder))?;
            let collected = match self.no_build {
                true => None,
                false => {
                    let selected = workspace.select(&self.packages)?;
                    let ask = Ask::ContractsAndMessages;
                    Some(collect::collect(&workspace, &selected, &self.cargo, ask)?)
                }
            };
            own = Some(folder.clone());
            Input {
                folder,
                committed,
                others,
                collected,
            }
        };
        let records = match &input.collected {
            Some(collected) => collected.records.clone(),
            None => Vec::new(),
        };
        let gathered = gather(input);
        if !gathered.problems.is_empty() {
            return Err(Failure::new(gathered.problems.join("\nerror: ")));
        }
        let contracts: Vec<ContractFile> = gathered
            .documents
            .iter()
            .map(|document| document.contract.clone())
            .collect();
        let producers = Producers::new(contracts.clone(), &records).map_err(Failure::new)?;
        Ok(Found {
            contracts,
            producers,
            settings,
            folder: own,
        })
    }
}
