//! Every version of a real event schema against the one before it.
#![cfg(feature = "compat")]
#![allow(clippy::print_stdout, reason = "a report of what was measured")]

mod shared_data;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use counterpart_engine::compat::schema::{Draft, Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};

/// MODEL-REVISION-ADDITION.
type Version = [u32; 3];

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn versions(event: &Path) -> BTreeMap<Version, Schema> {
    let options = Options::default()
        .default_draft(Draft::Draft4)
        .last_of_repeated_keys(true);
    let read = |path: PathBuf| {
        let stem = path.file_stem()?.to_str()?;
        let numbers: Vec<u32> = stem.split('-').map(|number| number.parse().unwrap()).collect();
        let text = std::fs::read(&path).unwrap();
        let schema =
            Schema::parse(&text, &options).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Some((numbers.try_into().unwrap(), schema))
    };
    let entries = std::fs::read_dir(event).unwrap();
    entries.filter_map(|entry| read(entry.unwrap().path())).collect()
}

#[derive(Default, Debug)]
struct Tally {
    pairs: usize,
    compatible: usize,
    refused: usize,
    undecided: Vec<String>,
}

impl Tally {
    fn judge(&mut self, name: &str, emitted: &Schema, accepted: &Schema) {
        self.pairs += 1;
        match check(emitted, accepted, &Limits::default()) {
            Verdict::Compatible => self.compatible += 1,
            Verdict::Incompatible(findings) => {
                for finding in &findings {
                    let is_witness = emitted.accepts(&finding.witness) == Ok(true)
                        && accepted.accepts(&finding.witness) == Ok(false);
                    assert!(is_witness, "{name}: {}", finding.witness);
                }
                self.refused += 1;
            }
            Verdict::Unproven(reasons) => self.undecided.push(format!("{name}: {reasons:?}")),
        }
    }
}

#[test]
fn every_two_consecutive_versions_are_decided_both_ways() {
    let Some(folder) = shared_data::folder() else {
        return;
    };
    // By what the version number promises of what the former accepted.
    let (mut additions, mut others, mut backwards) = (Tally::default(), Tally::default(), Tally::default());
    for vendor in folders(&folder.join("iglu-central")) {
        for event in folders(&vendor) {
            let versions: Vec<(Version, Schema)> = versions(&event).into_iter().collect();
            for pair in versions.windows(2) {
                let [(before, old), (after, new)] = pair else {
                    unreachable!()
                };
                let name = format!("{} {before:?} {after:?}", event.display());
                let is_addition = before[..2] == after[..2];
                let tally = if is_addition { &mut additions } else { &mut others };
                tally.judge(&name, old, new);
                backwards.judge(&format!("{name} backwards"), new, old);
            }
        }
    }
    for (name, tally) in [
        ("additions", &additions),
        ("others", &others),
        ("backwards", &backwards),
    ] {
        println!(
            "{name}: {} pairs, {} compatible, {} refused",
            tally.pairs, tally.compatible, tally.refused
        );
        assert!(tally.undecided.is_empty(), "{:#?}", tally.undecided);
    }
    // One author did err: an addition that refuses what the version before it accepted.
    assert!(
        additions.compatible >= 33 && additions.refused >= 1,
        "{additions:?}"
    );
    assert!(others.compatible >= 13 && others.refused >= 20, "{others:?}");
    assert!(
        backwards.compatible >= 12 && backwards.refused >= 55,
        "{backwards:?}"
    );
}
