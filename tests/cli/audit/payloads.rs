//! What GitHub really sent, against the contracts of the example that reads it, and against what GitHub says that it sends.

use std::collections::BTreeSet;
use std::path::Path;

use fixture::{Folder, checkout};
use serde_json::Value;

use crate::github::{EVENTS, imported};

/// The number of payloads that were judged, and the refused ones: file, rule, place.
fn audited(folder: &Folder, examples: &Path, arguments: &[&str]) -> (u64, Vec<String>) {
    let (mut judged, mut refused) = (0, Vec::new());
    for event in EVENTS {
        let (payloads, name) = (examples.join(event), format!("github.{event}"));
        let payloads = payloads.to_str().unwrap();
        let arguments = [
            &["audit", payloads, "--event", &name, "--format", "json"],
            arguments,
        ]
        .concat();
        let answer = folder.counterpart(&arguments);
        let report: Value = serde_json::from_str(&answer.stdout).unwrap();
        let of_event = report["messages"]["judged"].as_u64().unwrap();
        assert!(
            of_event > 0 && report["messages"]["read"] == of_event,
            "{event}: {}",
            answer.stderr
        );
        judged += of_event;
        for finding in report["findings"].as_array().unwrap() {
            for end in ["first", "last"] {
                let input = finding["seen"][end]["input"].as_str().unwrap();
                let file = Path::new(input).file_name().unwrap().to_str().unwrap();
                let (rule, place) = (
                    finding["rule"].as_str().unwrap(),
                    finding["place"].as_str().unwrap(),
                );
                refused.push(format!("{event}/{file}: {rule} {place}"));
            }
        }
    }
    (judged, refused)
}

#[test]
fn reader_of_the_example_accepts_every_payload() {
    let contracts = checkout().join("examples/contracts");
    for cases in needs::cases("webhooks", "github-webhooks") {
        let folder = Folder::with(&[]);
        let arguments = [
            "--service",
            "github-webhooks",
            "--contracts",
            contracts.to_str().unwrap(),
        ];
        let (judged, refused) = audited(&folder, &cases.folder.join("examples"), &arguments);
        assert_eq!(refused, Vec::<String>::new());
        assert_eq!(judged, if cases.is_own { 21 } else { 101 });
    }
}

/// Two payloads have moments that are none of RFC 3339, where GitHub's schema says `date-time`.
#[test]
fn payloads_keep_to_the_schemas_of_their_producer_but_for_the_two_that_are_known() {
    for cases in needs::cases("webhooks", "github-webhooks") {
        let folder = imported(&cases.folder);
        let arguments = ["--role", "emits", "--contracts", "contracts"];
        let (judged, refused) = audited(&folder, &cases.folder.join("examples"), &arguments);
        if cases.is_own {
            assert_eq!(refused, Vec::<String>::new());
            continue;
        }
        assert_eq!(judged, 101);
        let files: BTreeSet<&str> = refused
            .iter()
            .filter_map(|one| Some(one.split_once(':')?.0))
            .collect();
        let known = [
            "check_run/rerequested.payload.json",
            "check_run/rerequested.with-organization.payload.json",
        ];
        assert_eq!(files.into_iter().collect::<Vec<_>>(), known);
        assert!(
            refused.iter().all(|one| one.contains(": format-mismatch ")),
            "{refused:#?}"
        );
    }
}
