//! A comment on a pull request: short enough for GitHub in every case, the most important first.
//!
//! Text that others wrote is only in code, inline or in blocks. There GitHub makes no mention,
//! link, image or HTML of it.

use std::fmt::Write as _;

use counterpart_verifier::report::Status;
use counterpart_verifier::report::listing::{Block, Consumer, Listing, Row, Side, blocks};

use super::block::status;
use super::prose::counted;
use super::witness::on_one_line;
use crate::terminal::foreign::{lines, place, short, without_commands};

/// This first line identifies a comment, so that it is updated in place.
pub(crate) const MARK: &str = "<!-- counterpart -->";

/// In bytes. GitHub takes 65,536 characters.
const LONGEST: usize = 59_000;

/// The bytes to keep free for the end.
const RESERVE: usize = 2_000;

/// The maximum number of names in one block.
const MOST_NAMES: usize = 12;
const MOST_LINES: usize = 40;
const MOST_TABLES: usize = 5;
const MOST_REMARKS: usize = 20;
const MOST_ROWS: usize = 12;
const LONGEST_LINE: usize = 400;

/// The comment.
pub(crate) fn listing(listing: &Listing) -> String {
    let mut out = format!("{MARK}\n### Counterpart: {}\n\n", listing.answer);
    if let Some(asked) = &listing.deployment {
        let versions = asked.versions.iter();
        let versions: Vec<String> = versions
            .map(|(service, version)| format!("{} {}", code(service), code(version)))
            .collect();
        let _ = writeln!(
            out,
            "{} to {}, as of {}\n",
            versions.join(" and "),
            code(&asked.environment),
            asked.at
        );
    }
    pairs(&mut out, listing);
    remarks(&mut out, listing);
    // Text that others wrote is in code, where only visible characters count.
    let mut out = without_commands(&out).into_owned();
    let mut left_out = listing.rows.len();
    let mut last = None;
    let blocks = blocks(&listing.rows);
    let mut blocks: Vec<&Block<'_>> = blocks.iter().collect();
    // The sort is stable: a block is below the worst of its statuses.
    blocks.sort_by_key(|block| status(block));
    for block in blocks {
        let mut text = String::new();
        let status = status(block);
        if last != Some(status) {
            let _ = writeln!(text, "{}\n", heading(status));
        }
        of_block(&mut text, block);
        let text = without_commands(&text);
        if out.len() + text.len() > LONGEST - RESERVE {
            break;
        }
        last = Some(status);
        out.push_str(&text);
        left_out -= block.rows.len();
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "**{left_out} of {} are not shown here, because a comment has no room for them.** They are in the log, and in \
             every other format.",
            counted(listing.rows.len(), "finding")
        );
    }
    out
}

fn heading(status: Status) -> &'static str {
    match status {
        Status::Failing => "#### Failing",
        Status::Warned => "#### Warnings",
        Status::Pending => {
            "#### Pending: the producer's main branch never gave it, so it fails the consumer and not the producer"
        }
        _ => "#### Allowed",
    }
}

fn pairs(out: &mut String, listing: &Listing) {
    let pairs = &listing.checked.pairs;
    let named = [
        (pairs.compatible, "compatible"),
        (pairs.incompatible, "incompatible"),
        (pairs.unproven, "unproven"),
        (pairs.warned, "warned of"),
        (pairs.pending, "pending"),
        (pairs.allowed, "allowed"),
        (pairs.suppressed, "turned off"),
    ];
    let named = named
        .iter()
        .filter(|(count, name)| *count > 0 || *name == "compatible");
    let named: Vec<String> = named.map(|(count, name)| format!("{count} {name}")).collect();
    let _ = writeln!(
        out,
        "Checked {} of {} and {}: {}\n",
        counted(pairs.all, "pair"),
        counted(listing.checked.emitted, "emitted event"),
        counted(listing.checked.contracts, "contract"),
        named.join(", ")
    );
    let assumptions: Vec<&str> = listing.checked.assumptions.keys().map(|one| one.id()).collect();
    if !assumptions.is_empty() {
        let _ = writeln!(out, "Assumes: {}\n", assumptions.join(", "));
    }
    for premise in listing.checked.premises.keys().take(MOST_NAMES) {
        let _ = writeln!(out, "Assumes: {}\n", code_of(&premise.to_string(), 600));
    }
    for trust in listing.checked.trusts.iter().take(MOST_NAMES) {
        let _ = writeln!(
            out,
            "- trusted: {}, because {}",
            code(&trust.place),
            code(&trust.reason)
        );
    }
    more(out, listing.checked.trusts.len(), MOST_NAMES, "- ");
    if !listing.checked.trusts.is_empty() {
        out.push('\n');
    }
}

fn remarks(out: &mut String, listing: &Listing) {
    let remarks = listing.remarks();
    for remark in remarks.iter().take(MOST_REMARKS) {
        let _ = writeln!(
            out,
            "- **{}** ({}): {}",
            remark.severity,
            remark.id,
            // A command in it must not be cut.
            code_of(&remark.text, 600)
        );
    }
    more(out, remarks.len(), MOST_REMARKS, "- ");
    if !remarks.is_empty() {
        out.push('\n');
    }
}

/// The change, its place, the consumers that it breaks, and the fixes.
fn of_block(out: &mut String, block: &Block<'_>) {
    let rules: Vec<&str> = block.rules.iter().take(MOST_NAMES).copied().collect();
    let _ = writeln!(
        out,
        "##### {}: {}\n",
        rules.join(", "),
        code_of(&block.headline, 600)
    );
    if block.rows.len() > 1 {
        let counts = block.statuses.iter();
        let counts: Vec<String> = counts
            .map(|(status, count)| format!("{count} {}", status.id()))
            .collect();
        let _ = writeln!(out, "- findings: {}", counts.join(", "));
    }
    for row in block.rows.iter().take(MOST_ROWS) {
        of_row(out, row);
    }
    more(out, block.rows.len(), MOST_ROWS, "- ");
    out.push('\n');
    let consumers = block.rows.iter().flat_map(|row| &row.consumers);
    if let Some(consumer) = consumers.into_iter().find(|one| one.witness.is_some()) {
        witness(out, consumer);
    }
    fixes(out, block);
}

fn of_row(out: &mut String, row: &Row) {
    let places: Vec<String> = row
        .places
        .iter()
        .take(MOST_NAMES)
        .map(|one| code(place(one)))
        .collect();
    let at = match places.as_slice() {
        [] => code(&row.event),
        places => format!("{} of {}", places.join(", "), code(&row.event)),
    };
    let _ = writeln!(out, "- {at}: {}", code_of(&row.sentence, 600));
    more(out, row.places.len(), MOST_NAMES, "  - ");
    if let Some(allowance) = &row.allowance {
        let until = allowance
            .until
            .map_or(String::new(), |until| format!(" (until {until})"));
        let _ = writeln!(out, "  - allowed because {}{until}", code(&allowance.reason));
    }
    for reason in row.reasons.iter().take(MOST_NAMES) {
        let _ = writeln!(
            out,
            "  - {} at {}: {}",
            reason.kind,
            code(place(&reason.place)),
            code(&reason.text)
        );
    }
    more(out, row.reasons.len(), MOST_NAMES, "  - ");
    if let Some(producer) = &row.producer {
        side(out, producer, "sends");
    }
    for consumer in row.consumers.iter().take(MOST_NAMES) {
        side(out, &consumer.side, "accepts");
        if let Some(attribution) = consumer.attribution {
            let _ = writeln!(
                out,
                "    - {attribution}: {}",
                counterpart_verifier::report::advice::of_attribution(attribution)
            );
        }
    }
    more(out, row.consumers.len(), MOST_NAMES, "  - ");
}

fn side(out: &mut String, side: &Side, does: &str) {
    let owner = side
        .owner
        .as_ref()
        .map_or(String::new(), |owner| format!(" (owner {})", code(owner)));
    let at = side.location();
    let shown = format!("{}:{}", at.file, at.line);
    let said = side.source.as_ref().map(|source| &source.text);
    let said = said.or(side.line.as_ref().map(|(_, text)| text));
    let said = said.filter(|said| said.contains(char::is_alphanumeric));
    let said = said.map_or(String::new(), |said| format!(": {}", code(said)));
    let _ = writeln!(
        out,
        "  - {} {does}{owner}, {}{said}",
        code(&side.who()),
        code(&shown)
    );
    for version in side.versions.iter().take(MOST_NAMES) {
        let _ = writeln!(out, "    - version {}", code(&version.to_string()));
    }
    more(out, side.versions.len(), MOST_NAMES, "    - ");
}

fn witness(out: &mut String, consumer: &Consumer) {
    let Some((message, at)) = &consumer.witness else {
        return;
    };
    let whole = message.to_pretty();
    let is_short =
        whole.lines().count() <= MOST_LINES && whole.lines().all(|line| line.len() <= LONGEST_LINE);
    // For a long message, the part around the wrong place.
    let around = on_one_line(message, at, LONGEST_LINE, "…").filter(|_| !is_short);
    let _ = writeln!(
        out,
        "<details><summary>A message that breaks it</summary>\n\n{}\n</details>\n",
        block_of_code("json", &around.map_or(whole, |shown| shown.text))
    );
    for premise in &consumer.premises {
        let _ = writeln!(out, "- it breaks if {}", code_of(&premise.to_string(), 600));
    }
}

fn fixes(out: &mut String, block: &Block<'_>) {
    let pastes: Vec<&str> = block
        .rows
        .iter()
        .flat_map(|row| &row.fixes)
        .filter_map(|fix| fix.paste.as_deref())
        .collect();
    if block.fixes.is_empty() && pastes.is_empty() {
        return;
    }
    out.push_str("<details><summary>Possible fixes</summary>\n\n");
    for fix in block.fixes.iter().take(MOST_NAMES) {
        let _ = writeln!(out, "- {}", code_of(&fix.text, 600));
    }
    more(out, block.fixes.len(), MOST_NAMES, "- ");
    out.push('\n');
    if !pastes.is_empty() {
        out.push_str("To accept it, with a reason in `counterpart.toml`:\n\n");
        // A table that is cut would not be readable.
        let tables: Vec<&str> = pastes
            .iter()
            .flat_map(|paste| paste.trim_end().split("\n\n"))
            .collect();
        let shown = tables[..tables.len().min(MOST_TABLES)].join("\n\n");
        let _ = writeln!(out, "{}", block_of_code("toml", &shown));
        more(out, tables.len(), MOST_TABLES, "");
    }
    out.push_str("</details>\n\n");
}

fn more(out: &mut String, all: usize, most: usize, indent: &str) {
    if all > most {
        let _ = writeln!(out, "{indent}… and {} more", all - most);
    }
}

/// A text of others as inline code.
fn code(text: &str) -> String {
    code_of(text, 200)
}

pub(super) fn code_of(text: &str, most: usize) -> String {
    let text = short(text, most);
    let fence = "`".repeat(longest_run(&text) + 1);
    // A space at both ends is removed again. Without it a backtick at an end would belong to the
    // fence.
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text of others as a block of code.
fn block_of_code(language: &str, text: &str) -> String {
    let text = lines(text);
    let lines: Vec<String> = text.lines().map(|line| short(line, LONGEST_LINE)).collect();
    let shown = lines[..lines.len().min(MOST_LINES)].join("\n");
    let fence = "`".repeat(longest_run(&shown).max(2) + 1);
    let mut out = format!("{fence}{language}\n{shown}\n{fence}\n");
    more(&mut out, lines.len(), MOST_LINES, "");
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
