//! The features that a package has on, and the items that the source has because of them.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::Package;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// The features of a package that are on.
#[derive(Debug, Clone, Default)]
pub(super) struct Features(BTreeSet<String>);

impl Features {
    /// The features of a build.
    pub(super) fn of_build(active: &BTreeSet<String>) -> Self {
        Self(active.clone())
    }

    /// The features that cargo resolved for a package.
    pub(super) fn resolved(active: impl IntoIterator<Item = String>) -> Self {
        Self(active.into_iter().collect())
    }

    /// The features that the contract files of the package belong to: the default ones, and those
    /// that `[package.metadata.counterpart]` adds. The derived tests report mistakes there.
    pub(super) fn of_manifest(package: &Package) -> Self {
        let settings = &package.metadata["counterpart"];
        let more = settings["features"].as_array().into_iter().flatten();
        let mut wanted: Vec<&str> = more.filter_map(|feature| feature.as_str()).collect();
        if settings["default-features"].as_bool() != Some(false) {
            wanted.push("default");
        }
        Self::turned_on(&package.features, wanted)
    }

    /// The features that these features of the manifest turn on, including themselves.
    fn turned_on<'a>(declared: &'a BTreeMap<String, Vec<String>>, mut wanted: Vec<&'a str>) -> Self {
        let mut on = BTreeSet::new();
        while let Some(feature) = wanted.pop() {
            let Some(values) = declared.get(feature) else {
                continue;
            };
            if on.insert(feature.to_owned()) {
                // `name/feature` turns an optional dependency on. `name?/feature` and `dep:name`
                // turn nothing on here.
                wanted.extend(
                    values
                        .iter()
                        .map(|value| value.split_once('/').map_or(value.as_str(), |(name, _)| name)),
                );
            }
        }
        Self(on)
    }

    /// Returns `true` if an item with these attributes may be compiled: all its `#[cfg]` hold, as
    /// far as features decide them.
    pub(super) fn may_hold(&self, attributes: &[Attribute]) -> bool {
        attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
            .filter_map(|attribute| attribute.parse_args::<Meta>().ok())
            .all(|predicate| self.decide(&predicate) != Some(false))
    }

    /// The attributes that may be compiled. Those in a `cfg_attr` are listed by themselves.
    pub(super) fn expand(&self, attributes: &[Attribute]) -> Vec<Attribute> {
        let mut expanded = Vec::new();
        for attribute in attributes {
            self.expand_one(attribute, &mut expanded);
        }
        expanded
    }

    fn expand_one(&self, attribute: &Attribute, expanded: &mut Vec<Attribute>) {
        if !attribute.path().is_ident("cfg_attr") {
            expanded.push(attribute.clone());
            return;
        }
        let inner = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        let mut inner = inner.into_iter().flatten();
        if inner
            .next()
            .is_some_and(|predicate| self.decide(&predicate) != Some(false))
        {
            for meta in inner {
                let attribute = Attribute {
                    meta,
                    ..attribute.clone()
                };
                self.expand_one(&attribute, expanded);
            }
        }
    }

    /// Returns whether a predicate holds, or `None` if it depends on anything except features.
    fn decide(&self, predicate: &Meta) -> Option<bool> {
        match predicate {
            Meta::NameValue(pair) if pair.path.is_ident("feature") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(name), ..
                }) => Some(self.0.contains(&name.value())),
                _ => None,
            },
            Meta::List(list) => {
                let inner = list
                    .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .ok()?;
                let mut answers = inner.iter().map(|predicate| self.decide(predicate));
                if list.path.is_ident("not") {
                    answers.next()?.map(|holds| !holds)
                } else if list.path.is_ident("all") {
                    decided_by(answers, false)
                } else if list.path.is_ident("any") {
                    decided_by(answers, true)
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

/// One `false` decides `all`, and one `true` decides `any`, whatever the unknown ones are.
fn decided_by(mut answers: impl Iterator<Item = Option<bool>>, one: bool) -> Option<bool> {
    answers
        .try_fold(Some(!one), |so_far, answer| match answer {
            Some(answer) if answer == one => Err(Some(one)),
            Some(_) => Ok(so_far),
            None => Ok(None),
        })
        .unwrap_or_else(|decided| decided)
}

/// One of several candidates.
pub(super) struct Choice<T> {
    pub(super) value: T,
    /// Others may be compiled instead.
    pub(super) is_doubtful: bool,
}

/// The first candidate that may be compiled. If none may, the source is not the one that was built,
/// and the first of all is as good as any.
pub(super) fn choose<T>(
    candidates: impl IntoIterator<Item = T>,
    may_hold: impl Fn(&T) -> bool,
) -> Option<Choice<T>> {
    let (mut first, mut found) = (None, None);
    for candidate in candidates {
        match (may_hold(&candidate), &mut found) {
            (true, None) => found = Some((candidate, false)),
            (true, Some((_, is_doubtful))) => *is_doubtful = true,
            (false, _) => {
                first.get_or_insert(candidate);
            }
        }
    }
    let (value, is_doubtful) = found.or_else(|| first.map(|first| (first, true)))?;
    Some(Choice { value, is_doubtful })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_hold(active: &[&str], attributes: &str) -> bool {
        let features = Features(active.iter().map(|name| (*name).to_owned()).collect());
        let item: syn::ItemStruct = syn::parse_str(&format!("{attributes} struct A;")).unwrap();
        features.may_hold(&item.attrs)
    }

    #[test]
    fn features_decide_with_not_any_and_all() {
        for (attributes, off, on) in [
            ("", true, true),
            ("#[cfg(feature = \"a\")]", false, true),
            ("#[cfg(not(feature = \"a\"))]", true, false),
            ("#[cfg(any(feature = \"b\", feature = \"a\"))]", false, true),
            ("#[cfg(all(feature = \"a\", not(feature = \"b\")))]", false, true),
            ("#[cfg(any())]", false, false),
            ("#[cfg(all())]", true, true),
            (
                "#[cfg(feature = \"a\")] #[cfg(not(feature = \"a\"))]",
                false,
                false,
            ),
        ] {
            assert_eq!(may_hold(&[], attributes), off, "off: {attributes}");
            assert_eq!(may_hold(&["a"], attributes), on, "on: {attributes}");
        }
    }

    #[test]
    fn condition_beyond_features_may_hold() {
        for attributes in [
            "#[cfg(unix)]",
            "#[cfg(not(unix))]",
            "#[cfg(target_os = \"linux\")]",
            "#[cfg(any(unix, feature = \"a\"))]",
            "#[cfg(not(all(unix, not(feature = \"a\"))))]",
            "#[cfg(true)]",
            "#[serde(rename = \"x\")]",
        ] {
            assert!(may_hold(&[], attributes), "{attributes}");
        }
        assert!(!may_hold(&[], "#[cfg(all(unix, feature = \"a\"))]"));
        assert!(!may_hold(&["a"], "#[cfg(not(any(unix, feature = \"a\")))]"));
    }

    #[test]
    fn attributes_behind_a_condition_are_those_of_the_features() {
        let attributes = "#[cfg_attr(feature = \"a\", serde(rename = \"x\"), cfg_attr(all(), serde(default)))] \
                          #[cfg_attr(not(feature = \"a\"), serde(skip))] #[cfg_attr(unix, doc = \"u\")]";
        let item: syn::ItemStruct = syn::parse_str(&format!("{attributes} struct A;")).unwrap();
        let expanded = |active: &[&str]| {
            let features = Features(active.iter().map(|name| (*name).to_owned()).collect());
            let texts = features.expand(&item.attrs).into_iter();
            let text = |attribute: Attribute| quote::ToTokens::to_token_stream(&attribute.meta).to_string();
            texts.map(text).collect::<Vec<_>>()
        };
        assert_eq!(
            expanded(&["a"]),
            ["serde (rename = \"x\")", "serde (default)", "doc = \"u\""]
        );
        assert_eq!(expanded(&[]), ["serde (skip)", "doc = \"u\""]);
    }

    #[test]
    fn default_features_are_on_with_all_that_they_turn_on() {
        let declared = [
            ("default", vec!["a", "chrono/serde", "dep:uuid", "time?/std"]),
            ("a", vec!["b", "default"]),
            ("b", vec![]),
            ("c", vec!["b"]),
            ("chrono", vec!["dep:chrono"]),
            ("time", vec!["dep:time"]),
        ];
        let declared = declared
            .into_iter()
            .map(|(name, values)| (name.to_owned(), values.into_iter().map(str::to_owned).collect()))
            .collect();
        let on = |wanted: &[&str]| {
            let features = Features::turned_on(&declared, wanted.to_vec());
            features.0.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(on(&["default"]), "a b chrono default");
        assert_eq!(on(&["c", "absent"]), "b c");
    }

    #[test]
    fn first_candidate_is_taken_where_none_may_be_compiled() {
        let chosen = |candidates: &[u8]| {
            let chosen = choose(candidates, |n| **n % 2 == 0);
            chosen.map(|choice| (*choice.value, choice.is_doubtful))
        };
        assert_eq!(chosen(&[1, 2, 4]), Some((2, true)));
        assert_eq!(chosen(&[1, 2, 3]), Some((2, false)));
        assert_eq!(chosen(&[1, 3]), Some((1, true)));
        assert_eq!(chosen(&[]), None);
    }
}
