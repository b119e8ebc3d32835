//! One schema against another.

use counterpart_engine::compat::{Examination, Finding, Limits, Premise, Verdict, examine};
use counterpart_verifier::import::{Reading, SchemaFile};
use counterpart_verifier::verify::assumptions;
use pyo3::prelude::*;

use crate::errors::error;

/// Rule, place, sentence, witness, place in it, places in the two schemas, premises.
type Found = (
    &'static str,
    String,
    String,
    String,
    String,
    String,
    String,
    Vec<String>,
);

/// Outcome, findings, reasons (kind, place, text), further findings, steps, assumptions, warnings.
type Answer = (
    &'static str,
    Vec<Found>,
    Vec<(&'static str, String, String)>,
    usize,
    u64,
    Vec<String>,
    Vec<String>,
);

/// Decides whether every message of `emitted` is accepted by `accepted`. Both are JSON texts.
#[pyfunction]
#[pyo3(signature = (emitted, accepted, *, steps, findings, format_is_a_note, anything))]
pub(crate) fn check(
    py: Python<'_>,
    emitted: &str,
    accepted: &str,
    steps: Option<u64>,
    findings: Option<usize>,
    format_is_a_note: bool,
    anything: bool,
) -> PyResult<Answer> {
    let reading = Reading {
        format_is_a_note,
        anything,
        ..Reading::default()
    };
    let mut limits = Limits::default();
    limits.steps = steps.unwrap_or(limits.steps);
    limits.findings = findings.unwrap_or(limits.findings);
    let decided = py.detach(|| {
        let emitted = SchemaFile::parse("emitted", emitted.as_bytes(), &reading)?;
        let accepted = SchemaFile::parse("accepted", accepted.as_bytes(), &reading)?;
        let examination = examine(&emitted.schema, &accepted.schema, &limits);
        let assumed = match examination.verdict {
            Verdict::Compatible => assumptions(&emitted.schema, &accepted.schema),
            _ => Vec::new(),
        };
        let assumed = assumed.iter().map(|one| one.id().to_owned()).collect();
        Ok(answer(&examination, &emitted, &accepted, assumed))
    });
    decided.map_err(|failed: counterpart_verifier::import::ImportError| error(py, &failed))
}

fn answer(
    examination: &Examination,
    emitted: &SchemaFile,
    accepted: &SchemaFile,
    assumed: Vec<String>,
) -> Answer {
    let found = |finding: &Finding| -> Found {
        (
            finding.rule.id(),
            finding.place.to_string(),
            finding.sentence.clone(),
            finding.witness.to_string(),
            finding.witness_at.to_string(),
            emitted.place(&finding.emitted).to_string(),
            accepted.place(&finding.accepted).to_string(),
            finding.premises.iter().map(Premise::to_string).collect(),
        )
    };
    let (outcome, findings, mut reasons) = match &examination.verdict {
        Verdict::Compatible => ("compatible", Vec::new(), Vec::new()),
        Verdict::Incompatible(findings) => ("incompatible", findings.iter().map(found).collect(), Vec::new()),
        Verdict::Unproven(reasons) => ("unproven", Vec::new(), reasons.clone()),
    };
    reasons.extend(examination.undecided.iter().cloned());
    let reasons = reasons
        .iter()
        .map(|reason| (reason.kind.id(), reason.place.to_string(), reason.text.clone()))
        .collect();
    (
        outcome,
        findings,
        reasons,
        examination.further,
        examination.steps,
        assumed,
        [emitted, accepted].into_iter().flat_map(warnings).collect(),
    )
}

/// What may not mean in a schema what its author thinks.
fn warnings(read: &SchemaFile) -> Vec<String> {
    let words = read.warnings.iter().map(ToString::to_string);
    let draft = read.draft.as_ref().map(|taken| {
        let (at, draft) = (&taken.at, taken.draft.name());
        format!(
            "{}: `{at}` depends on the draft, and it is read as {draft}: name it with `$schema`",
            taken.file
        )
    });
    words.chain(draft).collect()
}
