//! One input: its bytes cut into blocks of whole messages.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use super::block::{BOM, Block, Content};
use super::compression::Refused;
use super::form::{self, Form};
use super::position::Problem;
use super::reader::Limits;
use super::scanner::Scanner;

/// The size of a block, in bytes. It fits the cache of a processor together with what judges it.
const BLOCK: usize = 256 << 10;

/// With so many bytes, a block is worth handing on.
const WORTH: usize = 64 << 10;

/// The marks of texts that are not UTF-8.
const OTHER_MARKS: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];

/// An input that is being read.
pub(super) struct Source {
    index: usize,
    name: Arc<str>,
    bytes: Box<dyn Read + Send>,
    /// The form that was asked for.
    asked: Option<Form>,
    form: Option<Form>,
    is_stream: bool,
    /// The offset of `rest` in the input.
    offset: u64,
    /// Bytes that belong to the next block.
    rest: Vec<u8>,
    /// The scanner has seen so many of them.
    scanned: usize,
    scanner: Scanner,
    /// The bytes so far of a message that is too long, all of which are gone.
    skipped: Option<u64>,
    is_end: bool,
    failed: Option<Problem>,
}

impl Source {
    pub(super) fn new(
        index: usize,
        name: Arc<str>,
        bytes: Box<dyn Read + Send>,
        asked: Option<Form>,
    ) -> Self {
        Self {
            index,
            name,
            bytes,
            asked,
            form: asked,
            is_stream: false,
            offset: 0,
            rest: Vec::new(),
            scanned: 0,
            scanner: Scanner::default(),
            skipped: None,
            is_end: false,
            failed: None,
        }
    }

    /// Each part that comes is a block, however small, because the next one may be late.
    pub(super) fn stream(mut self, yes: bool) -> Self {
        self.is_stream = yes;
        self
    }

    /// Fills the block with the next part. Returns `false` at the end of the input.
    pub(super) fn fill(&mut self, block: &mut Block, limits: &Limits) -> bool {
        block.index = self.index;
        block.input = Arc::clone(&self.name);
        block.longest = limits.message;
        block.filled = 0;
        if block.buffer.len() != BLOCK {
            // One that had a long message gives its memory back.
            block.buffer = vec![0; BLOCK];
        }
        loop {
            if self.skipped.is_some() {
                self.skip(block);
                return true;
            }
            block.offset = self.offset;
            block.content = Content::Nothing;
            if self.is_end && self.rest.is_empty() && self.scanner.is_done() {
                let Some(problem) = self.failed.take() else {
                    return false;
                };
                block.content = Content::Failed(problem);
                return true;
            }
            self.take_rest(block);
            let is_filled = match self.form_of(block, limits) {
                Some(Form::Lines) => self.lines(block, limits),
                Some(Form::Values) => self.values(block, limits),
                None => continue,
            };
            if is_filled {
                return true;
            }
        }
    }

    fn take_rest(&mut self, block: &mut Block) {
        let count = self.rest.len();
        if block.buffer.len() < count + WORTH {
            block.buffer.resize(count + BLOCK, 0);
        }
        block.buffer[..count].copy_from_slice(&self.rest);
        block.filled = count;
        self.rest.clear();
        if self.rest.capacity() > BLOCK {
            self.rest = Vec::new();
        }
    }

    /// Appends more bytes to the block. Returns `false` at the end of the input.
    fn read(&mut self, block: &mut Block) -> bool {
        if self.is_end {
            return false;
        }
        if block.filled == block.buffer.len() {
            block.buffer.resize(2 * block.filled, 0);
        }
        let count = loop {
            match self.bytes.read(&mut block.buffer[block.filled..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let read = self.offset + block.filled as u64;
                    self.failed = Some(problem(&self.name, read, &error));
                    break 0;
                }
                Ok(count) => break count,
            }
        };
        block.filled += count;
        self.is_end = count == 0;
        !self.is_end
    }

    /// The form of the input, found out at its start.
    fn form_of(&mut self, block: &mut Block, limits: &Limits) -> Option<Form> {
        if self.form.is_some() {
            return self.form;
        }
        // A longer message than the limit is skipped, whatever follows it.
        let most = limits.message.max(BLOCK);
        let mut seen = 0;
        loop {
            // A start that shows nothing is looked at again when there is twice as much of it, lest a long one takes
            // the square of its length.
            if block.filled < WORTH || block.filled >= 2 * seen {
                seen = block.filled;
                let text = block.text().strip_prefix(BOM).unwrap_or(block.text());
                if form::is_shown(text) {
                    break;
                }
            }
            if block.filled > most || !self.read(block) {
                break;
            }
        }
        if OTHER_MARKS.iter().any(|mark| block.text().starts_with(mark)) {
            self.failed = Some(Problem {
                input: Arc::clone(&self.name),
                read: 0,
                text: "is UTF-16".to_owned(),
                hint: Some("convert it to UTF-8, which is what JSON is written in"),
            });
            self.is_end = true;
            block.filled = 0;
            self.form = Some(Form::Lines);
            return None;
        }
        let text = block.text().strip_prefix(BOM).unwrap_or(block.text());
        self.form = Some(Form::of(text));
        self.form
    }

    /// Cuts behind the last line. Returns `false` if nothing is to be handed on yet.
    fn lines(&mut self, block: &mut Block, limits: &Limits) -> bool {
        let mut last = None;
        let mut searched = 0;
        loop {
            let found = memchr::memrchr(b'\n', &block.text()[searched..]);
            last = found.map(|at| searched + at + 1).or(last);
            searched = block.filled;
            let is_enough = last.is_some() && (self.is_stream || block.filled >= WORTH);
            if is_enough || (last.is_none() && block.filled > limits.message) || !self.read(block) {
                break;
            }
        }
        let end = match last {
            Some(end) => end,
            None if self.is_end => block.filled,
            None => {
                // Only the start of the line is here.
                self.skipped = Some(block.filled as u64);
                return false;
            }
        };
        let end = match (self.is_end, &self.failed) {
            (true, None) => block.filled,
            // What an error cut off is not the message that was sent.
            (true, Some(_)) => last.unwrap_or_default(),
            _ => end,
        };
        if self.failed.is_none() {
            self.rest.extend_from_slice(&block.text()[end..]);
        }
        self.offset += end as u64;
        block.filled = end;
        block.content = Content::Lines {
            as_it_is: self.asked == Some(Form::Lines),
        };
        end > 0
    }

    /// Cuts behind the last value.
    fn values(&mut self, block: &mut Block, limits: &Limits) -> bool {
        let mut items = Vec::new();
        let mut from = std::mem::take(&mut self.scanned);
        if self.offset == 0 && from == 0 {
            while block.filled < BOM.len() && self.read(block) {}
            from = if block.text().starts_with(BOM) {
                BOM.len()
            } else {
                0
            };
        }
        let is_too_long = loop {
            let is_last = !self.read(block);
            let is_end = is_last && self.failed.is_none();
            self.scanner.scan(block.text(), from, is_end, &mut items);
            from = block.filled;
            let open = self.scanner.open_since();
            if open.is_some_and(|start| from - start > limits.message) {
                break true;
            }
            let has_some = !items.is_empty() || open.is_none();
            if is_last || (has_some && (self.is_stream || from >= WORTH)) {
                break false;
            }
        };
        let end = self.scanner.open_since().unwrap_or(block.filled);
        let lines = self.scanner.begin_block(block.filled - end);
        self.offset += end as u64;
        if self.failed.is_some() {
            // What an error cut off is not the message that was sent.
            self.scanner = Scanner::default();
        } else if is_too_long {
            self.skipped = Some((block.filled - end) as u64);
        } else {
            self.rest.extend_from_slice(&block.text()[end..]);
            self.scanned = self.rest.len();
        }
        block.filled = end;
        let has_some = !items.is_empty() || lines > 0;
        block.content = Content::Values { items, lines };
        has_some
    }

    /// Reads on to the end of a message that is too long, and holds nothing of it.
    fn skip(&mut self, block: &mut Block) {
        let mut length = self.skipped.take().unwrap_or_default();
        block.offset = self.offset;
        let mut lines = match self.form {
            Some(Form::Values) => self.scanner.lines_of_open(),
            _ => 0,
        };
        loop {
            block.filled = 0;
            let is_last = !self.read(block);
            let text = block.text();
            let end = match self.form {
                Some(Form::Values) => self.scanner.skip(text, is_last),
                _ => memchr::memchr(b'\n', text).map(|end| end + 1),
            };
            let part = end.unwrap_or(text.len());
            length += part as u64;
            lines += memchr::memchr_iter(b'\n', &text[..part]).count() as u64;
            if end.is_some() || is_last {
                let is_line = self.form == Some(Form::Lines) && end.is_some();
                self.offset += u64::from(is_line);
                length -= u64::from(is_line);
                self.rest.extend_from_slice(&text[part..]);
                break;
            }
        }
        self.offset += length;
        block.filled = 0;
        block.content = Content::TooLong { length, lines };
    }
}

/// The problem of an input that could not be read any further.
pub(super) fn problem(name: &Arc<str>, read: u64, error: &io::Error) -> Problem {
    let refused = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Refused>())
        .copied();
    let said = error.to_string();
    let (text, hint) = match refused {
        Some(Refused::Size) => (said, Some("`--max-size` sets the limit")),
        Some(Refused::Ratio) => (said, Some("`--max-ratio` sets the limit")),
        None if error.kind() == ErrorKind::UnexpectedEof || said == "incomplete frame" => (
            "ends in the middle of what is compressed".to_owned(),
            Some("it was cut, or is still being written"),
        ),
        None if said.contains("too much memory") => (
            "needs more than 32 MiB to be decompressed".to_owned(),
            Some("decompress it before: zstd -dc --long=31 FILE | cargo counterpart … -"),
        ),
        None => (format!("cannot be read: {said}"), None),
    };
    Problem {
        input: Arc::clone(name),
        read,
        text,
        hint,
    }
}
