//! Fixes for wrong files, and for events that nobody emits.

use super::super::{Document, FileFinding, FileRule, Meant};
use super::allow::let_file_pass;
use super::case::{named, short};
use super::{Fix, FixKind};

/// The mistake in a file, without a full stop.
pub fn what_is_wrong(finding: &FileFinding) -> String {
    let identity = finding.document.identity();
    let (service, event) = (identity.service(), identity.event());
    match finding.rule {
        FileRule::ContractMissing => format!("the code declares `{identity}`, and it has no contract file"),
        FileRule::ContractStale => "the file differs from the code".to_owned(),
        FileRule::ContractOrphaned => {
            format!("the code no longer declares `{identity}`, and the file is still there")
        }
        FileRule::EventStopped => {
            let mut wanted_by: Vec<String> = Vec::new();
            for who in finding.wanted_by.iter().map(|contract| contract.who()) {
                // A consumer can have its contract in several versions.
                if !wanted_by.contains(&who) {
                    wanted_by.push(who);
                }
            }
            format!(
                "{service} no longer emits `{event}`, and {} still {} a contract for it",
                wanted_by.join(", "),
                if wanted_by.len() == 1 { "has" } else { "have" },
            )
        }
        FileRule::EventNotEmitted => {
            let wants = match wanted_producer(&finding.document) {
                Some(producer) => {
                    format!("{service} wants `{event}` from {producer}, and {producer} does not emit it")
                }
                None => format!("{service} wants `{event}`, and nobody emits it"),
            };
            let meant = finding
                .meant
                .iter()
                .map(|one| format!("; {}", sentence_of(one, service)));
            wants + &meant.collect::<String>()
        }
        FileRule::NotCompared => {
            let types = &finding.document.contract.header.types;
            let types: Vec<String> = types.iter().map(|one| format!("`{}`", one.path)).collect();
            format!(
                "`{event}` was not compared with what serde writes: {} {} no `samples` and no `Deserialize`",
                types.join(" and "),
                if types.len() == 1 { "has" } else { "have" },
            )
        }
    }
}

/// The fixes, the best first, and the allowance if a contract's finding can be accepted.
pub(super) fn of_file(finding: &FileFinding) -> Vec<Fix> {
    let identity = finding.document.identity();
    let (service, event) = (short(identity.service()), short(identity.event()));
    let mut fixes = match finding.rule {
        FileRule::ContractMissing | FileRule::ContractStale => vec![Fix::new(
            FixKind::Run,
            "run `cargo counterpart accept` and commit the file",
        )],
        FileRule::ContractOrphaned => vec![Fix::new(
            FixKind::Run,
            "delete the file; `cargo counterpart accept` does",
        )],
        FileRule::EventStopped => {
            let consumers = named(finding.wanted_by.iter());
            vec![
                Fix::new(
                    FixKind::Producer,
                    format!("in {service}: keep emitting `{event}` until no consumer has a contract for it"),
                ),
                Fix::new(
                    FixKind::Consumer,
                    format!(
                        "in {consumers}: remove the contract for `{event}`, or read the event's new name"
                    ),
                ),
            ]
        }
        FileRule::EventNotEmitted => {
            let publish = |what: String| Fix::new(FixKind::Producer, what);
            let correct = |what: String| Fix::new(FixKind::Consumer, format!("in {service}: {what}"));
            match (wanted_producer(&finding.document), finding.meant.first()) {
                (Some(producer), meant) => vec![
                    correct(match meant {
                        Some(meant) => format!("{} or the `producer`", corrected(meant)),
                        None => "correct the event or the `producer` of the contract".to_owned(),
                    }),
                    publish(format!("in {}: start emitting `{event}`", short(producer))),
                ],
                (None, Some(meant)) => vec![
                    correct(corrected(meant)),
                    publish(format!("publish a producer that emits `{event}` first")),
                ],
                (None, None) => vec![
                    correct("correct the event of the contract".to_owned()),
                    publish(format!("publish a producer that emits `{event}` first")),
                ],
            }
        }
        FileRule::NotCompared => vec![
            Fix::new(
                FixKind::Producer,
                format!("in {service}: derive `Deserialize` too, at least under `cfg(test)`"),
            ),
            Fix::new(
                FixKind::Producer,
                format!("in {service}: or `samples = path::to::function` in `#[contract(…)]`"),
            ),
        ],
    };
    fixes.extend(let_file_pass(finding));
    fixes
}

/// The event that was meant comes first, because the end of a long line is cut.
fn corrected(meant: &Meant) -> String {
    format!("did you mean `{}`? correct the event", short(&meant.event))
}

fn wanted_producer(contract: &Document) -> Option<&str> {
    contract.contract.header.producer.as_deref()
}

/// A likely meaning, for ``shop emits `order.paid` ``.
fn sentence_of(meant: &Meant, consumer: &str) -> String {
    let (producers, event) = (meant.producers.join(", "), &meant.event);
    let emit = if meant.producers.len() == 1 {
        "emits"
    } else {
        "emit"
    };
    match &meant.read_by {
        None => format!("{producers} {emit} `{event}`"),
        Some(version) => format!(
            "version {version} of {consumer} read `{event}`, which {producers} {emit}, and this one does not read it"
        ),
    }
}
