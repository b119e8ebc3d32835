//! Matches names that one side lacks with names that are new on the other.

use std::collections::{BTreeMap, BTreeSet};

/// Tells whether the thing with one name can be the thing with the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is a different thing.
    No,
    /// It is of the same type, which proves nothing: a text of an enum, or a field that accepts
    /// anything.
    Plain,
    /// It is of the same type. That is not enough: the names must be alike, or the past must show the change.
    Typed,
    /// It says the same: a tag with the same variants.
    Same,
}

/// The names that may have been changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Names<'n> {
    /// The names that are wanted, and not there.
    pub(super) missing: Vec<&'n str>,
    /// The names that are there, and not wanted.
    pub(super) unknown: Vec<&'n str>,
    /// All earlier names, if they are known.
    pub(super) before: Option<BTreeSet<&'n str>>,
    /// All names that were wanted before, if they are known.
    pub(super) wanted_before: Option<BTreeSet<&'n str>>,
}

/// The minimum likeness of two names if nothing else suggests that they mean the same.
const ALIKE: f64 = 0.5;
/// The minimum margin over the likeness of any other name.
const MARGIN: f64 = 0.05;
/// The maximum number of pairs of names to compare.
const PAIRS: usize = 2_500;

impl Names<'_> {
    /// The pairs of a missing name and the name that replaces it. There are none if several names
    /// would do.
    pub(super) fn pairs(&self, fits: &mut dyn FnMut(&str, &str) -> Fit) -> Vec<(String, String)> {
        if self.missing.len().saturating_mul(self.unknown.len()) > PAIRS {
            return Vec::new();
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        // Match removed names with new ones: on the sending side, then on the reading side.
        if let Some(before) = &self.before {
            let gone = chosen(&self.missing, |name| before.contains(name));
            let new = chosen(&self.unknown, |name| !before.contains(name));
            pairs.extend(among(&gone, &new, true, fits));
        }
        if let Some(before) = &self.wanted_before {
            let is_free = |name: &str| pairs.iter().all(|(one, other)| one != name && other != name);
            let new = chosen(&self.missing, |name| !before.contains(name) && is_free(name));
            let dropped = chosen(&self.unknown, |name| before.contains(name) && is_free(name));
            let more = among(&new, &dropped, true, fits);
            pairs.extend(more);
        }
        // A removed name cannot have become a name that already existed. For the others, only the
        // names tell something.
        let is_gone = |name: &str| self.before.as_ref().is_some_and(|before| before.contains(name));
        let is_free = |name: &str| pairs.iter().all(|(one, other)| one != name && other != name);
        let never = chosen(&self.missing, |name| !is_gone(name) && is_free(name));
        let others = chosen(&self.unknown, is_free);
        let more = among(&never, &others, false, fits);
        pairs.extend(more);
        pairs
    }
}

fn chosen<'n>(names: &[&'n str], is_it: impl Fn(&str) -> bool) -> Vec<&'n str> {
    names.iter().filter(|name| is_it(name)).copied().collect()
}

/// The pairs among these. `is_proven` means that one name is known to have gone and the other to
/// have come.
fn among(
    missing: &[&str],
    unknown: &[&str],
    is_proven: bool,
    fits: &mut dyn FnMut(&str, &str) -> Fit,
) -> Vec<(String, String)> {
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    if let ([one], [other]) = (missing, unknown) {
        let is_it = match fits(one, other) {
            Fit::Same => true,
            Fit::Typed | Fit::Plain => {
                !is_opposite(one, other) && (is_proven || likeness(one, other) >= ALIKE)
            }
            Fit::No => false,
        };
        return is_it.then(|| pair(one, other)).into_iter().collect();
    }
    // Each with the name that is most like it, if that is mutual.
    let mut alike: Vec<(usize, usize, f64)> = Vec::new();
    for (row, one) in missing.iter().enumerate() {
        for (column, other) in unknown.iter().enumerate() {
            let likeness = likeness(one, other);
            if likeness >= ALIKE && !is_opposite(one, other) && fits(one, other) != Fit::No {
                alike.push((row, column, likeness));
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (row, column, likeness) in &alike {
        let has_rival = alike.iter().any(|(other_row, other_column, other)| {
            (other_row == row) != (other_column == column) && *other > likeness - MARGIN
        });
        if !has_rival {
            pairs.push((*row, *column));
        }
    }
    // Match the rest, if only one is of the type.
    if is_proven {
        let rows: Vec<usize> = (0..missing.len())
            .filter(|row| pairs.iter().all(|(taken, _)| taken != row))
            .collect();
        let columns: Vec<usize> = (0..unknown.len())
            .filter(|column| pairs.iter().all(|(_, taken)| taken != column))
            .collect();
        let mut typed: Vec<(usize, usize)> = Vec::new();
        for row in rows {
            for column in &columns {
                if matches!(fits(missing[row], unknown[*column]), Fit::Typed | Fit::Same) {
                    typed.push((row, *column));
                }
            }
        }
        let only = typed.iter().filter(|(row, column)| {
            let rivals = typed
                .iter()
                .filter(|(other_row, other_column)| other_row == row || other_column == column);
            rivals.count() == 1 && !is_opposite(missing[*row], unknown[*column])
        });
        pairs.extend(only.copied());
    }
    pairs.sort_unstable();
    pairs
        .into_iter()
        .map(|(row, column)| pair(missing[row], unknown[column]))
        .collect()
}

/// Opposite words. Names that differ by them mean different things, however alike the rest is.
const OPPOSITES: [(&str, &str); 34] = [
    ("active", "blocked"),
    ("active", "deleted"),
    ("active", "expired"),
    ("after", "before"),
    ("allow", "deny"),
    ("allowed", "denied"),
    ("begin", "end"),
    ("buy", "sell"),
    ("closed", "open"),
    ("closed", "opened"),
    ("created", "deleted"),
    ("created", "updated"),
    ("credit", "debit"),
    ("deleted", "updated"),
    ("down", "up"),
    ("expense", "income"),
    ("failed", "succeeded"),
    ("failure", "success"),
    ("false", "true"),
    ("first", "last"),
    ("from", "to"),
    ("gross", "net"),
    ("high", "low"),
    ("in", "out"),
    ("input", "output"),
    ("left", "right"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("new", "old"),
    ("next", "previous"),
    ("off", "on"),
    ("private", "public"),
    ("receiver", "sender"),
    ("source", "target"),
];

/// Prefixes that negate a word.
const DENIALS: [&str; 6] = ["not", "non", "un", "in", "dis", "de"];

/// Returns `true` if the words in which two names differ are opposites, or are numbered: `max_price` and
/// `min_price`, `enabled` and `disabled`, `v1` and `v2`.
fn is_opposite(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let only = |of: &[String], not: &[String]| -> Vec<String> {
        of.iter().filter(|word| !not.contains(word)).cloned().collect()
    };
    let (left, right) = (only(&one, &other), only(&other, &one));
    let is_denied = |word: &str, denied: &str| {
        DENIALS
            .iter()
            .any(|denial| denied.strip_prefix(denial) == Some(word))
    };
    let is_word = |word: &str| DENIALS.contains(&word) || word == "no";
    if (left.is_empty() && right.iter().any(|word| is_word(word)))
        || (right.is_empty() && left.iter().any(|word| is_word(word)))
    {
        return true;
    }
    let number = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let rest = |word: &str| word.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    left.iter().any(|one| {
        right.iter().any(|other| {
            let (small, large) = if one < other { (one, other) } else { (other, one) };
            let is_numbered =
                !number(one).is_empty() && !number(other).is_empty() && rest(one) == rest(other);
            let base = |word: &str, start: &str| word.strip_prefix(start).map(str::to_owned);
            let is_abled =
                |one: &str, other: &str| base(one, "en").is_some_and(|rest| Some(rest) == base(other, "dis"));
            OPPOSITES.contains(&(small.as_str(), large.as_str()))
                || is_numbered
                || is_denied(one, other)
                || is_denied(other, one)
                || is_abled(one, other)
                || is_abled(other, one)
        })
    })
}

/// The likeness of two names: from 0 for nothing in common to 1 for the same words.
fn likeness(one: &str, other: &str) -> f64 {
    let words = shared(&counted(words(one)), &counted(words(other)));
    let letters = shared(&counted(letters(one)), &counted(letters(other)));
    words.max(letters)
}

/// The number of characters of names to compare.
const LONGEST: usize = 100;

/// The words of a name, whichever way they are joined: `customerId`, `customer_id`, `CUSTOMER-ID`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars().take(LONGEST) {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = letter.is_lowercase() || letter.is_numeric();
        if letter.is_alphanumeric() {
            let word = words.last_mut().expect("there is one");
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The pairs of adjacent letters, without the signs between words.
fn letters(name: &str) -> Vec<String> {
    let folded: Vec<char> = words(name).concat().chars().collect();
    folded.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn counted(parts: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for part in parts {
        *counts.entry(part).or_default() += 1;
    }
    counts
}

/// The common part of both (Dice's coefficient).
fn shared(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> f64 {
    let all: usize = one.values().chain(other.values()).sum();
    let both: usize = one
        .iter()
        .map(|(part, count)| (*count).min(other.get(part).copied().unwrap_or(0)))
        .sum();
    if all == 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred of each")]
    let share = (2 * both) as f64 / all as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(missing: &[&str], unknown: &[&str], before: Option<&[&str]>, fit: Fit) -> String {
        let names = Names {
            missing: missing.to_vec(),
            unknown: unknown.to_vec(),
            before: before.map(|names| names.iter().copied().collect()),
            wanted_before: None,
        };
        let pairs = names.pairs(&mut |_, _| fit);
        let pair = |(one, other): &(String, String)| format!("{one}>{other}");
        pairs.iter().map(pair).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_name_for_one_name_is_a_rename_where_they_are_alike_or_the_past_says_so() {
        assert_eq!(pairs(&["zip"], &["postal_code"], None, Fit::Typed), "");
        assert_eq!(pairs(&["email"], &["note"], None, Fit::Typed), "");
        assert_eq!(
            pairs(&["zip"], &["postal_code"], Some(&["zip"]), Fit::Typed),
            "zip>postal_code"
        );
        assert_eq!(pairs(&["kind"], &["type"], None, Fit::Same), "kind>type");
        assert_eq!(pairs(&["zip"], &["postal_code"], None, Fit::Plain), "");
        assert_eq!(pairs(&["zip"], &["zip_code"], None, Fit::Plain), "zip>zip_code");
        assert_eq!(pairs(&["zip"], &["zip_code"], None, Fit::No), "");
        assert_eq!(
            pairs(&["zip"], &["code"], Some(&["zip", "street"]), Fit::Plain),
            "zip>code"
        );
    }

    #[test]
    fn names_that_say_the_contrary_are_no_renames_whatever_else_is_alike() {
        for (one, other) in [
            ("is_deleted", "is_active"),
            ("max_price", "min_price"),
            ("minPrice", "max-price"),
            ("disabled", "enabled"),
            ("active", "inactive"),
            ("paid", "not_paid"),
            ("v1", "v2"),
            ("address_1", "address_2"),
            ("2024-01-01", "2025-06-01"),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                for before in [None, Some(&[one][..])] {
                    assert_eq!(pairs(&[one], &[other], before, Fit::Typed), "", "{one} {other}");
                    assert_eq!(
                        pairs(&[one, "x"], &[other, "y"], before, Fit::Typed),
                        "",
                        "{one} {other}"
                    );
                }
            }
        }
        assert_eq!(
            pairs(&["customer_id"], &["buyer_id"], None, Fit::Typed),
            "customer_id>buyer_id"
        );
    }

    #[test]
    fn of_several_the_most_alike_is_chosen_and_none_where_two_are() {
        let typed = Fit::Typed;
        assert_eq!(
            pairs(&["customer_id"], &["buyer_id", "locale", "note"], None, typed),
            "customer_id>buyer_id"
        );
        assert_eq!(
            pairs(&["customer_id"], &["buyer_id", "seller_id"], None, typed),
            ""
        );
        assert_eq!(pairs(&["email"], &["locale", "street"], None, typed), "");
        assert_eq!(
            pairs(
                &["firstName", "lastName"],
                &["first_name", "last_name"],
                None,
                typed
            ),
            "firstName>first_name lastName>last_name"
        );
    }

    #[test]
    fn the_past_says_which_names_are_gone_and_which_are_new() {
        let typed = Fit::Typed;
        // `seller_id` was always there.
        assert_eq!(
            pairs(
                &["customer_id"],
                &["buyer_id", "seller_id"],
                Some(&["customer_id", "seller_id"]),
                typed
            ),
            "customer_id>buyer_id"
        );
        // `zip` was never there, so no new name replaces it.
        assert_eq!(pairs(&["zip"], &["code", "note"], Some(&["note"]), typed), "");
        assert_eq!(pairs(&["a", "b"], &["c", "d"], Some(&["a", "b"]), typed), "");
    }
}
