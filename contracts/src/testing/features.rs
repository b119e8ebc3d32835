//! Cargo features: which set the contract files belong to, and whether the package asks for `testing` itself.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::manifest::{Manifest, Settings};

/// The features of the package that are on when it is built as its contract files want it.
pub(super) fn expected(manifest: &Manifest, settings: &Settings) -> Result<BTreeSet<String>, String> {
    let declared = manifest.features();
    let implicit = manifest.implicit_features();
    let mut expected = BTreeSet::new();
    let mut waiting: Vec<&str> = Vec::new();
    if settings.default_features && declared.contains("default") {
        waiting.push("default");
    }
    for feature in &settings.features {
        if !declared.contains(feature.as_str()) && !implicit.contains(feature.as_str()) {
            return Err(format!(
                "{}: [package.metadata.counterpart] names the feature `{feature}`, which the package does \
                 not have",
                manifest.path.display()
            ));
        }
        waiting.push(feature);
    }
    while let Some(feature) = waiting.pop() {
        if !expected.insert(feature.to_owned()) {
            continue;
        }
        for value in manifest.feature(feature).unwrap_or_default() {
            match value.split_once('/') {
                _ if value.starts_with("dep:") => {}
                None => waiting.push(value),
                // `name/feature` turns the optional dependency on, `name?/feature` does not.
                Some((name, _)) if implicit.contains(name) => waiting.push(name),
                Some(_) => {}
            }
        }
    }
    Ok(expected)
}

/// Returns true if the package would have `counterpart/testing` when it is tested by itself. Another member of the
/// workspace may have turned it on in this build.
pub(super) fn asks_for_testing(
    manifest: &Manifest,
    workspace: Option<&Table>,
    active: &BTreeSet<String>,
) -> Result<(), String> {
    const SELF: &str = "counterpart";
    if manifest.name() == Some(SELF) {
        return Ok(());
    }
    let inherited = workspace.and_then(|workspace| workspace.get("dependencies")?.as_table());
    let mut own = None;
    for (key, dependency) in manifest.dependencies(&["dependencies", "dev-dependencies", "dev_dependencies"])
    {
        let from_workspace = dependency.get("workspace").and_then(Value::as_bool) == Some(true);
        let base = inherited
            .filter(|_| from_workspace)
            .and_then(|table| table.get(key));
        let package = [Some(dependency), base]
            .into_iter()
            .flatten()
            .find_map(|of| of.get("package"));
        if package.map_or(key, |package| package.as_str().unwrap_or(key)) != SELF {
            continue;
        }
        own = Some(key);
        let asks = [Some(dependency), base].into_iter().flatten().any(|of| {
            let features = of.get("features").and_then(Value::as_array);
            features
                .is_some_and(|features| features.iter().any(|feature| feature.as_str() == Some("testing")))
        });
        let forwarded = [format!("{key}/testing"), format!("{key}?/testing")];
        let forwards = active.iter().any(|feature| {
            let values = manifest.feature(feature).unwrap_or_default();
            values
                .iter()
                .any(|value| forwarded.iter().any(|known| known == value))
        });
        if asks || forwards {
            return Ok(());
        }
    }
    // If a crate re-exports the library, that crate enables the feature. Its manifest is not available here, and
    // the compiler reports a missing feature.
    let Some(name) = own else {
        return Ok(());
    };
    let renamed = if name == SELF {
        ""
    } else {
        "package = \"counterpart\", "
    };
    Err(format!(
        "{} does not enable counterpart's feature `testing`; another package in this build did. Tested by \
         itself (`-p {}`), this package would not compile. Add\n\n    [dev-dependencies]\n    {name} = {{ \
         {renamed}version = \"{}\", features = [\"testing\"] }}",
        manifest.path.display(),
        manifest.name().unwrap_or_default(),
        env!("CARGO_PKG_VERSION"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Manifest {
        Manifest::parse(
            "Cargo.toml".into(),
            &format!("[package]\nname = \"auth\"\n{text}"),
        )
        .unwrap()
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_default_features_and_all_that_they_turn_on_are_expected() {
        let features = |text: &str| {
            let manifest = manifest(text);
            expected(&manifest, &manifest.settings().unwrap())
        };
        let table = "[dependencies]\nchrono = { version = \"0\", optional = true }\nuuid = { version = \"0\", optional = true }\n\
            [features]\ndefault = [\"a\"]\na = [\"b\", \"chrono/serde\", \"dep:uuid\"]\nb = []\nc = [\"b\"]\n";
        assert_eq!(features(table), Ok(set(&["a", "b", "chrono", "default"])));
        assert_eq!(features(""), Ok(set(&[])));
        let metadata = "[package.metadata.counterpart]\ndefault-features = false\nfeatures = [\"c\"]\n";
        assert_eq!(features(&format!("{metadata}{table}")), Ok(set(&["b", "c"])));
        insta::assert_snapshot!(features(metadata).unwrap_err(), @"Cargo.toml: [package.metadata.counterpart] names the feature `c`, which the package does not have");
    }

    fn asks(text: &str, active: &[&str]) -> Result<(), String> {
        let workspace: Table =
            "[dependencies]\ncounterpart = { version = \"1\", features = [\"testing\"] }\n\
            ours = { package = \"counterpart\", version = \"1\" }"
                .parse()
                .unwrap();
        asks_for_testing(&manifest(text), Some(&workspace), &set(active))
    }

    #[test]
    fn testing_may_be_asked_for_in_any_way_that_cargo_knows() {
        for asked in [
            "[dev-dependencies]\ncounterpart = { version = \"1\", features = [\"testing\"] }",
            "[dependencies]\ncounterpart = { version = \"1\", features = [\"testing\"] }",
            "[dependencies]\ncounterpart = \"1\"\n[dev-dependencies]\ncounterpart.workspace = true",
            "[dev-dependencies]\nours = { workspace = true, features = [\"testing\"] }",
            "[dev-dependencies]\nc = { package = \"counterpart\", version = \"1\", features = [\"x\", \"testing\"] }",
            "[target.'cfg(unix)'.dev-dependencies.counterpart]\nversion = \"1\"\nfeatures = [\"testing\"]",
        ] {
            assert_eq!(asks(asked, &[]), Ok(()), "{asked}");
        }
        let forwarded = "[dependencies]\ncounterpart = \"1\"\n[features]\ntest = [\"counterpart/testing\"]";
        assert_eq!(asks(forwarded, &["test"]), Ok(()));
        assert!(asks(forwarded, &[]).is_err());
    }

    #[test]
    fn package_without_the_feature_is_told_what_to_add() {
        insta::assert_snapshot!(asks("[dependencies]\ncounterpart = \"1\"", &[]).unwrap_err(), @r#"
        Cargo.toml does not enable counterpart's feature `testing`; another package in this build did. Tested by itself (`-p auth`), this package would not compile. Add

            [dev-dependencies]
            counterpart = { version = "0.1.0", features = ["testing"] }
        "#);
        let renamed = asks("[dependencies]\nours.workspace = true", &[]).unwrap_err();
        assert!(
            renamed.contains("ours = { package = \"counterpart\", version ="),
            "{renamed}"
        );
    }

    #[test]
    fn a_crate_that_exports_the_library_again_asks_for_it() {
        let through = "[dev-dependencies]\nfacade = { version = \"1\", features = [\"testing\"] }";
        assert_eq!(asks(through, &[]), Ok(()));
    }
}
