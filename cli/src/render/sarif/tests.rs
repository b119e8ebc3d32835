use super::super::injection::Sourced;
use super::super::rich_report::{Words, report};
use super::*;

/// The official schema, from the sources of `serde-sarif`.
pub(in crate::render) fn validator() -> jsonschema::Validator {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(vec!["--locked".to_owned()])
        .exec()
        .unwrap();
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == "serde-sarif")
        .unwrap();
    let file = package.manifest_path.parent().unwrap().join("src/schema.json");
    // One pattern closes a bracket that is not open. A browser's engine accepts it as a literal,
    // and others refuse it.
    let text = std::fs::read_to_string(file)
        .unwrap()
        .replace("{2}]?$", "{2}\\\\]?$");
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(
        schema["$id"]
            .as_str()
            .unwrap()
            .ends_with("sarif-schema-2.1.0.json")
    );
    jsonschema::draft7::new(&schema).unwrap()
}

fn document() -> serde_json::Value {
    let listing = Listing::of(&report(&Words::plain()), &Sourced("lib".to_owned()));
    serde_json::from_str(&super::listing(&listing)).unwrap()
}

#[test]
fn the_document_is_as_the_official_schema_says_and_its_types_read_it() {
    let document = document();
    let errors: Vec<_> = validator()
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let read: serde_sarif::sarif::Sarif = serde_json::from_value(document.clone()).unwrap();
    let results = read.runs[0].results.as_ref().unwrap();
    let rules = read.runs[0].tool.driver.rules.as_ref().unwrap();
    assert_eq!(rules.len(), 22);
    for result in results {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(&rules[index].id), result.rule_id.as_ref());
    }
    // The test notices anything that the schema refuses.
    let mut wrong = document;
    wrong["runs"][0]["results"][0]["colour"] = "red".into();
    assert!(!validator().is_valid(&wrong));
}

#[test]
fn a_result_has_both_places() {
    let document = document();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document["runs"][0]["results"][0]).unwrap(), @r#"
    {
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "user/src/lib.rs",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "endColumn": 10,
              "startColumn": 5,
              "startLine": 7
            }
          }
        }
      ],
      "message": {
        "text": "`email` may be absent from what user-service sends (a-service-with-a-very-long-name-a-service-with-a-very-long-name- and auth-service require it): the producer may leave `email` out, and the consumer requires it (user.registered at /email)"
      },
      "partialFingerprints": {
        "counterpart/v1": "99f327ad8b9898cb6c2f58cf7525cc4d2a90149554e21910364737ef4da59f96"
      },
      "relatedLocations": [
        {
          "id": 0,
          "message": {
            "text": "user-service sends"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "user/src/lib.rs",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "endColumn": 10,
              "startColumn": 5,
              "startLine": 7
            }
          }
        },
        {
          "id": 1,
          "message": {
            "text": "a-service-with-a-very-long-name-a-service-with-a-very-long-name- accepts"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "contracts/a-service-with-a-very-long-name-a-service-with-a-very-long-name-/consumes/user.registered.json",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "startLine": 21
            }
          }
        },
        {
          "id": 2,
          "message": {
            "text": "auth-service accepts"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "contracts/auth-service/consumes/user.registered.json",
              "uriBaseId": "%SRCROOT%"
            },
            "region": {
              "startLine": 21
            }
          }
        }
      ],
      "ruleId": "property-optional",
      "ruleIndex": 1,
      "suppressions": []
    }
    "#);
}

#[test]
fn what_is_let_pass_is_suppressed_with_its_reason() {
    let document = document();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<_> = results
        .iter()
        .filter(|result| !result["suppressions"].as_array().unwrap().is_empty())
        .map(|result| format!("{} {}", result["ruleId"], result["suppressions"]))
        .collect();
    insta::assert_snapshot!(suppressed.join("\n"), @r#""null-emitted" [{"justification":"auth-service reads the directory since its 2.3","kind":"external","status":"accepted"}]"#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&document["runs"][0]["invocations"]).unwrap(), @r#"
    [
      {
        "executionSuccessful": true,
        "exitCode": 100,
        "toolExecutionNotifications": [
          {
            "descriptor": {
              "id": "allowance-expired"
            },
            "level": "error",
            "message": {
              "text": "the allowance for user.registered (array-length) no longer applies: fix the issue (auth-service reads the directory since its 2.3), then remove it"
            }
          },
          {
            "descriptor": {
              "id": "no-producer"
            },
            "level": "error",
            "message": {
              "text": "not known: no service in production emits user.registered"
            }
          },
          {
            "descriptor": {
              "id": "nobody"
            },
            "level": "note",
            "message": {
              "text": "not known: nothing in staging shares an event with user-service"
            }
          },
          {
            "descriptor": {
              "id": "no-retention"
            },
            "level": "warning",
            "message": {
              "text": "user-service does not say how long messages of user.registered are kept: versions it no longer runs were not checked"
            }
          },
          {
            "descriptor": {
              "id": "unmatched"
            },
            "level": "note",
            "message": {
              "text": "closed wants missing, which no service in this run emits"
            }
          },
          {
            "descriptor": {
              "id": "unmatched"
            },
            "level": "note",
            "message": {
              "text": "closed wants stale, which no service in this run emits"
            }
          },
          {
            "descriptor": {
              "id": "other-features"
            },
            "level": "note",
            "message": {
              "text": "tool was built with a different feature set than its contract files: the code was checked, the files were not compared"
            }
          },
          {
            "descriptor": {
              "id": "turned-off"
            },
            "level": "warning",
            "message": {
              "text": "not shown, because their rules are turned off: 1 finding of number-range"
            }
          }
        ]
      }
    ]
    "#);
}

#[test]
fn a_path_becomes_a_relative_reference() {
    assert_eq!(uri("a b/ü%:@?#[].rs"), "a%20b/%C3%BC%25%3A%40%3F%23%5B%5D.rs");
}
