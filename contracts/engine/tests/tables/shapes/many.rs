//! Many values, many variants, many members, all wrong or none: the cost follows the size of the schemas, not the number of
//! findings times that size.

use super::{Pair, Shape};

pub(super) fn shapes() -> Vec<Shape> {
    let shape = |name, what, sizes, make| Shape {
        name,
        what,
        sizes,
        make,
        growth: 1.0,
    };
    // The largest sizes take a second each without optimisation: a few shapes have them.
    const VALUES: &[usize] = &[1_000, 10_000];
    const MANY_VALUES: &[usize] = &[1_000, 10_000, 100_000];
    const VARIANTS: &[usize] = &[20, 200, 2_000];
    const FEW_VARIANTS: &[usize] = &[20, 200];
    const MEMBERS: &[usize] = &[100, 1_000];
    const PROPERTIES: &[usize] = &[2_000, 20_000];
    const MANY_PROPERTIES: &[usize] = &[2_000, 20_000, 200_000];
    // From 20,000 pairs on, containment is searched for.
    const CONTAINED_PROPERTIES: &[usize] = &[20_000, 100_000];
    vec![
        shape(
            "wrong-members",
            "required members, each of another type",
            MEMBERS,
            |size| Pair {
                emitted: object(size, r#"{"type":"string"}"#, true),
                accepted: object(size, r#"{"type":"integer"}"#, true),
                contained: false,
            },
        ),
        shape(
            "wrong-optional-members",
            "optional members, each of another type",
            MEMBERS,
            |size| Pair {
                emitted: object(size, r#"{"type":"string"}"#, false),
                accepted: object(size, r#"{"type":"integer"}"#, false),
                contained: false,
            },
        ),
        shape(
            "missing-members",
            "members that are optional and required",
            MEMBERS,
            |size| Pair {
                emitted: object(size, r#"{"type":"string"}"#, false),
                accepted: object(size, r#"{"type":"string"}"#, true),
                contained: false,
            },
        ),
        shape(
            "strings-reversed",
            "strings in an `enum`, in reversed order",
            MANY_VALUES,
            |size| Pair {
                emitted: values((0..size).map(text)),
                accepted: values((0..size).rev().map(text)),
                contained: true,
            },
        ),
        shape(
            "strings-one-missing",
            "strings in an `enum`, one not accepted",
            VALUES,
            |size| Pair {
                emitted: values((0..size).map(text)),
                accepted: values((0..size).rev().filter(|number| *number != size / 2).map(text)),
                contained: false,
            },
        ),
        shape(
            "strings-all-missing",
            "strings in an `enum`, none accepted",
            VALUES,
            |size| Pair {
                emitted: values((0..size).map(text)),
                accepted: values((size..2 * size).map(text)),
                contained: false,
            },
        ),
        shape(
            "numbers-reversed",
            "numbers in an `enum`, in reversed order",
            VALUES,
            |size| Pair {
                emitted: values((0..size).map(number)),
                accepted: values((0..size).rev().map(number)),
                contained: true,
            },
        ),
        shape(
            "numbers-one-missing",
            "numbers in an `enum`, one not accepted",
            MANY_VALUES,
            |size| Pair {
                emitted: values((0..size).map(number)),
                accepted: values((0..size).rev().filter(|at| *at != size / 2).map(number)),
                contained: false,
            },
        ),
        shape(
            "numbers-all-missing",
            "numbers in an `enum`, none accepted",
            VALUES,
            |size| Pair {
                emitted: values((0..size).map(number)),
                accepted: values((size..2 * size).map(number)),
                contained: false,
            },
        ),
        shape(
            "mixed-reversed",
            "values of all types in an `enum`, in reversed order",
            VALUES,
            |size| Pair {
                emitted: values((0..size).map(mixed)),
                accepted: values((0..size).rev().map(mixed)),
                contained: true,
            },
        ),
        shape(
            "mixed-one-missing",
            "values of all types in an `enum`, one not accepted",
            VALUES,
            |size| Pair {
                emitted: values((0..size).map(mixed)),
                accepted: values((0..size).rev().filter(|at| *at != size / 2).map(mixed)),
                contained: false,
            },
        ),
        shape(
            "mixed-all-missing",
            "values of all types in an `enum`, none accepted",
            MANY_VALUES,
            |size| Pair {
                emitted: values((0..size).map(mixed)),
                accepted: values((size..2 * size).map(mixed)),
                contained: false,
            },
        ),
        shape(
            "strings-in-a-member",
            "strings in the `enum` of a member, one not accepted",
            VALUES,
            |size| Pair {
                emitted: member(&values((0..size).map(text))),
                accepted: member(&values((0..size).rev().filter(|at| *at != size / 2).map(text))),
                contained: false,
            },
        ),
        shape(
            "adjacent-in-two",
            "adjacently tagged variants, two accepted",
            VARIANTS,
            |size| Pair {
                emitted: union(size, adjacent),
                accepted: union(2, adjacent),
                contained: false,
            },
        ),
        shape(
            "two-in-adjacent",
            "adjacently tagged variants accepted, two emitted",
            VARIANTS,
            |size| Pair {
                emitted: union(2, adjacent),
                accepted: union(size, adjacent),
                contained: true,
            },
        ),
        shape(
            "internal-in-two",
            "internally tagged variants, two accepted",
            VARIANTS,
            |size| Pair {
                emitted: union(size, internal),
                accepted: union(2, internal),
                contained: false,
            },
        ),
        shape(
            "two-in-internal",
            "internally tagged variants accepted, two emitted",
            VARIANTS,
            |size| Pair {
                emitted: union(2, internal),
                accepted: union(size, internal),
                contained: true,
            },
        ),
        shape(
            "external-in-two",
            "externally tagged variants, two accepted",
            VARIANTS,
            |size| Pair {
                emitted: union(size, external),
                accepted: union(2, external),
                contained: false,
            },
        ),
        shape(
            "two-in-external",
            "externally tagged variants accepted, two emitted",
            VARIANTS,
            |size| Pair {
                emitted: union(2, external),
                accepted: union(size, external),
                contained: true,
            },
        ),
        shape(
            "adjacent-changed",
            "adjacently tagged variants, the content of each changed",
            FEW_VARIANTS,
            |size| Pair {
                emitted: union(size, adjacent),
                accepted: union(size, |number| adjacent(number).replace("integer", "string")),
                contained: false,
            },
        ),
        shape(
            "internal-changed",
            "internally tagged variants, a member of each changed",
            FEW_VARIANTS,
            |size| Pair {
                emitted: union(size, internal),
                accepted: union(size, |number| internal(number).replace("integer", "string")),
                contained: false,
            },
        ),
        shape(
            "external-changed",
            "externally tagged variants, the content of each changed",
            FEW_VARIANTS,
            |size| Pair {
                emitted: union(size, external),
                accepted: union(size, |number| external(number).replace("integer", "string")),
                contained: false,
            },
        ),
        shape(
            "wider-properties",
            "optional properties, each accepted with more values",
            CONTAINED_PROPERTIES,
            |size| Pair {
                emitted: object(size, r#"{"type":"integer"}"#, false),
                accepted: object(size, r#"{"type":"number"}"#, false),
                contained: true,
            },
        ),
        shape(
            "differing-properties",
            "optional properties, each of another type",
            MANY_PROPERTIES,
            |size| Pair {
                emitted: object(size, r#"{"type":"integer"}"#, false),
                accepted: object(size, r#"{"type":"string"}"#, false),
                contained: false,
            },
        ),
        shape(
            "unknown-properties",
            "optional properties, none of them accepted",
            PROPERTIES,
            |size| Pair {
                emitted: object(size, r#"{"type":"integer"}"#, false),
                accepted: r#"{"type":"object","additionalProperties":false}"#.to_owned(),
                contained: false,
            },
        ),
    ]
}

fn text(number: usize) -> String {
    format!(r#""value {number}""#)
}

fn number(number: usize) -> String {
    number.to_string()
}

/// A value of another type for each of five numbers.
fn mixed(number: usize) -> String {
    match number % 5 {
        0 => format!(r#""{number}""#),
        1 => format!("{number}"),
        2 => format!("{number}.5"),
        3 => format!("[{number}]"),
        _ => format!(r#"{{"a":{number}}}"#),
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    let mut list = String::new();
    for part in parts {
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(&part);
    }
    list
}

fn values(values: impl Iterator<Item = String>) -> String {
    format!(r#"{{"enum":[{}]}}"#, list(values))
}

fn member(schema: &str) -> String {
    format!(r#"{{"type":"object","properties":{{"kind":{schema}}},"required":["kind"]}}"#)
}

fn object(size: usize, schema: &str, required: bool) -> String {
    let properties = list((0..size).map(|number| format!(r#""p{number}":{schema}"#)));
    let required = list(
        (0..size)
            .filter(|_| required)
            .map(|number| format!(r#""p{number}""#)),
    );
    format!(
        r#"{{"type":"object","properties":{{{properties}}},"required":[{required}],"additionalProperties":false}}"#
    )
}

fn union(width: usize, variant: fn(usize) -> String) -> String {
    format!(r#"{{"oneOf":[{}]}}"#, list((0..width).map(variant)))
}

fn adjacent(number: usize) -> String {
    format!(
        r#"{{"type":"object","properties":{{"t":{{"const":"V{number}"}},"c":{{"type":"integer"}}}},"required":["t","c"]}}"#
    )
}

fn internal(number: usize) -> String {
    format!(
        r#"{{"type":"object","properties":{{"t":{{"const":"V{number}"}},"a":{{"type":"integer"}},"b{number}":{{"type":"boolean"}}}},"required":["t","a"]}}"#
    )
}

fn external(number: usize) -> String {
    format!(
        r#"{{"type":"object","properties":{{"V{number}":{{"type":"integer"}}}},"required":["V{number}"],"additionalProperties":false}}"#
    )
}
