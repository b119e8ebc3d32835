use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::report::{Incompatibility, Outcome, Report, Status};
use counterpart::collect::Record;
use counterpart::config::Severity;
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{Assumption, ContractFile, Header, Identity, Role, RustType, Trust};
use counterpart_engine::json;

/// A contract file: `auth consumes user.registered`, `auth consumes user.registered (audit)`.
fn contract(identity: &str, schema: &str) -> ContractFile {
    let mut words = identity.split(' ');
    let mut word = || words.next();
    let (service, role, event) = (word().unwrap(), word().unwrap(), word().unwrap());
    let role = match role {
        "consumes" => Role::Consumes,
        _ => Role::Emits,
    };
    let name = word().map(|name| name.trim_matches(['(', ')']).to_owned());
    let header = Header {
        identity: Identity::new(service, role, event, name.as_deref()).unwrap(),
        producer: None,
        owner: None,
        metadata: Default::default(),
        types: vec![RustType {
            path: format!("{service}::Type"),
            package: service.into(),
            file: "src/lib.rs".into(),
        }],
        imported: vec![],
        assumes: vec![Assumption::UniqueKeys],
        trusts: vec![],
    };
    let schema = json::parse(schema.as_bytes()).unwrap();
    ContractFile::new(header, schema.as_object().unwrap().clone())
}

fn from(producer: &str, mut contract: ContractFile) -> ContractFile {
    contract.header.producer = Some(producer.into());
    contract
}

fn stored_in(folder: &str, contract: ContractFile) -> Stored {
    Stored {
        path: path_in(Path::new(folder), &contract.header.identity),
        text: contract.to_text().into(),
        contract,
    }
}

fn committed(contracts: Vec<ContractFile>) -> Vec<Stored> {
    contracts
        .into_iter()
        .map(|contract| stored_in("contracts", contract))
        .collect()
}

fn files(contracts: Vec<ContractFile>) -> Input {
    Input {
        folder: PathBuf::from("contracts"),
        committed: committed(contracts),
        ..Input::default()
    }
}

fn record(executable: &str, package: &str, contracts: Vec<ContractFile>) -> Record {
    Record {
        executable: executable.into(),
        package: package.into(),
        features: BTreeSet::new(),
        compared: true,
        contracts,
        problems: vec![],
        uncompared: vec![],
        unreached: vec![],
        samples: vec![],
    }
}

fn collected(records: Vec<Record>, whole: &[&str]) -> Option<Collected> {
    Some(Collected {
        records,
        whole: whole
            .iter()
            .map(|package| (*package).to_owned())
            .collect::<BTreeSet<_>>(),
        problems: vec![],
        warnings: vec![],
    })
}

fn run(input: Input) -> Report {
    verify(input, &Options::default())
}

fn incompatibilities(report: &Report) -> Vec<&Incompatibility> {
    let found = report
        .of(Status::Failing)
        .filter_map(|finding| match &finding.kind {
            Kind::Incompatible(found) => Some(found),
            _ => None,
        });
    found.collect()
}

fn unproven(report: &Report) -> Vec<&crate::report::Unproven> {
    let found = report.findings.iter().filter_map(|finding| match &finding.kind {
        Kind::Unproven(found) => Some(found),
        _ => None,
    });
    found.collect()
}

/// One line for each finding, in the order of the report.
fn lines(report: &Report) -> String {
    let mut lines = Vec::new();
    for found in incompatibilities(report) {
        for refusal in &found.refusals {
            lines.push(format!(
                "{}: {} -> {}, {} at {} place(s), witness {}",
                found.rule,
                found.emitted.identity(),
                refusal.contract.identity(),
                refusal.places[0],
                refusal.places.len(),
                refusal.witness
            ));
        }
    }
    for finding in report.of(Status::Failing) {
        let Kind::File(finding) = &finding.kind else {
            continue;
        };
        let wanted: Vec<_> = finding
            .wanted_by
            .iter()
            .map(|document| document.identity().to_string())
            .collect();
        lines.push(format!(
            "{}: {} {}",
            finding.rule.id(),
            finding.document.path.display(),
            wanted.join(", ")
        ));
    }
    lines.extend(
        report
            .unmatched
            .iter()
            .map(|document| format!("unmatched: {}", document.identity())),
    );
    lines.extend(
        report
            .problems
            .iter()
            .map(|problem| format!("problem: {problem}")),
    );
    lines.push(format!("{} pairs, {:?}", report.checked.pairs, report.outcome()));
    lines.join("\n").replace('\\', "/")
}

const TEXT: &str = r#"{"type": "string"}"#;
const NUMBER: &str = r#"{"type": "integer"}"#;

#[test]
fn each_producer_of_an_event_is_checked_against_each_contract_for_it() {
    let report = run(files(vec![
        contract("a emits x", TEXT),
        contract("b emits x", NUMBER),
        contract("c consumes x", TEXT),
        contract("c consumes y", TEXT),
        contract("a consumes x", r#"{"type": ["string", "integer"]}"#),
        from("a", contract("d consumes x", TEXT)),
        from("b", contract("d consumes x (audit)", NUMBER)),
        from("elsewhere", contract("e consumes x", NUMBER)),
    ]));
    insta::assert_snapshot!(lines(&report), @r"
    type-mismatch: b emits x -> c consumes x,  at 1 place(s), witness 0
    unmatched: e consumes x
    unmatched: c consumes y
    6 pairs, Incompatible
    ");
    assert_eq!(report.checked.assumptions[&Assumption::UniqueKeys], 6);
}

#[test]
fn what_persons_answer_for_is_said_once() {
    let trusting = |identity: &str, reason: &str| {
        let mut contract = contract(identity, TEXT);
        contract.header.trusts.push(Trust {
            place: "x::Type".into(),
            reason: reason.into(),
        });
        contract
    };
    let report = run(files(vec![
        trusting("a emits x", "written so"),
        trusting("b consumes x", "read so"),
        trusting("c consumes x", "read so"),
        trusting("c consumes unmatched", "not checked"),
    ]));
    let trusts: Vec<_> = report
        .checked
        .trusts
        .iter()
        .map(|trust| trust.reason.as_str())
        .collect();
    assert_eq!(trusts, ["read so", "written so"]);
}

#[test]
fn every_pair_proven_is_compatible() {
    let report = run(files(vec![
        contract("a emits x", TEXT),
        contract("b consumes x", TEXT),
    ]));
    insta::assert_snapshot!(lines(&report), @"1 pairs, Compatible");
}

#[test]
fn a_run_without_a_pair_is_incomplete() {
    insta::assert_snapshot!(lines(&run(Input::default())), @"0 pairs, Incomplete");
    insta::assert_snapshot!(lines(&run(files(vec![contract("a emits x", TEXT)]))), @"0 pairs, Incomplete");
    insta::assert_snapshot!(lines(&run(files(vec![contract("a emits x", TEXT), contract("b consumes other", TEXT)]))), @r"
    unmatched: b consumes other
    0 pairs, Incomplete
    ");
}

#[test]
fn a_contract_for_an_event_with_the_name_of_an_emitted_one_but_for_a_slip_is_a_finding() {
    let report = run(files(vec![
        contract("shop emits order.paid", TEXT),
        contract("b consumes order.payed", TEXT),
        from("shopp", contract("c consumes order.paid", TEXT)),
    ]));
    let meant = report.of(Status::Failing).map(|finding| match &finding.kind {
        Kind::File(found) => {
            let meant = found.meant.iter().map(|one| one.event.as_str());
            meant.collect::<Vec<_>>().join(", ")
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(meant.collect::<Vec<_>>(), ["order.paid", "order.paid"]);
    insta::assert_snapshot!(lines(&report), @r"
    event-not-emitted: contracts/b/consumes/order.payed.json 
    event-not-emitted: contracts/c/consumes/order.paid.json 
    0 pairs, Incompatible
    ");
}

#[test]
fn a_contract_of_a_producer_that_is_here_and_does_not_emit_is_a_finding() {
    let report = run(files(vec![
        contract("a emits x", TEXT),
        contract("b consumes x", TEXT),
        from("a", contract("b consumes y", TEXT)),
    ]));
    insta::assert_snapshot!(lines(&report), @r"
    event-not-emitted: contracts/b/consumes/y.json 
    1 pairs, Incompatible
    ");
}

#[test]
fn one_cause_is_said_once_for_all_consumers() {
    let price = |kind: &str| {
        format!(
            r##"{{"type": "object", "required": ["net", "gross"], "additionalProperties": false,
                "properties": {{"net": {{"$ref": "#/$defs/P"}}, "gross": {{"$ref": "#/$defs/P"}}}},
                "$defs": {{"P": {kind}}}}}"##
        )
    };
    let report = run(files(vec![
        contract("shop emits paid", &price(TEXT)),
        contract("books consumes paid", &price(NUMBER)),
        contract("stock consumes paid", &price(NUMBER)),
        contract("other consumes paid", &price(TEXT)),
    ]));
    assert_eq!(incompatibilities(&report).len(), 1, "{}", lines(&report));
    let found = incompatibilities(&report)[0];
    assert_eq!(found.emitted_at.to_string().split('/').nth(1), Some("$defs"));
    let refused_by: Vec<_> = found
        .refusals
        .iter()
        .map(|refusal| refusal.contract.identity().service())
        .collect();
    assert_eq!(refused_by, ["books", "stock"]);
}

#[test]
fn what_the_code_says_wins_over_its_file() {
    let report = run(Input {
        collected: collected(
            vec![record("a-1", "a", vec![contract("a emits x", NUMBER)])],
            &["a"],
        ),
        ..files(vec![contract("a emits x", TEXT), contract("b consumes x", TEXT)])
    });
    insta::assert_snapshot!(lines(&report), @r"
    type-mismatch: a emits x -> b consumes x,  at 1 place(s), witness 0
    contract-stale: contracts/a/emits/x.json 
    1 pairs, Incompatible
    ");
}

#[test]
fn a_declaration_without_a_file_is_a_finding() {
    let report = run(Input {
        collected: collected(
            vec![record("a-1", "a", vec![contract("a emits x", TEXT)])],
            &["a"],
        ),
        ..files(vec![contract("b consumes x", TEXT)])
    });
    insta::assert_snapshot!(lines(&report), @r"
    contract-missing: contracts/a/emits/x.json 
    1 pairs, Incompatible
    ");
}

#[test]
fn a_file_that_says_the_same_in_other_bytes_is_not_stale() {
    let mut input = files(vec![contract("a emits x", TEXT), contract("b consumes x", TEXT)]);
    input.committed[0].text = input.committed[0].text.replace('\n', "\r\n").into();
    input.collected = collected(
        vec![record("a-1", "a", vec![contract("a emits x", TEXT)])],
        &["a"],
    );
    insta::assert_snapshot!(lines(&run(input)), @"1 pairs, Compatible");
}

#[test]
fn a_file_that_nothing_declares_any_more_is_orphaned() {
    let report = run(Input {
        collected: collected(
            vec![record("a-1", "a", vec![contract("a emits x", TEXT)])],
            &["a"],
        ),
        ..files(vec![
            contract("a emits x", TEXT),
            contract("a emits y", TEXT),
            contract("a consumes z", TEXT),
            contract("b consumes x", TEXT),
        ])
    });
    insta::assert_snapshot!(lines(&report), @r"
    contract-orphaned: contracts/a/consumes/z.json 
    contract-orphaned: contracts/a/emits/y.json 
    1 pairs, Incompatible
    ");
}

#[test]
fn only_packages_that_were_seen_whole_have_orphans() {
    let mut imported = contract("a emits i", TEXT);
    imported.header.types.clear();
    imported.header.imported.push("i.json".into());
    let report = run(Input {
        collected: collected(
            vec![record("a-1", "a", vec![contract("a emits x", TEXT)])],
            &["a"],
        ),
        ..files(vec![
            contract("a emits x", TEXT),
            imported,
            contract("c emits z", TEXT),
            contract("b consumes x", TEXT),
        ])
    });
    insta::assert_snapshot!(lines(&report), @"1 pairs, Compatible");
}

#[test]
fn an_event_that_is_emitted_no_more_while_a_contract_wants_it_is_said_once() {
    let report = run(Input {
        collected: collected(
            vec![record("a-1", "a", vec![contract("a emits user.joined", TEXT)])],
            &["a"],
        ),
        ..files(vec![
            contract("a emits user.joined", TEXT),
            contract("a emits user.registered", TEXT),
            contract("b consumes user.registered", TEXT),
            from("a", contract("c consumes user.registered", TEXT)),
            from("z", contract("d consumes user.registered", TEXT)),
        ])
    });
    insta::assert_snapshot!(lines(&report), @r"
    event-stopped: contracts/a/emits/user.registered.json b consumes user.registered, c consumes user.registered
    unmatched: d consumes user.registered
    0 pairs, Incompatible
    ");
}

#[test]
fn a_file_of_an_event_that_another_emits_has_stopped_for_those_alone_who_name_its_producer() {
    let run = |readers: Vec<ContractFile>| {
        let mut all = vec![
            contract("a emits user.joined", TEXT),
            contract("a emits user.registered", TEXT),
            contract("e emits user.registered", TEXT),
        ];
        all.extend(readers);
        let joined = vec![contract("a emits user.joined", TEXT)];
        lines(&run(Input {
            collected: collected(vec![record("a-1", "a", joined)], &["a"]),
            ..files(all)
        }))
    };
    let anyone = || contract("b consumes user.registered", TEXT);
    insta::assert_snapshot!(run(vec![anyone()]), @r"
    contract-orphaned: contracts/a/emits/user.registered.json 
    1 pairs, Incompatible
    ");
    let named = from("a", contract("c consumes user.registered", TEXT));
    insta::assert_snapshot!(run(vec![anyone(), named]), @r"
    event-stopped: contracts/a/emits/user.registered.json c consumes user.registered
    1 pairs, Incompatible
    ");
}

#[test]
fn under_other_features_the_code_is_checked_and_its_files_are_not_compared() {
    let mut other = record("a-1", "a", vec![contract("a emits x", NUMBER)]);
    other.compared = false;
    let report = run(Input {
        collected: collected(vec![other], &[]),
        ..files(vec![
            contract("a emits x", TEXT),
            contract("a emits y", TEXT),
            contract("b consumes x", TEXT),
        ])
    });
    insta::assert_snapshot!(lines(&report), @r"
    type-mismatch: a emits x -> b consumes x,  at 1 place(s), witness 0
    1 pairs, Incompatible
    ");
    assert_eq!(report.not_compared, ["a"]);
}

#[test]
fn two_executables_may_say_the_same_and_not_two_things_for_one_file() {
    let same = run(Input {
        collected: collected(
            vec![
                record("a-1", "a", vec![contract("a emits x", TEXT)]),
                record("a-2", "a", vec![contract("a emits x", TEXT)]),
            ],
            &["a"],
        ),
        ..files(vec![contract("a emits x", TEXT), contract("b consumes x", TEXT)])
    });
    insta::assert_snapshot!(lines(&same), @"1 pairs, Compatible");

    let mut second = contract("a emits x", NUMBER);
    second.header.types[0].path = "a::worker::Other".into();
    second.header.types[0].file = "src/worker.rs".into();
    let clash = run(Input {
        collected: collected(
            vec![
                record("a-1", "a", vec![contract("a emits x", TEXT)]),
                record("a-2", "a", vec![second]),
            ],
            &["a"],
        ),
        ..files(vec![contract("a emits x", TEXT), contract("b consumes x", TEXT)])
    });
    insta::assert_snapshot!(lines(&clash), @r"
    problem: two declarations claim the file a/emits/x.json: a::Type (package a, src/lib.rs) and a::worker::Other (package a, src/worker.rs); declare both in one target, where they form a union, or emit two events, or a `service` of its own
    1 pairs, Incomplete
    ");
}

#[test]
fn folders_may_hold_the_same_file_and_not_two_of_one_identity() {
    let with = |schema| Input {
        others: vec![stored_in("elsewhere", contract("a emits x", schema))],
        ..files(vec![contract("a emits x", TEXT), contract("b consumes x", TEXT)])
    };
    insta::assert_snapshot!(lines(&run(with(TEXT))), @"1 pairs, Compatible");
    insta::assert_snapshot!(lines(&run(with(NUMBER))), @r"
    problem: contracts/a/emits/x.json and elsewhere/a/emits/x.json are both the contract file of `a emits x`, and they differ: keep one of them
    1 pairs, Incomplete
    ");
}

#[test]
fn a_schema_that_cannot_be_read_makes_the_run_incomplete_and_is_named() {
    let report = run(files(vec![
        contract("a emits x", r#"{"$ref": "http://example.com/x.json"}"#),
        contract("b consumes x", TEXT),
        contract("c emits x", TEXT),
    ]));
    let lines = lines(&report);
    assert!(lines.contains("problem: contracts/a/emits/x.json: "), "{lines}");
    assert!(lines.contains("http://example.com/x.json"), "{lines}");
    assert!(lines.ends_with("1 pairs, Incomplete"), "{lines}");
}

#[test]
fn an_unproven_pair_fails_unless_it_is_let_pass() {
    let input = || {
        files(vec![
            contract("a emits x", TEXT),
            contract(
                "b consumes x",
                r#"{"type": "string", "format": "x-nobody-knows"}"#,
            ),
        ])
    };
    let report = run(input());
    assert_eq!(unproven(&report).len(), 1, "{}", lines(&report));
    assert_eq!(report.outcome(), Outcome::Incomplete);
    let allowed = verify(
        input(),
        &Options {
            allow_unproven: true,
            ..Options::default()
        },
    );
    assert_eq!(allowed.outcome(), Outcome::Compatible);
}

/// Events with a `tel` that the engine cannot make a text for, and an `n` that may be null.
fn with_unknown_format(accepted: &str) -> Input {
    let emitted = r#"{"type": "object", "required": ["tel", "n"], "properties": {"tel": {"type": "string", "format": "phone"},
        "n": {"type": ["integer", "null"]}}, "additionalProperties": false}"#;
    files(vec![
        contract("a emits x", emitted),
        contract("b consumes x", accepted),
    ])
}

#[test]
fn what_is_unproven_is_let_pass_and_hides_no_finding_beside_it() {
    let accepted =
        r#"{"required": ["tel", "n"], "properties": {"n": {"type": "integer"}, "tel": {"maxLength": 12}}}"#;
    let report = verify(
        with_unknown_format(accepted),
        &Options {
            allow_unproven: true,
            ..Options::default()
        },
    );
    assert_eq!(report.outcome(), Outcome::Incompatible);
    assert_eq!(unproven(&report).len(), 1, "{}", lines(&report));
    assert_eq!(unproven(&report)[0].reasons[0].place.to_string(), "/tel");
    let refusal = &incompatibilities(&report)[0].refusals[0];
    assert_eq!(refusal.places[0].to_string(), "/n");
    assert_eq!(
        refusal.premises[0].to_string(),
        "some text has the format `phone`"
    );
    let tally = crate::report::listing::Tally::of(&report);
    assert_eq!(
        (tally.all, tally.incompatible, tally.unproven, tally.compatible),
        (1, 1, 0, 0)
    );
}

#[test]
fn an_allowance_for_a_finding_lets_nothing_pass_that_is_undecided_beside_it() {
    let accepted =
        r#"{"required": ["tel", "n"], "properties": {"n": {"type": "integer"}, "tel": {"maxLength": 12}}}"#;
    let allowed = "event = \"x\"\nplace = \"/n\"\nreason = \"agreed\"";
    let options = Options {
        allow: vec![toml::from_str(allowed).unwrap()],
        ..Options::default()
    };
    let report = verify(with_unknown_format(accepted), &options);
    assert_eq!(report.of(Status::Allowed).count(), 1, "{}", lines(&report));
    assert_eq!(report.outcome(), Outcome::Incomplete);
}

/// An event with so many fields of another type than a contract wants.
fn with_wrong_fields(fields: usize) -> Input {
    let object = |of: &str| {
        let fields: Vec<String> = (0..fields)
            .map(|number| format!(r#""f{number}": {{"type": "{of}"}}"#))
            .collect();
        format!(r#"{{"type": "object", "properties": {{{}}}}}"#, fields.join(", "))
    };
    files(vec![
        contract("shop emits paid", &object("integer")),
        contract("books consumes paid", &object("string")),
    ])
}

#[test]
fn findings_beyond_the_limit_are_counted_by_pair() {
    let report = run(with_wrong_fields(130));
    let further: Vec<String> = report.further.iter().map(ToString::to_string).collect();
    assert_eq!(
        further,
        ["books refuses what shop sends for `paid` in at least 30 further ways, which were only counted"]
    );
    assert_eq!(incompatibilities(&report).len(), 100);
    assert_eq!(report.outcome(), Outcome::Incompatible);
    let listing = crate::report::listing::Listing::of(&report, &crate::report::listing::Files::default());
    assert!(listing.remarks().iter().any(|remark| remark.text == further[0]));
    assert_eq!(run(with_wrong_fields(100)).further, []);
}

#[test]
fn what_was_only_counted_is_accepted_by_no_allowance_for_a_place_or_a_rule() {
    let outcome = |allow: &str| {
        let options = Options {
            allow: vec![toml::from_str(allow).unwrap()],
            ..Options::default()
        };
        verify(with_wrong_fields(130), &options).outcome()
    };
    let of_rule = "event = \"paid\"\nrule = \"type-mismatch\"\nreason = \"agreed\"";
    assert_eq!(outcome(of_rule), Outcome::Incomplete);
    let of_everything = "event = \"paid\"\nreason = \"agreed\"";
    assert_eq!(outcome(of_everything), Outcome::Compatible);
    let mut options = Options::default();
    assert!(options.rules.set("type-mismatch", Severity::Off));
    assert_eq!(
        verify(with_wrong_fields(130), &options).outcome(),
        Outcome::Incomplete
    );
}

#[test]
fn a_format_that_its_pattern_stands_in_for_is_named_by_the_report() {
    let report = run(files(vec![
        contract("a emits x", r#"{"type": "string", "pattern": "^[a-z]{5}$"}"#),
        contract(
            "b consumes x",
            r#"{"type": "string", "pattern": "^[a-z]{5}$", "format": "slug"}"#,
        ),
    ]));
    assert_eq!(report.outcome(), Outcome::Compatible);
    let named: Vec<String> = report.checked.premises.keys().map(ToString::to_string).collect();
    assert_eq!(
        named,
        ["the format `slug` says no more than the pattern beside it"]
    );
}

#[test]
fn a_contract_that_takes_leap_seconds_to_be_none_is_not_broken_by_one() {
    let emitted = contract(
        "a emits x",
        r#"{"type": "object", "required": ["at"], "properties": {"at": {"type": "string", "format": "date-time"}}}"#,
    );
    let accepted = |pattern: &str| {
        contract(
            "b consumes x",
            &format!(r#"{{"properties": {{"at": {{"type": "string", "pattern": "{pattern}"}}}}}}"#),
        )
    };
    let outcome = |accepted: ContractFile| run(files(vec![emitted.clone(), accepted])).outcome();
    let seconds = ":[0-5][0-9]:[0-5][0-9]";
    assert_eq!(outcome(accepted(seconds)), Outcome::Incompatible);
    let mut assuming = accepted(seconds);
    assuming.header.assumes.push(Assumption::NoLeapSeconds);
    assert_eq!(outcome(assuming), Outcome::Compatible);
    let mut narrower = accepted(":[0-5][0-9]:[0-4][0-9]");
    narrower.header.assumes.push(Assumption::NoLeapSeconds);
    assert_eq!(outcome(narrower), Outcome::Incompatible);
}

#[test]
fn what_kept_the_collection_from_being_whole_outweighs_all_else() {
    let mut bad = record("a-1", "a", vec![contract("a emits x", NUMBER)]);
    bad.problems.push("two types claim one file".into());
    let report = run(Input {
        collected: collected(vec![bad], &[]),
        ..files(vec![
            contract("a emits x", NUMBER),
            contract("b consumes x", TEXT),
        ])
    });
    insta::assert_snapshot!(lines(&report), @r"
    type-mismatch: a emits x -> b consumes x,  at 1 place(s), witness 0
    problem: two types claim one file
    1 pairs, Incomplete
    ");
}

/// The outcome, and the findings with their places.
fn weighed(rules: &[(&str, Severity)], allow: &[&str]) -> String {
    let mut options = Options::default();
    for (rule, severity) in rules {
        assert!(options.rules.set(rule, *severity));
    }
    options.allow = allow.iter().map(|text| toml::from_str(text).unwrap()).collect();
    let mut lagging = contract(
        "stock consumes paid",
        r#"{"required": ["a"], "additionalProperties": false}"#,
    );
    lagging.header.producer = Some("shop".into());
    let mut input = files(vec![
        contract(
            "shop emits paid",
            r#"{"type": "object", "required": ["b"], "properties": {"b": {}}, "additionalProperties": false}"#,
        ),
        lagging,
        from("shop", contract("stock consumes refunded", "{}")),
    ]);
    input.collected = collected(
        vec![record(
            "stock",
            "stock",
            vec![input.committed[1].contract.clone()],
        )],
        &["stock"],
    );
    let report = verify(input, &options);
    let of = |status: Status| {
        let found = report.of(status).map(|finding| finding.kind.rule());
        found.collect::<Vec<_>>().join(" ")
    };
    format!(
        "{:?}: fails {}; warned {}; off {}; allowed {}; warnings {}",
        report.outcome(),
        of(Status::Failing),
        of(Status::Warned),
        of(Status::Suppressed),
        of(Status::Allowed),
        report.warnings.len(),
    )
}

#[test]
fn a_rule_counts_as_much_as_the_configuration_says() {
    use Severity::{Error, Off, Warn};
    insta::assert_snapshot!(weighed(&[], &[]), @"Incompatible: fails property-missing property-denied contract-orphaned; warned ; off ; allowed ; warnings 0");
    insta::assert_snapshot!(weighed(&[("property-missing", Warn), ("property-denied", Off)], &[]), @"Incompatible: fails contract-orphaned; warned property-missing; off property-denied; allowed ; warnings 0");
    insta::assert_snapshot!(weighed(&[("property-missing", Warn), ("property-denied", Error), ("contract-orphaned", Off)], &[]), @"Incompatible: fails property-denied; warned property-missing; off contract-orphaned; allowed ; warnings 0");
    let all = [
        ("property-missing", Warn),
        ("property-denied", Off),
        ("contract-orphaned", Warn),
    ];
    insta::assert_snapshot!(weighed(&all, &[]), @"Compatible: fails ; warned property-missing contract-orphaned; off property-denied; allowed ; warnings 0");
}

#[test]
fn what_is_let_pass_by_name_is_no_warning_and_what_is_turned_off_uses_its_allowance() {
    let denied = "event = \"paid\"\nrule = \"property-denied\"\nreason = \"r\"";
    insta::assert_snapshot!(weighed(&[("property-denied", Severity::Warn)], &[denied]), @"Incompatible: fails property-missing contract-orphaned; warned ; off ; allowed property-denied; warnings 0");
    insta::assert_snapshot!(weighed(&[("property-denied", Severity::Off)], &[denied]), @"Incompatible: fails property-missing contract-orphaned; warned ; off property-denied; allowed ; warnings 0");
}

#[test]
fn a_file_that_the_code_has_left_behind_says_what_was_sent_before() {
    let emits = |field: &str| {
        let schema = format!(
            r#"{{"type": "object", "properties": {{"{field}": {{"type": "integer"}}, "at": {{"type": "integer"}}}},
                "required": ["{field}", "at"], "additionalProperties": false}}"#
        );
        contract("shop emits paid", &schema)
    };
    let reads = r#"{"properties": {"customer_id": {"type": "integer"}}, "required": ["customer_id"]}"#;
    let input = |file: &str| Input {
        collected: collected(vec![record("shop", "shop", vec![emits("buyer_id")])], &[]),
        ..files(vec![emits(file), contract("mail consumes paid", reads)])
    };
    let report = run(input("customer_id"));
    let [found] = incompatibilities(&report)[..] else {
        panic!("{report:?}");
    };
    let before = found.before.as_ref().expect("the file says something else");
    assert_eq!(before.contract, emits("customer_id"));
    let headline = crate::report::change::headline(&Kind::Incompatible(found.clone()));
    assert_eq!(
        headline.text,
        "shop no longer sends `customer_id`; `buyer_id` is new"
    );
    // A file with the same document is not a past.
    let report = run(input("buyer_id"));
    let [found] = incompatibilities(&report)[..] else {
        panic!("{report:?}");
    };
    assert_eq!(found.before, None);
}

#[test]
fn file_that_is_stale_for_another_field_changes_no_fix() {
    let emits = |field: &str| {
        let schema = format!(
            r#"{{"type": "object", "properties": {{"email": {{"type": ["string", "null"]}}, "{field}": {{"type": "integer"}}}},
                "required": ["email", "{field}"], "additionalProperties": false}}"#
        );
        contract("shop emits paid", &schema)
    };
    let reads = |also: &str| {
        let schema =
            format!(r#"{{"properties": {{"email": {{"type": "string"}}{also}}}, "required": ["email"]}}"#);
        contract("mail consumes paid", &schema)
    };
    let input = |file: &str, read: &str| Input {
        collected: collected(
            vec![
                record("shop", "shop", vec![emits("id")]),
                record("mail", "mail", vec![reads("")]),
            ],
            &[],
        ),
        ..files(vec![emits(file), reads(read)])
    };
    let fixes = |input: Input| {
        let report = run(input);
        let [found] = incompatibilities(&report)[..] else {
            panic!("{report:?}");
        };
        let kind = Kind::Incompatible(found.clone());
        let headline = crate::report::change::headline(&kind).text;
        let fixes = crate::report::advice::fixes(&kind);
        let texts: Vec<String> = fixes.into_iter().map(|fix| fix.text).collect();
        format!("{headline}\n{}", texts.join("\n"))
    };
    let clean = fixes(input("id", ""));
    assert_eq!(fixes(input("number", "")), clean);
    assert_eq!(fixes(input("number", r#", "note": {"type": "string"}"#)), clean);
    assert!(clean.contains("release it first"), "{clean}");
}

#[test]
fn misspelt_allowance_names_what_it_seems_to_mean() {
    let unused = |allow: &str| {
        let input = files(vec![
            contract(
                "shop emits order.paid",
                r#"{"type": "object", "properties": {"email": {}}}"#,
            ),
            contract("stock-service consumes order.paid", r#"{"required": ["email"]}"#),
        ]);
        let options = Options {
            allow: vec![toml::from_str(&format!("{allow}\nreason = \"r\"")).unwrap()],
            ..Options::default()
        };
        let report = verify(input, &options);
        let all: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        all.join("\n")
    };
    insta::assert_snapshot!(unused("event = \"order.payed\""), @"the allowance of order.payed matches nothing in this run: did you mean `order.paid`?");
    insta::assert_snapshot!(unused("event = \"order.paid\"\nconsumer = \"stock-servise\""), @"the allowance of order.paid for stock-servise matches nothing in this run: did you mean `stock-service`?");
    insta::assert_snapshot!(unused("event = \"order.paid\"\nplace = \"/emial\""), @"the allowance of order.paid at /emial matches nothing in this run: did you mean `/email`?");
    insta::assert_snapshot!(unused("event = \"order.payed\"\nplace = \"/emial\""), @"the allowance of order.payed at /emial matches nothing in this run: did you mean `order.paid` and `/email`?");
    insta::assert_snapshot!(unused("event = \"order.payed\"\nplace = \"/customer\""), @"the allowance of order.payed at /customer matches nothing in this run: remove it once no run needs it");
    insta::assert_snapshot!(unused("event = \"refunded\""), @"the allowance of refunded matches nothing in this run: remove it once no run needs it");
    insta::assert_snapshot!(unused("event = \"order.paid\"\nconsumer = \"stock-service\""), @"");
}
