//! Values that a schema may accept, as far as its keywords show one by one. `true` is said where this is not known.

use counterpart_engine::compat::regex::{Pattern, Search, StringSet, find};
use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, Keywords, NodeId, Types};
use counterpart_engine::json::Json;

use super::effects::Form;

/// So deep alternatives and references are followed, and so many of them.
const DEPTH: usize = 20;
const MOST: usize = 1_000;

/// The work on one regular expression.
const FUEL: u64 = 10_000;

/// A text that Python's `float` reads, other than those that are not finite.
const PYTHON_NUMBER: &str = r"^\s*[+-]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][+-]?[0-9][0-9_]*)?\s*$";

/// A text that pandas may read as a moment: `2024-05`, `may 5 2024`, `2024q1`, and some words.
const PANDAS_MOMENT: &str = "[0-9]|^([Nn][Oo][Ww]|[Tt][Oo][Dd][Aa][Yy])$";

/// Formats whose texts are no numbers.
const NO_NUMBERS: [&str; 10] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "ipv4",
    "ipv6",
    "uri",
    "uuid",
];

/// Returns true if an object that has no member may be accepted.
pub(super) fn empty_object(schema: &Schema, id: NodeId) -> bool {
    let may = |own: &Keywords| {
        let is_empty = |value: &Json| value.as_object().is_some_and(|object| object.is_empty());
        own.types.is_none_or(|types| types.intersects(Types::OBJECT))
            && own
                .values
                .as_ref()
                .is_none_or(|values| values.iter().any(is_empty))
            && own.required.is_empty()
            && own.min_properties == 0
    };
    any(schema, id, &may)
}

/// Returns true if a text that Python reads as a number may be accepted.
pub(super) fn number_as_text(schema: &Schema, id: NodeId) -> bool {
    let is_no_number = |format: &str| NO_NUMBERS.contains(&format);
    text(schema, id, PYTHON_NUMBER, &|own| {
        !own.format.as_deref().is_some_and(is_no_number)
    })
}

/// Returns true if a text that pandas may read as a moment may be accepted.
pub(super) fn moment_as_text(schema: &Schema, id: NodeId) -> bool {
    text(schema, id, PANDAS_MOMENT, &|_| true)
}

/// Returns true if a text of a regular expression may be accepted by schemas that pass a test.
fn text(schema: &Schema, id: NodeId, wanted: &str, test: &dyn Fn(&Keywords) -> bool) -> bool {
    let Ok(wanted) = Pattern::parse(wanted) else {
        return true;
    };
    let may = |own: &Keywords| {
        let is_wanted = |value: &Json| value.as_str().is_some_and(|text| wanted.is_match(text));
        own.types.is_none_or(|types| types.intersects(Types::STRING))
            && own
                .values
                .as_ref()
                .is_none_or(|values| values.iter().any(is_wanted))
            && own
                .pattern
                .as_ref()
                .is_none_or(|pattern| meet(&[pattern], &wanted))
            && test(own)
    };
    any(schema, id, &may)
}

/// Returns true if a schema says that its texts are moments or dates: by a format, by a list that has some, or by a
/// pattern that only texts fit which begin with a digit.
pub(super) fn is_for_moments(keywords: &Keywords, form: &Form) -> bool {
    const MOMENT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}";
    match (&keywords.values, &keywords.format, &keywords.pattern) {
        (Some(values), ..) => values
            .iter()
            .filter_map(Json::as_str)
            .any(|text| form.is_of(text)),
        (None, Some(format), _) => form.formats.contains(&&**format),
        (None, None, Some(pattern)) => {
            let parsed = |text: &str| Pattern::parse(text).ok();
            let (Some(moment), Some(other)) = (parsed(MOMENT), parsed("^([^0-9]|$)")) else {
                return true;
            };
            meet(&[pattern], &moment) && !meet(&[pattern], &other)
        }
        (None, None, None) => false,
    }
}

/// Returns true if a text may fit regular expressions and another one.
fn meet(patterns: &[&str], wanted: &Pattern) -> bool {
    let Ok(patterns) = patterns
        .iter()
        .map(|pattern| Pattern::parse(pattern))
        .collect::<Result<Vec<_>, _>>()
    else {
        return true;
    };
    let set = StringSet {
        within: patterns.iter().chain([wanted]).collect(),
        ..StringSet::default()
    };
    find(&set, &mut { FUEL }) != Search::Empty
}

/// Returns true if a value may be accepted, where `may` tells this for the keywords of one schema themselves.
fn any(schema: &Schema, id: NodeId, may: &dyn Fn(&Keywords) -> bool) -> bool {
    any_within(schema, id, may, DEPTH, &mut { MOST })
}

fn any_within(
    schema: &Schema,
    id: NodeId,
    may: &dyn Fn(&Keywords) -> bool,
    depth: usize,
    left: &mut usize,
) -> bool {
    let keywords = match &schema.node(id).body {
        Body::Always(always) => return *always,
        Body::Keywords(keywords) => keywords,
    };
    let (Some(depth), Some(less)) = (depth.checked_sub(1), left.checked_sub(1)) else {
        return true;
    };
    *left = less;
    if !may(keywords) {
        return false;
    }
    let mut below = |id: &NodeId| any_within(schema, *id, may, depth, left);
    keywords.references.iter().all(&mut below)
        && keywords.all_of.iter().all(&mut below)
        && (keywords.any_of.is_empty() || keywords.any_of.iter().any(&mut below))
        && (keywords.one_of.is_empty() || keywords.one_of.iter().any(&mut below))
}
