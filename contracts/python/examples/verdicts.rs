//! Verdicts on pairs of schemas, without Python: each line of the standard input is `{"emitted": …, "accepted": …}`, and
//! each line of the output the verdict. The tests compare them with what `counterpart.check` says.

use std::io::{BufRead, Write};

use counterpart_engine::compat::{Limits, Verdict, examine};
use counterpart_engine::json::{Json, parse};
use counterpart_verifier::import::{Reading, SchemaFile};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let steps: u64 = std::env::args().nth(1).ok_or("name the most steps")?.parse()?;
    let limits = Limits {
        steps,
        ..Limits::default()
    };
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let pair = parse(line?.as_bytes())?;
        writeln!(output, "{}", verdict(&pair, &limits))?;
    }
    Ok(output.flush()?)
}

fn verdict(pair: &Json, limits: &Limits) -> serde_json::Value {
    let schema = |side: &str| {
        let text = pair.get(side).map(Json::to_string).unwrap_or_default();
        SchemaFile::parse(side, text.as_bytes(), &Reading::default())
    };
    let (emitted, accepted) = match (schema("emitted"), schema("accepted")) {
        (Ok(emitted), Ok(accepted)) => (emitted, accepted),
        (Err(_), _) | (_, Err(_)) => return json!({"outcome": "error"}),
    };
    let examination = examine(&emitted.schema, &accepted.schema, limits);
    let (outcome, findings) = match &examination.verdict {
        Verdict::Compatible => ("compatible", Vec::new()),
        Verdict::Incompatible(findings) => ("incompatible", findings.clone()),
        Verdict::Unproven(_) => ("unproven", Vec::new()),
    };
    let findings: Vec<_> = findings
        .iter()
        .map(|one| {
            json!({
                "rule": one.rule.id(),
                "place": one.place.to_string(),
                "witness": one.witness.to_string(),
                "witness_at": one.witness_at.to_string(),
            })
        })
        .collect();
    json!({
        "outcome": outcome,
        "findings": findings,
        "further": examination.further,
        "steps": examination.steps,
    })
}
