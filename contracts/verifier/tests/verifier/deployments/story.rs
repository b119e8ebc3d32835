//! Four services, three environments, twenty deployments, and what can-i-deploy says before each of them and before
//! those that did not come to be.

use counterpart_verifier::report::{Document, Kind, Outcome, Report, Status};

use super::shelf::Shelf;

/// What each version says.
const VERSIONS: &[(&str, &[(&str, &str)])] = &[
    ("user 1 main 1", &[("emits user.registered for 7d", "id email")]),
    (
        "user 2 main 2",
        &[("emits user.registered for 7d", "id email locale")],
    ),
    ("user 3 main 3", &[("emits user.registered for 7d", "id locale")]),
    (
        "user 4 main 4",
        &[("emits user.registered for 7d", "id email locale")],
    ),
    (
        "auth 1 main 1",
        &[
            ("consumes user.registered", "id"),
            ("emits login.succeeded for 2d", "user at"),
        ],
    ),
    (
        "auth 2 main 2",
        &[
            ("consumes user.registered", "id locale"),
            ("emits login.succeeded for 2d", "user at"),
        ],
    ),
    (
        "auth 3 main 3",
        &[
            ("consumes user.registered", "id locale"),
            ("emits login.succeeded for 2d", "user"),
        ],
    ),
    (
        "mail 1 main 1",
        &[("consumes user.registered", "email"), ("emits mail.sent", "to")],
    ),
    (
        "mail 2 main 2",
        &[("consumes user.registered", "email?"), ("emits mail.sent", "to")],
    ),
    (
        "audit 1 main 1",
        &[
            ("consumes login.succeeded", "user at"),
            ("consumes mail.sent", "to"),
        ],
    ),
    (
        "audit 2 main 2",
        &[
            ("consumes login.succeeded", "user at?"),
            ("consumes mail.sent", "to"),
        ],
    ),
];

/// When, where, what, the answer, and whether it is deployed then. Written by hand, before anything was computed.
const STORY: &[(&str, &str, &str, &str, bool)] = &[
    // Nobody is in test yet.
    ("2026-01-01T00:00:00Z", "test", "user 1", "unknown: nobody", true),
    // It fits, but what user ran in test before the first of January, nobody knows, and messages stay a week.
    (
        "2026-01-02T00:00:00Z",
        "test",
        "auth 1",
        "unknown: short-history",
        true,
    ),
    ("2026-01-09T00:00:00Z", "test", "mail 1", "yes", true),
    ("2026-01-09T12:00:00Z", "test", "audit 1", "yes", true),
    // auth 2 wants a locale, which user 1 does not send.
    (
        "2026-01-10T00:00:00Z",
        "test",
        "auth 2",
        "no: user 1 -> auth 2 at /locale, consumer-change",
        false,
    ),
    ("2026-01-10T00:00:00Z", "test", "user 2", "yes", true),
    // user 2 sends it, and messages of user 1 are still there, for a week to the second.
    (
        "2026-01-11T00:00:00Z",
        "test",
        "auth 2",
        "no: user 1 -> auth 2 at /locale, consumer-change",
        false,
    ),
    (
        "2026-01-16T23:59:59Z",
        "test",
        "auth 2",
        "no: user 1 -> auth 2 at /locale, consumer-change",
        false,
    ),
    ("2026-01-17T00:00:00Z", "test", "auth 2", "yes", true),
    (
        "2026-01-18T00:00:00Z",
        "staging",
        "user 2",
        "unknown: nobody",
        true,
    ),
    (
        "2026-01-18T06:00:00Z",
        "staging",
        "mail 2",
        "unknown: short-history",
        true,
    ),
    // user 3 drops the email, and mail 2, the only one here, can do without.
    ("2026-01-19T00:00:00Z", "staging", "user 3", "yes", true),
    // In test, mail 1 cannot.
    (
        "2026-01-19T00:00:00Z",
        "test",
        "user 3",
        "no: user 3 -> mail 1 at /email, producer-change",
        false,
    ),
    (
        "2026-01-26T12:00:00Z",
        "production",
        "user 1",
        "unknown: nobody",
        true,
    ),
    // A week after the first record, to the second, the history is long enough.
    (
        "2026-02-02T11:59:59Z",
        "production",
        "mail 1",
        "unknown: short-history",
        false,
    ),
    ("2026-02-02T12:00:00Z", "production", "mail 1", "yes", true),
    ("2026-02-03T00:00:00Z", "production", "auth 1", "yes", true),
    // Logins stay two days, and auth is here since this morning.
    (
        "2026-02-03T06:00:00Z",
        "production",
        "audit 1",
        "unknown: short-history",
        true,
    ),
    (
        "2026-02-04T00:00:00Z",
        "production",
        "user 3",
        "no: user 3 -> mail 1 at /email, producer-change",
        false,
    ),
    ("2026-02-04T00:00:00Z", "production", "mail 2", "yes", true),
    ("2026-02-05T00:00:00Z", "production", "user 3", "yes", true),
    // Going back to mail 1 would have been fine before user 3, and user 3 is fine with mail 2.
    (
        "2026-02-06T00:00:00Z",
        "production",
        "mail 1",
        "no: user 3 -> mail 1 at /email, interaction",
        false,
    ),
    ("2026-02-06T00:00:00Z", "production", "user 4", "yes", true),
    // user 4 sends emails again, and messages of user 3 are still there.
    (
        "2026-02-07T00:00:00Z",
        "production",
        "mail 1",
        "no: user 3 -> mail 1 at /email, interaction",
        false,
    ),
    ("2026-02-13T00:00:00Z", "production", "mail 1", "yes", true),
    ("2026-02-14T00:00:00Z", "production", "auth 2", "yes", true),
    // auth 3 drops the time of a login, which audit 1 needs and audit 2 does not.
    (
        "2026-02-15T00:00:00Z",
        "production",
        "auth 3",
        "no: auth 3 -> audit 1 at /at, producer-change",
        false,
    ),
    ("2026-02-15T06:00:00Z", "production", "audit 2", "yes", true),
    ("2026-02-15T12:00:00Z", "production", "auth 3", "yes", true),
    // And there is no way back for audit.
    (
        "2026-02-16T00:00:00Z",
        "production",
        "audit 1",
        "no: auth 3 -> audit 1 at /at, interaction",
        false,
    ),
];

fn answer(report: &Report) -> String {
    let version = |document: &Document| {
        let included = &document.included[0];
        format!("{} {}", document.identity().service(), included.version)
    };
    let mut broken = Vec::new();
    for finding in report.of(Status::Failing) {
        let Kind::Incompatible(one) = &finding.kind else {
            continue;
        };
        for refusal in &one.refusals {
            broken.push(format!(
                "{} -> {} at {}, {}",
                version(&one.emitted),
                version(&refusal.contract),
                refusal.places[0],
                refusal.attribution.unwrap()
            ));
        }
    }
    let unknown: Vec<&str> = report.unknown.iter().map(|one| one.id()).collect();
    match (report.outcome(), broken.is_empty(), unknown.is_empty()) {
        (Outcome::Compatible, true, true) => "yes".to_owned(),
        (Outcome::Incompatible, false, true) => format!("no: {}", broken.join("; ")),
        (Outcome::Incompatible, true, false) => format!("unknown: {}", unknown.join("; ")),
        other => format!("{other:?}: {broken:?} {unknown:?}"),
    }
}

#[test]
fn a_year_begins_with_twenty_deployments() {
    let shelf = Shelf::new();
    for (version, documents) in VERSIONS {
        shelf.publish(version, documents);
    }
    let mut deployed = 0;
    let mut told = Vec::new();
    let mut computed = Vec::new();
    for (when, environment, what, expected, deploys) in STORY {
        let report = shelf.can(&format!("{what} {environment}"), when);
        told.push(format!("{when} {environment} {what}: {expected}"));
        computed.push(format!("{when} {environment} {what}: {}", answer(&report)));
        if *deploys {
            shelf.record(&format!("{when} {environment} {what} deployed"));
            deployed += 1;
        }
    }
    for (told, computed) in told.iter().zip(&computed) {
        assert_eq!(told, computed);
    }
    assert_eq!(deployed, 20);

    // Asked of any moment of the past, the store answers as it did then, unless two things happened at that moment.
    let again = |at: usize| {
        let (when, environment, what, expected, _) = STORY[at];
        assert_eq!(
            answer(&shelf.can(&format!("{what} {environment}"), when)),
            expected,
            "{when} {what}"
        );
    };
    [6, 7, 14, 23].into_iter().for_each(again);

    // mail leaves production, and nobody is left to send what audit reads.
    shelf.record("2026-02-16T12:00:00Z production mail 1 undeployed");
    let report = shelf.can("audit 2 production", "2026-02-17T00:00:00Z");
    assert_eq!(answer(&report), "unknown: no-producer");
}
