//! Sets of code points: what one position of a text may be.
//!
//! The alphabet is the Unicode scalar values. Surrogates are in no set: no text of ours holds one.

use std::sync::LazyLock;

pub(super) const MAX: u32 = 0x10_FFFF;
const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

/// A set of code points: inclusive ranges, sorted, not touching (except for the gap of the surrogates).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Class {
    ranges: Box<[(u32, u32)]>,
    /// Bit n: n is in the set. The common case of a match, answered without a search.
    ascii: u128,
}

/// The class `\d` of ECMA-262.
pub(super) static DIGIT: LazyLock<Class> = LazyLock::new(|| Class::new([(0x30, 0x39)]));
/// `\w`, and the word characters of `\b`.
pub(super) static WORD: LazyLock<Class> =
    LazyLock::new(|| Class::new([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]));
/// `\s`: ECMA-262's white space and line terminators.
pub(super) static SPACE: LazyLock<Class> = LazyLock::new(|| {
    Class::new([
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    ])
});
/// `.`: everything but the line terminators.
pub(super) static DOT: LazyLock<Class> =
    LazyLock::new(|| Class::new([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]).complement());

impl Class {
    /// The set of these inclusive ranges, in any order, overlapping or not.
    pub(super) fn new(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut split = Vec::new();
        for (low, high) in ranges {
            let high = high.min(MAX);
            for (low, high) in [
                (low, high.min(SURROGATES.0 - 1)),
                (low.max(SURROGATES.1 + 1), high),
            ] {
                if low <= high {
                    split.push((low, high));
                }
            }
        }
        split.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(split.len());
        for (low, high) in split {
            match merged.last_mut() {
                Some(last) if low <= last.1 + 1 => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        let mut ascii = 0;
        for &(low, high) in merged.iter().take_while(|range| range.0 < 128) {
            for point in low..=high.min(127) {
                ascii |= 1 << point;
            }
        }
        Self {
            ranges: merged.into_boxed_slice(),
            ascii,
        }
    }

    pub(super) fn single(point: u32) -> Self {
        Self::new([(point, point)])
    }

    pub(super) fn all() -> Self {
        Self::new([(0, MAX)])
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    pub(super) fn contains(&self, point: u32) -> bool {
        if point < 128 {
            return self.ascii >> point & 1 == 1;
        }
        let after = self.ranges.partition_point(|range| range.0 <= point);
        after > 0 && point <= self.ranges[after - 1].1
    }

    pub(super) fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.ranges {
            if next < low {
                gaps.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= MAX {
            gaps.push((next, MAX));
        }
        Self::new(gaps)
    }

    pub(super) fn union<'a>(classes: impl IntoIterator<Item = &'a Class>) -> Self {
        Self::new(classes.into_iter().flat_map(|class| class.ranges.iter().copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_sorted_merged_and_free_of_surrogates() {
        let class = Class::new([(0x61, 0x63), (0x64, 0x65), (0x30, 0x30), (0xD000, 0xE000)]);
        assert_eq!(
            class.ranges(),
            [(0x30, 0x30), (0x61, 0x65), (0xD000, 0xD7FF), (0xE000, 0xE000)]
        );
        assert_eq!(Class::new([(0xD800, 0xDFFF)]).ranges(), []);
    }

    #[test]
    fn complement_contains_exactly_the_other_characters() {
        for class in [&*DIGIT, &*WORD, &*SPACE, &*DOT, &Class::all(), &Class::new([])] {
            let complement = class.complement();
            for point in (0..0x3100).chain([0xD7FF, 0xE000, 0xFEFF, 0x1_F600, MAX]) {
                assert_ne!(class.contains(point), complement.contains(point), "{point:x}");
            }
            assert!(!class.contains(0xD800) && !complement.contains(0xDFFF));
            assert_eq!(&complement.complement(), class);
        }
    }

    #[test]
    fn set_of_one_returns_its_character() {}
}
