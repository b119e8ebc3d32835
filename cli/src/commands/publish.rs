//! `cargo counterpart publish`

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use counterpart::contract::ContractFile;
use counterpart::near::did_you_mean;
use counterpart_verifier::store::{
    Address, AffectedProducers, Branch, Catalogue, Origin, Publication, PublishError, Store, StoreError,
    Timestamp, affected_producers, publish,
};
use counterpart_verifier::verify::{Input, gather};

use crate::collect::{self, Ask};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::cargo::{CargoFlags, PackageFlags};
use crate::project::checkout::Checkout;
use crate::project::ci::Ci;
use crate::project::folders;
use crate::project::workspace::Workspace;
use crate::render::published::{self, Done};
use crate::store::{StoreFlags, address, here, moment};
use crate::terminal::output;

/// Put the contracts and emitted schemas of a version into the store
///
/// Builds the tests of the selected packages, asks them for what the code declares, and publishes it for each service as
/// one version that never changes. Publishing identical content again succeeds; different content under the same version is
/// refused and the difference shown. Prints which producers should verify again, because a contract for an event of theirs is
/// new or changed.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Publish {
    #[command(flatten)]
    store: StoreFlags,
    /// The version; without it, the commit
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// The branch (default: the branch that is checked out, or that GitHub or GitLab names)
    #[arg(long, value_name = "NAME", conflicts_with = "no_branch")]
    branch: Option<String>,
    /// Do not record a branch
    #[arg(long)]
    no_branch: bool,
    /// The version's sequence number on the branch, at most 2^53 - 1; without it, the number of commits up to this one
    #[arg(long, value_name = "N", value_parser = sequence, conflicts_with = "no_branch")]
    sequence: Option<u64>,
    /// Publish only this service; may be repeated
    #[arg(long = "service", value_name = "SERVICE")]
    services: Vec<String>,
    /// Publish the contract files as they are: nothing is built, and the code is not asked
    #[arg(long)]
    no_build: bool,
    /// The folder of contract files, instead of the workspace's: cargo is not asked; may be repeated
    #[arg(long, value_name = "DIR", requires = "no_build")]
    contracts: Vec<PathBuf>,
    /// Publish even if the working tree is dirty
    #[arg(long)]
    allow_dirty: bool,
    /// The time to record, instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    packages: PackageFlags,
    #[command(flatten)]
    cargo: CargoFlags,
}

impl Publish {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let workspace = if self.contracts.is_empty() {
            Some(Workspace::find(&self.cargo)?)
        } else {
            None
        };
        let root = match &workspace {
            Some(workspace) => workspace.root().to_owned(),
            None => here()?,
        };
        let settings = counterpart::config::Settings::find(&root, &self.store.flags())?;
        let address = address(&settings)?;
        let checkout = Checkout::find(&root);
        // Report a version that cannot be published before a build of minutes.
        let named = self.name(checkout.as_ref(), &address)?;
        let store = address.open_within(&settings.network(crate::network::tell))?;
        store.check_new()?;
        let is_new = match store.check_exists() {
            Ok(()) => false,
            Err(StoreError::NoStore { .. } | StoreError::NoBranch { .. }) => true,
            Err(error) => return Err(error.into()),
        };
        let services = self.services(workspace.as_ref())?;
        let mut done = Vec::new();
        for (service, documents) in services {
            let publication = Publication {
                service,
                documents,
                retention: settings.retention.value,
                allow: settings.allow.value.clone(),
                ..named.clone()
            };
            let published = publish(&*store, &publication).map_err(refused)?;
            done.push(Done {
                publication,
                published,
            });
        }
        if is_new {
            output::progress(&format!(
                "warning: no store stood at {} before: this version begins it",
                store.location()
            ));
        }
        self.warn_of_no_effect(&*store, &done)?;
        let mut again = AffectedProducers::new();
        for Done { publication, .. } in &done {
            let branch = publication.branch.as_ref().map(|branch| branch.name.as_str());
            let more = affected_producers(
                &*store,
                &publication.service,
                &publication.version,
                branch,
                publication.at,
            )?;
            for (producer, events) in more {
                let known = again.entry(producer).or_default();
                for (event, contracts) in events {
                    known.entry(event).or_default().extend(contracts);
                }
            }
        }
        output::json_or_text(
            self.json,
            &if self.json {
                published::json(&done, &again)
            } else {
                published::text(&done, &again)
            },
        )?;
        Ok(Exit::Compatible)
    }

    /// Warns if the published version comes after others, or has a date in the future.
    fn warn_of_no_effect(&self, store: &dyn Store, done: &[Done]) -> Result<(), Failure> {
        let catalogue = Catalogue::read(store)?;
        for Done { publication, .. } in done {
            let Some(branch) = &publication.branch else {
                continue;
            };
            let heads = catalogue.heads(&publication.service, &branch.name);
            if !heads.contains(&publication.version.as_str()) {
                output::progress(&format!(
                    "warning: {} {} is not the latest of {}: {} is, whose sequence number is higher",
                    publication.service,
                    publication.version,
                    branch.name,
                    heads.join(", ")
                ));
            }
        }
        if let Some(at) = self.at.filter(|at| *at > Timestamp::now()) {
            output::progress(&format!("warning: {at} is later than now"));
        }
        Ok(())
    }

    /// Everything of a publication except the service and its documents.
    fn name(&self, checkout: Option<&Checkout>, store: &Address) -> Result<Publication, Failure> {
        if let Some(checkout) = checkout.filter(|_| !self.allow_dirty) {
            checkout.check_clean(store)?;
        }
        let commit = checkout.and_then(|checkout| checkout.commit.clone());
        let Some(version) = self.version.clone().or_else(|| commit.clone()) else {
            return Err(
                Failure::new("nothing says which version this is: there is no commit here")
                    .hint("name it with --version, or commit first"),
            );
        };
        let ci = Ci::read();
        let committer = checkout
            .filter(|checkout| checkout.commit.is_some())
            .and_then(Checkout::committer);
        Ok(Publication {
            service: String::new(),
            version,
            documents: Vec::new(),
            branch: self.branch(checkout, &ci)?,
            origin: Origin {
                commit,
                committer,
                run: ci.run,
            },
            retention: None,
            allow: Vec::new(),
            at: self.at.unwrap_or_else(Timestamp::now),
        })
    }

    fn branch(&self, checkout: Option<&Checkout>, ci: &Ci) -> Result<Option<Branch>, Failure> {
        if self.no_branch {
            return Ok(None);
        }
        let checked_out = || checkout.and_then(Checkout::branch);
        let Some(name) = self
            .branch
            .clone()
            .or_else(checked_out)
            .or_else(|| ci.branch.clone())
        else {
            return Err(Failure::new(
                "nothing says which branch this is: a commit is checked out, and no branch",
            )
            .hint("name it with --branch; with --no-branch no branch is recorded"));
        };
        let sequence = match (
            self.sequence,
            checkout.filter(|checkout| checkout.commit.is_some()),
        ) {
            (Some(sequence), _) => sequence,
            (None, Some(checkout)) => checkout.sequence()?,
            (None, None) => {
                return Err(Failure::new(
                    "nothing says the version's sequence number on the branch: there is no commit here",
                )
                .hint("say it with --sequence, a number that grows with each version"));
            }
        };
        Ok(Some(Branch { name, sequence }))
    }

    /// The documents to publish, by service.
    fn services(
        &self,
        workspace: Option<&Workspace>,
    ) -> Result<BTreeMap<String, Vec<ContractFile>>, Failure> {
        let mut declared: BTreeSet<String> = BTreeSet::new();
        let contracts: Vec<ContractFile> = match workspace {
            None => {
                let files = folders::read_others(&self.contracts, None)?;
                files.into_iter().map(|file| file.contract).collect()
            }
            Some(workspace) if self.no_build => {
                let files = folders::read(&workspace.folder())?;
                files.into_iter().map(|file| file.contract).collect()
            }
            Some(workspace) => self.collected(workspace, &mut declared)?,
        };
        let mut services: BTreeMap<String, Vec<ContractFile>> = BTreeMap::new();
        for contract in contracts {
            let service = contract.header.identity.service().to_owned();
            services.entry(service).or_default().push(contract);
        }
        if let Some(absent) = self
            .services
            .iter()
            .find(|service| !services.contains_key(*service))
        {
            let known: Vec<&str> = services.keys().map(String::as_str).collect();
            return Err(Failure::new(format!(
                "the service {absent} has neither a contract nor an emitted schema here{}",
                did_you_mean(absent, known.iter().copied())
            ))
            .hint(format!("there are {}", known.join(", "))));
        }
        services.retain(|service, _| {
            if self.services.is_empty() {
                self.no_build || declared.contains(service)
            } else {
                self.services.contains(service)
            }
        });
        if services.is_empty() {
            return Err(Failure::new(
                "there is nothing to publish: no contract and no emitted schema was found",
            )
            .hint("select other packages, or name a folder with --no-build --contracts DIR"));
        }
        Ok(services)
    }

    /// The documents that the code declares, and those in files alongside it.
    fn collected(
        &self,
        workspace: &Workspace,
        declared: &mut BTreeSet<String>,
    ) -> Result<Vec<ContractFile>, Failure> {
        let folder = workspace.folder();
        let committed = folders::read(&folder)?;
        let selected = workspace.select(&self.packages)?;
        let collected = collect::collect(workspace, &selected, &self.cargo, Ask::Contracts)?;
        let records = collected.records.iter().flat_map(|record| &record.contracts);
        declared.extend(records.map(|contract| contract.header.identity.service().to_owned()));
        let gathered = gather(Input {
            folder,
            committed,
            others: Vec::new(),
            collected: Some(collected),
        });
        if !gathered.problems.is_empty() {
            return Err(Failure::new(gathered.problems.join("\nerror: "))
                .hint("nothing was published; fix this first"));
        }
        if let Some(change) = gathered.changes.first() {
            output::progress(&format!(
                "warning: {} of the contract files are not what the code says, {} first: the code is published; `cargo \
                 counterpart accept` brings the files up to date",
                gathered.changes.len(),
                crate::store::shown(&change.document().path)
            ));
        }
        let documents = gathered.documents.iter();
        Ok(documents.map(|document| document.contract.clone()).collect())
    }
}

/// Reads `--sequence`.
fn sequence(text: &str) -> Result<u64, String> {
    let number: u64 = text
        .parse()
        .map_err(|_| "write a whole number that grows with each version".to_owned())?;
    if number > Branch::MAX_SEQUENCE {
        return Err(format!(
            "no later version could be the latest of the branch: the highest number is {}",
            Branch::MAX_SEQUENCE
        ));
    }
    Ok(number)
}

fn refused(error: PublishError) -> Failure {
    let error = match error {
        PublishError::Store(error) => return error.into(),
        other => other,
    };
    let diffs = match &error {
        PublishError::Changed { changes, .. } => changes
            .iter()
            .map(|(place, change)| format!("\n{place}\n{}", change.diff()))
            .collect(),
        _ => String::new(),
    };
    let failure = Failure::new(format!("{error}{}", diffs.trim_end()));
    match error {
        PublishError::Changed { .. } => failure.hint(
            "a version never changes: name another with --version, or commit, so that the commit names one",
        ),
        PublishError::SameSequence { .. } => failure.hint(
            "give it a higher number with --sequence, or look at the clocks of the machines that publish",
        ),
        _ => failure,
    }
}
