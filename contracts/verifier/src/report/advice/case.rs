//! The facts about an incompatibility for choosing its fixes.

use super::super::{Attribution, Document, Incompatibility, Part, Refusal, Renamed};
use super::edit::{Change, Edit};
use super::schema_at::{At, Form};
use super::{Fix, FixKind};
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Json;
use std::sync::Arc;

/// Names of foreign schemas may be long; a fix is one line.
const LONGEST_NAME: usize = 40;

/// An incompatibility, and the schemas of both sides at its place.
pub(super) struct Case<'f> {
    pub(super) found: &'f Incompatibility,
    /// The consumer whose words are used: the first that is written in Rust, else the first.
    pub(super) refusal: &'f Refusal,
    pub(super) place: &'f Place,
    /// The producer's schema there.
    pub(super) sent: At<'f>,
    /// That consumer's schema there.
    pub(super) accepted: At<'f>,
}

/// The kind of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// A field, which can have an attribute above it.
    Field,
    /// The tag of an enum or of a struct, which is not a field.
    Tag,
    /// The envelope of the payload, which no type describes.
    Envelope,
    /// The items of a list, the values of a map, an item of a tuple: a part of a field's type.
    Inside,
    /// The whole message.
    Whole,
}

impl<'f> Case<'f> {
    pub(super) fn of(found: &'f Incompatibility) -> Self {
        let in_rust = |refusal: &&Refusal| is_rust(&refusal.contract);
        let refusal = found.refusals.iter().find(in_rust).unwrap_or(&found.refusals[0]);
        let place = &refusal.places[0];
        Self {
            found,
            refusal,
            place,
            sent: At::of(&found.emitted, place),
            accepted: At::of(&refusal.contract, place),
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

    /// The name of the place: the property that it ends in, or a description of the items or values
    /// of a property.
    pub(super) fn subject(&self) -> String {
        match self.spot() {
            Spot::Tag => format!("the tag {}", subject(self.place)),
            Spot::Envelope => format!("{} of the envelope", subject(self.place)),
            _ => subject(self.place),
        }
    }

    /// Whether the payload is bytes of a CloudEvent, which no contract describes.
    pub(super) fn sends_bytes_in_envelope(&self) -> bool {
        const BYTES: &str = "data_base64";
        let is_in_place = self.property() == Some(BYTES);
        let is_instead = self.property() == Some("data") && !self.sent_above().property(BYTES).is_empty();
        matches!(self.spot(), Spot::Envelope) && self.place.0.len() == 1 && (is_in_place || is_instead)
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

    /// The producer's schema of the value around the place, whatever the alternative.
    pub(super) fn sent_above(&self) -> At<'f> {
        At::of(&self.found.emitted, &whole(&above(self.place)))
    }

    /// The consumer's schema of the value around the place, whatever the alternative.
    pub(super) fn accepted_above(&self) -> At<'f> {
        At::of(&self.refusal.contract, &whole(&above(self.place)))
    }

    /// A change of the enum whose tag the place ends in.
    pub(super) fn of_enum(&self, change: Change) -> [(Place, Change); 1] {
        [(whole(&above(self.place)), change)]
    }

    /// The consumer's type whose property the place ends in: a struct, or the enum with such a
    /// variant.
    pub(super) fn type_above(&self) -> Place {
        let above = above(self.place);
        let is_named = !At::of(&self.refusal.contract, &above).definitions().is_empty();
        // The content of a variant is below its key, or next to its tag.
        let variant = above
            .0
            .iter()
            .rposition(|step| matches!(step, PlaceStep::Alternative(_)));
        match variant.filter(|at| !is_named && at + 2 >= above.0.len()) {
            Some(at) => Place(above.0[..at].to_vec()),
            None => above,
        }
    }

    /// Returns `true` if the producer sent it before and no longer does, as far as that is known.
    pub(super) fn was_sent(&self) -> bool {
        let Some(name) = self.property() else {
            return false;
        };
        match self.found.before.as_deref() {
            Some(before) => !At::of(before, &above(self.place)).property(name).is_empty(),
            None => self.has_change_of(Attribution::ProducerChange),
        }
    }

    /// The producer's schema at the place as it was before, as far as that is known.
    pub(super) fn sent_before(&self) -> Option<At<'f>> {
        let before = self.found.before.as_deref()?;
        Some(At::of(before, self.place))
    }

    /// Returns `true` if the producer's schema at the place is the same as before, as far as that
    /// is known.
    pub(super) fn is_unchanged(&self) -> Option<bool> {
        let earlier = self.found.before.as_deref()?;
        // Headers and keys are beside the schema.
        (self.found.part == Part::Payload).then(|| is_same_at(earlier, &self.found.emitted, self.place))
    }

    /// Returns `true` if the consumers broke it.
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

    /// A fix in all consumers, which must be live before the producer's change.
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
                // The place of each consumer's own finding, if that is what changes.
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

/// Returns true if both documents say the same at a place.
pub(super) fn is_same_at(one: &Document, other: &Document, place: &Place) -> bool {
    let is_required = |document: &Document| match place.0.last() {
        Some(PlaceStep::Property(name)) => At::of(document, &above(place)).requires(name),
        _ => false,
    };
    At::of(one, place).parts() == At::of(other, place).parts() && is_required(one) == is_required(other)
}

/// The place without its last step.
pub(super) fn above(place: &Place) -> Place {
    let above = place.0.split_last().map_or(&[][..], |(_, above)| above);
    Place(above.to_vec())
}

/// The place of the enum, if a place is one of its alternatives.
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

/// Returns `true` if the schema is made from Rust types.
pub(super) fn is_rust(document: &Document) -> bool {
    !document.contract.header.types.is_empty()
}

/// Returns `true` if the place is outside the payload.
fn is_in_envelope(document: &Document, place: &Place) -> bool {
    let Some(envelope) = document.contract.header.metadata.envelope else {
        return false;
    };
    match envelope.within_payload(&place.0) {
        Some([]) => envelope.field().is_some(),
        within => within.is_none(),
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

/// The people to ask: the owners that the contracts name, else the teams of the services.
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

/// The name of a place: the property that it ends in, or a description of the items or values of a
/// property.
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

/// A name, cut if it is too long for a line. Invisible characters and backticks are escaped.
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
