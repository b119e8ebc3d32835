//! The notes between the findings and the summary: one line each if possible.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use counterpart_verifier::report::advice::FixKind;
use counterpart_verifier::report::listing::Listing;
use counterpart_verifier::report::{Report, Status, Warning};
use textwrap::core::display_width;

use crate::render::prose::counted;
use crate::render::view::View;
use crate::terminal::screen::Screen;

/// A sentence, or a command that stays whole, so that it can be copied.
enum Note {
    Text(String),
    Command(String),
}

impl View {
    /// The notes that accompany the findings.
    pub(super) fn notes(&self, out: &mut Screen, report: &Report, listing: &Listing) {
        let mut notes = Vec::new();
        if !self.quiet {
            notes.extend(explained(report).map(Note::Text));
            notes.extend(self.accepted(listing).map(Note::Text));
        }
        notes.extend(self.notices(report));
        if !self.quiet {
            let unmatched = self.unmatched(report, out.options().width);
            notes.extend(unmatched.into_iter().map(Note::Text));
            notes.extend(not_compared(report).map(Note::Text));
        }
        for note in &notes {
            match note {
                Note::Text(text) => out.note(text),
                Note::Command(command) => {
                    let _ = writeln!(out, "  {command}");
                }
            }
        }
        for problem in &report.problems {
            // The output of a derived test may be several lines with an indent of their own.
            let problem = problem.trim();
            if problem.contains('\n') {
                let _ = writeln!(out, "could not complete: {problem}");
            } else {
                out.note(&format!("could not complete: {problem}"));
            }
        }
        if !notes.is_empty() || !report.problems.is_empty() {
            out.end_line();
        }
    }

    /// The way to find the allowance that accepts the failing findings.
    fn accepted(&self, listing: &Listing) -> Option<String> {
        let failing = listing.rows.iter().filter(|row| row.status == Status::Failing);
        let mut fixes = failing.flat_map(|row| &row.fixes);
        let can_be = fixes.any(|fix| fix.kind == FixKind::Allow && fix.paste.is_some());
        (can_be && self.takes_allowances && !self.verbose)
            .then(|| "to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste".to_owned())
    }

    /// One note for everything that a consumer wants from the same producer, or from anyone.
    fn unmatched(&self, report: &Report, width: usize) -> Vec<String> {
        let mut wanted: BTreeMap<(String, Option<&str>), Vec<&str>> = BTreeMap::new();
        for contract in &report.unmatched {
            let producer = contract.contract.header.producer.as_deref();
            wanted
                .entry((contract.who(), producer))
                .or_default()
                .push(contract.identity().event());
        }
        let note = |((consumer, producer), events): ((String, Option<&str>), Vec<&str>)| {
            let names = events.join(", ");
            let whole = match producer {
                Some(producer) => format!(
                    "note: {consumer} wants {names} from {producer}, which is not one of the services in this run"
                ),
                None => format!("note: {consumer} wants {names}, which no service in this run emits"),
            };
            if self.verbose || events.len() == 1 || display_width(&whole) <= width {
                whole
            } else {
                let events = counted(events.len(), "event");
                format!("note: {events} of {consumer} have no producer in this run (-v lists them)")
            }
        };
        wanted.into_iter().map(note).collect()
    }

    /// The notices about unknown facts, past ones, and those to look at.
    fn notices(&self, report: &Report) -> Vec<Note> {
        let mut notes = Vec::new();
        for unknown in &report.unknown {
            notes.push(Note::Text(format!("unknown: {unknown} [{}]", unknown.id())));
            if let Some((premise, command)) = unknown.settled_by() {
                notes.push(Note::Text(format!("if {premise}, say so once:")));
                notes.push(Note::Command(command));
            }
        }
        if !report.unknown.is_empty() {
            let kinds: BTreeSet<&str> = report.unknown.iter().map(|unknown| unknown.id()).collect();
            let flags: Vec<String> = kinds
                .into_iter()
                .map(|kind| format!("--allow-unknown={kind}"))
                .collect();
            notes.push(Note::Text(format!(
                "unknowns count as no; pass `{}` to ignore them",
                flags.join(" ")
            )));
        }
        for unknown in report.unknown_allowed.iter().filter(|_| !self.quiet) {
            notes.push(Note::Text(format!(
                "unknown, ignored: {unknown} [{}]",
                unknown.id()
            )));
        }
        for past in &report.expired {
            let until = past
                .until
                .map_or(String::new(), |until| format!(" ended on {until} and"));
            notes.push(Note::Text(format!(
                "expired: the allowance for {past}{until} no longer applies: fix the issue ({}), then remove it",
                past.reason
            )));
        }
        for warning in report.warnings.iter().filter(|_| !self.quiet) {
            let kind = match warning {
                Warning::UnreadEvents { .. } => "note",
                _ => "warning",
            };
            notes.push(Note::Text(format!("{kind}: {warning}")));
        }
        notes
    }
}

/// The command that explains the rules of the findings.
fn explained(report: &Report) -> Option<String> {
    let failing = report.of(Status::Failing);
    let rules: BTreeSet<&str> = failing.map(|finding| finding.kind.rule()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    match rules.as_slice() {
        [] => None,
        [rule] => Some(format!("more about this: `cargo counterpart explain {rule}`")),
        rules => Some(format!(
            "more about each: `cargo counterpart explain RULE`, with {}",
            rules.join(", ")
        )),
    }
}

fn not_compared(report: &Report) -> Option<String> {
    let (were, their) = match report.not_compared.as_slice() {
        [] => return None,
        [_] => ("was", "its"),
        _ => ("were", "their"),
    };
    let packages = report.not_compared.join(", ");
    Some(format!(
        "note: {packages} {were} built with a different feature set than {their} contract files: the code was checked, \
         the files were not compared"
    ))
}
