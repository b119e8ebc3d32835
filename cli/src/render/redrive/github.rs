//! Annotations of GitHub Actions, on the lines of the files of letters.

use std::fmt::Write as _;

use counterpart_verifier::redrive::{Level, Place, Plan, Row};
use counterpart_verifier::report::listing::Location;

use crate::render::github::{Annotation, MOST};
use crate::terminal::foreign::{line, short};

pub(crate) fn github(plan: &Plan) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    let rows = plan.rows();
    for level in [Level::Error, Level::Warning, Level::Note] {
        let of_level: Vec<&Row> = rows.iter().filter(|row| row.level == level).collect();
        // One of the notices counts the others that were left out.
        let most = if level == Level::Note { MOST - 1 } else { MOST };
        left_out += of_level.len().saturating_sub(most);
        let command = if level == Level::Note {
            "notice"
        } else {
            level.id()
        };
        for row in of_level.into_iter().take(most) {
            annotation(row).write(&mut out, command);
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "::notice title=counterpart::{left_out} more in the summary of this step: GitHub shows {MOST} annotations of a level"
        );
    }
    let _ = writeln!(out, "{}", line(&plan.answer()));
    out
}

fn annotation(row: &Row) -> Annotation {
    let event = match row.event.as_str() {
        "" => String::new(),
        event => format!("event {}\n", short(event, 200)),
    };
    Annotation {
        title: format!("counterpart: {}", row.rule),
        message: format!("{event}{}", short(&row.text, 1_000)),
        location: row.first.as_ref().and_then(location),
    }
}

/// A file in the repository. Standard input and files elsewhere have no place there.
pub(super) fn location(place: &Place) -> Option<Location> {
    let is_elsewhere = place.input.starts_with(['/', '.']) || *place.input == *"standard input";
    (!is_elsewhere).then(|| Location {
        file: place.input.to_string(),
        line: usize::try_from(place.line).unwrap_or(usize::MAX),
        columns: None,
    })
}
