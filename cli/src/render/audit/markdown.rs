//! An audit as a comment on a pull request.

use std::fmt::Write as _;

use counterpart_verifier::audit::{Audit, Entry, Listing};

use crate::render::markdown::{LONGEST, LONGEST_LINE, MARK, RESERVE, block_of_code, code, code_of, more};
use crate::render::prose::counted;
use crate::render::witness::on_one_line;
use crate::terminal::foreign::{place, without_commands};

const MOST_REMARKS: usize = 20;
const MOST_CONTRACTS: usize = 40;

/// The comment.
pub(crate) fn markdown(audit: &Audit, listing: &Listing) -> String {
    let mut out = format!(
        "{MARK}\n### Counterpart audit: {}\n\n{}\n\n",
        listing.answer, listing.summary
    );
    for remark in listing.remarks.iter().take(MOST_REMARKS) {
        let text = code_of(&remark.text, 600);
        let _ = writeln!(out, "- **{}** ({}): {text}", remark.severity, remark.id);
    }
    more(&mut out, listing.remarks.len(), MOST_REMARKS, "- ");
    if !listing.remarks.is_empty() {
        out.push('\n');
    }
    let asked: Vec<_> = audit.documents.iter().filter(|one| one.judged > 0).collect();
    if !asked.is_empty() {
        out.push_str("| contract | event | accepted | refused | undecided |\n|---|---|---|---|---|\n");
    }
    for one in asked.iter().take(MOST_CONTRACTS) {
        let (who, event) = (code(&one.document.who()), code(one.document.identity().event()));
        let counts = format!("{} | {} | {}", one.accepted(), one.refused, one.undecided);
        let _ = writeln!(out, "| {who} | {event} | {counts} |");
    }
    if !asked.is_empty() {
        out.push('\n');
        more(&mut out, asked.len(), MOST_CONTRACTS, "");
    }
    let mut out = without_commands(&out).into_owned();
    let mut left_out = listing.entries.len();
    for entry in &listing.entries {
        let mut text = String::new();
        finding(&mut text, entry);
        let text = without_commands(&text);
        if out.len() + text.len() > LONGEST - RESERVE {
            break;
        }
        out.push_str(&text);
        left_out -= 1;
    }
    if left_out > 0 {
        let of = counted(listing.entries.len(), "finding");
        let _ = writeln!(
            out,
            "**{left_out} of {of} are not shown here.** They are in every other format."
        );
    }
    out
}

fn finding(out: &mut String, entry: &Entry) {
    let _ = writeln!(out, "##### {}: {}\n", entry.id, code_of(&entry.title, 600));
    let _ = writeln!(
        out,
        "- {} at {}",
        code_of(&entry.text, 600),
        code(place(&entry.place))
    );
    let _ = writeln!(out, "- {}", code_of(&entry.seen(), 600));
    if let Some(location) = &entry.location {
        let owner = entry
            .owner
            .as_ref()
            .map_or(String::new(), |owner| format!(" (owner {})", code(owner)));
        let _ = writeln!(
            out,
            "- {}{owner}",
            code(&format!("{}:{}", location.file, location.line))
        );
    }
    if let Some(example) = &entry.example {
        let shown = on_one_line(&example.message, &example.at, LONGEST_LINE, "…");
        let shown = shown.map_or_else(|| example.message.to_string(), |shown| shown.text);
        let _ = writeln!(
            out,
            "\nThe first one, without its values:\n\n{}",
            block_of_code("json", &shown)
        );
    }
    out.push('\n');
}
