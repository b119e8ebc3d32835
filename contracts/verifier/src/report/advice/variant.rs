//! Variants that the producer sends and a consumer does not know.

use super::case::{Case, above, short, subject, whole};
use super::edit::Change;
use super::schema_at::{At, Form};
use counterpart_engine::compat::{Place, PlaceStep, Rule};
use counterpart_engine::json::Json;

/// New variants of one enum.
pub(super) struct NewVariant {
    /// The place of the enum.
    above: Place,
    /// Their names in messages; none if the enum is untagged.
    names: Vec<String>,
    /// True if they come with content.
    has_content: bool,
}

impl NewVariant {
    /// The variants that a finding is about; none if it is about another kind of value.
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        let value = case.refusal.witness_at.find(&case.refusal.witness)?;
        let place = case.place;
        let is_alternative = matches!(place.0.last(), Some(PlaceStep::Alternative(_)));
        match value {
            Json::String(text) if case.property().is_some_and(|name| case.sent_above().is_tag(name)) => {
                let tag = case.property()?;
                let sent = case.sent_above();
                Some(Self {
                    above: whole(&above(place)),
                    has_content: sent.tagged(tag, text).is_none_or(|one| one.names().len() > 1),
                    names: vec![text.clone()],
                })
            }
            Json::String(text) => {
                let above = if is_alternative {
                    above(place)
                } else {
                    place.clone()
                };
                let known = At::of(&case.refusal.contract, &above);
                let form = known
                    .form()
                    .filter(|form| matches!(form, Form::Texts | Form::Keyed))?;
                let sent = At::of(&case.found.emitted, &above);
                let mut names: Vec<String> = vec![text.clone()];
                if !is_alternative {
                    let known = known.variants(form);
                    let more = sent.variants(Form::Texts).into_iter();
                    let more = more.filter(|name| !known.contains(name) && name != text);
                    names.extend(more.map(str::to_owned));
                }
                Some(Self {
                    above,
                    names,
                    has_content: false,
                })
            }
            Json::Object(members) if case.found.rule == Rule::AlternativeNotAccepted => {
                let above = if is_alternative {
                    above(place)
                } else {
                    place.clone()
                };
                let sent = At::of(&case.found.emitted, &above);
                let (name, has_content) = match sent.form()? {
                    Form::Tagged { tag, .. } => {
                        (Some(members.get(tag)?.as_str()?.to_owned()), members.len() > 1)
                    }
                    Form::Keyed => (Some(members.keys().next()?.clone()), true),
                    Form::Texts | Form::Untagged => (None, true),
                };
                Some(Self {
                    above,
                    names: name.into_iter().collect(),
                    has_content,
                })
            }
            _ => None,
        }
    }

    /// ``the new variant `gold` ``
    pub(super) fn subject(&self) -> String {
        match self.names.len() {
            0 => format!("the new variant of {}", subject(&self.above)),
            1 => format!("the new variant {}", self.listed()),
            _ => format!("the new variants {}", self.listed()),
        }
    }

    /// The possible actions of a consumer in Rust, with the changes of source that make them. It
    /// can add the variants, or read all new ones as one.
    pub(super) fn ways(&self, case: &Case<'_>) -> Vec<(String, Vec<(Place, Change)>)> {
        let at = At::of(&case.refusal.contract, &self.above);
        let of = if self.above.0.is_empty() {
            "the enum".to_owned()
        } else {
            format!("the enum of {}", subject(&self.above))
        };
        let Some(form) = at.form().filter(|_| !self.names.is_empty()) else {
            return vec![(format!("add a variant to {of} for what is sent"), Vec::new())];
        };
        let known = at.variants(form);
        let noun = if self.names.len() > 1 {
            "variants"
        } else {
            "variant"
        };
        let add = format!("add the {noun} {} to {of}", self.listed());
        let others = || {
            let taken: Vec<Option<String>> = known.iter().map(|name| identifier(name)).collect();
            let mut free = ["Other", "Unknown", "Unrecognized"].into_iter();
            let free = free.find(|name| !taken.contains(&Some((*name).to_owned())));
            let variant = |name: &str| Change::Variant {
                name: name.to_owned(),
                attribute: Some("other".to_owned()),
            };
            self.at_enum(free.map(variant))
        };
        let other = format!("add a `#[serde(other)]` variant to {of}");
        match form {
            // Only a person can decide the content of such a variant, and no other variant reads
            // it.
            Form::Texts | Form::Keyed if self.has_content => {
                vec![(format!("{add}, with its fields"), Vec::new())]
            }
            Form::Untagged => vec![(format!("{add}, with its fields"), Vec::new())],
            // The same schema has two meanings. With `content`, a variant without fields refuses
            // content. With a tag next to fields, it ignores them.
            Form::Tagged {
                content: Some(content),
                ..
            } if self.has_content => vec![
                (format!("{add}, with its `{}`", short(content)), Vec::new()),
                (format!("{other} (not beside `content`)"), others()),
            ],
            _ => vec![(add, self.added(&known)), (other, others())],
        }
    }

    fn listed(&self) -> String {
        const MOST: usize = 3;
        let mut names: Vec<String> = self
            .names
            .iter()
            .take(MOST)
            .map(|name| format!("`{}`", short(name)))
            .collect();
        names.extend((self.names.len() > MOST).then(|| "…".to_owned()));
        names.join(", ")
    }

    /// The variants without fields that read these; none if a name has no identifier.
    fn added(&self, known: &[&str]) -> Vec<(Place, Change)> {
        // If all others are named as Rust names variants, no rule renames them.
        let is_plain = |name: &&str| identifier(name).as_deref() == Some(*name);
        let is_unruled = !known.is_empty() && known.iter().all(is_plain);
        let taken: Vec<Option<String>> = known.iter().map(|name| identifier(name)).collect();
        let mut changes = Vec::new();
        for wire in &self.names {
            let Some(name) = identifier(wire).filter(|name| !taken.contains(&Some(name.clone()))) else {
                return Vec::new();
            };
            let attribute = (!is_unruled || name != *wire).then(|| format!("rename = {wire:?}"));
            changes.push(Change::Variant { name, attribute });
        }
        self.at_enum(changes)
    }

    fn at_enum(&self, changes: impl IntoIterator<Item = Change>) -> Vec<(Place, Change)> {
        changes
            .into_iter()
            .map(|change| (self.above.clone(), change))
            .collect()
    }
}

/// The name of a variant in Rust for one in messages: `GoldCard` for `gold_card`.
fn identifier(name: &str) -> Option<String> {
    let mut identifier = String::new();
    for word in name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let mut letters = word.chars();
        identifier.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        identifier.push_str(letters.as_str());
    }
    let starts = identifier.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = starts && identifier.is_ascii() && identifier.len() <= 100 && identifier != "Self";
    fits.then_some(identifier)
}

#[cfg(test)]
mod tests {
    use super::identifier;

    #[test]
    fn a_variant_is_named_as_rust_names_variants() {
        for (name, expected) in [
            ("gold_card", Some("GoldCard")),
            ("order.paid", Some("OrderPaid")),
            ("Gold", Some("Gold")),
            ("SEPA", Some("SEPA")),
            ("3d-secure", None),
            ("größe", None),
            ("self", None),
            ("…", None),
        ] {
            assert_eq!(identifier(name).as_deref(), expected, "{name}");
        }
    }
}
