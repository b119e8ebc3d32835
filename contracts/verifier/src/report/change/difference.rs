//! The changes between two versions of a schema, in a person's words.
//!
//! Both schemas are walked side by side: fields that went or came or have another name, variants,
//! types, bounds. The engine knows the messages that only one of them accepts, so it decides which
//! changes are reported. Changes that only the engine finds are described in general words: nothing
//! is left out.

use std::collections::{BTreeMap, BTreeSet};

use counterpart::contract::{Envelope, Role};
use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Finding, Place, PlaceStep, Rule};
use counterpart_engine::json::Pointer;

use super::super::{Document, Named, Part};
use super::contained::is_contained;
use super::described::described;
use super::form::Form;
use super::forms::Forms;
use super::rename::{Sides, schema_of, without_alternatives};
use super::told::{Difference, Known};
use super::variants::{Tagging, Variant};
use super::words::{code, of_degree, short, subject, types, within};

/// The maximum number of differences of one document.
const MOST: usize = 2_000;
/// The maximum number of values to compare. Differences that the engine finds beyond them are
/// described in general words.
const VALUES: usize = 20_000;
/// The depth to which both are walked.
const DEPTH: usize = 24;

/// The changes in the messages of a document, except for their key.
pub(crate) fn differences(old: &Document, new: &Document, known: Known<'_>) -> Vec<Difference> {
    let mut payload = Walk::of(old, new, Part::Payload).differences();
    // A finding shows one message with one new thing; its place excludes no other difference.
    payload.retain(|one| known.is_partial || known.all().any(|(_, newly)| one.is_way(newly)));
    let walk = Walk::of(old, new, Part::Payload);
    for (finding, newly) in known.all() {
        if payload.iter().any(|one| one.tells(finding, newly)) {
            continue;
        }
        let one = walk.in_general(finding, newly);
        if payload.iter().all(|known| known.text != one.text) {
            payload.push(one);
        }
    }
    let headers = |document: &Document| document.contract.header.metadata.headers.clone();
    if headers(old) != headers(new) {
        payload.extend(Walk::of(old, new, Part::Headers).differences());
    }
    payload
}

/// The messages that a difference is about.
#[derive(Clone, Copy)]
enum Way {
    /// Some are new.
    Wider,
    /// Some are gone.
    Narrower,
    /// Both.
    Other,
}

/// The places of the schemas of a value, one list for each way.
type Pointers = Vec<Vec<Pointer>>;

/// Two schemas side by side.
struct Walk<'a> {
    role: Role,
    service: &'a str,
    part: Part,
    envelope: Option<Envelope>,
    old: Option<Forms<'a>>,
    new: Option<Forms<'a>>,
    /// The pairs of values that were compared.
    seen: BTreeSet<(Pointers, Pointers)>,
    found: Vec<Difference>,
}

impl<'a> Walk<'a> {
    fn of(old: &'a Document, new: &'a Document, part: Part) -> Self {
        Self {
            role: new.identity().role(),
            service: new.identity().service(),
            part,
            envelope: new.contract.header.metadata.envelope,
            old: schema_of(old, part).map(Forms::of),
            new: schema_of(new, part).map(Forms::of),
            seen: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    fn differences(mut self) -> Vec<Difference> {
        if let (Some(old), Some(new)) = (self.old.take(), self.new.take()) {
            self.value(&old, &new, &Place::default());
        }
        self.found
    }

    fn emits(&self) -> bool {
        self.role == Role::Emits
    }

    fn subject(&self, place: &Place) -> String {
        subject(self.part, &without_alternatives(place), self.envelope)
    }

    /// ``in `email` ``, `as the message`.
    fn within(&self, place: &Place) -> String {
        let place = without_alternatives(place);
        let preposition = if self.is_whole(&place) { "as" } else { "in" };
        format!("{preposition} {}", self.subject(&place))
    }

    /// Whether a place is the whole message, or the field of the envelope that holds it.
    fn is_whole(&self, place: &Place) -> bool {
        let within = self
            .envelope
            .and_then(|envelope| envelope.within_payload(&place.0));
        place.0.is_empty() || self.part == Part::Payload && within.is_some_and(<[PlaceStep]>::is_empty)
    }

    /// `` in `address` ``; nothing for the whole message, whose fields need no such words.
    fn among(&self, place: &Place) -> String {
        let place = without_alternatives(place);
        if self.is_whole(&place) {
            return String::new();
        }
        format!(" in {}", self.subject(&place))
    }

    fn of_holder(&self, place: &Place) -> String {
        let envelope = self.envelope.filter(|_| self.part == Part::Payload);
        let rest = envelope.and_then(|envelope| envelope.within_payload(&place.0));
        within(rest.unwrap_or(&place.0))
    }

    fn say(&mut self, places: Vec<Place>, way: Way, text: String) {
        if self.found.len() < MOST && self.found.iter().all(|known| known.text != text) {
            self.found.push(Difference {
                part: self.part,
                places,
                text,
                message: None,
                widens: matches!(way, Way::Wider | Way::Other),
                narrows: matches!(way, Way::Narrower | Way::Other),
            });
        }
    }

    /// The value at a place that both describe.
    fn value(&mut self, old: &Forms<'a>, new: &Forms<'a>, place: &Place) {
        let pointers = |forms: &Forms<'a>| -> Pointers {
            let ways = forms.pointers();
            ways.map(|way| way.into_iter().cloned().collect()).collect()
        };
        let is_new = self.seen.insert((pointers(old), pointers(new)));
        if !is_new || self.seen.len() > VALUES || place.0.len() > DEPTH || old.is_cut() || new.is_cut() {
            return;
        }
        self.types(old, new, place);
        let (mut before, mut after) = (old.variants(), new.variants());
        // A struct with a field that always has one text is no enum.
        let is_plain = |variants: &[Variant]| matches!(variants, [one] if matches!(one.is, Tagging::Tag(_)));
        if is_plain(&before) && is_plain(&after) {
            before.clear();
            after.clear();
        }
        if !before.is_empty() && !after.is_empty() {
            self.variants((old, &before), (new, &after), place);
        } else if let (Some(old), Some(new)) = (old.only_of(Types::OBJECT), new.only_of(Types::OBJECT)) {
            self.fields(&old, &new, place);
        }
        for kind in [Types::NUMBER, Types::STRING, Types::ARRAY] {
            if let (Some(old), Some(new)) = (old.only_of(kind), new.only_of(kind)) {
                if before.is_empty() || after.is_empty() {
                    self.bounds(&old, &new, place);
                }
                if kind == Types::ARRAY {
                    self.below(&old, &new, place, PlaceStep::AnyItem);
                }
            }
        }
    }

    fn below(&mut self, old: &Forms<'a>, new: &Forms<'a>, place: &Place, step: PlaceStep) {
        let (old, new) = (old.below(&step), new.below(&step));
        if !old.is_empty() && !new.is_empty() {
            let mut place = place.clone();
            place.0.push(step);
            self.value(&old, &new, &place);
        }
    }

    fn types(&mut self, old: &Forms<'a>, new: &Forms<'a>, place: &Place) {
        let (was, is) = (old.types(), new.types());
        let (at, at_value) = (vec![place.clone()], self.within(place));
        let service = self.service;
        match (was == Types::ALL, is == Types::ALL, self.emits()) {
            (true, true, _) => return,
            (false, false, _) => {}
            (false, true, emits) => {
                let may = if emits { "may now send" } else { "now accepts" };
                return self.say(
                    at,
                    Way::Wider,
                    format!("{service} {may} values of any type {at_value}"),
                );
            }
            (true, false, emits) => {
                let does = if emits { "sends" } else { "accepts" };
                let text = format!("{service} now {does} only {} {at_value}", types(is));
                return self.say(at, Way::Narrower, text);
            }
        }
        match (was.intersects(Types::NULL), is.intersects(Types::NULL)) {
            (false, true) => {
                let may = if self.emits() {
                    "may now send"
                } else {
                    "now accepts"
                };
                self.say(at.clone(), Way::Wider, format!("{service} {may} null {at_value}"));
            }
            (true, false) => {
                let sends = if self.emits() { "sends" } else { "accepts" };
                self.say(
                    at.clone(),
                    Way::Narrower,
                    format!("{service} no longer {sends} null {at_value}"),
                );
            }
            _ => {}
        }
        let without = |types: Types, other: Types| Types(types.0 & !other.0 & !Types::NULL.0);
        let (gone, came) = (without(was, is), without(is, was));
        let (was, is) = (without(was, Types::NONE), without(is, Types::NONE));
        match (gone == Types::NONE, came == Types::NONE) {
            (true, true) => {}
            (false, false) if was.and(is) == Types::NONE => {
                let does = if self.emits() { "sends" } else { "reads" };
                let subject = self.subject(place);
                let text = format!(
                    "{service} now {does} {subject} as {}, not {}",
                    types(is),
                    types(was)
                );
                self.say(at, Way::Other, text);
            }
            (has_gone, has_come) => {
                if !has_come {
                    let does = if self.emits() {
                        "may now also send"
                    } else {
                        "now also accepts"
                    };
                    self.say(
                        at.clone(),
                        Way::Wider,
                        format!("{service} {does} {} {at_value}", named(came, is)),
                    );
                }
                if !has_gone {
                    let does = if self.emits() { "sends" } else { "accepts" };
                    let text = format!("{service} no longer {does} {} {at_value}", named(gone, was));
                    self.say(at, Way::Narrower, text);
                }
            }
        }
    }

    /// Numbers, texts or counts of items.
    fn bounds(&mut self, old: &Forms<'a>, new: &Forms<'a>, place: &Place) {
        let (Some(before), Some(after)) = (old.all().first(), new.all().first()) else {
            return;
        };
        let types = |form: &Form<'a>| form.types().0 | Types::NULL.0;
        if types(before) != types(after) {
            return;
        }
        let (before, after) = (described(before), described(after));
        if before == after {
            return;
        }
        let subject = self.subject(place);
        let (wider, narrower) = (is_contained(old, new), is_contained(new, old));
        let (way, does) = match (wider, narrower, self.emits()) {
            (true, true, _) => return,
            (true, false, true) => (Way::Wider, format!("now sends {}", of_degree("wider", &subject))),
            (false, true, true) => (
                Way::Narrower,
                format!("now sends {}", of_degree("narrower", &subject)),
            ),
            (false, false, true) => (Way::Other, format!("now sends {subject} in another form")),
            (true, false, false) => (Way::Wider, format!("accepts more {}", self.within(place))),
            (false, true, false) => (Way::Narrower, format!("accepts less {}", self.within(place))),
            (false, false, false) => (
                Way::Other,
                format!("now accepts another form {}", self.within(place)),
            ),
        };
        let text = format!("{} {does}: {after}, not {before}", self.service);
        self.say(vec![place.clone()], way, text);
    }

    fn fields(&mut self, old: &Forms<'a>, new: &Forms<'a>, place: &Place) {
        let (before, after) = (old.names(), new.names());
        let is_map = |forms: &Forms<'a>| {
            let values = forms.below(&PlaceStep::AnyProperty);
            forms.names().is_empty() && forms.required().is_empty() && !values.is_empty()
        };
        let struct_and_map = match (is_map(old), is_map(new)) {
            (false, true) if !before.is_empty() => Some("a map, not an object of known fields"),
            (true, false) if !after.is_empty() => Some("an object of known fields, not a map"),
            _ => None,
        };
        if let Some(what) = struct_and_map {
            let does = if self.emits() { "sends" } else { "reads" };
            let text = format!(
                "{} now {does} {} as {what}",
                self.service,
                self.subject(&without_alternatives(place))
            );
            return self.say(vec![place.clone()], Way::Other, text);
        }
        let at = |name: &str| {
            let mut place = place.clone();
            place.0.push(PlaceStep::Property(name.to_owned()));
            place
        };
        let closed = |forms: &Forms<'a>| forms.all().iter().all(|form| form.is_closed());
        let (was_always, is_always) = (old.required(), new.required());
        let renamed = after_each_other(old, new).fields();
        for (gone, came) in &renamed {
            self.renamed(
                Named::Field,
                gone,
                came,
                place,
                was_always.contains(gone.as_str()),
            );
            self.value(&old.field(gone), &new.field(came), &at(came));
        }
        let is_renamed = |name: &str| renamed.iter().any(|(gone, came)| gone == name || came == name);
        // Removed types come first.
        let gone = before.difference(&after);
        let all = gone
            .chain(before.intersection(&after))
            .chain(after.difference(&before));
        for name in all.filter(|name| !is_renamed(name)) {
            let (was, is) = (before.contains(name), after.contains(name));
            let is_denied = closed(new) && !is;
            let (before, after) = ((was, was_always.contains(name)), (is, is_always.contains(name)));
            self.field(before, after, is_denied, &at(name));
            if was && is {
                self.value(&old.field(name), &new.field(name), &at(name));
            }
        }
        self.below(old, new, place, PlaceStep::AnyProperty);
        if !self.emits() {
            let service = self.service;
            let at = vec![place.clone()];
            let inside = self.among(place);
            match (closed(old), closed(new)) {
                (false, true) => {
                    let text = format!("{service} now denies fields that it does not know{inside}");
                    self.say(at, Way::Narrower, text);
                }
                (true, false) => {
                    let text = format!("{service} no longer denies fields that it does not know{inside}");
                    self.say(at, Way::Wider, text);
                }
                _ => {}
            }
        }
    }

    /// Changes of a field: present or absent, required or optional.
    fn field(&mut self, old: (bool, bool), new: (bool, bool), is_denied: bool, place: &Place) {
        let (service, subject) = (self.service, self.subject(place));
        let (way, text) = match (old, new, self.emits()) {
            ((true, _), (false, _), true) => (Way::Other, format!("{service} no longer sends {subject}")),
            ((false, _), (true, true), true) => (Way::Other, format!("{service} newly sends {subject}")),
            ((false, _), (true, false), true) => (
                Way::Wider,
                format!("{service} newly sends {subject}, which may be absent"),
            ),
            ((true, true), (true, false), true) => (
                Way::Wider,
                format!("{subject} may now be absent from what {service} sends"),
            ),
            ((true, false), (true, true), true) => {
                (Way::Narrower, format!("{service} now always sends {subject}"))
            }
            ((true, true), (false, _), false) if is_denied => (
                Way::Other,
                format!("{service} no longer requires {subject}, and now denies it"),
            ),
            ((true, false), (false, _), false) if is_denied => (
                Way::Other,
                format!("{service} no longer reads {subject}, and now denies it"),
            ),
            ((true, true), (false, _) | (true, false), false) => {
                (Way::Wider, format!("{service} no longer requires {subject}"))
            }
            ((true, false), (false, _), false) => {
                (Way::Other, format!("{service} no longer reads {subject}"))
            }
            ((false, _), (true, true), false) | ((true, false), (true, true), false) => {
                (Way::Other, format!("{service} now requires {subject}"))
            }
            ((false, _), (true, false), false) => (
                Way::Other,
                format!("{service} now reads {subject}, which may be absent"),
            ),
            _ => return,
        };
        self.say(vec![place.clone()], way, text);
    }

    fn renamed(&mut self, what: Named, gone: &str, came: &str, place: &Place, is_required: bool) {
        let noun = match (what, self.part) {
            (Named::Field, Part::Headers) => "the header ",
            (Named::Field, _) => "",
            (Named::Tag, _) => "the tag ",
            (Named::Variant, _) => "the variant ",
        };
        let (service, of) = (self.service, self.of_holder(&without_alternatives(place)));
        let (old, new) = (code(gone), code(came));
        let does = match (self.emits(), what, is_required) {
            (true, ..) => format!("{service} no longer sends {noun}{old}{of}; {new} is new"),
            (false, Named::Variant, _) => {
                format!("{service} no longer accepts {noun}{old}{of}; {new} is new")
            }
            (false, _, true) => format!("{service} no longer requires {noun}{old}{of}, but {new}"),
            (false, _, false) => format!("{service} no longer reads {noun}{old}{of}, but {new}"),
        };
        let places = match what {
            Named::Variant => vec![place.clone()],
            _ => [gone, came]
                .map(|name| {
                    let mut place = without_alternatives(place);
                    place.0.push(PlaceStep::Property(name.to_owned()));
                    place
                })
                .to_vec(),
        };
        self.say(places, Way::Other, format!("{does} (it seems renamed)"));
    }

    fn variants(&mut self, old: (&Forms<'a>, &[Variant]), new: (&Forms<'a>, &[Variant]), place: &Place) {
        let sides = after_each_other(old.0, new.0);
        for (gone, came) in &sides.tags() {
            self.renamed(Named::Tag, gone, came, place, true);
        }
        let names = |variants: &[Variant]| -> BTreeMap<String, Variant> {
            let variants = variants.iter().cloned();
            variants.map(|one| (one.name.clone(), one)).collect()
        };
        let (before, after) = (names(old.1), names(new.1));
        let renamed = sides.variants();
        for (gone, came) in &renamed {
            self.renamed(Named::Variant, gone, came, place, true);
        }
        let (service, of) = (self.service, self.of_holder(place));
        let at = vec![place.clone()];
        let is_renamed = |name: &str| renamed.iter().any(|(gone, came)| gone == name || came == name);
        for name in after
            .keys()
            .filter(|name| !before.contains_key(*name) && !is_renamed(name))
        {
            let does = if self.emits() {
                "sends a new variant"
            } else {
                "now accepts the variant"
            };
            self.say(
                at.clone(),
                Way::Wider,
                format!("{service} {does} {}{of}", code(name)),
            );
        }
        for name in before
            .keys()
            .filter(|name| !after.contains_key(*name) && !is_renamed(name))
        {
            let does = if self.emits() { "sends" } else { "accepts" };
            let text = format!("{service} no longer {does} the variant {}{of}", code(name));
            self.say(at.clone(), Way::Narrower, text);
        }
        let same = before
            .iter()
            .filter_map(|(name, old)| Some((old, after.get(name)?)));
        let other = renamed
            .iter()
            .filter_map(|(gone, came)| Some((before.get(gone)?, after.get(came)?)));
        for (was, is) in same.chain(other) {
            let mut inside = place.clone();
            inside.0.push(match is.is {
                Tagging::Key => PlaceStep::Property(is.name.clone()),
                _ => PlaceStep::Alternative(is.name.clone()),
            });
            let (old, new) = (old.0.content(was), new.0.content(is));
            match (&was.is, &is.is) {
                (Tagging::Text, Tagging::Text) => {}
                (Tagging::Key, Tagging::Key) => self.value(&old, &new, &inside),
                (Tagging::Tag(was), Tagging::Tag(is)) => self.tagged(&old, &new, &inside, [was, is]),
                _ => {
                    let does = if self.emits() { "sends" } else { "reads" };
                    let text = format!(
                        "{service} now {does} the variant {}{of} in another form",
                        code(&is.name)
                    );
                    self.say(at.clone(), Way::Other, text);
                }
            }
        }
    }

    /// The fields of a variant next to its tag.
    fn tagged(&mut self, old: &Forms<'a>, new: &Forms<'a>, place: &Place, tags: [&String; 2]) {
        let is_tag = |name: &String| tags.contains(&name);
        let (Some(old), Some(new)) = (old.only_of(Types::OBJECT), new.only_of(Types::OBJECT)) else {
            return;
        };
        let known = self.found.len();
        self.fields(&old, &new, place);
        // The tag is reported already, and its values are the names of the variants.
        let mut index = 0;
        self.found.retain(|one| {
            index += 1;
            let last = one.places.first().and_then(|place| place.0.last());
            let is_of_tag = matches!(last, Some(PlaceStep::Property(name)) if is_tag(name));
            index <= known || !is_of_tag
        });
    }

    /// The engine's finding, if nothing else describes it.
    fn in_general(&self, finding: &Finding, newly: bool) -> Difference {
        let (service, place) = (self.service, &finding.place);
        let lack = matches!(finding.rule, Rule::PropertyMissing | Rule::PropertyOptional);
        let value = finding.witness_at.find(&finding.witness);
        let value = value.map_or_else(|| "other values".to_owned(), short);
        let inside = self.within(place);
        let mut subject = self.subject(place);
        if let (Rule::PropertyDenied, Some((PlaceStep::AnyProperty, above))) =
            (finding.rule, place.0.split_last())
        {
            subject = format!("fields of other names{}", self.among(&Place(above.to_vec())));
        }
        // What is only there beside something else is not always there.
        let requires = |forms: &Option<Forms<'a>>| {
            let Some((PlaceStep::Property(name), above)) = place.0.split_last() else {
                return false;
            };
            let holder = forms.as_ref().map(|forms| forms.at(&Place(above.to_vec())));
            holder.is_some_and(|holder| holder.is_cut() || holder.requires(name))
        };
        let is_plain = requires(if newly { &self.old } else { &self.new });
        let text = match (lack, newly, self.emits()) {
            _ if finding.rule == Rule::PropertyDenied => match (newly, self.emits()) {
                (true, true) => format!("{service} newly sends {subject}"),
                (false, true) => format!("{service} no longer sends {subject}"),
                (true, false) => format!("{service} no longer denies {subject}"),
                (false, false) => format!("{service} now denies {subject}"),
            },
            (true, true, true) if finding.rule == Rule::PropertyMissing => {
                format!("{service} no longer sends {subject}")
            }
            (true, true, true) if is_plain => {
                format!("{subject} may now be absent from what {service} sends")
            }
            (true, true, true) => format!("{service} may now send other messages without {subject}"),
            (true, false, true) if is_plain => format!("{service} now always sends {subject}"),
            (true, false, true) => format!("{service} no longer sends some messages without {subject}"),
            (true, true, false) if is_plain => format!("{service} no longer requires {subject}"),
            (true, true, false) => format!("{service} now accepts other messages without {subject}"),
            (true, false, false) if is_plain => format!("{service} now requires {subject}"),
            (true, false, false) => format!("{service} no longer accepts some messages without {subject}"),
            (false, true, true) => format!("{service} may now send {value} {inside}"),
            (false, false, true) => format!("{service} no longer sends {value} {inside}"),
            (false, true, false) => format!("{service} now accepts {value} {inside}"),
            (false, false, false) => format!("{service} no longer accepts {value} {inside}"),
        };
        Difference {
            part: self.part,
            places: vec![place.clone()],
            text,
            message: Some(finding.witness.clone()),
            widens: newly,
            narrows: !newly,
        }
    }
}

/// Two versions as sides: the old one is the known version, and the new one is its replacement.
fn after_each_other<'a>(old: &Forms<'a>, new: &Forms<'a>) -> Sides<'a> {
    Sides {
        sent: new.clone(),
        read: old.clone(),
        before: Some(old.clone()),
        read_before: None,
        known: None,
    }
}

/// The types that came or went. Fractions by themselves have a name of their own.
fn named(some: Types, of: Types) -> String {
    match some {
        Types::FRACTION => "fractions".to_owned(),
        some => types(some.and(of)),
    }
}
