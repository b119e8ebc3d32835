//! What `impact` says.

use std::fmt::Write as _;

use counterpart::deploy::{Edit, Effect, Impact, Reader};
use counterpart::report::Document;

use super::prose::{fill, note, owner, paragraph, who, witness};
use super::view::View;

/// Who reads a field, and what each change of it would do.
pub(crate) fn impacts(
    event: &str,
    place: &str,
    impacts: &[Impact],
    problems: &[String],
    view: &View,
) -> String {
    let mut out = String::new();
    for one in impacts {
        let producer = one.emitted.identity().service();
        paragraph(
            &mut out,
            "",
            &format!(
                "{event}{place}, as {producer} sends it",
                place = format_args!("#{place}")
            ),
        );
        held(&mut out, "  ", &one.emitted, view);
        let (read, unread): (Vec<&Reader>, Vec<&Reader>) =
            one.readers.iter().partition(|reader| reader.reads);
        for reader in &read {
            reads(&mut out, reader, view);
        }
        if read.is_empty() {
            out.push_str("\n  nobody reads it\n");
        }
        if !unread.is_empty() {
            let names: Vec<String> = unread.iter().map(|reader| who(&reader.contract)).collect();
            out.push('\n');
            fill(
                &mut out,
                "  ",
                "    ",
                &format!("it means nothing to {}", names.join(", ")),
            );
        }
        out.push('\n');
        let breaking = |edit: Edit| {
            let breaks = |reader: &&&Reader| {
                let of_edit = reader.effects.iter().find(|(known, _)| *known == edit);
                matches!(of_edit, Some((_, Effect::Breaks(_))))
            };
            let names: Vec<String> = read
                .iter()
                .filter(breaks)
                .map(|reader| who(&reader.contract))
                .collect();
            if names.is_empty() {
                "nobody".to_owned()
            } else {
                names.join(", ")
            }
        };
        let known = |edit: &Edit| {
            let of_any = one.readers.iter().flat_map(|reader| &reader.effects);
            of_any.into_iter().any(|(known, _)| known == edit)
        };
        for edit in Edit::ALL.into_iter().filter(known) {
            paragraph(
                &mut out,
                "",
                &format!("{} breaks {}", changed(edit), breaking(edit)),
            );
        }
    }
    for problem in problems {
        note(&mut out, &format!("could not complete: {problem}"));
    }
    out
}

fn held(out: &mut String, indent: &str, document: &Document, view: &View) {
    let _ = writeln!(out, "{indent}{}", view.path(&document.path));
    for standing in &document.standing {
        fill(
            out,
            &format!("{indent}  "),
            &format!("{indent}    "),
            &format!("version {standing}"),
        );
    }
}

fn reads(out: &mut String, reader: &Reader, view: &View) {
    let _ = writeln!(
        out,
        "\n  {} reads it{}",
        who(&reader.contract),
        owner(&reader.contract)
    );
    held(out, "    ", &reader.contract, view);
    for (edit, effect) in &reader.effects {
        match effect {
            Effect::Fits => paragraph(out, "    ", &format!("{}: it does not break", changed(*edit))),
            Effect::Unproven(reasons) => {
                let why: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
                paragraph(
                    out,
                    "    ",
                    &format!("{}: unproven, {}", changed(*edit), why.join("; ")),
                );
            }
            Effect::Breaks(finding) => {
                paragraph(
                    out,
                    "    ",
                    &format!("{}: it breaks [{}], by", changed(*edit), finding.rule),
                );
                let mut message = String::new();
                witness(&mut message, &finding.witness);
                for line in message.lines() {
                    let _ = writeln!(out, "  {line}");
                }
            }
        }
    }
}

fn changed(edit: Edit) -> &'static str {
    match edit {
        Edit::Gone => "taking it away",
        Edit::Optional => "making it optional",
        Edit::Retyped => "changing its type",
    }
}
