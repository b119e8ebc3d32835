//! A store in a folder of its own, filled in few words.

use counterpart::config::Allowance;
use counterpart::contract::ContractFile;
use counterpart::contract::Retention;
use counterpart_engine::json::Json;
use counterpart_verifier::deploy::{Deployment, Own, Scope, Snapshot, against, can_i_deploy};
use counterpart_verifier::report::{Document, Incompatibility, Kind, Outcome, Report, Status};
use counterpart_verifier::store::{
    Branch, DeploymentChange, Directory, Key, NewFile, Origin, Publication, Published, Store, contents,
    prune, publish, record,
};
use counterpart_verifier::timestamp::Timestamp;
use counterpart_verifier::verify::Options;
use std::cell::Cell;
use std::sync::Arc;

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// `fields("id email? age:integer")`: the properties, those with `?` optional; strings unless said.
fn object(fields: &str, more: &str) -> String {
    let mut properties = Vec::new();
    let mut required = Vec::new();
    for field in fields.split_whitespace() {
        let (name, kind) = field.split_once(':').unwrap_or((field, "string"));
        let plain = name.trim_end_matches('?');
        properties.push(format!(r#""{plain}": {{"type": "{kind}"}}"#));
        if plain == name {
            required.push(format!("{plain:?}"));
        }
    }
    format!(
        r#""type": "object", "properties": {{{}}}, "required": [{}]{more}"#,
        properties.join(", "),
        required.join(", ")
    )
}

/// `document("user", "emits paid", "id email?")`; behind the event may stand `for 14d` or `of user`.
pub(crate) fn document(service: &str, what: &str, fields: &str) -> ContractFile {
    let words: Vec<&str> = what.split(' ').collect();
    let (role, event, more) = (words[0], words[1], &words[2..]);
    let header = match more {
        ["for", retention] => format!(r#""retention": "{retention}","#),
        ["of", producer] => format!(r#""producer": "{producer}","#),
        _ => String::new(),
    };
    let closed = if role == "emits" {
        r#", "additionalProperties": false"#
    } else {
        ""
    };
    let schema = object(fields, closed);
    let text = format!(
        r#"{{"x-contract": {{"format": 1, "role": "{role}", "service": "{service}", "event": "{event}", {header} "assumes": []}}, {schema}}}"#
    );
    ContractFile::parse(text.as_bytes()).unwrap()
}

pub(crate) struct Shelf {
    folder: tempfile::TempDir,
    pub(crate) store: Directory,
    /// The number of versions that were published: one a minute.
    pub(crate) published: Cell<u32>,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Directory::new(folder.path().join("store"));
        Self {
            folder,
            store,
            published: Cell::new(0),
        }
    }

    /// `publish("user 1.2 main 7", &[("emits paid", "id")])`
    pub(crate) fn publish(&self, what: &str, documents: &[(&str, &str)]) {
        self.publish_with(what, documents, &[]);
    }

    pub(crate) fn publish_with(&self, what: &str, documents: &[(&str, &str)], allow: &[Allowance]) {
        let words: Vec<&str> = what.split(' ').collect();
        let (service, version) = (words[0], words[1]);
        let branch = words.get(2).map(|name| Branch {
            name: (*name).to_owned(),
            sequence: words[3].parse().unwrap(),
        });
        let publication = Publication {
            service: service.to_owned(),
            version: version.to_owned(),
            documents: documents
                .iter()
                .map(|(what, fields)| document(service, what, fields))
                .collect(),
            branch,
            origin: Origin::default(),
            retention: None,
            allow: allow.to_vec(),
            at: at(&format!(
                "2026-01-01T00:{:02}:00Z",
                self.published.replace(self.published.get() + 1)
            )),
        };
        assert_eq!(publish(&self.store, &publication).unwrap(), Published::New);
    }

    /// Gives a published version a sequence number on a branch: `place("user 1.2 main 7")`
    pub(crate) fn place(&self, what: &str) {
        let words: Vec<&str> = what.split(' ').collect();
        let [service, version, branch, sequence] = words[..] else {
            panic!("{what}");
        };
        let key = format!("services/{service}/branches/{branch}/{sequence}~{version}");
        let file = NewFile {
            key: Key::parse(&key).unwrap(),
            content: Vec::new(),
        };
        self.store.create(&[file]).unwrap();
    }

    /// `record("2026-11-02 production user 1.2 deployed")`
    pub(crate) fn record(&self, what: &str) {
        let words: Vec<&str> = what.split(' ').collect();
        let [when, environment, service, version, how] = words[..] else {
            panic!("{what}");
        };
        let how = match how {
            "deployed" => DeploymentChange::Deployed,
            "undeployed" => DeploymentChange::Undeployed,
            "released" => DeploymentChange::Released,
            "withdrawn" => DeploymentChange::Withdrawn,
            other => panic!("{other}"),
        };
        record(&self.store, environment, service, version, how, at(when)).unwrap();
    }

    /// Removes what nobody needs at a moment, and says what that was.
    pub(crate) fn prune(&self, when: &str) -> Vec<String> {
        let pruning = prune::Pruning {
            services: None,
            gone_branches: Default::default(),
            older_than: std::time::Duration::ZERO,
            retention: None,
            at: at(when),
        };
        let plan = prune::plan(&self.store, &pruning).unwrap();
        prune::remove(&self.store, &plan.removed).unwrap();
        let removed = plan.removed.iter();
        removed
            .map(|(service, version)| format!("{service} {version}"))
            .collect()
    }

    /// Writes `store.toml`.
    pub(crate) fn rules(&self, text: &str) {
        std::fs::write(self.folder.path().join("store/store.toml"), text).unwrap();
    }

    pub(crate) fn snapshot(&self) -> Snapshot<'_> {
        Snapshot::read(&self.store).unwrap()
    }

    /// The code of a service against what stands.
    pub(crate) fn verify(&self, service: &str, documents: &[(&str, &str)]) -> Report {
        self.verify_with(service, documents, &Scope::default(), &Options::default())
    }

    pub(crate) fn verify_with(
        &self,
        service: &str,
        documents: &[(&str, &str)],
        scope: &Scope,
        options: &Options,
    ) -> Report {
        self.against(&own(service, documents, true), scope, options)
    }

    /// The reason why the code of a service cannot be asked so.
    pub(crate) fn refuses(&self, service: &str, documents: &[(&str, &str)], scope: &Scope) -> String {
        let (own, report) = (own(service, documents, true), Report::default());
        let asked = against(
            &self.snapshot(),
            &own,
            scope,
            at("2026-12-31"),
            &Options::default(),
            report,
        );
        asked.unwrap_err().to_string()
    }

    /// The contract files of a service, of which no code was asked, against what stands.
    pub(crate) fn verify_files(&self, service: &str, documents: &[(&str, &str)]) -> Report {
        let own = own(service, documents, false);
        self.against(&own, &Scope::default(), &Options::default())
    }

    /// A published version against what stands.
    pub(crate) fn verify_version(&self, service: &str, version: &str) -> Report {
        let read = contents(&self.store, &[(service.to_owned(), version.to_owned())]).unwrap();
        let own = Own {
            documents: read[0].documents.clone(),
            version: Some(version.to_owned()),
        };
        self.against(&own, &Scope::default(), &Options::default())
    }

    fn against(&self, own: &Own, scope: &Scope, options: &Options) -> Report {
        let report = Report::default();
        against(&self.snapshot(), own, scope, at("2026-12-31"), options, report).unwrap()
    }

    /// `can("user 1.2 production", "2026-11-02")`
    pub(crate) fn can(&self, what: &str, when: &str) -> Report {
        let words: Vec<&str> = what.split(' ').collect();
        let deployment = Deployment {
            versions: vec![(words[0].to_owned(), words[1].to_owned())],
            environment: words[2].to_owned(),
            new_environment: true,
            retention: words.get(3).and_then(|text| Retention::parse(text)),
            allow_unknown: Default::default(),
        };
        can_i_deploy(&self.snapshot(), &deployment, at(when), &Options::default()).unwrap()
    }
}

fn own(service: &str, documents: &[(&str, &str)], declared: bool) -> Own {
    let documents = documents.iter().map(|(what, fields)| {
        let contract = document(service, what, fields);
        Arc::new(Document {
            path: contract.header.identity.path(),
            text: contract.to_text().into(),
            contract,
            declared,
            included: Vec::new(),
        })
    });
    Own {
        documents: documents.collect(),
        version: None,
    }
}

pub(crate) fn allowance(members: &[(&str, &str)]) -> Allowance {
    let members = members
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Json::from(*value)));
    Allowance::from_json(&Json::Object(members.collect())).unwrap()
}

fn incompatibility(one: &Incompatibility, mark: &str, lines: &mut Vec<String>) {
    let side = |document: &Document| {
        let included: Vec<String> = document.included.iter().map(ToString::to_string).collect();
        let service = document.identity().service();
        if included.is_empty() {
            service.to_owned()
        } else {
            format!("{service} {}", included.join(" and "))
        }
    };
    for refusal in &one.refusals {
        let places: Vec<String> = refusal.places.iter().map(ToString::to_string).collect();
        let attribution = refusal
            .attribution
            .map_or(String::new(), |one| format!(", {one}"));
        lines.push(format!(
            "{mark}{} at {}: {} -> {}{attribution}",
            one.rule,
            places.join(" "),
            side(&one.emitted),
            side(&refusal.contract),
        ));
    }
}

fn found(report: &Report, status: Status, mark: &str, lines: &mut Vec<String>) {
    for finding in report.of(status) {
        match &finding.kind {
            Kind::Incompatible(one) => incompatibility(one, mark, lines),
            Kind::File(one) => {
                let wanted: Vec<_> = one.wanted_by.iter().map(|one| one.identity().service()).collect();
                lines.push(format!(
                    "{mark}{} {} wanted by {}",
                    one.rule.id(),
                    one.document.identity(),
                    wanted.join(", ")
                ));
            }
            Kind::Unproven(one) => lines.push(format!(
                "{mark}unproven {} -> {}",
                one.emitted.identity(),
                one.contract.identity()
            )),
            _ => {}
        }
    }
}

/// The answer, and one line for each thing that a report says.
pub(crate) fn lines(report: &Report) -> String {
    let outcome = match report.outcome() {
        Outcome::Compatible => "compatible",
        Outcome::Incompatible => "incompatible",
        Outcome::Incomplete => "incomplete",
    };
    let mut lines = vec![format!("{outcome}, {} pairs", report.checked.pairs)];
    found(report, Status::Failing, "", &mut lines);
    found(report, Status::Pending, "pending ", &mut lines);
    found(report, Status::Allowed, "allowed ", &mut lines);
    lines.extend(report.expired.iter().map(|one| format!("expired {one}")));
    lines.extend(report.unknown.iter().map(|one| format!("unknown {one}")));
    lines.extend(report.warnings.iter().map(|one| format!("warning {one}")));
    lines.extend(report.problems.iter().map(|one| format!("problem {one}")));
    lines.join("\n")
}

/// Which versions counted, and why.
pub(crate) fn counted(report: &Report) -> String {
    let line = |one: &counterpart_verifier::report::ComparedVersion| {
        format!("{} {}: {}", one.service, one.included, one.events.join(", "))
    };
    report
        .compared_versions
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}
