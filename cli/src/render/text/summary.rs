//! The end of a report: the findings, how much was checked, against whom, the assumptions, and the
//! answer.

use std::fmt::Write as _;

use annotate_snippets::renderer::Style;
use counterpart_verifier::report::listing::{Listing, Tally};
use counterpart_verifier::report::{ComparedVersion, Outcome, Report, Status};
use textwrap::core::display_width;

use crate::render::block::dots;
use crate::render::prose::counted;
use crate::render::shorten::{listed, short_commits};
use crate::render::view::View;
use crate::terminal::screen::{BAD, GOOD, Screen, UNSURE};

impl View {
    /// The counts of checked documents, and the outcome. The answer is the last line.
    pub(super) fn summary(&self, out: &mut Screen, report: &Report, listing: &Listing) {
        let is_said = !self.quiet || report.checked.pairs == 0;
        found(out, listing);
        further(out, report);
        if is_said {
            turned_off(out, report);
            self.checked(out, report);
            self.compared(out, &report.compared_versions, report.checked.pairs);
            self.assumed(out, report);
        }
        answer(out, report);
    }

    fn checked(&self, out: &mut Screen, report: &Report) {
        let (pairs, contracts, emitted) = (
            report.checked.pairs,
            report.checked.contracts,
            report.checked.emitted,
        );
        if pairs == 0 && report.is_unread() {
            // The note already has it.
            return;
        }
        if pairs == 0 {
            let folders = self.folders.iter().map(|folder| self.path(folder));
            let places: Vec<String> = folders.chain(self.store.clone()).collect();
            let lacks = match (contracts, emitted) {
                (0, 0) => "no contract and no emitted event was found".to_owned(),
                (0, _) => format!(
                    "{} found, and no contract for any",
                    counted(emitted, "emitted event")
                ),
                (_, 0) => format!("{} found, and no emitted event", counted(contracts, "contract")),
                _ => format!(
                    "{} and {} found, and none of them share an event",
                    counted(contracts, "contract"),
                    counted(emitted, "emitted event"),
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
            return;
        }
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
                counted(pairs, "pair"),
                counted(emitted, "emitted event"),
                counted(contracts, "contract"),
                parts.join(", "),
            ),
        );
    }

    /// The other side of the check: the versions of a store, or else the folders of contract files.
    fn compared(&self, out: &mut Screen, versions: &[ComparedVersion], pairs: usize) {
        if !versions.is_empty() && (self.shows_compared || self.verbose) {
            out.push_str("checked against:\n");
            for one in versions {
                let version = short_commits(&one.included.to_string());
                let text = format!("{} {version}: {}", one.service, one.events.join(", "));
                out.fill("  - ", "    ", &text);
            }
        } else if !versions.is_empty() {
            let mut names: Vec<String> = Vec::new();
            for one in versions {
                let name = format!("{} {}", one.service, short_commits(&one.included.version));
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let text = one_line(out, "checked against: ", &names);
            out.paragraph("", &text);
        } else if pairs > 0 && !self.folders.is_empty() {
            let folders: Vec<String> = self.folders.iter().map(|folder| self.path(folder)).collect();
            let text = one_line(out, "checked against: the contract files in ", &folders);
            out.paragraph("", &text);
        }
    }

    /// The assumptions behind the verdicts.
    fn assumed(&self, out: &mut Screen, report: &Report) {
        let checked = &report.checked;
        if checked.pairs == 0 {
            return;
        }
        let mut ids: Vec<String> = checked
            .assumptions
            .keys()
            .map(|assumption| assumption.id().to_owned())
            .collect();
        if self.verbose {
            if !ids.is_empty() {
                out.paragraph("", &format!("assumes: {}", ids.join(", ")));
            }
            for premise in checked.premises.keys() {
                out.paragraph("", &format!("assumes: {premise}"));
            }
        } else {
            for premise in checked.premises.keys() {
                let id = premise.id().to_owned();
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            if !ids.is_empty() {
                let text = one_line(out, "assumes: ", &ids);
                out.paragraph("", &text);
            }
        }
        for trust in &checked.trusts {
            out.paragraph("", &format!("trusted: {}, because {}", trust.place, trust.reason));
        }
    }
}

/// How many findings have which status: the only count of them.
fn found(out: &mut Screen, listing: &Listing) {
    let statuses = [Status::Failing, Status::Pending, Status::Allowed, Status::Warned];
    let counts: Vec<String> = statuses
        .into_iter()
        .filter_map(|status| {
            let count = listing.rows.iter().filter(|row| row.status == status).count();
            (count > 0).then(|| format!("{count} {}", status.id()))
        })
        .collect();
    if !counts.is_empty() {
        out.paragraph("", &format!("findings: {}", counts.join(", ")));
    }
}

/// The findings that were only counted.
fn further(out: &mut Screen, report: &Report) {
    for of_pair in &report.further {
        out.paragraph("", &format!("further: {of_pair}"));
    }
}

/// How many findings are not shown.
fn turned_off(out: &mut Screen, report: &Report) {
    let suppressed = report.of(Status::Suppressed).count();
    if suppressed > 0 {
        let text = format!(
            "not shown, because their rules are turned off: {}",
            counted(suppressed, "finding")
        );
        out.paragraph("", &text);
    }
}

/// The names on one line. If they do not fit, the line has the option that shows the others.
fn one_line(out: &Screen, before: &str, names: &[String]) -> String {
    const MORE: &str = " (-v lists them)";
    let options = out.options();
    let room = options.width.saturating_sub(display_width(before));
    let dots = dots(options);
    if display_width(&names.join(", ")) <= room || names.len() < 2 {
        return format!("{before}{}", names.join(", "));
    }
    format!(
        "{before}{}{MORE}",
        listed(names, room.saturating_sub(MORE.len()), dots)
    )
}

/// The style of the answer.
pub(super) fn of_outcome(report: &Report) -> Style {
    match report.outcome() {
        Outcome::Compatible => GOOD,
        Outcome::Incompatible if report.is_only_unknown() => UNSURE,
        Outcome::Incompatible => BAD,
        Outcome::Incomplete => UNSURE,
    }
}

/// The answer in a few words, with what is wrong besides findings. Those are counted above.
pub(super) fn answer(out: &mut Screen, report: &Report) {
    let mut wrong: Vec<String> = Vec::new();
    if !report.expired.is_empty() {
        wrong.push(format!("{} expired", counted(report.expired.len(), "allowance")));
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
