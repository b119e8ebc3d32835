//! What GitHub really sent, against the contracts of the example that reads it.

use fixture::{Folder, checkout};

/// The events that the example reads, with the numbers of payloads that are accepted and refused.
const EVENTS: [(&str, usize, usize); 10] = [
    ("check_run", 0, 0),
    ("fork", 0, 0),
    ("issue_comment", 0, 0),
    ("issues", 0, 0),
    ("ping", 0, 0),
    ("pull_request", 0, 0),
    ("push", 0, 0),
    ("release", 0, 0),
    ("star", 0, 0),
    ("workflow_run", 0, 0),
];

#[test]
fn payloads_of_github_are_accepted_but_for_the_two_that_are_known() {
    let Some(data) = needs::data() else { return };
    let contracts = checkout().join("examples/contracts");
    let folder = Folder::with(&[]);
    let mut refused = Vec::new();
    let mut judged = 0;
    for (event, ..) in EVENTS {
        let payloads = data.join("github-webhooks/examples").join(event);
        let name = format!("github.{event}");
        let answer = folder.counterpart(&[
            "audit",
            payloads.to_str().unwrap(),
            "--event",
            &name,
            "--service",
            "github-webhooks",
            "--contracts",
            contracts.to_str().unwrap(),
            "--format",
            "json",
        ]);
        let report: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
        judged += report["messages"]["judged"].as_u64().unwrap();
        for finding in report["findings"].as_array().unwrap() {
            refused.push(format!(
                "{event} {} {} {}",
                finding["rule"], finding["place"], finding["seen"]["first"]["input"]
            ));
        }
    }
    insta::assert_snapshot!(format!("{judged}\n{}", refused.join("\n")), @"");
}
