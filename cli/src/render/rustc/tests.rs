use std::path::Path;

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Applicability, Diagnostic, DiagnosticLevel, DiagnosticSpan};
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Header, Identity, Role, RustType};
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json;
use counterpart_verifier::report::advice::{Change, Edit};
use counterpart_verifier::report::listing::Listing;
use counterpart_verifier::report::{Attribution, Kind, Report, Status};
use counterpart_verifier::verify::{Input, Options, verify};

use super::super::injection::Sourced;
use super::super::rich_report::{self, Words};
use super::*;
use crate::source::Sources;

/// Lines that end as on Windows, characters of several bytes before the span, and a byte order
/// mark.
const SOURCE: &str = "\u{feff}//! Größe.\r
/* é */ pub struct OrderPaid {\r
\t/* ü */ pub voucher: Option<String>, // 🎟\r
}\r
\r
pub struct Wanted {\r
    pub voucher: String,\r
}\r
";

/// A workspace with one package.
struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("shop/src/lib.rs", SOURCE),
            ("shop/Cargo.toml", "# é\n[package]\nname = \"shop\"\n"),
        ] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn view(&self) -> View {
        let folder = self.root().join("shop");
        let package = serde_json::json!({
            "name": "shop", "version": "0.1.0", "id": "path+file:///shop#0.1.0", "dependencies": [], "features": {},
            "manifest_path": folder.join("Cargo.toml"), "edition": "2024",
            "targets": [{"name": "shop", "kind": ["lib"], "crate_types": ["lib"], "src_path": folder.join("src/lib.rs"),
                "edition": "2024", "doc": true, "doctest": true, "test": true}],
        });
        View {
            here: self.root().to_owned(),
            sources: Sources::of_package("shop", &folder),
            packages: Packages::of(self.root(), vec![serde_json::from_value(package).unwrap()]),
            ..View::default()
        }
    }

    fn file(&self, service: &str, role: Role, rust: Option<&str>, schema: &str) -> Stored {
        let types = rust.map(|name| RustType {
            path: format!("shop::{name}"),
            package: "shop".into(),
            file: "src/lib.rs".into(),
        });
        let header = Header {
            identity: Identity::new(service, role, "order.paid", None).unwrap(),
            producer: None,
            owner: None,
            metadata: Default::default(),
            types: types.into_iter().collect(),
            imported: vec![],
            assumes: vec![],
            trusts: vec![],
        };
        let schema = json::parse(schema.as_bytes()).unwrap();
        let contract = ContractFile::new(header, schema.as_object().unwrap().clone());
        let stored = Stored {
            path: path_in(&self.root().join("contracts"), &contract.header.identity),
            text: contract.to_text().into(),
            contract,
        };
        std::fs::create_dir_all(stored.path.parent().unwrap()).unwrap();
        std::fs::write(&stored.path, &*stored.text).unwrap();
        stored
    }

    /// A voucher that may be null and has to be a text. The types of both sides are in the package,
    /// or in no source.
    fn report(&self, emitted: Option<&str>, wanted: Option<&str>) -> Report {
        let sent = r#"{"type": "object", "required": ["voucher"], "properties": {"voucher": {"type": ["string", "null"]}}}"#;
        let wants = r#"{"properties": {"voucher": {"type": "string"}}}"#;
        let input = Input {
            others: vec![
                self.file("shop", Role::Emits, emitted, sent),
                self.file("stock", Role::Consumes, wanted, wants),
            ],
            ..Input::default()
        };
        verify(input, &Options::default())
    }

    fn written(&self, report: &Report) -> String {
        self.written_with(report, |_| {})
    }

    fn written_with(&self, report: &Report, change: impl FnOnce(&mut Listing)) -> String {
        let view = self.view();
        let mut rows = Listing::of(report, &Places::of(&view));
        change(&mut rows);
        listing(&rows, &view)
    }

    /// The part of the file that a span covers, by its bytes.
    fn by_bytes(&self, span: &DiagnosticSpan) -> String {
        let text = std::fs::read_to_string(self.root().join(&span.file_name)).unwrap();
        text[span.byte_start as usize..span.byte_end as usize].to_owned()
    }
}

/// The diagnostics. Each line is a message of cargo and the last one ends the build.
fn diagnostics(text: &str) -> Vec<Diagnostic> {
    let mut messages: Vec<Message> = text
        .lines()
        .map(|line| {
            let mut one = Message::parse_stream(line.as_bytes());
            let message = one.next().unwrap().unwrap();
            assert!(one.next().is_none(), "{line}");
            message
        })
        .collect();
    let last = messages.pop();
    assert!(matches!(last, Some(Message::BuildFinished(_))), "{last:?}");
    messages
        .into_iter()
        .map(|message| match message {
            Message::CompilerMessage(message) => message.message,
            other => panic!("{other:?}"),
        })
        .collect()
}

/// The part of its lines that a span highlights, by its columns.
fn by_columns(span: &DiagnosticSpan) -> String {
    let line = &span.text[0];
    assert_eq!(span.text.len(), 1 + span.line_end - span.line_start);
    assert_eq!(
        (line.highlight_start, line.highlight_end),
        (span.column_start, span.column_end)
    );
    let characters = line.text.chars().skip(span.column_start - 1);
    characters.take(span.column_end - span.column_start).collect()
}

fn is_note(level: DiagnosticLevel, child: &&Diagnostic) -> bool {
    child.level == level
}

#[test]
fn finding_is_at_the_producer_s_field_with_the_consumer_s_beside_it() {
    let shop = Shop::new();
    let text = shop.written(&shop.report(Some("OrderPaid"), Some("Wanted")));
    let all = diagnostics(&text);
    let [one] = &all[..] else { panic!("{text}") };
    assert_eq!(one.level, DiagnosticLevel::Error);
    let code = one.code.as_ref().unwrap();
    assert_eq!(code.code, "counterpart::null-emitted");
    assert!(code.explanation.as_ref().unwrap().contains("`null`"));
    let [producer, consumer] = &one.spans[..] else {
        panic!("{text}")
    };
    assert!(producer.is_primary && !consumer.is_primary);
    for (span, line, label, meant) in [
        (producer, 3, "shop", "voucher: Option<String>"),
        (consumer, 7, "stock", "voucher: String"),
    ] {
        assert_eq!((span.line_start, span.line_end), (line, line));
        assert_eq!(span.file_name, "shop/src/lib.rs");
        assert!(span.label.as_ref().unwrap().starts_with(label), "{span:?}");
        assert_eq!(by_columns(span), meant);
        assert_eq!(shop.by_bytes(span), meant);
        assert!(!span.text[0].text.contains('\r'), "{span:?}");
    }
    // A tab and the `ü` are one column each.
    assert_eq!((producer.column_start, producer.column_end), (14, 37));
    let witness = one
        .children
        .iter()
        .find(|child| is_note(DiagnosticLevel::Note, child));
    assert!(witness.is_some());
    let notes = one
        .children
        .iter()
        .filter(|child| is_note(DiagnosticLevel::Note, child));
    let notes: Vec<&str> = notes.map(|child| child.message.as_str()).collect();
    assert!(
        notes.contains(&"a message that breaks stock: {\"voucher\":null}"),
        "{notes:?}"
    );
    assert!(
        one.children
            .iter()
            .any(|child| is_note(DiagnosticLevel::Help, &child))
    );
    let rendered = one.rendered.as_ref().unwrap();
    let shown = [
        "error[counterpart::null-emitted]: ",
        " --> shop/src/lib.rs:3:17\n",
        "3 |     /* ü */ pub voucher: Option<String>, // 🎟\n",
        "  |                 ^^^^^^^^^^^^^^^^^^^^^^^ shop may send null\n",
        "  = note: a message that breaks stock: {\"voucher\":null}\n",
        "  = help: ",
    ];
    for part in shown {
        assert!(rendered.contains(part), "{part:?} of\n{rendered}");
    }
    assert!(rendered.ends_with("\n\n"), "{rendered}");
}

#[test]
fn diagnostic_has_the_keys_that_the_compiler_writes() {
    let shop = Shop::new();
    let text = shop.written(&shop.report(Some("OrderPaid"), Some("Wanted")));
    let message: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let expected = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    assert_eq!(
        keys(&message),
        expected("manifest_path message package_id reason target")
    );
    assert_eq!(
        keys(&message["target"]),
        expected("crate_types doc doctest edition kind name src_path test")
    );
    let diagnostic = &message["message"];
    assert_eq!(
        keys(diagnostic),
        expected("$message_type children code level message rendered spans")
    );
    assert_eq!(
        keys(&diagnostic["children"][0]),
        expected("children code level message rendered spans")
    );
    assert_eq!(keys(&diagnostic["code"]), expected("code explanation"));
    assert_eq!(
        keys(&diagnostic["spans"][0]),
        expected(
            "byte_end byte_start column_end column_start expansion file_name is_primary label line_end line_start \
             suggested_replacement suggestion_applicability text"
        )
    );
    assert_eq!(
        keys(&diagnostic["spans"][0]["text"][0]),
        expected("highlight_end highlight_start text")
    );
}

#[test]
fn consumer_s_own_change_is_at_the_consumer() {
    let shop = Shop::new();
    let mut report = shop.report(Some("OrderPaid"), Some("Wanted"));
    for finding in &mut report.findings {
        if let Kind::Incompatible(found) = &mut finding.kind {
            found.refusals[0].attribution = Some(Attribution::ConsumerChange);
        }
    }
    let one = diagnostics(&shop.written(&report)).remove(0);
    let lines: Vec<_> = one
        .spans
        .iter()
        .map(|span| (span.is_primary, span.line_start))
        .collect();
    assert_eq!(lines, [(true, 7), (false, 3)]);
}

#[test]
fn side_in_source_comes_before_one_that_is_a_contract_file() {
    let shop = Shop::new();
    let one = diagnostics(&shop.written(&shop.report(None, Some("Wanted")))).remove(0);
    assert!(one.spans[0].is_primary);
    assert_eq!(one.spans[0].file_name, "shop/src/lib.rs");
    assert_eq!(one.spans[0].line_start, 7);
    let file = &one.spans[1];
    assert!(!file.is_primary);
    assert!(file.file_name.starts_with("contracts/shop/emits/"), "{file:?}");
    assert_eq!(by_columns(file), file.text[0].text.trim());
}

/// rust-analyzer shows nothing in a file of JSON.
#[test]
fn finding_in_contract_files_alone_is_at_the_manifest_too() {
    let shop = Shop::new();
    let one = diagnostics(&shop.written(&shop.report(None, None))).remove(0);
    let primary: Vec<_> = one.spans.iter().filter(|span| span.is_primary).collect();
    assert!(primary[0].file_name.starts_with("contracts/shop/emits/"));
    assert_eq!(primary[1].file_name, "shop/Cargo.toml");
    assert_eq!(by_columns(primary[1]), "[package]");
    assert_eq!(shop.by_bytes(primary[1]), "[package]");
}

#[test]
fn what_does_not_fail_is_no_error() {
    let shop = Shop::new();
    let mut report = shop.report(Some("OrderPaid"), Some("Wanted"));
    for (status, level) in [
        (Status::Failing, DiagnosticLevel::Error),
        (Status::Warned, DiagnosticLevel::Warning),
        (Status::Pending, DiagnosticLevel::Note),
        (Status::Allowed, DiagnosticLevel::Note),
    ] {
        report.findings[0].status = status;
        let one = diagnostics(&shop.written(&report)).remove(0);
        assert_eq!(one.level, level);
        let is_said = one.message.ends_with(&format!("({})", status.id()));
        assert_eq!(is_said, level == DiagnosticLevel::Note, "{}", one.message);
    }
}

#[test]
fn what_is_in_no_source_is_at_the_manifest() {
    let shop = Shop::new();
    let report = Report {
        problems: vec!["the tests of shop hold contracts".into()],
        ..shop.report(Some("OrderPaid"), Some("Wanted"))
    };
    let text = shop.written(&report);
    let all = diagnostics(&text);
    let problem = &all[1];
    assert_eq!(problem.code.as_ref().unwrap().code, "counterpart::problem");
    assert_eq!(problem.level, DiagnosticLevel::Error);
    assert_eq!(problem.spans[0].file_name, "shop/Cargo.toml");
    assert_eq!(problem.spans[0].line_start, 2);
    assert!(problem.spans[0].is_primary);
    assert!(
        text.ends_with("{\"reason\":\"build-finished\",\"success\":false}\n"),
        "{text}"
    );
}

#[test]
fn contract_that_nobody_answers_is_at_its_own_type_or_file() {
    let shop = Shop::new();
    let unmatched = |view: &View, rust: Option<&str>| {
        let input = Input {
            others: vec![shop.file("stock", Role::Consumes, rust, "{}")],
            ..Input::default()
        };
        let report = verify(input, &Options::default());
        let text = listing(&Listing::of(&report, &Places::of(view)), view);
        let wanted = |one: &Diagnostic| {
            let code = one.code.as_ref().map(|code| code.code.as_str());
            code == Some("counterpart::unmatched")
        };
        let one = diagnostics(&text).into_iter().find(wanted).unwrap();
        let primary = one.spans.iter().find(|span| span.is_primary).unwrap();
        (primary.file_name.clone(), primary.line_start)
    };
    assert_eq!(
        unmatched(&shop.view(), Some("Wanted")),
        ("shop/src/lib.rs".to_owned(), 6)
    );
    let (mut other, mut own) = (shop.view(), shop.view());
    other.sources = Sources::default();
    own.packages = Packages::default();
    own.sources = Sources::default();
    let file = "contracts/stock/consumes/order.paid.json";
    assert_eq!(unmatched(&other, Some("Wanted")).0, file);
    // Without a workspace.
    let (name, line) = unmatched(&own, None);
    assert!(name.ends_with(file), "{name}");
    assert_eq!(line, 1);
}

#[test]
fn event_that_is_not_emitted_is_at_the_package_of_its_contract() {
    let shop = Shop::new();
    let manifest = shop.root().join("first/Cargo.toml");
    std::fs::create_dir_all(manifest.parent().unwrap()).unwrap();
    std::fs::write(&manifest, "[package]\n").unwrap();
    let mut wanted = shop.file("stock", Role::Consumes, Some("Wanted"), "{}");
    wanted.contract.header.producer = Some("user".into());
    std::fs::remove_file(&wanted.path).unwrap();
    let emits = shop.file("user", Role::Emits, None, "{}");
    let mut other = emits.clone();
    other.contract.header.identity = Identity::new("user", Role::Emits, "other", None).unwrap();
    let input = Input {
        others: vec![wanted, other],
        ..Input::default()
    };
    let report = verify(input, &Options::default());
    let mut view = shop.view();
    view.sources = Sources::default();
    let own = view.packages.first().unwrap().clone();
    let mut first = own.clone();
    first.manifest_path = manifest.try_into().unwrap();
    first.name = serde_json::from_str("\"first\"").unwrap();
    view.packages = Packages::of(shop.root(), vec![first, own]);
    let text = listing(&Listing::of(&report, &Places::of(&view)), &view);
    let all = diagnostics(&text);
    let one = &all[0];
    assert_eq!(one.code.as_ref().unwrap().code, "counterpart::event-not-emitted");
    assert_eq!(one.spans[0].file_name, "shop/Cargo.toml");
}

#[test]
fn failure_is_at_the_manifest_with_its_hint() {
    let shop = Shop::new();
    let failed = Failure::new("cannot read contracts/x.json: denied").hint("restore the file");
    let text = failure(&failed, &shop.view());
    let one = diagnostics(&text).remove(0);
    assert_eq!(one.message, "cannot read contracts/x.json: denied");
    assert_eq!(one.children[0].message, "restore the file");
    assert_eq!(one.spans[0].file_name, "shop/Cargo.toml");
    // Without a package there is no place to show it at.
    let alone = failure(&failed, &View::default());
    assert_eq!(alone, "{\"reason\":\"build-finished\",\"success\":false}\n");
}

/// A finding whose fix is an edit of the consumer, and the text with that edit.
fn with_alias(shop: &Shop) -> String {
    let report = shop.report(Some("OrderPaid"), Some("Wanted"));
    let Kind::Incompatible(found) = &report.findings[0].kind else {
        panic!("{report:?}")
    };
    let document = found.refusals[0].contract.clone();
    shop.written_with(&report, |listing| {
        let fix = listing.rows[0]
            .fixes
            .iter_mut()
            .find(|fix| fix.kind == FixKind::Consumer)
            .unwrap();
        fix.edits = vec![Edit {
            document,
            place: Place(vec![PlaceStep::Property("voucher".into())]),
            change: Change::Attribute("alias = \"coupon\"".into()),
        }];
    })
}

#[test]
fn fix_is_a_suggestion_at_the_field_it_changes() {
    let shop = Shop::new();
    let text = with_alias(&shop);
    let one = diagnostics(&text).remove(0);
    let mut offers = one.children.iter().filter(|child| !child.spans.is_empty());
    let offer = offers
        .find(|child| child.message.starts_with("in stock: "))
        .unwrap();
    assert_eq!(offer.level, DiagnosticLevel::Help);
    // rust-analyzer offers it wherever the cursor is on one of these.
    let [field, finding, change] = &offer.spans[..] else {
        panic!("{text}")
    };
    assert!(offer.spans.iter().all(|span| span.is_primary));
    assert_eq!(by_columns(field), "voucher: String");
    assert_eq!(by_columns(finding), "voucher: Option<String>");
    assert_eq!(
        (&field.suggested_replacement, &finding.suggested_replacement),
        (&None, &None)
    );
    assert_eq!(
        change.suggestion_applicability,
        Some(Applicability::MaybeIncorrect)
    );
    let replacement = change.suggested_replacement.as_ref().unwrap();
    assert!(replacement.contains("alias = \"coupon\""), "{replacement}");
    assert!(one.rendered.unwrap().contains("#[serde(alias = \"coupon\")]"));
}

/// `cargo fix` and similar tools read suggestions with this library.
#[test]
fn rustfix_makes_the_fixed_file_of_a_suggestion() {
    let shop = Shop::new();
    let text = with_alias(&shop);
    let message: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let diagnostic = message["message"].to_string();
    let only = std::collections::HashSet::new();
    let mut suggestions =
        rustfix::get_suggestions_from_json(&diagnostic, &only, rustfix::Filter::Everything).unwrap();
    // Whether two names mean the same, only a person knows.
    let sure = rustfix::get_suggestions_from_json(&diagnostic, &only, rustfix::Filter::MachineApplicableOnly);
    assert_eq!(sure.unwrap(), []);
    for one in &mut suggestions {
        let is_alias = |text: &str| text.contains("alias = ");
        let replaces =
            |one: &rustfix::Solution| one.replacements.iter().any(|one| is_alias(&one.replacement));
        one.solutions.retain(replaces);
    }
    suggestions.retain(|one| !one.solutions.is_empty());
    let fixed = rustfix::apply_suggestions(SOURCE, &suggestions).unwrap();
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let mut expected = lines(SOURCE);
    expected.insert(6, "    #[serde(alias = \"coupon\")]".to_owned());
    assert_eq!(lines(&fixed), expected);
}

#[test]
fn diagnostics_hold_what_others_wrote_as_text() {
    let listed = Listing::of(&rich_report::report(&Words::plain()), &Sourced("lib".to_owned()));
    let text = listing(&listed, &View::default());
    let all = diagnostics(&text);
    assert_eq!(all.len(), listed.rows.len() + listed.remarks().len());
    for one in &all {
        let level = serde_json::to_value(one.level).unwrap();
        let rendered = one.rendered.as_ref().unwrap();
        assert!(rendered.starts_with(level.as_str().unwrap()), "{rendered}");
    }
}

#[test]
fn nothing_is_said_of_a_span_beyond_the_file() {
    let shop = Shop::new();
    let files = Files::below(shop.root());
    let path = shop.root().join("shop/src/lib.rs");
    assert!(files.span(&path, 0..SOURCE.len()).is_some());
    assert_eq!(files.span(&path, 0..SOURCE.len() + 1), None);
    // Inside the byte order mark, which is one character.
    assert_eq!(files.span(&path, 1..4), None);
    assert_eq!(files.line(&path, 0, None), None);
    assert_eq!(files.line(&path, 99, None), None);
    assert_eq!(files.line(&path, 3, Some((1, 99))), None);
    assert_eq!(files.line(&shop.root().join("none.rs"), 1, None), None);
    let first = files.line(&path, 1, None).unwrap();
    assert_eq!((first.bytes.start, first.start.column), (3, 1));
    assert_eq!(first.text[0].text, "//! Größe.");
    let several = files.span(&path, 3..30).unwrap();
    assert_eq!(several.text.len(), 2);
    assert_eq!(several.text[0].highlight, 1..11);
    assert_eq!(several.text[1].highlight.start, 1);
}
