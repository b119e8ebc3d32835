//! Findings as diagnostics of the compiler, in the lines in which cargo passes those on. Editors
//! show them in place, and offer the fixes.
//!
//! The form is that of `cargo check --message-format=json`. The behaviour of rust-analyzer decides
//! what goes where. It shows a diagnostic at each primary span, only in files of Rust source and in
//! `Cargo.toml`. It takes a child without a span for a further line of the message, and a child
//! with a span for a hint. It offers that child's replacements as one change in the file of its
//! first span, if the cursor is on any span of it.

mod diagnostic;
mod files;
mod packages;
mod rendered;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::Package;
use counterpart::contract::Role;
use counterpart_engine::json::Json;
use counterpart_verifier::report::advice::{self, Edit, Fix, FixKind};
use counterpart_verifier::report::listing::{Consumer, Listing, Remark, Row, Side};
use counterpart_verifier::report::{Attribution, Outcome};
use counterpart_verifier::rules;

use self::diagnostic::{Code, Diagnostic, Span, Suggestion, finished};
use self::files::Files;
pub(crate) use self::packages::Packages;
use self::packages::message;
use self::rendered::rendered;
use super::excerpt::halves;
use super::places::Places;
use super::view::View;
use super::witness::on_one_line;
use crate::failure::Failure;
use crate::source::TextEdit;
use crate::terminal::foreign::{json_document, line, place, short};

/// The maximum number of characters of a message to show.
const MESSAGE: usize = 500;

/// The diagnostics, one per line, and the line that ends a build.
pub(crate) fn listing(listing: &Listing, view: &View) -> String {
    let shown = Shown::of(view);
    let rows = listing.rows.iter().map(|row| shown.row(row));
    let remarks = listing.remarks();
    let remarks = remarks.iter().map(|remark| shown.remark(remark));
    let end = finished(listing.outcome == Outcome::Compatible);
    document(rows.chain(remarks).chain([end]))
}

/// The reason why a run could not complete, as a diagnostic, and the line that ends a build. If no
/// package is known, there is no place to show it at, and no diagnostic. An editor then shows
/// standard error.
pub(crate) fn failure(failure: &Failure, view: &View) -> String {
    if view.packages.first().is_none() {
        return document([finished(false)]);
    }
    let mut diagnostic = Diagnostic {
        code: Some(code("problem")),
        ..Diagnostic::child("error", line(failure.message()).into_owned())
    };
    if let Some(hint) = failure.hint_text() {
        let hint = Diagnostic::child("help", line(hint).into_owned());
        diagnostic.children.push(hint);
    }
    document([Shown::of(view).in_manifest(diagnostic), finished(false)])
}

fn document(lines: impl IntoIterator<Item = Json>) -> String {
    let text: String = lines.into_iter().map(|line| format!("{line}\n")).collect();
    json_document(&text).into_owned()
}

fn code(id: &str) -> Code {
    Code {
        id: format!("counterpart::{id}"),
        explanation: rules::find(id).map(|page| page.text()),
    }
}

/// Knows the places of everything that is shown.
struct Shown<'v> {
    view: &'v View,
    places: Places<'v>,
    files: Files,
}

/// A side of a finding whose file is here.
struct Seen<'r> {
    side: &'r Side,
    is_producer: bool,
    path: PathBuf,
    span: Span,
}

impl<'v> Shown<'v> {
    fn of(view: &'v View) -> Self {
        let root = view.packages.root();
        let is_known = !root.as_os_str().is_empty();
        Self {
            view,
            places: Places::of(view),
            files: Files::below(if is_known { root } else { &view.here }),
        }
    }

    fn row(&self, row: &Row) -> Json {
        let seen = self.sides(row);
        let first = seen.first();
        // A contract may have no file yet.
        let own = row.producer.as_ref();
        let own = own.or_else(|| row.consumers.first().map(|one| &one.side));
        let package = match first {
            Some(first) => self.package(first.side, Some(first)),
            None => own.and_then(|own| self.package(own, None)),
        };
        let package = package.or(self.view.packages.first());
        let mut spans: Vec<Span> = Vec::new();
        for one in &seen {
            let is_same = |span: &&mut Span| span.file == one.span.file && span.bytes == one.span.bytes;
            match spans.iter_mut().find(is_same) {
                Some(span) => span.label = joined(span.label.take(), one.span.label.as_deref()),
                None => spans.push(one.span.clone()),
            }
        }
        if let Some(span) = spans.first_mut() {
            span.is_primary = true;
        }
        // A diagnostic outside of Rust source would be shown nowhere.
        if first.is_none_or(|first| first.side.source.is_none()) {
            spans.extend(package.and_then(|package| self.manifest(package)));
        }
        let mut children = notes(row);
        let primary = first.map(|first| (first.path.as_path(), &first.span));
        for fix in row.fixes.iter().filter(|fix| fix.kind != FixKind::Allow) {
            children.extend(self.help(fix, primary, &seen));
        }
        let diagnostic = Diagnostic {
            level: row.status.severity(),
            message: titled(row),
            code: Some(code(row.rule)),
            spans,
            children,
        };
        wrapped(package, &diagnostic)
    }

    /// What is said beside the findings: at the contract that it is about, else at the manifest.
    fn remark(&self, remark: &Remark) -> Json {
        let mut diagnostic = Diagnostic {
            code: Some(code(remark.id)),
            ..Diagnostic::child(remark.severity, line(&remark.text).into_owned())
        };
        let Some(side) = &remark.side else {
            return self.in_manifest(diagnostic);
        };
        let seen = self.seen(side, false, &format!("{} wants it", side.who()));
        let package = self.package(side, seen.as_ref());
        diagnostic
            .spans
            .extend(seen.as_ref().map(|seen| marked(seen.span.clone())));
        if seen.is_none_or(|seen| seen.side.source.is_none()) {
            diagnostic
                .spans
                .extend(package.and_then(|package| self.manifest(package)));
        }
        wrapped(package, &diagnostic)
    }

    /// The package that a side is of.
    fn package(&self, side: &Side, seen: Option<&Seen<'_>>) -> Option<&Package> {
        let seen = seen.filter(|seen| seen.side.source.is_some());
        let source = seen.map(|seen| seen.path.as_path());
        self.view
            .packages
            .find(source, side.package.as_deref(), &side.service)
    }

    /// A diagnostic without a place in source: at the manifest of the first package.
    fn in_manifest(&self, mut diagnostic: Diagnostic) -> Json {
        let package = self.view.packages.first();
        diagnostic
            .spans
            .extend(package.and_then(|package| self.manifest(package)));
        wrapped(package, &diagnostic)
    }

    fn manifest(&self, package: &Package) -> Option<Span> {
        let path = package.manifest_path.as_std_path();
        let mut span = self.files.line_of(path, "[package]")?;
        span.is_primary = true;
        Some(span)
    }

    /// The sides that are here, the best to show first. A side in Rust source of the workspace
    /// comes first; among these, the side whose change it is, as far as that is known.
    fn sides<'r>(&self, row: &'r Row) -> Vec<Seen<'r>> {
        let mut seen: Vec<Seen> = Vec::new();
        let producer = row.producer.as_ref().map_or("", |side| side.service.as_str());
        let both = row.consumers.iter().map(|one| {
            let who = one.side.who();
            let halves = halves(&row.sentence, producer, &who);
            let (sends, accepts) =
                halves.unwrap_or_else(|| (format!("{producer} sends"), format!("{who} accepts")));
            (&one.side, sends, accepts)
        });
        let both: Vec<_> = both.collect();
        if let Some(side) = &row.producer {
            let sends = both
                .first()
                .map_or_else(|| format!("{producer} sends"), |(_, sends, _)| sends.clone());
            seen.extend(self.seen(side, true, &sends));
        }
        for (side, _, accepts) in &both {
            seen.extend(self.seen(side, false, accepts));
        }
        let changed = |attribution| attribution == Some(Attribution::ConsumerChange);
        let is_of_consumers =
            !row.consumers.is_empty() && row.consumers.iter().all(|one| changed(one.attribution));
        seen.sort_by_key(|one| {
            (
                one.side.source.is_none(),
                !self.files.holds(&one.path),
                one.is_producer == is_of_consumers,
            )
        });
        seen
    }

    fn seen<'r>(&self, side: &'r Side, is_producer: bool, label: &str) -> Option<Seen<'r>> {
        if side.in_store {
            return None;
        }
        let location = side.location();
        let path = self.places.absolute_of(&location.file);
        let mut span = self.files.line(&path, location.line, location.columns)?;
        span.label = Some(short(label, 500));
        Some(Seen {
            side,
            is_producer,
            path,
            span,
        })
    }

    /// The suggestions for a fix: one where its change is made, and one where the finding is shown.
    fn help(&self, fix: &Fix, primary: Option<(&Path, &Span)>, seen: &[Seen<'_>]) -> Vec<Diagnostic> {
        let text = short(&fix.text, 1_000);
        let mut edits: Vec<Edit> = Vec::new();
        // A version in a store was built elsewhere, maybe from different source than is here.
        for edit in fix.edits.iter().filter(|edit| edit.document.included.is_empty()) {
            // A type may be in several contracts.
            let types = |edit: &Edit| edit.document.contract.header.types.clone();
            let is_same = |one: &Edit| {
                (&one.place, &one.change) == (&edit.place, &edit.change) && types(one) == types(edit)
            };
            if !edits.iter().any(is_same) {
                edits.push(edit.clone());
            }
        }
        let is_sure = edits.iter().all(|edit| edit.change.keeps_code());
        let made = self.view.sources.edits(&edits).unwrap_or_default();
        let suggested = |made: TextEdit| {
            let mut span = self.files.span(&made.path, made.span)?;
            span.is_primary = true;
            span.suggestion = Some(Suggestion {
                replacement: made.replacement,
                is_sure,
            });
            Some((made.path, span))
        };
        let changes: Option<Vec<(PathBuf, Span)>> = made.into_iter().map(suggested).collect();
        let changes = changes.unwrap_or_default();
        let Some((changed, _)) = changes.first() else {
            return vec![Diagnostic::child("help", text)];
        };
        let offered = |at: Vec<Span>| Diagnostic {
            spans: at
                .into_iter()
                .map(marked)
                .chain(changes.iter().map(|(_, span)| span.clone()))
                .collect(),
            ..Diagnostic::child("help", text.clone())
        };
        let is_changed = |one: &&Seen| {
            fix.edits.iter().any(|edit| {
                let identity = edit.document.identity();
                one.path == *changed
                    && one.is_producer == (identity.role() == Role::Emits)
                    && one.side.service == identity.service()
                    && one.side.name.as_deref() == identity.name()
            })
        };
        let mut here: Vec<Span> = seen
            .iter()
            .filter(is_changed)
            .map(|one| one.span.clone())
            .collect();
        match primary {
            Some((path, span)) if path == changed => {
                if !here.contains(span) {
                    here.push(span.clone());
                }
                vec![offered(here)]
            }
            Some((_, span)) => vec![offered(here), offered(vec![span.clone()])],
            None => vec![offered(here)],
        }
    }
}

/// A span at which a suggestion is offered, and nothing is replaced.
fn marked(span: Span) -> Span {
    Span {
        is_primary: true,
        label: None,
        ..span
    }
}

fn wrapped(package: Option<&Package>, diagnostic: &Diagnostic) -> Json {
    message(package, diagnostic.to_json(&rendered(diagnostic)))
}

/// Both labels of one place.
fn joined(one: Option<String>, other: Option<&str>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some(format!("{one}; {other}")),
        (one, other) => one.or_else(|| other.map(str::to_owned)),
    }
}

fn titled(row: &Row) -> String {
    let title = line(&row.title);
    match row.status.severity() {
        "note" => format!("{title} ({})", row.status.id()),
        _ => title.into_owned(),
    }
}

/// The remarks about a finding, one per line.
fn notes(row: &Row) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    let mut say = |text: String| notes.push(Diagnostic::child("note", text));
    let places: Vec<&str> = row.places.iter().map(|one| place(one)).collect();
    let event = line(&row.event);
    let at = match &places[..] {
        [] => format!("event {event}"),
        places => format!("event {event}, at {}", short(&places.join(", "), 600)),
    };
    if row.title.ends_with(&row.sentence) {
        say(at);
    } else {
        say(format!("{at}: {}", short(&row.sentence, 1_000)));
    }
    for reason in &row.reasons {
        say(format!("{} [{}]", short(&reason.text, 1_000), reason.kind));
    }
    let broken = |one: &Consumer| {
        let (witness, at) = one.witness.as_ref()?;
        let shown = on_one_line(witness, at, MESSAGE, "…")?;
        Some(format!(
            "a message that breaks {}: {}",
            short(&one.side.who(), 200),
            shown.text
        ))
    };
    if let Some(broken) = row.consumers.iter().find_map(broken) {
        say(broken);
    }
    let premises: BTreeSet<String> = row
        .consumers
        .iter()
        .flat_map(|one| one.premises.iter().map(ToString::to_string))
        .collect();
    for premise in premises {
        say(format!("it breaks if {}", short(&premise, 1_000)));
    }
    let attributions: BTreeSet<&str> = row
        .consumers
        .iter()
        .filter_map(|one| one.attribution.map(advice::of_attribution))
        .collect();
    for attribution in attributions {
        say(attribution.to_owned());
    }
    if let Some(allowance) = &row.allowance {
        say(format!("allowed because {}", short(&allowance.reason, 500)));
    }
    notes
}

#[cfg(test)]
mod tests;
