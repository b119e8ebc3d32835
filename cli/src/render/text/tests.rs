use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Header, Identity, Role, RustType};
use counterpart_engine::json::{self, Object};
use counterpart_verifier::report::{
    Attribution, FileFinding, FileRule, Finding, Included, Incompatibility, Kind, Warning, WhyIncluded,
};
use counterpart_verifier::verify::{Input, Options, verify};

use super::*;
use crate::render::block::MOST_LINES;
use crate::source::Sources;
use crate::terminal::foreign::without_commands;

fn object(schema: &str) -> Object {
    let schema = json::parse(schema.as_bytes()).unwrap();
    schema.as_object().unwrap().clone()
}

/// A contract file; `rust` is the name of its type in `src/lib.rs` of the package `shop`.
fn file(service: &str, role: Role, owner: Option<&str>, rust: Option<&str>, schema: &str) -> Stored {
    file_of("order.paid", service, role, owner, rust, schema)
}

/// Like [`file`], for another event.
fn file_of(
    event: &str,
    service: &str,
    role: Role,
    owner: Option<&str>,
    rust: Option<&str>,
    schema: &str,
) -> Stored {
    let types = rust.map(|name| RustType {
        path: format!("shop::{name}"),
        package: "shop".into(),
        file: "src/lib.rs".into(),
    });
    let header = Header {
        identity: Identity::new(service, role, event, None).unwrap(),
        producer: None,
        owner: owner.map(str::to_owned),
        metadata: Default::default(),
        types: types.into_iter().collect(),
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    };
    let contract = ContractFile::new(header, object(schema));
    Stored {
        path: path_in(&PathBuf::from("/srv/shop/contracts"), &contract.header.identity),
        text: contract.to_text().into(),
        contract,
    }
}

fn report_of(files: Vec<Stored>) -> Report {
    let input = Input {
        others: files,
        ..Input::default()
    };
    verify(input, &Options::default())
}

const SOURCE: &str = "\
/// An order was paid.
#[derive(Serialize, Contract)]
#[contract(emits = \"order.paid\")]
pub struct OrderPaid {
    pub order_id: u64,
\tpub voucher: Option<String>, // what the customer typed in at the end of the order, and what nobody has checked for years
}

struct Wanted { order_id: u32, voucher: String }
";

fn first_of(report: &Report) -> Option<&Incompatibility> {
    report.findings.iter().find_map(|finding| match &finding.kind {
        Kind::Incompatible(found) => Some(found),
        _ => None,
    })
}

/// A report with everything that a run can find.
fn rich() -> Report {
    let emitted = r#"{"type": "object", "additionalProperties": false, "required": ["order_id", "voucher"], "properties": {
        "order_id": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
        "voucher": {"type": ["string", "null"]},
        "lines": {"type": "array", "items": {"type": "object", "required": ["sku"], "additionalProperties": false,
            "properties": {"sku": {"type": "string"}, "count": {"type": "integer"}}}}}}"#;
    let wanted = r#"{"type": "object", "required": ["order_id", "voucher"], "properties": {
        "order_id": {"type": "integer", "minimum": 0, "maximum": 4294967295}, "voucher": {"type": "string"}}}"#;
    let minified = r#"{"type":"object","properties":{"lines":{"type":"array","items":{"type":"object","required":["sku","price"]}}}}"#;
    let mut files = vec![
        file("shop", Role::Emits, None, Some("OrderPaid"), emitted),
        file(
            "stock",
            Role::Consumes,
            Some("team-stock"),
            Some("Wanted"),
            wanted,
        ),
        file("billing", Role::Consumes, Some("team-money"), None, minified),
        file(
            "undecided",
            Role::Consumes,
            None,
            None,
            r#"{"properties": {"voucher": {"format": "x-unheard-of"}}}"#,
        ),
    ];
    let minified = files[2].contract.to_text();
    files[2].text = json::parse(minified.as_bytes()).unwrap().to_string().into();
    files.extend((1..=6).map(|number| {
        let wanted = r#"{"properties": {"voucher": {"type": "string"}}}"#;
        file(
            &format!("reader-{number}"),
            Role::Consumes,
            Some("team-readers"),
            None,
            wanted,
        )
    }));
    let mut report = report_of(files);
    for finding in &mut report.findings {
        if let Kind::Incompatible(found) = &mut finding.kind {
            for refusal in &mut found.refusals {
                refusal.attribution = Some(Attribution::ProducerChange);
            }
        }
    }
    let first = first_of(&report).expect("something is incompatible").clone();
    report.findings.push(Finding {
        status: Status::Pending,
        ..Finding::failing(Kind::Incompatible(first.clone()))
    });
    let mut document = (*first.emitted).clone();
    document.included.push(Included {
        version: "1.2.3".into(),
        why: WhyIncluded::Branch("main".into()),
    });
    report.findings.push(Finding::failing(Kind::File(FileFinding {
        meant: Vec::new(),
        rule: FileRule::EventStopped,
        document: Arc::new(document),
        wanted_by: vec![Arc::clone(&first.refusals[0].contract)],
    })));
    report.warnings.push(Warning::NoRetention {
        producer: "shop".into(),
        event: "order.paid".into(),
    });
    report
        .problems
        .push("the tests of lib shop hold contracts for order.sent and did not say them".into());
    report
}

fn rendered(report: &Report, options: TerminalOptions) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/lib.rs"), SOURCE).unwrap();
    let here = folder.path().canonicalize().unwrap();
    let view = View {
        sources: Sources::of_package("shop", &here),
        here: here.clone(),
        ..View::default()
    };
    let text = super::report(report, &view, options).into_text();
    without_commands(&text).into_owned()
}

/// Removes only colours and weights. Everything else that a terminal obeys stays.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('m') {
            Some((codes, rest)) if codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';') => {
                bare.push_str(rest);
            }
            _ => bare.extend(["\u{1b}[", part]),
        }
    }
    bare
}

fn all_options() -> impl Iterator<Item = TerminalOptions> {
    [60, 160].into_iter().flat_map(|width| {
        [(false, false), (false, true), (true, false), (true, true)]
            .into_iter()
            .map(move |(colour, unicode)| TerminalOptions {
                width,
                colour,
                unicode,
            })
    })
}

#[test]
fn the_rich_report_at_two_widths_in_colour_and_in_more_than_ascii() {
    let report = rich();
    for options in all_options() {
        let name = format!(
            "{}-{}-{}",
            options.width,
            if options.colour { "colour" } else { "plain" },
            if options.unicode { "unicode" } else { "ascii" }
        );
        let text = rendered(&report, options).replace('\u{1b}', "␛");
        insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!(name, text) });
    }
}

#[test]
fn colour_changes_colours_alone() {
    let report = rich();
    for options in all_options().filter(|options| options.colour) {
        let plain = rendered(
            &report,
            TerminalOptions {
                colour: false,
                ..options
            },
        );
        let coloured = rendered(&report, options);
        assert_ne!(coloured, plain);
        assert_eq!(without_colours(&coloured), plain);
        assert!(!plain.contains('\u{1b}'));
    }
}

#[test]
fn without_unicode_nothing_is_drawn_with_more_than_ascii() {
    let report = rich();
    for options in all_options().filter(|options| !options.unicode) {
        let text = rendered(&report, options);
        assert_eq!(text.chars().find(|c| !c.is_ascii()), None, "{text}");
    }
}

#[test]
fn lines_keep_to_the_width() {
    let report = rich();
    for options in all_options() {
        let text = rendered(&report, options);
        let text = without_colours(&text);
        for line in text.lines() {
            // A title is one line, like a compiler's, and takes at most two of the terminal. Paths
            // stay whole.
            let is_title = ["error", "pending", "warning"]
                .iter()
                .any(|name| line.starts_with(name));
            let most = if is_title {
                2 * options.width
            } else {
                options.width
            };
            let is_whole = line.contains("/order.paid.json");
            let width = textwrap::core::display_width(line);
            assert!(is_whole || width <= most, "{width}: {line}");
        }
    }
}

#[test]
fn one_break_is_one_block_in_forty_events_and_for_thirty_consumers() {
    for (name, report) in nasty() {
        // The field of the second may be null, and may be longer than each consumer accepts.
        let breaks = match name {
            "events" => 1,
            "consumers" => 2,
            _ => continue,
        };
        let text = rendered(&report, TerminalOptions::default());
        assert_eq!(blocks_of(&text).len(), breaks, "{name}: {text}");
    }
}

/// The lines of each block of a text without colours.
fn blocks_of(text: &str) -> Vec<usize> {
    let is_title = |block: &&str| {
        let mut names = ["error[", "pending[", "warning[", "allowed["].iter();
        names.any(|name| block.starts_with(name))
    };
    let blocks = text.split("\n\n").filter(is_title);
    blocks.map(|block| block.trim_end().lines().count()).collect()
}

/// Reports that would be long: with many consumers, events, messages, names.
fn nasty() -> Vec<(&'static str, Report)> {
    let closed = |members: &str| {
        format!(r#"{{"type": "object", "additionalProperties": false, "properties": {{{members}}}}}"#)
    };
    let emits = |schema: &str| file("shop", Role::Emits, None, Some("OrderPaid"), schema);
    let of_events = (0..40).flat_map(|number| {
        let event = format!("event-{number}");
        [
            file_of(
                &event,
                "shop",
                Role::Emits,
                None,
                Some("OrderPaid"),
                &closed(r#""voucher": {"type": ["string", "null"]}"#),
            ),
            file_of(
                &event,
                "stock",
                Role::Consumes,
                None,
                Some("Wanted"),
                r#"{"properties": {"voucher": {"type": "string"}}}"#,
            ),
        ]
    });
    let of_consumers = (0..30).map(|number| {
        let name = format!("reader-with-a-longer-name-{number}");
        let schema =
            format!(r#"{{"properties": {{"voucher": {{"type": "string", "maxLength": {number}}}}}}}"#);
        file(&name, Role::Consumes, Some("team-of-many-people"), None, &schema)
    });
    let long = "a".repeat(10_000);
    let name = "n".repeat(300);
    let service = "s".repeat(60);
    let deep = (0..60).fold(r#"{"type": ["string", "null"]}"#.to_owned(), |inside, level| {
        format!(r#"{{"type": "object", "required": ["level_{level}"], "additionalProperties": false, "properties": {{"level_{level}": {inside}}}}}"#)
    });
    let deep_wanted = (0..60).fold(r#"{"type": "string"}"#.to_owned(), |inside, level| {
        format!(r#"{{"properties": {{"level_{level}": {inside}}}}}"#)
    });
    let many: Vec<String> = (0..400).map(|number| format!(r#""field_{number}""#)).collect();
    let all: Vec<String> = many
        .iter()
        .map(|name| format!(r#"{name}: {{"type": ["string", "null"]}}"#))
        .collect();
    let wanted: Vec<String> = many
        .iter()
        .map(|name| format!(r#"{name}: {{"type": "string"}}"#))
        .collect();
    vec![
        ("events", report_of(of_events.collect())),
        (
            "consumers",
            report_of(
                std::iter::once(emits(&closed(r#""voucher": {"type": ["string", "null"]}"#)))
                    .chain(of_consumers)
                    .collect(),
            ),
        ),
        (
            "message",
            report_of(vec![
                emits(&closed(&format!(r#""voucher": {{"enum": ["{long}", "b"]}}"#))),
                file(
                    "stock",
                    Role::Consumes,
                    None,
                    Some("Wanted"),
                    r#"{"properties": {"voucher": {"const": "b"}}}"#,
                ),
            ]),
        ),
        (
            "names",
            report_of(vec![
                file(
                    &service,
                    Role::Emits,
                    Some(&name),
                    None,
                    &closed(&format!(
                        r#""{name}": {{"type": "integer"}}, "b": {{"enum": ["{name}"]}}"#
                    )),
                ),
                file(
                    &service.replace('s', "t"),
                    Role::Consumes,
                    Some(&name),
                    None,
                    &format!(
                        r#"{{"required": ["{name}-x"], "properties": {{"{name}": {{"type": "string"}}, "b": {{"const": "{name}y"}}}}}}"#
                    ),
                ),
            ]),
        ),
        (
            "deep",
            report_of(vec![
                emits(&deep),
                file("stock", Role::Consumes, None, None, &deep_wanted),
            ]),
        ),
        (
            "wide",
            report_of(vec![
                emits(&format!(
                    r#"{{"type": "object", "additionalProperties": false, "required": [{}], "properties": {{{}}}}}"#,
                    many.join(","),
                    all.join(",")
                )),
                file(
                    "stock",
                    Role::Consumes,
                    None,
                    None,
                    &format!(r#"{{"properties": {{{}}}}}"#, wanted.join(",")),
                ),
            ]),
        ),
        ("rich", rich()),
    ]
}

#[test]
fn no_block_has_more_than_twenty_two_lines_at_eighty_columns() {
    for (name, mut report) in nasty() {
        for version in 0..12 {
            for finding in &mut report.findings {
                if let Kind::Incompatible(found) = &mut finding.kind {
                    let mut emitted = (*found.emitted).clone();
                    emitted.included.push(Included {
                        version: format!("1.{version}.0"),
                        why: WhyIncluded::Branch("main".into()),
                    });
                    found.emitted = Arc::new(emitted);
                }
            }
        }
        for (unicode, colour) in [(false, false), (true, false), (true, true)] {
            let options = TerminalOptions {
                width: 80,
                colour,
                unicode,
            };
            let text = without_colours(&rendered(&report, options));
            let blocks = blocks_of(&text);
            assert!(!blocks.is_empty(), "{name}: {text}");
            for lines in blocks {
                assert!(lines <= MOST_LINES, "{name}: {lines}\n{text}");
            }
        }
    }
}

#[test]
fn quiet_says_what_fails_and_the_answer() {
    let mut report = rich();
    let view = View {
        quiet: true,
        ..View::default()
    };
    let text = super::report(&report, &view, TerminalOptions::default()).into_text();
    let last: Vec<&str> = text.lines().rev().take(2).collect();
    assert!(
        text.starts_with("error[") && last[0] == "could not complete: 1 problem",
        "{last:?}"
    );
    assert!(last[1].starts_with("findings: "), "{last:?}");
    for unsaid in ["pending[", "checked ", "assumes", "warning: shop", "explain"] {
        assert!(!text.contains(unsaid), "{unsaid}");
    }
    report = report_of(vec![
        file("shop", Role::Emits, None, None, "{\"type\": \"null\"}"),
        file("stock", Role::Consumes, None, None, "{}"),
    ]);
    assert_eq!(
        super::report(&report, &view, TerminalOptions::default()).into_text(),
        "compatible\n"
    );
}

#[test]
fn answer_counts_no_part_of_the_findings() {
    let report = report_of(vec![
        file("shop", Role::Emits, None, None, "{}"),
        file("stock", Role::Consumes, None, None, "{\"type\": \"null\"}"),
    ]);
    for quiet in [false, true] {
        let view = View {
            quiet,
            ..View::default()
        };
        let text = super::report(&report, &view, TerminalOptions::default()).into_text();
        assert!(text.contains("findings: 1 failing\n"), "{text}");
        assert!(text.ends_with("\nincompatible\n"), "{text}");
    }
}

#[test]
fn deployment_names_what_is_pending() {
    let mut report = rich();
    report.findings.retain(|one| one.status == Status::Pending);
    (report.problems, report.unknown, report.expired) = (Vec::new(), Vec::new(), Vec::new());
    let commit = "09e0c8515a".repeat(4);
    let deployment = Deployment {
        versions: vec![("user-service".to_owned(), commit)],
        environment: "production".to_owned(),
        new_environment: false,
        retention: None,
        allow_unknown: Default::default(),
    };
    let view = View {
        quiet: true,
        shows_compared: true,
        ..View::default()
    };
    let mut out = super::report(&report, &view, TerminalOptions::default());
    super::deployment(
        &mut out,
        &report,
        &deployment,
        Timestamp::parse("2026-11-20").unwrap(),
    );
    insta::assert_snapshot!(out.into_text(), @"
    pending: billing: order.paid#/lines/*/price
    findings: 1 pending
    compatible
    yes, 1 pending: user-service 09e0c8515a to production, as of 2026-11-20T00:00:00Z
    ");
}

#[test]
fn reason_of_a_version_and_meaning_of_a_cause_are_whole() {
    let mut report = report_of(vec![
        file("shop", Role::Emits, None, None, "{}"),
        file("stock", Role::Consumes, None, None, "{\"type\": \"null\"}"),
    ]);
    for finding in &mut report.findings {
        if let Kind::Incompatible(found) = &mut finding.kind {
            for refusal in &mut found.refusals {
                refusal.attribution = Some(Attribution::NoBaseline);
                let mut contract = (*refusal.contract).clone();
                contract.included.push(Included {
                    version: "09e0c8515a".repeat(4),
                    why: WhyIncluded::Deployed {
                        environment: "production".to_owned(),
                        since: Timestamp::parse("2026-11-20").unwrap(),
                    },
                });
                refusal.contract = Arc::new(contract);
            }
        }
    }
    let text = super::report(&report, &View::default(), TerminalOptions::default()).into_text();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    error[type-mismatch]: shop may send a boolean as the message
      --> /srv/shop/contracts/shop/emits/order.paid.json:1:1
       |
     1 | {
       | ^ shop may send true
       |
      ::: /srv/shop/contracts/stock/consumes/order.paid.json:10:3
       |
    10 |   "type": "null"
       |   -------------- stock accepts null
       |
       = at: order.paid (the whole message)
       = cause: no-baseline: too little stood there before to tell whose change it
                was
       = version: stock 09e0c8515a (in production since 2026-11-20T00:00:00Z)
    example: a message that breaks stock
       |
       | true
       | ^^^^ not accepted
       = help: in shop: send the message as the consumers read it
       = help: in stock: accept what is sent in the message, release it first
       = help: ask the stock team when they can release that
    more about this: `cargo counterpart explain type-mismatch`
    findings: 1 failing
    checked 1 pair of 1 emitted event and 1 contract: 0 compatible, 1 incompatible
    incompatible
    "#);
}

/// Text that other teams could write to repaint a terminal, to turn text around, or to give a CI
/// service orders.
const HOSTILE: [&str; 6] = [
    "\u{1b}[2J\u{1b}[31mred",
    "\u{202e}txt.exe\u{2066}",
    "a\n::set-output name=x::y",
    "::error file=x::y",
    "##[set-env name=PATH]x ##vso[task.setvariable]y",
    "\r\u{9b}2K\u{7}\u{200b}",
];

/// As GitHub's runner reads a line of a log: space before a command does not matter, and `##[` is looked for anywhere.
#[track_caller]
fn is_harmless(text: &str) {
    for line in text.lines() {
        let bare = without_colours(line);
        let bare = bare.trim_start();
        let is_pointer = bare.starts_with("::: ");
        assert!(!bare.starts_with("::") || is_pointer, "{line:?}");
        assert!(!bare.contains("##[") && !bare.contains("##vso["), "{line:?}");
    }
    let own_colours = without_colours(text);
    let foreign = own_colours.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    assert_eq!(foreign, None, "{text:?}");
}

#[test]
fn nothing_that_others_write_reaches_the_terminal_as_it_is() {
    for hostile in HOSTILE {
        let quoted = json::Json::from(hostile).to_string();
        let long = json::Json::from(format!("{} {hostile}", "word ".repeat(40))).to_string();
        let emitted = format!(
            r#"{{"type": "object", "additionalProperties": false, "properties": {{
                {quoted}: {{"enum": [{quoted}, {long}]}}, "b": {{"type": "string"}}}}}}"#
        );
        let wanted = format!(
            r#"{{"required": [{quoted}], "description": {quoted}, "properties": {{{quoted}: {{"const": 1, "title": {quoted}}}, "b": {{"format": {quoted}}}}}}}"#
        );
        let mut files = vec![
            file("shop", Role::Emits, Some(hostile), None, &emitted),
            file("stock", Role::Consumes, Some(hostile), None, &wanted),
        ];
        for file in &mut files {
            file.path = Path::new("/srv").join(hostile);
        }
        let mut report = report_of(files);
        assert!(report.of(Status::Failing).next().is_some(), "{hostile:?}");
        report.problems.push(hostile.to_owned());
        report.not_compared.push(hostile.to_owned());
        if let Some(found) = first_of(&report) {
            let mut document = (*found.emitted).clone();
            document.included.push(Included {
                version: hostile.into(),
                why: WhyIncluded::Branch(hostile.into()),
            });
            report.findings.push(Finding::failing(Kind::File(FileFinding {
                meant: Vec::new(),
                rule: FileRule::ContractStale,
                document: Arc::new(document),
                wanted_by: vec![],
            })));
        }
        for options in all_options() {
            is_harmless(&rendered(&report, options));
        }
    }
}

#[test]
fn a_line_of_source_is_shown_harmless_too() {
    for hostile in HOSTILE {
        let hostile = hostile.replace('\n', " ");
        let source =
            format!("pub struct OrderPaid {{\n    voucher: Option<String>, // {hostile}\n}}\n{hostile}\n");
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), &source).unwrap();
        for options in all_options() {
            let view = View {
                sources: Sources::of_package("shop", folder.path()),
                ..View::default()
            };
            let text = super::report(&rich(), &view, options).into_text();
            is_harmless(&without_commands(&text));
        }
    }
}
