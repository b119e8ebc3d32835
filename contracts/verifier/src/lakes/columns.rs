//! The columns that an engine stores messages in. A column has one kind of value, whatever contract or alternative a value
//! belongs to, and an object that is stored has the members of all of them.

use std::collections::{BTreeSet, HashMap as Map};
use std::sync::Arc;

use counterpart_engine::compat::regex::Pattern;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use foldhash::{HashMap, HashSet};

use super::analysis::{keywords, resolved};

/// With more schemas than so many in all columns, nothing more is known of columns: the mapping is wider.
const MOST: usize = 1_000_000;

/// The names of a column are looked at one by one up to so many.
const MOST_NAMES: usize = 200;

/// A column, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Column(u32);

impl Column {
    /// A column of which nothing is asked: the engine keeps the kinds of values.
    pub(super) const UNASKED: Self = Self(0);
    /// A column that may have any kind of value, and any members.
    pub(super) const ANY: Self = Self(1);

    fn is_fixed(self) -> bool {
        self == Self::UNASKED || self == Self::ANY
    }
}

/// A schema that applies to values of a column: of all schemas the number, and its node.
type Entry = (u32, NodeId);

/// The members of an object whose columns are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Members {
    Named(Arc<str>),
    /// Those that no schema names.
    Unnamed,
    All,
}

#[derive(Debug)]
struct Content {
    kinds: Types,
    /// All schemas that may apply to a value and say something of its members or items.
    within: Vec<Entry>,
    members: HashMap<Members, Column>,
    items: Option<Column>,
    names: Option<Arc<[Arc<str>]>>,
    has_list_among_others: Option<bool>,
}

impl Content {
    fn of(kinds: Types, within: Vec<Entry>) -> Self {
        Self {
            kinds,
            within,
            members: HashMap::default(),
            items: None,
            names: None,
            has_list_among_others: None,
        }
    }
}

/// The columns of the messages of some contracts, made as they are asked for.
#[derive(Debug)]
pub(super) struct Columns<'s> {
    schemas: &'s [&'s Schema],
    contents: Vec<Content>,
    /// Each column once: with the same kinds and the same schemas, columns are the same.
    numbers: HashMap<(u8, Vec<Entry>), Column>,
    of_entries: HashMap<Vec<Entry>, Column>,
    patterns: Map<Arc<str>, Option<Pattern>>,
    left: usize,
}

impl<'s> Columns<'s> {
    pub(super) fn of(schemas: &'s [&'s Schema]) -> Self {
        Self {
            schemas,
            // In the order of `Column::UNASKED` and `Column::ANY`.
            contents: vec![
                Content::of(Types::NONE, Vec::new()),
                Content::of(Types::ALL, Vec::new()),
            ],
            numbers: HashMap::default(),
            of_entries: HashMap::default(),
            patterns: Map::new(),
            left: MOST,
        }
    }

    /// The column of whole messages.
    pub(super) fn messages(&mut self) -> Column {
        let roots = self.schemas.iter().enumerate();
        let roots = roots.map(|(number, schema)| (number as u32, schema.root()));
        self.column(roots.collect())
    }

    /// The kinds of values that the schemas describe for a column. One that says nothing of kinds is left out.
    pub(super) fn kinds(&self, column: Column) -> Types {
        self.content(column).kinds
    }

    /// The column of a member; without a name, of one that no schema names.
    pub(super) fn member(&mut self, column: Column, name: Option<&Arc<str>>) -> Column {
        match name {
            Some(name) => self.members(column, Members::Named(Arc::clone(name))),
            None => self.members(column, Members::Unnamed),
        }
    }

    /// One column for all members.
    pub(super) fn any_member(&mut self, column: Column) -> Column {
        self.members(column, Members::All)
    }

    /// The column of the items of a list, whatever their position.
    pub(super) fn item(&mut self, column: Column) -> Column {
        if column.is_fixed() {
            return column;
        }
        if let Some(known) = self.content(column).items {
            return known;
        }
        let mut entries = Vec::new();
        for (number, keywords) in self.described(column) {
            let single = [keywords.items, keywords.contains, keywords.unevaluated_items];
            let items = single
                .into_iter()
                .flatten()
                .chain(keywords.prefix_items.iter().copied());
            entries.extend(items.map(|id| (number, id)));
        }
        let items = self.column(entries);
        self.contents[column.0 as usize].items = Some(items);
        items
    }

    /// The names that schemas have for members of a column; `None` if there are too many, or if any may be there.
    pub(super) fn names(&mut self, column: Column) -> Option<Arc<[Arc<str>]>> {
        if column == Column::ANY {
            return None;
        }
        if self.content(column).names.is_none() {
            let described = self.described(column);
            let names = described.flat_map(|(_, keywords)| keywords.properties.keys().cloned());
            let names: BTreeSet<Arc<str>> = names.collect();
            self.contents[column.0 as usize].names = Some(names.into_iter().collect());
        }
        let names = self.content(column).names.clone();
        names.filter(|names| names.len() <= MOST_NAMES)
    }

    /// Returns true if a member may be a list in some objects of a column, and of another kind in others.
    pub(super) fn has_list_among_others(&mut self, column: Column) -> bool {
        let is_mixed =
            |kinds: Types| kinds.intersects(Types::ARRAY) && kinds.0 & !Types::ARRAY.or(Types::NULL).0 != 0;
        if column.is_fixed() {
            return is_mixed(self.kinds(column));
        }
        if let Some(known) = self.content(column).has_list_among_others {
            return known;
        }
        let names = self.names(column);
        let of_names = names
            .iter()
            .flat_map(|names| names.iter().cloned())
            .map(Members::Named);
        let of_others = match &names {
            Some(_) => Members::Unnamed,
            None => Members::All,
        };
        let columns: Vec<Column> = of_names
            .chain([of_others])
            .map(|members| self.members(column, members))
            .collect();
        let has = columns.into_iter().any(|member| is_mixed(self.kinds(member)));
        self.contents[column.0 as usize].has_list_among_others = Some(has);
        has
    }

    fn content(&self, column: Column) -> &Content {
        &self.contents[column.0 as usize]
    }

    /// The keywords of all schemas that may apply to a value of a column.
    fn described(&self, column: Column) -> impl Iterator<Item = (u32, &'s Keywords)> + '_ {
        let schemas = self.schemas;
        let within = self.content(column).within.iter();
        within.filter_map(move |(number, id)| Some((*number, keywords(schemas[*number as usize], *id)?)))
    }

    fn members(&mut self, column: Column, members: Members) -> Column {
        if column.is_fixed() {
            return column;
        }
        if let Some(known) = self.content(column).members.get(&members) {
            return *known;
        }
        let mut entries = Vec::new();
        let mut patterns = Vec::new();
        for (number, keywords) in self.described(column) {
            let named = match &members {
                Members::Named(name) => keywords.properties.get(name).copied(),
                Members::Unnamed => None,
                Members::All => {
                    entries.extend(keywords.properties.values().map(|id| (number, *id)));
                    None
                }
            };
            patterns.extend(
                keywords
                    .pattern_properties
                    .iter()
                    .map(|(pattern, id)| (Arc::clone(pattern), (number, *id))),
            );
            let others = [keywords.additional_properties, keywords.unevaluated_properties];
            let ids = match named {
                Some(named) => [Some(named), None],
                None => others,
            };
            entries.extend(ids.into_iter().flatten().map(|id| (number, id)));
        }
        for (pattern, entry) in patterns {
            let fits = match &members {
                Members::Named(name) => self.fits(&pattern, name),
                Members::Unnamed | Members::All => true,
            };
            if fits {
                entries.push(entry);
            }
        }
        let found = self.column(entries);
        self.contents[column.0 as usize].members.insert(members, found);
        found
    }

    /// Returns true if a name fits a pattern, or if that is not known.
    fn fits(&mut self, pattern: &Arc<str>, name: &str) -> bool {
        let parsed = self.patterns.entry(Arc::clone(pattern));
        let parsed = parsed.or_insert_with(|| Pattern::parse(pattern).ok());
        parsed.as_ref().is_none_or(|pattern| pattern.is_match(name))
    }

    /// The column of values that some schemas are for.
    fn column(&mut self, entries: Vec<Entry>) -> Column {
        let schemas = self.schemas;
        let says_something =
            |(number, id): &Entry| !matches!(schemas[*number as usize].node(*id).body, Body::Always(_));
        let entries = entries.into_iter();
        let entries = entries.map(|(number, id)| (number, resolved(schemas[number as usize], id)));
        let mut entries: Vec<Entry> = entries.filter(says_something).collect();
        entries.sort_unstable();
        entries.dedup();
        if let Some(known) = self.of_entries.get(&entries) {
            return *known;
        }
        let types = entries
            .iter()
            .map(|(number, id)| schemas[*number as usize].types_of_node(*id));
        let kinds = types
            .filter(|types| *types != Types::ALL)
            .fold(Types::NONE, Types::or);
        let kinds = Types(kinds.0 & !Types::NULL.0);
        let within = within(schemas, &entries);
        let Some(left) = self.left.checked_sub(within.len() + entries.len() + 1) else {
            return Column::ANY;
        };
        self.left = left;
        let next = Column(self.contents.len() as u32);
        let column = *self.numbers.entry((kinds.0, within.clone())).or_insert(next);
        if column == next {
            self.contents.push(Content::of(kinds, within));
        }
        self.of_entries.insert(entries, column);
        column
    }
}

/// Of the schemas and of those that they may apply to the same value, those that say something of members or items.
fn within(schemas: &[&Schema], entries: &[Entry]) -> Vec<Entry> {
    let mut found = entries.to_vec();
    let mut seen: HashSet<Entry> = entries.iter().copied().collect();
    let mut next = 0;
    while let Some(&(number, id)) = found.get(next) {
        next += 1;
        let Some(keywords) = keywords(schemas[number as usize], id) else {
            continue;
        };
        let not = keywords.not;
        let when = keywords.condition.as_ref().map(|condition| condition.when);
        // These do not say what a value is.
        let asserted = keywords
            .in_place()
            .filter(|id| Some(*id) != not && Some(*id) != when);
        found.extend(
            asserted
                .map(|id| (number, id))
                .filter(|entry| seen.insert(*entry)),
        );
    }
    found
}
