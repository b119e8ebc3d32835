//! The output of `check` on two schemas.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin};
use counterpart::contract::Assumption;
use counterpart_engine::compat::{Examination, Finding, PlaceStep, Reason, Rule, Verdict};
use counterpart_engine::json::Pointer;

use super::block::wrong;
use super::excerpt::{Excerpt, Labels, halves, message, remark, witness};
use super::prose::{counted, place};
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::{BAD, GOOD, Screen, UNSURE};

/// A schema file and its text.
pub(crate) type File<'a> = (&'a Path, &'a str);

/// The display options of a verdict.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// The maximum number of findings that the engine looks for.
    pub(crate) most: usize,
    /// True if messages are shown whole.
    pub(crate) verbose: bool,
    pub(crate) options: TerminalOptions,
}

/// The verdict on two schemas by themselves.
pub(crate) fn verdict(
    examination: &Examination,
    assumptions: &[Assumption],
    emitted: File<'_>,
    accepted: File<'_>,
    look: Look,
) -> Screen {
    let options = look.options;
    let mut out = Screen::new(options);
    match &examination.verdict {
        Verdict::Compatible => {
            out.styled(GOOD, "compatible");
            out.push_str(": every message of the first schema is one of the second\n");
        }
        Verdict::Incompatible(findings) => {
            for found in findings {
                out.report(&finding(found, emitted, accepted, look));
                out.end_line();
            }
            undecided(&mut out, &examination.undecided);
            out.styled(BAD, "incompatible");
            let more = match examination.further {
                0 if findings.len() >= look.most => " (the search stops there, there may be more)".to_owned(),
                0 => String::new(),
                1 => ", and at least 1 more that was only counted".to_owned(),
                further => format!(", and at least {further} more that were only counted"),
            };
            out.push_str(&format!(": {}{more}\n", counted(findings.len(), "finding")));
        }
        Verdict::Unproven(reasons) => {
            undecided(&mut out, reasons);
            out.styled(UNSURE, "unproven");
            out.push_str(": neither a proof nor a message that breaks it was found\n");
        }
    }
    let ids = assumptions.iter().map(|assumption| assumption.id().to_owned());
    let premises = examination.premises.iter().map(ToString::to_string);
    let taken: Vec<String> = ids.chain(premises).collect();
    if !taken.is_empty() {
        out.paragraph("", &format!("assumes: {}", taken.join(", ")));
    }
    out
}

/// The parts that could be neither proven nor refuted, and their places.
fn undecided(out: &mut Screen, reasons: &[Reason]) {
    for reason in reasons {
        let text = format!(
            "undecided at {} [{}]: {}",
            place(&reason.place),
            reason.kind,
            reason.text
        );
        out.paragraph("", &text);
    }
    if !reasons.is_empty() {
        out.end_line();
    }
}

fn finding(found: &Finding, emitted: File<'_>, accepted: File<'_>, look: Look) -> Vec<Group<'static>> {
    let options = look.options;
    let said = halves(&found.sentence, "the producer", "the consumer");
    let (sends, accepts) = said
        .clone()
        .unwrap_or_else(|| ("the producer sends".to_owned(), "the consumer accepts".to_owned()));
    let excerpt = |(path, text): File<'_>, at: &Pointer, label: String| {
        let path = path.display().to_string();
        Excerpt::of_json(path.clone(), text, at, label.into()).ok_or(path)
    };
    let sides = [
        excerpt(emitted, &found.emitted, sends),
        excerpt(accepted, &found.accepted, accepts),
    ];
    let lines = sides.iter().flatten().map(|side| side.line.to_string().len());
    let gutter = lines.max().unwrap_or(1);
    let mut elements = Vec::new();
    for (side, kind) in sides
        .iter()
        .zip([AnnotationKind::Primary, AnnotationKind::Context])
    {
        match side {
            Ok(excerpt) => elements.extend(excerpt.elements(kind, gutter, Labels::Whole, options)),
            Err(path) => elements.push(Origin::path(foreign::line(path).into_owned()).into()),
        }
    }
    if said.is_none() {
        elements.push(remark(Level::NOTE.no_name(), 0, &found.sentence, gutter, options));
    }
    for premise in &found.premises {
        elements.push(remark(
            Level::NOTE.with_name("if"),
            "if".len(),
            &premise.to_string(),
            gutter,
            options,
        ));
    }
    let at = if found.place.0.is_empty() {
        String::new()
    } else {
        format!(" at {}", found.place)
    };
    let title = format!("the second schema does not accept everything the first one allows{at}");
    let missing = match (found.rule, found.place.0.last()) {
        (Rule::PropertyMissing | Rule::PropertyOptional, Some(PlaceStep::Property(name))) => {
            Some(name.as_str())
        }
        _ => None,
    };
    let label = wrong(missing);
    let (breaking, at) = (&found.witness, &found.witness_at);
    let short = witness(breaking, at, &label, gutter, options).filter(|_| !look.verbose);
    let shown = short.unwrap_or_else(|| message(breaking, at, &label, gutter, options));
    let title = Level::ERROR
        .primary_title(foreign::line(&title).into_owned())
        .id(found.rule.id());
    let example = Level::ERROR
        .with_name("example")
        .secondary_title("a message that breaks the consumer");
    vec![title.elements(elements), example.elements(shown)]
}
