//! The cost of depending on this project, and the compilers that it needs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand, Package};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the CLI stands in the workspace")
        .to_owned()
}

/// The resolved dependencies of a new project that depends on `dependencies`, without a network.
fn resolve(dependencies: &str) -> Metadata {
    let project = tempfile::tempdir().expect("a temporary folder");
    let manifest = project.path().join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}"
    );
    fs::write(&manifest, text).expect("the manifest");
    fs::create_dir(project.path().join("src")).expect("the source folder");
    fs::write(project.path().join("src/lib.rs"), "").expect("the source");
    fs::copy(root().join("Cargo.lock"), project.path().join("Cargo.lock")).expect("the lock file");
    MetadataCommand::new()
        .manifest_path(manifest)
        .features(CargoOpt::SomeFeatures(vec![]))
        .other_options(["--offline".into(), for_this_machine()])
        .exec()
        .expect("the project resolves offline")
}

/// Crates for other platforms are in the lock file and need not be on this machine.
fn for_this_machine() -> String {
    let version = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc answers")
        .stdout;
    let version = String::from_utf8(version).expect("rustc writes UTF-8");
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc names its host");
    format!("--filter-platform={host}")
}

fn counterpart(features: &str) -> String {
    format!(
        "counterpart = {{ path = {:?}, features = [{features}] }}\n",
        root().join("contracts")
    )
}

const SERDE: &str = "serde = { version = \"1\", features = [\"derive\"] }\n";
const SERDE_JSON: &str = "serde_json = \"1\"\n";

fn crates(metadata: &Metadata) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("resolved");
    resolve
        .nodes
        .iter()
        .map(|node| metadata[&node.id].name.to_string())
        .collect()
}

fn serde_json_features(dependencies: &str) -> BTreeSet<String> {
    let metadata = resolve(dependencies);
    let resolve = metadata.resolve.as_ref().expect("resolved");
    let node = resolve
        .nodes
        .iter()
        .find(|node| metadata[&node.id].name.as_str() == "serde_json");
    node.expect("serde_json is there")
        .features
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn default_features_add_at_most_sixteen_crates_to_a_project_with_serde() {
    let without = crates(&resolve(SERDE));
    let with = crates(&resolve(&format!("{SERDE}{}", counterpart(""))));
    let added: Vec<_> = with.difference(&without).collect();
    assert!(
        added.iter().any(|name| *name == "schemars"),
        "the test looks at the wrong graph: {added:?}"
    );
    assert!(added.len() <= 16, "{} crates: {added:?}", added.len());
    let readme = fs::read_to_string(root().join("README.md")).expect("the readme");
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = format!(
        "With default features it adds {} crates to a project",
        added.len()
    );
    assert!(
        readme.contains(&said),
        "README.md does not say: {said}: {added:?}"
    );
}

/// serde_json's default features, and `alloc`, which schemars names and which adds nothing if `std` is on.
fn harmless_features() -> BTreeSet<String> {
    let mut features = serde_json_features(SERDE_JSON);
    assert!(features.contains("std"), "{features:?}");
    features.insert("alloc".into());
    features
}

#[test]
fn default_features_turn_on_no_feature_of_serde_json() {
    assert_eq!(
        serde_json_features(&format!("{SERDE_JSON}{}", counterpart(""))),
        harmless_features()
    );
}

/// With such a feature the tests of a user would read other numbers than the program does.
#[test]
fn testing_turns_on_no_feature_of_serde_json() {
    assert_eq!(
        serde_json_features(&format!("{SERDE_JSON}{}", counterpart("\"testing\""))),
        harmless_features()
    );
}

#[test]
fn guard_adds_at_most_two_crates_and_turns_on_no_feature_of_serde_json() {
    let (without, with) = (built("counterpart", ""), built("counterpart", "guard"));
    let added: Vec<_> = with.difference(&without).collect();
    assert!(without.contains("schemars") && added.len() <= 2, "{added:?}");
    assert_eq!(
        serde_json_features(&format!("{SERDE_JSON}{}", counterpart("\"guard\""))),
        harmless_features()
    );
    let project = |features: &str| crates(&resolve(&format!("{SERDE}{}", counterpart(features))));
    assert_eq!(
        project("\"guard\""),
        project(""),
        "a project with serde's derive has all of them"
    );
}

#[test]
fn a_derived_test_is_built_of_few_crates_and_without_the_second_evaluator() {
    for features in ["compat", "sample", "files", "guard", "testing"] {
        let crates = built("counterpart", features);
        let of_second: Vec<_> = crates
            .iter()
            .filter(|name| ["jsonschema", "referencing", "regex", "fancy-regex"].contains(&name.as_str()))
            .collect();
        assert!(of_second.is_empty(), "{features}: {of_second:?}");
        assert!(
            crates.len() <= 40,
            "{features}: {} crates: {crates:?}",
            crates.len()
        );
    }
    assert!(
        built("counterpart-verifier", "").contains("jsonschema"),
        "the command line has it"
    );
}

#[test]
fn nothing_of_pact_is_built_without_its_crate_and_nothing_of_its_plugins_with_it() {
    let of_pact = |package: &str, features: &str| -> Vec<String> {
        let crates = built(package, features).into_iter();
        crates.filter(|name| name.starts_with("pact")).collect()
    };
    assert_eq!(of_pact("counterpart", "testing"), Vec::<String>::new());
    assert_eq!(of_pact("counterpart-verifier", ""), Vec::<String>::new());
    assert_eq!(of_pact("cargo-counterpart", ""), Vec::<String>::new());
    let with = of_pact("counterpart-pact", "");
    for wanted in ["pact_consumer", "pact_matching", "pact_models", "pact_verifier"] {
        assert!(with.iter().any(|name| name == wanted), "{with:?}");
    }
    assert!(!with.iter().any(|name| name.contains("plugin")), "{with:?}");
    let page = fs::read_to_string(root().join("contracts/pact/PACT.md")).expect("the page");
    let of_verifier = built("counterpart-verifier", "");
    let added = built("counterpart-pact", "").difference(&of_verifier).count();
    let said = format!("adds {added} crates");
    assert!(
        page.contains(&said),
        "contracts/pact/PACT.md does not say: {said}"
    );
}

/// The names of the crates that a package is built of with these features, as cargo builds them: its metadata also lists what
/// a feature would add to a crate that is not there.
fn built(package: &str, features: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").expect("cargo runs this test");
    let answer = Command::new(cargo)
        .args([
            "tree",
            "--offline",
            "--locked",
            "--package",
            package,
            "--edges",
            "normal,build",
        ])
        .args(["--prefix", "none", "--format", "{p}", "--features", features])
        .current_dir(root())
        .output()
        .expect("cargo answers");
    assert!(
        answer.status.success(),
        "{}",
        String::from_utf8_lossy(&answer.stderr)
    );
    let text = String::from_utf8(answer.stdout).expect("cargo writes UTF-8");
    text.lines()
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect()
}

#[test]
fn pact_turns_on_no_feature_of_serde_json() {
    let pact = format!(
        "counterpart-pact = {{ path = {:?} }}\n",
        root().join("contracts/pact")
    );
    assert_eq!(
        serde_json_features(&format!("{SERDE_JSON}{pact}")),
        harmless_features()
    );
}

/// Cargo builds with an older compiler only where every dependency allows it. That our own code does is held by clippy
/// (`incompatible_msrv`) and by CI, which builds with both compilers.
#[test]
fn no_dependency_needs_a_newer_compiler_than_its_user_promises() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--offline".into(), "--locked".into(), for_this_machine()])
        .exec()
        .expect("the workspace resolves");
    for name in [
        "counterpart",
        "counterpart-engine",
        "counterpart-verifier",
        "counterpart-pact",
        "cargo-counterpart",
    ] {
        let package = metadata
            .workspace_packages()
            .into_iter()
            .find(|package| package.name.as_str() == name);
        let package = package.expect("a member of the workspace");
        let promised = package.rust_version.as_ref().expect("a rust-version");
        let too_new: Vec<_> = built_with(&metadata, package)
            .into_iter()
            .filter(|dependency| {
                dependency
                    .rust_version
                    .as_ref()
                    .is_some_and(|needed| needed > promised)
            })
            .map(|dependency| format!("{} needs {:?}", dependency.name, dependency.rust_version))
            .collect();
        assert_eq!(too_new, Vec::<String>::new(), "{name} promises {promised}");
    }
}

/// Every other package that building `package` without its tests builds.
fn built_with<'a>(metadata: &'a Metadata, package: &Package) -> Vec<&'a Package> {
    let resolve = metadata.resolve.as_ref().expect("resolved");
    let mut open = vec![&package.id];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let node = resolve
            .nodes
            .iter()
            .find(|node| node.id == *id)
            .expect("a node a package");
        for dependency in &node.deps {
            let built = dependency.dep_kinds.iter().any(|kind| {
                kind.kind != cargo_metadata::DependencyKind::Development && kind.target.is_none()
            });
            if built && seen.insert(&dependency.pkg) {
                open.push(&dependency.pkg);
            }
        }
    }
    seen.into_iter().map(|id| &metadata[id]).collect()
}

// Other systems need other crates.
#[cfg(target_os = "linux")]
#[test]
fn pages_say_how_many_crates_the_program_is_built_of() {
    let others = |features: &str| {
        let crates = built("cargo-counterpart", features).into_iter();
        crates.filter(|name| !name.contains("counterpart")).count()
    };
    let (default, full) = (others(""), others("full"));
    assert!(others("object-store") > default + 90 && others("pact") > default + 90);
    for page in [
        "README.md",
        "cli/README.md",
        "cli/Cargo.toml",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "contracts/pact/PACT.md",
    ] {
        let text = fs::read_to_string(root().join(page)).expect("the page");
        let said = format!("{default} crates");
        assert!(
            text.contains(&said),
            "{page} does not say: {said} (with all features {full})"
        );
    }
}
