//! The letters of one question: code points that no class of the question distinguishes are one letter.

use super::class::{Class, MAX, WORD};

/// The characters that are tried first because people can read them. Within a range, the lowest comes first.
const READABLE: &[(u32, u32)] = &[
    (0x61, 0x7A),       // a to z
    (0x30, 0x39),       // 0 to 9
    (0x41, 0x5A),       // A to Z
    (0x21, 0x7E),       // other visible ASCII
    (0x20, 0x20),       // space
    (0xC0, 0x17F),      // Latin letters with accents
    (0x3B1, 0x3C9),     // Greek
    (0x410, 0x44F),     // Cyrillic
    (0x4E00, 0x9FFF),   // Han
    (0x1F600, 0x1F64F), // faces
    (0xA1, 0xAC),
    (0xAE, 0x2FF),
    (0x370, 0x377),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x3001, 0x33FF),
    (0x0A, 0x0A),
    (0x09, 0x0D),
    (0x20, 0xD7FF),
    (0x1_0000, 0x3_FFFF),
];

/// A set of letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Letters(Box<[u64]>);

impl Letters {
    pub(super) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)].into_boxed_slice())
    }

    pub(super) fn insert(&mut self, letter: u32) {
        self.0[letter as usize / 64] |= 1 << (letter % 64);
    }

    pub(super) fn contains(&self, letter: u32) -> bool {
        self.0[letter as usize / 64] >> (letter % 64) & 1 == 1
    }

    /// The most readable one.
    pub(super) fn first(&self) -> Option<u32> {
        let word = self.0.iter().position(|word| *word != 0)?;
        Some(word as u32 * 64 + self.0[word].trailing_zeros())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn is_subset(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a | b).collect())
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & !b).collect())
    }

    /// The work of examining one.
    pub(super) fn words(&self) -> u64 {
        self.0.len() as u64
    }
}

/// The letters, the most readable ones first.
#[derive(Debug)]
pub(super) struct Alphabet {
    /// The start of each interval of code points (it ends before the next), with its letter; none for surrogates.
    intervals: Vec<(u32, Option<u32>)>,
    /// The representative code point of each letter.
    faces: Vec<char>,
    pub(super) word: Letters,
}

impl Alphabet {
    /// Takes its work out of `fuel`; None when that is used up.
    pub(super) fn new(classes: &[&Class], fuel: &mut u64) -> Option<Self> {
        let all = Class::all();
        let classes: Vec<&Class> = classes.iter().copied().chain([&*WORD, &all]).collect();
        let ranges = classes.iter().flat_map(|class| class.ranges());
        let mut starts: Vec<u32> = ranges
            .flat_map(|&(low, high)| [low, high + 1])
            .chain([0])
            .collect();
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|start| *start <= MAX);

        // Split the one letter that holds all by one class after the other.
        let mut group: Vec<u32> = vec![0; starts.len()];
        let mut groups = 1;
        let mut moved: Vec<(usize, u32)> = vec![(usize::MAX, 0)];
        for (number, class) in classes.iter().enumerate() {
            for range in covered(&starts, class) {
                *fuel = fuel.checked_sub(range.len() as u64 / 16)?;
                for group in &mut group[range] {
                    let target = &mut moved[*group as usize];
                    if target.0 != number {
                        *fuel = fuel.checked_sub(1)?;
                        *target = (number, groups);
                        groups += 1;
                        moved.push((usize::MAX, 0));
                    }
                    *group = moved[*group as usize].1;
                }
            }
        }

        // Numbers them by readability. Only surrogates are outside of every class.
        let real = |at: usize| all.contains(starts[at]);
        let mut best: Vec<(usize, u32)> = vec![(usize::MAX, u32::MAX); groups as usize];
        for at in (0..starts.len()).filter(|at| real(*at)) {
            let end = starts.get(at + 1).map_or(MAX, |next| next - 1);
            let best = &mut best[group[at] as usize];
            *best = readable(starts[at], end).min(*best);
        }
        let mut order: Vec<u32> = (0..groups)
            .filter(|group| best[*group as usize].1 != u32::MAX)
            .collect();
        order.sort_unstable_by_key(|group| best[*group as usize]);
        let mut number = vec![None; groups as usize];
        for (letter, group) in order.iter().enumerate() {
            number[*group as usize] = Some(letter as u32);
        }
        let faces = order
            .iter()
            .filter_map(|group| char::from_u32(best[*group as usize].1))
            .collect();
        let intervals = starts
            .iter()
            .zip(&group)
            .map(|(start, group)| (*start, number[*group as usize]));
        let mut alphabet = Self {
            intervals: intervals.collect(),
            faces,
            word: Letters::none(order.len()),
        };
        alphabet.word = alphabet.letters(&WORD);
        Some(alphabet)
    }

    pub(super) fn len(&self) -> usize {
        self.faces.len()
    }

    /// The letters of a class that the alphabet was made for.
    pub(super) fn letters(&self, class: &Class) -> Letters {
        let mut letters = Letters::none(self.len());
        for &(low, high) in class.ranges() {
            let first = self.intervals.partition_point(|interval| interval.0 < low);
            for (_, letter) in self.intervals[first..]
                .iter()
                .take_while(|interval| interval.0 <= high)
            {
                if let Some(letter) = letter {
                    letters.insert(*letter);
                }
            }
        }
        letters
    }

    /// The code points of a letter: from the most readable one on, then those before it.
    pub(super) fn characters(&self, letter: u32) -> impl Iterator<Item = char> + '_ {
        let face = self.face(letter);
        let from_face = self.points(letter).skip_while(move |c| *c != face);
        from_face.chain(self.points(letter).take_while(move |c| *c != face))
    }

    fn points(&self, letter: u32) -> impl Iterator<Item = char> + '_ {
        let ends = self
            .intervals
            .iter()
            .skip(1)
            .map(|interval| interval.0)
            .chain([MAX + 1]);
        let of_letter = self
            .intervals
            .iter()
            .zip(ends)
            .filter(move |((_, other), _)| *other == Some(letter));
        of_letter.flat_map(|((start, _), end)| (*start..end).filter_map(char::from_u32))
    }

    pub(super) fn face(&self, letter: u32) -> char {
        self.faces[letter as usize]
    }
}

/// The runs of intervals that make up a class.
fn covered(starts: &[u32], class: &Class) -> impl Iterator<Item = std::ops::Range<usize>> {
    class.ranges().iter().map(|&(low, high)| {
        let first = starts.partition_point(|start| *start < low);
        first..starts.partition_point(|start| *start <= high)
    })
}

/// The most readable code point of an interval, and how far down the list that is.
fn readable(low: u32, high: u32) -> (usize, u32) {
    READABLE
        .iter()
        .enumerate()
        .find(|(_, range)| low <= range.1 && range.0 <= high)
        .map_or((READABLE.len(), low), |(rank, range)| (rank, low.max(range.0)))
}

#[cfg(test)]
mod tests {
    use super::super::class::{DIGIT, DOT, SPACE};
    use super::*;

    fn faces(alphabet: &Alphabet, class: &Class) -> String {
        let letters = alphabet.letters(class);
        (0..alphabet.len() as u32)
            .filter(|letter| letters.contains(*letter))
            .map(|letter| alphabet.face(letter))
            .collect()
    }

    #[test]
    fn letters_follow_the_classes_and_readable_ones_come_first() {
        let ab = Class::new([(0x61, 0x62)]);
        let (b_to_z, classes) = (Class::new([(0x62, 0x7A)]), [&*DIGIT, &*SPACE, &*DOT]);
        let alphabet = Alphabet::new(&[&[&ab, &b_to_z], &classes[..]].concat(), &mut 10_000).unwrap();
        assert_eq!(faces(&alphabet, &Class::all()), "abc0A! \n");
        assert_eq!(faces(&alphabet, &ab), "ab");
        assert_eq!(faces(&alphabet, &b_to_z), "bc");
        assert_eq!(faces(&alphabet, &SPACE), " \n");
        assert_eq!(faces(&alphabet, &WORD), "abc0A");
    }

    #[test]
    fn an_alphabet_is_never_larger_than_its_fuel() {
        let singles: Vec<Class> = (0..20_000)
            .map(|point| Class::single(point * 2).complement())
            .collect();
        let classes: Vec<&Class> = singles.iter().collect();
        assert!(Alphabet::new(&classes, &mut 300_000).is_none());
    }
}
