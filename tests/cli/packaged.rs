//! What the crates contain that are published, and what guards what they are built from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{MetadataCommand, Package};
use fixture::checkout;
use fixture::pages::Page;

/// The crates that are published, each after those that it depends on.
const PUBLISHED: [&str; 6] = [
    "counterpart-macros",
    "counterpart-engine",
    "counterpart",
    "counterpart-verifier",
    "counterpart-pact",
    "cargo-counterpart",
];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(checkout().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let is_published = |package: &Package| package.publish.as_deref() != Some(&[]);
    metadata.packages.into_iter().filter(is_published).collect()
}

fn folder(package: &Package) -> PathBuf {
    package.manifest_path.parent().unwrap().as_std_path().to_owned()
}

fn text(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}

#[test]
fn six_crates_are_published_and_each_says_what_registries_show() {
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(PUBLISHED));
    for package in &packages {
        let name = &package.name;
        for (what, said) in [
            ("description", &package.description),
            ("license", &package.license),
            ("repository", &package.repository),
            ("homepage", &package.homepage),
            ("documentation", &package.documentation),
        ] {
            assert!(said.is_some(), "{name} has no {what}");
        }
        assert!(
            package.readme.is_some() && package.rust_version.is_some(),
            "{name}"
        );
        // crates.io takes five of each.
        assert!((1..=5).contains(&package.keywords.len()), "{name}");
        assert!((1..=5).contains(&package.categories.len()), "{name}");
        assert!(package.keywords.iter().all(|word| word.len() <= 20), "{name}");
    }
}

#[test]
fn each_crate_depends_on_crates_that_are_published_before_it() {
    for package in packages() {
        let at = |name: &str| PUBLISHED.iter().position(|published| *published == name);
        let needed = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind != cargo_metadata::DependencyKind::Development);
        for dependency in needed.filter(|dependency| dependency.path.is_some()) {
            assert!(
                at(&dependency.name) < at(&package.name),
                "{} is published before {}",
                package.name,
                dependency.name
            );
            assert!(dependency.req.to_string().starts_with('='), "{}", dependency.name);
        }
    }
}

#[test]
fn a_package_holds_its_readme_and_both_licences_and_nothing_that_needs_the_repository() {
    let root = checkout();
    for package in packages() {
        let output = Command::new(env!("CARGO"))
            .args([
                "package",
                "--list",
                "--offline",
                "--allow-dirty",
                "--package",
                &package.name,
            ])
            .current_dir(&root)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let list = String::from_utf8(output.stdout).unwrap();
        let files: BTreeSet<String> = list.lines().map(|line| line.replace('\\', "/")).collect();
        for file in [
            "README.md",
            "LICENSE-MIT",
            "LICENSE-APACHE",
            "src/lib.rs",
            "src/main.rs",
        ] {
            let is_other_kind = file.ends_with(".rs") && !folder(&package).join(file).exists();
            assert!(
                is_other_kind || files.contains(file),
                "{} has no {file}",
                package.name
            );
        }
        for below in ["tests/", "benches/", "fuzz/", "mutants/"] {
            let found = files.iter().find(|file| file.starts_with(below));
            assert_eq!(found, None, "in {}", package.name);
        }
    }
}

#[test]
fn the_licences_of_a_crate_are_those_of_the_project() {
    let root = checkout();
    for package in packages() {
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let inside = folder(&package).join(licence);
            // A checkout without symbolic links has their targets as texts.
            let said = text(&inside);
            let is_target = Path::new(said.trim()).file_name() == Some(licence.as_ref());
            assert!(
                said == text(&root.join(licence)) || is_target,
                "{}",
                inside.display()
            );
        }
    }
}

#[test]
fn what_registries_show_has_no_link_into_the_repository_by_a_relative_path() {
    let root = checkout();
    let readmes = packages()
        .into_iter()
        .map(|package| folder(&package).join("README.md"));
    let shown = readmes.chain([root.join("contracts/pact/PACT.md")]);
    for path in shown {
        let page = Page::read(&root, path.strip_prefix(&root).unwrap());
        for link in page.links() {
            let is_within = link.starts_with('#') && page.anchors().contains(&link[1..].to_owned());
            assert!(
                link.starts_with("https://") || is_within,
                "{}: {link}",
                path.display()
            );
            // What it leads to in this repository is there.
            let blob = "https://github.com/counterpart-rs/counterpart/blob/main/";
            if let Some(inside) = link.strip_prefix(blob) {
                let inside = inside.split('#').next().unwrap();
                assert!(root.join(inside).is_file(), "{}: {link}", path.display());
            }
            let book = "https://counterpart-rs.github.io/counterpart/";
            if let Some(inside) = link.strip_prefix(book).filter(|inside| !inside.is_empty()) {
                let page = inside.split('#').next().unwrap().replace(".html", ".md");
                assert!(
                    root.join("docs/src").join(page).is_file(),
                    "{}: {link}",
                    path.display()
                );
            }
        }
    }
}

/// What the derive uses of what schemars keeps for itself. A minor version of schemars may change any of it, and the
/// compiler of a user would say so: hence `~1.2`.
const PRIVATE: [&str; 3] = [
    "_private::serde_json",
    "_schemars_private_is_option",
    "_schemars_private_non_optional_json_schema",
];

#[test]
fn schemars_is_held_to_its_minor_version_because_these_private_items_are_used() {
    let root = checkout();
    let manifest: toml::Table = text(&root.join("Cargo.toml")).parse().unwrap();
    let version = manifest["workspace"]["dependencies"]["schemars"]["version"].as_str();
    assert!(
        version.is_some_and(|version| version.starts_with("~1.2")),
        "{version:?}"
    );

    let mut used = BTreeSet::new();
    let mut folders = vec![root.join("contracts/src"), root.join("contract-macros/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                used.extend(private_names(&text(&path)));
            }
        }
    }
    let used: BTreeSet<&str> = used.iter().map(String::as_str).collect();
    assert_eq!(used, BTreeSet::from(PRIVATE));
}

/// `_schemars_private_x` and `schemars::_private::x` of a source.
fn private_names(source: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    let mut names = Vec::new();
    for (at, _) in source.match_indices("_schemars_private") {
        names.push(word(&source[at..]));
    }
    let path = "schemars::_private::";
    for (at, _) in source.match_indices(path) {
        names.push(format!("_private::{}", word(&source[at + path.len()..])));
    }
    names
}

#[test]
fn every_action_of_others_is_pinned_to_a_commit() {
    let mut folders = vec![checkout().join(".github")];
    let mut pinned = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for line in text(&path).lines() {
                let Some((_, action)) = line.split_once("uses: ") else {
                    continue;
                };
                if action.starts_with("./") {
                    continue;
                }
                let (_, commit) = action.split_once('@').unwrap_or_default();
                let (commit, version) = commit.split_once(" # v").unwrap_or((commit, ""));
                let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
                assert!(is_commit && !version.is_empty(), "{}: {action}", path.display());
                pinned += 1;
            }
        }
    }
    assert!(pinned > 10, "{pinned} actions were found");
}

#[test]
fn notices_are_packed_for_the_licences_that_dependencies_may_have() {
    let list = |file: &str, keys: &[&str]| -> BTreeSet<String> {
        let table: toml::Table = text(&checkout().join(file)).parse().unwrap();
        let mut value = &toml::Value::Table(table);
        for key in keys {
            value = &value[*key];
        }
        let names = value.as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let allowed = list("deny.toml", &["licenses", "allow"]);
    assert!(allowed.len() > 5);
    assert_eq!(allowed, list("about.toml", &["accepted"]));
}
