//! Texts that an expression matches, made by a walk through it: many and quick, where [`find`](super::find) makes the
//! shortest with care.

use super::Pattern;
use super::ast::Node;
use super::class::Class;

/// No text is longer.
const LONGEST: usize = 400;
/// The maximum number of parts of the walk.
const STEPS: usize = 4_000;
/// A loop without bound is walked so often more than it must be.
const MORE: u64 = 12;

impl Pattern {
    /// Returns a text that the expression matches. `choose` is given a number of alternatives and picks one. `None`
    /// if the walk did not reach a match, because it ignores assertions, or if the text became too long.
    pub fn example(&self, choose: &mut dyn FnMut(usize) -> usize) -> Option<String> {
        let ast = &self.inner.ast;
        let mut text = String::new();
        let mut length = 0;
        let mut waiting = vec![ast.root()];
        for _ in 0..STEPS {
            let Some(node) = waiting.pop() else {
                return self.is_match(&text).then_some(text);
            };
            match ast.node(node) {
                Node::Empty | Node::Start | Node::End | Node::Boundary { .. } | Node::Lookaround { .. } => {}
                Node::Class(class) => {
                    text.push(one_of(&ast.classes()[class.index()], choose)?);
                    length += 1;
                }
                Node::Concat(items) => waiting.extend(items.iter().rev()),
                Node::Alternatives(items) => waiting.push(items[choose(items.len())]),
                Node::Group { child, .. } => waiting.push(*child),
                Node::Backreference(_) => return None,
                Node::Repeat { child, min, max } => {
                    let more = max.map_or(MORE, |max| max - min);
                    let more = match choose(4) {
                        0 => 0,
                        1 => more.min(1),
                        2 => more,
                        _ => choose(usize::try_from(more.min(MORE)).unwrap_or(0) + 1) as u64,
                    };
                    let times = usize::try_from(min + more).unwrap_or(usize::MAX).min(LONGEST + 1);
                    waiting.extend(std::iter::repeat_n(*child, times));
                }
            }
            if length > LONGEST || waiting.len() > 2 * LONGEST {
                return None;
            }
        }
        None
    }
}

/// The first or the last of a range, or one between.
fn one_of(class: &Class, choose: &mut dyn FnMut(usize) -> usize) -> Option<char> {
    let ranges = class.ranges();
    if ranges.is_empty() {
        return None;
    }
    let (low, high) = ranges[choose(ranges.len())];
    let point = match choose(3) {
        0 => low,
        1 => high,
        _ => low + choose((high - low) as usize + 1) as u32,
    };
    char::from_u32(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_example_matches_and_reaches_the_edges_of_loops_and_classes() {
        let pattern = Pattern::parse("^(?:[a-c]{2,3}|-?0*(?:2[0-4]|1[0-9]))$").unwrap();
        let mut state = 1_usize;
        let mut made = std::collections::BTreeSet::new();
        for _ in 0..2_000 {
            let mut choose = |of: usize| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % of
            };
            made.extend(pattern.example(&mut choose));
        }
        assert!(made.iter().all(|text| pattern.is_match(text)));
        for text in ["aa", "ccc", "20", "-24", "019", "10"] {
            assert!(made.contains(text), "{text}: {made:?}");
        }
    }

    #[test]
    fn failed_or_endless_walk_returns_nothing() {
        for source in ["a(?!a)a*b(?<!x)?", "(?:a{400}){2}", "(?=b)a", "[]"] {
            if let Ok(pattern) = Pattern::parse(source) {
                assert_eq!(pattern.example(&mut |of| of - 1), None, "{source}");
            }
        }
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let source = format!("{}a{}", "(?:".repeat(10_000), ")?".repeat(10_000));
        if let Ok(pattern) = Pattern::parse(&source) {
            pattern.example(&mut |_| 0);
        }
    }
}
