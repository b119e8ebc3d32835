//! What changed, in one sentence about the producer, and what the consumers make of it.

use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Json;

use super::super::advice::what_is_wrong;
use super::super::{
    Attribution, FileFinding, FileRule, Incompatibility, KeyFinding, Kind, Named, Part, Renamed, Unproven,
};
use super::contained::goes_beyond;
use super::forms::{Forms, Tagging};
use super::rename::{Sides, schema_of, without_alternatives};
use super::words::{code, of_degree, short, some, subject, types, within};

/// What changed, and what the consumers make of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headline {
    /// What changed, in words of the code and without a full stop: ``user-service may send null in `email` ``.
    pub text: String,
    /// What a consumer does, and what several do: ``requires `email` ``, ``require `email` ``. `None` where the text names
    /// the consumers.
    pub reaction: Option<(String, String)>,
}

impl Headline {
    fn of(text: String) -> Self {
        Self { text, reaction: None }
    }

    fn with(text: String, one: &str, several: &str) -> Self {
        Self {
            text,
            reaction: Some((one.to_owned(), several.to_owned())),
        }
    }

    /// The text, and who does what about it.
    ///
    /// ```
    /// use counterpart_verifier::report::change::Headline;
    ///
    /// let headline = Headline {
    ///     text: "shop may send null in `email`".to_owned(),
    ///     reaction: Some(("refuses it".to_owned(), "refuse it".to_owned())),
    /// };
    /// let names = ["books", "mail", "stock", "tax", "web"].map(str::to_owned);
    /// assert_eq!(headline.naming(&names[..1]), "shop may send null in `email` (books refuses it)");
    /// assert_eq!(headline.naming(&names), "shop may send null in `email` (books, mail, stock and 2 more refuse it)");
    /// ```
    pub fn naming(&self, consumers: &[String]) -> String {
        match &self.reaction {
            Some((one, several)) if !consumers.is_empty() => {
                let does = if consumers.len() == 1 { one } else { several };
                format!("{} ({} {does})", self.text, some(consumers))
            }
            _ => self.text.clone(),
        }
    }
}

/// What a finding says changed.
pub fn headline(kind: &Kind) -> Headline {
    match kind {
        Kind::Incompatible(found) => Incompatible::of(found).headline(),
        Kind::Key(found) => of_key(found),
        Kind::Unproven(found) => Headline::of(undecided(found)),
        Kind::File(found) => Headline::of(of_file(found)),
    }
}

/// That a pair is neither proven nor refuted.
pub(crate) fn undecided(found: &Unproven) -> String {
    let emitted = found.emitted.identity();
    format!(
        "neither proven nor refuted that {} accepts what {} sends for `{}`",
        found.contract.who(),
        emitted.service(),
        emitted.event()
    )
}

fn of_key(found: &KeyFinding) -> Headline {
    let key = |document: &super::super::Document| document.contract.header.metadata.key.clone();
    let producer = found.emitted.identity().service();
    let text = match key(&found.emitted) {
        Some(sent) => format!("{producer} sends {} as the key", code(&sent)),
        None => format!("{producer} sends no key"),
    };
    let wanted = code(&key(&found.contract).unwrap_or_default());
    Headline::with(
        text,
        &format!("takes the key for {wanted}"),
        &format!("take the key for {wanted}"),
    )
}

fn of_file(found: &FileFinding) -> String {
    match found.rule {
        FileRule::ContractStale => format!(
            "the file of `{}` is not what the code says",
            found.document.identity()
        ),
        _ => what_is_wrong(found),
    }
}

/// An incompatibility with what both sides say where it is.
struct Incompatible<'a> {
    found: &'a Incompatibility,
    /// Where, of the first refusal.
    place: &'a Place,
    producer: &'a str,
    payload: Option<&'static str>,
    /// The schemas of the part of the message.
    sides: Option<Sides<'a>>,
    /// The wrong value of the first refusal.
    value: &'a Json,
}

const REFUSES: (&str, &str) = ("refuses it", "refuse it");

impl<'a> Incompatible<'a> {
    fn of(found: &'a Incompatibility) -> Self {
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
            payload: found
                .emitted
                .contract
                .header
                .metadata
                .envelope
                .map(|envelope| envelope.payload()),
            sides: sent.zip(read).map(|(sent, read)| Sides {
                sent: Forms::of(sent),
                read: Forms::of(read),
                before: before.map(Forms::of),
                read_before: None,
            }),
            value: refusal.witness_at.find(&refusal.witness).unwrap_or(&Json::Null),
        }
    }

    fn headline(&self) -> Headline {
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
            Rule::NumberRange | Rule::StringContent => {
                let place = without_alternatives(self.place);
                let sends = if self.is_wider(&place) {
                    "now sends"
                } else {
                    "sends"
                };
                let text = match place.0.last() {
                    None => format!("{} may send {} as the message", self.producer, short(self.value)),
                    Some(_) => format!(
                        "{} {sends} {}: it may be {}",
                        self.producer,
                        of_degree("wider", &self.subject(&place)),
                        short(self.value)
                    ),
                };
                self.accepting(text)
            }
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

    fn subject(&self, place: &Place) -> String {
        subject(self.found.part, place, self.payload)
    }

    /// ` of ` and what a place is in; nothing at the top of the message.
    fn of_holder(&self, above: &Place) -> String {
        match (self.payload, above.0.as_slice()) {
            (Some(payload), [PlaceStep::Property(first), rest @ ..])
                if first == payload && self.found.part == Part::Payload =>
            {
                within(rest)
            }
            (_, steps) => within(steps),
        }
    }

    /// ``in `email` ``, `as the message`.
    fn within(&self, place: &Place) -> String {
        let place = without_alternatives(place);
        if place.0.is_empty() {
            return format!("as {}", self.subject(&place));
        }
        format!("in {}", self.subject(&place))
    }

    fn sent(&self, place: &Place) -> Option<Forms<'a>> {
        Some(self.sides.as_ref()?.sent.at(place))
    }

    fn read(&self, place: &Place) -> Option<Forms<'a>> {
        Some(self.sides.as_ref()?.read.at(place))
    }

    /// What was sent at a place before; `None` where that is not known, or the place was not there.
    fn before(&self, place: &Place) -> Option<Forms<'a>> {
        let before = self.sides.as_ref()?.before.as_ref()?.at(place);
        (!before.is_empty() && !before.is_cut()).then_some(before)
    }

    /// Whether the types at the place were such before.
    fn is_new(&self, was: impl Fn(Types) -> bool) -> bool {
        let before = self.before(&without_alternatives(self.place));
        before.is_some_and(|before| was(before.types()))
    }

    fn is_wider(&self, place: &Place) -> bool {
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

    /// The consumers, and the verb that goes with so many: `auth-service now requires`.
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
        let was_there = |before: Forms<'a>| match what {
            Named::Variant => {
                let names = before.variants();
                let has = |name: &str| names.iter().any(|one| one.name == name);
                has(consumer) && !has(producer)
            }
            _ => before.names().contains(consumer.as_str()) && !before.names().contains(producer.as_str()),
        };
        let who = self.producer;
        if self.before(above).is_some_and(was_there) {
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

    /// A field, or the tag that it is: ``the tag `kind` of `reason` ``.
    fn named(&self, name: &str, above: &Place) -> String {
        let whole = without_alternatives(above);
        let is_tag = |forms: Forms<'a>| forms.variants().len() > 1 && forms.tag_values(name).is_some();
        if self.read(&whole).is_some_and(is_tag) {
            return format!("the tag {}{}", code(name), self.of_holder(&whole));
        }
        let mut place = above.clone();
        place.0.push(PlaceStep::Property(name.to_owned()));
        self.subject(&place)
    }

    fn type_mismatch(&self) -> String {
        let place = without_alternatives(self.place);
        let wrong = Types::of(self.value);
        let without_null = |types: Types| types.and(Types(Types::ALL.0 & !Types::NULL.0));
        let sent = self
            .sent(&place)
            .map_or(Types::NONE, |forms| without_null(forms.types()));
        let read = self
            .read(&place)
            .map_or(Types::NONE, |forms| without_null(forms.types()));
        let is_number = Types::NUMBER.contains(wrong) && Types::NUMBER.contains(sent);
        let is_all = sent != Types::NONE && (wrong.contains(sent) || is_number);
        if is_all && read != Types::NONE && !read.contains(sent) && !place.0.is_empty() {
            let is_new = self.is_new(|types| !types.contains(sent));
            let sends = if is_new { "now sends" } else { "sends" };
            let (sent, read) = (types(sent), types(read));
            return format!(
                "{} {sends} {} as {sent}, not {read}",
                self.producer,
                self.subject(&place)
            );
        }
        format!(
            "{} may send {} {}",
            self.producer,
            types(wrong),
            self.within(&place)
        )
    }

    fn format_mismatch(&self) -> Headline {
        let place = without_alternatives(self.place);
        let format = |forms: Option<Forms<'a>>| Some(forms?.keyword("format")?.as_str()?.to_owned());
        let (sent, read) = (format(self.sent(&place)), format(self.read(&place)));
        let subject = self.subject(&place);
        let (one, several) = REFUSES;
        let text = match (sent, read) {
            (Some(sent), Some(read)) if sent != read => {
                let was_other =
                    |before: Forms<'a>| before.keyword("format").and_then(Json::as_str) != Some(&sent);
                let sends = if self.before(&place).is_some_and(was_other) {
                    "now sends"
                } else {
                    "sends"
                };
                format!(
                    "{} {sends} {subject} in the format {}, not {}",
                    self.producer,
                    code(&sent),
                    code(&read)
                )
            }
            (_, Some(read)) => format!(
                "{} may send {} {}, which is not of the format {}",
                self.producer,
                short(self.value),
                self.within(&place),
                code(&read)
            ),
            _ => format!(
                "{} may send {} {}",
                self.producer,
                short(self.value),
                self.within(&place)
            ),
        };
        Headline::with(text, one, several)
    }

    /// The variant of this name, and whether it was not sent before.
    fn variant(&self, name: &str, place: &Place) -> Option<String> {
        let is_it = |forms: &Forms<'a>| forms.variants().iter().any(|one| one.name == name);
        self.sent(place).filter(is_it)?;
        let is_new = self
            .before(place)
            .is_some_and(|before| !before.variants().is_empty() && !is_it(&before));
        let variant = if is_new { "a new variant" } else { "the variant" };
        Some(format!(
            "{} sends {variant} {}{}",
            self.producer,
            code(name),
            self.of_holder(place)
        ))
    }

    /// The variants that the first consumer does not know, where a message shows one of several.
    fn variants(&self, name: &str, place: &Place) -> Option<String> {
        let names = |forms: Forms<'a>| -> Vec<String> {
            let variants = forms.variants().into_iter();
            let texts = variants.filter(|one| one.is == Tagging::Text);
            texts.map(|one| one.name).collect()
        };
        let known = self.read(place).map(names)?;
        let mut unknown = self.sent(place).map(names)?;
        unknown.retain(|one| !known.contains(one));
        if unknown.len() < 2 || !unknown.iter().any(|one| one == name) || known.is_empty() {
            return None;
        }
        let before = self.before(place).map(names).unwrap_or_default();
        let is_new = !before.is_empty() && unknown.iter().all(|one| !before.contains(one));
        let variants = if is_new { "new variants" } else { "the variants" };
        let listed = some(&unknown.iter().map(|one| code(one)).collect::<Vec<_>>());
        Some(format!(
            "{} sends {variants} {listed}{}",
            self.producer,
            self.of_holder(place)
        ))
    }

    fn value(&self) -> Headline {
        let place = without_alternatives(self.place);
        let Some(text) = self.value.as_str() else {
            return self.accepting(format!(
                "{} may send {} {}",
                self.producer,
                short(self.value),
                self.within(&place)
            ));
        };
        // The value of a tag is the name of a variant of what the tag is in.
        let of_tag = || {
            let (PlaceStep::Property(tag), above) = place.0.split_last()? else {
                return None;
            };
            let above = without_alternatives(&Place(above.to_vec()));
            let forms = self.sent(&above)?;
            forms.tag_values(tag)?;
            self.variant(text, &above)
        };
        if let Some(text) = self.variants(text, &place) {
            return Headline::with(text, "does not know them", "do not know them");
        }
        match of_tag().or_else(|| self.variant(text, &place)) {
            Some(text) => Headline::with(text, "does not know it", "do not know it"),
            None if self.sent(&place).is_some_and(|forms| forms.constants().is_none()) => {
                self.accepting(format!(
                    "{} may send other strings {} than are accepted",
                    self.producer,
                    self.within(&place)
                ))
            }
            None => self.accepting(format!(
                "{} may send {} {}",
                self.producer,
                short(self.value),
                self.within(&place)
            )),
        }
    }

    fn alternative(&self) -> Headline {
        let place = without_alternatives(self.place);
        let (one, several) = REFUSES;
        let Some(PlaceStep::Alternative(name)) = self.place.0.last() else {
            return Headline::with(
                format!(
                    "{} may send {} {}",
                    self.producer,
                    short(self.value),
                    self.within(&place)
                ),
                one,
                several,
            );
        };
        let Some(text) = self.variant(name, &place) else {
            return Headline::with(
                format!(
                    "{} may send {} {}",
                    self.producer,
                    form(name),
                    self.within(&place)
                ),
                one,
                several,
            );
        };
        let is_known = |forms: Forms<'a>| forms.variants().iter().any(|known| known.name == *name);
        if self.read(&place).is_some_and(is_known) {
            return Headline::with(text, one, several);
        }
        Headline::with(text, "does not know it", "do not know it")
    }

    fn denied(&self) -> Headline {
        let Some((last, above)) = self.place.0.split_last() else {
            return self.accepting(format!("{} may send other fields", self.producer));
        };
        let above = Place(above.to_vec());
        let PlaceStep::Property(name) = last else {
            return Headline::with(
                format!(
                    "{} may send other keys {} than are accepted",
                    self.producer,
                    self.within(&above)
                ),
                "denies them",
                "deny them",
            );
        };
        let subject = self.subject(self.place);
        let is_new = self
            .before(&above)
            .is_some_and(|before| !before.names().contains(name.as_str()));
        let is_always = self.sent(&above).is_some_and(|forms| forms.may_require(name));
        let sends = match (is_new, is_always) {
            (true, _) => "newly sends",
            (false, true) => "sends",
            (false, false) => "may send",
        };
        Headline::with(
            format!("{} {sends} {subject}", self.producer),
            "denies it",
            "deny it",
        )
    }

    /// With what the consumers accept, where the engine says it in a few words.
    fn accepting(&self, text: String) -> Headline {
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

/// An alternative that has no name of its own: `an object with a, b`.
fn form(name: &str) -> String {
    const LONGEST: usize = 60;
    let is_plain = |c: char| c != '`' && !c.is_control();
    if name.starts_with("an object with ") && name.chars().count() <= LONGEST && name.chars().all(is_plain) {
        return name.to_owned();
    }
    format!("the form {}", code(name))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
