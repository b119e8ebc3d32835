//! Plain text for people: good at 80 columns, in a terminal and in a pipe.

mod notes;
mod summary;

use std::fmt::Write as _;

use counterpart_verifier::deploy::Deployment;
use counterpart_verifier::report::listing::{Block, Listing, blocks};
use counterpart_verifier::report::{ComparedVersion, Outcome, Report, Status, WhyIncluded};
use counterpart_verifier::timestamp::Timestamp;

use super::block::{at, status};
use super::places::Places;
use super::prose::some;
use super::shorten::short_commits;
use super::view::View;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::Screen;

/// The whole report.
pub(crate) fn report(report: &Report, view: &View, options: TerminalOptions) -> Screen {
    let mut out = Screen::new(options);
    report_on(&mut out, report, view);
    out
}

/// The whole report, below the text so far.
pub(super) fn report_on(out: &mut Screen, report: &Report, view: &View) {
    let listing = found_on(out, report, view);
    view.summary(out, report, &listing);
}

/// The findings and the answer, without how much was checked. It is for a report that may be
/// without a pair.
pub(super) fn answer_on(out: &mut Screen, report: &Report, view: &View) {
    found_on(out, report, view);
    summary::answer(out, report);
}

/// The findings, below the text so far. Failing findings are last, where people see them first.
fn found_on(out: &mut Screen, report: &Report, view: &View) -> Listing {
    let listing = Listing::of(report, &Places::from_here(view));
    let blocks = blocks(&listing.rows);
    let of = |wanted: Status| blocks.iter().filter(move |block| status(block) == wanted);
    if !view.quiet {
        for status in [Status::Allowed, Status::Pending, Status::Warned] {
            for block in of(status) {
                view.block(out, block);
            }
            if status == Status::Pending && of(status).next().is_some() {
                let is_revision =
                    |one: &ComparedVersion| matches!(one.included.why, WhyIncluded::Revision(_));
                out.note(if report.compared_versions.iter().any(is_revision) {
                    "pending: it breaks in the revision too, and does not fail this run"
                } else {
                    "pending: never given by the producer's main branch; it fails only the consumer"
                });
                out.end_line();
            }
        }
    }
    if view.quiet && view.shows_compared {
        // The answer counts them.
        for row in listing.rows.iter().filter(|row| row.status == Status::Pending) {
            let places = row.places.iter().map(|place| at(row, place));
            let places: Vec<String> = places.collect();
            let text = format!(
                "pending: {}: {}",
                some(&row.names(), usize::MAX),
                places.join(", ")
            );
            out.note(&text);
        }
    }
    let is_file = |block: &&Block<'_>| block.rows[0].places.is_empty();
    let (files, pairs): (Vec<&Block<'_>>, Vec<&Block<'_>>) = of(Status::Failing).partition(is_file);
    for block in pairs.into_iter().chain(files) {
        view.block(out, block);
    }
    view.notes(out, report, &listing);
    listing
}

/// The answer to the question whether a version may be deployed, as the last line.
pub(crate) fn deployment(out: &mut Screen, report: &Report, deployment: &Deployment, at: Timestamp) {
    let versions: Vec<String> = deployment
        .versions
        .iter()
        .map(|(service, version)| format!("{service} {}", short_commits(version)))
        .collect();
    let answer = match report.outcome() {
        Outcome::Compatible => "yes",
        Outcome::Incompatible if report.is_only_unknown() => "unknown",
        Outcome::Incompatible => "no",
        Outcome::Incomplete => "could not tell",
    };
    out.styled(summary::of_outcome(report), answer);
    let pending = report.of(Status::Pending).count();
    if pending > 0 {
        let _ = write!(out, ", {pending} pending");
    }
    let _ = writeln!(
        out,
        ": {} to {}, as of {at}",
        versions.join(" and "),
        deployment.environment
    );
}

#[cfg(test)]
mod tests;
