//! An audit as text for people: what is refused by contract and place, then what was read, then the
//! answer.

use std::fmt::Write as _;

use counterpart_verifier::audit::{Audit, Entry, Listing};
use counterpart_verifier::report::Outcome;

use crate::render::block::dots;
use crate::render::places::Places;
use crate::render::prose::counted;
use crate::render::view::View;
use crate::render::witness::on_one_line;
use crate::terminal::foreign::line;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{BAD, GOOD, Screen, UNSURE};

/// Without `-v`, so many findings are shown in full.
const MOST: usize = 30;

/// The whole audit.
pub(crate) fn audit(audit: &Audit, view: &View, options: TerminalOptions) -> Screen {
    let mut out = Screen::new(options);
    let listing = Listing::of(audit, &Places::from_here(view));
    let most = if view.verbose { usize::MAX } else { MOST };
    for entry in listing.entries.iter().take(most) {
        finding(&mut out, entry);
    }
    if listing.entries.len() > most {
        let more = counted(listing.entries.len() - most, "more finding");
        out.paragraph("", &format!("{more}: -v shows all, and --format json has them"));
        out.end_line();
    }
    for remark in &listing.remarks {
        let is_shown = match remark.severity {
            "error" => true,
            _ if view.quiet => false,
            // A contract that the log has no message for is as usual as an event without one.
            _ => remark.id != "contract-not-asked" || view.verbose,
        };
        if is_shown {
            out.fill("", "  ", &format!("{}: {}", remark.severity, remark.text));
        }
    }
    if !view.quiet {
        out.paragraph("", &listing.summary);
        judgements(&mut out, audit, view);
    }
    let style = match listing.outcome {
        Outcome::Compatible => GOOD,
        Outcome::Incompatible => BAD,
        Outcome::Incomplete => UNSURE,
    };
    out.styled(style, listing.answer);
    if !listing.entries.is_empty() {
        let _ = write!(out, ": {}", counted(listing.entries.len(), "finding"));
    }
    out.end_line();
    out
}

fn finding(out: &mut Screen, entry: &Entry) {
    let (style, level) = if entry.is_undecided {
        (UNSURE, "undecided")
    } else {
        (BAD, "error")
    };
    out.styled(style, &format!("{level}[{}]", entry.id));
    let _ = writeln!(out, ": {}", line(&entry.title));
    out.fill("  ", "    ", &entry.text);
    out.fill("  ", "    ", &entry.seen());
    if let Some(location) = &entry.location {
        let owner = entry
            .owner
            .as_ref()
            .map_or(String::new(), |owner| format!(" (owner {owner})"));
        let _ = writeln!(out, "  {}:{}{owner}", location.file, location.line);
    }
    if let Some(example) = &entry.example {
        let width = out.options().width.saturating_sub(4);
        if let Some(shown) = on_one_line(&example.message, &example.at, width, dots(out.options())) {
            out.push_str("  the first one, without its values:\n");
            let _ = writeln!(out, "    {}", shown.text);
        }
    }
    out.end_line();
}

/// What each contract said of the messages that it judged.
fn judgements(out: &mut Screen, audit: &Audit, view: &View) {
    let asked = audit.documents.iter().filter(|one| one.judged > 0);
    for one in asked {
        let is_good = one.accepted() == one.judged;
        if is_good && !view.verbose && audit.documents.len() > MOST {
            continue;
        }
        let mut parts = vec![format!("{} accepted", one.accepted())];
        for (count, name) in [
            (one.refused, "refused"),
            (one.undecided, "undecided"),
            (one.elsewhere, "of another producer"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {name}"));
            }
        }
        let version = one.document.included.first();
        let version = version.map_or(String::new(), |included| format!(" {included}"));
        let who = one.document.who();
        let event = one.document.identity().event();
        out.fill(
            "  ",
            "    ",
            &format!("{who}{version}, {event}: {}", parts.join(", ")),
        );
    }
}
