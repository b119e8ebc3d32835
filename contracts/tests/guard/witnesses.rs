//! The guard refuses what `verify` finds: the consumer's type reads the witness of each finding, and the refusal has the same
//! place, and a rule that the book documents for it.

use counterpart::compat::schema::{Options, Schema};
use counterpart::compat::{Finding, Limits, Verdict, check};
use counterpart::contract::Role;
use counterpart::guard::{ConsumesOne, Found, Message, Refusal, RefusalRule, read};
use counterpart::json::{Json, Pointer};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::breaks;

/// A finding of `verify`, and the guard's refusal of its witness.
pub(crate) struct Row {
    name: &'static str,
    finding: Finding,
    refusal: Refusal,
}

fn findings<P: JsonSchema, C: JsonSchema>() -> Vec<Finding> {
    let schema = |made: Result<_, counterpart::schema::SchemaError>| {
        Schema::from_json(Json::Object(made.expect("a schema")), &Options::default()).expect("a schema")
    };
    let emitted = schema(counterpart::schema::generate::<P>(Role::Emits));
    let accepted = schema(counterpart::schema::generate::<C>(Role::Consumes));
    match check(&emitted, &accepted, &Limits::default()) {
        Verdict::Incompatible(findings) => findings,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn rows<P: JsonSchema, C: JsonSchema + ConsumesOne + for<'m> Deserialize<'m>>(
    name: &'static str,
) -> Vec<Row> {
    let row = |finding: Finding| {
        assert!(finding.has_message(), "{name}: {finding:?}");
        let witness = finding.witness.to_string();
        match read::<C>(&Message::new(witness.as_bytes())) {
            Err(refusal) => Row {
                name,
                finding,
                refusal: *refusal,
            },
            Ok(_) => panic!("{name}: {witness} is read"),
        }
    };
    findings::<P, C>().into_iter().map(row).collect()
}

/// The value of the finding, or its member that is absent or denied.
fn is_same_place(row: &Row) -> bool {
    let at: Pointer = row.finding.witness_at.clone();
    match row.refusal.rule {
        RefusalRule::PropertyMissing | RefusalRule::PropertyDenied => {
            let place = row.refusal.place.as_str();
            let above = place.rfind('/').map(|end| &place[..end]);
            above == Some(at.to_string().as_str())
        }
        _ => row.refusal.place == at.to_string(),
    }
}

#[test]
fn witness_of_each_finding_is_refused_at_its_place() {
    let rows = breaks::all();
    assert!(rows.len() > 60, "{}", rows.len());
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for row in &rows {
        let (finding, refusal) = (&row.finding, &row.refusal);
        let place = match refusal.is_within {
            true => format!("at or below {}", refusal.place),
            false => format!("at {}", refusal.place),
        };
        lines.push(format!(
            "{}: {}\n    verify:  {} at {}\n    refusal: {} {place}, expected {}, found {}, byte {}",
            row.name,
            finding.witness,
            finding.rule,
            finding.place,
            refusal.rule,
            refusal.expected,
            refusal.found.id(),
            refusal.offset.expect("a place in the payload"),
        ));
        // serde keeps the value, and its words for an enum without tags name nothing in it.
        let is_right = if refusal.is_within {
            let at = finding.witness_at.to_string();
            at.starts_with(&refusal.place)
                && ["untagged_in_internal", "format_in_internal"].contains(&row.name)
        } else {
            is_same_place(row)
        };
        if !is_right {
            wrong.push(format!("{}: {}: {refusal}", row.name, finding.witness_at));
        }
        assert_eq!(refusal.value, None);
        assert_eq!(
            refusal.found == Found::Absent,
            refusal.rule == RefusalRule::PropertyMissing
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    insta::assert_snapshot!(lines.join("\n"));
}

/// The rules of verify that lead to each refusal, as the book has them.
fn documented() -> Vec<(String, Vec<String>)> {
    let book = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/guard.md");
    let book = std::fs::read_to_string(book).expect("the page");
    let (_, table) = book.split_once("<!-- rules of refusals -->").expect("the table");
    let lines = table.lines().skip_while(|line| !line.starts_with("| `"));
    let lines = lines.take_while(|line| line.starts_with('|'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').collect();
            let rules = cells[2].split("](rules/").skip(1);
            let rules = rules.map(|rest| rest.split(".md").next().unwrap_or_default().to_owned());
            (cells[1].trim().trim_matches('`').to_owned(), rules.collect())
        })
        .collect()
}

#[test]
fn book_documents_each_refusal_and_the_rules_that_lead_to_it() {
    let documented = documented();
    let ids: Vec<&str> = documented.iter().map(|(id, _)| id.as_str()).collect();
    let all: Vec<&str> = RefusalRule::ALL.iter().map(RefusalRule::id).collect();
    assert_eq!(ids, all);
    for row in breaks::all() {
        let rules = &documented
            .iter()
            .find(|(id, _)| id == row.refusal.rule.id())
            .unwrap()
            .1;
        let rule = row.finding.rule.id();
        assert!(
            rules.iter().any(|one| one == rule),
            "{}: {rule} -> {}",
            row.name,
            row.refusal.rule
        );
    }
    // Each rule about messages leads to a refusal.
    for rule in counterpart::compat::Rule::ALL {
        let leads = |(_, rules): &(String, Vec<String>)| rules.iter().any(|one| one == rule.id());
        assert!(documented.iter().any(leads), "{rule}");
    }
}
