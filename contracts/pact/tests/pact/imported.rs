//! A pact as a contract among others: plain `verify` says of it what Pact says.

use counterpart::contract::{Assumption, ContractFile, folder};
use counterpart_engine::json;
use counterpart_pact::import::{Imported, import};
use counterpart_pact::{Producers, Settings, read};
use counterpart_verifier::report::{Outcome, Report};
use counterpart_verifier::verify::{self, Input};

fn imported(example: &str, matcher: &str) -> Imported {
    let text = format!(
        r#"{{"consumer": {{"name": "billing"}}, "provider": {{"name": "shop"}}, "interactions": [
            {{"type": "Asynchronous/Messages", "description": "paid",
              "contents": {{"content": {{"x": {example}}}, "contentType": "application/json", "encoded": false}},
              "matchingRules": {{"body": {{"$.x": {{"matchers": [{matcher}]}}}}}}}}],
            "metadata": {{"pactSpecification": {{"version": "4.0"}}}}}}"#
    );
    let pact = read::parse("p.json", text.as_bytes()).unwrap();
    let none = Producers::default();
    import(&pact, Some("paid"), &none, &Settings::default())
        .unwrap()
        .remove(0)
}

/// A contract of a Rust type with this field, or of a foreign schema.
fn producer(field: &str, of_rust: bool) -> ContractFile {
    let rust = match of_rust {
        true => r#""types": [{"path": "shop::Paid", "package": "shop", "file": "src/lib.rs"}],"#,
        false => "",
    };
    let text = format!(
        r#"{{"x-contract": {{"format": 1, "role": "emits", "service": "shop", "event": "paid", {rust} "assumes": []}},
            "type": "object", "properties": {{"x": {field}}}, "required": ["x"], "unevaluatedProperties": false}}"#
    );
    ContractFile::parse(text.as_bytes()).unwrap()
}

fn verified(contract: &ContractFile, producer: ContractFile) -> Report {
    // As the file says it, not as it was made.
    let contract = ContractFile::parse(contract.to_text().as_bytes()).unwrap();
    let others = [contract, producer].map(|contract| folder::Stored {
        path: contract.header.identity.path(),
        text: contract.to_text().into(),
        contract,
    });
    let input = Input {
        others: others.into(),
        ..Input::default()
    };
    verify::verify(input, &verify::Options::default())
}

const F64: &str = r#"{"type": "number", "format": "double"}"#;
const U8: &str = r#"{"type": "integer", "minimum": 0, "maximum": 255}"#;

#[test]
fn decimal_accepts_rust_floats_and_no_integer() {
    let decimal = imported("1.5", r#"{"match": "decimal"}"#);
    assert_eq!(decimal.contract.header.assumes, [Assumption::FloatsHaveFractions]);
    let floats = verified(&decimal.contract, producer(F64, true));
    assert_eq!(floats.outcome(), Outcome::Compatible, "{floats:?}");
    assert_eq!(floats.checked.assumptions[&Assumption::FloatsHaveFractions], 1);
    let maybe = producer(r#"{"type": ["number", "null"], "format": "float"}"#, true);
    for refused in [producer(U8, true), maybe] {
        let report = verified(&decimal.contract, refused);
        assert_eq!(report.outcome(), Outcome::Incompatible, "{report:?}");
    }
}

#[test]
fn whole_number_of_a_foreign_producer_is_refused_and_the_import_reports_it() {
    let decimal = imported("1.5", r#"{"match": "decimal"}"#);
    let report = verified(&decimal.contract, producer(r#"{"type": "number"}"#, false));
    assert_eq!(report.outcome(), Outcome::Incompatible, "{report:?}");
    let said: Vec<String> = decimal
        .narrowings
        .iter()
        .map(|narrowing| format!("{}: {}", narrowing.path, narrowing.also_accepted))
        .collect();
    assert_eq!(
        said,
        ["$.x: whole numbers that are written with a fraction or an exponent"]
    );
}

#[test]
fn contract_without_decimals_assumes_nothing_about_them() {
    for matcher in ["number", "type", "integer"] {
        let made = imported("1", &format!(r#"{{"match": "{matcher}"}}"#));
        assert_eq!(made.contract.header.assumes, [], "{matcher}");
        let floats = verified(&made.contract, producer(F64, true));
        let fits = matcher != "integer";
        assert_eq!(
            floats.outcome() == Outcome::Compatible,
            fits,
            "{matcher}: {floats:?}"
        );
    }
    // The meaning of a contract is more than its schema.
    let decimal = imported("1.5", r#"{"match": "decimal"}"#).contract;
    let mut same = decimal.clone();
    same.header.assumes.clear();
    assert!(json::parse(same.to_text().as_bytes()).is_ok());
    assert_ne!(
        counterpart_verifier::store::Digest::of(&decimal),
        counterpart_verifier::store::Digest::of(&same)
    );
}
