//! Which features a package has on, and which items stand in the source because of it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::Package;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// The features of a package that are on.
#[derive(Debug, Clone, Default)]
pub(super) struct Features(BTreeSet<String>);

impl Features {
    /// Those that a build had on.
    pub(super) fn of_build(active: &BTreeSet<String>) -> Self {
        Self(active.clone())
    }

    /// Those that the contract files of the package belong to: the default ones, and what
    /// `[package.metadata.counterpart]` adds. What is wrong there is said by the derived tests.
    pub(super) fn of_manifest(package: &Package) -> Self {
        let settings = &package.metadata["counterpart"];
        let more = settings["features"].as_array().into_iter().flatten();
        let mut wanted: Vec<&str> = more.filter_map(|feature| feature.as_str()).collect();
        if settings["default-features"].as_bool() != Some(false) {
            wanted.push("default");
        }
        Self::turned_on(&package.features, wanted)
    }

    /// What these features of the manifest turn on, with themselves.
    fn turned_on<'a>(declared: &'a BTreeMap<String, Vec<String>>, mut wanted: Vec<&'a str>) -> Self {
        let mut on = BTreeSet::new();
        while let Some(feature) = wanted.pop() {
            let Some(values) = declared.get(feature) else {
                continue;
            };
            if on.insert(feature.to_owned()) {
                // `name/feature` turns an optional dependency on, `name?/feature` and `dep:name` turn nothing on here.
                wanted.extend(
                    values
                        .iter()
                        .map(|value| value.split_once('/').map_or(value.as_str(), |(name, _)| name)),
                );
            }
        }
        Self(on)
    }

    /// Whether an item with these attributes may be compiled: all its `#[cfg]` hold, as far as features decide them.
    pub(super) fn may_hold(&self, attributes: &[Attribute]) -> bool {
        attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
            .filter_map(|attribute| attribute.parse_args::<Meta>().ok())
            .all(|predicate| self.decide(&predicate) != Some(false))
    }

    /// Whether a predicate holds; `None` where something other than features decides it.
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

/// `all` is decided by one `false`, `any` by one `true`, whatever is unknown beside it.
fn decided_by(mut answers: impl Iterator<Item = Option<bool>>, one: bool) -> Option<bool> {
    answers
        .try_fold(Some(!one), |so_far, answer| match answer {
            Some(answer) if answer == one => Err(Some(one)),
            Some(_) => Ok(so_far),
            None => Ok(None),
        })
        .unwrap_or_else(|decided| decided)
}

/// The first candidate that may be compiled; where none may, the source is not the one that was built, and the first
/// of all is as good as any.
pub(super) fn choose<T>(candidates: impl IntoIterator<Item = T>, may_hold: impl Fn(&T) -> bool) -> Option<T> {
    let mut first = None;
    for candidate in candidates {
        if may_hold(&candidate) {
            return Some(candidate);
        }
        first.get_or_insert(candidate);
    }
    first
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
        assert_eq!(choose([1, 2, 4], |n| n % 2 == 0), Some(2));
        assert_eq!(choose([1, 3], |n| n % 2 == 0), Some(1));
        assert_eq!(choose([0; 0], |_| true), None);
    }
}
