//! The variants of an enum, as messages distinguish them.

use std::collections::{BTreeMap, BTreeSet};

use super::form::Form;
use super::forms::Forms;

/// One of the names that a value of an enum can have in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) is: Tagging,
    /// The index of its form.
    form: usize,
}

/// The way in which a message names its variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tagging {
    /// It is this text.
    Text,
    /// It is an object of this one key.
    Key,
    /// A field of this name has it.
    Tag(String),
}

impl<'a> Forms<'a> {
    /// The members that distinguish the ways, with their texts: each has one text in every way that
    /// has it.
    pub(crate) fn tags(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut texts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut others: BTreeSet<&str> = BTreeSet::new();
        for form in self.objects() {
            let tags: BTreeMap<&str, &str> = form.tags().into_iter().collect();
            others.extend(form.names().into_iter().filter(|name| !tags.contains_key(name)));
            for (name, text) in tags {
                texts.entry(name).or_default().insert(text);
            }
        }
        texts.retain(|name, _| !others.contains(name));
        texts
    }

    /// The variants, if the value is an enum whose variants a message distinguishes.
    pub(crate) fn variants(&self) -> Vec<Variant> {
        let mut found: Vec<Variant> = Vec::new();
        let tags: Vec<Vec<(&str, &str)>> = self.all().iter().map(Form::tags).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in tags.iter().flatten() {
            *counts.entry(name).or_default() += 1;
        }
        let tag = counts
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        let tag = tag.map(|(name, _)| *name);
        let keys: Vec<&Form<'_>> = self.objects().collect();
        let texts = |form: &Form<'a>| {
            form.constants()
                .filter(|all| all.iter().all(|one| one.as_str().is_some()))
        };
        let several = keys.len() + self.all().iter().filter(|form| texts(form).is_some()).count() > 1;
        let has_keys = several && keys.iter().all(|form| form.only_key().is_some());
        for (index, form) in self.all().iter().enumerate() {
            let mut add = |name: &str, is: Tagging| {
                if !found.iter().any(|known| known.name == name && known.is == is) {
                    found.push(Variant {
                        name: name.to_owned(),
                        is,
                        form: index,
                    });
                }
            };
            if let Some(constants) = texts(form) {
                constants
                    .iter()
                    .filter_map(|one| one.as_str())
                    .for_each(|text| add(text, Tagging::Text));
            } else if let Some((name, value)) = tags[index].iter().find(|(name, _)| Some(*name) == tag) {
                add(value, Tagging::Tag((*name).to_owned()));
            } else if let Some(key) = form.only_key().filter(|_| has_keys) {
                add(key, Tagging::Key);
            }
        }
        found
    }

    /// The content of a variant: the value of its key, else the object.
    pub(crate) fn content(&self, variant: &Variant) -> Self {
        let only = self.only(variant.form);
        match variant.is {
            Tagging::Key => only.field(&variant.name),
            _ => only,
        }
    }
}
