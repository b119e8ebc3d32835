//! Plain text for people: good at 80 columns, in a terminal and in a pipe.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use annotate_snippets::renderer::Style;
use counterpart_verifier::deploy::Deployment;
use counterpart_verifier::report::listing::Tally;
use counterpart_verifier::report::{
    Allowed, Checked, Counted, Document, Found, KeyFinding, Outcome, Report, Warning,
};

use counterpart_verifier::timestamp::Timestamp;

use super::finding::Weight;
use super::prose::{counted, who};
use super::screen::{BAD, GOOD, Screen, UNSURE};
use super::view::View;
use crate::terminal::look::Look;

/// The whole report.
pub(crate) fn report(report: &Report, view: &View, look: Look) -> Screen {
    let mut out = Screen::new(look);
    report_on(&mut out, report, view);
    out
}

/// The whole report, below what stands there already.
pub(super) fn report_on(out: &mut Screen, report: &Report, view: &View) {
    if !view.quiet {
        view.allowed(out, &report.allowed);
        view.pending(out, &report.pending);
        view.found(out, &report.warned, Weight::Warning);
    }
    for incompatibility in &report.incompatibilities {
        view.incompatibility(out, incompatibility, Weight::Error);
    }
    for finding in &report.keys {
        view.key(out, finding, Weight::Error);
    }
    if !(view.quiet && report.unproven_allowed) {
        let weight = if report.unproven_allowed {
            Weight::Warning
        } else {
            Weight::Error
        };
        for unproven in &report.unproven {
            view.unproven(out, unproven, weight);
        }
    }
    for finding in &report.files {
        view.file(out, finding, Weight::Error);
    }
    let mut noticed = explained(out, report, view);
    if !view.quiet {
        noticed |= view.counted(out, &report.counted);
    }
    noticed |= notices(out, report, view);
    if !view.quiet {
        unmatched(out, &report.unmatched);
        for package in &report.not_compared {
            out.note(&format!(
                "note: {package} was built with other features than its contract files belong to: what its code says \
                 was checked, its files were not compared"
            ));
        }
        noticed |= !report.unmatched.is_empty() || !report.not_compared.is_empty();
    }
    for problem in &report.problems {
        // What a derived test says may be several lines with an indent of their own.
        let problem = problem.trim();
        if problem.contains('\n') {
            let _ = writeln!(out, "could not complete: {problem}");
        } else {
            out.note(&format!("could not complete: {problem}"));
        }
    }
    if noticed || !report.problems.is_empty() {
        out.end_line();
    }
    view.summary(out, report);
}

/// Where more is said of the rules that were found broken. Whether there was any.
fn explained(out: &mut Screen, report: &Report, view: &View) -> bool {
    let rules = report.incompatibilities.iter().map(|found| found.rule.id());
    let files = report.files.iter().map(|found| found.rule.id());
    let keys = report.keys.iter().map(|_| KeyFinding::RULE);
    let mut rules: Vec<String> = rules.chain(keys).chain(files).map(str::to_owned).collect();
    rules.sort();
    rules.dedup();
    let text = match rules.as_slice() {
        _ if view.quiet => return false,
        [] => return false,
        [rule] => format!("more about this: `cargo counterpart explain {rule}`"),
        rules => format!(
            "more about each: `cargo counterpart explain RULE`, with {}",
            rules.join(", ")
        ),
    };
    out.note(&text);
    true
}

/// The answer to the question whether a version may be deployed, as the last line.
pub(crate) fn deployment(out: &mut Screen, report: &Report, deployment: &Deployment, at: Timestamp) {
    let Deployment {
        service,
        version,
        environment,
        ..
    } = deployment;
    let answer = match report.outcome() {
        Outcome::Compatible => "yes",
        Outcome::Incompatible if only_unknown(report) => "unknown",
        Outcome::Incompatible => "no",
        Outcome::Incomplete => "could not tell",
    };
    out.styled(of_outcome(report), answer);
    let _ = writeln!(out, ": {service} {version} to {environment}, as of {at}");
}

/// What the answer looks like.
fn of_outcome(report: &Report) -> Style {
    match report.outcome() {
        Outcome::Compatible => GOOD,
        Outcome::Incompatible if only_unknown(report) => UNSURE,
        Outcome::Incompatible => BAD,
        Outcome::Incomplete => UNSURE,
    }
}

/// Whether nothing was found but what is not known.
fn only_unknown(report: &Report) -> bool {
    let found = !report.incompatibilities.is_empty() || !report.keys.is_empty() || !report.files.is_empty();
    !report.unknown.is_empty() && !found && report.expired.is_empty()
}

/// One note for all that a consumer wants of the same producer, or of anyone.
fn unmatched(out: &mut Screen, contracts: &[Arc<Document>]) {
    let mut wanted: BTreeMap<(String, Option<&str>), Vec<&str>> = BTreeMap::new();
    for contract in contracts {
        let producer = contract.contract.header.producer.as_deref();
        wanted
            .entry((who(contract), producer))
            .or_default()
            .push(contract.identity().event());
    }
    for ((consumer, producer), events) in wanted {
        let events = events.join(", ");
        let text = match producer {
            Some(producer) => {
                format!(
                    "note: {consumer} wants {events} from {producer}, which is not among the services here"
                )
            }
            None => format!("note: {consumer} wants {events}, which no service here emits"),
        };
        out.note(&text);
    }
}

/// What is not known, what is past, what is to be looked at. Whether there was anything.
fn notices(out: &mut Screen, report: &Report, view: &View) -> bool {
    for unknown in &report.unknown {
        out.note(&format!("unknown: {unknown} [{}]", unknown.id()));
    }
    if !report.unknown.is_empty() {
        let kinds: BTreeSet<&str> = report.unknown.iter().map(|unknown| unknown.id()).collect();
        let flags: Vec<String> = kinds
            .into_iter()
            .map(|kind| format!("--allow-unknown={kind}"))
            .collect();
        let text = format!("what is unknown answers no; `{}` lets that pass", flags.join(" "));
        out.note(&text);
    }
    for unknown in report.unknown_allowed.iter().filter(|_| !view.quiet) {
        out.note(&format!("unknown, and let pass: {unknown} [{}]", unknown.id()));
    }
    for past in &report.expired {
        let until = past
            .until
            .map_or(String::new(), |until| format!(" held until {until}, and"));
        let text = format!(
            "past: the allowance of {past}{until} lets nothing pass any more: settle what it was for ({}), and remove it",
            past.reason
        );
        out.note(&text);
    }
    for warning in report.warnings.iter().filter(|_| !view.quiet) {
        let kind = match warning {
            Warning::UnreadEvents { .. } => "note",
            _ => "warning",
        };
        out.note(&format!("{kind}: {warning}"));
    }
    let fails = !report.unknown.is_empty() || !report.expired.is_empty();
    let passes = !report.unknown_allowed.is_empty() || !report.warnings.is_empty();
    fails || (passes && !view.quiet)
}

impl View {
    /// What a consumer requires that its producer never gave.
    fn pending(&self, out: &mut Screen, found: &Found) {
        self.found(out, found, Weight::Pending);
        if !found.is_empty() {
            out.note("what is pending was never given on the producer's main branch: it does not fail the producer, and it \
                 fails the consumer",
            );
            out.end_line();
        }
    }

    /// What would fail, and why it is let pass.
    fn allowed(&self, out: &mut Screen, allowed: &[Allowed]) {
        for one in allowed {
            self.found(out, &one.found, Weight::Allowed);
            let until = one
                .allowance
                .until
                .map_or(String::new(), |until| format!(" (until {until})"));
            out.note(&format!("allowed because {}{until}", one.allowance.reason));
            out.end_line();
        }
    }

    fn found(&self, out: &mut Screen, found: &Found, weight: Weight) {
        for incompatibility in &found.incompatibilities {
            self.incompatibility(out, incompatibility, weight);
        }
        for finding in &found.keys {
            self.key(out, finding, weight);
        }
        for unproven in &found.unproven {
            self.unproven(out, unproven, weight);
        }
        for finding in &found.files {
            self.file(out, finding, weight);
        }
    }

    /// The versions that the question was answered against, and why each counts. Whether there was any.
    fn counted(&self, out: &mut Screen, versions: &[Counted]) -> bool {
        if !self.shows_counted || versions.is_empty() {
            return false;
        }
        out.push_str("asked of\n");
        for one in versions {
            let text = format!("{} {}: {}", one.service, one.standing, one.events.join(", "));
            out.fill("  - ", "    ", &text);
        }
        true
    }

    /// How much was checked and how it ended; the answer stands in the last line.
    fn summary(&self, out: &mut Screen, report: &Report) {
        let is_said = !self.quiet || report.checked.pairs == 0;
        if is_said {
            self.checked(out, report);
        }
        if !report.off.is_empty() && is_said {
            let text = format!(
                "not shown, because their rules are turned off: {}",
                counted(report.off.len(), "finding")
            );
            out.paragraph("", &text);
        }
        answer(out, report);
    }

    fn checked(&self, out: &mut Screen, report: &Report) {
        let Checked {
            contracts,
            emitted,
            pairs,
            assumptions,
            premises,
            trusts,
        } = &report.checked;
        if *pairs == 0 && report.is_unread() {
            // The note says it.
        } else if *pairs == 0 {
            let folders = self.folders.iter().map(|folder| self.path(folder));
            let places: Vec<String> = folders.chain(self.store.clone()).collect();
            let lacks = match (contracts, emitted) {
                (0, 0) => "no contract and no emitted event was found".to_owned(),
                (0, _) => format!(
                    "{} found, and no contract for any",
                    counted(*emitted, "emitted event")
                ),
                (_, 0) => format!("{} found, and no emitted event", counted(*contracts, "contract")),
                _ => format!(
                    "{} and {} found, and none of them share an event",
                    counted(*contracts, "contract"),
                    counted(*emitted, "emitted event"),
                ),
            };
            out.paragraph(
                "",
                &format!("nothing was checked: {lacks} (looked in {})", places.join(", ")),
            );
            if self.store.is_none() {
                out.paragraph(
                    "",
                    "a run without a pair of an emitted event and a contract proves nothing, and does not pass: add the files \
                     of other services with `--contracts DIR`, or ask a store with `--store`",
                );
            }
        } else {
            let tally = Tally::of(report);
            let mut parts = vec![format!("{} compatible", tally.compatible)];
            for (count, name) in [
                (tally.incompatible, "incompatible"),
                (tally.unproven, "unproven"),
                (tally.warned, "warned of"),
                (tally.pending, "pending"),
                (tally.allowed, "allowed"),
                (tally.off, "turned off"),
            ] {
                if count > 0 {
                    parts.push(format!("{count} {name}"));
                }
            }
            out.paragraph(
                "",
                &format!(
                    "checked {} of {} and {}: {}",
                    counted(*pairs, "pair"),
                    counted(*emitted, "emitted event"),
                    counted(*contracts, "contract"),
                    parts.join(", "),
                ),
            );
            let ids: Vec<_> = assumptions.keys().map(|assumption| assumption.id()).collect();
            if !ids.is_empty() {
                out.paragraph("", &format!("taken for granted: {}", ids.join(", ")));
            }
            for premise in premises.keys() {
                out.paragraph("", &format!("taken for granted: {premise}"));
            }
            for trust in trusts {
                out.paragraph("", &format!("trusted: {}, because {}", trust.place, trust.reason));
            }
        }
    }
}

fn answer(out: &mut Screen, report: &Report) {
    let mut wrong: Vec<String> = Vec::new();
    if !report.files.is_empty() {
        wrong.push(counted(report.files.len(), "file finding"));
    }
    if !report.expired.is_empty() {
        wrong.push(format!("{} past", counted(report.expired.len(), "allowance")));
    }
    if !report.unknown.is_empty() {
        wrong.push(format!("{} unknown", report.unknown.len()));
    }
    if !report.problems.is_empty() {
        wrong.push(counted(report.problems.len(), "problem"));
    }
    let answer = match report.outcome() {
        Outcome::Compatible if !report.off.is_empty() => "compatible, but for rules that are turned off",
        Outcome::Compatible if !report.warned.is_empty() => "compatible, with warnings",
        Outcome::Compatible if report.checked.pairs == 0 && report.is_unread() => {
            "compatible: nobody reads it yet"
        }
        Outcome::Compatible => "compatible",
        Outcome::Incompatible if only_unknown(report) => "not known",
        Outcome::Incompatible => "incompatible",
        Outcome::Incomplete => "could not complete",
    };
    out.styled(of_outcome(report), answer);
    if !wrong.is_empty() {
        let _ = write!(out, ": {}", wrong.join(", "));
    }
    out.end_line();
}

#[cfg(test)]
mod tests;
