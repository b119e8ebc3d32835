//! What an editor shows: diagnostics of the compiler, with those of the build before them.

use std::collections::BTreeSet;

use fixture::checkout;
use fixture::workspace::{Workspace, declare};
use serde_json::Value;

/// The lines, each a message of cargo.
fn messages(text: &str) -> Vec<Value> {
    let lines = text.lines();
    let messages: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    for line in text.lines() {
        let message = cargo_metadata::Message::parse_stream(line.as_bytes()).next();
        let message = message
            .expect("a message")
            .unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(!matches!(message, cargo_metadata::Message::TextLine(_)), "{line}");
    }
    messages
}

fn of_reason<'m>(messages: &'m [Value], reason: &str) -> Vec<&'m Value> {
    messages.iter().filter(|one| one["reason"] == reason).collect()
}

/// The keys of an object and of those in it; of a list those of its first item.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| format!("{key}:{}", shape(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(" "))
        }
        Value::Array(items) => format!("[{}]", items.first().map_or(String::new(), shape)),
        _ => String::new(),
    }
}

fn code(message: &Value) -> &str {
    message["message"]["code"]["code"].as_str().unwrap_or_default()
}

#[test]
fn findings_come_beside_what_cargo_says_and_end_the_build_once() {
    let workspace = Workspace::of(
        "beside_cargo",
        &[
            ("user-service", &[("src/lib.rs", "")]),
            ("auth-service", &[("src/lib.rs", "")]),
        ],
    );
    let emits = declare("emits", "user.registered", "User", "pub email: Option<String>");
    workspace.write("user-service/src/lib.rs", &format!("{emits}fn unused() {{}}\n"));
    let consumes = declare("consumes", "user.registered", "User", "pub email: String");
    workspace.write("auth-service/src/lib.rs", &consumes);
    workspace.accept();
    for _ in 0..2 {
        // The second time nothing is built, and cargo says again what it said.
        let answer = workspace.counterpart(&["verify", "--format", "rustc"]);
        answer.exits(100);
        let all = messages(&answer.stdout);
        let said = of_reason(&all, "compiler-message");
        let codes: Vec<&str> = said.iter().map(|one| code(one)).collect();
        assert!(codes.contains(&"dead_code"), "{codes:?}");
        assert_eq!(codes.last(), Some(&"counterpart::null-emitted"));
        let warning = said.iter().find(|one| code(one) == "dead_code").unwrap();
        let finding = said.last().unwrap();
        assert_eq!(warning["package_id"], finding["package_id"]);
        assert_eq!(warning["target"], finding["target"]);
        assert_eq!(warning["manifest_path"], finding["manifest_path"]);
        let name = |message: &Value| message["message"]["spans"][0]["file_name"].clone();
        assert_eq!(name(warning), name(finding));
        // Every key that the compiler writes, and no other.
        assert_eq!(shape(warning), shape(finding));
        // What rust-analyzer shows of a package goes when something of it was built.
        let members = of_reason(&all, "compiler-artifact").into_iter().filter(|one| {
            let id = one["package_id"].as_str().unwrap();
            id.contains("user-service") || id.contains("auth-service")
        });
        let fresh: Vec<&Value> = members.map(|one| &one["fresh"]).collect();
        assert!(
            !fresh.is_empty() && fresh.iter().all(|fresh| **fresh == false),
            "{fresh:?}"
        );
        assert_eq!(of_reason(&all, "build-finished").len(), 1);
        assert_eq!(all.last().unwrap()["success"], false);
    }
}

#[test]
fn error_of_the_compiler_is_passed_on_and_the_reason_is_at_the_manifest() {
    let workspace = Workspace::of(
        "passed_on",
        &[("user-service", &[("src/lib.rs", "fn no() -> u8 { \"\" }\n")])],
    );
    let answer = workspace.counterpart(&["verify", "--format", "rustc"]);
    answer.exits(101).complains("cargo could not build the tests");
    let all = messages(&answer.stdout);
    let said = of_reason(&all, "compiler-message");
    assert!(said.iter().any(|one| code(one) == "E0308"), "{}", answer.stdout);
    let last = said.last().unwrap();
    assert_eq!(code(last), "counterpart::problem");
    assert_eq!(
        last["message"]["spans"][0]["file_name"],
        "user-service/Cargo.toml"
    );
    assert_eq!(all.last().unwrap()["success"], false);
}

/// The session with rust-analyzer in `tests/editor/transcript.txt` is of this workspace: what it showed where, and the
/// changes that it offered as quick fixes, are those that the program writes today.
#[test]
fn rust_analyzer_took_what_the_program_writes() {
    let read = |path: &str| std::fs::read_to_string(checkout().join("tests/editor").join(path)).unwrap();
    let packages = ["user-service", "auth-service"];
    let sources = packages.map(|name| [("src/lib.rs", read(&format!("shop/{name}/src/lib.rs")))]);
    let files = sources
        .each_ref()
        .map(|files| files.each_ref().map(|(path, text)| (*path, text.as_str())));
    let workspace = Workspace::of(
        "took",
        &[(packages[0], &files[0][..]), (packages[1], &files[1][..])],
    );
    workspace.accept();
    let answer = workspace.counterpart(&["verify", "--format", "rustc"]);
    answer.exits(100);
    let all = messages(&answer.stdout);
    let ours: Vec<&Value> = of_reason(&all, "compiler-message")
        .into_iter()
        .filter(|one| code(one).starts_with("counterpart::"))
        .collect();
    let written: Vec<Shown> = ours.iter().flat_map(|message| shown(message)).collect();

    let transcript = read("transcript.txt");
    let (before, answer) = transcript.split_once("<- textDocument/codeAction\n").unwrap();
    let mut taken: Vec<Shown> = Vec::new();
    for part in before.split("\n\n") {
        let Some(body) = part.strip_prefix("<- textDocument/publishDiagnostics\n") else {
            continue;
        };
        let published: Value = serde_json::from_str(body).unwrap();
        let file = published["uri"]
            .as_str()
            .unwrap()
            .trim_start_matches("file:///shop/");
        for one in published["diagnostics"].as_array().unwrap() {
            assert_eq!(one["source"], "counterpart");
            taken.push(Shown {
                file: file.to_owned(),
                range: one["range"].as_str().unwrap().to_owned(),
                code: one["code"].as_str().unwrap().to_owned(),
                severity: one["severity"].as_u64().unwrap(),
            });
        }
    }
    assert!(taken.iter().any(|one| one.severity == 1), "a finding was shown");
    for one in &taken {
        assert!(written.contains(one), "{one:?} of {written:#?}");
    }
    for one in &written {
        assert!(taken.contains(one), "{one:?} of {taken:#?}");
    }

    let (answer, _) = answer.split_once("\n\n").unwrap();
    let actions: Value = serde_json::from_str(answer).unwrap();
    let offered: BTreeSet<Change> = actions
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|action| action["edit"]["changes"].as_object().unwrap())
        .flat_map(|(uri, edits)| {
            let file = uri.trim_start_matches("file:///shop/");
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let change = move |edit: &Value| (file.to_owned(), text(&edit["range"]), text(&edit["newText"]));
            edits.as_array().unwrap().iter().map(change)
        })
        .collect();
    assert!(!offered.is_empty(), "a fix was offered");
    let suggested: BTreeSet<Change> = ours.iter().flat_map(|message| changes(message)).collect();
    assert_eq!(suggested, offered);
}

/// What rust-analyzer shows somewhere: 1 is an error, 4 a hint.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    file: String,
    range: String,
    code: String,
    severity: u64,
}

/// A file, a range in it, and what it is replaced with.
type Change = (String, String, String);

/// Where rust-analyzer shows a message: at each span of its own, and at the first span of a child that has some.
fn shown(message: &Value) -> Vec<Shown> {
    let at = |span: &Value, severity: u64| Shown {
        file: span["file_name"].as_str().unwrap().to_owned(),
        range: range(span),
        code: code(message).trim_start_matches("counterpart::").to_owned(),
        severity,
    };
    let diagnostic = &message["message"];
    let own = diagnostic["spans"].as_array().unwrap().iter();
    let own = own.map(|span| at(span, if span["is_primary"] == true { 1 } else { 4 }));
    let children = diagnostic["children"].as_array().unwrap().iter();
    let hints = children.filter_map(|child| child["spans"].as_array().unwrap().first());
    own.chain(hints.map(|span| at(span, 4))).collect()
}

fn changes(message: &Value) -> Vec<Change> {
    let children = message["message"]["children"].as_array().unwrap().iter();
    let spans = children.flat_map(|child| child["spans"].as_array().unwrap());
    let change = |span: &Value| {
        let replacement = span["suggested_replacement"].as_str()?;
        let file = span["file_name"].as_str().unwrap();
        Some((file.to_owned(), range(span), replacement.to_owned()))
    };
    spans.filter_map(change).collect()
}

/// As the protocol counts, from 0.
fn range(span: &Value) -> String {
    let place = |end: &str| {
        let number = |what: &str| span[format!("{what}_{end}")].as_u64().unwrap() - 1;
        format!("{}:{}", number("line"), number("column"))
    };
    format!("{}-{}", place("start"), place("end"))
}
