use std::path::PathBuf;

use super::super::*;
use crate::report::{FileFinding, FileRule};
use crate::report::{Outcome, Report, Status};
use crate::verify::{Collected, Input, Options, verify};
use counterpart::config::{Config, FILE_NAME};
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Header, Identity, MessageMetadata, Role};
use counterpart_engine::json::{self, Object};

fn object(schema: &str) -> Object {
    json::parse(schema.as_bytes())
        .unwrap()
        .as_object()
        .unwrap()
        .clone()
}

fn file(service: &str, role: Role, metadata: MessageMetadata, schema: &str) -> Stored {
    let header = Header {
        identity: Identity::new(service, role, "order \"paid\"", None).unwrap(),
        producer: None,
        owner: None,
        metadata,
        types: vec![],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    let contract = ContractFile::new(header, object(schema));
    Stored {
        path: path_in(&PathBuf::from("contracts"), &contract.header.identity),
        text: contract.to_text().into(),
        contract,
    }
}

fn keyed(key: &str) -> MessageMetadata {
    MessageMetadata {
        key: Some(key.to_owned()),
        ..MessageMetadata::default()
    }
}

/// A producer, and two consumers that refuse it in every way that an allowance can accept.
fn files() -> Vec<Stored> {
    let long = "x".repeat(1_200);
    let emitted = format!(
        r#"{{"type": "object", "additionalProperties": false, "required": ["order", "other"], "properties": {{
            "order": {{"type": "integer"}}, "other": {{"type": "integer"}}, "a\"b\\c/d~": {{"type": "string"}},
            "line\nbreak": {{"enum": [1, 2]}}, "{long}": {{"type": "integer"}},
            "plan": {{"oneOf": [{{"title": "Pro", "type": "object", "additionalProperties": false, "required": ["pro"], "properties": {{"pro": {{"type": "string"}}}}}}, {{"const": 1}}]}}}}}}"#
    );
    let accepted = format!(
        r#"{{"required": ["gone"], "properties": {{"a\"b\\c/d~": {{"type": "integer"}}, "line\nbreak": {{"enum": [1]}},
            "{long}": {{"type": "integer", "maximum": 5}}, "plan": {{"oneOf": [{{"title": "Pro", "required": ["pro"], "properties": {{"pro": {{"type": "integer"}}}}}}, {{"const": 1}}]}}}}}}"#
    );
    let mut wanted = keyed("order");
    wanted.headers = object(r#"{"type": "object", "required": ["tenant"]}"#);
    vec![
        file("shop", Role::Emits, keyed("other"), &emitted),
        file("books", Role::Consumes, wanted, &accepted),
        file(
            "stock",
            Role::Consumes,
            MessageMetadata::default(),
            r#"{"type": "array"}"#,
        ),
    ]
}

fn run(folder: &std::path::Path, input: Input) -> Report {
    let options = Options {
        allow: Config::find(folder).unwrap().config.allow,
        ..Options::default()
    };
    verify(input, &options)
}

/// The text that is offered to paste.
fn pasted(report: &Report) -> String {
    let of = |fixes: Vec<Fix>| {
        let allow = fixes.into_iter().filter(|fix| fix.kind == FixKind::Allow);
        allow.filter_map(|fix| fix.paste).collect::<Vec<_>>().join("\n")
    };
    let failing = report.of(Status::Failing);
    failing
        .map(|finding| of(fixes(&finding.kind)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn count(report: &Report, is_it: impl Fn(&Kind) -> bool) -> usize {
    let failing = report.of(Status::Failing);
    failing.filter(|finding| is_it(&finding.kind)).count()
}

#[test]
fn what_is_pasted_lets_all_that_it_was_shown_for_pass_and_is_all_used() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE_NAME), "").unwrap();
    let input = || Input {
        others: files(),
        ..Input::default()
    };
    let before = run(folder.path(), input());
    assert_eq!(before.outcome(), Outcome::Incompatible);
    assert!(
        count(&before, |kind| matches!(kind, Kind::Incompatible(_))) >= 6,
        "{before:?}"
    );
    assert_eq!(count(&before, |kind| matches!(kind, Kind::Key(_))), 1);
    std::fs::write(folder.path().join(FILE_NAME), pasted(&before)).unwrap();
    let after = run(folder.path(), input());
    assert_eq!(after.outcome(), Outcome::Compatible, "{after:?}");
    assert!(after.of(Status::Allowed).next().is_some());
    assert!(after.warnings.is_empty(), "{:?}", after.warnings);
}

#[test]
fn what_is_pasted_lets_nothing_else_pass() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE_NAME), "").unwrap();
    let input = |of: &[usize]| Input {
        others: of.iter().map(|at| files().swap_remove(*at)).collect(),
        ..Input::default()
    };
    let of_stock = run(folder.path(), input(&[0, 2]));
    std::fs::write(folder.path().join(FILE_NAME), pasted(&of_stock)).unwrap();
    assert_eq!(run(folder.path(), input(&[0, 2])).outcome(), Outcome::Compatible);
    let both = run(folder.path(), input(&[0, 1, 2]));
    assert_eq!(both.outcome(), Outcome::Incompatible);
    let refused = both.of(Status::Failing).flat_map(|one| one.kind.pairs());
    assert!(refused.into_iter().all(|(_, contract)| contract.who() == "books"));
}

#[test]
fn an_event_that_stopped_can_be_let_pass_and_a_stale_file_cannot() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE_NAME), "").unwrap();
    let input = || {
        let mut files = files();
        files.truncate(2);
        for file in &mut files {
            file.contract.header.types.push(counterpart::contract::RustType {
                path: "shop::Paid".into(),
                package: file.contract.header.identity.service().into(),
                file: "src/lib.rs".into(),
            });
            file.text = file.contract.to_text().into();
        }
        Input {
            folder: "contracts".into(),
            committed: files,
            others: vec![],
            collected: Some(Collected {
                records: vec![],
                whole: ["shop".to_owned()].into(),
                problems: vec![],
                warnings: vec![],
            }),
        }
    };
    let before = run(folder.path(), input());
    let found: Vec<&Kind> = before.of(Status::Failing).map(|one| &one.kind).collect();
    let [Kind::File(stopped)] = found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(stopped.rule, FileRule::EventStopped);
    let text = pasted(&before);
    insta::assert_snapshot!(text, @r#"
    [[allow]]
    event = "order \"paid\""
    consumer = "books"
    rule = "event-stopped"
    reason = "why this break is accepted"
    "#);
    std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
    let after = run(folder.path(), input());
    assert_eq!(count(&after, |_| true), 0, "{:?}", after.findings);

    let stale = FileFinding {
        meant: Vec::new(),
        rule: FileRule::ContractStale,
        wanted_by: vec![],
        ..stopped.clone()
    };
    assert!(
        fixes(&Kind::File(stale))
            .iter()
            .all(|fix| fix.kind == FixKind::Run)
    );
}
