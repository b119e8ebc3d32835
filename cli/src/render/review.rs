//! A file that waits for review: its changes, and the services that are compatible with it.

use counterpart::contract::folder::Stored;
use counterpart::contract::{Identity, Role};
use counterpart_verifier::report::{ComparedVersion, Kind, Report, Status};
use counterpart_verifier::verify::{Input, Options, verify};
use similar::TextDiff;

use crate::pending::Pending;

/// The number of lines to show around a change.
const AROUND: usize = 3;

/// The whole page. `stored` are the files before the change.
pub(crate) fn page(pending: &Pending, stored: Vec<Stored>) -> String {
    let identity = &pending.stored.contract.header.identity;
    let old = stored
        .iter()
        .find(|stored| stored.contract.header.identity == *identity)
        .map_or(String::new(), |stored| stored.text.to_string());
    let kind = if old.is_empty() { "new" } else { "changed" };
    let mut out = format!("{} ({identity}, {kind})\n\n", pending.target.display());
    let diff = TextDiff::from_lines(old.as_str(), &pending.stored.text);
    out.push_str(
        &diff
            .unified_diff()
            .context_radius(AROUND)
            .missing_newline_hint(false)
            .to_string(),
    );
    out.push('\n');
    for line in effect(pending, stored) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The services that the file is compatible with once it is accepted.
fn effect(pending: &Pending, stored: Vec<Stored>) -> Vec<String> {
    let identity = pending.stored.contract.header.identity.clone();
    let others = match identity.role() {
        Role::Emits => "consumers",
        Role::Consumes => "producers",
    };
    let mut stored: Vec<Stored> = stored
        .into_iter()
        .filter(|stored| {
            let other = &stored.contract.header.identity;
            other.event() == identity.event() && other.role() != identity.role()
        })
        .collect();
    stored.push(pending.stored.clone());
    let report = verify(
        Input {
            others: stored,
            ..Input::default()
        },
        &Options::default(),
    );
    let mut lines = breaks(&report, &identity);
    lines.extend(
        report
            .problems
            .iter()
            .map(|problem| format!("could not complete: {problem}")),
    );
    if !lines.is_empty() {
        return lines;
    }
    let pairs = report.checked.pairs;
    vec![if pairs == 0 {
        format!("no {others} of this event have their files here")
    } else {
        format!("compatible with all {others} that have their files here")
    }]
}

/// The verdicts on the file with the services of a store.
pub(crate) fn in_store(pending: &Pending, report: &Report) -> String {
    let identity = &pending.stored.contract.header.identity;
    let broken = breaks(report, identity);
    let is_named = |one: &ComparedVersion| {
        let mut of_failing = report
            .of(Status::Failing)
            .flat_map(|finding| finding.kind.pairs());
        of_failing.any(|(emitted, contract)| {
            let mut sides = [emitted, contract].into_iter();
            sides
                .any(|side| side.identity().service() == one.service && side.included.contains(&one.included))
        })
    };
    let compatible: Vec<String> = report
        .compared_versions
        .iter()
        .filter(|one| !is_named(one))
        .map(|one| format!("{} {}", one.service, one.included))
        .collect();
    let mut out = String::new();
    for line in &broken {
        out.push_str(&format!("in the store: {line}\n"));
    }
    for problem in &report.problems {
        out.push_str(&format!("in the store: could not complete: {problem}\n"));
    }
    if !compatible.is_empty() {
        out.push_str(&format!(
            "in the store: compatible with {}\n",
            compatible.join(", ")
        ));
    } else if broken.is_empty() && report.problems.is_empty() {
        let others = match identity.role() {
            Role::Emits => "consumes",
            Role::Consumes => "emits",
        };
        out.push_str(&format!(
            "in the store: no other service {others} {}\n",
            identity.event()
        ));
    }
    out
}

fn breaks(report: &Report, identity: &Identity) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in report.of(Status::Failing) {
        match &finding.kind {
            Kind::Incompatible(found) => {
                let emitted = found.emitted.identity();
                lines.extend(found.refusals.iter().map(|refusal| {
                    let other = match emitted == identity {
                        true => refusal.contract.identity(),
                        false => emitted,
                    };
                    let places: Vec<String> = refusal.places.iter().map(ToString::to_string).collect();
                    format!(
                        "breaks {} at {} [{}]: {}\n  {}",
                        other.service(),
                        places.join(", "),
                        found.rule,
                        found.sentence,
                        refusal.witness,
                    )
                }));
            }
            Kind::Key(found) => {
                let contract = found.contract.identity();
                lines.push(format!("does not fit {contract}: {}", found.sentence));
            }
            Kind::Unproven(found) => {
                let reasons: Vec<&str> = found.reasons.iter().map(|reason| reason.text.as_str()).collect();
                let contract = found.contract.identity();
                lines.push(format!("unproven for {contract}: {}", reasons.join("; ")));
            }
            _ => {}
        }
    }
    lines
}
