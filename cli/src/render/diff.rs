//! What `diff` says.

use std::fmt::Write as _;

use counterpart::contract::Role;
use counterpart_engine::compat::{Finding as Difference, PlaceStep, Rule};
use counterpart_verifier::deploy::{Changed, Diff};
use counterpart_verifier::report::{Finding, Kind};

use super::prose::{counted, place, who, witness};
use super::text;
use super::view::View;
use crate::terminal::screen::Screen;

/// How many places of one change are shown.
const PLACES: usize = 10;

/// What changed, what it mends, what it breaks.
pub(crate) fn diff(diff: &Diff, view: &View) -> Screen {
    let mut out = Screen::new(view.options);
    if diff.changes.is_empty() {
        out.push_str("nothing changed\n");
        return out;
    }
    for change in &diff.changes {
        changed(&mut out, change, view);
    }
    fixed(&mut out, &diff.fixed);
    if diff.already_broken > 0 {
        let text = format!(
            "{} did not fit before, and still does not: that is not repeated here",
            counted(diff.already_broken, "pair")
        );
        out.fill("", "  ", &text);
        out.end_line();
    }
    if diff.broken.checked.pairs == 0
        && !has_stopped(&diff.broken.findings)
        && diff.broken.problems.is_empty()
    {
        if diff.already_broken == 0 {
            out.push_str("nobody here sends or reads what changed\n");
        } else {
            out.push_str("nothing breaks that did not break before\n");
        }
    } else {
        text::report_on(&mut out, &diff.broken, view);
    }
    out
}

fn changed(out: &mut Screen, change: &Changed, view: &View) {
    let what = match (&change.old, &change.new) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    };
    let _ = writeln!(out, "{what}: {}", change.identity);
    for document in [&change.old, &change.new].into_iter().flatten() {
        let _ = writeln!(out, "  {}", view.path(&document.path));
    }
    let (newly, no_longer) = match change.identity.role() {
        Role::Emits => ("sends now, and did not", "sent, and does not now"),
        Role::Consumes => ("accepts now, and did not", "accepted, and does not now"),
    };
    for (title, findings) in [(newly, &change.newly_valid), (no_longer, &change.no_longer_valid)] {
        places(out, title, findings);
    }
    if change.unproven {
        out.push_str("  whether there is more could be neither proven nor refuted\n");
    } else if change.old.is_some()
        && change.new.is_some()
        && change.newly_valid.is_empty()
        && change.no_longer_valid.is_empty()
    {
        out.push_str("  the payload is the same; its headers, key, envelope or retention are not\n");
    }
    out.end_line();
}

fn places(out: &mut Screen, title: &str, findings: &[Difference]) {
    for finding in findings.iter().take(PLACES) {
        out.fill("  ", "    ", &format!("{title}: {} such as", differs(finding)));
        witness(out, "    ", &finding.witness);
    }
    if findings.len() > PLACES {
        let _ = writeln!(out, "  … ({} more)", findings.len() - PLACES);
    }
}

/// Where messages of the two sides differ: a place, or that they lack it.
fn differs(found: &Difference) -> String {
    let at = place(&found.place);
    match (found.rule, found.place.0.last()) {
        (Rule::PropertyMissing | Rule::PropertyOptional, Some(PlaceStep::Property(_))) => {
            format!("messages without {at},")
        }
        _ => at,
    }
}

/// Whether an event stopped that somebody wants.
fn has_stopped(findings: &[Finding]) -> bool {
    findings.iter().any(|one| matches!(one.kind, Kind::File(_)))
}

fn fixed(out: &mut Screen, findings: &[Finding]) {
    let mut lines = Vec::new();
    for finding in findings {
        match &finding.kind {
            Kind::Incompatible(one) => lines.extend(one.refusals.iter().map(|refusal| {
                let at: Vec<String> = refusal.places.iter().map(place).collect();
                format!(
                    "mended: {} accepts what {} sends for {} at {}",
                    who(&refusal.contract),
                    one.emitted.identity().service(),
                    one.emitted.identity().event(),
                    at.join(", ")
                )
            })),
            Kind::Key(one) => lines.push(format!(
                "mended: {} and {} mean the same key of {}",
                who(&one.contract),
                one.emitted.identity().service(),
                one.emitted.identity().event()
            )),
            _ => {}
        }
    }
    for line in &lines {
        out.fill("", "  ", line);
    }
    if !lines.is_empty() {
        out.end_line();
    }
}
