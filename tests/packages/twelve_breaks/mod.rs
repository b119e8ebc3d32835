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
}
