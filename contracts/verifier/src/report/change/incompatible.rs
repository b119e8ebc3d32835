//! An incompatibility in words: the broken rule, and the part that is missing or has another name.

use counterpart::contract::Envelope;
use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Json;

use super::super::form::form_of;
use super::super::{Attribution, Incompatibility, Named, Part, Renamed};
use super::contained::goes_beyond;
use super::forms::Forms;
use super::headline::{About, Headline};
use super::rename::{Sides, schema_of, without_alternatives};
use super::words::{code, short, some, subject, within};

/// An incompatibility with the schemas of both sides at its place.
pub(super) struct Incompatible<'a> {
    pub(super) found: &'a Incompatibility,
    /// The place of the first refusal.
    pub(super) place: &'a Place,
    pub(super) producer: &'a str,
    envelope: Option<Envelope>,
    /// The schemas of the part of the message.
    sides: Option<Sides<'a>>,
    /// The wrong value of the first refusal.
    pub(super) value: &'a Json,
}

pub(super) const REFUSES: (&str, &str) = ("refuses it", "refuse it");

impl<'a> Incompatible<'a> {
    pub(super) fn of(found: &'a Incompatibility) -> Self {
        let refusal = &found.refusals[0];
        let sent = schema_of(&found.emitted, found.part);
        let read = schema_of(&refusal.contract, found.part);
        let before = found
            .before
            .as_ref()
            .and_then(|before| schema_of(before, found.part));
        Self {
            found,
            place: &refusal.places[0],
            producer: found.emitted.identity().service(),
            envelope: found.emitted.contract.header.metadata.envelope,
            sides: sent.zip(read).map(|(sent, read)| Sides {
                sent: Forms::of(sent),
                read: Forms::of(read),
                before: before.map(Forms::of),
                read_before: None,
                known: None,
            }),
            value: refusal.witness_at.find(&refusal.witness).unwrap_or(&Json::Null),
        }
    }

    pub(super) fn headline(&self) -> Headline {
        if self.found.is_of_mode() {
            let sent = form_of(&self.found.emitted.contract);
            let read = form_of(&self.found.refusals[0].contract.contract);
            let reads = self.consumers_now("reads", "read");
            return Headline::of(format!("{} sends {sent}, and {reads} {read}", self.producer));
        }
        if let Some(renamed) = &self.found.renamed {
            return self.renamed(renamed);
        }
        let (one, several) = REFUSES;
        if self.is_consumers_change() {
            return Headline::of(self.consumers_change());
        }
        match self.found.rule {
            Rule::PropertyMissing | Rule::PropertyOptional => self.lacking(),
            Rule::NullEmitted => {
                let may = if self.is_new(|types| !types.intersects(Types::NULL)) {
                    "may now send"
                } else {
                    "may send"
                };
                Headline::with(
                    format!("{} {may} null {}", self.producer, self.within(self.place)),
                    one,
                    several,
                )
            }
            Rule::TypeMismatch => Headline::with(self.type_mismatch(), one, several),
            Rule::NumberRange | Rule::StringContent => self.range(),
            Rule::FormatMismatch => self.format_mismatch(),
            Rule::ValueNotAccepted => self.value(),
            Rule::AlternativeNotAccepted => self.alternative(),
            Rule::PropertyDenied => self.denied(),
            Rule::PropertyCount => {
                let count = self.value.as_object().map_or(0, |members| members.len());
                self.accepting(format!(
                    "{} may send {} {}",
                    self.producer,
                    counted(count, "field"),
                    self.within(self.place)
                ))
            }
            Rule::ArrayLength => {
                let count = self.value.as_array().map_or(0, <[Json]>::len);
                self.accepting(format!(
                    "{} may send {} {}",
                    self.producer,
                    counted(count, "item"),
                    self.within(self.place)
                ))
            }
            Rule::ArrayContent => {
                let keyword = self.found.refusals[0].accepted_at.steps().last();
                let subject = self.subject(self.place);
                let text = match keyword.map(String::as_str) {
                    Some("uniqueItems") => format!("{} may repeat items of {subject}", self.producer),
                    Some("contains") => {
                        format!(
                            "{} may send {subject} without the items that are wanted",
                            self.producer
                        )
                    }
                    _ => format!(
                        "{} may send more items {}",
                        self.producer,
                        self.within(self.place)
                    ),
                };
                Headline::with(text, one, several)
            }
            _ => Headline::with(
                format!(
                    "{} may send {} {}",
                    self.producer,
                    short(self.value),
                    self.within(self.place)
                ),
                "forbids it",
                "forbid it",
            ),
        }
    }

    pub(super) fn subject(&self, place: &Place) -> String {
        subject(self.found.part, place, self.envelope)
    }

    /// ` of ` and the thing that contains a place; nothing at the top of the message.
    pub(super) fn of_holder(&self, above: &Place) -> String {
        let envelope = self.envelope.filter(|_| self.found.part == Part::Payload);
        let rest = envelope.and_then(|envelope| envelope.within_payload(&above.0));
        within(rest.unwrap_or(&above.0))
    }

    /// ``in `email` ``, `as the message`.
    pub(super) fn within(&self, place: &Place) -> String {
        let place = without_alternatives(place);
        if place.0.is_empty() {
            return format!("as {}", self.subject(&place));
        }
        format!("in {}", self.subject(&place))
    }

    pub(super) fn sent(&self, place: &Place) -> Option<Forms<'a>> {
        Some(self.sides.as_ref()?.sent.at(place))
    }

    pub(super) fn read(&self, place: &Place) -> Option<Forms<'a>> {
        Some(self.sides.as_ref()?.read.at(place))
    }

    /// The values sent at a place before; `None` if that is not known, or the place did not exist.
    pub(super) fn before(&self, place: &Place) -> Option<Forms<'a>> {
        let before = self.sides.as_ref()?.before.as_ref()?.at(place);
        (!before.is_empty() && !before.is_cut()).then_some(before)
    }

    /// Returns `true` if the earlier types at the place satisfy `was`.
    pub(super) fn is_new(&self, was: impl Fn(Types) -> bool) -> bool {
        let before = self.before(&without_alternatives(self.place));
        before.is_some_and(|before| was(before.types()))
    }

    pub(super) fn is_wider(&self, place: &Place) -> bool {
        match (self.sent(place), self.before(place)) {
            (Some(sent), Some(before)) => goes_beyond(&sent, &before),
            _ => false,
        }
    }

    fn is_consumers_change(&self) -> bool {
        let mut attributions = self.found.refusals.iter().map(|refusal| refusal.attribution);
        attributions.all(|one| one == Some(Attribution::ConsumerChange))
    }

    fn consumers(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for refusal in &self.found.refusals {
            let name = refusal.contract.who();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The consumers, and the verb in their number: `auth-service now requires`.
    fn consumers_now(&self, one: &str, several: &str) -> String {
        let consumers = self.consumers();
        let verb = if consumers.len() == 1 { one } else { several };
        format!("{} {verb}", some(&consumers))
    }

    fn consumers_change(&self) -> String {
        let (producer, subject) = (self.producer, self.subject(self.place));
        match self.found.rule {
            Rule::PropertyMissing => format!(
                "{} {subject}, which {producer} does not send",
                self.consumers_now("now requires", "now require")
            ),
            Rule::PropertyOptional => format!(
                "{} {subject}, which {producer} may leave out",
                self.consumers_now("now requires", "now require")
            ),
            Rule::NullEmitted => format!(
                "{} null {}, which {producer} may send",
                self.consumers_now("no longer accepts", "no longer accept"),
                self.within(self.place)
            ),
            Rule::PropertyDenied => format!(
                "{} {subject}, which {producer} sends",
                self.consumers_now("now denies", "now deny")
            ),
            _ => format!(
                "{} {} {}, which {producer} may send",
                self.consumers_now("no longer accepts", "no longer accept"),
                short(self.value),
                self.within(self.place)
            ),
        }
    }

    fn renamed(&self, renamed: &Renamed) -> Headline {
        let is_new = self.is_new_name(renamed);
        let about = About {
            name: format!("{} is {}", code(&renamed.consumer), code(&renamed.producer)),
            owner: self.of_holder(&renamed.above),
            is_new,
        };
        self.of_renamed(renamed, is_new).about(about)
    }

    /// Returns `true` if the past proves that the producer sent the consumer's name, and not the new one.
    fn is_new_name(&self, renamed: &Renamed) -> bool {
        let (consumer, producer) = (renamed.consumer.as_str(), renamed.producer.as_str());
        self.before(&renamed.above)
            .is_some_and(|before| match renamed.what {
                Named::Variant => {
                    let names = before.variants();
                    let has = |name: &str| names.iter().any(|one| one.name == name);
                    has(consumer) && !has(producer)
                }
                _ => before.names().contains(consumer) && !before.names().contains(producer),
            })
    }

    fn of_renamed(&self, renamed: &Renamed, is_new: bool) -> Headline {
        let Renamed {
            what,
            above,
            consumer,
            producer,
        } = renamed;
        let of = self.of_holder(above);
        let noun = match (what, self.found.part) {
            (Named::Field, Part::Headers) => "the header ",
            (Named::Field, _) => "",
            (Named::Tag, _) => "the tag ",
            (Named::Variant, _) => "the variant ",
        };
        let (wanted, sent) = (code(consumer), code(producer));
        let who = self.producer;
        if is_new {
            let text = format!("{who} no longer sends {noun}{wanted}{of}; {sent} is new");
            return self.wanting(text, what, &wanted, &sent);
        }
        if self.is_consumers_change() {
            let reads = self.consumers_now("now reads", "now read");
            return Headline::of(format!("{reads} {noun}{wanted}{of}; {who} sends {sent}"));
        }
        let text = format!("{who} does not send {noun}{wanted}{of}; it sends {sent}");
        self.wanting(text, what, &wanted, &sent)
    }

    fn wanting(&self, text: String, what: &Named, wanted: &str, sent: &str) -> Headline {
        match (self.found.rule, what) {
            (Rule::PropertyMissing, Named::Field | Named::Tag) => {
                Headline::with(text, &format!("requires {wanted}"), &format!("require {wanted}"))
            }
            (Rule::PropertyDenied, Named::Field | Named::Tag) => {
                Headline::with(text, &format!("denies {sent}"), &format!("deny {sent}"))
            }
            _ => Headline::with(
                text,
                &format!("does not know {sent}"),
                &format!("do not know {sent}"),
            ),
        }
    }

    fn lacking(&self) -> Headline {
        let Some((PlaceStep::Property(name), above)) = self.place.0.split_last() else {
            return Headline::with(
                format!("{} may send less {}", self.producer, self.within(self.place)),
                REFUSES.0,
                REFUSES.1,
            );
        };
        let above = Place(above.to_vec());
        let subject = self.named(name, &above);
        let before = self.before(&above);
        let was_there = before
            .as_ref()
            .is_some_and(|before| before.names().contains(name.as_str()));
        let text = match self.found.rule {
            Rule::PropertyMissing if was_there => format!("{} no longer sends {subject}", self.producer),
            Rule::PropertyMissing => format!("{} does not send {subject}", self.producer),
            _ if before.is_some_and(|before| before.requires(name)) => {
                format!("{subject} may now be absent from what {} sends", self.producer)
            }
            _ => format!("{subject} may be absent from what {} sends", self.producer),
        };
        Headline::with(text, "requires it", "require it")
    }

    /// A field, or the tag itself: ``the tag `kind` of `reason` ``.
    fn named(&self, name: &str, above: &Place) -> String {
        let whole = without_alternatives(above);
        let is_tag = |forms: Forms<'a>| forms.variants().len() > 1 && forms.tags().contains_key(name);
        if self.read(&whole).is_some_and(is_tag) {
            return format!("the tag {}{}", code(name), self.of_holder(&whole));
        }
        let mut place = above.clone();
        place.0.push(PlaceStep::Property(name.to_owned()));
        self.subject(&place)
    }

    /// Adds the values that the consumers accept, if the engine has them in a few words.
    pub(super) fn accepting(&self, text: String) -> Headline {
        const LONGEST: usize = 60;
        let half = self
            .found
            .sentence
            .split_once(", and the consumer ")
            .map(|(_, half)| half);
        let (one, several) = REFUSES;
        let is_plain = |half: &&str| half.len() <= LONGEST && half.chars().all(|c| !c.is_control());
        match half
            .filter(is_plain)
            .and_then(|half| half.strip_prefix("accepts "))
        {
            Some(what) => Headline::with(text, &format!("accepts {what}"), &format!("accept {what}")),
            None => Headline::with(text, one, several),
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
