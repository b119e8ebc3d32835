//! `#[serde(flatten)]` of enums: objects whose members are evaluated by the branch that accepts.

use super::{Pair, Shape};

/// A linear growth of steps.
const LINEAR: f64 = 1.0;

pub(super) fn shapes() -> Vec<Shape> {
    let widths: &[usize] = &[50, 500];
    let shape = |name, what, sizes, make| Shape {
        name,
        what,
        sizes,
        make,
        growth: LINEAR,
    };
    vec![
        shape(
            "flattened-external-contained",
            "variants of a flattened enum, externally tagged, one more accepted",
            widths,
            |width| pair(closed(&external(0..width)), closed(&external(0..width + 1)), true),
        ),
        shape(
            "flattened-external-one-more-sent",
            "the same, one more emitted",
            widths,
            |width| {
                pair(
                    closed(&external(0..width + 1)),
                    closed(&external(0..width)),
                    false,
                )
            },
        ),
        shape(
            "flattened-external-reordered",
            "the same in another order",
            widths,
            |width| {
                pair(
                    closed(&external(0..width)),
                    closed(&external((0..width).rev())),
                    true,
                )
            },
        ),
        shape(
            "flattened-external-open-reader-contained",
            "variants of a flattened enum, the reader is open, one more accepted",
            widths,
            |width| pair(closed(&external(0..width)), open(&external(0..width + 1)), true),
        ),
        shape(
            "flattened-external-open-reader-one-more-sent",
            "the same, one more emitted",
            widths,
            |width| pair(closed(&external(0..width + 1)), open(&external(0..width)), false),
        ),
        shape(
            "flattened-external-open-one-more-accepted",
            "variants of a flattened enum, both sides open, one more accepted",
            widths,
            |width| pair(open(&external(0..width)), open(&external(0..width + 1)), false),
        ),
        shape(
            "flattened-external-open-one-more-sent",
            "the same, one more emitted",
            widths,
            |width| pair(open(&external(0..width + 1)), open(&external(0..width)), false),
        ),
        shape(
            "flattened-external-open-writer",
            "the same, only the writer is open",
            widths,
            |width| pair(open(&external(0..width)), closed(&external(0..width + 1)), false),
        ),
        shape(
            "flattened-internal-contained",
            "variants of a flattened enum, internally tagged, one more accepted",
            widths,
            |width| pair(closed(&internal(0..width)), closed(&internal(0..width + 1)), true),
        ),
        shape(
            "flattened-internal-one-more-sent",
            "the same, one more emitted",
            widths,
            |width| {
                pair(
                    closed(&internal(0..width + 1)),
                    closed(&internal(0..width)),
                    false,
                )
            },
        ),
        shape(
            "flattened-adjacent-narrower",
            "variants of a flattened enum, adjacently tagged, the last content narrower",
            widths,
            |width| {
                let accepted = adjacent(0..width).replace(
                    &format!(r#""p{}":{{"type":"number"}}"#, width - 1),
                    &format!(r#""p{}":{{"type":"integer"}}"#, width - 1),
                );
                pair(closed(&adjacent(0..width)), open(&accepted), false)
            },
        ),
        shape(
            "flattened-untagged-contained",
            "variants of a flattened enum, untagged, one more accepted",
            widths,
            |width| pair(closed(&untagged(0..width)), closed(&untagged(0..width + 1)), true),
        ),
        shape(
            "flattened-untagged-one-more-sent",
            "the same, one more emitted",
            widths,
            |width| pair(closed(&untagged(0..width + 1)), open(&untagged(0..width)), false),
        ),
        shape(
            "flattened-six-contained",
            "variants of each of six flattened enums, one more accepted of each",
            &[5, 20, 40],
            |width| pair(several(6, width, 0), several(6, width + 1, 0), true),
        ),
        shape(
            "flattened-six-each-wider",
            "the same, one more emitted of each",
            &[5, 20, 40],
            |width| pair(several(6, width + 1, 0), several(6, width, 0), false),
        ),
        Shape {
            // What is copied with each choice grows a little with the width.
            growth: 1.2,
            ..shape(
                "flattened-six-some-wider",
                "the same, one more emitted of two of them",
                &[5, 20, 40],
                |width| pair(several(6, width, 2), several(6, width, 0), false),
            )
        },
        shape(
            "flattened-six-open-reader",
            "the same, the reader is open",
            &[5, 20, 40],
            |width| {
                let accepted = several(6, width, 0).replace(r#","unevaluatedProperties":false"#, "");
                pair(several(6, width, 2), accepted, false)
            },
        ),
        shape(
            "flattened-six-reordered",
            "variants of each of six flattened enums, in another order",
            &[5, 20, 40],
            |width| {
                let unions = (0..6).map(|union| named(union, (0..width).rev())).rev().collect();
                pair(several(6, width, 0), closed_around(unions), true)
            },
        ),
        Shape {
            name: "flattened-enums-contained",
            what: "flattened enums of 20 variants, one more accepted of each",
            sizes: &[3, 6, 12],
            make: |count| pair(several(count, 20, 0), several(count, 21, 0), true),
            // For each enum, the unions of the others are tried too.
            growth: 1.7,
        },
        shape(
            "flattened-optional",
            "variants of two flattened enums that may be absent, one more emitted",
            &[5, 50],
            |width| {
                let optional = |union, width| format!(r#""anyOf":[{{{}}},{{}}]"#, named(union, 0..width));
                let unions = |width| (0..2).map(|union| optional(union, width)).collect();
                pair(
                    closed_around(unions(width + 1)),
                    closed_around(unions(width)),
                    false,
                )
            },
        ),
    ]
}

fn pair(emitted: String, accepted: String, contained: bool) -> Pair {
    Pair {
        emitted,
        accepted,
        contained,
    }
}

fn union(keyword: &str, branches: impl Iterator<Item = String>) -> String {
    format!(r#""{keyword}":[{}]"#, branches.collect::<Vec<_>>().join(","))
}

fn external(numbers: impl Iterator<Item = usize>) -> String {
    union(
        "oneOf",
        numbers.map(|number| format!(r#"{{"properties":{{"V{number}":{{}}}},"required":["V{number}"]}}"#)),
    )
}

fn internal(numbers: impl Iterator<Item = usize>) -> String {
    union(
        "oneOf",
        numbers.map(|number| {
            format!(
                r#"{{"properties":{{"t":{{"const":"V{number}"}},"p{number}":{{"type":"number"}},"p":{{"type":"string"}}}},"required":["t","p{number}"]}}"#
            )
        }),
    )
}

fn adjacent(numbers: impl Iterator<Item = usize>) -> String {
    union(
        "oneOf",
        numbers.map(|number| {
            format!(
                r#"{{"properties":{{"t":{{"const":"V{number}"}},"c":{{"type":"object","properties":{{"p{number}":{{"type":"number"}}}},"required":["p{number}"]}}}},"required":["c","t"]}}"#
            )
        }),
    )
}

fn untagged(numbers: impl Iterator<Item = usize>) -> String {
    union(
        "anyOf",
        numbers.map(|number| {
            format!(
                r#"{{"properties":{{"v{number}":{{"type":"string"}},"w":{{"type":"integer"}}}},"required":["v{number}"]}}"#
            )
        }),
    )
}

/// One of several enums, each with names of its own.
fn named(enumeration: usize, numbers: impl Iterator<Item = usize>) -> String {
    union(
        "oneOf",
        numbers.map(|number| {
            let name = format!("U{enumeration}V{number}");
            format!(
                r#"{{"type":"object","properties":{{"{name}":{{"type":"integer"}}}},"required":["{name}"]}}"#
            )
        }),
    )
}

/// So many flattened enums of so many variants; of the first few, one more.
fn several(count: usize, width: usize, wider: usize) -> String {
    let unions = (0..count).map(|number| named(number, 0..width + usize::from(number < wider)));
    closed_around(unions.collect())
}

fn closed_around(unions: Vec<String>) -> String {
    let parts: Vec<String> = unions.into_iter().map(|union| format!("{{{union}}}")).collect();
    closed(&format!(r#""allOf":[{}]"#, parts.join(",")))
}

/// The object of one who writes: no other properties.
fn closed(unions: &str) -> String {
    object(&format!(r#"{unions},"unevaluatedProperties":false"#))
}

/// The object of one who reads, or who may write more.
fn open(unions: &str) -> String {
    object(unions)
}

fn object(keywords: &str) -> String {
    format!(r#"{{"type":"object","required":["id"],"properties":{{"id":{{}}}},{keywords}}}"#)
}
