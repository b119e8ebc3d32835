//! The plan as a list, for the formats that show one thing after the other.

use sha2::{Digest, Sha256};

use super::cause::Cause;
use super::plan::{Group, Place, Plan, Tally};

/// How much a row matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Letters stay.
    Error,
    /// Somebody should look.
    Warning,
    /// For information.
    Note,
}

impl Level {
    /// `error`, `warning` or `note`.
    pub fn id(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// One thing about some letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How much it matters.
    pub level: Level,
    /// The rule id, or what else the row is about.
    pub rule: String,
    /// The event; empty if it is about letters of several.
    pub event: String,
    /// The place in the message.
    pub place: String,
    /// One sentence.
    pub text: String,
    /// The first letter.
    pub first: Option<Place>,
    /// The same for the same thing in the next run.
    pub fingerprint: String,
}

impl Plan {
    /// The rows, in the order of the groups.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for group in &self.groups {
            of_group(group, self.asked_code, &mut rows);
        }
        let named = [
            (&self.unreadable, Level::Error, "unreadable"),
            (&self.repeated, Level::Warning, "repeated"),
            (&self.differ, Level::Warning, "differs"),
            (&self.often, Level::Warning, "redriven-often"),
        ];
        for (named, level, rule) in named {
            for (place, text) in &named.first {
                let text = format!("{place}: {text}");
                rows.push(of_run(level, rule, text.clone(), Some(place), &text));
            }
            let more = named.all - named.first.len() as u64;
            if more > 0 {
                let text = format!("{more} more letters like these ({rule})");
                rows.push(of_run(level, rule, text, None, "more"));
            }
        }
        for said in self.not_read() {
            rows.push(of_run(Level::Warning, "not-read", said.clone(), None, &said));
        }
        for problem in &self.problems {
            rows.push(of_run(Level::Error, "problem", problem.clone(), None, problem));
        }
        rows
    }
}

/// A row that is about no group. `same` is what does not change from run to run.
fn of_run(level: Level, rule: &str, text: String, first: Option<&Place>, same: &str) -> Row {
    row(level, &Cause::of_rule(rule), "", text, first, &[same])
}

fn of_group(group: &Group, asked_code: bool, rows: &mut Vec<Row>) {
    let event = &group.event;
    let totals = group.totals;
    let letters = |count: u64| format!("{count} letter{}", if count == 1 { "" } else { "s" });
    let given_up_for = group.cause.to_string();
    let was = format!("given up by {} for {given_up_for}", named(&group.service));
    // `kind` and `why` are what a row says, without its count: that changes from run to run.
    let mut add = |level, cause: &Cause, kind: &str, why: &str, says: String, first: &Place| {
        let text = format!("{says}, {was}");
        let same = [kind, why, &group.service, &given_up_for];
        rows.push(row(level, cause, event, text, Some(first), &same));
    };
    if totals.taken() > 0 {
        let says = format!("{} would be taken", letters(totals.taken()));
        add(Level::Note, &group.cause, "taken", "", says, &group.example);
    }
    let judges: [(&str, &Tally); 2] = [("the contract", &group.by_contract), ("the code", &group.by_code)];
    for (judge, tally) in judges.into_iter().take(if asked_code { 2 } else { 1 }) {
        for (cause, count) in &tally.refused {
            if group.stay.contains_key(cause) || group.discarded.contains_key(cause) {
                continue;
            }
            let says = format!("{judge} would still refuse {} ({cause})", letters(count.letters));
            add(Level::Error, cause, judge, &cause.expected, says, &count.first);
        }
        for (why, count) in &tally.undecided {
            let says = format!("{} undecided by {judge} ({why})", letters(count.letters));
            let cause = Cause::of_rule("undecided");
            add(Level::Error, &cause, judge, why, says, &count.first);
        }
    }
    for (cause, count) in &group.stay {
        let stay = if count.letters == 1 { "stays" } else { "stay" };
        let says = format!("{} {stay} ({cause})", letters(count.letters));
        add(Level::Error, cause, "stays", &cause.expected, says, &count.first);
    }
    for (cause, count) in &group.discarded {
        let says = format!("{} discarded ({cause})", letters(count.letters));
        add(
            Level::Note,
            cause,
            "discarded",
            &cause.expected,
            says,
            &count.first,
        );
    }
    if totals.held > 0 {
        let says = format!(
            "{} held back behind an earlier letter of their key",
            letters(totals.held)
        );
        let cause = Cause::of_rule("held-back");
        add(Level::Error, &cause, "held", "", says, &group.example);
    }
}

fn named(service: &str) -> &str {
    if service.is_empty() {
        "a service that they do not name"
    } else {
        service
    }
}

fn row(level: Level, cause: &Cause, event: &str, text: String, first: Option<&Place>, same: &[&str]) -> Row {
    let mut digest = Sha256::new();
    for part in [cause.rule.as_str(), &cause.place, event].iter().chain(same) {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    Row {
        level,
        rule: cause.rule.clone(),
        event: event.to_owned(),
        place: cause.place.clone(),
        text,
        first: first.cloned(),
        fingerprint: digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    }
}
