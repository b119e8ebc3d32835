//! `cargo counterpart prune`

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use clap::Args;
use counterpart::contract::Retention;
use counterpart::near::{did_you_mean, listed};
use counterpart_engine::json::Json;
use counterpart_verifier::deploy::DeployError;
use counterpart_verifier::store::prune::{Pruning, plan, remove, remove_unsealed};
use counterpart_verifier::store::{Catalogue, Rules, Store, Timestamp, seals};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::merged::is_merged;
use crate::store::{StoreFlags, here, moment};
use crate::terminal::output;

/// Remove versions that nobody needs from the store
///
/// Keeps versions that are deployed or released, versions whose messages may still be in flight, the latest version of each
/// branch that is not gone, versions published within --older-than, and of a main branch the first version that emits or
/// requires what it does. Everything else is removed, and so is what interrupted publishers left. Without --yes nothing is
/// removed, and what would be is listed.
///
/// A branch is gone if --branch-gone names it, or if git says that it was merged: the repository here has the branch neither
/// locally nor as origin's, and its main branch has the commit of the branch's latest version. Otherwise the branch counts as
/// alive. The main branch of a service is never gone.
#[derive(Debug, Args)]
pub(crate) struct Prune {
    #[command(flatten)]
    store: StoreFlags,
    /// Keep versions published within this period, e.g. 90d or 12h
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = age)]
    older_than: Duration,
    /// Look only at the versions of this service; may be repeated
    #[arg(long = "service", value_name = "SERVICE")]
    services: Vec<String>,
    /// This branch was merged or deleted: its latest version need not be kept; may be repeated
    #[arg(long = "branch-gone", value_name = "NAME")]
    gone: Vec<String>,
    /// Remove what would be listed
    #[arg(long, visible_alias = "force")]
    yes: bool,
    /// Answer as of this time instead of now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn age(text: &str) -> Result<Duration, String> {
    match Retention::parse(text) {
        Some(Retention::For(time)) => Ok(time),
        _ => Err("write a number with a unit, as in `90d` (`s`, `m`, `h`, `d`, `w`)".into()),
    }
}

impl Prune {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let settings = self.store.settings()?;
        let store = self.store.open()?;
        let gone = self.gone_branches(&*store)?;
        let pruning = Pruning {
            older_than: self.older_than,
            retention: settings.retention.value,
            at: self.at.unwrap_or_else(Timestamp::now),
            services: (!self.services.is_empty()).then(|| self.services.iter().cloned().collect()),
            gone_branches: gone.keys().cloned().collect(),
        };
        let plan = plan(&*store, &pruning)?;
        if self.yes {
            remove(&*store, &plan.removed)?;
            remove_unsealed(&*store, &plan.unsealed)?;
        }
        output::json_or_text(
            self.json,
            &if self.json {
                let named = |(service, version): &(String, String)| {
                    vec![
                        ("service", Json::from(service.as_str())),
                        ("version", Json::from(version.as_str())),
                    ]
                };
                let object = |members: Vec<(&str, Json)>| {
                    let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
                    Json::Object(members.collect())
                };
                let removed = plan.removed.iter().map(|name| {
                    let mut members = named(name);
                    let branch = plan.latest_of_gone.get(name).map(String::as_str);
                    members.push(("gone-branch", branch.map_or(Json::Null, Json::from)));
                    object(members)
                });
                let unsealed = plan.unsealed.keys().map(|name| object(named(name)));
                let kept = plan.kept.iter().map(|(name, why)| {
                    let mut members = named(name);
                    members.push(("why", Json::from(why.to_string())));
                    object(members)
                });
                Json::from([
                    ("format", Json::Number(1.into())),
                    ("done", Json::Bool(self.yes)),
                    ("removed", Json::Array(removed.collect())),
                    ("unsealed", Json::Array(unsealed.collect())),
                    ("kept", Json::Array(kept.collect())),
                ])
                .to_pretty()
            } else {
                let mut text = String::new();
                let (goes, sum) = if self.yes {
                    ("removed", "removed")
                } else {
                    ("would remove", "would be removed; --yes removes them")
                };
                for name in &plan.removed {
                    let (service, version) = name;
                    let why = plan.latest_of_gone.get(name).and_then(|branch| {
                        let why = gone.get(&(service.clone(), branch.clone()))?;
                        Some(format!(": the latest of {branch}, {why}"))
                    });
                    text.push_str(&format!(
                        "{goes} {service} {version}{}\n",
                        why.unwrap_or_default()
                    ));
                }
                for (service, version) in plan.unsealed.keys() {
                    text.push_str(&format!(
                        "{goes} {service} {version}: its publisher was stopped before it was complete\n"
                    ));
                }
                for ((service, version), why) in &plan.kept {
                    text.push_str(&format!("keep {service} {version}: it {why}\n"));
                }
                text.push_str(&format!(
                    "{} kept, {} {sum}\n",
                    plan.kept.len(),
                    plan.removed.len() + plan.unsealed.len()
                ));
                text
            },
        )?;
        Ok(Exit::Compatible)
    }
}

impl Prune {
    /// The branches that are gone, as service and branch, with the evidence.
    fn gone_branches(&self, store: &dyn Store) -> Result<BTreeMap<(String, String), &'static str>, Failure> {
        let (catalogue, rules) = (Catalogue::read(store)?, Rules::read(store)?);
        let known: BTreeSet<&str> = catalogue.services().collect();
        if let Some(absent) = self.services.iter().find(|one| !known.contains(one.as_str())) {
            return Err(DeployError::NoService {
                service: absent.clone(),
                known: known.iter().map(|one| (*one).to_owned()).collect(),
            }
            .into());
        }
        let is_asked =
            |service: &str| self.services.is_empty() || self.services.iter().any(|one| one == service);
        let asked: Vec<&str> = known.into_iter().filter(|service| is_asked(service)).collect();
        let mut gone = BTreeMap::new();
        for branch in &self.gone {
            let services = having(&catalogue, &asked, branch)?;
            if let (true, [_, _, ..]) = (self.services.is_empty(), services.as_slice()) {
                return Err(Failure::new(format!(
                    "several services have a branch {branch}: {}",
                    services.join(", ")
                ))
                .hint("say with --service of which of them it is gone"));
            }
            for service in services {
                if rules.main_branch(&catalogue, service) == Some(branch.as_str()) {
                    return Err(Failure::new(format!(
                        "{branch} is the main branch of {service}: its latest version counts for everyone"
                    ))
                    .hint("another main branch is named in `store.toml` of the store"));
                }
                gone.insert((service.to_owned(), branch.clone()), "which is gone");
            }
        }
        let here = here()?;
        for service in asked {
            gone.extend(merged(store, &catalogue, &rules, service, &here)?);
        }
        Ok(gone)
    }
}

/// The services that have the branch; at least one.
fn having<'a>(catalogue: &Catalogue, services: &[&'a str], branch: &str) -> Result<Vec<&'a str>, Failure> {
    let has = |service: &&&str| catalogue.branches(service).any(|known| known == branch);
    let found: Vec<&str> = services.iter().filter(has).copied().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let branches = services.iter().flat_map(|service| catalogue.branches(service));
    let known: BTreeSet<String> = branches.map(str::to_owned).collect();
    let known: Vec<String> = known.into_iter().collect();
    Err(Failure::new(format!(
        "no service that is looked at has a branch {branch}{}; the branches are: {}",
        did_you_mean(branch, known.iter().map(String::as_str)),
        listed(&known)
    )))
}

/// The branches of a service that are merged according to this repository.
fn merged(
    store: &dyn Store,
    catalogue: &Catalogue,
    rules: &Rules,
    service: &str,
    here: &Path,
) -> Result<BTreeMap<(String, String), &'static str>, Failure> {
    let Some(main) = rules.main_branch(catalogue, service) else {
        return Ok(BTreeMap::new());
    };
    let mut merged = BTreeMap::new();
    for branch in catalogue.branches(service).filter(|branch| *branch != main) {
        let heads = catalogue.heads(service, branch);
        let heads: Vec<_> = heads
            .into_iter()
            .map(|version| (service.to_owned(), version.to_owned()))
            .collect();
        let is_merged =
            |commit: Option<String>| commit.is_some_and(|commit| is_merged(here, branch, &commit, main));
        let seals = seals(store, &heads)?;
        if !seals.is_empty() && seals.into_iter().all(|seal| is_merged(seal.origin.commit)) {
            merged.insert((service.to_owned(), branch.to_owned()), "which was merged");
        }
    }
    Ok(merged)
}
