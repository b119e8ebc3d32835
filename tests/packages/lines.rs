//! The lines of source that a report points at, from types that were built: each form of declaration, each cause.

use fixture::workspace::{Workspace, manifest};
use serde_json::Value;

const DERIVE: &str = "#[derive(serde::Serialize, serde::Deserialize, counterpart::Contract)]";

const NAME: &str = "line_of_every_form_is_the_field_in_the_crate_that_declares_it";

/// Source with all derives where `#D` is written.
fn types(source: &str) -> String {
    source.replace("#D", DERIVE)
}

/// The lines of both sides of each finding of an event, with the columns that are marked.
fn lines(report: &Value, event: &str) -> Vec<[String; 2]> {
    let mut found = Vec::new();
    for row in report["findings"].as_array().unwrap() {
        let consumers = row["consumers"].as_array().unwrap();
        if row["event"] != event || consumers.is_empty() {
            continue;
        }
        let sides = [&row["producer"], &consumers[0]].map(|side| {
            let source = &side["source"];
            let line = source["text"].as_str().unwrap_or("no line");
            let file = source["file"].as_str().unwrap_or_default();
            let file = file.rsplit_once(NAME).map_or(file, |(_, file)| &file[1..]);
            format!("{file}:{} {line} {}", source["line"], source["columns"])
        });
        found.push(sides);
    }
    found
}

#[test]
fn line_of_every_form_is_the_field_in_the_crate_that_declares_it() {
    let workspace = Workspace::of(
        NAME,
        &[
            (
                "events",
                &[
                    (
                        "src/lib.rs",
                        "mod parts;\npub mod wrap;\npub use parts::{Profile as User, Plan};\n",
                    ),
                    (
                        "src/parts.rs",
                        &types(
                            "#D\npub struct Profile {\n    pub name: Option<String>,\n}\n#D\npub enum Plan {\n    Free,\n    \
                             Gold,\n}\n",
                        ),
                    ),
                    (
                        "src/wrap.rs",
                        &types("#D\npub struct Envelope<T> {\n    pub id: u64,\n    pub data: T,\n}\n"),
                    ),
                ],
            ),
            (
                "user-service",
                &[(
                    "src/lib.rs",
                    &types(
                        "use wire::wrap::Envelope;\n\
                         #D\n#[contract(emits = \"plain\")]\npub struct Plain {\n    pub name: Option<String>, // plain\n}\n\
                         counterpart::contract!(wire::User, emits = \"shared\");\n\
                         counterpart::contract!(Envelope<Plain>, emits = \"enveloped\");\n\
                         counterpart::contract!(Envelope<Vec<wire::User>>, emits = \"listed\");\n\
                         #D\n#[contract(emits = \"variant\")]\npub struct Variant {\n    pub plan: wire::Plan,\n}\n\
                         #D\n#[contract(emits = \"denied\")]\npub struct Denied {\n    #[serde(flatten)]\n    pub more: More,\n}\n\
                         #D\npub struct More {\n    pub added: u8,\n}\n\
                         #D\n#[contract(emits = \"tagged\")]\n#[serde(tag = \"type\")]\npub enum Tagged {\n    One { id: u8 },\n    Two { id: u8 },\n}\n",
                    ),
                )],
            ),
            (
                "auth-service",
                &[
                    (
                        "src/lib.rs",
                        "mod model;\nuse model::{Envelope, Mine};\n\
                         counterpart::contract!(Mine, consumes = \"plain\");\n\
                         counterpart::contract!(model::Mine, consumes = \"shared\");\n\
                         counterpart::contract!(Envelope<Mine>, consumes = \"enveloped\");\n\
                         counterpart::contract!(Envelope<Vec<Mine>>, consumes = \"listed\");\n",
                    ),
                    (
                        "src/model.rs",
                        &types(
                            "#D\npub struct Mine {\n    pub name: String, // mine\n}\n\
                             #D\npub struct Envelope<T> {\n    pub data: T,\n}\n\
                             #D\n#[contract(consumes = \"variant\")]\npub struct Variant {\n    pub plan: Plan,\n}\n\
                             #D\npub enum Plan {\n    Free,\n}\n\
                             #D\n#[contract(consumes = \"denied\")]\n#[serde(deny_unknown_fields)]\npub struct Denied {}\n\
                             #D\n#[contract(consumes = \"tagged\")]\n#[serde(tag = \"kind\")]\npub enum Tagged {\n    One,\n}\n",
                        ),
                    ),
                ],
            ),
        ],
    );
    let events = "[dependencies.wire]\npackage = \"events\"\npath = \"../events\"\n";
    workspace.write("user-service/Cargo.toml", &manifest("user-service", events));
    workspace.accept();
    let answer = workspace.counterpart(&["verify", "--format", "json"]);
    let report: Value = serde_json::from_str(&answer.exits(100).stdout).unwrap();
    let said: Vec<String> = [
        "plain",
        "shared",
        "enveloped",
        "listed",
        "variant",
        "denied",
        "tagged",
    ]
    .iter()
    .flat_map(|event| {
        lines(&report, event)
            .into_iter()
            .map(move |[sent, accepted]| format!("{event}\n  {sent}\n  {accepted}"))
    })
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    plain
      user-service/src/lib.rs:5 pub name: Option<String>, // plain [9,29]
      auth-service/src/model.rs:3 pub name: String, // mine [9,21]
    shared
      events/src/parts.rs:3 pub name: Option<String>, [9,29]
      auth-service/src/model.rs:3 pub name: String, // mine [9,21]
    enveloped
      user-service/src/lib.rs:5 pub name: Option<String>, // plain [9,29]
      auth-service/src/model.rs:3 pub name: String, // mine [9,21]
    listed
      events/src/parts.rs:3 pub name: Option<String>, [9,29]
      auth-service/src/model.rs:3 pub name: String, // mine [9,21]
    variant
      events/src/parts.rs:8 Gold, [5,9]
      auth-service/src/model.rs:12 pub plan: Plan, [9,19]
    denied
      user-service/src/lib.rs:23 pub added: u8, [9,18]
      auth-service/src/model.rs:20 #[serde(deny_unknown_fields)] [9,28]
    tagged
      user-service/src/lib.rs:27 #[serde(tag = "type")] [9,21]
      auth-service/src/model.rs:25 pub enum Tagged { [5,16]
    tagged
      user-service/src/lib.rs:27 #[serde(tag = "type")] [9,21]
      auth-service/src/model.rs:24 #[serde(tag = "kind")] [9,21]
    "#);
}
