//! Which name was meant, where the one that was written is none.

/// The known name that is nearest to `name`, if any is near: at most a third of its letters differ, and never all.
///
/// ```
/// use counterpart::near::nearest;
///
/// let events = ["user.registered", "user.deleted"];
/// assert_eq!(nearest("user.registred", events), Some("user.registered"));
/// assert_eq!(nearest("order.placed", events), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let by_distance = known.into_iter().map(|known| (distance(known, name), known));
    let (distance, nearest) = by_distance.min_by_key(|(distance, _)| *distance)?;
    let most = (nearest.len() / 3).max(1).min(nearest.len().saturating_sub(1));
    (distance <= most).then_some(nearest)
}

/// How many letters have to be put in, taken out, replaced or swapped with their neighbour to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    // A long name is near to nothing, and need not be compared.
    if one.len().max(other.len()) > 256 {
        return usize::MAX;
    }
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for at in 1..=one.len() {
        let mut row = vec![at];
        for to in 1..=other.len() {
            let replaced = above[to - 1] + usize::from(one[at - 1] != other[to - 1]);
            let mut least = replaced.min(above[to] + 1).min(row[to - 1] + 1);
            if at > 1 && to > 1 && one[at - 1] == other[to - 2] && one[at - 2] == other[to - 1] {
                least = least.min(before[to - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_the_number_of_letters_that_differ() {
        for (one, other, by) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("a", "a", 0),
            ("mian", "main", 1),
            ("", "", 0),
        ] {
            assert_eq!(distance(one, other), by, "{one} {other}");
            assert_eq!(distance(other, one), by, "{other} {one}");
        }
    }

    #[test]
    fn two_letters_that_changed_places_are_near_and_a_long_name_is_not() {
        assert_eq!(nearest("mian", ["trunk", "main"]), Some("main"));
        assert_eq!(nearest("prodcution", ["test", "production"]), Some("production"));
        let long = "a".repeat(300);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("a", []), None);
        assert_eq!(nearest("b", ["a"]), None);
    }
}
