//! One cause of findings, to be read at a glance: the change, the lines of both sides, a message
//! that breaks, fixes.
//!
//! A block is no longer than [`MOST_LINES`]. It counts the parts that do not fit, and `-v` shows
//! them.

mod details;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin};
use counterpart_verifier::report::advice::{self, Fix};
use counterpart_verifier::report::listing::{Block, Consumer, Row, Side};
use counterpart_verifier::report::{Attribution, FileRule, Status, Unproven};
use textwrap::core::display_width;

use super::excerpt::{Excerpt, Label, Labels, halves, margin, remark, witness};
use super::prose::some;
use super::shorten::{listed, short_commits, shortened};
use super::view::View;
use crate::terminal::foreign;
use crate::terminal::options::TerminalOptions;
use crate::terminal::screen::Screen;

/// The maximum number of lines in a block.
pub(super) const MOST_LINES: usize = 22;

/// The maximum number of fixes to show.
const MOST_FIXES: usize = 3;

/// The maximum number of consumers in a title.
const MOST_NAMES: usize = 3;

/// The level at the start of a block's title.
fn level(status: Status) -> Level<'static> {
    match status {
        Status::Failing => Level::ERROR,
        Status::Pending => Level::WARNING.with_name("pending"),
        Status::Allowed => Level::NOTE.with_name("allowed"),
        _ => Level::WARNING,
    }
}

/// The worst status of the rows.
pub(super) fn status(block: &Block<'_>) -> Status {
    let statuses = block.rows.iter().map(|row| row.status);
    statuses.min().unwrap_or(Status::Failing)
}

/// The subject of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// A refused message.
    Message,
    /// An undecided pair.
    Undecided,
    /// A contract file.
    File,
}

impl About {
    fn of(row: &Row) -> Self {
        if row.rule == Unproven::ID {
            About::Undecided
        } else if row.consumers.iter().any(|one| one.witness.is_some()) {
            About::Message
        } else {
            About::File
        }
    }
}

/// The shown part of a side: a line, or only the file.
enum Shown {
    Line(Excerpt),
    File(String),
}

impl Shown {
    /// The line of Rust source if it is known, else the line of the contract file.
    fn of(side: &Side, label: Label) -> Self {
        if let Some(source) = &side.source {
            let text = format!("{}{}", " ".repeat(source.indent), source.text);
            let byte = |column: usize| {
                let at = text.char_indices().nth(column - 1);
                at.map_or(text.len(), |(at, _)| at)
            };
            let span = match source.columns {
                Some((from, to)) => byte(from)..byte(to),
                None => source.indent..text.len(),
            };
            return Shown::Line(Excerpt {
                path: source.path.clone(),
                line: source.line,
                text,
                span,
                label,
            });
        }
        match &side.marked {
            Some(line) => Shown::Line(Excerpt::of_line(side.file.clone(), line.clone(), label)),
            None => Shown::File(side.file.clone()),
        }
    }
}

/// The width of the widest line number.
fn gutter(sides: &[Shown]) -> usize {
    let lines = sides.iter().map(|shown| match shown {
        Shown::Line(excerpt) => excerpt.line.to_string().len(),
        Shown::File(_) => 0,
    });
    lines.max().unwrap_or(0).max(1)
}

fn sides_as_elements(
    sides: &[Shown],
    gutter: usize,
    labels: Labels,
    options: TerminalOptions,
) -> Vec<Element<'static>> {
    let mut elements: Vec<Element> = Vec::new();
    for (index, shown) in sides.iter().enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        match shown {
            Shown::Line(excerpt) => elements.extend(excerpt.elements(kind, gutter, labels, options)),
            Shown::File(path) => elements.push(Origin::path(foreign::line(path).into_owned()).into()),
        }
    }
    elements
}

/// The sides of a row, with at most `most` consumers.
fn sides(row: &Row, most: usize) -> Vec<Shown> {
    let sender = row.producer.as_ref().map_or("", |side| side.service.as_str());
    let owned = |side: &Side, text: String| Label {
        text,
        more: owner(side.owner.as_deref()),
    };
    match About::of(row) {
        About::Message => {
            let said = |consumer: &str| halves(&row.sentence, sender, consumer);
            let consumers = row.consumers.iter().take(most).map(|one| {
                let who = one.side.who();
                let accepts = said(&who).map_or_else(|| format!("{who} accepts"), |(_, accepted)| accepted);
                Shown::of(&one.side, owned(&one.side, accepts))
            });
            let first = row.names().into_iter().next().unwrap_or_default();
            let sends = said(&first).map_or_else(|| format!("{sender} sends"), |(sent, _)| sent);
            let producer = row
                .producer
                .iter()
                .map(|side| Shown::of(side, sends.clone().into()));
            producer.chain(consumers).collect()
        }
        About::Undecided => {
            let producer = row
                .producer
                .iter()
                .map(|side| Shown::of(side, format!("{sender} sends").into()));
            let consumers = row.consumers.iter().take(most).map(|one| {
                let accepts = format!("{} accepts", one.side.who());
                Shown::of(&one.side, owned(&one.side, accepts))
            });
            producer.chain(consumers).collect()
        }
        About::File => {
            let own = row.producer.as_ref();
            let own = own.or_else(|| row.consumers.first().map(|one| &one.side));
            let own = own.map(|side| {
                if row.rule == FileRule::NotCompared.id() && side.source.is_some() {
                    Shown::of(side, "what is written of it was not compared".to_owned().into())
                } else {
                    Shown::File(side.file.clone())
                }
            });
            let wanting = wanting(row).take(most).map(|one| {
                let accepts = format!("{} accepts it", one.side.who());
                Shown::of(&one.side, owned(&one.side, accepts))
            });
            own.into_iter().chain(wanting).collect()
        }
    }
}

/// The consumers that want the event of a row that is about a file.
fn wanting(row: &Row) -> impl Iterator<Item = &Consumer> {
    row.consumers.iter().skip(usize::from(row.producer.is_none()))
}

fn owner(owner: Option<&str>) -> String {
    owner.map_or(String::new(), |owner| format!(" (owner {owner})"))
}

/// A remark next to the margin: its name, its text, and whether it is always shown.
struct Remark {
    name: &'static str,
    text: String,
    /// What is said instead where there is no room for the text.
    short: Option<String>,
    is_needed: bool,
    /// True if it may take two lines where the block has room for them.
    is_wrapped: bool,
}

impl Remark {
    fn needed(name: &'static str, text: String) -> Self {
        Self {
            name,
            text,
            short: None,
            is_needed: true,
            is_wrapped: true,
        }
    }

    fn more(name: &'static str, text: String) -> Self {
        Self {
            name,
            text,
            short: None,
            is_needed: false,
            is_wrapped: false,
        }
    }

    fn wrapped(name: &'static str, text: String, short: Option<String>) -> Self {
        Self {
            short,
            is_wrapped: true,
            ..Self::more(name, text)
        }
    }
}

impl Remark {
    /// The text in the columns of two lines, if it is needed or if there is room, else in those of one.
    fn within(&self, gutter: usize, has_room: bool, options: TerminalOptions) -> String {
        let named = if self.name.is_empty() {
            0
        } else {
            self.name.len() + 2
        };
        let line = options.width.saturating_sub(margin(gutter) + 2 + named);
        // A line that is wrapped between words is not always full.
        let is_wrapped = self.is_needed || (self.is_wrapped && has_room);
        let width = if is_wrapped { 2 * line - line / 4 } else { line };
        let text = foreign::line(&self.text);
        match &self.short {
            Some(short) if display_width(&text) > width => {
                shortened(&foreign::line(short), width, dots(options))
            }
            _ => shortened(&text, width, dots(options)),
        }
    }
}

/// The shown amount of a block.
#[derive(Clone, Copy)]
struct Room {
    remarks: usize,
    fixes: usize,
    labels: Labels,
    /// True if remarks that may be wrapped are.
    is_wrapped: bool,
}

impl View {
    /// Shows a block: no longer than [`MOST_LINES`], or with `-v` all details of each of its rows.
    pub(super) fn block(&self, out: &mut Screen, block: &Block<'_>) {
        if self.verbose {
            self.details(out, block);
            return;
        }
        let options = out.options();
        let layout = Layout::of(block, options);
        let plain = TerminalOptions {
            colour: false,
            ..options
        };
        let mut room = layout.most();
        loop {
            let mut screen = Screen::new(plain);
            screen.report(&layout.groups(room, plain));
            let lines = screen.into_text().lines().count();
            let Some(less) = room.less(lines.saturating_sub(MOST_LINES)) else {
                break;
            };
            room = less;
        }
        out.report(&layout.groups(room, options));
        out.end_line();
    }
}

impl Room {
    /// A smaller size for a block that is `over` lines too long. `None` if it is not too long, or
    /// nothing can be left out.
    fn less(self, over: usize) -> Option<Self> {
        let fewer_fixes = || {
            (self.fixes > 0).then(|| Self {
                fixes: self.fixes - 1,
                ..self
            })
        };
        let beside = || {
            (self.labels == Labels::Short).then_some(Self {
                labels: Labels::Beside,
                ..self
            })
        };
        let on_one_line = || {
            self.is_wrapped.then_some(Self {
                is_wrapped: false,
                ..self
            })
        };
        let fewer_remarks = || {
            (self.remarks > 0).then(|| Self {
                remarks: self.remarks.saturating_sub(over),
                ..self
            })
        };
        if over == 0 {
            return None;
        }
        beside()
            .or_else(on_one_line)
            .or_else(fewer_remarks)
            .or_else(fewer_fixes)
    }
}

/// The parts of a block, the most important first.
struct Layout<'b> {
    block: &'b Block<'b>,
    /// The row with the sides and the message to show.
    row: &'b Row,
    sides: Vec<Shown>,
    remarks: Vec<Remark>,
}

impl<'b> Layout<'b> {
    fn of(block: &'b Block<'b>, options: TerminalOptions) -> Self {
        let row = block.rows[0];
        let sides = match status(block) {
            // It is known, and somebody explained why it is acceptable.
            Status::Allowed => sides(row, 0),
            _ => sides(row, 1),
        };
        let width = options.width.saturating_sub(margin(gutter(&sides)) + 2);
        let remarks = remarks(block, row, width, dots(options));
        Self {
            block,
            row,
            sides,
            remarks,
        }
    }

    fn most(&self) -> Room {
        Room {
            remarks: self.remarks.iter().filter(|one| !one.is_needed).count(),
            fixes: MOST_FIXES,
            labels: Labels::Short,
            is_wrapped: true,
        }
    }

    fn groups(&self, room: Room, options: TerminalOptions) -> Vec<Group<'static>> {
        let status = status(self.block);
        let gutter = gutter(&self.sides);
        let mut elements = sides_as_elements(&self.sides, gutter, room.labels, options);
        let mut free = room.remarks;
        for one in &self.remarks {
            if one.is_needed || free > 0 {
                free -= usize::from(!one.is_needed);
                let level = Level::NOTE.with_name((!one.name.is_empty()).then_some(one.name));
                let text = one.within(gutter, room.is_wrapped, options);
                elements.push(remark(level, one.name.len(), &text, gutter, options));
            }
        }
        let is_short = status == Status::Allowed;
        let fixes = if is_short { &[][..] } else { &self.block.fixes[..] };
        let helps = fixes
            .iter()
            .take(room.fixes)
            .map(|fix| help(fix, gutter, options));
        let example = if is_short {
            None
        } else {
            self.example(gutter, options)
        };
        let title = title(self.block, status, options);
        match example {
            Some((name, mut shown)) => {
                shown.extend(helps);
                let example = Level::ERROR.with_name("example").secondary_title(name);
                vec![title.elements(elements), example.elements(shown)]
            }
            None => {
                elements.extend(helps);
                vec![title.elements(elements)]
            }
        }
    }

    /// A message that breaks somebody, with the wrong place marked, on one line.
    fn example(&self, gutter: usize, options: TerminalOptions) -> Option<(String, Vec<Element<'static>>)> {
        let shown = self.row.consumers.iter().find(|one| one.witness.is_some())?;
        let (message, at) = shown.witness.as_ref()?;
        let is_same = |one: &&Consumer| one.witness.as_ref().is_some_and(|(other, _)| other == message);
        let mut names: Vec<String> = Vec::new();
        for one in self.row.consumers.iter().filter(is_same) {
            let name = one.side.who();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        const TITLE: &str = "a message that breaks ";
        let room = options.width.saturating_sub("example: ".len() + TITLE.len());
        let title = format!(
            "{TITLE}{}",
            shortened(&some(&names, MOST_NAMES), room, dots(options))
        );
        let elements = witness(message, at, &wrong(shown.missing.as_deref()), gutter, options)?;
        Some((foreign::line(&title).into_owned(), elements))
    }
}

/// The dots for a part that is left out.
pub(super) fn dots(options: TerminalOptions) -> &'static str {
    if options.unicode { "…" } else { "..." }
}

/// `error[null-emitted]: user-service may send null in `email``, on two lines of the terminal at most.
fn title(block: &Block<'_>, status: Status, options: TerminalOptions) -> annotate_snippets::Title<'static> {
    let rule = block.rules.first().copied().unwrap_or_default();
    let before = "warning[]: ".len() + rule.len();
    let width = (2 * options.width).saturating_sub(before);
    let headline = short_commits(&foreign::line(&block.headline));
    level(status)
        .primary_title(shortened(&headline, width, dots(options)))
        .id(rule)
}

/// A fix on one line.
fn help(fix: &Fix, gutter: usize, options: TerminalOptions) -> Element<'static> {
    let width = options.width.saturating_sub(margin(gutter) + 2 + "help: ".len());
    let text = in_signs(&foreign::line(&fix.text), options);
    let text = shortened(&text, width, dots(options));
    Level::HELP.message(text).into()
}

/// With dots that the terminal can show.
fn in_signs(text: &str, options: TerminalOptions) -> String {
    text.replace('…', dots(options))
}

/// The label of the wrong place in a message.
pub(super) fn wrong(missing: Option<&str>) -> String {
    missing.map_or_else(
        || "not accepted".to_owned(),
        |name| format!("`{name}` is missing here"),
    )
}

/// `user.registered#/email`, as commands accept it.
pub(super) fn at(row: &Row, place: &str) -> String {
    match place {
        "" => format!("{} (the whole message)", row.event),
        place => format!("{}#{}", row.event, foreign::place(place)),
    }
}

/// The remarks next to the lines of both sides, each on one line.
fn remarks(block: &Block<'_>, row: &Row, width: usize, dots: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let list = |name: &str, names: &[String]| listed(names, width.saturating_sub(name.len() + 2), dots);
    let mut places: Vec<String> = row.places.iter().map(|place| at(row, place)).collect();
    places.sort();
    if !places.is_empty() {
        remarks.push(Remark::needed("at", list("at", &places)));
    }
    // Otherwise the labels of both sides have it.
    if About::of(row) == About::Message && halves(&row.sentence, "", "").is_none() {
        remarks.push(Remark::needed("", row.sentence.clone()));
    }
    for reason in row.reasons.iter().take(2) {
        let place = foreign::place(&reason.place);
        let text = format!("{place} [{}]: {}", reason.kind, reason.text);
        remarks.push(Remark::needed("why", text));
    }
    if row.reasons.len() > 2 {
        remarks.push(Remark::needed(
            "why",
            format!("and {} more (-v lists them)", row.reasons.len() - 2),
        ));
    }
    if let Some(allowance) = &row.allowance {
        let until = allowance
            .until
            .map_or(String::new(), |until| format!(" (until {until})"));
        remarks.push(Remark::needed(
            "",
            format!("allowed because {}{until}", allowance.reason),
        ));
    }
    if block.rows.len() > 1 {
        remarks.push(Remark::more("status", statuses(block)));
    }
    let others = other_consumers(block, row);
    if !others.is_empty() {
        remarks.push(Remark::more("also", list("also", &others)));
    }
    let others: Vec<String> = other_places(block, &places);
    if !others.is_empty() {
        remarks.push(Remark::more("also at", list("also at", &others)));
    }
    let consumers: Vec<&Consumer> = block.rows.iter().flat_map(|row| &row.consumers).collect();
    let causes = attributions(&consumers);
    if !causes.is_empty() {
        let whole = causes.join("; ");
        // The id is left out where there is no room for it, and never what it means.
        let means: Vec<&str> = causes
            .iter()
            .map(|cause| cause.split_once(": ").map_or(cause.as_str(), |(_, means)| means))
            .collect();
        remarks.push(Remark::wrapped("cause", whole, Some(means.join("; "))));
    }
    let versions = versions(block.rows.iter().copied());
    if versions.len() <= MOST_NAMES {
        remarks.extend(
            versions
                .into_iter()
                .map(|one| Remark::wrapped("version", one, None)),
        );
    } else {
        remarks.push(Remark::more("version", list("version", &versions)));
    }
    let mut premises: Vec<String> = consumers
        .iter()
        .flat_map(|one| &one.premises)
        .map(ToString::to_string)
        .collect();
    premises.sort();
    premises.dedup();
    remarks.extend(premises.into_iter().map(|premise| Remark::more("if", premise)));
    remarks
}

/// `2 failing, 1 pending`, with the rules if there are several.
fn statuses(block: &Block<'_>) -> String {
    let counts = block.statuses.iter();
    let counts: Vec<String> = counts
        .map(|(status, count)| format!("{count} {}", status.id()))
        .collect();
    let rules = if block.rules.len() > 1 {
        format!(" ({})", block.rules.join(", "))
    } else {
        String::new()
    };
    format!("{}{rules}", counts.join(", "))
}

/// The consumers whose lines are not shown, each once, with their owners.
fn other_consumers(block: &Block<'_>, row: &Row) -> Vec<String> {
    let shown = match About::of(row) {
        About::File => wanting(row).next(),
        _ => row.consumers.first(),
    };
    let shown = shown.map(|one| one.side.who());
    let mut others: Vec<String> = Vec::new();
    for one in block.rows.iter().copied() {
        let consumers: Vec<&Consumer> = match About::of(one) {
            About::File => wanting(one).collect(),
            _ => one.consumers.iter().collect(),
        };
        for consumer in consumers {
            let who = consumer.side.who();
            let named = format!("{who}{}", owner(consumer.side.owner.as_deref()));
            if shown.as_ref() != Some(&who) && !others.contains(&named) {
                others.push(named);
            }
        }
    }
    others
}

/// The events and places of the other rows. For files, only the events.
fn other_places(block: &Block<'_>, shown: &[String]) -> Vec<String> {
    let mut others: Vec<String> = Vec::new();
    for row in block.rows.iter().skip(1) {
        let mut places: Vec<String> = row.places.iter().map(|place| at(row, place)).collect();
        if places.is_empty() {
            places.push(row.event.clone());
        }
        for place in places {
            if !shown.contains(&place) && !others.contains(&place) {
                others.push(place);
            }
        }
    }
    others
}

/// The side whose change broke it, once if it is the same for all consumers, and the meaning of
/// that.
fn attributions(consumers: &[&Consumer]) -> Vec<String> {
    let mut known: Vec<(Attribution, Vec<String>)> = Vec::new();
    for consumer in consumers {
        let Some(attribution) = consumer.attribution else {
            continue;
        };
        let name = consumer.side.who();
        match known.iter_mut().find(|(known, _)| *known == attribution) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => known.push((attribution, vec![name])),
        }
    }
    let alone = known.len() == 1;
    let said = known.into_iter().map(|(attribution, names)| {
        let of = if alone {
            String::new()
        } else {
            format!(" (for {})", names.join(", "))
        };
        let means = advice::of_attribution(attribution);
        format!("{attribution}{of}: {means}")
    });
    said.collect()
}

/// Each version that the sides belong to, and why it is included.
fn versions<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for row in rows {
        // The file of an event that stopped is shown, and not its former place.
        let producer = row.producer.iter().filter(|_| About::of(row) != About::File);
        for side in producer.chain(row.consumers.iter().map(|one| &one.side)) {
            for included in &side.versions {
                let text = format!("{} {}", side.service, short_commits(&included.to_string()));
                if !said.contains(&text) {
                    said.push(text);
                }
            }
        }
    }
    said
}
