//! How twelve usual breaks read, each of four forms of a type: what people see of a finding is as short as is said, and
//! points at the code.
//!
//! One producer and one consumer, with a crate of types beside each, are built once before and once after the changes.

mod table;

use std::process::Command;

use fixture::workspace::{Workspace, manifest};

use self::table::{BREAKS, Break};

/// How a type is declared as a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// By an attribute of its own.
    Plain,
    /// With `contract!`, in the crate that has the type.
    Declared,
    /// With `contract!`, in another crate than the type's.
    Shared,
    /// With `contract!`, inside of a generic envelope.
    Envelope,
}

impl Form {
    const ALL: [Form; 4] = [Form::Plain, Form::Declared, Form::Shared, Form::Envelope];

    /// The module that has its types, and the end of its events' names.
    fn name(self) -> &'static str {
        match self {
            Form::Plain => "plain",
            Form::Declared => "declared",
            Form::Shared => "shared",
            Form::Envelope => "envelope",
        }
    }
}

/// A service, and what it does with the events.
struct Service {
    /// The package.
    name: &'static str,
    /// The package of the types that it takes from another crate.
    types: &'static str,
    /// The key of the contract.
    role: &'static str,
    /// What its types derive.
    serde: &'static str,
}

const SERVICES: [Service; 2] = [
    Service {
        name: "orders",
        types: "order-events",
        role: "emits",
        serde: "Serialize, Deserialize",
    },
    Service {
        name: "billing",
        types: "billing-events",
        role: "consumes",
        serde: "Deserialize",
    },
];

impl Service {
    /// The types of one break as a module, with the last as a message where it is plain.
    fn module(&self, one: &Break, form: Form, after: usize) -> String {
        let items = match self.role {
            "emits" => one.sent[after],
            _ => one.read[after],
        };
        let mut text = format!("use counterpart::Contract;\nuse serde::{{{}}};\n", self.serde);
        let items: Vec<&str> = items.split("\n\n").collect();
        for (index, item) in items.iter().enumerate() {
            text.push_str(&format!("\n#[derive({}, Contract)]\n", self.serde));
            if form == Form::Plain && index + 1 == items.len() {
                text.push_str(&format!("#[contract({} = \"{}.plain\")]\n", self.role, one.name));
            }
            text.push_str(item);
            text.push('\n');
        }
        text
    }

    /// Writes both packages.
    fn write(&self, workspace: &Workspace, after: usize) {
        for form in Form::ALL {
            let package = if form == Form::Shared {
                self.types
            } else {
                self.name
            };
            for one in &BREAKS {
                let path = format!("{package}/src/{}/{}.rs", form.name(), one.name);
                workspace.write(&path, &self.module(one, form, after));
            }
            let modules: String = BREAKS
                .iter()
                .map(|one| format!("pub mod {};\n", one.name))
                .collect();
            workspace.write(&format!("{package}/src/{}/mod.rs", form.name()), &modules);
        }
        workspace.write(&format!("{}/src/lib.rs", self.types), "pub mod shared;\n");
        workspace.write(&format!("{}/src/lib.rs", self.name), &self.root());
        for package in [self.name, self.types] {
            let mut text = manifest(
                package,
                "[dependencies.chrono]\nversion = \"0.4\"\ndefault-features = false\nfeatures = [\"serde\", \"std\"]\n",
            )
            .replace("[\"testing\"]", "[\"testing\", \"chrono04\"]");
            if package == self.name {
                text.push_str(&format!("\n[dependencies.{0}]\npath = \"../{0}\"\n", self.types));
            }
            workspace.write(&format!("{package}/Cargo.toml"), &text);
        }
    }

    /// The root of the service's crate, which declares what does not declare itself.
    fn root(&self) -> String {
        let mut text = format!(
            "pub mod declared;\npub mod envelope;\npub mod plain;\n\nuse counterpart::{{Contract, contract}};\n\
             use serde::{{{}}};\n\n#[derive({0}, Contract)]\npub struct Envelope<T> {{\n    pub id: String,\n    \
             pub data: T,\n}}\n\n",
            self.serde
        );
        for form in [Form::Declared, Form::Shared, Form::Envelope] {
            for one in &BREAKS {
                let of_crate = match form {
                    Form::Shared => self.types.replace('-', "_") + "::",
                    _ => String::new(),
                };
                let path = format!("{of_crate}{}::{}::{}", form.name(), one.name, one.type_name());
                let type_of = match form {
                    Form::Envelope => format!("Envelope<{path}>"),
                    _ => path,
                };
                let event = format!("{}.{}", one.name, form.name());
                text.push_str(&format!("contract!({type_of}, {} = \"{event}\");\n", self.role));
            }
        }
        text
    }
}

/// Both services after the changes, with the contract files of before.
fn changed() -> Workspace {
    let packages: Vec<(&str, &[(&str, &str)])> = SERVICES
        .iter()
        .flat_map(|service| [service.name, service.types])
        .map(|package| (package, &[][..]))
        .collect();
    let workspace = Workspace::of("twelve_breaks", &packages);
    let write = |after| {
        SERVICES
            .iter()
            .for_each(|service| service.write(&workspace, after))
    };
    write(0);
    workspace.accept();
    write(1);
    workspace
}

/// What `verify` says in so many columns.
fn said(workspace: &Workspace, columns: &str, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .arg("verify")
        .args(args)
        .current_dir(workspace.folder.path());
    let answer = workspace.folder.answer_with(command, &[("COLUMNS", columns)]);
    answer.exits(100).stdout.clone()
}

/// The findings of one form in the order of the table. Files that the change left behind are found too, and are not meant.
fn findings(said: &str, form: Form) -> Vec<String> {
    let blocks: Vec<&str> = said.split("\n\n").collect();
    let of_break = |one: &Break| {
        let event = format!("{}.{}", one.name, form.name());
        let at = [format!("{event}#"), format!("{event} (the whole message)")];
        let blocks = blocks
            .iter()
            .filter(|block| at.iter().any(|at| block.contains(at)));
        let found: Vec<String> = blocks.map(|block| (*block).to_owned()).collect();
        assert!(!found.is_empty(), "{event} is not found:\n{said}");
        found
    };
    BREAKS.iter().flat_map(of_break).collect()
}

#[test]
fn each_break_is_read_in_twenty_two_lines() {
    let workspace = changed();
    let narrow = said(&workspace, "80", &[]);
    let wide = said(&workspace, "120", &[]);
    for form in Form::ALL {
        let found = findings(&narrow, form);
        for block in &found {
            assert!(block.lines().count() <= 22, "{block}");
        }
        insta::assert_snapshot!(format!("{}-80", form.name()), found.join("\n\n"));
    }
    insta::assert_snapshot!("plain-120", findings(&wide, Form::Plain).join("\n\n"));
    check_letters(&workspace);
}

/// The witness of each break as a dead letter: the consumer's own `Deserialize` refuses it where `verify` says, by a rule that
/// the book names for the finding's.
fn check_letters(workspace: &Workspace) {
    let report = workspace.counterpart(&["verify", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    let mut letters = String::new();
    let mut expected = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        for consumer in finding["consumers"].as_array().unwrap() {
            let witness = &consumer["witness"];
            if witness.is_null() {
                continue;
            }
            let event = finding["event"].as_str().unwrap();
            let letter = serde_json::json!({
                "format": 1,
                "id": {"source": "orders", "id": expected.len().to_string()},
                "event": event,
                "payload": witness["message"].to_string(),
                "consumer": {"service": "billing"},
                // A group of its own.
                "error": {"name": expected.len().to_string()},
            });
            letters.push_str(&format!("{letter}\n"));
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            expected.push((event.to_owned(), text(&finding["rule"]), text(&witness["at"])));
        }
    }
    assert!(expected.len() >= 4 * BREAKS.len(), "{}", expected.len());
    workspace.accept();
    workspace.write("letters.ndjson", &letters);
    let plan = workspace.counterpart(&["redrive", "letters.ndjson", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&plan.exits(100).stdout).unwrap();
    assert_eq!(plan["totals"]["refused"], expected.len(), "{plan:#}");
    assert_eq!(plan["differ"]["letters"], 0, "{:#}", plan["differ"]);
    let documented = documented();
    for group in plan["groups"].as_array().unwrap() {
        let number: usize = group["cause"]["expected"].as_str().unwrap().parse().unwrap();
        let (event, rule, at) = &expected[number];
        let cause = &group["by_code"]["refused"][0]["cause"];
        let (by_code, place) = (cause["rule"].as_str().unwrap(), cause["place"].as_str().unwrap());
        assert!(
            documented
                .iter()
                .any(|(refusal, rules)| refusal == by_code && rules.contains(rule)),
            "{event}: {rule} is refused by {by_code}"
        );
        // The place of a member that is missing or denied is its own; `verify` names its object.
        let place = match by_code {
            "property-missing" | "property-denied" => &place[..place.rfind('/').unwrap()],
            _ => place,
        };
        let steps: Vec<&str> = at.split('/').collect();
        let steps = steps.iter().map(|step| match step.parse::<usize>() {
            Ok(_) => "*",
            Err(_) => step,
        });
        assert_eq!(place, steps.collect::<Vec<_>>().join("/"), "{event}: {group:#}");
    }
}

/// The rules of `verify` that lead to each refusal, according to the book.
fn documented() -> Vec<(String, Vec<String>)> {
    let page = std::fs::read_to_string(fixture::checkout().join("docs/src/guard.md")).unwrap();
    let table = page.split("<!-- rules of refusals -->").nth(1).unwrap();
    let rows = table.lines().skip_while(|line| !line.starts_with("| `"));
    rows.take_while(|line| line.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').collect();
            let rules = cells[2].split("](rules/").skip(1);
            let rules = rules.map(|rule| rule.split(".md").next().unwrap().to_owned());
            (cells[1].trim().trim_matches('`').to_owned(), rules.collect())
        })
        .collect()
}
