//! Schemas that nest: objects, arrays and unions on each level, up to a level that differs. A hundred levels may take at most twenty
//! times the steps of ten.

use super::{Pair, Shape};

/// Twenty times the steps for ten times the levels; the test of the table adds a tenth.
const GROWTH: f64 = 1.2;
const SIZES: &[usize] = &[10, 100];

pub(super) fn shapes() -> Vec<Shape> {
    let shape = |name, what, make| Shape {
        name,
        what,
        sizes: SIZES,
        make,
        growth: GROWTH,
    };
    vec![
        shape(
            "depth-objects-contained",
            "levels of objects, nested, the last wider on the accepted side",
            |depth| pair(depth, &OBJECTS, true),
        ),
        shape(
            "depth-objects-broken",
            "levels of objects, nested, the last narrower on the accepted side",
            |depth| pair(depth, &OBJECTS, false),
        ),
        shape("depth-arrays-contained", "levels of arrays", |depth| {
            pair(depth, &ARRAYS, true)
        }),
        shape(
            "depth-arrays-broken",
            "levels of arrays, broken at the last",
            |depth| pair(depth, &ARRAYS, false),
        ),
        shape(
            "depth-mixed-contained",
            "levels of objects, arrays, maps and optional values in turn",
            |depth| pair(depth, &MIXED, true),
        ),
        shape(
            "depth-mixed-broken",
            "levels of objects, arrays, maps and optional values in turn, broken at the last",
            |depth| pair(depth, &MIXED, false),
        ),
        shape(
            "depth-tagged-contained",
            "levels of tagged unions, in another order, each branch leading on",
            |depth| pair(depth, &TAGGED, true),
        ),
        shape(
            "depth-tagged-broken",
            "levels of tagged unions, in another order, each branch leading on, broken at the last",
            |depth| pair(depth, &TAGGED, false),
        ),
        shape(
            "depth-untagged-contained",
            "levels of unions without a tag, in another order, each branch leading on",
            |depth| pair(depth, &UNTAGGED, true),
        ),
        shape(
            "depth-untagged-broken",
            "levels of unions without a tag, in another order, each branch leading on, broken at the last",
            |depth| pair(depth, &UNTAGGED, false),
        ),
        shape(
            "depth-overlapping-contained",
            "levels of unions whose branches overlap, in another order",
            |depth| pair(depth, &OVERLAPPING, true),
        ),
        shape(
            "depth-overlapping-broken",
            "levels of unions whose branches overlap, in another order, broken at the last",
            |depth| pair(depth, &OVERLAPPING, false),
        ),
        shape(
            "depth-closed-contained",
            "levels of `allOf` closed by `unevaluatedProperties`, in another order",
            |depth| pair(depth, &CLOSED, true),
        ),
        shape(
            "depth-closed-broken",
            "levels of `allOf` closed by `unevaluatedProperties`, in another order, broken at the last",
            |depth| pair(depth, &CLOSED, false),
        ),
        shape(
            "depth-recursive-contained",
            "definitions in a cycle, each a union",
            |depth| cycle(depth, true),
        ),
        shape(
            "depth-recursive-broken",
            "definitions in a cycle, each a union, the last broken",
            |depth| cycle(depth, false),
        ),
    ]
}

/// The levels of a kind, on the emitted and the accepted side: each takes its number and the schema of the level below.
type Level = fn(usize, &str) -> String;
type Kind = [Level; 2];

const OBJECTS: Kind = [
    |_, next| format!(r#"{{"type":"object","required":["a"],"properties":{{"a":{next}}}}}"#),
    |_, next| format!(r#"{{"properties":{{"a":{next},"b":{{}}}},"required":["a"],"type":"object"}}"#),
];

const ARRAYS: Kind = [
    |_, next| format!(r#"{{"type":"array","items":{next},"minItems":1}}"#),
    |_, next| format!(r#"{{"type":"array","items":{next}}}"#),
];

const MIXED: Kind = [
    |level, next| match level % 4 {
        0 => format!(r#"{{"type":"object","required":["a"],"properties":{{"a":{next}}}}}"#),
        1 => format!(r#"{{"type":"array","items":{next},"minItems":1}}"#),
        2 => format!(r#"{{"type":"object","additionalProperties":{next}}}"#),
        _ => format!(r#"{{"anyOf":[{next},{{"type":"null"}}]}}"#),
    },
    |level, next| match level % 4 {
        0 => format!(r#"{{"type":"object","properties":{{"a":{next}}}}}"#),
        1 => format!(r#"{{"type":"array","items":{next}}}"#),
        2 => format!(r#"{{"type":"object","additionalProperties":{next},"minProperties":0}}"#),
        _ => format!(r#"{{"anyOf":[{{"type":"null"}},{next}]}}"#),
    },
];

/// A branch of a tagged union.
fn tagged(tag: &str, member: &str, next: &str) -> String {
    format!(
        r#"{{"type":"object","required":["t","{member}"],"properties":{{"t":{{"const":"{tag}"}},"{member}":{next}}}}}"#
    )
}

const TAGGED: Kind = [
    |_, next| {
        format!(
            r#"{{"oneOf":[{},{}]}}"#,
            tagged("A", "a", next),
            tagged("B", "b", next)
        )
    },
    |_, next| {
        format!(
            r#"{{"oneOf":[{},{},{}]}}"#,
            tagged("C", "a", "false"),
            tagged("B", "b", next),
            tagged("A", "a", next)
        )
    },
];

/// A branch that requires and allows one member.
fn only(member: &str, next: &str) -> String {
    format!(
        r#"{{"type":"object","required":["{member}"],"properties":{{"{member}":{next}}},"additionalProperties":false}}"#
    )
}

const UNTAGGED: Kind = [
    |_, next| format!(r#"{{"anyOf":[{},{}]}}"#, only("a", next), only("b", next)),
    |_, next| {
        format!(
            r#"{{"anyOf":[{{"type":"null"}},{},{}]}}"#,
            only("b", next),
            only("a", next)
        )
    },
];

/// A branch that other members do not distinguish.
fn open(member: &str, next: &str) -> String {
    format!(r#"{{"type":"object","required":["{member}"],"properties":{{"{member}":{next}}}}}"#)
}

const OVERLAPPING: Kind = [
    |_, next| format!(r#"{{"anyOf":[{},{}]}}"#, open("a", next), open("b", next)),
    |_, next| {
        format!(
            r#"{{"anyOf":[{{"type":"null"}},{},{}]}}"#,
            open("b", next),
            open("a", next)
        )
    },
];

const CLOSED: Kind = [
    |_, next| {
        format!(
            r#"{{"type":"object","allOf":[{},{{"properties":{{"c":{{"type":"integer"}}}}}}],"unevaluatedProperties":false}}"#,
            open("a", next)
        )
    },
    |_, next| {
        format!(
            r#"{{"type":"object","allOf":[{{"properties":{{"c":{{"type":"number"}}}}}},{}],"unevaluatedProperties":false}}"#,
            open("a", next)
        )
    },
];

/// Levels upon levels, each a definition of its own.
fn pair(depth: usize, kind: &Kind, contained: bool) -> Pair {
    let side = |level: Level, last: &str| {
        let mut definitions: Vec<String> = (0..depth)
            .map(|number| {
                let next = format!(r##"{{"$ref":"#/$defs/d{}"}}"##, number + 1);
                format!(r#""d{number}":{}"#, level(number, &next))
            })
            .collect();
        definitions.push(format!(r#""d{depth}":{last}"#));
        format!(
            r##"{{"$ref":"#/$defs/d0","$defs":{{{}}}}}"##,
            definitions.join(",")
        )
    };
    let accepted = if contained {
        r#"{"type":"number"}"#
    } else {
        r#"{"type":"integer","minimum":0}"#
    };
    Pair {
        emitted: side(kind[0], r#"{"type":"integer"}"#),
        accepted: side(kind[1], accepted),
        contained,
    }
}

/// As many definitions as levels, the last of which refers to the first.
fn cycle(depth: usize, contained: bool) -> Pair {
    let side = |minimum: i32, is_reversed: bool| {
        let definitions: Vec<String> = (0..depth)
            .map(|number| {
                let next = format!(r##"{{"$ref":"#/$defs/d{}"}}"##, (number + 1) % depth);
                let mut branches = vec![open("a", &next), open("b", &next)];
                if number + 1 == depth {
                    branches.push(format!(r#"{{"type":"integer","minimum":{minimum}}}"#));
                }
                if is_reversed {
                    branches.reverse();
                }
                format!(r#""d{number}":{{"anyOf":[{}]}}"#, branches.join(","))
            })
            .collect();
        format!(
            r##"{{"$ref":"#/$defs/d0","$defs":{{{}}}}}"##,
            definitions.join(",")
        )
    };
    Pair {
        emitted: side(0, false),
        accepted: side(if contained { -1 } else { 1 }, true),
        contained,
    }
}
