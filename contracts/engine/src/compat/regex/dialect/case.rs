//! Letters without regard to case.
//!
//! Each dialect has its own pairs of letters beyond ASCII, of its own version of Unicode. So only letters of ASCII, and what
//! has no case, are rewritten.

use std::sync::LazyLock;

use super::super::class::Class;
use super::super::property;
use super::Dialect;
use super::set::Set;

static CASED: LazyLock<Option<Class>> = LazyLock::new(|| property::class("CWCM"));
const BEYOND_ASCII: &str = "letters beyond ASCII without regard to case";

/// Letters beyond ASCII that are a letter of ASCII except for case.
fn also(letter: char, dialect: Dialect) -> &'static str {
    match (dialect, letter) {
        (Dialect::Python, 'i') => "\u{130}\u{131}",
        (Dialect::Python | Dialect::Rust, 'k') => "\u{212a}",
        (Dialect::Python | Dialect::Rust, 's') => "\u{17f}",
        _ => "",
    }
}

/// The characters from one to another, and those that differ from one of them only by case.
///
/// With `only_ascii` letters beyond ASCII differ from all others.
pub(super) fn folded(low: char, high: char, dialect: Dialect, only_ascii: bool) -> Result<Set, &'static str> {
    let range = Class::new([(low.into(), high.into())]);
    let mut ranges = range.ranges().to_vec();
    if !high.is_ascii() && !only_ascii {
        let low = u32::from(low).max(0x80);
        let overlaps = |(first, last): &(u32, u32)| *first <= high.into() && *last >= low;
        match &*CASED {
            Some(cased) if !cased.ranges().iter().any(overlaps) => {}
            _ => return Err(BEYOND_ASCII),
        }
    }
    for letter in 'a'..='z' {
        let upper = letter.to_ascii_uppercase();
        if range.contains(letter.into()) || range.contains(upper.into()) {
            let also = if only_ascii { "" } else { also(letter, dialect) };
            for c in [letter, upper].into_iter().chain(also.chars()) {
                ranges.push((c.into(), c.into()));
            }
        }
    }
    Ok(Set::of_ranges(Class::new(ranges).ranges()))
}
