//! `cargo counterpart verify`

mod against;

use std::path::PathBuf;

use cargo_metadata::Package;
use clap::Args;
use counterpart::config::Allowance;
use counterpart::config::Severities;
use counterpart::config::{Flags, Settings};
use counterpart_engine::compat::Limits;
use counterpart_verifier::deploy::against_revision;
use counterpart_verifier::report::Report;
use counterpart_verifier::timestamp::Timestamp;
use counterpart_verifier::verify::{Input, Options, begin, gather, verify};

use self::against::Against;

use crate::collect::{self, Ask, BuildMessages};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::format::{Formats, Written};
use crate::project::cargo::{CargoFlags, PackageFlags};
use crate::project::folders;
use crate::project::here;
use crate::project::workspace::{Workspace, file_said};
use crate::render::rustc::Packages;
use crate::render::text;
use crate::render::view::View;
use crate::source::Sources;
use crate::terminal::output;
use crate::terminal::progress::Progress;
use crate::watch::{Scope, Watch};

/// Prove that every message the producers can emit is one that every consumer accepts
///
/// Builds the tests of the selected packages, asks them for what the code declares, and checks each emitted event
/// against each contract for it: those of the code, of the workspace's contracts folder (`contracts` in
/// counterpart.toml), and of the folders given with --contracts. Nothing is written.
///
/// With --store, what they say is also checked against the other services: what they emit against the contracts of every
/// consumer, and their contracts against what every producer emits, of the latest version of each main branch and of what
/// is in each environment. A contract that the producer's main branch never satisfied is pending there: it is shown, and
/// fails only the consumer. Without --store no store is asked.
///
/// With --against, what they say is also checked against a revision of this git repository: `verify --against main`.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Verify {
    /// Another folder of contract files; may be repeated. With --no-build, only these folders
    #[arg(long, value_name = "DIR")]
    contracts: Vec<PathBuf>,
    /// Check the contract files as they are: nothing is built, and the code is not asked
    #[arg(long)]
    no_build: bool,
    /// Ignore pairs that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
    /// Verify again whenever a file changes, until Ctrl-C
    ///
    /// Looked at are the folders of contracts, counterpart.toml and, without --no-build, the Rust files and Cargo.toml of the
    /// workspace's packages. A run that cannot complete is shown, and the next change is waited for. The store is asked
    /// anew each time, but not watched.
    #[arg(long, conflicts_with = "service")]
    watch: bool,
    #[command(flatten)]
    formats: Formats,
    #[command(flatten)]
    against: Against,
    #[command(flatten)]
    packages: PackageFlags,
    #[command(flatten)]
    cargo: CargoFlags,
}

impl Verify {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        self.formats.check()?;
        if !self.watch {
            return self.once(None);
        }
        let mut watch = Watch::begin(self.scope())?;
        loop {
            let exit = self.once(Some(&mut watch)).unwrap_or_else(|failure| {
                output::failure(&failure);
                Exit::Incomplete
            });
            if output::is_closed() {
                return Ok(exit);
            }
            output::progress("waiting for a file to change");
            output::progress(&watch.wait()?);
        }
    }

    /// Verifies, and gives `watch` the files and folders to watch as soon as they are known.
    fn once(&self, watch: Option<&mut Watch>) -> Result<Exit, Failure> {
        here::folder()?;
        let mut view = View {
            folders: self.contracts.clone(),
            ..View::of_output()
        };
        let answer = self.once_shown(watch, &mut view);
        if let Err(failure) = &answer {
            self.formats.write_failure(failure, &view)?;
        }
        answer
    }

    fn once_shown(&self, watch: Option<&mut Watch>, view: &mut View) -> Result<Exit, Failure> {
        if self.against.asks_of_version() {
            let settings = Settings::find(&view.here, &Flags::default())?;
            file_said(&settings);
            let rules = settings.rules.value;
            let report = self.against.version(view, &self.options(Vec::new(), rules))?;
            compared_said(&report);
            return self.say(&report, view);
        }
        let (allow, rules, past);
        let input = if self.is_of_files() {
            if self.packages.select() {
                return Err(Failure::new(
                    "-p, --workspace and --exclude select packages of a workspace, and with --no-build and --contracts none \
                     is looked at",
                )
                .hint("name the folders of these packages' contract files with --contracts"));
            }
            if let Some(watch) = watch {
                watch.look_at(self.scope())?;
            }
            let settings = Settings::find(&view.here, &Flags::default())?;
            file_said(&settings);
            (allow, rules) = (settings.allow.value, settings.rules.value);
            past = self.against.revision(&view.here, &self.contracts)?;
            Input {
                others: folders::read_others(&self.contracts, None)?,
                ..Input::default()
            }
        } else {
            let workspace = Workspace::find(&self.cargo)?;
            let folder = workspace.folder();
            if let Some(watch) = watch {
                watch.look_at(self.scope_in(&workspace))?;
            }
            (allow, rules) = (workspace.allow().to_vec(), workspace.rules().clone());
            view.sources = Sources::of(&workspace);
            view.packages = packages(&workspace, &[]);
            view.folders.insert(0, folder.clone());
            // Files that cannot be read are reported before a build of minutes.
            let committed = folders::read(&folder)?;
            let others = folders::read_others(&self.contracts, Some(&folder))?;
            past = self.against.revision(workspace.root(), &view.folders)?;
            // A name that matches no package is a mistake, whether packages are built or not.
            let selected = workspace.select(&self.packages)?;
            view.packages = packages(&workspace, &selected);
            let collected = if self.no_build {
                None
            } else {
                let messages = if self.formats.is_of_cargo() {
                    BuildMessages::PassedOn
                } else {
                    BuildMessages::Rendered
                };
                let ask = Ask::Contracts;
                let mut collected = collect::collect_with(&workspace, &selected, &self.cargo, ask, messages)?;
                if workspace.chooses_by_default(&self.packages) {
                    collected
                        .warnings
                        .extend(collect::outside(&workspace, &selected)?);
                }
                view.sources.as_built(&collected.records);
                Some(collected)
            };
            Input {
                folder,
                committed,
                others,
                collected,
            }
        };
        view.takes_allowances = true;
        let options = self.options(allow, rules);
        let progress = Progress::of("comparing what is sent with what is accepted");
        let report = if self.against.asks() {
            let (documents, report) = begin(gather(input));
            self.against.code(documents, report, view, &options)?
        } else if let Some(past) = past {
            let (documents, report) = begin(gather(input));
            against_revision(&documents, &past, &options, report)
        } else {
            verify(input, &options)
        };
        drop(progress);
        compared_said(&report);
        self.say(&report, view)
    }

    /// Returns `true` if the run only reads files, without a workspace.
    fn is_of_files(&self) -> bool {
        self.no_build && !self.contracts.is_empty()
    }

    /// The watched files and folders, as far as they are known before cargo is asked.
    fn scope(&self) -> Scope {
        let here = View::of_output().here;
        let files = self.formats.files();
        if self.is_of_files() {
            return Scope::of_files(&here, &here, &self.contracts, &files);
        }
        let base = self.cargo.folder().unwrap_or(&here);
        let base = here.join(base);
        let scope = Scope::of_files(&here, &base, &self.contracts, &files);
        // Until cargo can read the workspace, a change below may fix it.
        scope.with_code(&base, [base.as_path()], &base.join("target"))
    }

    /// The watched files and folders of a workspace.
    fn scope_in(&self, workspace: &Workspace) -> Scope {
        let here = View::of_output().here;
        let scope = Scope::of_files(&here, workspace.root(), &self.contracts, &self.formats.files());
        let scope = scope.with_contracts(&workspace.folder());
        if self.no_build {
            return scope;
        }
        let packages = workspace.packages();
        let folders = packages
            .iter()
            .filter_map(|package| Some(package.manifest_path.parent()?.as_std_path()));
        let target = self.cargo.target_dir().unwrap_or(workspace.target_dir());
        scope.with_code(workspace.manifest_folder(), folders, &here.join(target))
    }

    fn options(&self, allow: Vec<Allowance>, rules: Severities) -> Options {
        Options {
            limits: Limits {
                steps: self.steps,
                ..Limits::default()
            },
            allow_unproven: self.allow_unproven,
            allow,
            rules,
            today: Some(Timestamp::now().day()),
        }
    }

    fn say(&self, report: &Report, view: &View) -> Result<Exit, Failure> {
        self.formats.write(&Written {
            report,
            view,
            asked: None,
            text: &|options| text::report(report, view, options),
        })?;
        Ok(report.outcome().into())
    }
}

/// The packages that diagnostics belong to. The selected ones come first.
fn packages(workspace: &Workspace, selected: &[&Package]) -> Packages {
    let is_other = |package: &&&Package| !selected.iter().any(|one| one.id == package.id);
    let all = workspace.packages();
    let others = all.iter().filter(is_other);
    let ordered = selected.iter().chain(others).map(|package| (*package).clone());
    Packages::of(workspace.manifest_folder(), ordered.collect())
}

/// Reports the versions of the store that were asked, and why each counts.
fn compared_said(report: &Report) {
    for one in &report.compared_versions {
        output::step(1, || {
            let events = one.events.join(", ");
            format!("asked {} {} for {events}", one.service, one.included)
        });
    }
}
