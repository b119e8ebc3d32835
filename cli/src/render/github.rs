//! Workflow commands of GitHub Actions: one annotation for each finding, on the line of Rust source
//! if it is known.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use counterpart_verifier::report::listing::{Listing, Location, Row};

use super::witness::on_one_line;
use crate::terminal::foreign::{line, place, short, without_marks};

/// The number of annotations of each level that GitHub shows from one step. It silently drops the
/// others.
pub(super) const MOST: usize = 10;

/// The maximum number of columns of a message to show.
pub(super) const MESSAGE: usize = 400;

/// The commands, the most important of each level first, and a notice about those left out.
pub(crate) fn listing(listing: &Listing) -> String {
    let of_level = |level: &str| {
        let rows = listing
            .rows
            .iter()
            .filter(|row| row.status.severity() == level)
            .map(of_row);
        let remarks = listing
            .remarks()
            .into_iter()
            .filter(|remark| remark.severity == level);
        let remarks = remarks.map(|remark| Annotation {
            title: format!("counterpart: {}", remark.id),
            message: line(&remark.text).into_owned(),
            location: None,
        });
        rows.chain(remarks).collect()
    };
    commands(of_level, listing.answer)
}

/// The commands of the annotations of each level, and the answer.
pub(super) fn commands(of_level: impl Fn(&str) -> Vec<Annotation>, answer: &str) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    for level in ["error", "warning", "note"] {
        let all = of_level(level);
        // One of the notices counts the others that were left out.
        let most = if level == "note" { MOST - 1 } else { MOST };
        left_out += all.len().saturating_sub(most);
        let command = if level == "note" { "notice" } else { level };
        for annotation in all.iter().take(most) {
            annotation.write(&mut out, command);
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "::notice title=counterpart::{left_out} more in the summary of this step: GitHub shows {MOST} annotations of a level"
        );
    }
    let _ = writeln!(out, "{answer}");
    out
}

pub(super) struct Annotation {
    pub(super) title: String,
    pub(super) message: String,
    pub(super) location: Option<Location>,
}

impl Annotation {
    pub(super) fn write(&self, out: &mut String, command: &str) {
        let _ = write!(out, "::{command} ");
        if let Some(location) = &self.location {
            let _ = write!(
                out,
                "file={},line={},endLine={},",
                property(&location.file),
                location.line,
                location.line
            );
            if let Some((from, to)) = location.columns {
                let _ = write!(out, "col={from},endColumn={to},");
            }
        }
        let _ = writeln!(out, "title={}::{}", property(&self.title), data(&self.message));
    }
}

fn of_row(row: &Row) -> Annotation {
    let mut message = format!("{}\n", line(&row.title));
    let places: Vec<String> = row.places.iter().map(|one| short(place(one), 200)).collect();
    if places.is_empty() {
        let _ = writeln!(message, "event {}", line(&row.event));
    } else {
        let _ = writeln!(
            message,
            "event {}, at {}",
            line(&row.event),
            short(&places.join(", "), 600)
        );
    }
    if !row.title.ends_with(&row.sentence) {
        let _ = writeln!(message, "{}", short(&row.sentence, 1_000));
    }
    for reason in &row.reasons {
        let _ = writeln!(message, "{} [{}]", short(&reason.text, 1_000), reason.kind);
    }
    let witness = row.consumers.iter().find_map(|one| one.witness.as_ref());
    if let Some(shown) = witness.and_then(|(witness, at)| on_one_line(witness, at, MESSAGE, "…")) {
        let _ = writeln!(message, "a message that breaks: {}", shown.text);
    }
    let premises: BTreeSet<String> = row
        .consumers
        .iter()
        .flat_map(|one| one.premises.iter().map(ToString::to_string))
        .collect();
    for premise in premises {
        let _ = writeln!(message, "it breaks if {}", short(&premise, 1_000));
    }
    if let Some(allowance) = &row.allowance {
        let _ = writeln!(message, "allowed because {}", short(&allowance.reason, 500));
    }
    for fix in row.fixes.iter().filter(|fix| fix.paste.is_none()) {
        let _ = writeln!(message, "- {}", short(&fix.text, 600));
    }
    Annotation {
        title: format!("counterpart: {} [{}]", row.status.id(), row.rule),
        message: message.trim_end().to_owned(),
        location: row.location(),
    }
}

/// As the runner reads the text after the second `::`.
fn data(text: &str) -> String {
    without_marks(text, "\\u{23}")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// As the runner reads the value of a property.
fn property(text: &str) -> String {
    data(&line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests;
