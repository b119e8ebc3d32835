//! Bounds of numbers that an engine rounds.

use counterpart_engine::compat::schema::node::{Keywords, Types};
use counterpart_engine::json::{Json, Number};

/// Integers up to this are exact in every float: 2^53.
const EXACT: u64 = 1 << 53;

/// Widens what a schema says of numbers, so that it accepts them after they were rounded to the fifteen digits of a
/// float, or to ten decimals.
pub(super) fn widen(keywords: &mut Keywords) {
    if keywords.values.iter().flatten().any(is_rounded) {
        only_kinds(keywords);
    }
    let only_integers = keywords
        .types
        .is_some_and(|types| !types.intersects(Types::FRACTION));
    if let Some(step) = &keywords.multiple_of {
        if *step != Number::from(1_u32) {
            keywords.multiple_of = None;
        }
    }
    let least = keywords.exclusive_minimum.take();
    let most = keywords.exclusive_maximum.take();
    // A fraction just inside an open bound is rounded to the bound.
    let open = |bound: &Option<Number>| {
        bound
            .as_ref()
            .is_some_and(|bound| !only_integers || is_beyond(bound))
    };
    let (is_open_least, is_open_most) = (open(&least), open(&most));
    if is_open_least {
        keywords.minimum = larger(keywords.minimum.take(), least);
    } else {
        keywords.exclusive_minimum = least;
    }
    if is_open_most {
        keywords.maximum = smaller(keywords.maximum.take(), most);
    } else {
        keywords.exclusive_maximum = most;
    }
    let below = |bound: Number| match only_integers && !is_beyond(&bound) {
        true => bound,
        false => bound.plus(&-margin(&bound)),
    };
    let above = |bound: Number| match only_integers && !is_beyond(&bound) {
        true => bound.clone(),
        false => bound.plus(&margin(&bound)),
    };
    // What no float holds is infinite, and then written as some large number.
    let held = |bound: &Number| bound.to_f64().is_finite();
    keywords.minimum = keywords.minimum.take().filter(held).map(below);
    keywords.maximum = keywords.maximum.take().filter(held).map(above);
}

/// Keeps of the listed values only their kinds.
pub(super) fn only_kinds(keywords: &mut Keywords) {
    let listed = keywords.values.take().unwrap_or_default();
    let kinds = listed.iter().map(|value| match value {
        // A fraction may be rounded to an integer.
        Json::Number(_) => Types::NUMBER,
        value => Types::of(value),
    });
    let kinds = kinds.fold(Types::NONE, Types::or);
    keywords.types = Some(keywords.types.unwrap_or(Types::ALL).and(kinds));
}

fn is_rounded(value: &Json) -> bool {
    value
        .as_number()
        .is_some_and(|number| is_beyond(number) || number.decimals() > 9)
}

/// Returns true beyond the integers that every float holds.
fn is_beyond(number: &Number) -> bool {
    *number > Number::from(EXACT) || *number < -Number::from(EXACT)
}

/// What rounding may add to a number of this size: a part in 10^9, and half of the tenth decimal.
fn margin(bound: &Number) -> Number {
    let size = if bound.is_negative() {
        -bound.clone()
    } else {
        bound.clone()
    };
    let billionth = Number::new(size.ceil(), -9);
    billionth.plus(&Number::new(1.into(), -10))
}

fn larger(one: Option<Number>, other: Option<Number>) -> Option<Number> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one < other { other } else { one }),
        (one, other) => one.or(other),
    }
}

fn smaller(one: Option<Number>, other: Option<Number>) -> Option<Number> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one < other { one } else { other }),
        (one, other) => one.or(other),
    }
}
