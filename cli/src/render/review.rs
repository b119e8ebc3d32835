//! A file that waits for review: what it changes, and whom that suits.

use counterpart::contract::folder::Stored;
use counterpart::contract::{Identity, Role};
use counterpart_verifier::report::Report;
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
    for found in &report.incompatibilities {
        let emitted = found.emitted.identity();
        for refusal in &found.refusals {
            let contract = refusal.contract.identity();
            lines.push(format!(
                "breaks {} at {} [{}]: {}\n  {}",
                if emitted == identity {
                    contract.service()
                } else {
                    emitted.service()
                },
                refusal
                    .places
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", "),
                found.rule,
                found.sentence,
                refusal.witness,
            ));
        }
    }
    let keys = report.keys.iter();
    lines.extend(keys.map(|found| format!("does not fit {}: {}", found.contract.identity(), found.sentence)));
    let unproven = report.unproven.iter();
    lines.extend(unproven.map(|found| {
        let reasons: Vec<&str> = found.reasons.iter().map(|reason| reason.text.as_str()).collect();
        format!(
            "unproven for {}: {}",
            found.contract.identity(),
            reasons.join("; ")
        )
    }));
    lines
}
