//! The code as a judge: its tests are built, and asked about each payload.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use counterpart::contract::{ContractFile, Identity, Role};
use counterpart::questions::Question as Asking;
use counterpart_verifier::redrive::{Answer, Cause, Place, Planner, Question};
use counterpart_verifier::report::Document;
use counterpart_verifier::verify::Collected;

use super::cannot_spool;
use super::spool::Batches;
use crate::collect::{self, Answers};
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
            for slow in &answers.slow {
                let letter = usize::try_from(*slow).ok().and_then(|number| of.get(number));
                if let Some((letter, edited)) = letter {
                    planner.problem(self.too_slow(planner.place(*letter), *edited));
                }
            }
            let trust = Trust::of(&collected, &answers);
            let mut by_number: BTreeMap<u64, Option<Cause>> = BTreeMap::new();
            for answer in answers.all {
                let refused = answer
                    .refused
                    .map(|refused| Cause::of_code(refused.rule, &refused.place, refused.expected));
                // Of several contracts in several executables, all must read it.
                let known = by_number.entry(answer.number).or_insert(None);
                *known = known.take().or(refused);
            }
            let end = of.len().min(number + file.questions);
            for (at, (letter, edited)) in of[number..end].iter().enumerate() {
                let answer = match by_number.remove(&((number + at) as u64)) {
                    Some(Some(cause)) => Answer::Refused(cause),
                    Some(None)
                        if planner
                            .event(*letter)
                            .is_some_and(|event| trust.has_all_of(event)) =>
                    {
                        Answer::Taken
                    }
                    // Without a problem, who did not answer has no contract for it.
                    None if trust.is_whole() => Answer::NoReader,
                    _ => continue,
                };
                planner.answer(*letter, *edited, answer);
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

/// Tells whether all executables answered about an event: one may read a letter that another did not live to refuse.
struct Trust<'c> {
    collected: &'c Collected,
    has_all_records: bool,
    is_cut: bool,
}

impl<'c> Trust<'c> {
    fn of(collected: &'c Collected, answers: &Answers) -> Self {
        Self {
            collected,
            has_all_records: collected.problems == answers.unfinished,
            is_cut: !answers.slow.is_empty() || !answers.unfinished.is_empty(),
        }
    }

    fn is_whole(&self) -> bool {
        self.has_all_records && !self.is_cut
    }

    /// Returns true if one answer for the event of a service is the answer of all that read it.
    fn has_all_of(&self, (service, event): (&str, &str)) -> bool {
        let is_read = |contract: &ContractFile| {
            let identity = &contract.header.identity;
            identity.role() == Role::Consumes && identity.service() == service && identity.event() == event
        };
        let records = self.collected.records.iter();
        let reading = records.filter(|record| record.contracts.iter().any(is_read));
        self.is_whole() || (self.has_all_records && reading.count() == 1)
    }
}

/// The reasons why the answers are not to be trusted: tests that did not answer, contracts that are
/// not true to serde, files that are not those of the code.
fn problems(collected: &Collected, documents: &[Arc<Document>]) -> Vec<String> {
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
