//! Plain text for people: good at 80 columns, in a terminal and in a pipe.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use annotate_snippets::renderer::Style;
use counterpart_verifier::deploy::Deployment;
use counterpart_verifier::report::listing::Tally;
use counterpart_verifier::report::{
    Checked, ComparedVersion, Document, Finding, Kind, Outcome, Report, Status, Warning, WhyIncluded,
};

use counterpart_verifier::timestamp::Timestamp;

use super::places::Places;
use super::prose::{counted, who};
use super::view::View;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{BAD, GOOD, Screen, UNSURE};

/// The whole report.
pub(crate) fn report(report: &Report, view: &View, options: TerminalOptions) -> Screen {
    let mut out = Screen::new(options);
    report_on(&mut out, report, view);
    out
}

/// The whole report, below what stands there already.
pub(super) fn report_on(out: &mut Screen, report: &Report, view: &View) {
    found_on(out, report, view);
    view.summary(out, report);
}

/// What was found and the answer, without how much was checked: for a report that may be without a pair.
pub(super) fn answer_on(out: &mut Screen, report: &Report, view: &View) {
    found_on(out, report, view);
    answer(out, report);
}

/// What was found, below what stands there already.
fn found_on(out: &mut Screen, report: &Report, view: &View) {
    let places = Places::of(view);
    if !view.quiet {
        passing(out, report, view, &places);
    }
    // What is unproven is shown where it would fail, also where it is let pass.
    let is_let_pass = |finding: &Finding| finding.status == Status::Allowed && finding.allowance.is_none();
    let is_shown =
        |finding: &&Finding| finding.status == Status::Failing || (is_let_pass(finding) && !view.quiet);
    let mut failing: Vec<&Finding> = report.findings.iter().filter(is_shown).collect();
    failing.sort_by_key(|finding| matches!(finding.kind, Kind::File(_)));
    for finding in failing {
        view.finding(out, finding, &places);
    }
    let mut noticed = explained(out, report, view);
    if !view.quiet {
        noticed |= view.compared(out, &report.compared_versions);
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
}

/// Where more is said of the rules that were found broken. Whether there was any.
fn explained(out: &mut Screen, report: &Report, view: &View) -> bool {
    let failing = report.of(Status::Failing);
    let mut rules: Vec<&str> = failing.map(|finding| finding.kind.rule()).collect();
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
    let versions: Vec<String> = deployment
        .versions
        .iter()
        .map(|(service, version)| format!("{service} {version}"))
        .collect();
    let answer = match report.outcome() {
        Outcome::Compatible => "yes",
        Outcome::Incompatible if report.is_only_unknown() => "unknown",
        Outcome::Incompatible => "no",
        Outcome::Incomplete => "could not tell",
    };
    out.styled(of_outcome(report), answer);
    let _ = writeln!(
        out,
        ": {} to {}, as of {at}",
        versions.join(" and "),
        deployment.environment
    );
}

/// What the answer looks like.
fn of_outcome(report: &Report) -> Style {
    match report.outcome() {
        Outcome::Compatible => GOOD,
        Outcome::Incompatible if report.is_only_unknown() => UNSURE,
        Outcome::Incompatible => BAD,
        Outcome::Incomplete => UNSURE,
    }
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
        if let Some((premise, command)) = unknown.settled_by() {
            out.note(&format!("if {premise}, say so once:"));
            let _ = writeln!(out, "  {command}");
        }
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

/// What does not fail the run: what is let pass by name, and why, what is pending, what is a warning.
fn passing(out: &mut Screen, report: &Report, view: &View, places: &Places<'_>) {
    let by_name = report
        .of(Status::Allowed)
        .filter(|finding| finding.allowance.is_some());
    let by_name: Vec<&Finding> = by_name.collect();
    for of_allowance in by_name.chunk_by(|a, b| a.allowance == b.allowance) {
        for finding in of_allowance {
            view.finding(out, finding, places);
        }
        if let Some(allowance) = of_allowance
            .first()
            .and_then(|finding| finding.allowance.as_ref())
        {
            let until = allowance
                .until
                .map_or(String::new(), |until| format!(" (until {until})"));
            out.note(&format!("allowed because {}{until}", allowance.reason));
            out.end_line();
        }
    }
    let mut is_pending = false;
    for finding in report.of(Status::Pending) {
        view.finding(out, finding, places);
        is_pending = true;
    }
    if is_pending {
        let is_of_revision = |one: &ComparedVersion| matches!(one.included.why, WhyIncluded::Revision(_));
        out.note(if report.compared_versions.iter().any(is_of_revision) {
            "what is pending breaks in the revision too: it does not fail this run"
        } else {
            "what is pending was never given on the producer's main branch: it does not fail the producer, and it fails the \
             consumer"
        });
        out.end_line();
    }
    for finding in report.of(Status::Warned) {
        view.finding(out, finding, places);
    }
}

impl View {
    /// The versions that the question was answered against, and why each counts. Whether there was any.
    fn compared(&self, out: &mut Screen, versions: &[ComparedVersion]) -> bool {
        if !self.shows_compared || versions.is_empty() {
            return false;
        }
        out.push_str("asked of\n");
        for one in versions {
            let text = format!("{} {}: {}", one.service, one.included, one.events.join(", "));
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
        let suppressed = report.of(Status::Suppressed).count();
        if suppressed > 0 && is_said {
            let text = format!(
                "not shown, because their rules are turned off: {}",
                counted(suppressed, "finding")
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
                (tally.suppressed, "turned off"),
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
    let failing = report.of(Status::Failing);
    let files = failing
        .filter(|finding| matches!(finding.kind, Kind::File(_)))
        .count();
    if files > 0 {
        wrong.push(counted(files, "file finding"));
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
    out.styled(of_outcome(report), report.answer());
    if !wrong.is_empty() {
        let _ = write!(out, ": {}", wrong.join(", "));
    }
    out.end_line();
}

#[cfg(test)]
mod tests;
