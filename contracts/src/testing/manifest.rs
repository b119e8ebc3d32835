//! A package's `Cargo.toml`, as far as contracts depend on it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::bounded;

/// A manifest and its path.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    pub(super) path: PathBuf,
    table: Table,
}

/// `[package.metadata.counterpart]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) service: Option<String>,
    /// The features that the contract files belong to, besides the default ones.
    pub(super) features: Vec<String>,
    pub(super) default_features: bool,
}

impl Manifest {
    /// The manifest in a folder; `None` if there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, String> {
        let path = folder.join("Cargo.toml");
        match bounded::read_text(&path, bounded::MAX_SETTINGS_BYTES) {
            Ok(text) => Self::parse(path, &text).map(Some),
            Err(error) if error.is_absent() => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    pub(super) fn parse(path: PathBuf, text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(table) => Ok(Self { path, table }),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    fn package(&self) -> Option<&Table> {
        self.table.get("package")?.as_table()
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.package()?.get("name")?.as_str()
    }

    /// `package.workspace`: the place of the root, if it is not above.
    pub(super) fn workspace_elsewhere(&self) -> Option<&str> {
        self.package()?.get("workspace")?.as_str()
    }

    pub(super) fn workspace(&self) -> Option<&Table> {
        self.table.get("workspace")?.as_table()
    }

    /// Returns true if a folder below this root is left out of its workspace. Cargo's rule: excluded, and not named a
    /// member.
    pub(super) fn excludes(&self, folder: &Path) -> bool {
        let root = self.path.parent().unwrap_or(Path::new(""));
        let listed = |key| {
            let list = self
                .workspace()
                .and_then(|workspace| workspace.get(key)?.as_array());
            list.is_some_and(|list| {
                list.iter()
                    .filter_map(Value::as_str)
                    .any(|entry| folder.starts_with(root.join(entry)))
            })
        };
        listed("exclude") && !listed("members")
    }

    pub(super) fn settings(&self) -> Result<Settings, String> {
        let mut settings = Settings {
            default_features: true,
            ..Settings::default()
        };
        let metadata = self
            .package()
            .and_then(|package| package.get("metadata")?.get("counterpart"));
        let Some(metadata) = metadata else {
            return Ok(settings);
        };
        let fail = |what: &str| {
            Err(format!(
                "{}: {what} in [package.metadata.counterpart]",
                self.path.display()
            ))
        };
        let Some(table) = metadata.as_table() else {
            return fail("expected a table");
        };
        for (key, value) in table {
            match (key.as_str(), value) {
                ("service", Value::String(service)) => settings.service = Some(service.clone()),
                ("default-features", Value::Boolean(on)) => settings.default_features = *on,
                ("features", Value::Array(list)) => {
                    for feature in list {
                        match feature.as_str() {
                            Some(feature) => settings.features.push(feature.to_owned()),
                            None => return fail("`features` should be a list of strings"),
                        }
                    }
                }
                ("service", _) => return fail("`service` should be a string"),
                ("features", _) => return fail("`features` should be a list of strings"),
                ("default-features", _) => return fail("`default-features` should be true or false"),
                _ => {
                    return fail(&format!(
                        "unknown key `{key}` (known: `service`, `features`, `default-features`)"
                    ));
                }
            }
        }
        Ok(settings)
    }

    /// The features that a declared feature turns on, as the manifest writes them.
    pub(super) fn feature(&self, name: &str) -> Option<Vec<&str>> {
        let list = self.table.get("features")?.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).collect())
    }

    pub(super) fn features(&self) -> BTreeSet<&str> {
        let features = self.table.get("features").and_then(Value::as_table);
        features
            .into_iter()
            .flat_map(|table| table.keys().map(String::as_str))
            .collect()
    }

    /// Optional dependencies that are features by their own name: those that no feature turns on as `dep:name`.
    pub(super) fn implicit_features(&self) -> BTreeSet<&str> {
        let named: BTreeSet<&str> = self
            .features()
            .into_iter()
            .flat_map(|feature| self.feature(feature).unwrap_or_default())
            .filter_map(|value| value.strip_prefix("dep:"))
            .collect();
        self.dependencies(&["dependencies", "build-dependencies"])
            .filter(|(_, dependency)| dependency.get("optional").and_then(Value::as_bool) == Some(true))
            .map(|(name, _)| name)
            .filter(|name| !named.contains(name))
            .collect()
    }

    /// The dependencies in tables of these names, those for one target only included.
    pub(super) fn dependencies<'a>(
        &'a self,
        tables: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a Value)> + 'a {
        let targets = self.table.get("target").and_then(Value::as_table);
        let targets = targets
            .into_iter()
            .flat_map(|targets| targets.values().filter_map(Value::as_table));
        targets
            .chain([&self.table])
            .flat_map(move |table| tables.iter().filter_map(|name| table.get(*name)?.as_table()))
            .flat_map(|dependencies| dependencies.iter().map(|(name, value)| (name.as_str(), value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, String> {
        Manifest::parse("Cargo.toml".into(), text).and_then(|manifest| manifest.settings())
    }

    #[test]
    fn service_and_features_come_from_the_metadata() {
        let found = settings(
            "[package]\nname = \"a\"\n[package.metadata.counterpart]\nservice = \"auth\"\nfeatures = [\"x\"]\ndefault-features = false",
        );
        let expected = Settings {
            service: Some("auth".into()),
            features: vec!["x".into()],
            default_features: false,
        };
        assert_eq!(found, Ok(expected));
        assert!(settings("[package]\nname = \"a\"").unwrap().default_features);
    }

    #[test]
    fn an_unknown_or_malformed_key_is_an_error() {
        let error = |line: &str| settings(&format!("[package.metadata.counterpart]\n{line}")).unwrap_err();
        insta::assert_snapshot!(error("servise = \"a\""), @"Cargo.toml: unknown key `servise` (known: `service`, `features`, `default-features`) in [package.metadata.counterpart]");
        insta::assert_snapshot!(error("features = \"a\""), @"Cargo.toml: `features` should be a list of strings in [package.metadata.counterpart]");
    }

    #[test]
    fn workspace_excludes_follow_cargo() {
        let manifest = Manifest::parse(
            "/w/Cargo.toml".into(),
            "[workspace]\nmembers = [\"a\", \"tools/kept\"]\nexclude = [\"tools\"]",
        )
        .unwrap();
        assert!(!manifest.excludes(Path::new("/w/a")));
        assert!(manifest.excludes(Path::new("/w/tools/x")));
        assert!(!manifest.excludes(Path::new("/w/tools/kept")));
    }
}
