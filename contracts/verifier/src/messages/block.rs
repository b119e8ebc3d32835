//! A part of an input with whole messages in it.

use std::ops::Range;
use std::sync::Arc;

use super::blank::trimmed;
use super::position::{Position, Problem};
use super::scanner::{self, Item};

/// A part of an input with whole messages. A block is filled again and again, so that no memory is
/// asked for.
#[derive(Debug, Default)]
pub struct Block {
    pub(super) index: usize,
    pub(super) input: Arc<str>,
    /// The offset of its first byte in the input.
    pub(super) offset: u64,
    /// Longer than what is filled: what was initialised once stays so.
    pub(super) buffer: Vec<u8>,
    pub(super) filled: usize,
    pub(super) content: Content,
    /// The maximum number of bytes of a message.
    pub(super) longest: usize,
}

#[derive(Debug, Default)]
pub(super) enum Content {
    /// Each line is a message. Lines that are arrays are opened, unless it is `as_it_is`.
    Lines { as_it_is: bool },
    /// These are, and so many lines end in the block.
    Values { items: Vec<Item>, lines: u64 },
    /// A message was skipped because of its length.
    TooLong { length: u64, lines: u64 },
    /// The input ends here, before its end.
    Failed(Problem),
    #[default]
    Nothing,
}

/// One message, as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'b> {
    /// The message, without space around it.
    pub bytes: &'b [u8],
    /// The same, as it was read: a line with its end, or the value.
    pub raw: &'b [u8],
    /// The offset of the message in its input, in bytes.
    pub offset: u64,
    /// The line on which it begins, from 0 at the start of the block.
    pub line: u64,
    /// What items of one array that was opened have in common, and no other message of the input has; `None` outside of
    /// such an array.
    pub array: Option<u64>,
    /// Where `raw` begins in the block.
    start: usize,
}

impl<'b> Record<'b> {
    /// A message that a program holds, and that is in no block.
    pub fn held(bytes: &'b [u8]) -> Self {
        Self {
            bytes: trimmed(bytes),
            raw: bytes,
            offset: 0,
            line: 0,
            array: None,
            start: 0,
        }
    }

    /// Where a part of `raw` is in the block.
    pub fn range(&self, part: &[u8]) -> Range<usize> {
        let start = self.start + (part.as_ptr() as usize - self.raw.as_ptr() as usize);
        start..start + part.len()
    }

    /// `raw`, without the mark that an input may begin with.
    pub fn raw_without_mark(&self) -> &'b [u8] {
        match self.raw.strip_prefix(BOM) {
            // Elsewhere it is a part of the message, which is then none.
            Some(rest) if !self.bytes.starts_with(BOM) => rest,
            _ => self.raw,
        }
    }
}

/// A part of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'b> {
    /// A message.
    Message(Record<'b>),
    /// The end of an array that was opened and has no items. It may be a batch of no events.
    EmptyArray(Record<'b>),
    /// Something that stands where a message should, and why it is none.
    Malformed(Record<'b>, &'static str),
    /// A message that is longer than the limit. It was not held.
    TooLong {
        /// The offset of the message in its input, in bytes.
        offset: u64,
        /// The line on which it begins, from 0 at the start of the block.
        line: u64,
        /// In bytes.
        length: u64,
    },
    /// The input could not be read any further.
    Failed(&'b Problem),
}

impl Block {
    /// Fills the block with messages that a program holds; `offset` is the size of those before them. Each counts as a
    /// line, whatever it holds, and an array as one message. As among lines, one of blanks only is none.
    pub fn hold<'m>(&mut self, messages: impl IntoIterator<Item = &'m [u8]>, offset: u64) {
        self.buffer.clear();
        let (mut items, mut lines) = (Vec::new(), 0);
        for message in messages {
            let (message, line) = (trimmed(message), lines);
            lines += 1;
            if message.is_empty() {
                continue;
            }
            let start = self.buffer.len();
            self.buffer.extend_from_slice(message);
            items.push(Item {
                bytes: start..self.buffer.len(),
                line,
                wrong: None,
                array: None,
                is_empty_array: false,
            });
        }
        self.index = 0;
        self.offset = offset;
        self.filled = self.buffer.len();
        self.longest = usize::MAX;
        self.content = Content::Values { items, lines };
    }

    /// The parts of the block, in order.
    pub fn pieces(&self) -> Pieces<'_> {
        Pieces {
            block: self,
            at: 0,
            line: 0,
            inner: None,
        }
    }

    /// The place of the input among all inputs, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The input, as it was named.
    pub fn input(&self) -> &Arc<str> {
        &self.input
    }

    /// The position of something in the block, if so many lines of the input are before the block.
    pub fn position(&self, offset: u64, line: u64, lines_before: u64) -> Position {
        Position {
            index: self.index,
            input: Arc::clone(&self.input),
            offset,
            line: lines_before + line + 1,
        }
    }

    /// Its size, in bytes.
    pub fn size(&self) -> usize {
        self.filled
    }

    /// The bytes of a part of the block, such as a message.
    pub fn part(&self, range: Range<usize>) -> &[u8] {
        &self.text()[range]
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

/// The parts of a block.
#[derive(Debug)]
pub struct Pieces<'b> {
    block: &'b Block,
    /// An offset in the block, or the number of parts that are done.
    at: usize,
    line: u64,
    inner: Option<Inner<'b>>,
}

/// The items of a line that is an array.
#[derive(Debug)]
struct Inner<'b> {
    bytes: &'b [u8],
    start: Start,
    items: std::vec::IntoIter<Item>,
}

impl Pieces<'_> {
    /// The lines that the block has, once all parts were seen.
    pub fn lines(&self) -> u64 {
        match &self.block.content {
            Content::Lines { .. } => self.line,
            Content::Values { lines, .. } | Content::TooLong { lines, .. } => *lines,
            Content::Failed(_) | Content::Nothing => 0,
        }
    }
}

impl<'b> Iterator for Pieces<'b> {
    type Item = Piece<'b>;

    fn next(&mut self) -> Option<Piece<'b>> {
        let block = self.block;
        match &block.content {
            Content::Lines { as_it_is } => self.line(*as_it_is),
            Content::Values { items, .. } => {
                let item = items.get(self.at)?;
                self.at += 1;
                Some(piece(item, block.text(), Start::of(block), block.longest))
            }
            Content::TooLong { length, .. } if self.at == 0 => {
                self.at = 1;
                Some(Piece::TooLong {
                    offset: block.offset,
                    line: 0,
                    length: *length,
                })
            }
            Content::Failed(problem) if self.at == 0 => {
                self.at = 1;
                Some(Piece::Failed(problem))
            }
            _ => None,
        }
    }
}

impl<'b> Pieces<'b> {
    #[inline]
    fn line(&mut self, as_it_is: bool) -> Option<Piece<'b>> {
        loop {
            if let Some(inner) = &mut self.inner {
                match inner.items.next() {
                    Some(item) => {
                        return Some(piece(&item, inner.bytes, inner.start, self.block.longest));
                    }
                    None => self.inner = None,
                }
            }
            let rest = &self.block.text()[self.at..];
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest);
            let raw = &rest[..end.map_or(rest.len(), |end| end + 1)];
            let at = self.at;
            let start = self.block.offset + at as u64;
            let line = self.line;
            self.at += raw.len();
            self.line += u64::from(end.is_some());
            let length = raw.len() - usize::from(end.is_some());
            if length > self.block.longest {
                return Some(Piece::TooLong {
                    offset: start,
                    line,
                    length: length as u64,
                });
            }
            let bytes = match start {
                0 => raw.strip_prefix(BOM).unwrap_or(raw),
                _ => raw,
            };
            let bytes = trimmed(bytes);
            let Some(first) = bytes.first() else { continue };
            // Both are parts of one text.
            let offset = start + (bytes.as_ptr() as usize - raw.as_ptr() as usize) as u64;
            if *first == b'[' && !as_it_is {
                self.inner = Some(Inner {
                    bytes,
                    start: Start {
                        in_block: at + (offset - start) as usize,
                        offset,
                        line,
                        // A line has fewer arrays than bytes.
                        arrays: offset,
                    },
                    items: scanner::items(bytes).into_iter(),
                });
                continue;
            }
            return Some(Piece::Message(Record {
                bytes,
                raw,
                offset,
                line,
                array: None,
                start: at,
            }));
        }
    }
}

/// The mark that some programs write at the start of a text.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where a text with items begins.
#[derive(Debug, Clone, Copy)]
struct Start {
    in_block: usize,
    /// In the input.
    offset: u64,
    line: u64,
    /// The arrays before it.
    arrays: u64,
}

impl Start {
    /// The start of a block.
    fn of(block: &Block) -> Self {
        Self {
            in_block: 0,
            offset: block.offset,
            line: 0,
            arrays: 0,
        }
    }
}

fn piece<'b>(item: &Item, text: &'b [u8], start: Start, longest: usize) -> Piece<'b> {
    let bytes = &text[item.bytes.clone()];
    let offset = start.offset + item.bytes.start as u64;
    let line = start.line + item.line;
    if bytes.len() > longest {
        return Piece::TooLong {
            offset,
            line,
            length: bytes.len() as u64,
        };
    }
    let record = Record {
        bytes,
        raw: bytes,
        offset,
        line,
        array: item.array.map(|number| start.arrays + number),
        start: start.in_block + item.bytes.start,
    };
    match item.wrong {
        Some(wrong) => Piece::Malformed(record, wrong),
        None if item.is_empty_array => Piece::EmptyArray(record),
        None => Piece::Message(record),
    }
}
