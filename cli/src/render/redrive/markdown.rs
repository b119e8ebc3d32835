//! The plan as a comment: a table of causes. Text that others wrote is only in code.

use std::fmt::Write as _;

use counterpart_verifier::redrive::{Level, Plan};

use crate::render::markdown::{MARK, code_of};
use crate::terminal::foreign::without_commands;

/// The numbers of causes and of sentences that are shown: a comment of GitHub has 65,536 characters.
const MOST: usize = 60;

pub(crate) fn markdown(plan: &Plan) -> String {
    let answer = plan.answer_with(|service| code_of(service, 100));
    let mut out = format!("{MARK}\n### Counterpart: {answer}\n\n");
    if !plan.groups.is_empty() {
        out.push_str(
            "| event | service | given up for | letters | taken | left | since |\n|---|---|---|--:|--:|--:|---|\n",
        );
    }
    for group in plan.groups.iter().take(MOST) {
        let totals = group.totals;
        let since = group.since.map_or(String::new(), |(from, _)| from.to_string());
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {since} |",
            cell(&group.event, 100),
            cell(&group.service, 100),
            cell(&group.cause.to_string(), 200),
            totals.letters,
            totals.taken(),
            totals.left(),
        );
    }
    more(&mut out, plan.groups.len());
    let rows: Vec<_> = plan
        .rows()
        .into_iter()
        .filter(|row| row.level != Level::Note)
        .collect();
    if !rows.is_empty() {
        out.push('\n');
    }
    for row in rows.iter().take(MOST) {
        let first = row.first.as_ref().map_or(String::new(), |place| {
            format!(", first {}", code_of(&place.to_string(), 200))
        });
        let _ = writeln!(out, "- **{}** {}{first}", row.level.id(), code_of(&row.text, 300));
    }
    more(&mut out, rows.len());
    without_commands(&out).into_owned()
}

/// In a table, a bar ends a cell even in code.
fn cell(text: &str, most: usize) -> String {
    code_of(&text.replace('|', "¦"), most)
}

fn more(out: &mut String, all: usize) {
    if all > MOST {
        let _ = writeln!(out, "\n… and {} more", all - MOST);
    }
}
