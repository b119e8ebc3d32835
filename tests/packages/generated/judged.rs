//! The crate of the generated types: written, built by cargo, run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::crates::{Crates, LENIENT};
use super::model::Case;
use fixture::checkout;
use fixture::workspace::Workspace;

/// Types that were judged, and what became of each.
#[derive(Default)]
pub(crate) struct Judged {
    /// Errors of serde, or of the compiler without a contract, about a type.
    pub(crate) no_serde_type: BTreeMap<u64, String>,
    /// The derive's errors.
    pub(crate) refused_by_derive: BTreeMap<u64, String>,
    /// The errors of the schema's checks.
    pub(crate) refused_by_schema: BTreeMap<u64, String>,
    /// Failures that should never occur: an expansion that does not compile, a panic, a type that crashes the
    /// process.
    pub(crate) broken: BTreeMap<u64, String>,
    /// The runner's line of each of the rest.
    pub(crate) lines: BTreeMap<u64, Value>,
}

impl Judged {
    /// The problem with a type, in words that stay the same while the type shrinks.
    pub(crate) fn complaint(&self, number: u64) -> Option<String> {
        if let Some(broken) = self.broken.get(&number) {
            return Some(broken.lines().next().unwrap_or_default().to_owned());
        }
        let wrong = self.lines.get(&number)?["wrong"].as_array()?.first()?;
        Some(wrong["what"].as_str().unwrap_or_default().to_owned())
    }

    /// The runner's count of something.
    pub(crate) fn sum(&self, key: &str) -> u64 {
        self.lines.values().filter_map(|line| line[key].as_u64()).sum()
    }

    /// How often an assumption, or a form that serde reads beyond the contract, was the reason.
    pub(crate) fn named(&self) -> BTreeMap<String, u64> {
        let mut all = BTreeMap::new();
        for line in self.lines.values() {
            for (name, count) in line["named"].as_object().into_iter().flatten() {
                *all.entry(name.clone()).or_default() += count.as_u64().unwrap_or(0);
            }
        }
        all
    }
}

/// The profile of a long run: the types are built fast, and judged fast by what is built once.
const LONG: &str = "
[profile.long]
inherits = \"dev\"

[profile.long.package]
counterpart = { opt-level = 2 }
counterpart-engine = { opt-level = 2 }
foldhash = { opt-level = 2 }
indexmap = { opt-level = 2 }
num-bigint = { opt-level = 2 }
serde_json = { opt-level = 2 }
";

/// The number of times that refused types may be removed and the rest built again.
const ROUNDS: usize = 8;

/// Builds the types and judges so many texts of each; a long run is built for it.
pub(crate) fn judge(workspace: &Workspace, cases: &[Case], texts: usize, long: bool) -> Judged {
    let mut judged = Judged::default();
    let mut live: Vec<&Case> = cases.iter().collect();
    workspace.write("generated/Cargo.toml", &manifest(crates_of(cases)));
    let root = workspace.folder.read("Cargo.toml");
    if !root.contains(LONG) {
        workspace.write("Cargo.toml", &(root + LONG));
    }
    let support = std::fs::read_to_string(checkout().join("tests/packages/generated/support.rs")).unwrap();
    workspace.write("generated/src/support.rs", &support);
    for case in cases {
        workspace.write(&format!("generated/src/{}.rs", case.module()), &case.source());
    }
    rounds(workspace, &mut live, &["check"], |refused| {
        judged
            .no_serde_type
            .extend(refused.into_iter().map(|(number, error)| (number, error.text)));
    });
    let mut build = vec!["build", "--features", "contracts"];
    if long {
        build.extend(["--profile", "long"]);
    }
    rounds(workspace, &mut live, &build, |refused| {
        for (number, error) in refused {
            let refused = &mut judged.refused_by_derive;
            let bin = if error.of_macro {
                refused
            } else {
                &mut judged.broken
            };
            bin.insert(number, error.text);
        }
    });
    build[0] = "run";
    let texts = texts.to_string();
    build.extend(["--quiet", "--", &texts]);
    let answer = workspace.cargo(&build);
    assert!(
        !answer.stdout.is_empty(),
        "the runner says nothing:\n{}",
        answer.stderr
    );
    let mut started = BTreeSet::new();
    for line in answer.stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("the runner writes JSON");
        if let Some(name) = line["started"].as_str() {
            started.insert(number_of(name).expect("a module of ours"));
            continue;
        }
        let number = line["type"]
            .as_str()
            .and_then(number_of)
            .expect("a module of ours");
        started.remove(&number);
        if let Some(refusal) = line["refused"].as_str() {
            judged.refused_by_schema.insert(number, refusal.to_owned());
        } else if !line["panicked"].is_null() {
            judged
                .broken
                .insert(number, format!("a panic: {}", line["panicked"]));
        } else {
            judged.lines.insert(number, line);
        }
    }
    let died = format!("the process ended: {}", answer.stderr);
    judged
        .broken
        .extend(started.into_iter().map(|number| (number, died.clone())));
    judged
}

/// Builds, takes out what is refused, and builds again.
fn rounds(
    workspace: &Workspace,
    live: &mut Vec<&Case>,
    command: &[&str],
    mut refused: impl FnMut(BTreeMap<u64, CompileError>),
) {
    for _ in 0..ROUNDS {
        workspace.write("generated/src/main.rs", &main(live));
        let mut arguments = command.to_vec();
        arguments.extend(["--quiet", "--message-format", "json"]);
        let answer = workspace.cargo(&arguments);
        if answer.code == 0 {
            return;
        }
        let mut errors = errors(&answer.stdout);
        if errors.is_empty() && rendered(&answer.stdout).contains("E0275") {
            // serde's code for it is infinite, which the compiler tells of no type.
            let endless = live.iter().filter(|case| case.flattens_itself());
            errors.extend(endless.map(|case| {
                let text = "it flattens itself, and its code has no end".to_owned();
                (case.number, CompileError { of_macro: true, text })
            }));
        }
        assert!(
            !errors.is_empty(),
            "no error names a type:\n{}\n{}",
            rendered(&answer.stdout),
            answer.stderr
        );
        live.retain(|case| !errors.contains_key(&case.number));
        refused(errors);
    }
    panic!("after {ROUNDS} rounds there are still types that do not compile");
}

struct CompileError {
    /// A macro's errors have no code; the compiler's own have one, and follow from the macro's where there are both.
    of_macro: bool,
    text: String,
}

/// The errors of a build by the type that they are in.
fn errors(messages: &str) -> BTreeMap<u64, CompileError> {
    let mut errors: BTreeMap<u64, CompileError> = BTreeMap::new();
    for line in messages.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let message = &line["message"];
        if message["level"] != "error" {
            continue;
        }
        let spans = message["spans"].as_array().into_iter().flatten();
        let mut files = spans.filter_map(|span| span["file_name"].as_str());
        let Some(number) =
            files.find_map(|file| number_of(file.rsplit(['/', '\\']).next()?.strip_suffix(".rs")?))
        else {
            continue;
        };
        let error = errors.entry(number).or_insert(CompileError {
            of_macro: false,
            text: String::new(),
        });
        error.of_macro |= message["code"].is_null();
        let said = message["message"].as_str().unwrap_or_default();
        let code = message["code"]["code"].as_str().unwrap_or_default();
        error.text += &format!("{code} {said}\n");
    }
    errors
}

/// The errors as people read them.
fn rendered(messages: &str) -> String {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages
        .filter_map(|line| line["message"]["rendered"].as_str().map(str::to_owned))
        .collect()
}

fn number_of(module: &str) -> Option<u64> {
    module.strip_prefix('t')?.parse().ok()
}

/// The crates that the types may name.
fn crates_of(cases: &[Case]) -> Crates {
    let is = |crates| cases.iter().any(|case| case.crates == crates);
    match () {
        () if is(Crates::All) => Crates::All,
        () if is(Crates::Few) => Crates::Few,
        () => Crates::None,
    }
}

fn manifest(crates: Crates) -> String {
    let library = checkout()
        .join("contracts")
        .display()
        .to_string()
        .replace('\\', "/");
    let default = if crates == Crates::None { "" } else { "\"crates\"" };
    let (features, json, more) = (
        crates.features(),
        crates.features_of_json(),
        crates.dependencies(),
    );
    format!(
        r#"[package]
name = "generated"
version.workspace = true
edition = "2024"

[features]
default = [{default}]
crates = []
contracts = ["dep:counterpart", "dep:counterpart-engine"]

[dependencies]
counterpart = {{ path = "{library}", features = ["testing", {features}], optional = true }}
counterpart-engine = {{ path = "{library}/engine", features = ["validate"], optional = true }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = {{ version = "1", features = [{json}] }}
{more}"#
    )
}

fn main(live: &[&Case]) -> String {
    let path = |path: &str| checkout().join(path).display().to_string().replace('\\', "/");
    let mut text = format!(
        "#![allow(dead_code, unused_imports, unused_variables, unreachable_patterns)]\nmod support;\n\
         #[cfg(feature = \"contracts\")]\n#[path = \"{}\"]\nmod judge;\n\
         #[cfg(feature = \"contracts\")]\n#[path = \"{}\"]\nmod runner;\n",
        path("contracts/tests/tables/judge/mod.rs"),
        path("tests/packages/generated/runner/mod.rs"),
    );
    for case in live {
        text += &format!("mod {};\n", case.module());
    }
    text += "\nfn main() {\n    #[cfg(feature = \"contracts\")]\n    runner::run(&[\n";
    for case in live {
        let module = case.module();
        // serde reads what does not fit a flattened option as `None`; contracts ask for what fits.
        let source = case.source();
        let stricter = match () {
            () if LENIENT.iter().any(|known| source.contains(known)) => Some("lenient-readers"),
            () if source
                .lines()
                .any(|line| line.contains("flatten") && line.contains(": Option<")) =>
            {
                Some("flattened-options")
            }
            () => None,
        };
        // A flattened value of any kind keeps the keys of a flattened enum beside it, and both are written.
        let repeats_keys = source.contains("serde_with::Map<")
            || source
                .lines()
                .any(|line| line.contains("flatten") && line.contains(": Value"));
        text += &format!(
            "        runner::subject::<{module}::Root>(\"{module}\", {stricter:?}, {repeats_keys}),\n"
        );
    }
    text + "    ]);\n}\n"
}
