//! A language without some texts, in which common prefixes are shared.

use super::alphabet::Alphabet;
use super::class::Class;
use super::term::{TermId, Terms};

/// The maximum nesting of branches. Deeper ones are placed next to each other.
const DEPTH: u32 = 100;

/// The characters of the texts, as classes.
pub(super) fn letters(texts: &[&str]) -> Vec<Class> {
    let mut points: Vec<char> = texts.iter().flat_map(|text| text.chars()).collect();
    points.sort_unstable();
    points.dedup();
    points.into_iter().map(|c| Class::single(c.into())).collect()
}

/// Exactly these texts.
pub(super) fn language(texts: &[&str], alphabet: &Alphabet, terms: &mut Terms) -> TermId {
    let mut sorted: Vec<Vec<char>> = texts.iter().map(|text| text.chars().collect()).collect();
    sorted.sort_unstable();
    sorted.dedup();
    terms.charge_steps(sorted.iter().map(|text| 1 + text.len() as u64).sum());
    branch(&sorted, 0, DEPTH, alphabet, terms)
}

/// The text after the first `from` characters, which these texts share.
fn branch(texts: &[Vec<char>], from: usize, depth: u32, alphabet: &Alphabet, terms: &mut Terms) -> TermId {
    let (Some(first), Some(last)) = (texts.first(), texts.last()) else {
        return Terms::NOTHING;
    };
    // Sorted: a prefix that the first and the last share is shared by all.
    let shared = first[from..]
        .iter()
        .zip(&last[from..])
        .take_while(|(a, b)| a == b)
        .count();
    let fork = from + shared;
    let rest = if texts.len() == 1 {
        Terms::EMPTY
    } else if depth == 0 {
        let ends: Vec<TermId> = texts
            .iter()
            .map(|text| row(&text[fork..], Terms::EMPTY, alphabet, terms))
            .collect();
        terms.any(ends)
    } else {
        let branches: Vec<TermId> = texts
            .chunk_by(|a, b| a.get(fork) == b.get(fork))
            .map(|texts| branch(texts, fork, depth - 1, alphabet, terms))
            .collect();
        terms.any(branches)
    };
    row(&first[from..fork], rest, alphabet, terms)
}

fn row(text: &[char], rest: TermId, alphabet: &Alphabet, terms: &mut Terms) -> TermId {
    text.iter().rev().fold(rest, |rest, c| {
        let letter = terms.one(alphabet.letters(&Class::single((*c).into())));
        terms.concat(letter, rest)
    })
}
