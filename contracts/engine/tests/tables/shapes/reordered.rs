//! Two copies of one schema, the second with its lists in the opposite order: they say the same.

use super::{Pair, Shape};

pub(super) fn shapes() -> Vec<Shape> {
    vec![
        Shape {
            name: "reordered-one-of-objects",
            what: "overlapping branches of a `oneOf`, in the opposite order",
            sizes: &[100, 2_000],
            make: |width| reversed(|reverse| one_of(width, reverse)),
            growth: 1.0,
        },
        Shape {
            name: "reordered-one-of-objects-one-changed",
            what: "the same, and one branch accepts less",
            sizes: &[8, 16],
            make: |width| Pair {
                emitted: one_of(width, false),
                accepted: one_of(width, true).replace(r#"["P3"]"#, r#"["P3","more"]"#),
                contained: false,
            },
            growth: 3.0,
        },
        Shape {
            name: "reordered-all-of",
            what: "unions in an `allOf`, in the opposite order",
            sizes: &[100, 2_000],
            make: |width| reversed(|reverse| all_of(width, reverse)),
            growth: 1.0,
        },
        Shape {
            name: "reordered-enum",
            what: "constants of an `enum`, in the opposite order",
            sizes: &[1_000, 20_000],
            make: |width| reversed(|reverse| constants(width, reverse)),
            growth: 1.0,
        },
        Shape {
            name: "reordered-recursive",
            what: "definitions of a recursive schema, in the opposite order and renamed",
            sizes: &[20, 400],
            make: |width| reversed(|reverse| recursive(width, reverse)),
            growth: 1.0,
        },
        Shape {
            name: "reordered-below-another",
            what: "reordered unions below objects that differ",
            sizes: &[50, 500],
            make: |width| Pair {
                emitted: below(&one_of(width, false), r#""required":["a"],"#),
                accepted: below(&one_of(width, true), ""),
                contained: true,
            },
            growth: 1.0,
        },
    ]
}

fn reversed(make: impl Fn(bool) -> String) -> Pair {
    Pair {
        emitted: make(false),
        accepted: make(true),
        contained: true,
    }
}

fn list(mut items: Vec<String>, reverse: bool) -> String {
    if reverse {
        items.reverse();
    }
    items.join(",")
}

/// Any value may be one of several branches, so no branch stands for another.
fn one_of(width: usize, reverse: bool) -> String {
    let branch = |number: usize| {
        let next = number + 1;
        let parts = list(
            vec![
                format!(r#""required":["P{number}"]"#),
                format!(
                    r#""properties":{{"P{next}":{{"type":["null","integer"]}},"any":{{"minimum":{number}}}}}"#
                ),
            ],
            reverse,
        );
        format!(r#"{{{parts},"type":"object"}}"#)
    };
    let branches = list((0..width).map(branch).collect(), reverse);
    format!(r#"{{"oneOf":[{branches}]}}"#)
}

fn all_of(width: usize, reverse: bool) -> String {
    let union = |number: usize| {
        let branches = list(
            vec![
                format!(r#"{{"required":["A{number}"]}}"#),
                format!(r#"{{"required":["B{number}"]}}"#),
            ],
            reverse,
        );
        format!(r#"{{"anyOf":[{branches}]}}"#)
    };
    let unions = list((0..width).map(union).collect(), reverse);
    format!(r#"{{"type":"object","allOf":[{unions}]}}"#)
}

fn constants(width: usize, reverse: bool) -> String {
    let constant = |number: usize| match number % 4 {
        0 => format!(r#""text {number}""#),
        1 => number.to_string(),
        2 => format!("[{number}]"),
        _ => format!(
            "{{{}}}",
            list(vec![format!(r#""x":{number}"#), r#""y":1"#.to_owned()], reverse)
        ),
    };
    let constants = list((0..width).map(constant).collect(), reverse);
    format!(r#"{{"enum":[{constants}]}}"#)
}

/// Each definition refers to the next two in a circle.
fn recursive(width: usize, reverse: bool) -> String {
    let prefix = if reverse { "Other" } else { "One" };
    let definition = |number: usize| {
        let (next, third) = ((number + 1) % width, (number + 2) % width);
        let branches = list(
            vec![
                format!(r##"{{"type":"array","items":{{"$ref":"#/$defs/{prefix}{next}"}}}}"##),
                format!(
                    r##"{{"type":"object","required":["R{number}"],"additionalProperties":{{"$ref":"#/$defs/{prefix}{third}"}}}}"##
                ),
                format!(r#"{{"type":"integer","minimum":{number}}}"#),
            ],
            reverse,
        );
        format!(r#""{prefix}{number}":{{"anyOf":[{branches}]}}"#)
    };
    let definitions = list((0..width).map(definition).collect(), reverse);
    format!(r##"{{"$ref":"#/$defs/{prefix}0","$defs":{{{definitions}}}}}"##)
}

fn below(schema: &str, words: &str) -> String {
    format!(r#"{{"type":"object",{words}"properties":{{"a":{{"type":"array","items":{schema}}}}}}}"#)
}
