//! The plan in other formats.

use super::*;

#[test]
fn documents_keep_to_their_published_schemas() {
    let folder = folder(VERSION_3, &(letter(1, BAD) + "{}\n"));
    let schema = |document: &str| {
        let printed = folder.counterpart(&["schema", document]);
        let schema: serde_json::Value = serde_json::from_str(&printed.exits(0).stdout).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    };
    let answer = redrive(&folder, &["letters.ndjson", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&answer.exits(101).stdout).unwrap();
    schema("redrive").validate(&plan).unwrap();
    let letter: serde_json::Value = serde_json::from_str(&letter(1, GOOD)).unwrap();
    schema("dead-letter").validate(&letter).unwrap();
}

#[test]
fn other_formats_have_a_row_for_each_cause() {
    let letters = [letter(1, GOOD), letter(2, BAD), letter(3, "no json")].concat() + "{}\n";
    let folder = folder(VERSION_3, &letters);
    let all = [
        "github=github",
        "markdown=md",
        "junit=junit",
        "sarif=sarif",
        "gitlab=gitlab",
        "text=text",
    ];
    let formats: Vec<&str> = all.iter().flat_map(|format| ["--format", format]).collect();
    redrive(&folder, &[&["letters.ndjson"], &formats[..]].concat()).exits(101);
    insta::assert_snapshot!(folder.read("github"), @r"
    ::error file=letters.ndjson,line=2,endLine=2,title=counterpart%3A number-range::event user.registered%0Athe contract would still refuse 1 letter (number-range at /user_id: expected minimum 0), given up by auth for property-missing at /email
    ::error file=letters.ndjson,line=3,endLine=3,title=counterpart%3A malformed-text::event user.registered%0A1 letter stays (malformed-text: expected JSON), given up by auth for property-missing at /email
    ::error file=letters.ndjson,line=4,endLine=4,title=counterpart%3A unreadable::letters.ndjson:4: not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one
    ::notice file=letters.ndjson,line=1,endLine=1,title=counterpart%3A property-missing::event user.registered%0A1 letter would be taken, given up by auth for property-missing at /email
    1 of 4 letters would be taken by auth (by contract only), 1 still refused, 1 that no version can read, 1 could not be read
    ");
    insta::assert_snapshot!(folder.read("md"), @r"
    <!-- counterpart -->
    ### Counterpart: 1 of 4 letters would be taken by `auth` (by contract only), 1 still refused, 1 that no version can read, 1 could not be read

    | event | service | given up for | letters | taken | left | since |
    |---|---|---|--:|--:|--:|---|
    | `user.registered` | `auth` | `property-missing at /email` | 3 | 1 | 2 | 2026-11-01T00:00:01Z |

    - **error** `the contract would still refuse 1 letter (number-range at /user_id: expected minimum 0), given up by auth for property-missing at /email`, first `letters.ndjson:2`
    - **error** `1 letter stays (malformed-text: expected JSON), given up by auth for property-missing at /email`, first `letters.ndjson:3`
    - **error** ``letters.ndjson:4: not a dead letter: it has no `format`; `cargo counterpart schema dead-letter` describes one``, first `letters.ndjson:4`
    ");
    let junit = folder.read("junit");
    assert!(
        junit.contains(r#"failures="2" errors="1""#) || junit.contains(r#"errors="1" failures="2""#),
        "{junit}"
    );
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<&str> = results
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["number-range", "malformed-text", "unreadable"]);
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"]["region"]["startLine"],
        2
    );
    let gitlab: serde_json::Value = serde_json::from_str(&folder.read("gitlab")).unwrap();
    assert_eq!(gitlab.as_array().unwrap().len(), 3);
    redrive(&folder, &["letters.ndjson", "--format", "rustc"])
        .exits(101)
        .complains("a redrive has no format `rustc`");
}
