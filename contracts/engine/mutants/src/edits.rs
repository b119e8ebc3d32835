//! Insertions into a text, nested as the expressions they surround.

/// The order of an insertion among those at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// Ends something: the innermost first.
    After(i64),
    /// Begins something: the outermost first.
    Before(i64),
}

/// Insertions that never remove a line break, so that places keep their lines.
#[derive(Default)]
pub struct Edits {
    insertions: Vec<(usize, Turn, String)>,
    /// Byte ranges that are left out.
    removed: Vec<(usize, usize)>,
}

/// A stretch of the new text that belongs to mutants.
pub struct Stretch {
    pub start: usize,
    pub end: usize,
}

impl Edits {
    /// Puts texts around the bytes from `start` to `end`; `depth` grows inwards.
    pub fn around(&mut self, (start, end): (usize, usize), depth: i64, before: String, after: String) {
        self.insertions.push((start, Turn::Before(depth), before));
        self.insertions.push((end, Turn::After(-depth), after));
    }

    /// Puts a text in place of the bytes from `start` to `end`.
    pub fn replace(&mut self, (start, end): (usize, usize), depth: i64, text: String) {
        self.removed.push((start, end));
        self.insertions.push((start, Turn::Before(depth), text));
    }

    /// The text with all insertions, and their positions in it.
    pub fn apply(mut self, text: &str) -> (String, Vec<Stretch>) {
        self.insertions.sort_by_key(|(at, turn, _)| (*at, *turn));
        self.removed.sort_unstable();
        let mut new = String::with_capacity(text.len() * 2);
        let mut stretches = Vec::new();
        let mut insertions = self.insertions.into_iter().peekable();
        let mut removed = self.removed.into_iter().peekable();
        for (at, character) in text.char_indices() {
            while let Some((_, _, inserted)) = insertions.next_if(|(place, ..)| *place <= at) {
                let start = new.len();
                new.push_str(&inserted);
                stretches.push(Stretch {
                    start,
                    end: new.len(),
                });
            }
            while removed.next_if(|(_, end)| *end <= at).is_some() {}
            let left_out = removed.peek().is_some_and(|(start, _)| *start <= at);
            if !left_out || character == '\n' {
                new.push(character);
            }
        }
        (new, stretches)
    }
}
