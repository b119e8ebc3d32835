//! Known names that resemble an unknown one.

use std::fmt::Write as _;

/// The number of names that are offered.
const OFFERED: usize = 3;

/// Names that are longer are near to nothing, and need not be compared.
const LONGEST: usize = 200;

/// The number of names that an error lists.
const LISTED: usize = 20;

/// The names that `name` may be a slip for, the nearest first, at most three.
///
/// A slip is one letter left out, added, replaced or swapped with the next one; two in names of five letters or
/// more, three in names of thirteen or more. Case and separators do not count. Names that differ only in digits
/// (`paid.v1`, `paid.v2`) are not slips for each other: they are numbered on purpose.
///
/// ```
/// use counterpart::near::near;
///
/// assert_eq!(near("prodcution", ["production", "test"]), ["production"]);
/// assert_eq!(near("order.payed", ["order.paid", "order.shipped"]), ["order.paid"]);
/// assert!(near("order.paid.v3", ["order.paid.v2"]).is_empty());
/// ```
pub fn near<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let known = known.into_iter();
    let mut found: Vec<(usize, &str)> = known.filter_map(|one| Some((slips(name, one)?, one))).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(OFFERED).map(|(_, one)| one).collect()
}

/// `` (did you mean `production`?)``, or nothing if no known name is similar.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = near(name, known);
    if near.is_empty() {
        String::new()
    } else {
        format!(" (did you mean `{}`?)", near.join("` or `"))
    }
}

/// The names as an error lists them: a few, and the number of others; `none` if there are none.
pub fn listed(known: &[String]) -> String {
    if known.is_empty() {
        return "none".to_owned();
    }
    let mut text = known[..known.len().min(LISTED)].join(", ");
    if known.len() > LISTED {
        let _ = write!(text, " and {} more", known.len() - LISTED);
    }
    text
}

/// The number of slips between two names; `None` if the names are the same or have too many.
fn slips(name: &str, known: &str) -> Option<usize> {
    if name == known || name.len() > LONGEST || known.len() > LONGEST {
        return None;
    }
    let without_digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    if without_digits(name) == without_digits(known) {
        return None;
    }
    let folded = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    if folded(name) == folded(known) {
        return Some(0);
    }
    let (name, known) = (name.to_lowercase(), known.to_lowercase());
    let allowed = match name.chars().count().max(known.chars().count()) {
        0..=2 => 0,
        3..=4 => 1,
        5..=12 => 2,
        _ => 3,
    };
    let slips = strsim::osa_distance(&name, &known);
    (slips <= allowed).then_some(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slip_is_distinguished_from_another_name() {
        for (name, known) in [
            ("order.payed", "order.paid"),
            ("prodcution", "production"),
            ("mian", "main"),
            ("user.registerd", "user.registered"),
            ("OrderPaid", "order.paid"),
            ("order_paid", "order.paid"),
            ("orders.paid", "order.paid"),
            ("größe", "grösse"),
        ] {
            assert_eq!(near(name, [known]), [known], "{name}");
            assert_eq!(near(known, [name]), [name], "{known}");
        }
        for (name, known) in [
            ("order.placed", "order.paid"),
            ("order.paid", "order.paid"),
            ("order.paid.v3", "order.paid.v2"),
            ("eu-1", "eu-2"),
            ("prod2", "prod"),
            ("x", "y"),
            ("eu", "us"),
            ("user.created", "user.deleted"),
            ("", "a"),
        ] {
            assert!(near(name, [known]).is_empty(), "{name} {known}");
        }
        assert!(near(&"a".repeat(100_000), [&*"a".repeat(100_001)]).is_empty());
    }

    #[test]
    fn the_nearest_is_offered_first_and_few_are() {
        let known = ["abcdexy", "abcdef", "abcdefg", "abcdexf", "other"];
        assert_eq!(near("abcdefh", known), ["abcdef", "abcdefg", "abcdexf"]);
        assert_eq!(did_you_mean("abcdefh", ["abcdefg"]), " (did you mean `abcdefg`?)");
        assert_eq!(did_you_mean("abcdefh", ["other"]), "");
        let many: Vec<String> = (0..25).map(|n| n.to_string()).collect();
        assert!(listed(&many).ends_with("18, 19 and 5 more"));
        assert_eq!(listed(&[]), "none");
    }
}
