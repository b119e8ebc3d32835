//! `cargo counterpart verify`

mod against;

use std::path::PathBuf;

use clap::Args;
use counterpart::allowance::Allowance;
use counterpart::compat::Limits;
use counterpart::config::{Flags, Settings};
use counterpart::contract::folder;
use counterpart::report::Report;
use counterpart::severity::Severities;
use counterpart::timestamp::Timestamp;
use counterpart::verify::{Input, Options, begin, gather, verify};

use self::against::Against;

use crate::cargo::{CargoFlags, PackageFlags};
use crate::collect::{self, Ask};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::folders;
use crate::format::{Formats, Written};
use crate::output;
use crate::progress::Progress;
use crate::render::text;
use crate::render::view::View;
use crate::source::Sources;
use crate::workspace::Workspace;

/// Prove that every message the producers can emit is one that every consumer accepts
///
/// Builds the tests of the selected packages, asks them for what the code declares, and checks each emitted event
/// against each contract for it: those of the code, of the workspace's contracts folder (`contracts` in
/// counterpart.toml), and of the folders given with --contracts. Nothing is written.
///
/// With --store, what they say is checked against the other services instead: what they emit against the contracts of every
/// consumer, and their contracts against what every producer emits, of the latest version of each main branch and of what
/// is in each environment. A contract that the producer's main branch never satisfied is pending there: it is shown, and
/// fails the consumer alone.
#[derive(Debug, Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Verify {
    /// Another folder of contract files; may be repeated. With --no-build, these folders alone
    #[arg(long, value_name = "DIR")]
    contracts: Vec<PathBuf>,
    /// Look at the contract files as they stand: nothing is built, and the code is not asked
    #[arg(long)]
    no_build: bool,
    /// Let pairs pass that can be neither proven nor refuted
    #[arg(long)]
    allow_unproven: bool,
    /// How many steps one pair may take before it is unproven
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    steps: u64,
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
        let mut view = View {
            folders: self.contracts.clone(),
            ..View::of_output()
        };
        if self.against.asks_of_version() {
            let rules = Settings::find(&view.here, &Flags::default())?.rules.value;
            let report = self
                .against
                .version(&mut view, &self.options(Vec::new(), rules))?;
            counted_said(&report);
            return self.say(&report, &view);
        }
        let (allow, rules);
        let input = if self.no_build && !self.contracts.is_empty() {
            let settings = Settings::find(&view.here, &Flags::default())?;
            (allow, rules) = (settings.allow.value, settings.rules.value);
            Input {
                others: folders::read_others(&self.contracts, None)?,
                ..Input::default()
            }
        } else {
            let workspace = Workspace::find(&self.cargo)?;
            let folder = workspace.folder();
            (allow, rules) = (workspace.allow().to_vec(), workspace.rules().clone());
            view.sources = Sources::of(&workspace);
            view.folders.insert(0, folder.clone());
            // Files that cannot be read are said before a build of minutes.
            let committed = folder::read(&folder)?;
            let others = folders::read_others(&self.contracts, Some(&folder))?;
            let collected = if self.no_build {
                None
            } else {
                let selected = workspace.select(&self.packages)?;
                let collected = collect::collect(&workspace, &selected, &self.cargo, Ask::Contracts)?;
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
        let options = self.options(allow, rules);
        let progress = Progress::of("comparing what is sent with what is accepted");
        let report = if self.against.asks() {
            let (documents, report) = begin(gather(input));
            self.against.code(documents, report, &mut view, &options)?
        } else {
            verify(input, &options)
        };
        drop(progress);
        counted_said(&report);
        self.say(&report, &view)
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
            text: &|look| text::report(report, view, look),
        })?;
        Ok(report.outcome().into())
    }
}

/// Says which versions of the store were asked, and why each counts.
fn counted_said(report: &Report) {
    for one in &report.counted {
        output::step(1, || {
            let events = one.events.join(", ");
            format!("asked {} {} for {events}", one.service, one.standing)
        });
    }
}
