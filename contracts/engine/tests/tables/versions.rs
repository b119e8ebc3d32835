//! Every version of a real event schema against the one before it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart_engine::compat::schema::{Draft, Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use libtest_mimic::{Failed, Trial};

/// MODEL-REVISION-ADDITION.
type Version = [u32; 3];

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn versions(event: &Path) -> BTreeMap<Version, Arc<Schema>> {
    let options = Options::default()
        .default_draft(Draft::Draft4)
        .last_of_repeated_keys(true);
    let read = |path: PathBuf| {
        let stem = path.file_stem()?.to_str()?;
        let numbers: Vec<u32> = stem.split('-').map(|number| number.parse().unwrap()).collect();
        let text = std::fs::read(&path).unwrap();
        let schema =
            Schema::parse(&text, &options).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Some((numbers.try_into().unwrap(), Arc::new(schema)))
    };
    let entries = std::fs::read_dir(event).unwrap();
    entries.filter_map(|entry| read(entry.unwrap().path())).collect()
}

/// The promise of a version number about messages that the previous version accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// All of it is accepted still.
    Addition,
    /// Nothing.
    Other,
    /// Nothing of the way back, whatever the step was.
    Back,
}

struct Pair {
    name: String,
    step: Step,
    emitted: Arc<Schema>,
    accepted: Arc<Schema>,
}

/// Every two consecutive versions, there and back.
fn pairs(cases: &needs::Cases) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for vendor in folders(&cases.folder) {
        for event in folders(&vendor) {
            let versions: Vec<(Version, Arc<Schema>)> = versions(&event).into_iter().collect();
            let place = event.strip_prefix(&cases.folder).unwrap().display();
            for pair in versions.windows(2) {
                let [(before, old), (after, new)] = pair else {
                    unreachable!()
                };
                let [old_number, new_number] =
                    [before, after].map(|version| version.map(|number| number.to_string()).join("-"));
                let there = if before[..2] == after[..2] {
                    Step::Addition
                } else {
                    Step::Other
                };
                for (step, emitted, accepted) in [(there, old, new), (Step::Back, new, old)] {
                    pairs.push(Pair {
                        name: format!("versions::{place}::{old_number}_{new_number}::{step:?}"),
                        step,
                        emitted: Arc::clone(emitted),
                        accepted: Arc::clone(accepted),
                    });
                }
            }
        }
    }
    pairs
}

impl Pair {
    /// Returns true if it is compatible; it must be decided, and every witness be one.
    fn judged(&self) -> Result<bool, String> {
        match check(&self.emitted, &self.accepted, &Limits::default()) {
            Verdict::Compatible => Ok(true),
            Verdict::Incompatible(findings) => {
                for finding in &findings {
                    let is_witness = self.emitted.accepts(&finding.witness) == Ok(true)
                        && self.accepted.accepts(&finding.witness) == Ok(false);
                    if !is_witness {
                        return Err(format!("{} is no witness", finding.witness));
                    }
                }
                Ok(false)
            }
            Verdict::Unproven(reasons) => Err(format!("undecided: {reasons:?}")),
        }
    }
}

/// Of each pair, whether it is decided; and of each collection, whether as many of each step are compatible as should be.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for cases in needs::cases("versions", "iglu-central") {
        let pairs = pairs(&cases);
        let whose = if cases.is_own { "own" } else { "shared" };
        for pair in pairs {
            trials.push(Trial::test(pair.name.clone(), move || {
                Ok(pair.judged().map(drop)?)
            }));
        }
        trials.push(Trial::test(format!("versions::tally::{whose}"), move || {
            tally(&cases)
        }));
    }
    trials
}

fn tally(cases: &needs::Cases) -> Result<(), Failed> {
    let pairs = pairs(cases);
    let count = |step: Step, compatible: bool| {
        let of_step = pairs.iter().filter(|pair| pair.step == step);
        of_step.filter(|pair| pair.judged() == Ok(compatible)).count()
    };
    // The numbers of compatible and refused versions. Authors do make mistakes: one addition refuses what the
    // previous version accepted.
    for (step, own, shared) in [
        (Step::Addition, (13, 1), (33, 1)),
        (Step::Other, (1, 8), (13, 20)),
        (Step::Back, (7, 16), (12, 55)),
    ] {
        let (compatible, refused) = (count(step, true), count(step, false));
        if compatible < cases.at_least(own.0, shared.0) || refused < cases.at_least(own.1, shared.1) {
            return Err(format!("{step:?}: {compatible} compatible, {refused} refused").into());
        }
    }
    Ok(())
}
