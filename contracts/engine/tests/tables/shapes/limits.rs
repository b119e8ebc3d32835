//! Conditions that combine: each new one could double the ways to fulfil them, and none may.
//!
//! Steps grow faster than the size in these shapes: of `contains`, each item that is made is weighed by each condition; of
//! `anyOf`, each choice copies a state that is as large as the schema; `dependentRequired` of all pairs has a quadratic number
//! of pairs to read; of nested `if`, each level repeats the tests of those around it; and distinct items that are too many for
//! their values are exchanged in turn.

use super::{Pair, Shape};

/// A shape that is contained, and one with a small change that breaks it.
macro_rules! both {
    ($shapes:ident, $name:literal, $what:literal, $sizes:expr, $growth:expr, $make:expr) => {
        $shapes.push(Shape {
            name: concat!($name, "-contained"),
            what: $what,
            sizes: $sizes,
            make: |size| pair($make(size, false), true),
            growth: $growth,
        });
        $shapes.push(Shape {
            name: concat!($name, "-broken"),
            what: concat!($what, ", one of them broken"),
            sizes: $sizes,
            make: |size| pair($make(size, true), false),
            growth: $growth,
        });
    };
}

#[expect(clippy::vec_init_then_push, reason = "a macro pushes two shapes at once")]
pub(super) fn shapes() -> Vec<Shape> {
    let mut shapes = Vec::new();
    both!(
        shapes,
        "patterns-weaker",
        "overlapping `patternProperties`, each weaker",
        &[8, 80],
        1.0,
        weaker_patterns
    );
    both!(
        shapes,
        "patterns-within",
        "overlapping `patternProperties` within others",
        &[8, 80],
        1.0,
        patterns_within
    );
    both!(
        shapes,
        "patterns-together",
        "overlapping `patternProperties`, two by two",
        &[8, 80],
        1.0,
        patterns_together
    );
    both!(
        shapes,
        "patterns-closed",
        "overlapping `patternProperties` and no other names",
        &[8, 80],
        1.0,
        closed_patterns
    );
    both!(
        shapes,
        "contains-constants",
        "`contains` with constants, in another order",
        &[11, 110],
        1.5,
        contains_constants
    );
    both!(
        shapes,
        "contains-bounds",
        "`contains` with bounds that overlap",
        &[11, 110],
        1.5,
        contains_bounds
    );
    both!(
        shapes,
        "contains-counted",
        "`contains` with constants counted to 1",
        &[11, 110],
        1.5,
        contains_counted
    );
    both!(
        shapes,
        "contains-longer",
        "`contains` with constants makes a length",
        &[11, 110],
        1.6,
        contains_longer
    );
    both!(
        shapes,
        "contains-unique",
        "`contains` with constants of distinct items",
        &[11, 110],
        1.5,
        contains_unique
    );
    both!(
        shapes,
        "either-swapped",
        "`anyOf` of two `required`, swapped",
        &[15, 150],
        1.5,
        either_swapped
    );
    both!(
        shapes,
        "either-weaker",
        "`anyOf` of two `required`, in one of three",
        &[15, 150],
        1.5,
        either_weaker
    );
    both!(
        shapes,
        "either-members",
        "`anyOf` of two constant members, swapped",
        &[15, 150],
        1.5,
        either_members
    );
    both!(
        shapes,
        "ranges-reversed",
        "overlapping ranges of a `oneOf`, reversed",
        &[60, 600],
        1.0,
        ranges_reversed
    );
    both!(
        shapes,
        "ranges-scattered",
        "overlapping ranges of a `oneOf`, scattered",
        &[60, 600],
        1.0,
        ranges_scattered
    );
    both!(
        shapes,
        "ranges-counted",
        "overlapping ranges of a `oneOf` in the ranges of one cover",
        &[60, 600],
        1.0,
        ranges_counted
    );
    both!(
        shapes,
        "implications-reversed",
        "`if`/`then` chain of presence, reversed",
        &[200, 2000],
        1.1,
        implications_reversed
    );
    both!(
        shapes,
        "implications-closed",
        "`if`/`then` chain of presence, from end to end",
        &[200, 2000],
        1.4,
        implications_closed
    );
    both!(
        shapes,
        "implications-tags",
        "`if`/`then` for each tag, reversed",
        &[200, 2000],
        1.1,
        implications_tags
    );
    both!(
        shapes,
        "implications-nested",
        "`if`/`then`/`else` within each other against a list",
        &[10, 40],
        2.0,
        implications_nested
    );
    both!(
        shapes,
        "dependent-pairs",
        "`dependentRequired` of all pairs, in a ring",
        &[42, 420],
        2.0,
        dependent_pairs
    );
    both!(
        shapes,
        "dependent-ring",
        "`dependentRequired` in a ring, of all pairs",
        &[42, 420],
        2.0,
        dependent_ring
    );
    both!(
        shapes,
        "dependent-order",
        "`dependentRequired` of each name on all later ones, as `if`/`then`",
        &[42, 420],
        1.2,
        dependent_order
    );
    both!(
        shapes,
        "unique-pigeons",
        "distinct items of fewer constants",
        &[40, 400],
        1.8,
        unique_pigeons
    );
    both!(
        shapes,
        "unique-most",
        "distinct items of an `enum`, counted",
        &[40, 400],
        1.2,
        unique_most
    );
    both!(
        shapes,
        "unique-length",
        "distinct integers, at least so many",
        &[40, 400],
        1.0,
        unique_length
    );
    both!(
        shapes,
        "unique-positions",
        "distinct items, each position with its `enum`",
        &[40, 400],
        1.3,
        unique_positions
    );
    both!(
        shapes,
        "unique-repeats",
        "items of different positions that differ",
        &[40, 400],
        1.1,
        unique_repeats
    );
    shapes
}

fn pair((emitted, accepted): (String, String), contained: bool) -> Pair {
    Pair {
        emitted,
        accepted,
        contained,
    }
}

fn list(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(",")
}

fn all_of(parts: impl IntoIterator<Item = String>) -> String {
    format!(r#"{{"allOf":[{}]}}"#, list(parts))
}

/// Each number below the size once, in an order without a pattern.
fn scattered(size: usize) -> impl Iterator<Item = usize> {
    let stride = (size * 5 / 8..)
        .find(|stride| gcd(*stride, size) == 1)
        .unwrap_or(1);
    (0..size).map(move |number| (number * stride + 3) % size)
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

fn patterns(of: impl IntoIterator<Item = (String, String)>, rest: &str) -> String {
    let of = of
        .into_iter()
        .map(|(pattern, schema)| format!(r#""{pattern}":{schema}"#));
    format!(
        r#"{{"type":"object","patternProperties":{{{}}}{rest}}}"#,
        list(of)
    )
}

fn at_least(bound: usize) -> String {
    format!(r#"{{"type":"integer","minimum":{bound}}}"#)
}

fn weaker_patterns(size: usize, broken: bool) -> (String, String) {
    let side = |weaker: usize| {
        patterns(
            (0..size).map(|number| {
                let bound = if broken && weaker > 0 && number == size / 2 {
                    3 * size
                } else {
                    size + number - weaker
                };
                (format!("n{number}_"), at_least(bound))
            }),
            "",
        )
    };
    (side(0), side(1))
}

fn patterns_within(size: usize, broken: bool) -> (String, String) {
    let side = |start: &str, weaker: usize| {
        patterns(
            (0..size).map(|number| {
                let bound = if broken && weaker > 0 && number == size / 2 {
                    3 * size
                } else {
                    size + number - weaker
                };
                (format!("{start}n{number}_"), at_least(bound))
            }),
            "",
        )
    };
    (side("", 0), side("^", 1))
}

/// Names of two patterns at once are between two bounds.
fn patterns_together(size: usize, broken: bool) -> (String, String) {
    let emitted = (0..size).map(|number| {
        let bound = if number % 2 == 0 { "minimum" } else { "maximum" };
        (
            format!("n{number}_"),
            format!(r#"{{"type":"integer","{bound}":{number}}}"#),
        )
    });
    let accepted = (0..size).step_by(2).map(|number| {
        let most = if broken && number == size / 2 {
            number
        } else {
            number + 1
        };
        let least = number;
        (
            format!("n{number}_n{}_", number + 1),
            format!(r#"{{"minimum":{least},"maximum":{most}}}"#),
        )
    });
    (patterns(emitted, ""), patterns(accepted, ""))
}

fn closed_patterns(size: usize, broken: bool) -> (String, String) {
    let emitted = (0..size).map(|number| (format!("n{number}_"), at_least(number + 1)));
    let kept = (0..size).rev().filter(|number| !broken || *number != size / 2);
    let accepted = kept.map(|number| (format!("n{number}_"), at_least(number)));
    let closed = r#","additionalProperties":false"#;
    (patterns(emitted, closed), patterns(accepted, closed))
}

fn contains(schema: &str, more: &str) -> String {
    format!(r#"{{"type":"array","contains":{schema}{more}}}"#)
}

fn contains_constants(size: usize, broken: bool) -> (String, String) {
    let part = |number: usize| contains(&format!(r#"{{"const":{number}}}"#), "");
    let accepted = (0..size).rev().map(|number| {
        if broken && number == size / 2 {
            size
        } else {
            number
        }
    });
    (all_of((0..size).map(part)), all_of(accepted.map(part)))
}

fn contains_bounds(size: usize, broken: bool) -> (String, String) {
    let part = |low: usize, high: usize| {
        contains(
            &format!(r#"{{"type":"integer","minimum":{low},"maximum":{high}}}"#),
            "",
        )
    };
    let emitted = (0..size).map(|number| part(10 * number + 10, 10 * number + 25));
    let accepted = (0..size).rev().map(|number| {
        let cut = if broken && number == size / 2 { 1 } else { 0 };
        part(10 * number + 10, 10 * number + 25 - cut)
    });
    (all_of(emitted), all_of(accepted))
}

fn contains_counted(size: usize, broken: bool) -> (String, String) {
    let part = |number: usize, most: usize| {
        contains(
            &format!(r#"{{"const":{number}}}"#),
            &format!(r#","maxContains":{most}"#),
        )
    };
    let accepted = (0..size)
        .rev()
        .map(|number| part(number, if number % 2 == 0 { 2 } else { 1 }));
    let emitted = (0..size).map(|number| part(number, if broken && number == size / 2 { 3 } else { 1 }));
    (all_of(emitted), all_of(accepted))
}

/// An array that contains so many different items has as many at least.
fn contains_longer(size: usize, broken: bool) -> (String, String) {
    let part = |number: usize| contains(&format!(r#"{{"const":{number}}}"#), "");
    let least = if broken { size + 1 } else { size };
    (all_of((0..size).map(part)), format!(r#"{{"minItems":{least}}}"#))
}

fn contains_unique(size: usize, broken: bool) -> (String, String) {
    let part = |number: usize| contains(&format!(r#"{{"const":{number}}}"#), r#","uniqueItems":true"#);
    let accepted = (0..size).rev().map(|number| {
        if broken && number == size / 2 {
            size
        } else {
            number
        }
    });
    (all_of((0..size).map(part)), all_of(accepted.map(part)))
}

fn either(alternatives: &[String]) -> String {
    format!(r#"{{"type":"object","anyOf":[{}]}}"#, alternatives.join(","))
}

fn required(name: String) -> String {
    format!(r#"{{"required":["{name}"]}}"#)
}

fn either_swapped(size: usize, broken: bool) -> (String, String) {
    let (one, other) = (
        |number| required(format!("a{number}")),
        |number| required(format!("b{number}")),
    );
    let emitted = (0..size).map(|number| either(&[one(number), other(number)]));
    let accepted = (0..size).map(|number| {
        if broken && number == size / 2 {
            either(&[required("c".to_owned()), one(number)])
        } else {
            either(&[other(number), one(number)])
        }
    });
    (all_of(emitted), all_of(accepted))
}

fn either_weaker(size: usize, broken: bool) -> (String, String) {
    let name = |kind: &str, number: usize| required(format!("{kind}{number}"));
    let emitted = (0..size).map(|number| either(&[name("a", number), name("b", number)]));
    let accepted = (0..size).rev().map(|number| {
        let second = if broken && number == size / 2 { "d" } else { "a" };
        either(&[name("c", number), name("b", number), name(second, number)])
    });
    (all_of(emitted), all_of(accepted))
}

fn either_members(size: usize, broken: bool) -> (String, String) {
    let member = |number: usize, value: usize| {
        format!(r#"{{"properties":{{"p{number}":{{"const":{value}}}}},"required":["p{number}"]}}"#)
    };
    let emitted = (0..size).map(|number| either(&[member(number, 1), member(number, 2)]));
    let accepted = (0..size).rev().map(|number| {
        let first = if broken && number == size / 2 { 3 } else { 2 };
        either(&[member(number, first), member(number, 1)])
    });
    (all_of(emitted), all_of(accepted))
}

fn ranges(of: impl IntoIterator<Item = (usize, usize)>) -> String {
    let ranges = of
        .into_iter()
        .map(|(low, high)| format!(r#"{{"minimum":{low},"maximum":{high}}}"#));
    format!(r#"{{"type":"number","oneOf":[{}]}}"#, list(ranges))
}

fn range(number: usize) -> (usize, usize) {
    (2 * number, 2 * number + 3)
}

fn ranges_reversed(size: usize, broken: bool) -> (String, String) {
    let accepted = (0..size).rev().map(|number| {
        let (low, high) = range(number);
        (
            low,
            if broken && number == size / 2 {
                high + 1
            } else {
                high
            },
        )
    });
    (ranges((0..size).map(range)), ranges(accepted))
}

fn ranges_scattered(size: usize, broken: bool) -> (String, String) {
    let wide = |number: usize| (number, number + 10 + number % 7);
    let accepted = scattered(size).map(|number| {
        let (low, high) = wide(number);
        // The beginning of the first is covered by it alone.
        (if broken && number == 0 { low + 1 } else { low }, high)
    });
    (ranges((0..size).map(wide)), ranges(accepted))
}

/// What exactly one range covers, listed.
fn ranges_counted(size: usize, broken: bool) -> (String, String) {
    let alone = (0..size).map(|number| {
        let (low, high) = range(number);
        let from = if number == 0 {
            format!(r#""minimum":{low}"#)
        } else {
            format!(r#""exclusiveMinimum":{}"#, low + 1)
        };
        let below = if broken && number == size / 2 {
            low + 1
        } else {
            low + 2
        };
        let to = if number + 1 == size {
            format!(r#""maximum":{high}"#)
        } else {
            format!(r#""exclusiveMaximum":{below}"#)
        };
        format!("{{{from},{to}}}")
    });
    (
        ranges((0..size).map(range)),
        format!(r#"{{"anyOf":[{}]}}"#, list(alone)),
    )
}

fn implies(one: &str, other: &str) -> String {
    format!(r#"{{"if":{one},"then":{other}}}"#)
}

fn name(number: usize) -> String {
    required(format!("a{number}"))
}

fn implications_reversed(size: usize, broken: bool) -> (String, String) {
    let emitted = (0..size).map(|number| implies(&name(number), &name(number + 1)));
    let accepted = (0..size).rev().map(|number| {
        let then = if broken && number == size / 2 {
            number - 1
        } else {
            number + 1
        };
        implies(&name(number), &name(then))
    });
    (all_of(emitted), all_of(accepted))
}

fn implications_closed(size: usize, broken: bool) -> (String, String) {
    let emitted = (0..size)
        .filter(|number| !broken || *number != size / 2)
        .map(|number| implies(&name(number), &name(number + 1)));
    (all_of(scattered_list(emitted)), implies(&name(0), &name(size)))
}

fn scattered_list(parts: impl IntoIterator<Item = String>) -> Vec<String> {
    let parts: Vec<String> = parts.into_iter().collect();
    scattered(parts.len()).map(|place| parts[place].clone()).collect()
}

fn implications_tags(size: usize, broken: bool) -> (String, String) {
    let test =
        |number: usize| format!(r#"{{"properties":{{"t":{{"const":"t{number}"}}}},"required":["t"]}}"#);
    let emitted = (0..size).map(|number| implies(&test(number), &name(number)));
    let accepted = (0..size).rev().map(|number| {
        let then = if broken && number == size / 2 {
            size
        } else {
            number
        };
        implies(&test(number), &name(then))
    });
    (all_of(emitted), all_of(accepted))
}

fn implications_nested(size: usize, broken: bool) -> (String, String) {
    let test =
        |number: usize| format!(r#"{{"properties":{{"t":{{"const":"t{number}"}}}},"required":["t"]}}"#);
    let nested = (0..size).rev().fold("true".to_owned(), |otherwise, number| {
        format!(
            r#"{{"if":{},"then":{},"else":{otherwise}}}"#,
            test(number),
            name(number)
        )
    });
    let accepted = (0..size).rev().map(|number| {
        let then = if broken && number == size / 2 {
            size
        } else {
            number
        };
        implies(&test(number), &name(then))
    });
    (nested, all_of(accepted))
}

fn dependent(of: impl IntoIterator<Item = (usize, Vec<usize>)>) -> String {
    let of = of.into_iter().map(|(number, needed)| {
        let needed = list(needed.into_iter().map(|number| format!(r#""a{number}""#)));
        format!(r#""a{number}":[{needed}]"#)
    });
    format!(r#"{{"type":"object","dependentRequired":{{{}}}}}"#, list(of))
}

fn all_pairs(size: usize) -> impl Iterator<Item = (usize, Vec<usize>)> {
    (0..size).map(move |number| (number, (0..size).filter(|other| *other != number).collect()))
}

fn ring(size: usize) -> impl Iterator<Item = (usize, Vec<usize>)> {
    scattered(size).map(move |number| (number, vec![(number + 1) % size]))
}

fn dependent_pairs(size: usize, broken: bool) -> (String, String) {
    let added = if broken { size / 2 } else { size };
    let accepted = ring(size).map(|(number, mut needed)| {
        if number == added {
            needed.push(size);
        }
        (number, needed)
    });
    (dependent(all_pairs(size)), dependent(accepted))
}

/// Of all pairs, one may need a name that the ring does not bring.
fn all_pairs_and(size: usize, broken: bool) -> impl Iterator<Item = (usize, Vec<usize>)> {
    all_pairs(size).map(move |(number, mut needed)| {
        if broken && number == size / 2 {
            needed.push(size);
        }
        (number, needed)
    })
}

fn dependent_ring(size: usize, broken: bool) -> (String, String) {
    (dependent(ring(size)), dependent(all_pairs_and(size, broken)))
}

fn dependent_order(size: usize, broken: bool) -> (String, String) {
    let accepted = all_pairs_and(size, broken).map(|(number, needed)| {
        let later = needed.into_iter().filter(|other| *other > number);
        let later = list(later.map(|later| format!(r#""a{later}""#)));
        implies(&name(number), &format!(r#"{{"required":[{later}]}}"#))
    });
    let next = (0..size - 1).map(|number| (number, vec![number + 1]));
    (
        dependent(next),
        format!(r#"{{"type":"object","allOf":[{}]}}"#, list(accepted)),
    )
}

fn numbers_below(size: usize) -> String {
    list((0..size).map(|number| number.to_string()))
}

fn unique_pigeons(size: usize, broken: bool) -> (String, String) {
    let constants = numbers_below(if broken { size } else { size - 1 });
    let emitted = format!(
        r#"{{"type":"array","items":{{"enum":[{constants}]}},"minItems":{size},"uniqueItems":true}}"#
    );
    (emitted, r#"{"items":{"type":"string"}}"#.to_owned())
}

fn unique_most(size: usize, broken: bool) -> (String, String) {
    let emitted = format!(
        r#"{{"type":"array","items":{{"enum":[{}]}},"uniqueItems":true}}"#,
        numbers_below(size)
    );
    let most = if broken { size - 1 } else { size };
    (emitted, format!(r#"{{"maxItems":{most}}}"#))
}

fn unique_length(size: usize, broken: bool) -> (String, String) {
    let emitted =
        format!(r#"{{"type":"array","items":{{"type":"integer"}},"uniqueItems":true,"minItems":{size}}}"#);
    let least = if broken { size + 1 } else { size };
    (
        emitted,
        format!(
            r#"{{"uniqueItems":true,"anyOf":[{{"minItems":{least}}},{{"contains":{{"type":"string"}}}}]}}"#
        ),
    )
}

/// Each position holds one of two neighbours in a ring, or in a line that lacks one.
fn unique_positions(size: usize, broken: bool) -> (String, String) {
    let last = if broken { size } else { size - 1 };
    let positions = (0..size).map(|number| {
        format!(
            r#"{{"enum":[{},{}]}}"#,
            number.min(last - 1),
            (number + 1).min(last - 1)
        )
    });
    let positions = list(positions);
    let emitted =
        format!(r#"{{"type":"array","prefixItems":[{positions}],"minItems":{size},"uniqueItems":true}}"#);
    (emitted, r#"{"maxItems":3}"#.to_owned())
}

fn unique_repeats(size: usize, broken: bool) -> (String, String) {
    let positions = (0..size).map(|number| {
        let value = if broken && number + 1 == size {
            size / 2
        } else {
            number
        };
        format!(r#"{{"enum":[{value},"{number}"]}}"#)
    });
    let emitted = format!(
        r#"{{"type":"array","prefixItems":[{}],"items":false,"minItems":{size}}}"#,
        list(positions)
    );
    (emitted, r#"{"uniqueItems":true}"#.to_owned())
}
