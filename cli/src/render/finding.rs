//! One finding: the lines of both sides, a message that breaks, ways out.

use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin};
use counterpart::contract::RustType;
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::{Json, Pointer};
use counterpart_verifier::report::advice::{self, Fix};
use counterpart_verifier::report::listing::{Consumer, Locate, Row, Side};
use counterpart_verifier::report::{
    Attribution, Document, FileFinding, FileRule, Finding, Incompatibility, KeyFinding, Kind, Part, Status,
    Unproven, locate,
};

use super::excerpt::{Excerpt, halves, message, remark};
use super::prose::{some, who};
use super::view::View;
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{Screen, filled};

/// So many consumers have their line shown, and so many their message; the others are named.
const SHOWN: usize = 5;

/// How the title of a finding begins.
fn level(finding: &Finding) -> Level<'static> {
    match finding.status {
        Status::Failing => Level::ERROR,
        Status::Pending => Level::WARNING.with_name("pending"),
        Status::Allowed => Level::NOTE.with_name("allowed"),
        _ => Level::WARNING,
    }
}

/// What is shown of a side: a line of source, or the file alone.
enum Shown {
    Line(Excerpt),
    File(String),
}

/// The parts of a finding's first group, in their order.
struct Sides {
    shown: Vec<Shown>,
    remarks: Vec<(&'static str, String)>,
}

impl Sides {
    /// The width of the widest line number.
    fn gutter(&self) -> usize {
        let lines = self.shown.iter().map(|shown| match shown {
            Shown::Line(excerpt) => excerpt.line.to_string().len(),
            Shown::File(_) => 0,
        });
        lines.max().unwrap_or(0).max(1)
    }

    fn elements(&self, options: TerminalOptions) -> Vec<Element<'static>> {
        let gutter = self.gutter();
        let mut elements: Vec<Element> = Vec::new();
        for (index, shown) in self.shown.iter().enumerate() {
            let kind = if index == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            match shown {
                Shown::Line(excerpt) => elements.extend(excerpt.elements(kind, gutter, options)),
                Shown::File(path) => elements.push(Origin::path(foreign::line(path).into_owned()).into()),
            }
        }
        for (name, text) in &self.remarks {
            let level = Level::NOTE.with_name((!name.is_empty()).then_some(*name));
            elements.push(remark(level, name.len(), text, gutter, options));
        }
        elements
    }
}

impl View {
    /// Shows a finding: the lines of both sides, what is to be known of it, a message that breaks, what mends it.
    pub(super) fn finding(&self, out: &mut Screen, finding: &Finding, places: &dyn Locate) {
        let options = out.options();
        let row = Row::of(finding, places);
        let (title, shown) = match &finding.kind {
            Kind::Incompatible(found) => (refused(&row), self.sides(found)),
            Kind::Key(found) => (refused(&row), self.keys(found)),
            Kind::Unproven(found) => (row.title.clone(), self.undecided(found)),
            Kind::File(found) => (row.sentence.clone(), self.files(found)),
            _ => (row.title.clone(), Vec::new()),
        };
        let sides = Sides {
            shown,
            remarks: remarks(&finding.kind, &row),
        };
        let gutter = sides.gutter();
        let title = level(finding)
            .primary_title(foreign::line(&title).into_owned())
            .id(row.rule);
        let mut groups = vec![title.elements(sides.elements(options))];
        groups.extend(messages(&finding.kind, &row.consumers, gutter, options));
        groups.extend(fixes(&row.fixes, gutter, options));
        out.report(&groups);
        out.end_line();
    }

    fn sides(&self, found: &Incompatibility) -> Vec<Shown> {
        let producer = found.emitted.identity().service();
        let first = &found.refusals[0];
        let sent = halves(&found.sentence, producer, &who(&first.contract))
            .map_or_else(|| format!("{producer} sends"), |(sent, _)| sent);
        // Headers are said beside the type, not in it.
        let in_source = |place: &Place| match found.part {
            Part::Headers => Place::default(),
            _ => place.clone(),
        };
        let mut shown = vec![self.side(sent, &found.emitted, &found.sent_place(), &found.emitted_at)];
        for refusal in found.refusals.iter().take(SHOWN) {
            let consumer = who(&refusal.contract);
            let accepts = halves(&found.sentence, producer, &consumer)
                .map_or_else(|| format!("{consumer} accepts"), |(_, accepted)| accepted);
            let label = format!("{accepts}{}", owned(&refusal.contract));
            let at = in_source(&refusal.places[0]);
            shown.push(self.side(label, &refusal.contract, &at, &refusal.accepted_at));
        }
        shown
    }

    fn keys(&self, found: &KeyFinding) -> Vec<Shown> {
        let (producer, consumer) = (found.emitted.identity().service(), who(&found.contract));
        let (sent, accepted) = halves(&found.sentence, producer, &consumer)
            .unwrap_or_else(|| (format!("{producer} sends"), format!("{consumer} accepts")));
        let accepted = format!("{accepted}{}", owned(&found.contract));
        let (above, says) = (Place::default(), Pointer::root().child("x-contract").child("key"));
        vec![
            self.side(sent, &found.emitted, &above, &says),
            self.side(accepted, &found.contract, &above, &says),
        ]
    }

    fn undecided(&self, found: &Unproven) -> Vec<Shown> {
        let (producer, consumer) = (found.emitted.identity().service(), who(&found.contract));
        let at = found
            .reasons
            .first()
            .map_or_else(Place::default, |reason| reason.place.clone());
        let accepts = format!("{consumer} accepts{}", owned(&found.contract));
        vec![
            self.side(format!("{producer} sends"), &found.emitted, &at, &Pointer::root()),
            self.side(accepts, &found.contract, &at, &Pointer::root()),
        ]
    }

    fn files(&self, found: &FileFinding) -> Vec<Shown> {
        let mut shown = match found.rule {
            FileRule::NotCompared => self.types(&found.document),
            _ => vec![Shown::File(self.path(&found.document.path))],
        };
        for contract in found.wanted_by.iter().take(SHOWN) {
            let label = format!("{} accepts it{}", who(contract), owned(contract));
            shown.push(self.side(label, contract, &Place::default(), &Pointer::root()));
        }
        shown
    }

    /// The line of one side: of Rust source where it is known, else of the contract file.
    fn side(&self, label: String, document: &Document, place: &Place, at: &Pointer) -> Shown {
        if let Some(found) = self.sources.find(&document.contract.header, place) {
            return Shown::Line(Excerpt {
                path: self.path(&found.path),
                line: found.line,
                text: found.text,
                span: found.span,
                label,
            });
        }
        // The property that the place ends in, where the schema names it below `at`; a variant is in none of its own.
        let is_property = |step: &&PlaceStep| !matches!(step, PlaceStep::Alternative(_));
        let property = match place.0.iter().rfind(is_property) {
            Some(PlaceStep::Property(name)) => Some(at.child("properties").child(name.as_str())),
            _ => None,
        };
        let property = property.filter(|property| locate(&document.text, property).is_some());
        let at = property.as_ref().unwrap_or(at);
        let path = self.path(&document.path);
        match Excerpt::of_json(path.clone(), &document.text, at, label) {
            Some(excerpt) => Shown::Line(excerpt),
            None => Shown::File(path),
        }
    }

    /// The line of each type that a document is made of.
    fn types(&self, document: &Document) -> Vec<Shown> {
        let types = &document.contract.header.types;
        let line = |rust: &RustType| {
            let mut of_type = document.clone();
            of_type.contract.header.types = vec![rust.clone()];
            let label = "what is written of it was not compared".to_owned();
            self.side(label, &of_type, &Place::default(), &Pointer::root())
        };
        types.iter().take(SHOWN).map(line).collect()
    }
}

/// The title of a pair that does not fit.
fn refused(row: &Row) -> String {
    row.title_naming(&some(&row.names(), 3))
}

/// What is to be known of a finding, beside the lines of both sides.
fn remarks(kind: &Kind, row: &Row) -> Vec<(&'static str, String)> {
    let mut remarks = Vec::new();
    if matches!(kind, Kind::Incompatible(_) | Kind::Key(_)) {
        let mut places: Vec<String> = row
            .places
            .iter()
            .map(|one| foreign::place(one).to_string())
            .collect();
        places.sort();
        remarks.push(("place", some(&places, 10)));
        // Else the labels of both sides say it.
        if halves(&row.sentence, "", "").is_none() {
            remarks.push(("", row.sentence.clone()));
        }
    }
    for reason in &row.reasons {
        let place = foreign::place(&reason.place);
        remarks.push(("why", format!("{place} [{}]: {}", reason.kind, reason.text)));
    }
    if let Some(others) = row.consumers.get(SHOWN..).filter(|others| !others.is_empty()) {
        let named = |one: &Consumer| match kind {
            Kind::File(_) => one.side.who(),
            _ => format!("{}{}", one.side.who(), owner(one.side.owner.as_deref())),
        };
        let names = others.iter().map(named).collect::<Vec<_>>().join(", ");
        let text = match kind {
            Kind::File(_) => format!("wanted by {names}"),
            _ => format!(
                "{} more of {} refuse it: {names}",
                others.len(),
                row.names().len()
            ),
        };
        remarks.push(("also", text));
    }
    remarks.extend(attributions(&row.consumers));
    let premises = row.consumers.iter().flat_map(|one| &one.premises);
    let premises: BTreeSet<String> = premises.map(ToString::to_string).collect();
    remarks.extend(premises.into_iter().map(|premise| ("if", premise)));
    // The file of an event that stopped is shown, and not where it was.
    let producer = row.producer.iter().filter(|_| !matches!(kind, Kind::File(_)));
    remarks.extend(versions(
        producer.chain(row.consumers.iter().map(|one| &one.side)),
    ));
    remarks
}

fn owner(owner: Option<&str>) -> String {
    owner.map_or(String::new(), |owner| format!(" (owner {owner})"))
}

fn owned(document: &Document) -> String {
    owner(document.contract.header.owner.as_deref())
}

fn breaking(consumers: &str, elements: Vec<Element<'static>>) -> Group<'static> {
    let title = format!("a message that breaks {consumers}");
    // The colour of an error, for the mark under what is wrong.
    Level::ERROR
        .with_name("example")
        .secondary_title(foreign::line(&title).into_owned())
        .elements(elements)
}

/// Each message once, with the consumers that it breaks, and with the wrong place of the first of them marked.
fn messages(
    kind: &Kind,
    consumers: &[Consumer],
    gutter: usize,
    options: TerminalOptions,
) -> Vec<Group<'static>> {
    let mut said: Vec<(&Json, &Pointer, String, Vec<String>)> = Vec::new();
    for (index, consumer) in consumers.iter().enumerate() {
        let Some((witness, at)) = &consumer.witness else {
            continue;
        };
        let name = consumer.side.who();
        match said.iter_mut().find(|(known, ..)| *known == witness) {
            Some((.., names)) if names.contains(&name) => {}
            Some((.., names)) => names.push(name),
            None => {
                let label = match kind {
                    Kind::Incompatible(found) => wrong(found.rule, found.refusals[index].places.first()),
                    _ => NOT_ACCEPTED.to_owned(),
                };
                said.push((witness, at, label, vec![name]));
            }
        }
    }
    let shown = said.into_iter().take(SHOWN);
    let group = |(witness, at, label, names): (&Json, &Pointer, String, Vec<String>)| {
        breaking(
            &some(&names, SHOWN),
            message(witness, at, &label, gutter, options),
        )
    };
    shown.map(group).collect()
}

const NOT_ACCEPTED: &str = "not accepted";

/// What is said of the wrong place in a message.
pub(super) fn wrong(rule: Rule, place: Option<&Place>) -> String {
    match (rule, place.and_then(|place| place.0.last())) {
        (Rule::PropertyMissing | Rule::PropertyOptional, Some(PlaceStep::Property(name))) => {
            format!("`{name}` is missing here")
        }
        _ => NOT_ACCEPTED.to_owned(),
    }
}

/// What to do, with what is to be pasted below it.
fn fixes(fixes: &[Fix], gutter: usize, options: TerminalOptions) -> Option<Group<'static>> {
    if fixes.is_empty() {
        return None;
    }
    // The margin, and the sign before each.
    let width = options.width.saturating_sub(gutter + 5).max(20);
    let elements = fixes.iter().map(|fix| {
        let mut text = filled(width, "- ", "  ", &fix.text);
        for line in fix.paste.iter().flat_map(|paste| paste.lines()) {
            text.push_str("\n    ");
            text.push_str(&foreign::line(line));
        }
        if !options.unicode {
            text = text.replace('…', "...");
        }
        Element::from(Level::HELP.no_name().message(text))
    });
    let title = if fixes.len() == 1 {
        "the way out"
    } else {
        "ways out"
    };
    Some(Level::HELP.secondary_title(title).elements(elements))
}

/// Whose change it was, once where all consumers have the same, and what that means.
fn attributions(consumers: &[Consumer]) -> Vec<(&'static str, String)> {
    let mut known: Vec<(Attribution, Vec<String>)> = Vec::new();
    for consumer in consumers {
        let Some(attribution) = consumer.attribution else {
            continue;
        };
        let name = consumer.side.who();
        match known.iter_mut().find(|(known, _)| *known == attribution) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => known.push((attribution, vec![name])),
        }
    }
    let alone = known.len() == 1;
    let said = known.into_iter().map(|(attribution, names)| {
        let of = if alone {
            String::new()
        } else {
            format!(" (for {})", names.join(", "))
        };
        let means = advice::of_attribution(attribution);
        ("cause", format!("{attribution}{of}: {means}"))
    });
    said.collect()
}

/// Each version that the sides are of, and why it is included.
fn versions<'s>(sides: impl Iterator<Item = &'s Side>) -> Vec<(&'static str, String)> {
    let mut said: Vec<(&str, String)> = Vec::new();
    for side in sides {
        for included in &side.versions {
            let text = format!("{} {included}", side.service);
            if !said.iter().any(|(_, known)| *known == text) {
                said.push(("version", text));
            }
        }
    }
    said
}
