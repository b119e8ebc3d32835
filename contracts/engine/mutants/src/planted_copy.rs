//! A copy of the project with mutants in it that compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::process::Command;

use crate::edits::Stretch;
use crate::listed::{Genre, Mutant};
use crate::plant;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Makes the copy, leaves out what does not compile, and writes the numbers and names of the others to `planted.tsv` there.
///
/// # Errors
///
/// Fails if a file can't be read or written, and where cargo fails for another reason than a mutant.
pub fn make(mutants: &[Mutant], project: &Path, copy: &Path) -> Outcome<()> {
    copy_tracked(project, copy)?;
    let source = copy.join("contracts/engine/src");
    std::fs::write(source.join("planted.rs"), include_str!("planted/switch.rs"))?;
    let library = source.join("lib.rs");
    let text = std::fs::read_to_string(&library)?;
    std::fs::write(
        &library,
        format!("{text}\n#[doc(hidden)]\n#[allow(warnings)]\npub mod planted;\n"),
    )?;
    let examples = copy.join("contracts/engine/examples");
    std::fs::create_dir_all(&examples)?;
    std::fs::write(examples.join("judge.rs"), include_str!("planted/judge.rs"))?;

    let mut refused = BTreeSet::new();
    loop {
        let planted = plant_all(mutants, project, copy, &refused)?;
        let errors = errors(copy)?;
        println!("{} planted, {} errors", planted.numbers.len(), errors.len());
        if errors.is_empty() {
            let lines: String = planted
                .numbers
                .iter()
                .map(|number| format!("{number}\t{}\n", mutants[*number].name))
                .collect();
            std::fs::write(copy.join("planted.tsv"), lines)?;
            return Ok(());
        }
        let before = refused.len();
        for error in &errors {
            let blamed = if error.message.contains("non-exhaustive") {
                planted.arm_after(error, mutants)
            } else {
                planted.blamed(error)
            };
            refused.extend(blamed);
        }
        if refused.len() == before {
            return Err(format!("no mutant is to blame for {errors:?}").into());
        }
    }
}

/// Copies the files that git tracks, and new ones.
fn copy_tracked(project: &Path, copy: &Path) -> Outcome<()> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(project)
        .output()?;
    for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let (from, to) = (project.join(name), copy.join(name));
        if from.is_file() {
            std::fs::create_dir_all(to.parent().unwrap_or(copy))?;
            std::fs::copy(from, to)?;
        }
    }
    Ok(())
}

struct PlantedAll {
    numbers: Vec<usize>,
    stretches: BTreeMap<String, Vec<(Stretch, Vec<usize>)>>,
}

fn plant_all(
    mutants: &[Mutant],
    project: &Path,
    copy: &Path,
    refused: &BTreeSet<usize>,
) -> Outcome<PlantedAll> {
    let mut by_file: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in mutants.iter().enumerate() {
        let in_file = by_file.entry(&mutant.file).or_default();
        if mutant.function.is_some() && !refused.contains(&number) {
            in_file.push((number, mutant));
        }
    }
    let mut all = PlantedAll {
        numbers: Vec::new(),
        stretches: BTreeMap::new(),
    };
    for (file, mutants) in by_file {
        let text = std::fs::read_to_string(project.join(file))?;
        let planted = plant::plant(&text, &mutants)?;
        std::fs::write(copy.join(file), &planted.text)?;
        all.numbers.extend(&planted.mutants);
        let stretches = planted.stretches.into_iter().map(|stretch| {
            let numbers = planted.text[stretch.start..stretch.end]
                .split("planted::on(")
                .skip(1)
                .filter_map(|rest| rest.split(')').next()?.parse().ok())
                .collect();
            (stretch, numbers)
        });
        all.stretches.insert(file.to_owned(), stretches.collect());
    }
    all.numbers.sort_unstable();
    Ok(all)
}

/// A refusal of the compiler: a file, and its bytes.
#[derive(Debug)]
struct Refusal {
    message: String,
    file: String,
    start: usize,
    end: usize,
}

impl PlantedAll {
    /// The first match arm that may be deleted after a match that lacks one then.
    fn arm_after(&self, error: &Refusal, mutants: &[Mutant]) -> Vec<usize> {
        let is_arm = |number: &&usize| mutants[**number].genre == Genre::MatchArm;
        let stretches = self.stretches.get(&error.file).into_iter().flatten();
        stretches
            .filter(|(stretch, _)| stretch.start > error.start)
            .find_map(|(_, numbers)| numbers.iter().find(is_arm))
            .map_or_else(Vec::new, |number| vec![*number])
    }

    /// The mutants in the innermost stretches that touch an error, else the nearest before it.
    fn blamed(&self, error: &Refusal) -> Vec<usize> {
        let Some(stretches) = self.stretches.get(&error.file) else {
            return Vec::new();
        };
        let touches = |stretch: &Stretch| stretch.start < error.end && error.start < stretch.end;
        let named = stretches.iter().filter(|(_, numbers)| !numbers.is_empty());
        let touched: Vec<usize> = named
            .clone()
            .filter(|(stretch, _)| touches(stretch))
            .flat_map(|(_, numbers)| numbers.clone())
            .collect();
        if !touched.is_empty() {
            return touched;
        }
        let distance = |stretch: &Stretch| {
            error
                .start
                .saturating_sub(stretch.end)
                .max(stretch.start.saturating_sub(error.end))
        };
        named
            .min_by_key(|(stretch, _)| distance(stretch))
            .map(|(_, numbers)| numbers.clone())
            .unwrap_or_default()
    }
}

fn errors(copy: &Path) -> Outcome<Vec<Refusal>> {
    let output = Command::new("cargo")
        .args([
            "check",
            "--release",
            "--quiet",
            "--message-format=json",
            "--package",
            "counterpart-engine",
            "--lib",
            "--example",
            "judge",
        ])
        .current_dir(copy)
        .env("RUSTFLAGS", "--cap-lints allow")
        .output()?;
    let mut refusals = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: serde_json::Value = serde_json::from_str(line)?;
        let diagnostic = &message["message"];
        if diagnostic["level"] != "error" {
            continue;
        }
        for span in diagnostic["spans"].as_array().into_iter().flatten() {
            let number = |name: &str| {
                span[name]
                    .as_u64()
                    .and_then(|number| usize::try_from(number).ok())
            };
            if span["is_primary"] == true
                && let (Some(file), Some(start), Some(end)) = (
                    span["file_name"].as_str(),
                    number("byte_start"),
                    number("byte_end"),
                )
            {
                refusals.push(Refusal {
                    message: diagnostic["message"].to_string(),
                    file: file.to_owned(),
                    start,
                    end,
                });
            }
        }
    }
    if refusals.is_empty() && !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(refusals)
}
