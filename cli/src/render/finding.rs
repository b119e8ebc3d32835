//! One finding: the lines of both sides, a message that breaks, ways out.

use std::collections::BTreeSet;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin};
use counterpart::contract::RustType;
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::{Json, Pointer};
use counterpart_verifier::report::advice::{self, Way};
use counterpart_verifier::report::{
    Cause, Document, FileFinding, FileRule, Incompatibility, KeyFinding, Part, Refusal, Unproven, locate,
};

use super::excerpt::{Excerpt, halves, message, remark};
use super::foreign;
use super::prose::{place, place_in, some, who};
use super::screen::{Screen, filled};
use super::view::View;
use crate::terminal::look::Look;

/// So many consumers have their line shown, and so many their message; the others are named.
const SHOWN: usize = 5;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Error,
    Warning,
    Pending,
    Allowed,
}

impl Weight {
    fn level(self) -> Level<'static> {
        match self {
            Weight::Error => Level::ERROR,
            Weight::Warning => Level::WARNING,
            Weight::Pending => Level::WARNING.with_name("pending"),
            Weight::Allowed => Level::NOTE.with_name("allowed"),
        }
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

    fn elements(&self, look: Look) -> Vec<Element<'static>> {
        let gutter = self.gutter();
        let mut elements: Vec<Element> = Vec::new();
        for (index, shown) in self.shown.iter().enumerate() {
            let kind = if index == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            match shown {
                Shown::Line(excerpt) => elements.extend(excerpt.elements(kind, gutter, look)),
                Shown::File(path) => elements.push(Origin::path(foreign::line(path).into_owned()).into()),
            }
        }
        for (name, text) in &self.remarks {
            let level = Level::NOTE.with_name((!name.is_empty()).then_some(*name));
            elements.push(remark(level, name.len(), text, gutter, look));
        }
        elements
    }
}

impl View {
    pub(super) fn incompatibility(&self, out: &mut Screen, found: &Incompatibility, weight: Weight) {
        let look = out.look();
        let producer = found.emitted.identity().service();
        let mut names: Vec<String> = found
            .refusals
            .iter()
            .map(|refusal| who(&refusal.contract))
            .collect();
        names.dedup();
        let title = format!(
            "{}: {producer} can send what {} {}",
            found.emitted.identity().event(),
            some(&names, 3),
            if names.len() == 1 { "refuses" } else { "refuse" },
        );
        let sides = self.sides(found, &names);
        let gutter = sides.gutter();
        let mut groups = vec![titled(weight, &title, found.rule.id(), sides.elements(look))];
        groups.extend(messages(&found.refusals, found.rule, gutter, look));
        groups.extend(ways(&advice::of_incompatibility(found), gutter, look));
        out.report(&groups);
        out.end_line();
    }

    /// What each side says, and what is to be known of it.
    fn sides(&self, found: &Incompatibility, names: &[String]) -> Sides {
        let producer = found.emitted.identity().service();
        let first = &found.refusals[0];
        let said = halves(&found.sentence, producer, &who(&first.contract));
        let sent = said
            .as_ref()
            .map_or_else(|| format!("{producer} sends"), |(sent, _)| sent.clone());
        // Headers are said beside the type, not in it.
        let above = Place::default();
        let in_source = |refusal: &'_ Refusal| match found.part {
            Part::Headers => above.clone(),
            _ => refusal.places[0].clone(),
        };
        let mut shown = vec![self.side(sent, &found.emitted, &in_source(first), &found.emitted_at)];
        for refusal in found.refusals.iter().take(SHOWN) {
            let consumer = who(&refusal.contract);
            let accepts = halves(&found.sentence, producer, &consumer)
                .map_or_else(|| format!("{consumer} accepts"), |(_, accepted)| accepted);
            let label = format!("{accepts}{}", owned(&refusal.contract));
            shown.push(self.side(
                label,
                &refusal.contract,
                &in_source(refusal),
                &refusal.accepted_at,
            ));
        }
        let mut places: Vec<String> = found
            .refusals
            .iter()
            .flat_map(|refusal| refusal.places.iter().map(|one| place_in(found.part, one)))
            .collect();
        places.sort();
        places.dedup();
        let mut remarks = vec![("place", some(&places, 10))];
        if said.is_none() {
            remarks.push(("", found.sentence.clone()));
        }
        if let Some(others) = found.refusals.get(SHOWN..).filter(|others| !others.is_empty()) {
            let others: Vec<String> = others
                .iter()
                .map(|refusal| format!("{}{}", who(&refusal.contract), owned(&refusal.contract)))
                .collect();
            remarks.push((
                "also",
                format!(
                    "{} more of {} refuse it: {}",
                    others.len(),
                    names.len(),
                    others.join(", ")
                ),
            ));
        }
        remarks.extend(causes(
            found
                .refusals
                .iter()
                .map(|refusal| (who(&refusal.contract), refusal.cause)),
        ));
        let premises = found.refusals.iter().flat_map(|refusal| &refusal.premises);
        let premises: BTreeSet<String> = premises.map(ToString::to_string).collect();
        remarks.extend(premises.into_iter().map(|premise| ("if", premise)));
        let documents = found.refusals.iter().map(|refusal| &*refusal.contract);
        remarks.extend(standing(std::iter::once(&*found.emitted).chain(documents)));
        Sides { shown, remarks }
    }

    pub(super) fn key(&self, out: &mut Screen, found: &KeyFinding, weight: Weight) {
        let look = out.look();
        let (producer, consumer) = (found.emitted.identity().service(), who(&found.contract));
        let title = format!(
            "{}: {producer} can send what {consumer} refuses",
            found.emitted.identity().event(),
        );
        let above = Place::default();
        let says = Pointer::root().child("x-contract").child("key");
        let said = halves(&found.sentence, producer, &consumer);
        let mut remarks = vec![("place", "key".to_owned())];
        if said.is_none() {
            remarks.push(("", found.sentence.clone()));
        }
        let (sent, accepted) =
            said.unwrap_or_else(|| (format!("{producer} sends"), format!("{consumer} accepts")));
        let accepted = format!("{accepted}{}", owned(&found.contract));
        remarks.extend(causes(std::iter::once((consumer.clone(), found.cause))));
        remarks.extend(standing([&*found.emitted, &*found.contract].into_iter()));
        let sides = Sides {
            shown: vec![
                self.side(sent, &found.emitted, &above, &says),
                self.side(accepted, &found.contract, &above, &says),
            ],
            remarks,
        };
        let gutter = sides.gutter();
        let mut groups = vec![titled(weight, &title, KeyFinding::RULE, sides.elements(look))];
        let at = Pointer::root().child("key");
        groups.push(breaking(
            &consumer,
            message(&found.witness, &at, "not accepted", gutter, look),
        ));
        groups.extend(ways(&advice::of_key(found), gutter, look));
        out.report(&groups);
        out.end_line();
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
        // The property that the place ends in, where the schema names it below `at`.
        let property = match place.0.last() {
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

    pub(super) fn unproven(&self, out: &mut Screen, found: &Unproven, weight: Weight) {
        let look = out.look();
        let (producer, consumer) = (found.emitted.identity().service(), who(&found.contract));
        let title = format!(
            "{}: neither proven nor refuted that {consumer} accepts what {producer} sends",
            found.emitted.identity().event(),
        );
        let mut remarks: Vec<(&str, String)> = found
            .reasons
            .iter()
            .map(|reason| {
                let text = format!("{} [{}]: {}", place(&reason.place), reason.kind, reason.text);
                ("why", text)
            })
            .collect();
        remarks.extend(standing([&*found.emitted, &*found.contract].into_iter()));
        let at = found
            .reasons
            .first()
            .map_or_else(Place::default, |reason| reason.place.clone());
        let accepts = format!("{consumer} accepts{}", owned(&found.contract));
        let sides = Sides {
            shown: vec![
                self.side(format!("{producer} sends"), &found.emitted, &at, &Pointer::root()),
                self.side(accepts, &found.contract, &at, &Pointer::root()),
            ],
            remarks,
        };
        let mut groups = vec![titled(weight, &title, "unproven", sides.elements(look))];
        groups.extend(ways(&advice::of_unproven(found), sides.gutter(), look));
        out.report(&groups);
        out.end_line();
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

    pub(super) fn file(&self, out: &mut Screen, finding: &FileFinding, weight: Weight) {
        let look = out.look();
        let mut shown = match finding.rule {
            FileRule::NotCompared => self.types(&finding.document),
            _ => vec![Shown::File(self.path(&finding.document.path))],
        };
        for contract in finding.wanted_by.iter().take(SHOWN) {
            let label = format!("{} accepts it{}", who(contract), owned(contract));
            shown.push(self.side(label, contract, &Place::default(), &Pointer::root()));
        }
        let mut remarks = Vec::new();
        if let Some(others) = finding.wanted_by.get(SHOWN..).filter(|others| !others.is_empty()) {
            let names: Vec<String> = others.iter().map(|contract| who(contract)).collect();
            remarks.push(("also", format!("wanted by {}", names.join(", "))));
        }
        remarks.extend(standing(finding.wanted_by.iter().map(|contract| &**contract)));
        let sides = Sides { shown, remarks };
        let title = advice::what_is_wrong(finding);
        let mut groups = vec![titled(weight, &title, finding.rule.id(), sides.elements(look))];
        groups.extend(ways(&advice::of_file(finding), sides.gutter(), look));
        out.report(&groups);
        out.end_line();
    }
}

fn titled(weight: Weight, title: &str, id: &'static str, elements: Vec<Element<'static>>) -> Group<'static> {
    weight
        .level()
        .primary_title(foreign::line(title).into_owned())
        .id(id)
        .elements(elements)
}

fn owned(document: &Document) -> String {
    let owner = document.contract.header.owner.as_deref();
    owner.map_or(String::new(), |owner| format!(" (owner {owner})"))
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
fn messages(refusals: &[Refusal], rule: Rule, gutter: usize, look: Look) -> Vec<Group<'static>> {
    let mut said: Vec<(&Json, &Refusal, Vec<String>)> = Vec::new();
    for refusal in refusals {
        let name = who(&refusal.contract);
        match said.iter_mut().find(|(witness, ..)| **witness == refusal.witness) {
            Some((.., names)) if names.contains(&name) => {}
            Some((.., names)) => names.push(name),
            None => said.push((&refusal.witness, refusal, vec![name])),
        }
    }
    let group = |(witness, refusal, names): (&Json, &Refusal, Vec<String>)| {
        let label = wrong(rule, refusal.places.first());
        breaking(
            &some(&names, SHOWN),
            message(witness, &refusal.witness_at, &label, gutter, look),
        )
    };
    said.into_iter().take(SHOWN).map(group).collect()
}

/// What is said of the wrong place in a message.
pub(super) fn wrong(rule: Rule, place: Option<&Place>) -> String {
    match (rule, place.and_then(|place| place.0.last())) {
        (Rule::PropertyMissing | Rule::PropertyOptional, Some(PlaceStep::Property(name))) => {
            format!("`{name}` is missing here")
        }
        _ => "not accepted".to_owned(),
    }
}

/// What to do, with what is to be pasted below it.
fn ways(ways: &[Way], gutter: usize, look: Look) -> Option<Group<'static>> {
    if ways.is_empty() {
        return None;
    }
    // The margin, and the sign before each way.
    let width = look.width.saturating_sub(gutter + 5).max(20);
    let elements = ways.iter().map(|way| {
        let mut text = filled(width, "- ", "  ", &way.text);
        for line in way.paste.iter().flat_map(|paste| paste.lines()) {
            text.push_str("\n    ");
            text.push_str(&foreign::line(line));
        }
        if !look.unicode {
            text = text.replace('…', "...");
        }
        Element::from(Level::HELP.no_name().message(text))
    });
    let title = if ways.len() == 1 {
        "the way out"
    } else {
        "ways out"
    };
    Some(Level::HELP.secondary_title(title).elements(elements))
}

/// Whose change it was, once where all consumers have the same, and what that means.
fn causes(causes: impl Iterator<Item = (String, Option<Cause>)>) -> Vec<(&'static str, String)> {
    let mut by_cause: Vec<(Cause, Vec<String>)> = Vec::new();
    for (consumer, cause) in causes {
        let Some(cause) = cause else { continue };
        match by_cause.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, consumers)) if consumers.contains(&consumer) => {}
            Some((_, consumers)) => consumers.push(consumer),
            None => by_cause.push((cause, vec![consumer])),
        }
    }
    let alone = by_cause.len() == 1;
    let said = by_cause.into_iter().map(|(cause, consumers)| {
        let of = if alone {
            String::new()
        } else {
            format!(" (for {})", consumers.join(", "))
        };
        ("cause", format!("{cause}{of}: {}", advice::of_cause(cause)))
    });
    said.collect()
}

/// Each version that the documents are of, and why it counts.
fn standing<'d>(documents: impl Iterator<Item = &'d Document>) -> Vec<(&'static str, String)> {
    let mut said = Vec::new();
    for document in documents {
        for standing in &document.standing {
            let text = format!("{} {standing}", document.identity().service());
            if !said.iter().any(|(_, known)| *known == text) {
                said.push(("version", text));
            }
        }
    }
    said
}
