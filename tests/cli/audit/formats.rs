//! An audit in each format.

use serde_json::Value;

use super::{contracts, of_users};

const LOG: &str = "{\"user_id\":1,\"email\":\"a@b\"}\n{\"user_id\":-1}\nno json\n";

fn form(form: &str) -> String {
    of_users(LOG, &["--format", form]).exits(100).stdout.clone()
}

#[test]
fn json_document_is_what_its_schema_says() {
    let folder = contracts();
    let schema = folder.counterpart(&["schema", "audit"]);
    let schema: Value = serde_json::from_str(&schema.exits(0).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = form("json");
    let document: Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new(), "{text}");
    // Every key is described.
    let mut open = schema.clone();
    close(&mut open);
    let closed = jsonschema::validator_for(&open).unwrap();
    let errors: Vec<String> = closed.iter_errors(&document).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new(), "{text}");
    insta::assert_snapshot!(text, @"");
}

/// Forbids what the schema does not describe.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") && members.contains_key("required") {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn markdown_is_short() {
    insta::assert_snapshot!(form("markdown"), @"");
}

#[test]
fn github_has_an_annotation_for_each_finding() {
    insta::assert_snapshot!(form("github"), @"");
}

#[test]
fn junit_has_a_case_for_each_finding_and_for_what_is_good() {
    let text = form("junit");
    let well_formed = quick_xml(&text);
    assert!(well_formed, "{text}");
    insta::assert_snapshot!(text, @"");
}

/// As many elements are closed as are opened.
fn quick_xml(text: &str) -> bool {
    let opened = text.matches('<').count() - text.matches("</").count() - text.matches("<?").count();
    let closed = text.matches("</").count() + text.matches("/>").count();
    opened == closed
}

#[test]
fn sarif_is_what_code_hosts_read() {
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&form("sarif")).unwrap();
    let run = &sarif.runs[0];
    let rules = run.tool.driver.rules.as_ref().unwrap();
    let results = run.results.as_ref().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(&rules[index].id), result.rule_id.as_ref());
    }
}

#[test]
fn gitlab_has_an_entry_for_each_finding() {
    let entries: Vec<Value> = serde_json::from_str(&form("gitlab")).unwrap();
    assert_eq!(entries.len(), 3);
    for entry in &entries {
        for key in ["description", "check_name", "fingerprint", "severity", "location"] {
            assert!(!entry[key].is_null(), "{entry}");
        }
    }
}

#[test]
fn formats_that_cannot_be_are_refused_before_the_log_is_read() {
    of_users(LOG, &["--format", "rustc"])
        .exits(101)
        .complains("an audit has no format `rustc`");
    of_users(LOG, &["--format", "json", "--format", "sarif"])
        .exits(101)
        .complains("cannot all go to standard output");
}
