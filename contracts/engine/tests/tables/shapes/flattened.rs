//! `#[serde(flatten)]` of enums: objects whose members are evaluated by the branch that accepts.

use super::{Pair, Shape};

pub(super) fn shapes() -> Vec<Shape> {
    vec![Shape {
        name: "flattened-external-contained",
        what: "variants of a flattened enum, externally tagged, one more accepted",
        sizes: &[10, 20],
        make: |width| Pair {
            emitted: external(width),
            accepted: external(width + 1),
            contained: true,
        },
        growth: 3.0,
    }]
}

fn external(width: usize) -> String {
    let branches: Vec<String> = (0..width)
        .map(|number| format!(r#"{{"properties":{{"V{number}":{{}}}},"required":["V{number}"]}}"#))
        .collect();
    format!(
        r#"{{"type":"object","required":["id"],"properties":{{"id":{{}}}},"oneOf":[{}],"unevaluatedProperties":false}}"#,
        branches.join(",")
    )
}
