//! The output of `diff`.

use std::fmt::Write as _;

use counterpart::contract::{ContractFile, Envelope, Role};
use counterpart_verifier::deploy::{Changed, Diff};
use counterpart_verifier::report::change::Difference;
use counterpart_verifier::report::{Finding, Kind, Part};

use super::prose::{counted, place_in, who, witness};
use super::text;
use super::view::View;
use crate::terminal::screen::Screen;

/// The maximum number of sentences about one change.
const SENTENCES: usize = 20;

/// The changes, the pairs that they fix, and the pairs that they break.
pub(crate) fn diff(diff: &Diff, view: &View) -> Screen {
    let mut out = Screen::new(view.options);
    if diff.changes.is_empty() {
        out.push_str("nothing changed\n");
        return out;
    }
    for change in &diff.changes {
        changed(&mut out, change, view);
    }
    fixed(&mut out, &diff.fixed);
    if diff.already_broken > 0 {
        let text = format!(
            "{} did not fit before, and still does not: that is not repeated here",
            counted(diff.already_broken, "pair")
        );
        out.fill("", "  ", &text);
        out.end_line();
    }
    if diff.broken.checked.pairs > 0 {
        text::report_on(&mut out, &diff.broken, view);
    } else if !diff.broken.findings.is_empty() || !diff.broken.problems.is_empty() {
        text::answer_on(&mut out, &diff.broken, view);
    } else if diff.already_broken > 0 || diff.pairs_before > 0 {
        out.push_str("nothing breaks that did not break before\n");
    } else {
        out.push_str("nobody here sends or reads what changed\n");
    }
    out
}

fn changed(out: &mut Screen, change: &Changed, view: &View) {
    let what = match (&change.old, &change.new) {
        (None, _) => "new",
        (_, None) => "gone",
        _ => "changed",
    };
    let _ = writeln!(out, "{what}: {}", change.identity);
    for document in [&change.old, &change.new].into_iter().flatten() {
        let _ = writeln!(out, "  {}", view.path(&document.path));
    }
    said(out, &change.differences);
    if change.unproven {
        out.push_str("  whether there is more could be neither proven nor refuted\n");
    }
    if let (Some(old), Some(new)) = (&change.old, &change.new) {
        let has_same_payload =
            !change.unproven && change.newly_valid.is_empty() && change.no_longer_valid.is_empty();
        let (old, new) = (&old.contract, &new.contract);
        for text in [mode(old, new), key(old, new)].into_iter().flatten() {
            out.fill("  ", "    ", &text);
        }
        let has_headers = change.differences.iter().any(|one| one.part == Part::Headers);
        let text = match (has_same_payload, beside_payload(old, new, has_headers)) {
            (true, None) => Some("the payload is the same".to_owned()),
            (true, Some(differs)) => Some(format!("the payload is the same; {differs}")),
            (false, differs) => differs,
        };
        if let Some(text) = text {
            out.fill("  ", "    ", &text);
        }
    }
    out.end_line();
}

/// The change of a message's key, as a sentence.
fn key(old: &ContractFile, new: &ContractFile) -> Option<String> {
    let (was, is) = (&old.header.metadata.key, &new.header.metadata.key);
    let identity = &new.header.identity;
    let service = identity.service();
    Some(match (was, is, identity.role()) {
        (was, is, _) if was == is => return None,
        (Some(was), Some(is), Role::Emits) => format!("{service} now sends `{is}` as the key, not `{was}`"),
        (None, Some(is), Role::Emits) => format!("{service} now sends `{is}` as the key"),
        (Some(was), _, Role::Emits) => format!("{service} no longer sends `{was}` as the key"),
        (Some(was), Some(is), Role::Consumes) => {
            format!("{service} now takes the key for `{is}`, not for `{was}`")
        }
        (None, Some(is), Role::Consumes) => format!("{service} now takes the key for `{is}`"),
        (Some(was), _, Role::Consumes) => format!("{service} no longer takes the key for `{was}`"),
        (None, None, _) => return None,
    })
}

/// The change of the form of messages, as a sentence.
fn mode(old: &ContractFile, new: &ContractFile) -> Option<String> {
    let [was, is] = [old, new].map(|file| file.header.metadata.envelope);
    let identity = &new.header.identity;
    let verb = match identity.role() {
        Role::Emits => "sends",
        Role::Consumes => "reads",
    };
    let [was_called, is_called] =
        [was, is].map(|mode| mode.map_or(Envelope::NONE.to_owned(), |mode| mode.to_string()));
    let service = identity.service();
    (was != is).then(|| format!("{service} now {verb} {is_called}, not {was_called}"))
}

/// The differences outside the payload, the key and the envelope, as a sentence. Headers are named if nothing
/// else describes their change.
fn beside_payload(old: &ContractFile, new: &ContractFile, has_headers: bool) -> Option<String> {
    let (old, new) = (&old.header, &new.header);
    let (was, is) = (&old.metadata, &new.metadata);
    let parts = [
        ("headers", !has_headers && was.headers != is.headers),
        ("retention", was.retention != is.retention),
        ("producer", old.producer != new.producer),
        ("owner", old.owner != new.owner),
        ("assumptions", old.assumes != new.assumes),
        ("trusted places", old.trusts != new.trusts),
        ("source", old.types != new.types || old.imported != new.imported),
    ];
    let differ: Vec<&str> = parts
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect();
    let (last, others) = differ.split_last()?;
    let verb = if others.is_empty() && !last.ends_with('s') {
        "is"
    } else {
        "are"
    };
    let names = match others {
        [] => (*last).to_owned(),
        others => format!("{} and {last}", others.join(", ")),
    };
    Some(format!("the {names} {verb} not the same"))
}

/// The changes, each with a message if the words say less than it.
fn said(out: &mut Screen, differences: &[Difference]) {
    for difference in differences.iter().take(SENTENCES) {
        match &difference.message {
            None => out.fill("  ", "    ", &difference.text),
            Some(message) => {
                out.fill("  ", "    ", &format!("{}, such as in", difference.text));
                witness(out, "    ", message);
            }
        }
    }
    if differences.len() > SENTENCES {
        let _ = writeln!(out, "  … ({} more)", differences.len() - SENTENCES);
    }
}

fn fixed(out: &mut Screen, findings: &[Finding]) {
    let mut lines: Vec<String> = Vec::new();
    for finding in findings {
        match &finding.kind {
            Kind::Incompatible(one) => lines.extend(one.refusals.iter().map(|refusal| {
                let at: Vec<String> = refusal.places.iter().map(|at| place_in(one.part, at)).collect();
                format!(
                    "fixed: {} accepts what {} sends for {} at {}",
                    who(&refusal.contract),
                    one.emitted.identity().service(),
                    one.emitted.identity().event(),
                    at.join(", ")
                )
            })),
            Kind::Key(one) => lines.push(format!(
                "fixed: {} and {} mean the same key of {}",
                who(&one.contract),
                one.emitted.identity().service(),
                one.emitted.identity().event()
            )),
            Kind::Unproven(one) => lines.push(format!(
                "proven now: {} accepts what {} sends for {}",
                who(&one.contract),
                one.emitted.identity().service(),
                one.emitted.identity().event()
            )),
            _ => {}
        }
    }
    for line in &lines {
        out.fill("", "  ", line);
    }
    if !lines.is_empty() {
        out.end_line();
    }
}
