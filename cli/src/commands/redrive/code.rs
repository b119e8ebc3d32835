//! The code as a judge: its tests are built, and asked about each payload.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use counterpart::contract::{ContractFile, Identity, Role};
use counterpart::questions::Question as Asking;
use counterpart_verifier::redrive::{Answer, Cause, Place, Planner, Question};
use counterpart_verifier::report::Document;

use super::cannot_spool;
use super::spool::Batches;
use crate::collect;
use crate::failure::Failure;
use crate::project::cargo::{CargoFlags, PackageFlags};
use crate::project::workspace::Workspace;

/// The packages to build and ask.
pub(super) struct Code<'a> {
    pub(super) workspace: Workspace,
    pub(super) packages: &'a PackageFlags,
    pub(super) cargo: &'a CargoFlags,
    /// The seconds that it may take to read one payload.
    pub(super) seconds: u64,
}

/// The questions, and whose they are by their number.
#[derive(Default)]
pub(super) struct Asked {
    batches: Batches,
    /// The letter, and whether its edited payload is meant.
    of: Vec<(usize, bool)>,
}

impl Asked {
    pub(super) fn push(&mut self, questions: Vec<Question>) -> io::Result<()> {
        for question in questions {
            let Question {
                letter,
                edited,
                service,
                event,
                contract,
                payload,
            } = question;
            self.batches.push(&mut Asking {
                number: 0,
                service,
                event,
                contract,
                payload,
            })?;
            self.of.push((letter, edited));
        }
        Ok(())
    }
}

impl Code<'_> {
    /// Asks the code, and hands its answers to the planner.
    pub(super) fn answer(
        &self,
        asked: Asked,
        planner: &mut Planner,
        documents: &[Arc<Document>],
    ) -> Result<(), Failure> {
        let selected = self.workspace.select(self.packages)?;
        let Asked { batches, of } = asked;
        let mut number = 0_usize;
        for (at, file) in batches.files().map_err(cannot_spool)?.iter().enumerate() {
            let asked = file.file.path();
            let (collected, answers) =
                collect::answers(&self.workspace, &selected, self.cargo, asked, self.seconds)?;
            if at == 0 {
                let declared = collected.records.iter().flat_map(|record| &record.contracts);
                declared.for_each(|contract| planner.declared(contract));
                problems(&collected, documents)
                    .into_iter()
                    .for_each(|text| planner.problem(text));
            }
            let mut by_number: BTreeMap<u64, Option<Cause>> = BTreeMap::new();
            for answer in answers.all {
                let refused = answer
                    .refused
                    .map(|refused| Cause::of_code(refused.rule, &refused.place, refused.expected));
                // Of several contracts in several executables, all must read it.
                let known = by_number.entry(answer.number).or_insert(None);
                *known = known.take().or(refused);
            }
            for slow in &answers.slow {
                let letter = usize::try_from(*slow).ok().and_then(|number| of.get(number));
                if let Some((letter, edited)) = letter {
                    planner.problem(self.too_slow(planner.place(*letter), *edited));
                }
            }
            // Without a problem, who did not answer has no contract for it.
            let is_whole = collected.problems.is_empty() && answers.slow.is_empty();
            let end = of.len().min(number + file.questions);
            for (at, (letter, edited)) in of[number..end].iter().enumerate() {
                match by_number.remove(&((number + at) as u64)) {
                    Some(None) => planner.answer(*letter, *edited, Answer::Taken),
                    Some(Some(cause)) => planner.answer(*letter, *edited, Answer::Refused(cause)),
                    None if is_whole => planner.answer(*letter, *edited, Answer::NoReader),
                    None => {}
                }
            }
            number = end;
        }
        Ok(())
    }

    fn too_slow(&self, place: Option<Place>, edited: bool) -> String {
        let place = place.map_or("a letter".to_owned(), |place| place.to_string());
        let payload = if edited { "edited payload" } else { "payload" };
        format!(
            "{place}: the code took more than {} s to read this {payload}, so it was stopped, and not asked about the letters behind \
             it; --time-limit allows more time",
            self.seconds
        )
    }
}

/// The reasons why the answers are not to be trusted: tests that did not answer, contracts that are
/// not true to serde, files that are not those of the code.
fn problems(collected: &counterpart_verifier::verify::Collected, documents: &[Arc<Document>]) -> Vec<String> {
    let mut problems = collected.problems.clone();
    problems.extend(
        collected
            .records
            .iter()
            .flat_map(|record| record.problems.iter().cloned()),
    );
    let files: BTreeMap<&Identity, &ContractFile> = documents
        .iter()
        .map(|document| (document.identity(), &document.contract))
        .collect();
    let compared = collected.records.iter().filter(|record| record.compared);
    let built = compared.flat_map(|record| &record.contracts);
    for contract in built.filter(|contract| contract.header.identity.role() == Role::Consumes) {
        let file = files.get(&contract.header.identity);
        if file.is_some_and(|file| file.schema() != contract.schema()) {
            problems.push(format!(
                "the contract file of {} is not that of the code: run `cargo counterpart accept`",
                contract.header.identity
            ));
        }
    }
    problems
}
