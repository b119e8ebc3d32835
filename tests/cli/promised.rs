//! Files of the formats that are promised, as earlier versions wrote them. They are never changed: a version that cannot read
//! one needs a new number of `format`, and goes on reading the old one.

use counterpart::contract::{ContractFile, Envelope, Role};
use counterpart::letters::{Cause, DeadLetter};
use fixture::{Folder, checkout};

fn old(name: &str) -> String {
    let path = checkout().join("tests/cases/formats").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}

#[test]
fn contract_files_of_format_1_are_read_and_written_as_they_are() {
    let consumes = old("contract-file-1-consumes.json");
    let file = ContractFile::parse(consumes.as_bytes()).unwrap();
    let header = &file.header;
    assert_eq!(header.identity.role(), Role::Consumes);
    assert_eq!(
        (
            header.identity.service(),
            header.identity.event(),
            header.identity.name()
        ),
        ("parcel-service", "order.paid", Some("labels"))
    );
    assert_eq!(header.producer.as_deref(), Some("shop"));
    assert_eq!(header.metadata.envelope, Some(Envelope::CloudEvents));
    assert_eq!(header.metadata.key.as_deref(), Some("order_id"));
    assert_eq!(header.metadata.headers.len(), 3);
    assert_eq!(
        (header.types.len(), header.assumes.len(), header.trusts.len()),
        (1, 5, 1)
    );
    assert_eq!(file.to_text(), consumes);

    let emits = old("contract-file-1-emits.json");
    let file = ContractFile::parse(emits.as_bytes()).unwrap();
    assert_eq!(file.header.identity.role(), Role::Emits);
    assert_eq!(
        file.header
            .metadata
            .retention
            .map(|stays| stays.to_string())
            .as_deref(),
        Some("14d")
    );
    assert_eq!(file.header.imported, ["schemas/order-paid.json"]);
    assert_eq!(file.to_text(), emits);
}

#[test]
fn contract_files_of_format_1_are_judged() {
    let folder = Folder::with(&[
        ("consumes.json", &old("contract-file-1-consumes.json")),
        ("emits.json", &old("contract-file-1-emits.json")),
    ]);
    // The producer sends no envelope, and so nothing that the consumer requires.
    let answer = folder.counterpart(&["check", "emits.json", "consumes.json"]);
    answer.exits(100).says("property-missing");
    folder
        .counterpart(&["check", "emits.json", "emits.json"])
        .exits(0);
}

#[test]
fn dead_letters_of_format_1_are_read_written_and_redriven() {
    let text = old("dead-letter-1.json");
    let letter = DeadLetter::from_json(text.as_bytes()).unwrap();
    assert_eq!(
        (letter.id.source.as_str(), letter.id.id.as_str()),
        ("shop", "order-7-paid")
    );
    assert_eq!(letter.key.as_deref(), Some(b"7".as_slice()));
    let headers: Vec<_> = letter
        .headers
        .iter()
        .map(|header| header.value.as_deref())
        .collect();
    assert_eq!(headers, [Some(b"00-4bf9".as_slice()), Some(b"\xff\x00"), None]);
    assert_eq!(letter.payload, br#"{"order_id":7,"weight":-1}"#);
    assert_eq!(letter.origin.as_ref().unwrap().position.as_deref(), Some("1042"));
    assert_eq!(
        letter.consumer.as_ref().unwrap().version.as_deref(),
        Some("1.4.0")
    );
    let Some(Cause::Refusal(refusal)) = &letter.cause else {
        panic!("{:?}", letter.cause)
    };
    assert_eq!(refusal.rule.to_string(), "number-range");
    assert_eq!((letter.attempts, letter.redriven), (Some(3), 1));
    assert_eq!(letter.edited.as_ref().unwrap().at, ["/data/weight"]);
    // Nothing of it is lost.
    assert_eq!(
        DeadLetter::from_json(letter.to_json().as_bytes()).unwrap(),
        letter
    );

    let schema: serde_json::Value = serde_json::from_str(counterpart::letters::SCHEMA).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&document));

    let folder = Folder::with(&[("letters.ndjson", &text)]);
    folder.write(
        "contracts/parcel-service/consumes/order.paid@labels.json",
        &old("contract-file-1-consumes.json"),
    );
    let answer = folder.counterpart(&[
        "redrive",
        "letters.ndjson",
        "--contracts",
        "contracts",
        "--no-build",
    ]);
    answer.exits(100).says("order.paid (parcel-service)");
}

#[test]
fn reports_of_format_1_have_the_form_that_the_schema_of_today_says() {
    let report: serde_json::Value = serde_json::from_str(&old("report-1.json")).unwrap();
    let schema = Folder::with(&[]).counterpart(&["schema", "report"]).stdout;
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(report["findings"][0]["rule"], "null-emitted");
}
