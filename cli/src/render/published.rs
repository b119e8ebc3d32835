//! The published versions, for people and for machines.

use counterpart::contract::Role;
use counterpart_engine::json::Json;
use counterpart_verifier::store::{AffectedProducers, Publication, Published};

/// The result for one service.
pub(crate) struct Done {
    pub(crate) publication: Publication,
    pub(crate) published: Published,
}

fn count(publication: &Publication, role: Role) -> usize {
    let documents = publication.documents.iter();
    documents
        .filter(|document| document.header.identity.role() == role)
        .count()
}

/// Returns `true` if a service is among the published ones.
fn is_here(done: &[Done], service: &str) -> bool {
    done.iter().any(|one| one.publication.service == service)
}

pub(crate) fn text(done: &[Done], again: &AffectedProducers) -> String {
    let mut text = String::new();
    for Done {
        publication,
        published,
    } in done
    {
        let place = publication.branch.as_ref().map_or_else(
            || "of no branch".to_owned(),
            |branch| format!("of branch {}, sequence number {}", branch.name, branch.sequence),
        );
        let version = super::shorten::short_commits(&publication.version);
        let what = format!("{} {version}, {place}", publication.service);
        text.push_str(&match published {
            Published::New => format!(
                "published {what}: contracts {}, emitted events {}\n",
                count(publication, Role::Consumes),
                count(publication, Role::Emits)
            ),
            Published::Again => format!("already published, the same: {what}\n"),
        });
    }
    for (producer, events) in again {
        for (event, contracts) in events {
            let contracts: Vec<String> = contracts
                .iter()
                .map(|contract| match contract.name() {
                    Some(name) => format!("{} ({name})", contract.service()),
                    None => contract.service().to_owned(),
                })
                .collect();
            let contracts = contracts.join(", ");
            text.push_str(&if is_here(done, producer) {
                format!(
                    "the contract of {contracts} for {event} is new or changed; {producer}, which emits it, was published \
                     too: `cargo counterpart verify` checks both\n"
                )
            } else {
                format!(
                    "{producer} should verify again: it emits {event}, and the contract of {contracts} is new or changed\n"
                )
            });
        }
    }
    text
}

pub(crate) fn json(done: &[Done], again: &AffectedProducers) -> String {
    let text = |text: &str| Json::from(text);
    let published = done.iter().map(
        |Done {
             publication,
             published,
         }| {
            let branch = publication.branch.as_ref();
            Json::from([
                ("service", text(&publication.service)),
                ("version", text(&publication.version)),
                ("branch", branch.map_or(Json::Null, |branch| text(&branch.name))),
                (
                    "sequence",
                    branch.map_or(Json::Null, |branch| Json::Number(branch.sequence.into())),
                ),
                ("published", text(&publication.at.to_string())),
                ("new", Json::Bool(*published == Published::New)),
            ])
        },
    );
    let verify = again.iter().map(|(producer, events)| {
        let events = events.iter().map(|(event, contracts)| {
            let contracts = contracts.iter().map(|contract| {
                Json::from([
                    ("service", text(contract.service())),
                    ("name", contract.name().map_or(Json::Null, text)),
                ])
            });
            Json::from([
                ("event", text(event)),
                ("contracts", Json::Array(contracts.collect())),
            ])
        });
        Json::from([
            ("service", text(producer)),
            ("published-here", Json::Bool(is_here(done, producer))),
            ("events", Json::Array(events.collect())),
        ])
    });
    Json::from([
        ("format", Json::Number(1.into())),
        ("published", Json::Array(published.collect())),
        ("verify", Json::Array(verify.collect())),
    ])
    .to_pretty()
}
