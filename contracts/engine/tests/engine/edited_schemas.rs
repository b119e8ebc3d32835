//! The report for an edit in the schema of a real event: one edit, one place, a short message that looks real.

use std::path::Path;

use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::compat::{Limits, Verdict, check};
use serde_json::{Value, json};

/// The changed part, and the change.
type Edit = (&'static str, fn(&mut Value));

/// An event of GitHub's, if its schemas are available.
fn event_of_github(name: &str) -> Option<Value> {
    let folder = needs::data()?.join("github-webhooks/schemas");
    Some(event(&folder, name))
}

/// An event with the files that it refers to among its definitions.
pub(crate) fn event(folder: &Path, name: &str) -> Value {
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).expect("a text");
        serde_json::from_str(&text).expect("JSON")
    };
    let mut event = read(name);
    let mut wanted = Vec::new();
    bundled(&mut event, &mut wanted);
    let mut definitions = serde_json::Map::new();
    while let Some(name) = wanted.pop() {
        if !definitions.contains_key(&name) {
            let mut part = read(&format!("common/{name}"));
            bundled(&mut part, &mut wanted);
            definitions.insert(name, part);
        }
    }
    event["definitions"] = Value::Object(definitions);
    event
}

/// Turns references to files into references to definitions, whose names are added to `wanted`.
fn bundled(schema: &mut Value, wanted: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            members.remove("$id");
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                let name = reference
                    .trim_start_matches("common/")
                    .trim_end_matches(".schema.json")
                    .to_owned();
                *reference = format!("#/definitions/{name}");
                wanted.push(name);
            }
            members.values_mut().for_each(|member| bundled(member, wanted));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| bundled(item, wanted)),
        _ => {}
    }
}

/// The same for a reader that lets other properties pass.
fn open(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| *name != "additionalProperties");
            kept.map(|(name, value)| (name.clone(), open(value))).collect()
        }
        Value::Array(items) => items.iter().map(open).collect(),
        scalar => scalar.clone(),
    }
}

fn read(schema: &Value) -> Schema {
    Schema::parse(schema.to_string().as_bytes(), &Options::default()).expect("a schema")
}

fn findings(emitted: &Value, accepted: &Value) -> String {
    match check(&read(emitted), &read(accepted), &Limits::default()) {
        Verdict::Compatible => "compatible\n".to_owned(),
        Verdict::Unproven(reasons) => format!("unproven: {}\n", reasons[0].text),
        Verdict::Incompatible(findings) => findings
            .iter()
            .map(|finding| {
                assert!(finding.witness_at.find(&finding.witness).is_some());
                format!(
                    "{} {}\n  {}\n  {}\n",
                    finding.rule, finding.place, finding.sentence, finding.witness
                )
            })
            .collect(),
    }
}

/// Takes a property out of an object's schema, and what was required of it.
fn without(object: &mut Value, name: &str) {
    object["properties"]
        .as_object_mut()
        .expect("properties")
        .remove(name);
    optional(object, name);
}

fn optional(object: &mut Value, name: &str) {
    object["required"]
        .as_array_mut()
        .expect("required")
        .retain(|required| required != name);
}

#[test]
fn edit_of_a_release_is_reported_at_its_place() {
    let cases = needs::cases("webhooks/schemas", "github-webhooks/schemas");
    let original = event(&cases[0].folder, "release/published");
    let reader = open(&original);
    let edits: [Edit; 10] = [
        ("a field is removed", |release| without(release, "tag_name")),
        ("a field becomes optional", |release| optional(release, "body")),
        ("a number becomes a text", |release| {
            release["properties"]["id"] = json!({"type": "string"})
        }),
        ("a flag may be null", |release| {
            release["properties"]["prerelease"]["type"] = json!(["boolean", "null"]);
        }),
        ("a text may be a list", |release| {
            release["properties"]["body"] = json!({"type": ["string", "null", "array"]});
        }),
        ("a date becomes a day", |release| {
            release["properties"]["published_at"]["format"] = json!("date");
        }),
        ("a format is dropped", |release| {
            release["properties"]["published_at"] = json!({"type": ["string", "null"]});
        }),
        ("a bound is dropped deep inside", |release| {
            release["properties"]["assets"]["items"]["properties"]["size"] = json!({"type": "integer"});
        }),
        ("items may be null", |release| {
            let items = release["properties"]["assets"]["items"].take();
            release["properties"]["assets"]["items"] = json!({"anyOf": [items, {"type": "null"}]});
        }),
        ("a field is added", |release| {
            release["properties"]["draft"] = json!({"type": "boolean"})
        }),
    ];
    let mut told = String::new();
    for (edit, apply) in edits {
        let mut edited = original.clone();
        apply(&mut edited["definitions"]["release"]);
        told += &format!("# {edit}\n{}", findings(&edited, &reader));
    }
    insta::assert_snapshot!(told, @r#"
    # a field is removed
    property-missing /release/tag_name
      the producer never sends `tag_name`, and the consumer requires it
      {"action":"published","release":{"assets":[],"body":null,"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":null},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a field becomes optional
    property-optional /release/body
      the producer may leave `body` out, and the consumer requires it
      {"action":"published","release":{"assets":[],"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":null,"tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a number becomes a text
    type-mismatch /release/id
      the producer may send "a", and the consumer accepts an integer
      {"action":"published","release":{"assets":[],"body":null,"html_url":"a","id":"a","name":null,"prerelease":true,"published_at":null,"tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a flag may be null
    null-emitted /release/prerelease
      the producer may send null, and the consumer accepts a boolean
      {"action":"published","release":{"assets":[],"body":null,"html_url":"a","id":0,"name":null,"prerelease":null,"published_at":null,"tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a text may be a list
    type-mismatch /release/body
      the producer may send [], and the consumer accepts a string or null
      {"action":"published","release":{"assets":[],"body":[],"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":null,"tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a date becomes a day
    format-mismatch /release/published_at
      the producer may send "2024-01-31", and the consumer accepts strings of the format `date-time` or null
      {"action":"published","release":{"assets":[],"body":null,"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":"2024-01-31","tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a format is dropped
    format-mismatch /release/published_at
      the producer may send "a", and the consumer accepts strings of the format `date-time` or null
      {"action":"published","release":{"assets":[],"body":null,"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":"a","tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a bound is dropped deep inside
    number-range /release/assets/*/size
      the producer may send -1, and the consumer accepts integers from 0 up
      {"action":"published","release":{"assets":[{"browser_download_url":"a","name":"a","size":-1}],"body":null,"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":null,"tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # items may be null
    null-emitted /release/assets/*
      the producer may send null, and the consumer accepts an object
      {"action":"published","release":{"assets":[null],"body":null,"html_url":"a","id":0,"name":null,"prerelease":true,"published_at":null,"tag_name":"a"},"repository":{"default_branch":"a","full_name":"a/a","html_url":"https://example.com/a","id":0,"license":null,"owner":{"id":0,"login":"a","type":"User"},"private":true},"sender":{"id":0,"login":"a","type":"User"}}
    # a field is added
    compatible
    "#);
}

#[test]
fn edit_of_an_advisory_is_reported_at_its_place() {
    let Some(original) = event_of_github("security_advisory/published") else {
        return;
    };
    let reader = open(&original);
    let edits: [Edit; 12] = [
        ("a field is removed", |advisory| without(advisory, "summary")),
        ("a field becomes optional", |advisory| {
            optional(advisory, "cve_id")
        }),
        ("a number may be null", |advisory| {
            advisory["properties"]["cvss"]["properties"]["score"]["type"] = json!(["number", "null"]);
        }),
        ("a text becomes a number", |advisory| {
            advisory["properties"]["ghsa_id"] = json!({"type": "integer"})
        }),
        ("a field of items is renamed", |advisory| {
            let item = &mut advisory["properties"]["cwes"]["items"];
            without(item, "cwe_id");
            item["properties"]["id"] = json!({"type": "string"});
            item["required"]
                .as_array_mut()
                .expect("required")
                .push(json!("id"));
        }),
        ("an alternative is added", |advisory| {
            let alternatives = &mut advisory["properties"]["withdrawn_at"]["oneOf"];
            alternatives
                .as_array_mut()
                .expect("alternatives")
                .push(json!({"type": "integer"}));
        }),
        ("a format is dropped", |advisory| {
            advisory["properties"]["updated_at"] = json!({"type": "string"})
        }),
        ("a date becomes a day", |advisory| {
            advisory["properties"]["updated_at"]["format"] = json!("date")
        }),
        ("a link becomes a UUID", |advisory| {
            advisory["properties"]["references"]["items"]["properties"]["url"]["format"] = json!("uuid");
        }),
        ("items may be null", |advisory| {
            let items = advisory["properties"]["references"]["items"].take();
            advisory["properties"]["references"]["items"] = json!({"anyOf": [items, {"type": "null"}]});
        }),
        ("a field deep inside becomes optional", |advisory| {
            let vulnerability = &mut advisory["properties"]["vulnerabilities"]["items"]["properties"];
            optional(&mut vulnerability["first_patched_version"], "identifier");
        }),
        ("a field is added", |advisory| {
            advisory["properties"]["epss"] = json!({"type": "number"})
        }),
    ];
    let mut told = String::new();
    for (edit, apply) in edits {
        let mut edited = original.clone();
        apply(&mut edited["properties"]["security_advisory"]);
        told += &format!("# {edit}\n{}", findings(&edited, &reader));
    }
    insta::assert_snapshot!(told, @r#"
        # a field is removed
        property-missing /security_advisory/summary
          the producer never sends `summary`, and the consumer requires it
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # a field becomes optional
        property-optional /security_advisory/cve_id
          the producer may leave `cve_id` out, and the consumer requires it
          {"action":"published","security_advisory":{"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # a number may be null
        null-emitted /security_advisory/cvss/score
          the producer may send null, and the consumer accepts a number
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":null,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # a text becomes a number
        type-mismatch /security_advisory/ghsa_id
          the producer may send 0, and the consumer accepts a string
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":0,"identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # a field of items is renamed
        property-missing /security_advisory/cwes/*/cwe_id
          the producer never sends `cwe_id`, and the consumer requires it
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[{"id":"a","name":"a"}],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # an alternative is added
        type-mismatch /security_advisory/withdrawn_at(an integer)
          the producer may send 0, and the consumer accepts strings of the format `date-time` or null
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":0}}
        # a format is dropped
        format-mismatch /security_advisory/updated_at
          the producer may send "a", and the consumer accepts strings of the format `date-time`
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"a","vulnerabilities":[],"withdrawn_at":null}}
        # a date becomes a day
        format-mismatch /security_advisory/updated_at
          the producer may send "2024-01-31", and the consumer accepts strings of the format `date-time`
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31","vulnerabilities":[],"withdrawn_at":null}}
        # a link becomes a UUID
        format-mismatch /security_advisory/references/*/url
          the producer may send "123e4567-e89b-12d3-a456-426614174000", and the consumer accepts strings of the format `uri`
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[{"url":"123e4567-e89b-12d3-a456-426614174000"}],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # items may be null
        null-emitted /security_advisory/references/*
          the producer may send null, and the consumer accepts an object
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[null],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[],"withdrawn_at":null}}
        # a field deep inside becomes optional
        property-optional /security_advisory/vulnerabilities/*/first_patched_version/identifier
          the producer may leave `identifier` out, and the consumer requires it
          {"action":"published","security_advisory":{"cve_id":null,"cvss":{"score":0,"vector_string":null},"cwes":[],"description":"a","ghsa_id":"a","identifiers":[],"published_at":"2024-01-31T12:00:00Z","references":[],"severity":"a","summary":"a","updated_at":"2024-01-31T12:00:00Z","vulnerabilities":[{"first_patched_version":{},"package":{"ecosystem":"a","name":"a"},"severity":"a","vulnerable_version_range":"a"}],"withdrawn_at":null}}
        # a field is added
        compatible
        "#);
}

#[test]
fn edit_of_a_starred_repository_is_reported_at_its_place() {
    let Some(original) = event_of_github("star/created") else {
        return;
    };
    // A reader of the fields that it needs.
    let reader = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["action", "repository", "sender"],
        "properties": {
            "action": {"enum": ["created", "deleted"]},
            "starred_at": {"type": "string", "format": "date-time"},
            "repository": {"type": "object", "required": ["full_name", "private", "owner", "topics"], "properties": {
                "full_name": {"type": "string", "pattern": "^[^/]+/[^/]+$"},
                "private": {"type": "boolean"},
                "owner": {"$ref": "#/definitions/user"},
                "topics": {"type": "array", "items": {"type": "string", "maxLength": 50}}}},
            "sender": {"$ref": "#/definitions/user"}},
        "definitions": {"user": {"type": "object", "required": ["login", "id"], "properties": {
            "login": {"type": "string"}, "id": {"type": "integer", "minimum": 1},
            "email": {"type": ["string", "null"], "format": "email"}}}}
    });
    // A producer of only the examined fields, so that a person can read the message.
    let mut producer = original.clone();
    for (name, kept) in [
        ("repository", &["full_name", "private", "owner", "topics"][..]),
        ("user", &["login", "id", "email", "type"]),
    ] {
        let definition = &mut producer["definitions"][name];
        let members = definition["properties"].as_object_mut().expect("properties");
        members.retain(|name, _| kept.contains(&name.as_str()));
        let required = definition["required"].as_array_mut().expect("required");
        required.retain(|name| kept.contains(&name.as_str().expect("a name")));
    }
    let mut told = format!("# as it is\n{}", findings(&producer, &reader));
    producer["definitions"]["repository"]["properties"]["full_name"]["pattern"] = json!("^[a-z]+/[a-z]+$");
    producer["definitions"]["repository"]["properties"]["topics"]["items"]["maxLength"] = json!(50);
    producer["definitions"]["user"]["properties"]["id"]["minimum"] = json!(1);
    producer["definitions"]["user"]["properties"]["email"]["format"] = json!("email");
    let edits: [Edit; 5] = [
        ("mended", |_| {}),
        ("a value is added", |event| {
            event["properties"]["action"]["enum"] = json!(["created", "deleted", "moved"])
        }),
        ("a time may be null", |event| {
            event["properties"]["starred_at"]["type"] = json!(["string", "null"]);
        }),
        ("a yes or no becomes a word", |event| {
            event["definitions"]["repository"]["properties"]["private"] =
                json!({"enum": ["private", "public"]});
        }),
        ("a field of two users is removed", |event| {
            without(&mut event["definitions"]["user"], "login")
        }),
    ];
    for (edit, apply) in edits {
        let mut edited = producer.clone();
        apply(&mut edited);
        told += &format!("# {edit}\n{}", findings(&edited, &reader));
    }
    insta::assert_snapshot!(told, @r#"
        # as it is
        string-content /repository/full_name
          the producer may send "", and the consumer accepts strings that match `^[^/]+/[^/]+$`
          {"action":"created","repository":{"full_name":"","owner":{"id":1,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        format-mismatch /repository/owner/email
          the producer may send "a", and the consumer accepts strings of the format `email` or null
          {"action":"created","repository":{"full_name":"a/a","owner":{"email":"a","id":1,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        number-range /repository/owner/id
          the producer may send 0, and the consumer accepts integers from 1 up
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":0,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        string-content /repository/topics/*
          the producer may send "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", and the consumer accepts strings of at most 50 characters
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"login":"a","type":"Bot"},"private":true,"topics":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        format-mismatch /sender/email
          the producer may send "a", and the consumer accepts strings of the format `email` or null
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"email":"a","id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        number-range /sender/id
          the producer may send 0, and the consumer accepts integers from 1 up
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"id":0,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        # mended
        compatible
        # a value is added
        value-not-accepted /action
          the producer may send "moved", and the consumer accepts "created" or "deleted"
          {"action":"moved","repository":{"full_name":"a/a","owner":{"id":1,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        # a time may be null
        null-emitted /starred_at
          the producer may send null, and the consumer accepts strings of the format `date-time`
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"login":"a","type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":null}
        # a yes or no becomes a word
        type-mismatch /repository/private
          the producer may send "private", and the consumer accepts a boolean
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"login":"a","type":"Bot"},"private":"private","topics":[]},"sender":{"id":1,"login":"a","type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        # a field of two users is removed
        property-missing /repository/owner/login
          the producer never sends `login`, and the consumer requires it
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        property-missing /sender/login
          the producer never sends `login`, and the consumer requires it
          {"action":"created","repository":{"full_name":"a/a","owner":{"id":1,"type":"Bot"},"private":true,"topics":[]},"sender":{"id":1,"type":"Bot"},"starred_at":"2024-01-31T12:00:00Z"}
        "#);
}
