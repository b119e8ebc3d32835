//! The plan: what becomes of each letter, and why, by cause.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use counterpart_engine::json::Json;

use super::cause::Cause;
use super::fate::Fate;
use crate::report::Outcome;
use crate::timestamp::Timestamp;

/// Where a letter is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The input, as it was named.
    pub input: Arc<str>,
    /// From 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.input, self.line)
    }
}

/// What becomes of the letters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// How many letters have which fate.
    pub totals: Totals,
    /// The letters by the cause that they give: the most letters first.
    pub groups: Vec<Group>,
    /// Lines that are no letters, with the reason.
    pub unreadable: Named,
    /// Letters that were redriven more often than is usual.
    pub often: Named,
    /// Letters of a message that an earlier letter of its service is of, too.
    pub repeated: Named,
    /// Letters that the contract and the code decide differently.
    pub differ: Named,
    /// Files that were not read: each has the beginnings of letters that a killed writer left.
    pub torn: Vec<String>,
    /// The number of files and folders that were not read because of their names.
    pub ignored: u64,
    /// The reasons why the plan is incomplete.
    pub problems: Vec<String>,
    /// True if the code was asked.
    pub asked_code: bool,
    /// The judges of the letters that would be taken.
    pub taken_by: TakenBy,
    /// The services whose letters were judged.
    pub services: BTreeSet<String>,
    /// The services of the other letters, and how many each has.
    pub other_services: BTreeMap<String, u64>,
    /// The causes that [`Fate::Discard`] names.
    pub causes: Vec<Cause>,
    /// The fate of each letter, in the order of the letters.
    pub fates: Vec<Fate>,
}

/// How many letters have which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All, also lines that are no letters.
    pub letters: u64,
    /// Would be taken as they are.
    pub taken: u64,
    /// Would be taken once they are edited.
    pub edited: u64,
    /// Are moved away with a reason.
    pub discarded: u64,
    /// Would be refused.
    pub refused: u64,
    /// Could not be decided.
    pub undecided: u64,
    /// Have a payload that is not JSON.
    pub not_json: u64,
    /// Have no contract of their service for the event, and no code that reads it.
    pub no_contract: u64,
    /// Are not refused by the contract, and no code reads the event.
    pub no_reader: u64,
    /// Name no service, as the run does not either.
    pub no_service: u64,
    /// Are letters of a service that the run is not about.
    pub other_service: u64,
    /// Wait for an earlier letter of their key.
    pub held: u64,
    /// Are no letters.
    pub unreadable: u64,
}

impl Totals {
    pub(super) fn add(&mut self, fate: Fate) {
        self.letters += 1;
        *match fate {
            Fate::Take => &mut self.taken,
            Fate::TakeEdited => &mut self.edited,
            Fate::Discard(_) => &mut self.discarded,
            Fate::Refused => &mut self.refused,
            Fate::Undecided => &mut self.undecided,
            Fate::NotJson => &mut self.not_json,
            Fate::NoContract => &mut self.no_contract,
            Fate::NoReader => &mut self.no_reader,
            Fate::NoService => &mut self.no_service,
            Fate::OtherService => &mut self.other_service,
            Fate::Held => &mut self.held,
            Fate::Unreadable => &mut self.unreadable,
        } += 1;
    }

    /// The letters that stay where they are.
    pub fn left(&self) -> u64 {
        let unjudged = self.no_contract + self.no_reader + self.no_service + self.other_service;
        self.refused + self.undecided + self.not_json + unjudged + self.held + self.unreadable
    }

    /// The letters that would be taken, also once they are edited.
    pub fn taken(&self) -> u64 {
        self.taken + self.edited
    }
}

/// The judges of the letters that would be taken. The other judge does not refuse them: it has no contract or could not
/// decide, or was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakenBy {
    /// The contract and the code take them.
    pub both: u64,
    /// Only the contract.
    pub contract: u64,
    /// Only the code.
    pub code: u64,
}

/// The letters of one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The event.
    pub event: String,
    /// The service that could not take them; empty if the letters do not say.
    pub service: String,
    /// The cause, as the letters give it.
    pub cause: Cause,
    /// How many there are, and what becomes of them.
    pub totals: Totals,
    /// The earliest and the latest first failure, if the letters say.
    pub since: Option<(Timestamp, Timestamp)>,
    /// The first letter.
    pub example: Place,
    /// The payload of the first letter, without values.
    pub shape: Json,
    /// What the contract says.
    pub by_contract: Tally,
    /// What the code says.
    pub by_code: Tally,
    /// Why some stay that no judge refuses, or that are not JSON.
    pub stay: BTreeMap<Cause, Count>,
    /// The reasons for which some are moved away.
    pub discarded: BTreeMap<Cause, Count>,
}

/// The answers of one judge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Taken.
    pub taken: u64,
    /// Refused, by cause.
    pub refused: BTreeMap<Cause, Count>,
    /// Not decided, by reason.
    pub undecided: BTreeMap<String, Count>,
    /// There is no contract for the event, or no code that reads it.
    pub not_found: u64,
    /// Not asked.
    pub not_asked: u64,
}

/// So many letters, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub letters: u64,
    /// The first.
    pub first: Place,
}

/// Single letters: the first ones, and the number of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// How many there are.
    pub all: u64,
    /// The first ones, each with a sentence.
    pub first: Vec<(Place, String)>,
}

impl Named {
    /// The number of letters to name.
    const MOST: usize = 100;

    pub(super) fn add(&mut self, place: impl FnOnce() -> Place, text: impl FnOnce() -> String) {
        self.all += 1;
        if self.first.len() < Self::MOST {
            self.first.push((place(), text()));
        }
    }
}

impl Plan {
    /// The answer: all would be taken, some would not, or not all could be read.
    pub fn outcome(&self) -> Outcome {
        let Totals {
            letters, unreadable, ..
        } = self.totals;
        if !self.problems.is_empty() || unreadable > 0 || letters == 0 {
            Outcome::Incomplete
        } else if self.totals.left() > 0 {
            Outcome::Incompatible
        } else {
            Outcome::Compatible
        }
    }

    /// The answer in one sentence.
    pub fn answer(&self) -> String {
        self.answer_with(str::to_owned)
    }

    /// The answer, with the names of services written by `name`: others chose them.
    pub fn answer_with(&self, name: impl Fn(&str) -> String) -> String {
        let totals = self.totals;
        if totals.letters == 0 {
            return "could not complete: there is no letter".to_owned();
        }
        let letters = if totals.letters == 1 { "letter" } else { "letters" };
        let mut said = format!(
            "{} of {} {letters} would be taken",
            totals.taken(),
            totals.letters
        );
        if !self.services.is_empty() {
            said.push_str(&format!(" by {}", listed(self.services.iter(), &name)));
        }
        said.push_str(&format!(" ({})", self.judges()));
        let others = listed(self.other_services.keys(), &name);
        for (count, what) in [
            (totals.edited, "of them edited"),
            (totals.discarded, "discarded"),
            (totals.refused, "still refused"),
            (totals.held, "held back behind an earlier letter of their key"),
            (totals.undecided, "undecided"),
            (totals.no_contract, "without a contract"),
            (totals.no_reader, "that no code reads"),
            (totals.not_json, "that no version can read"),
            (totals.no_service, "without a service"),
            (totals.other_service, &format!("of another service ({others})")),
            (totals.unreadable, "could not be read"),
        ] {
            if count > 0 {
                said.push_str(&format!(", {count} {what}"));
            }
        }
        said
    }

    /// A sentence about each file that was not read, and one about those that are ignored for their names.
    pub fn not_read(&self) -> Vec<String> {
        let torn = self.torn.iter().take(Named::MOST);
        let mut said: Vec<String> = torn
            .map(|file| {
                format!("{file}: the beginnings of letters whose writer was stopped; their messages were not acknowledged")
            })
            .collect();
        let more = self.torn.len() - said.len();
        if more > 0 {
            said.push(format!("{more} more files in .torn"));
        }
        if self.ignored > 0 {
            let files = if self.ignored == 1 { "entry" } else { "entries" };
            said.push(format!(
                "{} {files} of folders, whose names begin with a dot or are those of operating systems",
                self.ignored
            ));
        }
        said
    }

    /// The judges of the letters that would be taken; if there are none, those of the run.
    fn judges(&self) -> String {
        let TakenBy { both, contract, code } = self.taken_by;
        let all = [
            (both, "by contract and by code"),
            (contract, "by contract only"),
            (code, "by code only"),
        ];
        let some: Vec<&(u64, &str)> = all.iter().filter(|(count, _)| *count > 0).collect();
        match some.as_slice() {
            [] if self.asked_code => all[0].1.to_owned(),
            [] => all[1].1.to_owned(),
            [(_, one)] => (*one).to_owned(),
            some => {
                let counted = some.iter().map(|(count, judges)| format!("{count} {judges}"));
                counted.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// The first names, and how many more there are; "no service" if there are none.
pub(super) fn listed<'n>(
    names: impl ExactSizeIterator<Item = &'n String>,
    shown: &impl Fn(&str) -> String,
) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let mut listed: Vec<String> = names.take(MOST_NAMES).map(|name| shown(name)).collect();
    if more > 0 {
        listed.push(format!("{more} more"));
    }
    match listed.pop() {
        Some(last) if !listed.is_empty() => format!("{} and {last}", listed.join(", ")),
        last => last.unwrap_or_else(|| "no service".to_owned()),
    }
}

/// The number of services to name in the answer.
const MOST_NAMES: usize = 3;
