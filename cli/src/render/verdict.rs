//! What `check` says of two schemas.

use std::fmt::Write as _;
use std::path::Path;

use counterpart::compat::Verdict;
use counterpart::json::Pointer;
use counterpart::report::line_of;

use super::prose::{counted, paragraph, place, witness};

/// What two schemas by themselves come to.
pub(crate) fn verdict(verdict: &Verdict, emitted: (&Path, &str), accepted: (&Path, &str)) -> String {
    let mut out = String::new();
    let line = |(path, text): (&Path, &str), at: &Pointer| match line_of(text, at) {
        Some(line) => format!("{}:{line}", path.display()),
        None => path.display().to_string(),
    };
    match verdict {
        Verdict::Compatible => {
            out.push_str("compatible: every message of the first schema is one of the second\n");
        }
        Verdict::Incompatible(findings) => {
            for finding in findings {
                let _ = writeln!(out, "{} [{}]", place(&finding.place), finding.rule);
                paragraph(&mut out, "  ", &finding.sentence);
                let _ = writeln!(out, "  emitted   {}", line(emitted, &finding.emitted));
                let _ = writeln!(out, "  accepted  {}", line(accepted, &finding.accepted));
                witness(&mut out, &finding.witness);
                out.push('\n');
            }
            let _ = writeln!(out, "incompatible: {}", counted(findings.len(), "finding"));
        }
        Verdict::Unproven(reasons) => {
            for reason in reasons {
                let text = format!("{} [{}]: {}", place(&reason.place), reason.kind, reason.text);
                paragraph(&mut out, "", &text);
            }
            out.push_str("\nunproven: neither a proof nor a message that breaks it was found\n");
        }
    }
    out
}
