//! What `diff` says.

use std::fmt::Write as _;

use counterpart::contract::Role;
use counterpart_engine::compat::Finding;
use counterpart_verifier::deploy::{Changed, Diff};
use counterpart_verifier::report::Found;

use super::prose::{counted, place, who, witness};
use super::screen::Screen;
use super::text;
use super::view::View;

/// How many places of one change are shown.
const PLACES: usize = 10;

/// What changed, what it mends, what it breaks.
pub(crate) fn diff(diff: &Diff, view: &View) -> Screen {
    let mut out = Screen::new(view.look);
    if diff.changes.is_empty() {
        out.push_str("nothing changed\n");
        return out;
    }
    for change in &diff.changes {
        changed(&mut out, change, view);
    }
    mended(&mut out, &diff.mended);
    if diff.as_before > 0 {
        let text = format!(
            "{} did not fit before, and still does not: that is not repeated here",
            counted(diff.as_before, "pair")
        );
        out.fill("", "  ", &text);
        out.end_line();
    }
    if diff.broken.checked.pairs == 0 && diff.broken.files.is_empty() && diff.broken.problems.is_empty() {
        if diff.as_before == 0 {
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
    let (more, less) = match change.identity.role() {
        Role::Emits => ("sends now, and did not", "sent, and does not now"),
        Role::Consumes => ("accepts now, and did not", "accepted, and does not now"),
    };
    for (title, findings) in [(more, &change.more), (less, &change.less)] {
        places(out, title, findings);
    }
    if change.unproven {
        out.push_str("  whether there is more could be neither proven nor refuted\n");
    } else if change.old.is_some() && change.new.is_some() && change.more.is_empty() && change.less.is_empty()
    {
        out.push_str("  the payload is the same; its headers, key, envelope or retention are not\n");
    }
    out.end_line();
}

fn places(out: &mut Screen, title: &str, findings: &[Finding]) {
    for finding in findings.iter().take(PLACES) {
        out.fill(
            "  ",
            "    ",
            &format!("{title}: {} such as", place(&finding.place)),
        );
        witness(out, "    ", &finding.witness);
    }
    if findings.len() > PLACES {
        let _ = writeln!(out, "  … ({} more)", findings.len() - PLACES);
    }
}

fn mended(out: &mut Screen, found: &Found) {
    let mut lines = Vec::new();
    for one in &found.incompatibilities {
        for refusal in &one.refusals {
            let at: Vec<String> = refusal.places.iter().map(place).collect();
            lines.push(format!(
                "mended: {} accepts what {} sends for {} at {}",
                who(&refusal.contract),
                one.emitted.identity().service(),
                one.emitted.identity().event(),
                at.join(", ")
            ));
        }
    }
    for one in &found.keys {
        lines.push(format!(
            "mended: {} and {} mean the same key of {}",
            who(&one.contract),
            one.emitted.identity().service(),
            one.emitted.identity().event()
        ));
    }
    for line in &lines {
        out.fill("", "  ", line);
    }
    if !lines.is_empty() {
        out.end_line();
    }
}
