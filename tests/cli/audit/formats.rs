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
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{text}");
    // Every key is described.
    let mut open = schema.clone();
    close(&mut open);
    let closed = jsonschema::validator_for(&open).unwrap();
    let errors: Vec<String> = closed
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{text}");
    insta::assert_snapshot!(text, @r#"
    {
      "format": 1,
      "counterpart": "0.1.0",
      "outcome": "incompatible",
      "exit_code": 100,
      "role": "consumes",
      "assumes": [],
      "exported_by": null,
      "interrupted": false,
      "inputs": 1,
      "ignored": 0,
      "messages": {
        "read": 3,
        "judged": 2,
        "without_event": 0,
        "without_contract": 0
      },
      "contracts": [
        {
          "service": "auth",
          "event": "user.registered",
          "name": null,
          "owner": "team-identity",
          "file": "contracts/auth/consumes/user.registered.json",
          "versions": [],
          "judged": 2,
          "accepted": 1,
          "refused": 1,
          "undecided": 0,
          "elsewhere": 0
        },
        {
          "service": "mailer",
          "event": "user.registered",
          "name": null,
          "owner": null,
          "file": "contracts/mailer/consumes/user.registered.json",
          "versions": [],
          "judged": 2,
          "accepted": 1,
          "refused": 1,
          "undecided": 0,
          "elsewhere": 0
        }
      ],
      "findings": [
        {
          "rule": "message-malformed",
          "status": "refused",
          "event": "user.registered",
          "contract": null,
          "owner": null,
          "place": "",
          "title": "user.registered: a message is not JSON",
          "text": "expected ident",
          "seen": {
            "count": 1,
            "first": {
              "input": "log",
              "line": 3,
              "offset": 43
            },
            "last": {
              "input": "log",
              "line": 3,
              "offset": 43
            }
          },
          "example": null,
          "location": null,
          "fingerprint": "0f0a2eca3fa9ec5dd3a577c997f54fa6f8f8775b787c23b10233eb812b2213cb"
        },
        {
          "rule": "number-range",
          "status": "refused",
          "event": "user.registered",
          "contract": "auth",
          "owner": "team-identity",
          "place": "/user_id",
          "title": "user.registered: auth refuses `/user_id`",
          "text": "expected \"minimum\":0, found number",
          "seen": {
            "count": 1,
            "first": {
              "input": "log",
              "line": 2,
              "offset": 28
            },
            "last": {
              "input": "log",
              "line": 2,
              "offset": 28
            }
          },
          "example": {
            "message": {
              "user_id": "integer"
            },
            "at": "/user_id"
          },
          "location": {
            "file": "contracts/auth/consumes/user.registered.json",
            "line": 7
          },
          "fingerprint": "0b5919e1d2965782aee71183f310f08e2d52295c501960f92f2d069e13b72aca"
        },
        {
          "rule": "property-missing",
          "status": "refused",
          "event": "user.registered",
          "contract": "mailer",
          "owner": null,
          "place": "/email",
          "title": "user.registered: mailer refuses `/email`",
          "text": "it is missing",
          "seen": {
            "count": 1,
            "first": {
              "input": "log",
              "line": 2,
              "offset": 28
            },
            "last": {
              "input": "log",
              "line": 2,
              "offset": 28
            }
          },
          "example": {
            "message": {
              "…": "1 more member"
            },
            "at": ""
          },
          "location": {
            "file": "contracts/mailer/consumes/user.registered.json",
            "line": 7
          },
          "fingerprint": "dfb916310e29de12b34e086a4c215c508475feea861ca583eddc5d0974d23de4"
        }
      ],
      "further": 0,
      "events_without_contract": [],
      "remarks": []
    }
    "#);
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
    insta::assert_snapshot!(form("markdown"), @r#"
    <!-- counterpart -->
    ### Counterpart audit: messages are refused

    judged 2 of 3 messages from 1 input by 2 contracts

    | contract | event | accepted | refused | undecided |
    |---|---|---|---|---|
    | `auth` | `user.registered` | 1 | 1 | 0 |
    | `mailer` | `user.registered` | 1 | 1 | 0 |

    ##### message-malformed: `user.registered: a message is not JSON`

    - `expected ident` at `the whole message`
    - `1 message, at log:3`

    ##### number-range: `` user.registered: auth refuses `/user_id` ``

    - `expected "minimum":0, found number` at `/user_id`
    - `1 message, at log:2`
    - `contracts/auth/consumes/user.registered.json:7` (owner `team-identity`)

    The first one, without its values:

    ```json
    {"user_id":"integer"}
    ```


    ##### property-missing: `` user.registered: mailer refuses `/email` ``

    - `it is missing` at `/email`
    - `1 message, at log:2`
    - `contracts/mailer/consumes/user.registered.json:7`

    The first one, without its values:

    ```json
    {"…":"1 more member"}
    ```
    "#);
}

#[test]
fn github_has_an_annotation_for_each_finding() {
    insta::assert_snapshot!(form("github"), @r#"
    ::error title=counterpart%3A message-malformed::user.registered: a message is not JSON%0Aexpected ident at the whole message%0A1 message, at log:3
    ::error file=contracts/auth/consumes/user.registered.json,line=7,endLine=7,title=counterpart%3A number-range::user.registered: auth refuses `/user_id`%0Aexpected "minimum":0, found number at /user_id%0A1 message, at log:2%0Athe first one, without its values: {"user_id":"integer"}
    ::error file=contracts/mailer/consumes/user.registered.json,line=7,endLine=7,title=counterpart%3A property-missing::user.registered: mailer refuses `/email`%0Ait is missing at /email%0A1 message, at log:2%0Athe first one, without its values: {"…":"1 more member"}
    messages are refused
    "#);
}

#[test]
fn junit_has_a_case_for_each_finding_and_for_what_is_good() {
    let text = form("junit");
    let well_formed = quick_xml(&text);
    assert!(well_formed, "{text}");
    insta::assert_snapshot!(text, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="counterpart audit" tests="3" skipped="0" failures="3" errors="0">
        <testsuite name="counterpart audit" tests="0" skipped="0" errors="0" failures="0"/>
        <testsuite name="user.registered" tests="3" skipped="0" errors="0" failures="3">
            <testcase name="message-malformed 0f0a2eca" classname="user.registered">
                <failure message="user.registered: a message is not JSON" type="message-malformed">user.registered: a message is not JSON
    expected ident at the whole message
    1 message, at log:3</failure>
            </testcase>
            <testcase name="number-range /user_id 0b5919e1" classname="user.registered">
                <failure message="user.registered: auth refuses `/user_id`" type="number-range">user.registered: auth refuses `/user_id`
    expected &quot;minimum&quot;:0, found number at /user_id
    1 message, at log:2
    the first one, without its values: {&quot;user_id&quot;:&quot;integer&quot;}</failure>
            </testcase>
            <testcase name="property-missing /email dfb91631" classname="user.registered">
                <failure message="user.registered: mailer refuses `/email`" type="property-missing">user.registered: mailer refuses `/email`
    it is missing at /email
    1 message, at log:2
    the first one, without its values: {&quot;…&quot;:&quot;1 more member&quot;}</failure>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
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
