//! Words for a present value that is not accepted: its type, its bounds, its format, its variant,
//! its fields.

use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::Json;

use super::contained::is_contained;
use super::described::described;
use super::forms::Forms;
use super::headline::{About, Headline};
use super::incompatible::{Incompatible, REFUSES};
use super::rename::without_alternatives;
use super::variants::Tagging;
use super::words::{code, of_degree, short, some, types};

impl<'a> Incompatible<'a> {
    pub(super) fn type_mismatch(&self) -> String {
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
        if is_all && read != Types::NONE && !read.contains(sent) {
            let is_new = self.is_new(|types| !types.contains(sent));
            let sends = if is_new { "now sends" } else { "sends" };
            let (sent, read) = (types(sent), types(read));
            if place.0.is_empty() {
                return format!(
                    "{} {sends} {sent} {}, not {read}",
                    self.producer,
                    self.within(&place)
                );
            }
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

    /// Numbers or texts outside the accepted range.
    pub(super) fn range(&self) -> Headline {
        let place = without_alternatives(self.place);
        let kind = if Types::NUMBER.contains(Types::of(self.value)) {
            Types::NUMBER
        } else {
            Types::STRING
        };
        let only = |forms: Option<Forms<'a>>| forms.and_then(|forms| forms.only_of(kind));
        let (sent, read) = (only(self.sent(&place)), only(self.read(&place)));
        let described_of = |forms: &Forms<'a>| forms.all().first().map(described).unwrap_or_default();
        let (producer, subject) = (self.producer, self.subject(&place));
        let sends = if self.is_wider(&place) {
            "now sends"
        } else {
            "sends"
        };
        if let (Some(sent), Some(read), false) = (sent, read, place.0.is_empty()) {
            let (is, wanted) = (described_of(&sent), described_of(&read));
            if is != wanted {
                let what = if is_contained(&read, &sent) {
                    format!("{}:", of_degree("wider", &subject))
                } else {
                    format!("{subject} as")
                };
                let text = format!("{producer} {sends} {what} {is}, not {wanted}");
                return Headline::with(text, REFUSES.0, REFUSES.1);
            }
        }
        self.accepting(format!(
            "{producer} may send {} {}",
            short(self.value),
            self.within(&place)
        ))
    }

    pub(super) fn format_mismatch(&self) -> Headline {
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

    /// The change that sends the variant of this name, and the variant.
    fn variant(&self, name: &str, place: &Place) -> Option<(String, About)> {
        let is_it = |forms: &Forms<'a>| forms.variants().iter().any(|one| one.name == name);
        self.sent(place).filter(is_it)?;
        let is_new = self
            .before(place)
            .is_some_and(|before| !before.variants().is_empty() && !is_it(&before));
        let variant = if is_new { "a new variant" } else { "the variant" };
        let (name, owner) = (code(name), self.of_holder(place));
        let text = format!("{} sends {variant} {name}{owner}", self.producer);
        Some((text, About { name, owner, is_new }))
    }

    /// The variants that the first consumer does not know, if a message shows one of several.
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

    pub(super) fn value(&self) -> Headline {
        let place = without_alternatives(self.place);
        let Some(text) = self.value.as_str() else {
            return self.accepting(format!(
                "{} may send {} {}",
                self.producer,
                short(self.value),
                self.within(&place)
            ));
        };
        // The value of a tag is the name of a variant of the enum that contains the tag.
        let of_tag = || {
            let (PlaceStep::Property(tag), above) = place.0.split_last()? else {
                return None;
            };
            let above = without_alternatives(&Place(above.to_vec()));
            let forms = self.sent(&above)?;
            forms.tags().get(tag.as_str())?;
            self.variant(text, &above)
        };
        if let Some(text) = self.variants(text, &place) {
            return Headline::with(text, "does not know them", "do not know them");
        }
        match of_tag().or_else(|| self.variant(text, &place)) {
            Some((text, about)) => Headline::with(text, "does not know it", "do not know it").about(about),
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

    pub(super) fn alternative(&self) -> Headline {
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
        let Some((text, about)) = self.variant(name, &place) else {
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
        Headline::with(text, "does not know it", "do not know it").about(about)
    }

    pub(super) fn denied(&self) -> Headline {
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
}

/// An alternative without a name of its own: `an object with a, b`.
fn form(name: &str) -> String {
    const LONGEST: usize = 60;
    let is_plain = |c: char| c != '`' && !c.is_control();
    if name.starts_with("an object with ") && name.chars().count() <= LONGEST && name.chars().all(is_plain) {
        return name.to_owned();
    }
    format!("the form {}", code(name))
}
