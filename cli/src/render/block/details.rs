//! All details of the rows of one cause. Each row has the lines of all sides, all places, every
//! message, the whole text of the fixes and the allowance to paste.

use annotate_snippets::{Element, Group, Level};
use counterpart_engine::json::{Json, Pointer};
use counterpart_verifier::report::advice::Fix;
use counterpart_verifier::report::listing::{Block, Consumer, Row};

use super::{
    About, View, at, attributions, gutter, in_signs, level, sides, sides_as_elements, versions, wanting,
    wrong,
};
use crate::render::excerpt::{Labels, halves, message, remark};
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{Screen, filled};

/// The maximum number of consumers of a row with their lines shown, and of messages. The others are
/// only named.
const MOST: usize = 20;

impl View {
    pub(super) fn details(&self, out: &mut Screen, block: &Block<'_>) {
        let options = out.options();
        for (index, row) in block.rows.iter().enumerate() {
            // The common part of the rows is shown once.
            let title = if index == 0 { &block.headline } else { &row.title };
            let sides = sides(row, MOST);
            let gutter = gutter(&sides);
            let mut elements = sides_as_elements(&sides, gutter, Labels::Whole, options);
            for (name, text) in remarks(row) {
                let level = Level::NOTE.with_name((!name.is_empty()).then_some(name));
                elements.push(remark(level, name.len(), &text, gutter, options));
            }
            let title = level(row.status)
                .primary_title(foreign::line(title).into_owned())
                .id(row.rule);
            let mut groups = vec![title.elements(elements)];
            groups.extend(messages(&row.consumers, gutter, options));
            groups.extend(fixes(&row.fixes, gutter, options));
            out.report(&groups);
            out.end_line();
        }
    }
}

/// The remarks about a row, alongside the lines of both sides.
fn remarks(row: &Row) -> Vec<(&'static str, String)> {
    let mut remarks = Vec::new();
    let mut places: Vec<String> = row.places.iter().map(|place| at(row, place)).collect();
    places.sort();
    if !places.is_empty() {
        remarks.push(("at", places.join(", ")));
    }
    // Otherwise the labels of both sides have it.
    if About::of(row) == About::Message && halves(&row.sentence, "", "").is_none() {
        remarks.push(("", row.sentence.clone()));
    }
    for reason in &row.reasons {
        let place = foreign::place(&reason.place);
        remarks.push(("why", format!("{place} [{}]: {}", reason.kind, reason.text)));
    }
    if let Some(allowance) = &row.allowance {
        let until = allowance
            .until
            .map_or(String::new(), |until| format!(" (until {until})"));
        remarks.push(("", format!("allowed because {}{until}", allowance.reason)));
    }
    let others: Vec<String> = match About::of(row) {
        About::File => wanting(row).skip(MOST).map(|one| one.side.who()).collect(),
        _ => row
            .consumers
            .iter()
            .skip(MOST)
            .map(|one| one.side.who())
            .collect(),
    };
    if !others.is_empty() {
        remarks.push(("also", others.join(", ")));
    }
    let consumers: Vec<&Consumer> = row.consumers.iter().collect();
    let causes = attributions(&consumers);
    remarks.extend(causes.into_iter().map(|cause| ("cause", cause)));
    let mut premises: Vec<String> = consumers
        .iter()
        .flat_map(|one| &one.premises)
        .map(ToString::to_string)
        .collect();
    premises.sort();
    premises.dedup();
    remarks.extend(premises.into_iter().map(|premise| ("if", premise)));
    let versions = versions(std::iter::once(row));
    remarks.extend(versions.into_iter().map(|version| ("version", version)));
    remarks
}

/// A message, its wrong place, the label of that place, and the consumers that the message breaks.
type Said<'c> = (&'c Json, &'c Pointer, String, Vec<String>);

/// Each message once, with the consumers that it breaks, and with the wrong place of the first of them marked.
fn messages(consumers: &[Consumer], gutter: usize, options: TerminalOptions) -> Vec<Group<'static>> {
    let mut said: Vec<Said> = Vec::new();
    for consumer in consumers {
        let Some((witness, at)) = &consumer.witness else {
            continue;
        };
        let name = consumer.side.who();
        match said.iter_mut().find(|(known, ..)| *known == witness) {
            Some((.., names)) if names.contains(&name) => {}
            Some((.., names)) => names.push(name),
            None => said.push((witness, at, wrong(consumer.missing.as_deref()), vec![name])),
        }
    }
    let shown = said.into_iter().take(MOST);
    let group = |(witness, at, label, names): Said| {
        let title = format!("a message that breaks {}", names.join(", "));
        // The colour of an error, for the mark under the wrong part.
        Level::ERROR
            .with_name("example")
            .secondary_title(foreign::line(&title).into_owned())
            .elements(message(witness, at, &label, gutter, options))
    };
    shown.map(group).collect()
}

/// The fixes, with the text to paste below each.
fn fixes(fixes: &[Fix], gutter: usize, options: TerminalOptions) -> Option<Group<'static>> {
    if fixes.is_empty() {
        return None;
    }
    // The margin, and its sign before each.
    let width = options.width.saturating_sub(gutter + 5).max(20);
    let elements = fixes.iter().map(|fix| {
        let mut text = filled(width, "", "", &fix.text);
        for line in fix.paste.iter().flat_map(|paste| paste.lines()) {
            text.push_str("\n    ");
            text.push_str(&foreign::line(line));
        }
        Element::from(Level::HELP.no_name().message(in_signs(&text, options)))
    });
    let title = if fixes.len() == 1 {
        "possible fix"
    } else {
        "possible fixes"
    };
    Some(Level::HELP.secondary_title(title).elements(elements))
}
