//! The views as a whole, on contract files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use counterpart::contract::ContractFile;
use counterpart::contract::folder::Stored;
use counterpart_engine::json::Json;

use super::*;
use crate::report::listing::Files;

fn stored(service: &str, role: &str, event: &str, owner: &str, schema: &str) -> Stored {
    let text = format!(
        r#"{{"$schema":"https://json-schema.org/draft/2020-12/schema","x-contract":{{"format":1,"role":"{role}","service":"{service}","event":"{event}","owner":"{owner}","imported":["x.json"],"assumes":["unique-keys"]}},{schema}}}"#
    );
    Stored {
        path: format!("contracts/{service}/{role}/{event}.json").into(),
        contract: ContractFile::parse(text.as_bytes()).unwrap(),
        text: text.into(),
    }
}

const SENT: &str = r#""type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"}},"required":["a","b","c"],"additionalProperties":false"#;
const WANTED: &str = r#""type":"object","properties":{"a":{"type":"integer"}},"required":["a"]"#;

/// Each service sends one event and reads that of the next one.
fn ring(count: usize) -> Vec<Stored> {
    let of = |at: usize| {
        let (service, next) = (format!("s{at}"), (at + 1) % count);
        let owner = format!("team-{}", at % 7);
        [
            stored(&service, "emits", &format!("d{}.e{at}", at % 90), &owner, SENT),
            stored(
                &service,
                "consumes",
                &format!("d{}.e{next}", next % 90),
                &owner,
                WANTED,
            ),
        ]
    };
    (0..count).flat_map(of).collect()
}

#[derive(Default)]
struct All(Mutex<BTreeMap<String, Json>>);

impl Take for All {
    type Error = DeployError;

    fn take<V: Serialize>(&self, name: &str, view: &V) -> Result<(), DeployError> {
        let is_ours = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(name.bytes().all(is_ours), "{name}");
        let text = serde_json::to_vec(view).unwrap();
        let view = counterpart_engine::json::parse(&text).unwrap();
        let before = self.0.lock().unwrap().insert(name.to_owned(), view);
        assert!(before.is_none(), "{name} is made twice");
        Ok(())
    }
}

fn made(files: Vec<Stored>, options: &Options) -> BTreeMap<String, Json> {
    let source = Source::of_files(files, &Default::default());
    let all = All::default();
    views(&source, options, &Files::default(), &all).unwrap();
    all.0.into_inner().unwrap()
}

fn count(view: &Json, steps: &[&str]) -> usize {
    let value = steps.iter().fold(view, |value, step| value.get(step).unwrap());
    match value {
        Json::Array(items) => items.len(),
        Json::Number(number) => number.to_string().parse().unwrap(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_large_network_is_grouped_and_each_service_is_in_one_group() {
    let views = made(
        ring(300),
        &Options {
            checks: 0,
            ..Options::default()
        },
    );
    let network = &views["network"];
    assert_eq!(network.get("whole"), Some(&Json::Null));
    let groupings = network.get("groupings").unwrap().as_array().unwrap();
    assert_eq!(groupings.len(), 2);
    for grouping in groupings {
        let by = grouping.get("by").unwrap().as_str().unwrap();
        let groups = grouping.get("groups").unwrap().as_array().unwrap();
        assert!(
            (2..=70).contains(&groups.len()),
            "{} groups by {by}",
            groups.len()
        );
        assert_eq!(
            groups
                .iter()
                .map(|group| count(group, &["services"]))
                .sum::<usize>(),
            300
        );
        assert_eq!(count(grouping, &["of"]), 300);
        let mut seen = BTreeSet::new();
        for at in 0..groups.len() {
            let graph = views[&format!("group-{by}-{at}")].get("graph").unwrap();
            for node in graph.get("nodes").unwrap().as_array().unwrap() {
                let Json::Array(node) = node else { panic!("{node}") };
                if node[0].as_str() == Some("service") {
                    assert!(seen.insert(node[1].to_string()), "{} is in two groups", node[1]);
                }
            }
        }
        assert_eq!(seen.len(), 300);
    }
}

#[test]
fn a_small_network_is_whole() {
    let views = made(ring(20), &Options::default());
    let graph = views["network"].get("whole").unwrap();
    assert_eq!(count(graph, &["nodes"]), 40);
    assert_eq!(
        count(graph, &["edges"]),
        40,
        "each event has one producer and one consumer"
    );
}

#[test]
fn each_event_has_its_first_field_probed_before_one_has_its_second() {
    // A field takes four checks for the one pair of its event.
    let options = Options {
        checks: 4 * 25,
        ..Options::default()
    };
    let views = made(ring(20), &options);
    let probed = |at: usize| count(&views[&format!("event-{at}")], &["effects"]);
    let all: Vec<usize> = (0..20).map(probed).collect();
    assert_eq!(all.iter().sum::<usize>(), 25);
    assert!(all.iter().all(|probed| (1..=2).contains(probed)), "{all:?}");
    assert_eq!(count(&views["index"], &["counts", "probed"]), 25);
    let left: usize = (0..20)
        .map(|at| count(&views[&format!("event-{at}")], &["not_probed"]))
        .sum();
    assert_eq!(25 + left, count(&views["index"], &["counts", "fields"]));
    assert_eq!(count(&views["index"], &["notes"]), 1);
}

#[test]
fn order_of_the_files_does_not_matter() {
    let mut files = ring(30);
    let first = made(files.clone(), &Options::default());
    files.reverse();
    assert_eq!(made(files, &Options::default()), first);
}
