//! The output of `impact`.

use std::fmt::Write as _;

use counterpart_verifier::deploy::{Edit, Effect, Impact, Reader};
use counterpart_verifier::report::Document;

use super::prose::{owner, who, witness};
use super::shorten::short_commits;
use super::view::View;
use crate::terminal::screen::Screen;

/// The readers of a field, and the effect of each change of it.
pub(crate) fn impacts(
    event: &str,
    place: &str,
    impacts: &[Impact],
    problems: &[String],
    view: &View,
) -> Screen {
    let mut out = Screen::new(view.options);
    for one in impacts {
        let producer = one.emitted.identity().service();
        out.paragraph(
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
            out.end_line();
            out.fill("  ", "    ", &format!("it means nothing to {}", names.join(", ")));
        }
        let broken = unread.iter().filter(|reader| reader.broken.is_some());
        let broken: Vec<String> = broken.map(|reader| who(&reader.contract)).collect();
        if !broken.is_empty() {
            let text = format!(
                "broken already, whatever becomes of the field: {}",
                broken.join(", ")
            );
            out.fill("  ", "    ", &text);
        }
        out.end_line();
        let named = |edit: Edit, is_it: fn(&Effect) -> bool| {
            let is_so = |reader: &&&Reader| {
                let of_edit = reader.effects.iter().find(|(known, _)| *known == edit);
                of_edit.is_some_and(|(_, effect)| is_it(effect))
            };
            let names = read.iter().filter(is_so).map(|reader| who(&reader.contract));
            names.collect::<Vec<String>>().join(", ")
        };
        let breaking = |edit: Edit| {
            let breaks = named(edit, |effect| matches!(effect, Effect::Breaks(_)));
            let unproven = named(edit, |effect| matches!(effect, Effect::Unproven(_)));
            match (breaks.is_empty(), unproven.is_empty()) {
                (true, true) => "breaks nobody".to_owned(),
                (false, true) => format!("breaks {breaks}"),
                (true, false) => format!("is unproven for {unproven}"),
                (false, false) => format!("breaks {breaks}, and is unproven for {unproven}"),
            }
        };
        let known = |edit: &Edit| {
            let of_any = one.readers.iter().flat_map(|reader| &reader.effects);
            of_any.into_iter().any(|(known, _)| known == edit)
        };
        for edit in Edit::ALL.into_iter().filter(known) {
            out.paragraph("", &format!("{} {}", changed(edit), breaking(edit)));
        }
    }
    for problem in problems {
        out.note(&format!("could not complete: {problem}"));
    }
    out
}

fn held(out: &mut Screen, indent: &str, document: &Document, view: &View) {
    let _ = writeln!(out, "{indent}{}", view.path(&document.path));
    for included in &document.included {
        out.fill(
            &format!("{indent}  "),
            &format!("{indent}    "),
            &format!("version {}", short_commits(&included.to_string())),
        );
    }
}

fn reads(out: &mut Screen, reader: &Reader, view: &View) {
    let _ = writeln!(
        out,
        "\n  {} reads it{}",
        who(&reader.contract),
        owner(&reader.contract)
    );
    held(out, "    ", &reader.contract, view);
    if let Some(finding) = &reader.broken {
        let place = match finding.place.0.is_empty() {
            true => "the whole message".to_owned(),
            false => finding.place.to_string(),
        };
        out.paragraph(
            "    ",
            &format!(
                "the contract is broken already, at {place} [{}], by",
                finding.rule
            ),
        );
        witness(out, "      ", &finding.witness);
    }
    for (edit, effect) in &reader.effects {
        match effect {
            Effect::Fits => out.paragraph("    ", &format!("{}: it does not break", changed(*edit))),
            Effect::Unproven(reasons) => {
                let why: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
                out.paragraph(
                    "    ",
                    &format!("{}: unproven, {}", changed(*edit), why.join("; ")),
                );
            }
            Effect::Breaks(finding) => {
                out.paragraph(
                    "    ",
                    &format!("{}: it breaks [{}], by", changed(*edit), finding.rule),
                );
                witness(out, "      ", &finding.witness);
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
