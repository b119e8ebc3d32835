//! The plan: what becomes of each letter, and why, by cause.

use std::collections::BTreeMap;
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
    /// Letters that the contract and the code decide differently.
    pub differ: Named,
    /// The reasons why the plan is incomplete.
    pub problems: Vec<String>,
    /// True if the code was asked.
    pub asked_code: bool,
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
    /// No version could take.
    pub nobody: u64,
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
            Fate::Nobody => &mut self.nobody,
            Fate::Held => &mut self.held,
            Fate::Unreadable => &mut self.unreadable,
        } += 1;
    }

    /// The letters that stay where they are.
    pub fn left(&self) -> u64 {
        self.refused + self.undecided + self.nobody + self.held + self.unreadable
    }
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
    /// Why no version could take some.
    pub nobody: BTreeMap<Cause, Count>,
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
        let totals = self.totals;
        if totals.letters == 0 {
            return "could not complete: there is no letter".to_owned();
        }
        let letters = |count: u64| if count == 1 { "letter" } else { "letters" };
        let taken = totals.taken + totals.edited;
        let mut said = format!(
            "{taken} of {} {} would be taken",
            totals.letters,
            letters(totals.letters)
        );
        for (count, what) in [
            (totals.edited, "of them edited"),
            (totals.discarded, "discarded"),
            (totals.refused, "still refused"),
            (totals.held, "held back behind an earlier letter of their key"),
            (totals.undecided, "undecided"),
            (totals.nobody, "nobody can take"),
            (totals.unreadable, "could not be read"),
        ] {
            if count > 0 {
                said.push_str(&format!(", {count} {what}"));
            }
        }
        said
    }
}
