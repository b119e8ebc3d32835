//! Patterns with parts that are many.

use super::{Pair, Shape};

pub(super) fn shapes() -> Vec<Shape> {
    let shape = |name, what, sizes, make| Shape {
        name,
        what,
        sizes,
        make,
        growth: 1.0,
    };
    let square = |name, what, sizes, make| Shape {
        growth: 2.0,
        ..shape(name, what, sizes, make)
    };
    vec![
        shape(
            "words",
            "words of a pattern, against all but one",
            &[100, 1_000],
            |count| pair(&words(count), &words(count - 1), false),
        ),
        shape(
            "words-contained",
            "words of a pattern, against one more",
            &[100, 1_000],
            |count| pair(&words(count), &words(count + 1), true),
        ),
        shape(
            "lookbehind",
            "words, none of which a lookbehind refuses",
            &[10, 100],
            |count| {
                let ends: Vec<String> = (0..count).map(|number| format!("x{number}")).collect();
                pair(&words(count), &format!("(?<!{})$", ends.join("|")), true)
            },
        ),
        shape(
            "lookbehind-broken",
            "words, the last of which a lookbehind refuses",
            &[10, 100],
            |count| pair(&words(count), &format!("(?<!w{})$", count - 1), false),
        ),
        // Each text of the group is a state of its own, in which all of them are forbidden.
        square(
            "backreference",
            "texts of a group that is repeated",
            &[10, 100],
            |count| {
                let group: Vec<String> = (0..count).map(|number| format!("w{number}")).collect();
                let group = group.join("|");
                pair(
                    &format!(r"^({group})-\\1$"),
                    &format!("^(?:{group})-(?:{group})$"),
                    true,
                )
            },
        ),
    ]
}

fn words(count: usize) -> String {
    let words: Vec<String> = (0..count).map(|number| format!("w{number}")).collect();
    format!("^(?:{})$", words.join("|"))
}

fn pair(emitted: &str, accepted: &str, contained: bool) -> Pair {
    let of = |pattern: &str| format!(r#"{{"type":"string","pattern":"{pattern}"}}"#);
    Pair {
        emitted: of(emitted),
        accepted: of(accepted),
        contained,
    }
}
