//! Events that a version emits no longer, and who still wants them.

use std::collections::BTreeSet;
use std::sync::Arc;

use counterpart_verifier::deploy::{Own, Scope, against};
use counterpart_verifier::report::{Document, Report};
use counterpart_verifier::verify::{Change, Gathered, Options, begin};

use super::shelf::{Shelf, allowance, at, document, lines};

/// A shop that emits two events, of which each has a reader, all in production. Its second version emits one of them.
fn dropping() -> Shelf {
    let shelf = Shelf::new();
    shelf.publish("shop 1 main 1", &[("emits paid", "id"), ("emits sent", "id")]);
    shelf.publish("books 1 main 1", &[("consumes paid", "id")]);
    shelf.publish("mail 1 main 1", &[("consumes sent", "id")]);
    shelf.publish("shop 2 main 2", &[("emits paid", "id")]);
    for service in ["shop", "books", "mail"] {
        shelf.record(&format!("2026-11-01 production {service} 1 deployed"));
    }
    shelf
}

const STOPPED: &str = "incompatible, 1 pairs\nevent-stopped shop emits sent wanted by mail";
const COMPATIBLE: &str = "compatible, 1 pairs";

#[test]
fn a_version_that_stops_an_event_that_is_read_in_the_environment_may_not_be_deployed() {
    let shelf = dropping();
    assert_eq!(lines(&shelf.can("shop 2 production", "2026-11-02")), STOPPED);
    assert_eq!(
        lines(&shelf.can("shop 2 production", "2026-10-31"))
            .lines()
            .next(),
        Some("incompatible, 0 pairs"),
        "before anything was there, nothing stops"
    );
    assert!(!lines(&shelf.can("shop 2 production", "2026-10-31")).contains("event-stopped"));
}

#[test]
fn an_event_has_not_stopped_in_an_environment_while_somebody_there_emits_it() {
    let shelf = dropping();
    shelf.publish("till 1 main 1", &[("emits sent for 14d", "id")]);
    assert_eq!(
        lines(&shelf.can("shop 2 production", "2026-11-02")),
        STOPPED,
        "it is published and is not there"
    );
    shelf.record("2026-11-03 production till 1 deployed");
    assert_eq!(lines(&shelf.can("shop 2 production", "2026-11-04")), COMPATIBLE);
    shelf.record("2026-11-05 production till 1 undeployed");
    assert_eq!(
        lines(&shelf.can("shop 2 production", "2026-11-06")),
        STOPPED,
        "what is in flight is sent no more"
    );
}

#[test]
fn an_event_that_is_wanted_of_the_producer_by_name_has_stopped_although_another_emits_it_there() {
    let shelf = dropping();
    shelf.publish("till 1 main 1", &[("emits sent", "id")]);
    shelf.publish("mail 2 main 2", &[("consumes sent of shop", "id")]);
    shelf.record("2026-11-02 production till 1 deployed");
    shelf.record("2026-11-02 production mail 2 deployed");
    assert_eq!(lines(&shelf.can("shop 2 production", "2026-11-03")), STOPPED);
}

#[test]
fn unread_or_still_released_event_has_not_stopped() {
    let shelf = dropping();
    shelf.record("2026-11-02 production mail 1 undeployed");
    assert_eq!(lines(&shelf.can("shop 2 production", "2026-11-03")), COMPATIBLE);

    let shelf = dropping();
    shelf.publish("shop 0 main 0", &[("emits sent", "id")]);
    shelf.record("2026-11-02 production shop 0 released");
    assert_eq!(lines(&shelf.can("shop 2 production", "2026-11-03")), COMPATIBLE);
}

#[test]
fn event_of_only_the_replaced_version_stops_on_any_branch() {
    let shelf = dropping();
    shelf.publish("shop 1b fix 1", &[("emits paid", "id"), ("emits held", "id")]);
    shelf.publish("mail 2 main 2", &[("consumes held", "id")]);
    shelf.record("2026-11-02 production shop 1b deployed");
    shelf.record("2026-11-02 production mail 2 deployed");
    assert_eq!(
        lines(&shelf.can("shop 2 production", "2026-11-03")),
        "incompatible, 1 pairs\nevent-stopped shop emits held wanted by mail"
    );
}

#[test]
fn own_contract_for_a_stopped_event_is_reported_once() {
    let shelf = dropping();
    let own = [("emits paid", "id"), ("consumes sent", "id")];
    shelf.publish("shop 3 main 3", &own);
    let said = lines(&shelf.can("shop 3 production", "2026-11-02"));
    assert_eq!(said, STOPPED.replace("by mail", "by shop, mail"));
}

#[test]
fn an_allowance_lets_a_version_be_deployed_that_stops_an_event() {
    let allow = [allowance(&[
        ("event", "sent"),
        ("consumer", "mail"),
        ("rule", "event-stopped"),
        ("reason", "mail drops it"),
    ])];
    let shelf = dropping();
    shelf.publish_with("shop 3 main 3", &[("emits paid", "id")], &allow);
    let allowed = "compatible, 1 pairs\nallowed event-stopped shop emits sent wanted by mail";
    assert_eq!(lines(&shelf.can("shop 3 production", "2026-11-02")), allowed);
}

fn named(names: &[&str]) -> Option<BTreeSet<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn published_allowance_counts_if_only_the_stopped_event_is_selected() {
    let allow = [allowance(&[
        ("event", "sent"),
        ("rule", "event-stopped"),
        ("reason", "mail drops it"),
    ])];
    let shelf = dropping();
    shelf.publish_with("shop 3 main 3", &[("emits paid", "id")], &allow);
    let of_event = Scope {
        events: named(&["sent"]),
        ..Scope::default()
    };
    let own = Own {
        documents: vec![of("shop", "emits paid", "id")],
        version: Some("3".to_owned()),
    };
    let said = asked(&shelf, &own, &of_event, Report::default());
    assert!(
        said.contains("allowed event-stopped shop emits sent wanted by mail"),
        "{said}"
    );
    assert!(!said.starts_with("incompatible"), "{said}");
}

#[test]
fn a_consumer_of_two_versions_is_named_once_and_allowed_once() {
    let shelf = dropping();
    shelf.publish("mail 2 main 2", &[("consumes sent", "id name?")]);
    let options = Options {
        allow: vec![allowance(&[("event", "sent"), ("reason", "mail drops it")])],
        ..Options::default()
    };
    let emits = &[("emits paid", "id")];
    let report = shelf.verify_with("shop", emits, &Scope::default(), &options);
    assert_eq!(
        lines(&report),
        "compatible, 1 pairs\nallowed event-stopped shop emits sent wanted by mail, mail"
    );
    let report = shelf.verify("shop", emits);
    let said: Vec<String> = report.findings.iter().map(sentence).collect();
    assert_eq!(
        said,
        ["shop no longer emits `sent`, and mail still has a contract for it"]
    );
}

fn sentence(finding: &counterpart_verifier::report::Finding) -> String {
    match &finding.kind {
        counterpart_verifier::report::Kind::File(found) => {
            counterpart_verifier::report::advice::what_is_wrong(found)
        }
        other => panic!("{other:?}"),
    }
}

fn of(service: &str, what: &str, fields: &str) -> Arc<Document> {
    let contract = document(service, what, fields);
    Arc::new(Document {
        path: contract.header.identity.path(),
        text: contract.to_text().into(),
        contract,
        declared: true,
        included: Vec::new(),
    })
}

fn asked(shelf: &Shelf, own: &Own, scope: &Scope, report: Report) -> String {
    let options = Options::default();
    let asked = against(&shelf.snapshot(), own, scope, at("2026-12-31"), &options, report);
    let report = asked.unwrap();
    format!("{}\n{} contracts", lines(&report), report.checked.contracts)
}

#[test]
fn consumer_filter_limits_contracts_and_files() {
    let shelf = Shelf::new();
    let own = Own {
        documents: vec![
            of("shop", "emits paid", "id"),
            of("books", "consumes paid", "id"),
            of("mail", "consumes sent of shop", "id"),
        ],
        version: None,
    };
    let left_over = || {
        let orphaned = |document| Change::Orphaned {
            document,
            wanted_by: Vec::new(),
        };
        let changes = vec![
            orphaned(of("mail", "consumes held", "id")),
            orphaned(of("shop", "emits held", "id")),
        ];
        let gathered = Gathered {
            changes,
            ..Gathered::default()
        };
        begin(gathered).1
    };
    let shown = |consumers: Option<BTreeSet<String>>, events: Option<BTreeSet<String>>| {
        let scope = Scope {
            consumers,
            events,
            ..Scope::default()
        };
        asked(&shelf, &own, &scope, left_over())
    };
    assert_eq!(
        shown(None, None),
        "incompatible, 1 pairs\ncontract-orphaned mail consumes held wanted by \n\
         event-not-emitted mail consumes sent wanted by \n\
         contract-orphaned shop emits held wanted by \n2 contracts"
    );
    assert_eq!(
        shown(named(&["books"]), None),
        "incompatible, 1 pairs\ncontract-orphaned shop emits held wanted by \n1 contracts"
    );
    assert_eq!(shown(None, named(&["paid"])), "compatible, 1 pairs\n1 contracts");
}

/// A run whose emitted file of `sent` no code declares.
fn left_over(own: Vec<Arc<Document>>, shelf: &Shelf) -> String {
    let input = Gathered {
        changes: vec![Change::Orphaned {
            document: of("shop", "emits sent", "id"),
            wanted_by: Vec::new(),
        }],
        documents: own,
        ..Gathered::default()
    };
    let (documents, report) = begin(input);
    let own = Own {
        documents,
        version: None,
    };
    asked(shelf, &own, &Scope::default(), report)
}

#[test]
fn a_left_over_file_is_one_finding_wherever_its_event_is_still_wanted() {
    let own = || vec![of("shop", "emits paid", "id"), of("books", "consumes paid", "id")];
    let mail = || of("mail", "consumes sent", "id");
    let stopped = "incompatible, 1 pairs\nevent-stopped shop emits sent wanted by mail";
    let orphaned = "incompatible, 1 pairs\ncontract-orphaned shop emits sent wanted by ";

    let shelf = Shelf::new();
    assert_eq!(left_over(own(), &shelf), format!("{orphaned}\n1 contracts"));
    let with_mail = [own(), vec![mail()]].concat();
    assert_eq!(
        left_over(with_mail.clone(), &shelf),
        format!("{stopped}\n2 contracts")
    );

    // The same where the reader is in the store.
    shelf.publish("mail 1 main 1", &[("consumes sent", "id")]);
    shelf.publish("shop 1 main 1", &[("emits sent", "id")]);
    assert_eq!(left_over(own(), &shelf), format!("{stopped}\n1 contracts"));

    // Somebody else emits it.
    shelf.publish("till 1 main 1", &[("emits sent", "id")]);
    assert_eq!(left_over(own(), &shelf), format!("{orphaned}\n1 contracts"));
}

#[test]
fn orphaned_file_fails_the_run_even_if_readers_never_had_the_event() {
    let shelf = Shelf::new();
    shelf.publish("mail 1 main 1", &[("consumes sent", "id")]);
    let own = vec![of("shop", "emits paid", "id"), of("books", "consumes paid", "id")];
    assert_eq!(
        left_over(own, &shelf),
        "incompatible, 1 pairs\ncontract-orphaned shop emits sent wanted by \n\
         pending event-stopped shop emits sent wanted by mail\n1 contracts"
    );
}
