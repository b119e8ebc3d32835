//! Plain text for people: good at 80 columns, in a terminal and in a pipe.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use counterpart::compat::{Place, PlaceStep, Verdict};
use counterpart::contract::Identity;
use counterpart::json::{Json, Pointer};
use counterpart::report::{
    Checked, Document, FileFinding, Incompatibility, KeyFinding, Outcome, Part, Refusal, Report, Unproven,
    line_of,
};

use super::advice;
use crate::source::Sources;

const WIDTH: usize = 80;
/// A witness longer than this is cut; it is in the report whole.
const WITNESS_LINES: usize = 40;

/// What a renderer needs beside the report.
#[derive(Default)]
pub(crate) struct View {
    /// Where source lines are looked up.
    pub(crate) sources: Sources,
    /// Paths below and beside this folder are shown relative to it.
    pub(crate) here: PathBuf,
    /// Where was looked for contracts, for a run that found none.
    pub(crate) folders: Vec<PathBuf>,
}

/// The whole report.
pub(crate) fn report(report: &Report, view: &View) -> String {
    let mut out = String::new();
    for incompatibility in &report.incompatibilities {
        view.incompatibility(&mut out, incompatibility);
    }
    for finding in &report.keys {
        view.key(&mut out, finding);
    }
    for unproven in &report.unproven {
        view.unproven(&mut out, unproven);
    }
    for finding in &report.files {
        view.file(&mut out, finding);
    }
    unmatched(&mut out, &report.unmatched);
    for package in &report.not_compared {
        note(
            &mut out,
            &format!(
                "note: {package} was built with other features than its contract files belong to: what its code says \
                 was checked, its files were not compared"
            ),
        );
    }
    for problem in &report.problems {
        // What a derived test says may be several lines with an indent of their own.
        let problem = problem.trim();
        if problem.contains('\n') {
            let _ = writeln!(out, "could not complete: {problem}");
        } else {
            note(&mut out, &format!("could not complete: {problem}"));
        }
    }
    if !report.unmatched.is_empty() || !report.not_compared.is_empty() || !report.problems.is_empty() {
        out.push('\n');
    }
    view.summary(&mut out, report);
    out
}

/// One note for all that a consumer wants of the same producer, or of anyone.
fn unmatched(out: &mut String, contracts: &[Arc<Document>]) {
    let mut wanted: BTreeMap<(String, Option<&str>), Vec<&str>> = BTreeMap::new();
    for contract in contracts {
        let producer = contract.contract.header.producer.as_deref();
        wanted
            .entry((who(contract), producer))
            .or_default()
            .push(contract.identity().event());
    }
    for ((consumer, producer), events) in wanted {
        let events = events.join(", ");
        let text = match producer {
            Some(producer) => {
                format!(
                    "note: {consumer} wants {events} from {producer}, which is not among the services here"
                )
            }
            None => format!("note: {consumer} wants {events}, which no service here emits"),
        };
        note(out, &text);
    }
}

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

/// One thing that `accept` did, or left.
#[derive(Debug)]
pub(crate) enum Done {
    Written(PathBuf),
    Deleted(PathBuf),
    /// A file of an event that is emitted no more, and the consumers that still want it.
    Kept(PathBuf, Vec<String>),
    /// A `.new` file of a declaration that this run did not see.
    LeftPending(PathBuf),
    /// A package that was built with other features than its files belong to.
    NotCompared(String),
}

/// What `accept` did.
pub(crate) fn done(done: &[Done], view: &View) -> String {
    let mut out = String::new();
    for one in done {
        match one {
            Done::Written(path) => note(&mut out, &format!("wrote {}", view.path(path))),
            Done::Deleted(path) => note(&mut out, &format!("deleted {}", view.path(path))),
            Done::Kept(path, consumers) => note(
                &mut out,
                &format!(
                    "kept {}: the code emits the event no more, and {} still wants it; delete the file by hand once \
                     that is settled",
                    view.path(path),
                    consumers.join(", ")
                ),
            ),
            Done::LeftPending(path) => note(
                &mut out,
                &format!(
                    "left {}: its declaration was not among the selected packages; `--workspace` selects all",
                    view.path(path)
                ),
            ),
            Done::NotCompared(package) => note(
                &mut out,
                &format!(
                    "passed over {package}: it was built with other features than its contract files belong to"
                ),
            ),
        }
    }
    if !done
        .iter()
        .any(|one| matches!(one, Done::Written(_) | Done::Deleted(_)))
    {
        out.push_str("nothing to accept\n");
    }
    out
}

impl View {
    fn incompatibility(&self, out: &mut String, found: &Incompatibility) {
        let producer = found.emitted.identity().service();
        let consumers: Vec<&Document> = found.refusals.iter().map(|refusal| &*refusal.contract).collect();
        let mut names: Vec<String> = consumers.iter().map(|consumer| who(consumer)).collect();
        names.dedup();
        let title = format!(
            "{}: {producer} can send what {} {}",
            found.emitted.identity().event(),
            names.join(", "),
            if names.len() == 1 { "refuses" } else { "refuse" },
        );
        paragraph(out, "", &title);
        let mut places: Vec<String> = found
            .refusals
            .iter()
            .flat_map(|refusal| refusal.places.iter().map(|one| place_in(found.part, one)))
            .collect();
        places.sort();
        places.dedup();
        paragraph(out, "  ", &format!("{} [{}]", places.join(", "), found.rule));
        paragraph(out, "  ", &found.sentence);

        let first = &found.refusals[0];
        // Headers are said beside the type, not in it.
        let above = Place::default();
        let in_source = |refusal: &'_ Refusal| match found.part {
            Part::Headers => above.clone(),
            _ => refusal.places[0].clone(),
        };
        let rows = std::iter::once(self.side(
            &format!("{producer} sends"),
            &found.emitted,
            &in_source(first),
            &found.emitted_at,
        ))
        .chain(found.refusals.iter().map(|refusal| {
            self.side(
                &format!("{} accepts", who(&refusal.contract)),
                &refusal.contract,
                &in_source(refusal),
                &refusal.accepted_at,
            )
        }));
        for row in rows {
            out.push_str(&row);
        }
        self.witnesses(out, &found.refusals);
        let _ = writeln!(out, "\n  ways out");
        for way in advice::of_incompatibility(found) {
            listed(out, &way);
        }
        out.push('\n');
    }

    fn key(&self, out: &mut String, found: &KeyFinding) {
        let (producer, consumer) = (found.emitted.identity().service(), who(&found.contract));
        let title = format!(
            "{}: {producer} can send what {consumer} refuses",
            found.emitted.identity().event(),
        );
        paragraph(out, "", &title);
        let _ = writeln!(out, "  key [{}]", KeyFinding::RULE);
        paragraph(out, "  ", &found.sentence);
        let above = Place::default();
        let says = Pointer::root().child("x-contract").child("key");
        out.push_str(&self.side(&format!("{producer} sends"), &found.emitted, &above, &says));
        out.push_str(&self.side(&format!("{consumer} accepts"), &found.contract, &above, &says));
        let _ = writeln!(out, "\n  a message that breaks {consumer}");
        witness(out, &found.witness);
        let _ = writeln!(out, "\n  ways out");
        for way in advice::of_key(found) {
            listed(out, &way);
        }
        out.push('\n');
    }

    /// What one side says, with its file and line.
    fn side(&self, what: &str, document: &Document, place: &Place, at: &Pointer) -> String {
        let (location, said) = match self.sources.find(&document.contract.header, place) {
            Some(found) => (format!("{}:{}", self.path(&found.path), found.line), found.text),
            None => {
                let path = self.path(&document.path);
                match self.line(document, place, at) {
                    Some(line) => {
                        let text = document.text.lines().nth(line - 1).unwrap_or_default();
                        (format!("{path}:{line}"), text.trim().to_owned())
                    }
                    None => (path, String::new()),
                }
            }
        };
        let owner = owner(document);
        let mut row = format!("\n  {what}{owner}\n    {location}\n");
        // A bracket alone tells nothing.
        if said.contains(char::is_alphanumeric) {
            let _ = writeln!(row, "      {}", cut(&said, WIDTH - 7));
        }
        row
    }

    /// The line of the property that the place ends in, where the schema names it below `at`, else of `at`.
    fn line(&self, document: &Document, place: &Place, at: &Pointer) -> Option<usize> {
        let property = match place.0.last() {
            Some(PlaceStep::Property(name)) => {
                line_of(&document.text, &at.child("properties").child(name.as_str()))
            }
            _ => None,
        };
        property.or_else(|| line_of(&document.text, at))
    }

    /// Each message once, with the consumers that it breaks where there are several messages.
    fn witnesses(&self, out: &mut String, refusals: &[Refusal]) {
        let mut said: Vec<(&Json, Vec<String>)> = Vec::new();
        for refusal in refusals {
            let name = who(&refusal.contract);
            match said.iter_mut().find(|(witness, _)| **witness == refusal.witness) {
                Some((_, names)) if names.contains(&name) => {}
                Some((_, names)) => names.push(name),
                None => said.push((&refusal.witness, vec![name])),
            }
        }
        for (message, names) in said {
            let _ = writeln!(out, "\n  a message that breaks {}", names.join(", "));
            witness(out, message);
        }
    }

    /// A document by itself, with its owner and file.
    fn held(&self, what: &str, document: &Document) -> String {
        format!(
            "\n  {what}{}\n    {}\n",
            owner(document),
            self.path(&document.path)
        )
    }

    fn unproven(&self, out: &mut String, found: &Unproven) {
        let title = format!(
            "{}: neither proven nor refuted that {} accepts what {} sends [unproven]",
            found.emitted.identity().event(),
            who(&found.contract),
            found.emitted.identity().service(),
        );
        paragraph(out, "", &title);
        for reason in &found.reasons {
            listed(
                out,
                &format!("{} [{}]: {}", place(&reason.place), reason.kind, reason.text),
            );
        }
        let producer = found.emitted.identity().service();
        out.push_str(&self.held(&format!("{producer} sends"), &found.emitted));
        out.push_str(&self.held(&format!("{} accepts", who(&found.contract)), &found.contract));
        let _ = writeln!(out, "\n  ways out");
        for way in advice::of_unproven(found) {
            listed(out, &way);
        }
        out.push('\n');
    }

    fn file(&self, out: &mut String, finding: &FileFinding) {
        let wanted_by: Vec<String> = finding.wanted_by.iter().map(|contract| who(contract)).collect();
        let (what, way) = advice::of_file(finding.rule, &finding.document, &wanted_by);
        let title = format!("{} [{}]", self.path(&finding.document.path), finding.rule.id());
        let _ = writeln!(out, "{title}");
        paragraph(out, "  ", &what);
        for contract in &finding.wanted_by {
            out.push_str(&self.held(&format!("{} accepts", who(contract)), contract));
        }
        let _ = writeln!(out, "\n  way out");
        listed(out, &way);
        out.push('\n');
    }

    fn summary(&self, out: &mut String, report: &Report) {
        let Checked {
            contracts,
            emitted,
            pairs,
            assumptions,
            trusts,
        } = &report.checked;
        if *pairs == 0 {
            let folders: Vec<_> = self.folders.iter().map(|folder| self.path(folder)).collect();
            let lacks = match (contracts, emitted) {
                (0, 0) => "no contract and no emitted event was found".to_owned(),
                (0, _) => format!(
                    "{} found, and no contract for any",
                    counted(*emitted, "emitted event")
                ),
                (_, 0) => format!("{} found, and no emitted event", counted(*contracts, "contract")),
                _ => format!(
                    "{} and {} found, and none of them share an event",
                    counted(*contracts, "contract"),
                    counted(*emitted, "emitted event"),
                ),
            };
            paragraph(
                out,
                "",
                &format!("nothing was checked: {lacks} (looked in {})", folders.join(", ")),
            );
        } else {
            let broken = incompatible_pairs(report);
            let incompatible = broken.len();
            let undecided = report
                .unproven
                .iter()
                .map(|found| (found.emitted.identity(), found.contract.identity()));
            let unproven = undecided.filter(|pair| !broken.contains(pair)).count();
            let mut parts = vec![format!("{} compatible", pairs - incompatible - unproven)];
            if incompatible > 0 {
                parts.push(format!("{incompatible} incompatible"));
            }
            if unproven > 0 {
                parts.push(format!("{unproven} unproven"));
            }
            paragraph(
                out,
                "",
                &format!(
                    "checked {} of {} and {}: {}",
                    counted(*pairs, "pair"),
                    counted(*emitted, "emitted event"),
                    counted(*contracts, "contract"),
                    parts.join(", "),
                ),
            );
            let ids: Vec<_> = assumptions.keys().map(|assumption| assumption.id()).collect();
            if !ids.is_empty() {
                paragraph(out, "", &format!("taken for granted: {}", ids.join(", ")));
            }
            for trust in trusts {
                paragraph(
                    out,
                    "",
                    &format!("trusted: {}, because {}", trust.place, trust.reason),
                );
            }
        }
        let mut wrong: Vec<String> = Vec::new();
        if !report.files.is_empty() {
            wrong.push(counted(report.files.len(), "file finding"));
        }
        if !report.problems.is_empty() {
            wrong.push(counted(report.problems.len(), "problem"));
        }
        let answer = match report.outcome() {
            Outcome::Compatible => "compatible",
            Outcome::Incompatible => "incompatible",
            Outcome::Incomplete => "could not complete",
        };
        if wrong.is_empty() {
            let _ = writeln!(out, "{answer}");
        } else {
            let _ = writeln!(out, "{answer}: {}", wrong.join(", "));
        }
    }

    pub(crate) fn path(&self, path: &Path) -> String {
        // A neighbour is shown through `..`, what lies further away by its whole path.
        let shown = self
            .here
            .ancestors()
            .take(3)
            .enumerate()
            .find_map(|(up, folder)| {
                let below = path.strip_prefix(folder).ok()?;
                let is_root = folder.parent().is_none();
                (!is_root).then(|| "../".repeat(up) + &below.display().to_string())
            });
        // As in the files themselves, on every system.
        shown
            .unwrap_or_else(|| path.display().to_string())
            .replace('\\', "/")
    }
}

fn owner(document: &Document) -> String {
    let owner = document.contract.header.owner.as_deref();
    owner.map_or(String::new(), |owner| format!(" (owner {owner})"))
}

/// The consumer, with the name of the contract where it has one.
fn who(contract: &Document) -> String {
    let identity = contract.identity();
    match identity.name() {
        Some(name) => format!("{} ({name})", identity.service()),
        None => identity.service().to_owned(),
    }
}

/// Producer and consumer of every pair that does not fit.
fn incompatible_pairs(report: &Report) -> Vec<(&Identity, &Identity)> {
    let mut pairs: Vec<_> = report
        .incompatibilities
        .iter()
        .flat_map(|found| {
            found
                .refusals
                .iter()
                .map(|refusal| (found.emitted.identity(), refusal.contract.identity()))
        })
        .chain(
            report
                .keys
                .iter()
                .map(|found| (found.emitted.identity(), found.contract.identity())),
        )
        .collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

/// A place in a part of the message: `/user_id`, `headers/trace-id`.
fn place_in(part: Part, at: &Place) -> String {
    match part {
        Part::Headers if at.0.is_empty() => "headers".to_owned(),
        Part::Headers => format!("headers{at}"),
        _ => place(at),
    }
}

fn place(place: &Place) -> String {
    if place.0.is_empty() {
        "the whole message".to_owned()
    } else {
        place.to_string()
    }
}

/// On one line where it fits, else one member a line.
fn witness(out: &mut String, message: &Json) {
    let compact = message.to_string();
    if compact.chars().count() + 4 <= WIDTH {
        let _ = writeln!(out, "    {compact}");
        return;
    }
    let pretty = message.to_pretty();
    let lines: Vec<&str> = pretty.lines().collect();
    for line in lines.iter().take(WITNESS_LINES) {
        let _ = writeln!(out, "    {}", cut(line, 400));
    }
    if lines.len() > WITNESS_LINES {
        let _ = writeln!(
            out,
            "    … ({} more)",
            counted(lines.len() - WITNESS_LINES, "line")
        );
    }
}

fn note(out: &mut String, text: &str) {
    fill(out, "", "  ", text);
}

fn paragraph(out: &mut String, indent: &str, text: &str) {
    fill(out, indent, indent, text);
}

fn listed(out: &mut String, text: &str) {
    fill(out, "    - ", "      ", text);
}

/// Lines break between words alone: names and paths stay whole, so that they can be copied.
fn fill(out: &mut String, first: &str, rest: &str, text: &str) {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    let _ = writeln!(out, "{}", textwrap::fill(text, options));
}

fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
