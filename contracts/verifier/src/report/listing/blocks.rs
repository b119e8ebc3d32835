//! Rows of one cause, to be read together.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::advice::{Fix, FixKind};
use super::super::change::{Headline, some};
use super::super::{Named, Part, Status, Unproven};
use super::{Row, Side};
use counterpart_engine::compat::Rule;

/// Rows of one cause. The cause is the same line of the producer's source in several events, one
/// place with several breaking messages, or one break with several consumers. A block is a view:
/// each finding stays a row.
#[derive(Debug, Clone)]
pub struct Block<'r> {
    /// The rows, the most important first; never empty. The first is the one whose sides and message are shown.
    pub rows: Vec<&'r Row>,
    /// The change, in words of the code: ``user-service no longer sends `customer_id`; `buyer_id`
    /// is new``.
    pub headline: String,
    /// The ids of the rules, in the order of the rows, each once.
    pub rules: Vec<&'static str>,
    /// The number of rows by status.
    pub statuses: BTreeMap<Status, usize>,
    /// The fixes of all rows, each once, the best first, without allowances.
    pub fixes: Vec<Fix>,
}

/// The rows of a listing by cause, in the order of the first row of each.
pub fn blocks(rows: &[Row]) -> Vec<Block<'_>> {
    let mut groups = Groups {
        of_row: (0..rows.len()).collect(),
    };
    let mut known: HashMap<Cause<'_>, usize> = HashMap::new();
    let mut alike: HashMap<Alike<'_>, Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        for cause in causes(row) {
            let first = *known.entry(cause).or_insert(index);
            groups.join(first, index);
        }
        if let Some(one) = Alike::of(row) {
            alike.entry(one).or_default().push(index);
        }
    }
    for several in alike.into_values() {
        let all: Vec<&Row> = several.iter().map(|index| &rows[*index]).collect();
        if names(&all).len() >= SEVERAL {
            several.iter().for_each(|index| groups.join(several[0], *index));
        }
    }
    let mut blocks: Vec<(usize, Vec<&Row>)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let group = groups.of(index);
        match blocks.iter_mut().find(|(known, _)| *known == group) {
            Some((_, of_group)) => of_group.push(row),
            None => blocks.push((group, vec![row])),
        }
    }
    blocks.into_iter().map(|(_, rows)| block(rows)).collect()
}

/// The number of names of one object or enum from which they are one change.
const SEVERAL: usize = 3;

/// The common cause of many names of one object or enum: all were renamed, or all are unknown variants.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Alike<'r> {
    producer: &'r str,
    event: &'r str,
    part: Part,
    renamed: Option<Named>,
    /// The object or the enum.
    above: String,
}

impl<'r> Alike<'r> {
    fn of(row: &'r Row) -> Option<Self> {
        row.headline.about.as_ref()?;
        let producer = row.producer.as_ref()?.service.as_str();
        let above = match &row.renamed {
            Some(renamed) => renamed.above.to_string(),
            None => {
                let place = row.places.first()?;
                let end = place.rfind('(').unwrap_or(place.len());
                place[..end].to_owned()
            }
        };
        Some(Self {
            producer,
            event: &row.event,
            part: row.part,
            renamed: row.renamed.as_ref().map(|renamed| renamed.what),
            above,
        })
    }
}

/// The names in rows, each once.
fn names(rows: &[&Row]) -> Vec<String> {
    let abouts = rows.iter().filter_map(|row| row.headline.about.as_ref());
    let mut known = HashSet::new();
    let names = abouts.map(|about| about.name.clone());
    names.filter(|name| known.insert(name.clone())).collect()
}

/// The headline for many names.
fn of_several(rows: &[&Row]) -> Option<Headline> {
    let first = *rows.first()?;
    let about = Alike::of(first)?;
    if rows.iter().any(|row| Alike::of(row).as_ref() != Some(&about)) {
        return None;
    }
    let names = names(rows);
    if names.len() < SEVERAL {
        return None;
    }
    let (count, listed) = (names.len(), some(&names));
    let (producer, of) = (about.producer, &first.headline.about.as_ref()?.owner);
    let text = match &first.renamed {
        Some(renamed) => {
            let what = renamed.what.noun();
            format!("{count} {what}s{of} have other names in what {producer} sends: {listed}")
        }
        None => {
            let are_new = rows
                .iter()
                .all(|row| row.headline.about.as_ref().is_some_and(|about| about.is_new));
            let new = if are_new { "new " } else { "" };
            format!("{producer} sends {count} {new}variants{of}: {listed}")
        }
    };
    let reaction = match first.renamed {
        Some(_) => ("refuses them", "refuse them"),
        None => ("does not know them", "do not know them"),
    };
    Some(Headline {
        text,
        reaction: Some((reaction.0.to_owned(), reaction.1.to_owned())),
        about: None,
    })
}

/// The common cause of two rows. A row has several.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Cause<'r> {
    /// The same names, in one event or on one line of source.
    Renamed {
        producer: &'r str,
        what: Named,
        names: (&'r str, &'r str),
        within: Within<'r>,
    },
    /// The same field of the producer, or the same variant. Complaints that consumers have about it
    /// for reasons of their own are not one cause.
    Subject {
        producer: &'r str,
        part: Part,
        subject: &'r str,
        within: Within<'r>,
        rule: &'r str,
        wanted: Option<&'r str>,
    },
    /// The same words for places of one enum: a mistake in its tag is a mistake in each variant.
    Words {
        producer: &'r str,
        rule: &'r str,
        headline: &'r str,
        within: Within<'r>,
    },
}

/// The place of the cause at the producer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Within<'r> {
    /// A line of source, in any event.
    Line(&'r str, usize, Option<(usize, usize)>),
    /// A definition of the same name, in any file.
    Definition(String),
    /// A place of a contract file.
    File(&'r str, String),
    /// An event.
    Event(&'r str),
    /// Files without source.
    Anywhere,
}

fn causes(row: &Row) -> Vec<Cause<'_>> {
    // A file, or an undecided pair, is a cause of its own.
    let is_broken = row.rule != Unproven::ID && !row.places.is_empty();
    let Some(side) = row.producer.as_ref().filter(|_| is_broken) else {
        return Vec::new();
    };
    let (producer, subject) = (side.service.as_str(), subject(&row.places[0]));
    let words = |within| Cause::Words {
        producer,
        rule: row.rule,
        headline: &row.headline.text,
        within,
    };
    let mut causes = vec![Cause::Subject {
        producer,
        part: row.part,
        subject,
        within: within(side),
        rule: row.rule,
        wanted: wanted(row.rule, &row.headline).or_else(|| modes(row, side)),
    }];
    causes.push(words(Within::Event(&row.event)));
    causes.extend(definition(side).map(words));
    if let Some(renamed) = &row.renamed {
        let over_events = match &side.source {
            Some(_) => within(side),
            None => Within::Anywhere,
        };
        causes.extend(
            [Within::Event(&row.event), over_events].map(|within| Cause::Renamed {
                producer,
                what: renamed.what,
                names: (&renamed.consumer, &renamed.producer),
                within,
            }),
        );
    }
    causes
}

/// The values that the consumers accept instead, if the fix depends on them. One fix narrows a range for all of its
/// consumers, while several types exclude each other.
fn wanted<'r>(rule: &str, headline: &'r Headline) -> Option<&'r str> {
    let of_bounds = [
        Rule::NumberRange,
        Rule::StringContent,
        Rule::ArrayLength,
        Rule::PropertyCount,
    ];
    if of_bounds.iter().any(|bounds| bounds.id() == rule) {
        return None;
    }
    let (one, _) = headline.reaction.as_ref()?;
    let instead = headline.text.rsplit_once(", not ").map(|(_, instead)| instead);
    Some(instead.unwrap_or(one))
}

/// The modes of CloudEvents that differ: other modes have other fixes, also on the same line of source.
fn modes<'r>(row: &'r Row, side: &Side) -> Option<&'r str> {
    let is_of_header = side
        .pointer
        .steps()
        .first()
        .is_some_and(|first| first == "x-contract");
    (row.part == Part::Payload && is_of_header).then_some(row.headline.text.as_str())
}

fn within(side: &Side) -> Within<'_> {
    match &side.source {
        Some(source) => Within::Line(&source.path, source.line, source.columns),
        None => Within::File(&side.file, side.pointer.to_string()),
    }
}

/// A definition that files of several events may share, if no source distinguishes them.
fn definition(side: &Side) -> Option<Within<'_>> {
    let is_it = side.source.is_none() && side.pointer.steps().first().is_some_and(|first| first == "$defs");
    is_it.then(|| Within::Definition(side.pointer.to_string()))
}

/// The last step of a place: `/zip`, `(Pro)`.
fn subject(place: &str) -> &str {
    match place.rfind(['/', '(']) {
        Some(start) => &place[start..],
        None => place,
    }
}

/// The rows that belong together, as a forest: each row has another of its group, and the first has
/// itself.
struct Groups {
    of_row: Vec<usize>,
}

impl Groups {
    fn of(&mut self, row: usize) -> usize {
        let above = self.of_row[row];
        if above == row {
            return row;
        }
        let first = self.of(above);
        self.of_row[row] = first;
        first
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.of_row[one.max(other)] = one.min(other);
    }
}

fn block(mut rows: Vec<&Row>) -> Block<'_> {
    // For a rename, a message without the field shows more than one with an extra field.
    rows.sort_by_key(|row| {
        (
            row.status,
            row.renamed.is_some() && row.rule == Rule::PropertyDenied.id(),
        )
    });
    let first = rows[0];
    let mut consumers: Vec<String> = Vec::new();
    let mut rules = Vec::new();
    let mut statuses = BTreeMap::new();
    for row in &rows {
        for name in row.names() {
            if !consumers.contains(&name) {
                consumers.push(name);
            }
        }
        if !rules.contains(&row.rule) {
            rules.push(row.rule);
        }
        *statuses.entry(row.status).or_default() += 1;
    }
    let several = of_several(&rows);
    let mut headline = several.clone().unwrap_or_else(|| first.headline.clone());
    let is_shared = several.is_some() || rows.iter().all(|row| row.headline.reaction == headline.reaction);
    if let Some(reaction) = headline.reaction.as_mut().filter(|_| !is_shared) {
        *reaction = ("refuses it".to_owned(), "refuse it".to_owned());
    }
    // The lines of both sides name a single consumer.
    if consumers.len() < 2 {
        consumers.clear();
    }
    Block {
        headline: headline.naming(&consumers),
        rules,
        statuses,
        fixes: fixes(&rows),
        rows,
    }
}

/// The fixes of all rows, the first of each before the second of any. Fixes with the same text are
/// one.
fn fixes(rows: &[&Row]) -> Vec<Fix> {
    let of_row = |row: &&Row| -> Vec<Fix> {
        let fixes = row.fixes.iter().filter(|fix| fix.kind != FixKind::Allow);
        fixes.cloned().collect()
    };
    let all: Vec<Vec<Fix>> = rows.iter().map(of_row).collect();
    let longest = all.iter().map(Vec::len).max().unwrap_or(0);
    let mut fixes: Vec<Fix> = Vec::new();
    for fix in (0..longest).flat_map(|index| all.iter().filter_map(move |of_row| of_row.get(index))) {
        match fixes
            .iter_mut()
            .find(|known| (known.kind, &known.text, &known.paste) == (fix.kind, &fix.text, &fix.paste))
        {
            Some(known) => {
                let more = fix.edits.iter().filter(|edit| !known.edits.contains(edit));
                let more: Vec<_> = more.cloned().collect();
                known.edits.extend(more);
            }
            None => fixes.push(fix.clone()),
        }
    }
    fixes
}

#[cfg(test)]
mod tests;
