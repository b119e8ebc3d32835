//! Texts of a format or of a pattern that is not decided: candidates are tried, and the program that reads one says
//! whether it is one.

use counterpart_engine::compat::formats;
use counterpart_engine::compat::pattern::{self, Pattern};
use counterpart_engine::compat::regex;
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId};
use counterpart_engine::compat::{ReasonKind, Undecided};

/// Realistic strings in notations that have no format in the table.
const MET: [&str; 44] = [
    "https://example.com/a",
    "http://a/",
    "mailto:a@example.com",
    "user@example.com",
    "+15551234567",
    "+1 555 123 4567",
    "0151 23456789",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "123e4567e89b12d3a456426614174000",
    "tz4a98xxat96iws9zmbrgj3a",
    "V1StGXR8_Z5jdHi6B-myT",
    "507f1f77bcf86cd799439011",
    "1.2.3",
    "1.0.0-rc.1+5",
    "1.50",
    "12",
    "00",
    "11",
    "aa",
    "abab",
    "YQ==",
    "6162",
    "0x1f",
    "#ff0000",
    "rgb(1, 2, 3)",
    "EUR",
    "USD",
    "DE",
    "US",
    "de-DE",
    "en",
    "Europe/Paris",
    "UTC",
    "DE89370400440532013000",
    "4111111111111111",
    "978-3-16-148410-0",
    "192.0.2.0/24",
    "00:00:5e:00:53:01",
    "text/plain",
    "/etc/hosts",
    "main",
    "January",
    "12:00",
    "100ms",
];

/// Returns true if only a text keeps the answer from being known.
pub(super) fn is_of_text(undecided: &Undecided) -> bool {
    matches!(undecided.kind, ReasonKind::UnknownFormat | ReasonKind::Pattern)
}

/// The undecided part of a string's schema: a format or a pattern.
pub(super) fn undecided(schema: &Schema, keywords: &Keywords) -> Option<String> {
    let format = keywords
        .format
        .as_deref()
        .filter(|name| formats::named(name).is_none());
    let is_unsupported = |pattern: &&str| matches!(schema.pattern(pattern), Pattern::Unsupported(_));
    let pattern = keywords.pattern.as_deref().filter(is_unsupported);
    let format = format.map(|name| format!("of the format `{name}`"));
    format.or_else(|| pattern.map(|pattern| format!("of the pattern `{pattern}`")))
}

/// The candidates for a string: those that match the format or pattern, then those in the table.
pub(super) fn candidates() -> impl Iterator<Item = &'static str> {
    MET.into_iter().chain(formats::samples())
}

/// Returns true if a text matches an undecided pattern, as far as is known: as read by one of the dialects with
/// such syntax. With a backreference, any text may match.
pub(super) fn may_match(source: &str) -> impl Fn(&str) -> bool + use<> {
    let readings = pattern::readings(source).into_iter();
    let read: Vec<regex::Pattern> = readings
        .filter_map(|(rewritten, _)| regex::Pattern::parse(&rewritten).ok())
        .collect();
    move |text| read.is_empty() || read.iter().any(|pattern| pattern.is_match(text))
}

/// The texts of a schema that are guesses.
#[derive(Debug)]
pub(crate) struct Guessing {
    what: std::collections::BTreeMap<NodeId, String>,
}

impl Guessing {
    pub(crate) fn of(schema: &Schema) -> Self {
        let undecided = |node| match &schema.node(node).body {
            Body::Keywords(keywords) => undecided(schema, keywords),
            Body::Always(_) => None,
        };
        let nodes = (0..schema.len() as u32).map(NodeId);
        Self {
            what: nodes.filter_map(|node| Some((node, undecided(node)?))).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.what.is_empty()
    }

    /// The format or pattern of a string that is a guess at this node.
    pub(crate) fn of_node(&self, node: NodeId) -> Option<&str> {
        self.what.get(&node).map(String::as_str)
    }

    /// The schemas for which a string is a guess, with the format or pattern.
    pub(crate) fn all(&self) -> impl Iterator<Item = (NodeId, &str)> {
        self.what.iter().map(|(node, what)| (*node, what.as_str()))
    }

    /// The other candidates for a string.
    pub(crate) fn candidates() -> impl Iterator<Item = &'static str> {
        candidates()
    }
}
