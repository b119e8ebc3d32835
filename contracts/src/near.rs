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

/// Returns the commits among known names that begin with these digits, at least four. A version is often named after its
/// commit, and people type the start of it.
///
/// ```
/// use counterpart::near::commits;
///
/// let commit = "4f1c2ab9e0d3c5b7a86f1e2d3c4b5a6978879605";
/// assert_eq!(commits("4f1c2ab", [commit, "4f1c2ab-rc1"]), [commit]);
/// assert!(commits("1.2", ["1.2.0"]).is_empty());
/// ```
pub fn commits<'a>(start: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if start.len() < COMMIT_DIGITS {
        return Vec::new();
    }
    beginning(start, known)
}

/// Returns true if a commit among known names begins with these digits, and they are too few for [`commits`].
pub fn is_short_for_commit<'a>(start: &str, known: impl IntoIterator<Item = &'a str>) -> bool {
    (1..COMMIT_DIGITS).contains(&start.len()) && !beginning(start, known).is_empty()
}

/// The commits among known names that begin with these digits.
fn beginning<'a>(start: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex(start) {
        return Vec::new();
    }
    let is_commit = |name: &&str| COMMIT_LENGTHS.contains(&name.len()) && is_hex(name);
    let begins = |name: &&str| {
        name.get(..start.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(start))
    };
    known.into_iter().filter(is_commit).filter(begins).collect()
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

/// The minimum number of digits that identify a commit.
pub const COMMIT_DIGITS: usize = 4;

/// The lengths of a commit's name: for SHA-1, and for SHA-256.
const COMMIT_LENGTHS: [usize; 2] = [40, 64];

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
    fn a_commit_is_meant_by_four_digits_and_more_and_another_name_by_none() {
        let (one, other) = (&*"4f1c".repeat(10), &*format!("4f1d{}", "0".repeat(36)));
        let known = [one, other, "4f1c-rc", "1234.0"];
        assert_eq!(commits("4f1c", known), [one]);
        assert_eq!(commits("4F1C4f", known), [one]);
        assert_eq!(commits(one, known), [one]);
        for none in ["4f1", "4f1e", "4f1c-", "1234", "", &format!("{one}0")] {
            assert!(commits(none, known).is_empty(), "{none}");
        }
        assert_eq!(commits("4f1c4", ["4f1c4".repeat(8).as_str(), one]).len(), 2);
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
