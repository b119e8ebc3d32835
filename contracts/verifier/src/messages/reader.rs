//! Goes through all inputs.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::block::{Block, Content, Piece};
use super::compression;
use super::form::Form;
use super::inputs::{Ignored, Inputs};
use super::position::Position;
use super::source::{Source, problem};

/// The limits of what is read. Whoever sends more does not take more memory or time than this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The maximum size of a message, in bytes. A longer one is skipped, and reported.
    pub message: usize,
    /// The maximum size of a compressed input once it is decompressed, in bytes.
    pub decompressed: u64,
    /// A compressed input may become so many times as large as it is.
    pub ratio: u64,
}

impl Default for Limits {
    /// 16 MiB a message, 1 TiB an input, a ratio of 1000.
    fn default() -> Self {
        Self {
            message: 16 << 20,
            decompressed: 1 << 40,
            ratio: 1_000,
        }
    }
}

/// Reads the messages of all inputs.
pub struct Reader {
    inputs: Inputs,
    form: Option<Form>,
    limits: Limits,
    /// The bytes that were read of the inputs as they are.
    read: Arc<AtomicU64>,
    index: usize,
    source: Option<Source>,
}

impl Reader {
    /// Reads these inputs. Without a form, each input shows its own.
    pub fn new(inputs: Inputs, form: Option<Form>, limits: Limits) -> Self {
        Self {
            inputs,
            form,
            limits,
            read: Arc::default(),
            index: 0,
            source: None,
        }
    }

    /// The number of bytes that were read so far, before they are decompressed. For those who show
    /// progress.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// The files and folders that were ignored so far.
    pub fn ignored(&self) -> &Ignored {
        self.inputs.ignored()
    }

    /// The files that were left out so far because of their ending, see [`Inputs::without_torn`].
    pub fn torn(&self) -> &[String] {
        self.inputs.torn()
    }

    /// Fills the block with the next messages. Returns `false` at the end of the inputs.
    pub fn fill(&mut self, block: &mut Block) -> bool {
        loop {
            if let Some(source) = &mut self.source {
                if source.fill(block, &self.limits) {
                    return true;
                }
                self.source = None;
                self.index += 1;
            }
            match self.inputs.next() {
                None => return false,
                Some(Ok(opened)) => {
                    let name: Arc<str> = opened.name.into();
                    let read = Arc::clone(&self.read);
                    match compression::decompressed(&name, opened.bytes, &self.limits, read) {
                        Ok(bytes) => {
                            let source = Source::new(self.index, name, bytes, self.form);
                            self.source = Some(source.stream(opened.is_stream));
                        }
                        Err(error) => {
                            let problem = problem(&name, 0, &error);
                            return self.failed(block, name, Content::Failed(problem));
                        }
                    }
                }
                Some(Err(problem)) => {
                    let name = Arc::clone(&problem.input);
                    return self.failed(block, name, Content::Failed(problem));
                }
            }
        }
    }

    fn failed(&mut self, block: &mut Block, name: Arc<str>, content: Content) -> bool {
        block.index = self.index;
        block.input = name;
        block.offset = 0;
        block.filled = 0;
        block.content = content;
        self.index += 1;
        true
    }

    /// Shows every part of every input, in order, with its position, until `see` returns `false`.
    /// The position of a problem is where its input starts.
    ///
    /// ```no_run
    /// use counterpart_verifier::messages::{Inputs, Limits, Piece, Reader};
    ///
    /// let mut reader = Reader::new(Inputs::new(["log.ndjson.gz".into()]), None, Limits::default());
    /// reader.for_each(|piece, position| {
    ///     if let Piece::Message(record) = piece {
    ///         println!("{position}: {} bytes", record.bytes.len());
    ///     }
    ///     true
    /// });
    /// ```
    pub fn for_each(&mut self, mut see: impl FnMut(Piece<'_>, Position) -> bool) {
        let mut block = Block::default();
        let (mut index, mut before) = (0, 0);
        while self.fill(&mut block) {
            if block.index() != index {
                (index, before) = (block.index(), 0);
            }
            let mut pieces = block.pieces();
            for piece in pieces.by_ref() {
                let (offset, line) = match &piece {
                    Piece::Message(record) | Piece::EmptyArray(record) | Piece::Malformed(record, _) => {
                        (record.offset, record.line)
                    }
                    Piece::TooLong { offset, line, .. } => (*offset, *line),
                    Piece::Failed(_) => (0, 0),
                };
                if !see(piece, block.position(offset, line, before)) {
                    return;
                }
            }
            before += pieces.lines();
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("inputs", &self.inputs)
            .field("form", &self.form)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
