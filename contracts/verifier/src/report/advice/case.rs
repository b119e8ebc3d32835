//! What is known of an incompatibility when its fixes are chosen.

use super::super::{Attribution, Document, Incompatibility, Part, Refusal, Renamed};
use super::edit::{Change, Edit};
use super::schema_at::{At, Form};
use super::{Fix, FixKind};
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Json;
use std::sync::Arc;

/// Names of foreign schemas may be long; a fix is one line.
const LONGEST_NAME: usize = 40;

/// An incompatibility, and what the schemas of both sides say at its place.
pub(super) struct Case<'f> {
    pub(super) found: &'f Incompatibility,
    /// The consumer whose words are used: the first one that is written in Rust, else the first.
    pub(super) refusal: &'f Refusal,
    pub(super) place: &'f Place,
    /// What the producer says there.
    pub(super) sent: At<'f>,
    /// What that consumer says there.
    pub(super) accepted: At<'f>,
    /// What the producer said there before, where that is known.
    pub(super) before: Option<At<'f>>,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// A field, which an attribute can stand above.
    Field,
    /// The tag of an enum or of a struct: no field.
    Tag,
    /// What is around the payload, which no type says.
    Envelope,
    /// The items of a list, the values of a map, an item of a tuple: inside of the type of a field.
    Inside,
    /// The whole message.
    Whole,
}

impl<'f> Case<'f> {
    pub(super) fn of(found: &'f Incompatibility) -> Self {
        let in_rust = |refusal: &&Refusal| is_rust(&refusal.contract);
        let refusal = found.refusals.iter().find(in_rust).unwrap_or(&found.refusals[0]);
        let place = &refusal.places[0];
        let before = found.before.as_deref();
        Self {
            found,
            refusal,
            place,
            sent: At::of(&found.emitted, place),
            accepted: At::of(&refusal.contract, place),
            before: before.map(|before| At::of(before, place)),
        }
    }

    pub(super) fn spot(&self) -> Spot {
        if is_in_envelope(&self.refusal.contract, self.place) {
            return Spot::Envelope;
        }
        match whole(self.place).0.last() {
            None => Spot::Whole,
            Some(PlaceStep::Property(name)) => {
                if self.accepted_above().is_tag(name) || self.sent_above().is_tag(name) {
                    Spot::Tag
                } else {
                    Spot::Field
                }
            }
            Some(_) => Spot::Inside,
        }
    }

    /// What the place is called: the property it ends in, or what the items or values of one are.
    pub(super) fn subject(&self) -> String {
        match self.spot() {
            Spot::Tag => format!("the tag {}", subject(self.place)),
            Spot::Envelope => format!("{} of the envelope", subject(self.place)),
            _ => subject(self.place),
        }
    }

    /// Whether any text is sent where the consumers accept some: the breaking one has no meaning.
    pub(super) fn sends_any_text(&self) -> bool {
        let rules = [
            Rule::ValueNotAccepted,
            Rule::AlternativeNotAccepted,
            Rule::StringContent,
        ];
        rules.contains(&self.found.rule) && self.value().as_str().is_some() && self.sent.has_any_text()
    }

    /// Whether each side has one value there, and another.
    pub(super) fn is_constant(&self) -> bool {
        let is_alone = self.sent_above().branches().is_empty() && self.accepted_above().branches().is_empty();
        let is_value = self.found.rule == Rule::ValueNotAccepted;
        is_value && is_alone && self.sent.is_constant() && self.accepted.is_constant()
    }

    /// The value that is refused.
    fn value(&self) -> &'f Json {
        let value = self.refusal.witness_at.find(&self.refusal.witness);
        value.unwrap_or(&Json::Null)
    }

    /// The tag that stands in an enum whose variants are keys for the consumers.
    pub(super) fn tag_instead_of_key(&self) -> Option<&'f str> {
        let name = self.property()?;
        let keyed = self.accepted_above();
        let is_variant = keyed.form() == Some(Form::Keyed) && !keyed.property(name).is_empty();
        match self.sent_above().form() {
            Some(Form::Tagged { tag, .. }) if is_variant => Some(tag),
            _ => None,
        }
    }

    /// Whether a name of the envelope's own is meant, which no field has.
    pub(super) fn is_of_envelope(&self, renamed: &Renamed) -> bool {
        let at = |name: &str| below(&renamed.above, PlaceStep::Property(name.to_owned()));
        is_in_envelope(&self.refusal.contract, &at(&renamed.consumer))
            || is_in_envelope(&self.found.emitted, &at(&renamed.producer))
    }

    /// The name of the property that the place ends in.
    pub(super) fn property(&self) -> Option<&'f str> {
        match self.place.0.last()? {
            PlaceStep::Property(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is_producer_rust(&self) -> bool {
        is_rust(&self.found.emitted)
    }

    pub(super) fn is_consumer_rust(&self) -> bool {
        is_rust(&self.refusal.contract)
    }

    /// What the producer says of what is around the place, whatever the alternative.
    pub(super) fn sent_above(&self) -> At<'f> {
        At::of(&self.found.emitted, &whole(&above(self.place)))
    }

    /// What the consumer says of what is around the place, whatever the alternative.
    pub(super) fn accepted_above(&self) -> At<'f> {
        At::of(&self.refusal.contract, &whole(&above(self.place)))
    }

    /// A change of the enum whose tag the place ends in.
    pub(super) fn of_enum(&self, change: Change) -> [(Place, Change); 1] {
        [(whole(&above(self.place)), change)]
    }

    /// The consumer's type whose property the place ends in: a struct, or the enum that a variant with such fields is of.
    pub(super) fn type_above(&self) -> Place {
        let above = above(self.place);
        let is_named = !At::of(&self.refusal.contract, &above).definitions().is_empty();
        // The content of a variant is below its key, or beside its tag.
        let variant = above
            .0
            .iter()
            .rposition(|step| matches!(step, PlaceStep::Alternative(_)));
        match variant.filter(|at| !is_named && at + 2 >= above.0.len()) {
            Some(at) => Place(above.0[..at].to_vec()),
            None => above,
        }
    }

    /// Whether the producer sent before what it no longer sends, as far as that is known.
    pub(super) fn was_sent(&self) -> bool {
        let Some(name) = self.property() else {
            return false;
        };
        match self.found.before.as_deref() {
            Some(before) => !At::of(before, &above(self.place)).property(name).is_empty(),
            None => self.has_change_of(Attribution::ProducerChange),
        }
    }

    /// Whether what the producer says at the place is what it said before, as far as that is known.
    pub(super) fn is_unchanged(&self) -> Option<bool> {
        let before = self.before.as_ref()?;
        let is_required = |document: &Document| {
            let above = At::of(document, &above(self.place));
            self.property().is_some_and(|name| above.requires(name))
        };
        let earlier = self.found.before.as_deref()?;
        Some(before.parts() == self.sent.parts() && is_required(earlier) == is_required(&self.found.emitted))
    }

    /// Whether the consumers broke it.
    pub(super) fn is_change_of_consumers(&self) -> bool {
        if self
            .found
            .refusals
            .iter()
            .any(|refusal| refusal.attribution.is_some())
        {
            return self.has_change_of(Attribution::ConsumerChange);
        }
        self.is_unchanged() == Some(true)
    }

    fn has_change_of(&self, attribution: Attribution) -> bool {
        let mut refusals = self.found.refusals.iter();
        refusals.all(|refusal| refusal.attribution == Some(attribution))
    }

    /// A fix in the producer.
    pub(super) fn in_producer(&self, what: &str, changes: impl IntoIterator<Item = (Place, Change)>) -> Fix {
        let service = self.found.emitted.identity().service();
        let mut fix = Fix::new(FixKind::Producer, format!("in {}: {what}", short(service)));
        let emitted = &self.found.emitted;
        if self.found.part == Part::Payload && is_rust(emitted) {
            let edits = changes.into_iter();
            let edits = edits.filter(|(place, _)| !is_in_envelope(emitted, place));
            fix.edits.extend(edits.map(|(place, change)| Edit {
                document: Arc::clone(emitted),
                place,
                change,
            }));
        }
        fix
    }

    /// A fix in all consumers, which goes live before the producer's change.
    pub(super) fn in_consumers(&self, what: &str, changes: impl IntoIterator<Item = (Place, Change)>) -> Fix {
        let when = if self.is_change_of_consumers() {
            ""
        } else {
            ", release it first"
        };
        self.in_consumers_now(&format!("{what}{when}"), changes)
    }

    /// A fix in all consumers, without a word of when it goes live.
    pub(super) fn in_consumers_now(
        &self,
        what: &str,
        changes: impl IntoIterator<Item = (Place, Change)>,
    ) -> Fix {
        let names = self.consumers();
        let mut fix = Fix::new(FixKind::Consumer, format!("in {names}: {what}"));
        let changes: Vec<(Place, Change)> = changes.into_iter().collect();
        for refusal in &self.found.refusals {
            let contract = &refusal.contract;
            for (place, change) in &changes {
                // The place of each consumer's own finding, where that is what changes.
                let place = if place == self.place {
                    &refusal.places[0]
                } else {
                    place
                };
                let can = self.found.part == Part::Payload && is_rust(contract);
                if can && !is_in_envelope(contract, place) {
                    fix.edits.push(Edit {
                        document: Arc::clone(contract),
                        place: place.clone(),
                        change: change.clone(),
                    });
                }
            }
        }
        fix
    }

    /// Whose contracts refuse it.
    pub(super) fn consumers(&self) -> String {
        named(self.found.refusals.iter().map(|refusal| &refusal.contract))
    }

    /// The change of the field at the place.
    pub(super) fn here(&self, change: Change) -> Vec<(Place, Change)> {
        vec![(self.place.clone(), change)]
    }
}

/// The place without its last step.
pub(super) fn above(place: &Place) -> Place {
    let above = place.0.split_last().map_or(&[][..], |(_, above)| above);
    Place(above.to_vec())
}

/// The place of the enum, where a place is one of its alternatives.
pub(super) fn whole(place: &Place) -> Place {
    let mut steps = place.0.as_slice();
    while let Some((PlaceStep::Alternative(_), before)) = steps.split_last() {
        steps = before;
    }
    Place(steps.to_vec())
}

/// A place one step below.
pub(super) fn below(place: &Place, step: PlaceStep) -> Place {
    let mut place = place.clone();
    place.0.push(step);
    place
}

/// Whether the schema is made from Rust types.
pub(super) fn is_rust(document: &Document) -> bool {
    !document.contract.header.types.is_empty()
}

/// Whether the place is around the payload.
fn is_in_envelope(document: &Document, place: &Place) -> bool {
    let Some(envelope) = document.contract.header.metadata.envelope else {
        return false;
    };
    match place.0.first() {
        Some(PlaceStep::Property(first)) => first != envelope.payload() || place.0.len() == 1,
        _ => true,
    }
}

/// Services in a few words: `books`, `books, stock`, `books and 2 more`.
pub(super) fn named<'d>(documents: impl Iterator<Item = &'d Arc<Document>>) -> String {
    let mut names: Vec<String> = Vec::new();
    for document in documents {
        let name = short(document.identity().service());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [first, _, rest @ ..] if !rest.is_empty() => format!("{first} and {} more", names.len() - 1),
        _ => names.join(", "),
    }
}

/// Whom to ask: the owners that the contracts name, else the teams of the services.
pub(super) fn asked<'d>(documents: impl Iterator<Item = &'d Arc<Document>> + Clone) -> String {
    let mut owners: Vec<&str> = Vec::new();
    for owner in documents
        .clone()
        .filter_map(|one| one.contract.header.owner.as_deref())
    {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    match owners.as_slice() {
        [] => {
            let services = documents.clone().map(|document| document.identity().service());
            let services: std::collections::BTreeSet<&str> = services.collect();
            let teams = if services.len() == 1 { "team" } else { "teams" };
            format!("the {} {teams}", named(documents))
        }
        [one] => short(one),
        [one, other] => format!("{} and {}", short(one), short(other)),
        [one, rest @ ..] => format!("{} and {} more", short(one), rest.len()),
    }
}

/// What a place is called: the property it ends in, or what the items or values of one are.
pub(super) fn subject(place: &Place) -> String {
    let mut inside = None;
    for step in place.0.iter().rev() {
        match (step, inside.as_deref()) {
            (PlaceStep::Property(name), None) => return format!("`{}`", short(name)),
            (PlaceStep::Property(name), Some(inside)) => return format!("{inside} of `{}`", short(name)),
            (PlaceStep::AnyItem, None) => inside = Some("the items".to_owned()),
            (PlaceStep::Item(index), None) => inside = Some(format!("item {index}")),
            (PlaceStep::AnyProperty, None) => inside = Some("the values".to_owned()),
            _ => {}
        }
    }
    match inside {
        Some(inside) => format!("{inside} of the message"),
        None => "the message".to_owned(),
    }
}

/// A name, cut where it is too long for a line. What is not seen, or ends the code that it is in, is as Rust writes it.
pub(super) fn short(name: &str) -> String {
    let mut shown = String::new();
    let most = if name.chars().count() <= LONGEST_NAME {
        LONGEST_NAME
    } else {
        LONGEST_NAME - 1
    };
    for c in name.chars().take(most) {
        match c {
            '`' => shown.extend(c.escape_unicode()),
            '"' | '\'' | '\\' => shown.push(c),
            _ => shown.extend(c.escape_debug()),
        }
    }
    if most < LONGEST_NAME {
        shown.push('…');
    }
    shown
}

/// A name as a text of an attribute that is shown as code.
pub(super) fn quoted(name: &str) -> String {
    let name = name.replace('\\', r"\\").replace('"', "\\\"");
    format!("\"{}\"", short(&name))
}
