//! Chooses the packages and targets to ask. Also finds those that could declare a contract and are
//! not asked.

use std::collections::BTreeSet;

use cargo_metadata::{Package, Target};
use counterpart::contract::check_name;
use counterpart_verifier::report::Warning;

use super::declared;
use super::executable::Executable;
use crate::failure::Failure;
use crate::project::cargo::CargoFlags;

/// The targets to build and ask.
#[derive(Debug, Default)]
pub(super) struct Chosen<'a> {
    pub(super) packages: Vec<&'a Package>,
    /// Integration tests and benchmarks, in addition to all libraries and programs.
    pub(super) tests: Vec<&'a Target>,
    /// Warnings about targets that declare a contract and are not asked.
    pub(super) warnings: Vec<Warning>,
    /// The packages whose contract files may have a declaration that nobody saw.
    pub(super) not_whole: BTreeSet<String>,
}

/// Chooses among the packages that were `selected`.
///
/// Libraries and programs are asked in every package that depends on the library, under any name
/// and for any use. They are also asked where the sources declare a contract in another way. They
/// may use another crate that re-exports it, or a crate that has a macro for it, among `all`
/// packages of the workspace. Other targets are asked if they declare a contract and `cargo test`
/// tests them.
pub(super) fn choose<'a>(
    selected: &[&'a Package],
    all: &[&Package],
    flags: &CargoFlags,
) -> Result<Chosen<'a>, Failure> {
    let mut chosen = Chosen::default();
    let mut without_targets = Vec::new();
    for package in selected.iter().copied() {
        let depends = depends(package) || uses_macro(package, all);
        let mut has_main = false;
        let mut is_asked = false;
        for target in &package.targets {
            let lacks = lacking(package, target, flags);
            if is_main(target) {
                has_main = true;
                is_asked |= depends || (!package.dependencies.is_empty() && declares(target));
                if target.is_bin() && !lacks.is_empty() {
                    chosen.leave_out(package, target, &needs(&lacks));
                }
            } else if !target.is_custom_build() && !package.dependencies.is_empty() && declares(target) {
                if !target.test {
                    let why = "cargo tests no such target unless it has `test = true`; set that, or move the declaration into a library";
                    chosen.leave_out(package, target, why);
                } else if lacks.is_empty() {
                    chosen.tests.push(target);
                    is_asked = true;
                } else {
                    chosen.leave_out(package, target, &needs(&lacks));
                }
            }
        }
        if is_asked {
            chosen.packages.push(package);
        } else if depends && !has_main {
            without_targets.push(package.name.as_str());
        }
    }
    if !chosen.packages.is_empty() {
        return Ok(chosen);
    }
    if without_targets.is_empty() {
        let names: Vec<_> = selected.iter().map(|package| package.name.as_str()).collect();
        return Err(Failure::new(format!(
            "nothing to check: none of the packages {} depends on counterpart",
            names.join(", ")
        ))
        .hint("select others with -p or --workspace, or check only the contract files with --no-build"));
    }
    Err(Failure::new(format!(
        "nothing to check: contracts are declared in libraries and programs, and {} has neither",
        without_targets.join(", ")
    ))
    .hint("move the event types from tests or examples into a library"))
}

/// Warnings about packages that declare contracts, and that cargo leaves out when nobody selects
/// any.
pub(super) fn outside<'a>(packages: impl Iterator<Item = &'a Package>) -> Vec<Warning> {
    let of_package = |package: &'a Package| {
        let could = |target: &&Target| !target.is_custom_build() && (is_main(target) || target.test);
        let targets = package.targets.iter().filter(could);
        let events: BTreeSet<String> = targets.flat_map(events_of).collect();
        (!events.is_empty() && !package.dependencies.is_empty()).then(|| Warning::NotAsked {
            declared_in: format!("package {}", package.name),
            events: events.into_iter().collect(),
            why: format!(
                "it is not a default member of the workspace; select it with `-p {}`, or all with `--workspace`",
                package.name
            ),
        })
    };
    packages.filter_map(of_package).collect()
}

/// Warnings about declarations that are in the sources of a package but not in its executables,
/// because a feature or another `cfg` leaves them out.
pub(super) fn hidden(package: &Package, built: &[Executable]) -> Option<Warning> {
    let is_built = |target: &&Target| built.iter().any(|one| one.target.src_path == target.src_path);
    let shown = package.targets.iter().filter(is_built).flat_map(events_of);
    let held = |event: &String| built.iter().any(|one| one.events.contains(event));
    // Declarations that come from a macro are unknown here.
    let hidden: BTreeSet<String> = shown
        .filter(|event| check_name(event).is_ok() && !event.starts_with('$') && !held(event))
        .collect();
    (!hidden.is_empty()).then(|| Warning::NotAsked {
        declared_in: format!("package {}", package.name),
        events: hidden.into_iter().collect(),
        why: "the build leaves them out; `--features` turns on what they need".to_owned(),
    })
}

impl Chosen<'_> {
    fn leave_out(&mut self, package: &Package, target: &Target, why: &str) {
        let events = events_of(target);
        if events.is_empty() {
            return;
        }
        self.not_whole.insert(package.name.to_string());
        self.warnings.push(Warning::NotAsked {
            declared_in: format!("{} of package {}", name(target), package.name),
            events: events.into_iter().collect(),
            why: why.to_owned(),
        });
    }
}

/// Returns `true` if a package depends on a package of the workspace that has a macro for
/// declarations. Calls of such a macro look like nothing.
fn uses_macro(package: &Package, all: &[&Package]) -> bool {
    let is_needed = |other: &&&Package| {
        let mut dependencies = package.dependencies.iter();
        depends(other) && dependencies.any(|dependency| dependency.name == other.name.as_str())
    };
    let is_macro = |target: &Target| events_of(target).iter().any(|event| event.starts_with('$'));
    let mut facades = all.iter().filter(is_needed);
    facades.any(|other| {
        other
            .targets
            .iter()
            .any(|target| is_lib(target) && is_macro(target))
    })
}

fn depends(package: &Package) -> bool {
    let dependencies = &package.dependencies;
    dependencies
        .iter()
        .any(|dependency| dependency.name == "counterpart")
}

fn events_of(target: &Target) -> BTreeSet<String> {
    declared::events(target.src_path.as_std_path())
}

fn declares(target: &Target) -> bool {
    !events_of(target).is_empty()
}

fn needs(features: &[&str]) -> String {
    format!("it needs the features {}, which are off", features.join(", "))
}

/// The features that a target needs and that the flags leave off.
fn lacking<'a>(package: &Package, target: &'a Target, flags: &CargoFlags) -> Vec<&'a str> {
    let needed = target.required_features.iter().map(String::as_str);
    needed
        .filter(|feature| !flags.turns_on(package, feature))
        .collect()
}

/// Returns `true` for a library or a program.
pub(super) fn is_main(target: &Target) -> bool {
    is_lib(target) || target.is_bin()
}

pub(super) fn is_lib(target: &Target) -> bool {
    target.is_lib()
        || target.is_proc_macro()
        || target.is_rlib()
        || target.is_dylib()
        || target.is_cdylib()
        || target.is_staticlib()
}

/// For people: `lib user_service`, `bin worker`, `test it`.
pub(super) fn name(target: &Target) -> String {
    let kind = if target.is_bin() {
        "bin"
    } else if target.is_test() {
        "test"
    } else if target.is_bench() {
        "bench"
    } else if target.is_example() {
        "example"
    } else {
        "lib"
    };
    format!("{kind} {}", target.name)
}
