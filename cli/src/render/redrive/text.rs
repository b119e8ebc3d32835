//! The plan for people.

use std::collections::BTreeMap;

use annotate_snippets::renderer::Style;
use counterpart_verifier::redrive::{Cause, Count, Group, Named, Plan, Tally};
use counterpart_verifier::report::Outcome;

use crate::render::prose::counted;
use crate::render::view::View;
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{BAD, GOOD, Screen, UNSURE, filled};

/// The number of groups, and of causes in one, that are shown.
const GROUPS: usize = 50;
const CAUSES: usize = 8;
const LETTERS: usize = 10;

/// The files that the letters were split into, as they are shown.
pub(crate) struct Files {
    pub(crate) take: String,
    pub(crate) leave: String,
    pub(crate) discarded: Option<String>,
}

/// The groups, single letters to look at, and the answer.
pub(crate) fn text(plan: &Plan, files: Option<&Files>, view: &View, options: TerminalOptions) -> Screen {
    let mut out = Screen::new(options);
    let most = if view.verbose { usize::MAX } else { GROUPS };
    let shown = plan
        .groups
        .iter()
        .filter(|group| !view.quiet || group.totals.left() > 0);
    let shown: Vec<&Group> = shown.collect();
    for one in shown.iter().take(most) {
        group(&mut out, one, plan.asked_code, view);
    }
    if shown.len() > most {
        out.note(&format!(
            "… and {} more, with -v",
            counted(shown.len() - most, "cause")
        ));
        out.end_line();
    }
    let is_less = !view.verbose;
    named(&mut out, "not a letter", &plan.unreadable, is_less);
    if !view.quiet {
        named(&mut out, "repeated", &plan.repeated, is_less);
        named(&mut out, "decided differently", &plan.differ, is_less);
        named(&mut out, "redriven often", &plan.often, is_less);
    }
    for said in plan.not_read() {
        labelled(&mut out, UNSURE, "not read", &said);
    }
    for problem in &plan.problems {
        labelled(&mut out, UNSURE, "problem", problem);
    }
    if let Some(files) = files {
        split(&mut out, plan, files);
    }
    answer(&mut out, plan);
    out
}

fn group(out: &mut Screen, group: &Group, asked_code: bool, view: &View) {
    let of = match group.service.as_str() {
        "" => String::new(),
        service => format!(" ({service})"),
    };
    let totals = group.totals;
    let (style, word) = match (totals.left(), totals.taken(), totals.discarded) {
        (0, _, 0) => (GOOD, "taken"),
        (0, 0, _) => (GOOD, "discarded"),
        (0, ..) => (GOOD, "taken or discarded"),
        (_, 0, 0) => (BAD, "left"),
        (_, 0, _) => (UNSURE, "partly discarded"),
        _ => (UNSURE, "partly taken"),
    };
    labelled(out, style, word, &format!("{}{of}: {}", group.event, group.cause));
    let since = match group.since {
        Some((from, to)) if from == to => format!(", {from}"),
        Some((from, to)) => format!(", {from} to {to}"),
        None => String::new(),
    };
    let fates = [
        (totals.taken, "would be taken"),
        (totals.edited, "would be taken once edited"),
        (totals.refused, "still refused"),
        (totals.held, "held back"),
        (totals.undecided, "undecided"),
        (totals.no_contract, "without a contract"),
        (totals.no_reader, "that no code reads"),
        (totals.not_json, "that no version can read"),
        (totals.no_service, "without a service"),
        (totals.other_service, "of another service"),
        (totals.discarded, "discarded"),
    ];
    let fates: Vec<String> = fates
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    out.fill(
        "  ",
        "    ",
        &format!(
            "{}{since}: {}",
            counted(totals.letters as usize, "letter"),
            fates.join(", ")
        ),
    );
    tally(out, "by contract", &group.by_contract, view);
    if asked_code {
        tally(out, "by code", &group.by_code, view);
    }
    causes(out, "stay", &group.stay, view);
    causes(out, "discarded", &group.discarded, view);
    let example = format!("for example {}: ", group.example);
    out.fill(
        "  ",
        "    ",
        &format!("{example}{}", foreign::json(&group.shape.to_string())),
    );
    out.end_line();
}

fn tally(out: &mut Screen, judge: &str, tally: &Tally, view: &View) {
    let undecided: u64 = tally.undecided.values().map(|count| count.letters).sum();
    let refused: u64 = tally.refused.values().map(|count| count.letters).sum();
    let parts = [
        (tally.taken, "taken"),
        (refused, "refused"),
        (undecided, "undecided"),
        (tally.not_found, "not found"),
        (tally.not_asked, "not asked"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    out.fill("  ", "    ", &format!("{judge}: {}", parts.join(", ")));
    causes(out, "", &tally.refused, view);
    for (why, count) in tally.undecided.iter().take(CAUSES) {
        let text = format!("{} undecided, first {}: {why}", count.letters, count.first);
        out.fill("    ", "      ", &text);
    }
}

fn causes(out: &mut Screen, what: &str, causes: &BTreeMap<Cause, Count>, view: &View) {
    let mut all: Vec<(&Cause, &Count)> = causes.iter().collect();
    all.sort_by(|a, b| b.1.letters.cmp(&a.1.letters).then_with(|| a.0.cmp(b.0)));
    let most = if view.verbose { usize::MAX } else { CAUSES };
    let what = if what.is_empty() {
        String::new()
    } else {
        format!("{what}: ")
    };
    for (cause, count) in all.iter().take(most) {
        let text = format!("{what}{} {cause}, first {}", count.letters, count.first);
        out.fill("    ", "      ", &text);
    }
    if all.len() > most {
        out.fill(
            "    ",
            "      ",
            &format!("… and {} more, with -v", counted(all.len() - most, "cause")),
        );
    }
}

fn named(out: &mut Screen, what: &str, named: &Named, is_less: bool) {
    let most = if is_less { LETTERS } else { usize::MAX };
    for (place, text) in named.first.iter().take(most) {
        labelled(out, UNSURE, what, &format!("{place}: {text}"));
    }
    let more = named.all - named.first.len().min(most) as u64;
    if more > 0 {
        out.fill(
            "",
            "  ",
            &format!("… and {} more {what}", counted(more as usize, "letter")),
        );
    }
    if named.all > 0 {
        out.end_line();
    }
}

fn split(out: &mut Screen, plan: &Plan, files: &Files) {
    let totals = plan.totals;
    let mut text = format!(
        "wrote {} to {} and {} to {}",
        counted(totals.taken() as usize, "letter"),
        files.take,
        counted(totals.left() as usize, "line"),
        files.leave
    );
    if let Some(discarded) = &files.discarded {
        text.push_str(&format!(
            ", and {} to {discarded}",
            counted(totals.discarded as usize, "letter")
        ));
    }
    out.fill("", "  ", &text);
}

fn answer(out: &mut Screen, plan: &Plan) {
    let (style, word) = match plan.outcome() {
        Outcome::Compatible if plan.totals.discarded > 0 => (GOOD, "none left"),
        Outcome::Compatible => (GOOD, "all taken"),
        Outcome::Incompatible => (BAD, "some left"),
        Outcome::Incomplete => (UNSURE, "could not complete"),
    };
    let said = plan.answer();
    let said = said.strip_prefix("could not complete: ").unwrap_or(&said);
    labelled(out, style, word, said);
}

/// A word in its style, and a paragraph behind it.
fn labelled(out: &mut Screen, style: Style, word: &str, text: &str) {
    let label = format!("{word}: ");
    // As wide as the label, which has a style of its own.
    let space = " ".repeat(label.chars().count());
    let filled = filled(out.options().width, &space, "  ", text);
    out.styled(style, word);
    out.push_str(": ");
    out.push_str(filled.get(space.len()..).unwrap_or(&filled));
    out.end_line();
}
