//! Finds things that seem to have another name on the other side.
//!
//! A consumer requires a field that is not sent. At the same place, the producer sends a field that
//! the consumer does not know. If both have the same type, and their names are alike or the past
//! shows the change, one of the sides has renamed it. The same holds for variants, and for the field that tells variants apart. If the past is known, the
//! removed names are compared with the new ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Object;

use super::super::{Document, Incompatibility, Named, Part, Refusal, Renamed};
use super::contained::is_contained;
use super::forms::Forms;
use super::pairing::{Fit, Names};
use super::renames::Renames;
use super::variants::{Tagging, Variant};

/// The maximum number of questions to the engine for one finding.
const QUESTIONS: usize = 24;

/// What explains a finding as a rename; `None` where the consumers do not agree on it. `read_before` is what the contract of
/// each refusal said before, `known` what was found of other findings of the same documents.
pub(crate) fn renamed<'a>(
    found: &'a Incompatibility,
    read_before: &'a [Option<Arc<Document>>],
    known: &'a Renames,
) -> Option<Renamed> {
    let before = found
        .before
        .as_ref()
        .and_then(|before| schema_of(before, found.part));
    let sent = schema_of(&found.emitted, found.part)?;
    let mut said: Option<Renamed> = None;
    for (index, refusal) in found.refusals.iter().enumerate() {
        let was_read = read_before.get(index).and_then(Option::as_ref);
        let was_read = was_read.and_then(|before| schema_of(before, found.part));
        let read = schema_of(&refusal.contract, found.part)?;
        let sides = Sides {
            sent: Forms::of(sent),
            read: Forms::of(read),
            before: before.map(Forms::of),
            read_before: was_read.map(Forms::of),
            known: Some(known),
        };
        let one = sides.renamed(found.rule, refusal)?;
        match &said {
            None => said = Some(one),
            Some(known)
                if (known.what, &known.consumer, &known.producer)
                    == (one.what, &one.consumer, &one.producer) => {}
            Some(_) => return None,
        }
    }
    said
}

/// The schema of a part of a document's messages.
pub(super) fn schema_of(document: &Document, part: Part) -> Option<&Object> {
    match part {
        Part::Payload => Some(document.contract.schema()),
        Part::Headers => Some(&document.contract.header.metadata.headers),
        Part::Key => None,
    }
}

/// The sent values, the accepted values, and the values sent before.
pub(super) struct Sides<'a> {
    pub(super) sent: Forms<'a>,
    pub(super) read: Forms<'a>,
    pub(super) before: Option<Forms<'a>>,
    /// The values accepted before.
    pub(super) read_before: Option<Forms<'a>>,
    /// The names that were already compared.
    pub(super) known: Option<&'a Renames>,
}

impl<'a> Sides<'a> {
    fn renamed(&self, rule: Rule, refusal: &Refusal) -> Option<Renamed> {
        let (last, above) = refusal.places[0].0.split_last()?;
        let above = Place(above.to_vec());
        match (rule, last) {
            (Rule::PropertyMissing | Rule::PropertyDenied, PlaceStep::Property(name)) => {
                let wrong = match rule {
                    Rule::PropertyMissing => Wrong::Missing(name),
                    _ => Wrong::Unknown(name),
                };
                let here = self.at(&above);
                let outer = without_alternatives(&above);
                let whole = self.at(&outer);
                whole
                    .tag(wrong, &outer)
                    .or_else(|| whole.variant(wrong, &outer))
                    .or_else(|| here.field(wrong, &above))
            }
            (Rule::ValueNotAccepted, _) => {
                let text = refusal.witness_at.find(&refusal.witness)?.as_str()?;
                let place = without_alternatives(&refusal.places[0]);
                let at_value = self.at(&place).variant(Wrong::Unknown(text), &place);
                at_value.or_else(|| {
                    // The value of a tag is the name of a variant of the enum that contains the
                    // tag.
                    let (PlaceStep::Property(_), above) = place.0.split_last()? else {
                        return None;
                    };
                    let above = without_alternatives(&Place(above.to_vec()));
                    self.at(&above).variant(Wrong::Unknown(text), &above)
                })
            }
            (Rule::AlternativeNotAccepted, PlaceStep::Alternative(name)) => {
                let place = without_alternatives(&refusal.places[0]);
                let whole = self.at(&place);
                // A tag with another name makes all variants unknown.
                match &whole.tags()[..] {
                    [pair] => Some(said(Named::Tag, &place, pair.clone())),
                    _ => whole.variant(Wrong::Unknown(name), &place),
                }
            }
            _ => None,
        }
    }

    fn at(&self, place: &Place) -> Self {
        Self {
            sent: self.sent.at(place),
            read: self.read.at(place),
            before: self.before.as_ref().map(|before| before.at(place)),
            read_before: self.read_before.as_ref().map(|before| before.at(place)),
            known: self.known,
        }
    }

    /// The earlier values. Nothing is known of a place that did not exist.
    fn was_there(&self) -> Option<&Forms<'a>> {
        self.before.as_ref().filter(|before| !before.is_empty())
    }

    /// The values read before.
    fn was_read(&self) -> Option<&Forms<'a>> {
        self.read_before.as_ref().filter(|before| !before.is_empty())
    }

    fn is_cut(&self) -> bool {
        self.sent.is_cut() || self.read.is_cut()
    }

    fn field(&self, wrong: Wrong<'_>, above: &Place) -> Option<Renamed> {
        Some(said(
            Named::Field,
            above,
            wrong.pair(self.remembered(Named::Field, above, Self::fields))?,
        ))
    }

    fn tag(&self, wrong: Wrong<'_>, above: &Place) -> Option<Renamed> {
        Some(said(
            Named::Tag,
            above,
            wrong.pair(self.remembered(Named::Tag, above, Self::tags))?,
        ))
    }

    fn variant(&self, wrong: Wrong<'_>, above: &Place) -> Option<Renamed> {
        Some(said(
            Named::Variant,
            above,
            wrong.pair(self.remembered(Named::Variant, above, Self::variants))?,
        ))
    }

    /// The fields that have one name on the reading side and another on the sending side.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        if self.is_cut() {
            return Vec::new();
        }
        let (sent, read) = (self.sent.names(), self.read.names());
        let lacking: Vec<&str> = required_or_named(&self.read, &read)
            .into_iter()
            .filter(|name| !sent.contains(name))
            .collect();
        let (required_here, always_sent) = (self.read.required(), self.sent.required());
        let required: Vec<&str> = lacking
            .iter()
            .filter(|name| required_here.contains(*name))
            .copied()
            .collect();
        let names = Names {
            missing: if required.is_empty() { lacking } else { required },
            unknown: sent
                .iter()
                .filter(|name| !read.contains(*name))
                .copied()
                .collect(),
            before: self.was_there().map(Forms::names),
            wanted_before: self.was_read().map(Forms::names),
        };
        let mut questions = 0;
        let mut fits = |missing: &str, unknown: &str| {
            if required_here.contains(missing) && !always_sent.contains(unknown) {
                return Fit::No;
            }
            questions += 1;
            if questions > QUESTIONS {
                return Fit::No;
            }
            let wanted = self.read.field(missing);
            if wanted.is_empty() {
                return Fit::Plain;
            }
            match is_contained(&self.sent.field(unknown), &wanted) {
                false => Fit::No,
                true if wanted.is_anything() => Fit::Plain,
                true => Fit::Typed,
            }
        };
        names.pairs(&mut fits)
    }

    /// The tags that have one name on the reading side and another on the sending side.
    pub(super) fn tags(&self) -> Vec<(String, String)> {
        let (sent, read) = (self.sent.names(), self.read.names());
        let (of_read, of_sent) = (self.read.tags(), self.sent.tags());
        let names = Names {
            missing: of_read
                .keys()
                .filter(|name| !sent.contains(*name))
                .copied()
                .collect(),
            unknown: of_sent
                .keys()
                .filter(|name| !read.contains(*name))
                .copied()
                .collect(),
            before: self.was_there().map(Forms::names),
            wanted_before: self.was_read().map(Forms::names),
        };
        let mut fits = |missing: &str, unknown: &str| {
            let (wanted, sent) = (&of_read[missing], &of_sent[unknown]);
            let shared = wanted.intersection(sent).count();
            // Most of the variants still have the same names.
            if shared > 0 && 2 * shared >= wanted.len().min(sent.len()) {
                Fit::Same
            } else {
                Fit::No
            }
        };
        names.pairs(&mut fits)
    }

    /// The variants that have one name on the reading side and another on the sending side.
    pub(super) fn variants(&self) -> Vec<(String, String)> {
        if self.is_cut() {
            return Vec::new();
        }
        let (sent, read) = (self.sent.variants(), self.read.variants());
        // What has one value only, such as a version, is no enum.
        if sent.len() < 2 && read.len() < 2 {
            return Vec::new();
        }
        let before = self.was_there().map(Forms::variants);
        let names = |variants: &'_ [Variant]| -> BTreeSet<String> {
            variants.iter().map(|one| one.name.clone()).collect()
        };
        let (sent_names, read_names) = (names(&sent), names(&read));
        let before_names = before.as_deref().map(names);
        let read_before = self.was_read().map(Forms::variants).as_deref().map(names);
        let names = Names {
            missing: read_names.difference(&sent_names).map(String::as_str).collect(),
            unknown: sent_names.difference(&read_names).map(String::as_str).collect(),
            before: before_names
                .as_ref()
                .map(|names| names.iter().map(String::as_str).collect()),
            wanted_before: read_before
                .as_ref()
                .map(|names| names.iter().map(String::as_str).collect()),
        };
        let mut questions = 0;
        let mut fits = |missing: &str, unknown: &str| {
            questions += 1;
            let of = |variants: &[Variant], name: &str| variants.iter().find(|one| one.name == name).cloned();
            match (of(&sent, unknown), of(&read, missing)) {
                (Some(sent), Some(read)) if questions <= QUESTIONS => self.variant_fits(&sent, &read),
                _ => Fit::No,
            }
        };
        names.pairs(&mut fits)
    }

    /// Returns whether the content of one variant is accepted as that of another.
    fn variant_fits(&self, sent: &Variant, read: &Variant) -> Fit {
        if sent.is != read.is {
            return Fit::No;
        }
        let (of_sent, of_read) = (self.sent.content(sent), self.read.content(read));
        match &read.is {
            Tagging::Text => Fit::Plain,
            Tagging::Key if is_contained(&of_sent, &of_read) => match of_read.is_anything() {
                true => Fit::Plain,
                false => Fit::Typed,
            },
            Tagging::Key => Fit::No,
            Tagging::Tag(tag) => {
                let named = of_read.names();
                let named: Vec<&str> = named.into_iter().filter(|name| name != tag).collect();
                let is_closed = of_read.all().iter().any(|form| form.is_closed());
                let sent_names = of_sent.names();
                if is_closed && sent_names.iter().any(|name| name != tag && !named.contains(name)) {
                    return Fit::No;
                }
                let (wanted, always) = (of_read.required(), of_sent.required());
                let is_accepted = |name: &&str| {
                    let is_there = !wanted.contains(*name) || always.contains(*name);
                    let is_sent = sent_names.contains(*name);
                    is_there && (!is_sent || is_contained(&of_sent.field(name), &of_read.field(name)))
                };
                match named.iter().all(is_accepted) {
                    false => Fit::No,
                    true if named.iter().any(|name| wanted.contains(name)) => Fit::Typed,
                    true => Fit::Plain,
                }
            }
        }
    }
}

/// The required names, including those without a schema of their value.
fn required_or_named<'a>(read: &Forms<'a>, named: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let required = read.all().iter().flat_map(|form| form.required());
    required.chain(named.iter().copied()).collect()
}

/// The name that a finding is about.
#[derive(Debug, Clone, Copy)]
enum Wrong<'n> {
    /// One that is wanted.
    Missing(&'n str),
    /// One that is sent.
    Unknown(&'n str),
}

impl Wrong<'_> {
    /// The pair that contains it.
    fn pair(self, pairs: Vec<(String, String)>) -> Option<(String, String)> {
        pairs.into_iter().find(|(missing, unknown)| match self {
            Wrong::Missing(name) => missing == name,
            Wrong::Unknown(name) => unknown == name,
        })
    }
}

fn said(what: Named, above: &Place, (consumer, producer): (String, String)) -> Renamed {
    Renamed {
        what,
        above: above.clone(),
        consumer,
        producer,
    }
}

/// The place of the enum, if this is one of its variants.
pub(super) fn without_alternatives(place: &Place) -> Place {
    let mut steps = place.0.clone();
    while matches!(steps.last(), Some(PlaceStep::Alternative(_))) {
        steps.pop();
    }
    Place(steps)
}
