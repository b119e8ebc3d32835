//! Counts of letters, members and items: they grow, the schemas do not.

use super::{Pair, Shape};

pub(super) fn shapes() -> Vec<Shape> {
    let shape = |name, what, sizes, make| Shape {
        name,
        what,
        sizes,
        make,
        growth: 1.0,
    };
    vec![
        shape(
            "letters",
            "`maxLength`, against any string",
            &[1_000, 200_000],
            |most| {
                broken(
                    r#"{"type":"string"}"#.into(),
                    format!(r#"{{"maxLength":{most}}}"#),
                )
            },
        ),
        shape(
            "letters-wanted",
            "`minLength`, against one more",
            &[1_000, 200_000],
            |least| {
                let of = |least: usize| format!(r#"{{"type":"string","minLength":{least}}}"#);
                broken(of(least), of(least + 1))
            },
        ),
        shape(
            "letters-contained",
            "`maxLength`, against one more",
            &[1_000, 200_000],
            |most| {
                let of = |most: usize| format!(r#"{{"type":"string","maxLength":{most}}}"#);
                contained(of(most), of(most + 1))
            },
        ),
        shape(
            "letters-of-a-loop",
            "letters of a counted class, against one fewer",
            &[1_000, 200_000],
            |most| {
                let of = |most: usize| format!(r#"{{"type":"string","pattern":"^[a-z]{{1,{most}}}$"}}"#);
                broken(of(most), of(most - 1))
            },
        ),
        shape(
            "letters-of-a-loop-beside-a-length",
            "letters of a counted class, beside `minLength`",
            &[1_000, 200_000],
            |most| {
                contained(
                    format!(
                        r#"{{"type":"string","pattern":"^[A-Z]{{3}}\\d{{1,{most}}}$","minLength":{}}}"#,
                        most + 3
                    ),
                    format!(r#"{{"pattern":"^[A-Z]{{3}}\\d+$","maxLength":{}}}"#, most + 3),
                )
            },
        ),
        shape(
            "letters-after-a-prefix",
            "`maxLength`, against a prefix",
            &[1_000, 200_000],
            |most| {
                broken(
                    r#"{"type":"string","pattern":"^urn:"}"#.into(),
                    format!(r#"{{"maxLength":{most}}}"#),
                )
            },
        ),
        shape(
            "members",
            "`minProperties`, against one more",
            &[100, 1_000],
            |least| {
                let of = |least: usize| format!(r#"{{"type":"object","minProperties":{least}}}"#);
                broken(of(least), of(least + 1))
            },
        ),
        shape(
            "members-contained",
            "`minProperties`, against one fewer",
            &[100, 1_000],
            |least| {
                let of = |least: usize| format!(r#"{{"type":"object","minProperties":{least}}}"#);
                contained(of(least), of(least - 1))
            },
        ),
        shape(
            "members-of-a-pattern",
            "`minProperties` where a pattern has so many names",
            &[26, 676],
            |names| {
                let letters = if names == 26 { 1 } else { 2 };
                contained(
                    format!(
                        r#"{{"type":"object","patternProperties":{{"^[a-z]{{{letters}}}$":true}},"additionalProperties":false,"minProperties":{}}}"#,
                        names + 1
                    ),
                    "false".into(),
                )
            },
        ),
        shape(
            "items-of-a-kind",
            "`minContains`, against one more",
            &[400, 4_000],
            |least| {
                let of = |least: usize| {
                    format!(r#"{{"type":"array","contains":{{"const":1}},"minContains":{least}}}"#)
                };
                broken(of(least), of(least + 1))
            },
        ),
        shape(
            "items-of-a-kind-contained",
            "`minContains` of a constant, against fewer integers",
            &[400, 4_000],
            |least| {
                contained(
                    format!(r#"{{"type":"array","contains":{{"const":1}},"minContains":{least}}}"#),
                    format!(
                        r#"{{"contains":{{"type":"integer"}},"minContains":{}}}"#,
                        least - 1
                    ),
                )
            },
        ),
        shape("items", "`minItems`, against one more", &[500, 5_000], |least| {
            let of = |least: usize| format!(r#"{{"type":"array","minItems":{least}}}"#);
            broken(of(least), of(least + 1))
        }),
        shape(
            "items-and-kinds",
            "`minItems` and two kinds that are counted",
            &[500, 5_000],
            |least| {
                broken(
                    format!(
                        r#"{{"type":"array","minItems":{least},"contains":{{"type":"integer"}},"minContains":{},"allOf":[{{"contains":{{"type":"string"}},"maxContains":{},"minContains":1}}]}}"#,
                        least / 2,
                        least / 4
                    ),
                    format!(r#"{{"maxItems":{}}}"#, least * 2),
                )
            },
        ),
        shape(
            "items-and-kinds-contained",
            "`maxItems` and two kinds that do not fit",
            &[500, 5_000],
            |most| {
                contained(
                    format!(
                        r#"{{"type":"array","maxItems":{most},"contains":{{"type":"integer"}},"minContains":{},"allOf":[{{"contains":{{"type":"string"}},"minContains":{}}}]}}"#,
                        most / 2,
                        most / 2 + 1
                    ),
                    "false".into(),
                )
            },
        ),
        shape(
            "first-items",
            "`prefixItems`, against another last one",
            &[500, 5_000],
            |count| {
                let of = |last: &str| {
                    let items = vec![r#"{"type":"integer"}"#; count - 1].join(",");
                    format!(
                        r#"{{"type":"array","prefixItems":[{items},{{"type":"{last}"}}],"items":false,"minItems":{count}}}"#
                    )
                };
                broken(of("string"), of("integer"))
            },
        ),
        shape(
            "different-items",
            "`minItems` beside `uniqueItems`, against one more",
            &[500, 5_000],
            |least| {
                let of = |least: usize| {
                    format!(
                        r#"{{"type":"array","uniqueItems":true,"items":{{"type":"integer"}},"minItems":{least}}}"#
                    )
                };
                broken(of(least), of(least + 1))
            },
        ),
    ]
}

fn contained(emitted: String, accepted: String) -> Pair {
    Pair {
        emitted,
        accepted,
        contained: true,
    }
}

fn broken(emitted: String, accepted: String) -> Pair {
    Pair {
        emitted,
        accepted,
        contained: false,
    }
}
