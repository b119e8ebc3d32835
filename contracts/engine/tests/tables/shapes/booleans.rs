//! Objects of booleans under clauses of three: a search through combinations, which must take few steps for each, and each step
//! little time.

use super::{Pair, Shape};

pub(super) fn shapes() -> Vec<Shape> {
    let shape = |name, what, make| Shape {
        name,
        what,
        sizes: &[20, 40, 60],
        make,
        // It is exponential in principle; the number of clauses alone grows with the size.
        growth: 6.0,
    };
    vec![
        shape(
            "booleans-clauses-contained",
            "booleans under clauses of three that contradict each other, `allOf` of `anyOf`",
            |count| clauses(count, true),
        ),
        shape(
            "booleans-clauses-broken",
            "booleans under clauses of three that leave values, `allOf` of `anyOf`",
            |count| clauses(count, false),
        ),
        shape(
            "booleans-members-contained",
            "booleans, each combination of which some alternative of three accepts",
            |count| members(count, true),
        ),
        shape(
            "booleans-members-broken",
            "booleans, some combination of which no alternative of three accepts",
            |count| members(count, false),
        ),
    ]
}

/// A variable and the value that fulfils its clause.
type Literal = (usize, bool);

/// So many clauses over so many variables, by a simple generator of numbers; where `planted`, one assignment fulfils all.
fn random(count: usize, clauses: usize, planted: bool) -> Vec<[Literal; 3]> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ count as u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let assignment: Vec<bool> = (0..count).map(|_| below(2) == 0).collect();
    let mut all = Vec::new();
    while all.len() < clauses {
        let mut clause = [(0, false); 3];
        for literal in &mut clause {
            *literal = (below(count), below(2) == 0);
        }
        let [one, two, three] = clause.map(|(variable, _)| variable);
        let is_proper = one != two && two != three && one != three;
        let is_fulfilled = clause
            .iter()
            .any(|(variable, value)| assignment[*variable] == *value);
        if is_proper && (is_fulfilled || !planted) {
            all.push(clause);
        }
    }
    all
}

/// Enough clauses that random ones contradict each other, and about as many as are hardest.
fn formula(count: usize, contradicts: bool) -> Vec<[Literal; 3]> {
    if contradicts {
        random(count, count * 5, false)
    } else {
        random(count, count * 43 / 10, true)
    }
}

fn booleans(count: usize, beside: &str) -> String {
    let members: Vec<String> = (0..count)
        .map(|variable| format!(r#""x{variable}":{{"type":"boolean"}}"#))
        .collect();
    let names: Vec<String> = (0..count).map(|variable| format!(r#""x{variable}""#)).collect();
    format!(
        r#"{{"type":"object","properties":{{{}}},"required":[{}]{beside}}}"#,
        members.join(","),
        names.join(",")
    )
}

fn clauses(count: usize, contained: bool) -> Pair {
    let clauses: Vec<String> = formula(count, contained)
        .iter()
        .map(|clause| {
            let branches = clause.map(|(variable, value)| {
                format!(r#"{{"properties":{{"x{variable}":{{"const":{value}}}}}}}"#)
            });
            format!(r#"{{"anyOf":[{}]}}"#, branches.join(","))
        })
        .collect();
    Pair {
        emitted: booleans(count, &format!(r#","allOf":[{}]"#, clauses.join(","))),
        accepted: "false".to_owned(),
        contained,
    }
}

fn members(count: usize, contained: bool) -> Pair {
    let alternatives: Vec<String> = formula(count, contained)
        .iter()
        .map(|clause| {
            let against = clause.map(|(variable, value)| format!(r#""x{variable}":{{"const":{}}}"#, !value));
            format!(r#"{{"properties":{{{}}}}}"#, against.join(","))
        })
        .collect();
    Pair {
        emitted: booleans(count, ""),
        accepted: format!(r#"{{"anyOf":[{}]}}"#, alternatives.join(",")),
        contained,
    }
}
