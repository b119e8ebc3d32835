//! The variants of an enum, by their form in messages.

use counterpart_engine::compat::PlaceStep;
use syn::{ItemEnum, Variant};

use super::{Member, Part, Walk};
use crate::source::features::choose;
use crate::source::modules::Declared;
use crate::source::names::Names;
use crate::source::types::Home;

impl Walk<'_, '_> {
    /// The variant with this name in messages, or in Rust.
    fn variant_of<'v>(
        &mut self,
        owner: &Declared,
        item: &'v ItemEnum,
        names: &Names,
        name: &str,
    ) -> Option<&'v Variant> {
        let rule = names.rename_all.as_deref();
        let in_messages = |variant: &&Variant| {
            let own = self.names(owner, &variant.attrs);
            own.names_variant(&variant.ident, rule, name)
        };
        let named: Vec<&Variant> = item.variants.iter().filter(in_messages).collect();
        let choice = choose(named, |variant| self.may_hold(owner, &variant.attrs));
        choice.map(|choice| self.chosen(choice))
    }

    pub(super) fn variants(
        &mut self,
        owner: &Declared,
        item: &ItemEnum,
        names: &Names,
        home: &Home,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let Some((first, rest)) = steps.split_first() else {
            return true;
        };
        let file = &owner.module.file;
        match first {
            PlaceStep::Alternative(name) => {
                let by_ident = || item.variants.iter().find(|variant| variant.ident == name);
                match self.variant_of(owner, item, names, name).or_else(by_ident) {
                    Some(variant) => {
                        let rest = self.past_envelope(owner, variant, names, rest);
                        self.chosen_variant(owner, variant, names, home, rest, depth + 1)
                    }
                    // The contents of alternatives without a name tell them apart.
                    None if !rest.is_empty() => self.any_variant(owner, item, names, home, rest, depth + 1),
                    None => false,
                }
            }
            PlaceStep::Property(name) if names.tag.as_ref() == Some(name) => {
                if let Some(at) = names.tag_at {
                    self.note(file, at, depth + 1);
                }
                match rest {
                    [PlaceStep::Alternative(name)] => match self.variant_of(owner, item, names, name) {
                        Some(variant) => self.chosen_variant(owner, variant, names, home, &[], depth + 2),
                        None => false,
                    },
                    rest => rest.is_empty(),
                }
            }
            PlaceStep::Property(name) if names.content.as_ref() == Some(name) => {
                self.any_variant(owner, item, names, home, rest, depth + 1)
            }
            PlaceStep::Property(_) if names.content.is_some() => {
                if let Some(at) = names.denied_at {
                    self.note(file, at, depth);
                }
                false
            }
            PlaceStep::Property(name) if names.tag.is_none() => {
                match self.variant_of(owner, item, names, name) {
                    Some(variant) => self.chosen_variant(owner, variant, names, home, rest, depth + 1),
                    None => self.any_variant(owner, item, names, home, steps, depth),
                }
            }
            _ => self.any_variant(owner, item, names, home, steps, depth),
        }
    }

    /// If the alternative is named already, the property that carries it adds nothing: the
    /// variant's own name, or the property of the content.
    fn past_envelope<'s>(
        &self,
        owner: &Declared,
        variant: &Variant,
        names: &Names,
        steps: &'s [PlaceStep],
    ) -> &'s [PlaceStep] {
        match steps.split_first() {
            Some((PlaceStep::Property(name), rest)) => {
                let own = self.names(owner, &variant.attrs);
                let is_variant = names.tag.is_none()
                    && own.names_variant(&variant.ident, names.rename_all.as_deref(), name);
                if is_variant || names.content.as_ref() == Some(name) {
                    rest
                } else {
                    steps
                }
            }
            _ => steps,
        }
    }

    /// Goes into a variant that the place names.
    fn chosen_variant(
        &mut self,
        owner: &Declared,
        variant: &Variant,
        names: &Names,
        home: &Home,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        self.note(
            &owner.module.file,
            (variant.ident.span(), variant.ident.span()),
            depth,
        );
        self.member = Some(Member {
            owner: owner.clone(),
            part: Part::Variant(Box::new(variant.clone())),
        });
        if let (Some(PlaceStep::Property(name)), Some(at)) = (steps.first(), names.tag_at)
            && names.tag.as_ref() == Some(name)
        {
            self.note(&owner.module.file, at, depth + 1);
            return true;
        }
        self.variant(owner, variant, names, home, steps, depth)
    }

    fn variant(
        &mut self,
        owner: &Declared,
        variant: &Variant,
        names: &Names,
        home: &Home,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let mut own = self.names(owner, &variant.attrs);
        own.rename_all = own.rename_all.or_else(|| names.rename_all_fields.clone());
        own.denied_at = names.denied_at;
        if !steps.is_empty() && own.with {
            return false;
        }
        self.fields(owner, Some(variant), &variant.fields, &own, home, steps, depth)
    }

    /// The first variant that has the way.
    fn any_variant(
        &mut self,
        owner: &Declared,
        item: &ItemEnum,
        names: &Names,
        home: &Home,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let before = (self.state.clone(), self.member.clone());
        if steps.is_empty() {
            return true;
        }
        let mut found = None;
        for variant in &item.variants {
            if !self.may_hold(owner, &variant.attrs) {
                continue;
            }
            (self.state, self.member) = before.clone();
            if self.variant(owner, variant, names, home, steps, depth) {
                if found.is_some() {
                    self.is_doubtful = true;
                    break;
                }
                found = Some((self.state.clone(), self.member.clone()));
            }
        }
        let is_found = found.is_some();
        let unknown = match (names.denied_at, is_found) {
            (Some(at), false) => Some(at),
            _ => None,
        };
        (self.state, self.member) = found.unwrap_or(before);
        if let Some(at) = unknown {
            self.note(&owner.module.file, at, depth);
        }
        is_found
    }
}
