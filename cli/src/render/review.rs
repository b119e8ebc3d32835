//! A file that waits for review: what it changes, and whom that suits.

use counterpart::contract::folder::Stored;
use counterpart::contract::{Identity, Role};
use counterpart_verifier::report::{Kind, Report, Status};
use counterpart_verifier::verify::{Input, Options, verify};
use similar::TextDiff;

use crate::pending::Pending;

/// How many lines stay around a change.
const AROUND: usize = 3;

/// The whole page. `stored` are the files as they stand.
pub(crate) fn page(pending: &Pending, stored: Vec<Stored>) -> String {
    let identity = &pending.stored.contract.header.identity;
    let old = stored
        .iter()
        .find(|stored| stored.contract.header.identity == *identity)
        .map_or(String::new(), |stored| stored.text.clone());
    let kind = if old.is_empty() { "new" } else { "changed" };
    let mut out = format!("{} ({identity}, {kind})\n\n", pending.target.display());
    let diff = TextDiff::from_lines(&old, &pending.stored.text);
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

/// With whom the file fits once it is accepted.
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
