//! A report with something of everything, made by the engine where the engine finds it. Tests of each format share it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::collect::Record;
use counterpart::config::Allowance;
use counterpart::config::Date;
use counterpart::config::{Severities, Severity};
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{
    Assumption, ContractFile, Header, Identity, MessageMetadata, Role, RustType, Trust,
};
use counterpart_engine::json::{self, Object};
use counterpart_verifier::report::{
    Attribution, ComparedVersion, Document, Included, Kind, Report, Status, Unknown, Warning, WhyIncluded,
};
use counterpart_verifier::timestamp::Timestamp;
use counterpart_verifier::verify::{Collected, Input, Options, verify};

/// Text that other teams may write.
pub(crate) struct Words {
    pub(crate) event: String,
    pub(crate) producer: String,
    pub(crate) consumer: String,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) property: String,
    pub(crate) value: String,
    pub(crate) reason: String,
    pub(crate) problem: Option<String>,
}

impl Words {
    /// As a team would choose them.
    pub(crate) fn plain() -> Self {
        Self {
            event: "user.registered".into(),
            producer: "user-service".into(),
            consumer: "auth-service".into(),
            name: "audit".into(),
            owner: "team-identity".into(),
            property: "email".into(),
            value: "enterprise".into(),
            reason: "auth-service reads the directory since its 2.3".into(),
            problem: None,
        }
    }

    /// All that a name, a text or a value can hold, of which `lure` is some.
    pub(crate) fn hostile(lure: &str) -> Self {
        // A name holds no control or direction characters: the library refuses them.
        let name: String = lure
            .chars()
            .filter(|c| {
                !c.is_control()
                    && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            })
            .take(50)
            .collect();
        let name = |before: &str| format!("{before}{}x", name.replace("..", "-"));
        Self {
            event: name("e"),
            producer: name("p"),
            consumer: name("c"),
            name: name("n"),
            owner: lure.to_owned(),
            property: lure.to_owned(),
            value: lure.to_owned(),
            reason: format!("r{}", &lure[..lure.len().min(400)]),
            problem: Some(lure.to_owned()),
        }
    }
}

fn object(schema: &str) -> Object {
    json::parse(schema.as_bytes())
        .unwrap()
        .as_object()
        .unwrap()
        .clone()
}

fn contract(service: &str, role: Role, event: &str, name: Option<&str>, schema: &str) -> ContractFile {
    let header = Header {
        identity: Identity::new(service, role, event, name).unwrap(),
        producer: None,
        owner: None,
        metadata: MessageMetadata::default(),
        types: vec![RustType {
            path: "events::UserRegistered".into(),
            package: "events".into(),
            file: "src/lib.rs".into(),
        }],
        imported: vec![],
        assumes: vec![Assumption::UniqueKeys],
        trusts: vec![],
    };
    ContractFile::new(header, object(schema))
}

fn stored(contract: ContractFile) -> Stored {
    Stored {
        path: path_in(Path::new("/work/shop/contracts"), &contract.header.identity),
        text: contract.to_text().into(),
        contract,
    }
}

/// The root that the paths of the report are relative to.
pub(crate) fn root() -> PathBuf {
    PathBuf::from("/work/shop")
}

fn quoted(text: &str) -> String {
    json::Json::from(text).to_string()
}

/// A report with something of everything.
pub(crate) fn report(words: &Words) -> Report {
    let mut report = verify(input(words), &options(words));
    pending(&mut report, words);
    from_a_store(&mut report, words);
    report.problems.extend(words.problem.clone());
    report
}

fn options(words: &Words) -> Options {
    let mut rules = Severities::new();
    assert!(rules.set("property-denied", Severity::Warn));
    assert!(rules.set("number-range", Severity::Off));
    let allowance = |rule: &str, until| Allowance {
        event: words.event.clone(),
        consumer: None,
        place: None,
        rule: Some(rule.into()),
        reason: words.reason.clone(),
        until: Date::parse(until),
    };
    Options {
        rules,
        allow: vec![
            allowance("null-emitted", "2026-12-31"),
            allowance("array-length", "2026-11-22"),
        ],
        today: Date::parse("2026-11-23"),
        ..Options::default()
    }
}

fn input(words: &Words) -> Input {
    let (event, producer) = (words.event.as_str(), words.producer.as_str());
    let (property, value) = (quoted(&words.property), quoted(&words.value));
    let mut emitted = contract(
        producer,
        Role::Emits,
        event,
        None,
        &format!(
            r#"{{"type": "object", "additionalProperties": false, "required": ["user_id", "plan"], "properties": {{
            "user_id": {{"type": "integer", "minimum": 0, "maximum": 340282366920938463463374607431768211455}},
            {property}: {{"type": "string"}},
            "plan": {{"enum": ["free", {value}]}},
            "nick": {{"type": ["string", "null"]}},
            "tags": {{"type": "array", "items": {{"type": "string", "minLength": 3000, "maxLength": 3000}}, "minItems": 0, "maxItems": 9}},
            "account": {{"type": "string", "format": "account-number"}},
            "locale": {{"type": "string"}}}}}}"#
        ),
    );
    emitted.header.metadata.key = Some("plan".into());
    emitted.header.trusts.push(Trust {
        place: "events::UserRegistered.locale".into(),
        reason: words.reason.clone(),
    });
    let wants = format!(
        r#"{{"type": "object", "required": [{property}], "properties": {{{property}: {{"type": "string"}}, "plan": {{"enum": ["free"]}}}}}}"#
    );
    let mut of_consumer = contract(&words.consumer, Role::Consumes, event, None, &wants);
    of_consumer.header.owner = Some(words.owner.clone());
    let mut audit = contract(
        &words.consumer,
        Role::Consumes,
        event,
        Some(&words.name),
        r#"{"properties": {"nick": {"type": "string"}, "user_id": {"type": "integer", "maximum": 18446744073709551615},
            "tags": {"items": {"type": "string", "maxLength": 2999}}, "account": {"format": "iban-number"}}}"#,
    );
    audit.header.metadata.key = Some("user_id".into());
    audit.header.metadata.headers =
        object(r#"{"type": "object", "required": ["tenant"], "properties": {"tenant": {"type": "string"}}}"#);
    let mut long = contract(
        &"a-service-with-a-very-long-name-".repeat(2),
        Role::Consumes,
        event,
        None,
        &wants,
    );
    long.header.owner = Some(words.owner.clone());
    let closed = contract(
        "closed",
        Role::Consumes,
        event,
        None,
        r#"{"additionalProperties": false, "properties": {"user_id": {}, "plan": {}, "nick": {}, "tags": {}, "account": {}, "email": {}}}"#,
    );
    let stale = contract("closed", Role::Consumes, "stale", None, r#"{"type": "string"}"#);
    let says = contract("closed", Role::Consumes, "stale", None, r#"{"type": "integer"}"#);
    let missing = contract("closed", Role::Consumes, "missing", None, "{}");
    let mut orphaned = contract("closed", Role::Consumes, "orphaned", None, "{}");
    orphaned.header.types[0].package = "closed".into();
    let opened = contract(
        producer,
        Role::Emits,
        "account.opened",
        None,
        r#"{"type": "string", "format": "account-number"}"#,
    );
    let iban = contract(
        "books",
        Role::Consumes,
        "account.opened",
        Some(&words.name),
        r#"{"format": "iban-number"}"#,
    );
    let mut stopped = contract("closed", Role::Emits, "stopped", None, "{}");
    stopped.header.types[0].package = "closed".into();
    let reads = contract(&words.consumer, Role::Consumes, "stopped", None, "{}");
    let mut never = contract("books", Role::Consumes, "never", None, "{}");
    never.header.producer = Some(words.producer.clone());
    Input {
        folder: "/work/shop/contracts".into(),
        committed: [
            emitted,
            of_consumer,
            audit,
            long,
            closed.clone(),
            stale,
            orphaned,
            stopped,
            reads,
            never,
            opened,
            iban,
        ]
        .map(stored)
        .into(),
        others: vec![],
        collected: Some(Collected {
            records: vec![Record {
                executable: "closed".into(),
                package: "closed".into(),
                features: Default::default(),
                compared: true,
                contracts: vec![says, missing, closed],
                problems: vec![],
                uncompared: vec![],
                unreached: vec![],
                samples: vec![],
            }],
            whole: ["closed".to_owned()].into(),
            problems: vec![],
            warnings: vec![],
        }),
    }
}

/// A consumer that wants what was never given.
fn pending(report: &mut Report, words: &Words) {
    let emitted = contract(
        &words.producer,
        Role::Emits,
        &words.event,
        None,
        r#"{"type": "object", "additionalProperties": false}"#,
    );
    let wants = contract(
        "mail-service",
        Role::Consumes,
        &words.event,
        None,
        r#"{"required": ["phone"]}"#,
    );
    let found = verify(
        Input {
            others: [emitted, wants].map(stored).into(),
            ..Input::default()
        },
        &Options::default(),
    );
    report.checked.pairs += found.checked.pairs;
    for mut finding in found.findings {
        finding.status = Status::Pending;
        if let Kind::Incompatible(one) = &mut finding.kind {
            for refusal in &mut one.refusals {
                refusal.contract = deployed(&refusal.contract, "7.0.0");
                refusal.attribution = Some(Attribution::ConsumerChange);
            }
        }
        report.findings.push(finding);
    }
}

fn deployed(document: &Arc<Document>, version: &str) -> Arc<Document> {
    let mut document = Document::clone(document);
    document.path = format!("services/{}/versions/{version}/consumes/x.json", "mail-service").into();
    document.included = vec![Included {
        version: version.to_owned(),
        why: WhyIncluded::Deployed {
            environment: "production".into(),
            since: Timestamp::parse("2026-11-16").unwrap(),
        },
    }];
    Arc::new(document)
}

/// Parts of a report that only a store can provide.
fn from_a_store(report: &mut Report, words: &Words) {
    if let Some(Kind::Incompatible(found)) = report.findings.first_mut().map(|one| &mut one.kind) {
        found.refusals[0].attribution = Some(Attribution::ProducerChange);
    }
    report.unknown.push(Unknown::NoProducer {
        environment: "production".into(),
        event: words.event.clone(),
        producer: None,
    });
    report.unknown_allowed.push(Unknown::Nobody {
        service: words.producer.clone(),
        environment: "staging".into(),
        others: None,
    });
    report.warnings.push(Warning::NoRetention {
        producer: words.producer.clone(),
        event: words.event.clone(),
    });
    report.compared_versions.push(ComparedVersion {
        service: "mail-service".into(),
        included: Included {
            version: "7.0.0".into(),
            why: WhyIncluded::Branch("main".into()),
        },
        events: vec![words.event.clone()],
    });
    report.not_compared.push("tool".into());
}
