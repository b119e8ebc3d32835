//! The pictures of README.md: what `verify` prints of five breaks, each in a workspace that is built and verified for it.
//!
//! `just images` draws them again.

use std::path::{Path, PathBuf};
use std::process::Command;

use fixture::checkout;
use fixture::workspace::Workspace;

/// A change that breaks the auth service: its name, what the user service sent and sends, what the auth service reads.
struct Break {
    name: &'static str,
    before: &'static str,
    after: &'static str,
    reads: &'static str,
}

const BREAKS: [Break; 5] = [
    Break {
        name: "field-removed",
        before: "    pub user_id: u64,\n    pub email: String,\n",
        after: "    pub user_id: u64,\n",
        reads: "    pub user_id: u64,\n    pub email: String,\n",
    },
    Break {
        name: "became-optional",
        before: "    pub user_id: u64,\n    pub email: String,\n",
        after: "    pub user_id: u64,\n    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub email: Option<String>,\n",
        reads: "    pub user_id: u64,\n    pub email: String,\n",
    },
    Break {
        name: "number-widened",
        before: "    pub user_id: u32,\n",
        after: "    pub user_id: u64,\n",
        reads: "    pub user_id: u32,\n",
    },
    Break {
        name: "variant-added",
        before: "    pub plan: Plan,\n",
        after: "    pub plan: Plan,\n",
        reads: "    pub plan: Plan,\n",
    },
    Break {
        name: "type-changed",
        before: "    pub user_id: u64,\n",
        after: "    pub user_id: String,\n",
        reads: "    pub user_id: u64,\n",
    },
];

/// One side of the event, as a service would declare it.
fn source(serde: &str, contract: &str, fields: &str, variants: &str) -> String {
    let plan = if fields.contains("Plan") {
        format!(
            "\n#[derive({serde}, Contract)]\n#[serde(rename_all = \"lowercase\")]\npub enum Plan {{\n{variants}}}\n"
        )
    } else {
        String::new()
    };
    format!(
        "use counterpart::Contract;\nuse serde::{{{serde}}};\n\n#[derive({serde}, Contract)]\n#[contract({contract})]\n\
         pub struct UserRegistered {{\n{fields}}}\n{plan}"
    )
}

const OLD: &str = "    Free,\n    Paid,\n";
const NEW: &str = "    Free,\n    Paid,\n    Trial,\n";

fn producer(fields: &str, variants: &str) -> String {
    source(
        "Serialize, Deserialize",
        "emits = \"user.registered\"",
        fields,
        variants,
    )
}

fn consumer(fields: &str) -> String {
    let contract = "consumes = \"user.registered\", owner = \"team-identity\"";
    source("Deserialize", contract, fields, OLD)
}

/// The output of `verify` after the change, in colour.
fn printed(workspace: &Workspace, one: &Break) -> String {
    let write = |fields: &str, variants: &str| {
        workspace.write("user-service/src/lib.rs", &producer(fields, variants));
    };
    workspace.write("auth-service/src/lib.rs", &consumer(one.reads));
    write(one.before, OLD);
    workspace.accept();
    workspace.counterpart(&["verify"]).exits(0);
    write(one.after, NEW);
    workspace.accept();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(["verify", "--color", "always"])
        .current_dir(workspace.folder.path());
    let look = [("COLUMNS", "88"), ("CARGO_TERM_UNICODE", "true")];
    let answer = workspace.folder.answer_with(command, &look);
    answer.exits(100).stdout.clone()
}

fn drawn(one: &Break, printed: &str) -> String {
    let command = "$ cargo counterpart verify\n";
    let picture = anstyle_svg::Term::new().render_svg(&format!("{command}{printed}"));
    let title = format!("<title>cargo counterpart verify: {}</title>", one.name);
    picture.replacen("<style>", &format!("{title}\n  <style>"), 1)
}

fn path(one: &Break) -> PathBuf {
    checkout().join("docs/images").join(format!("{}.svg", one.name))
}

fn hold(path: &Path, drawn: &str, name: &str) {
    if std::env::var_os("COUNTERPART_IMAGES").is_some_and(|value| value == "draw") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, drawn).unwrap();
    }
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        held == drawn,
        "docs/images/{name}.svg is not what the program prints: draw it anew with `just images`\n{drawn}"
    );
}

#[test]
fn pictures_of_five_breaks_match_the_output() {
    let empty: &[(&str, &str)] = &[("src/lib.rs", "")];
    let workspace = Workspace::of("images", &[("user-service", empty), ("auth-service", empty)]);
    for one in &BREAKS {
        hold(&path(one), &drawn(one, &printed(&workspace, one)), one.name);
    }
}

#[test]
fn readme_shows_each_picture() {
    let readme = std::fs::read_to_string(checkout().join("README.md")).unwrap();
    for one in &BREAKS {
        let shown = format!("docs/images/{}.svg", one.name);
        assert!(readme.contains(&shown), "{shown}");
        assert!(path(one).is_file(), "{shown}");
    }
}
