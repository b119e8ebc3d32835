//! What a run keeps outside of memory: the letters as they were read, and the questions about them.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};

use counterpart::questions::Question;
use tempfile::NamedTempFile;

/// All lines, byte for byte and without their ends. Standard input cannot be read twice.
pub(super) struct Spool {
    out: BufWriter<File>,
    lengths: Vec<u32>,
}

impl Spool {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            out: BufWriter::new(tempfile::tempfile()?),
            lengths: Vec::new(),
        })
    }

    pub(super) fn push(&mut self, line: &[u8]) -> io::Result<()> {
        let length = u32::try_from(line.len()).map_err(io::Error::other)?;
        self.lengths.push(length);
        self.out.write_all(line)
    }

    /// Shows each line, in order.
    pub(super) fn each(mut self, mut see: impl FnMut(usize, &[u8]) -> io::Result<()>) -> io::Result<()> {
        self.out.flush()?;
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        for (number, length) in self.lengths.iter().enumerate() {
            line.resize(*length as usize, 0);
            reader.read_exact(&mut line)?;
            see(number, &line)?;
        }
        Ok(())
    }
}

/// The bytes of questions that one run of the tests is asked: a test that borrows from its message
/// never frees it.
const BATCH: usize = 32 << 20;

/// Questions for one run of the tests. The file goes away with it.
pub(super) struct Batch {
    pub(super) file: NamedTempFile,
    pub(super) questions: usize,
}

/// Questions for the code, in files.
#[derive(Default)]
pub(super) struct Batches {
    full: Vec<Batch>,
    open: Option<Open>,
    count: u64,
}

struct Open {
    out: BufWriter<NamedTempFile>,
    bytes: usize,
    questions: usize,
}

impl Batches {
    /// Adds a question with the next number, which it returns.
    pub(super) fn push(&mut self, question: &mut Question) -> io::Result<u64> {
        question.number = self.count;
        self.count += 1;
        let line = question.to_line();
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(Open {
                out: BufWriter::new(NamedTempFile::new()?),
                bytes: 0,
                questions: 0,
            }),
        };
        open.out.write_all(line.as_bytes())?;
        open.bytes += line.len();
        open.questions += 1;
        if open.bytes >= BATCH {
            self.close()?;
        }
        Ok(question.number)
    }

    fn close(&mut self) -> io::Result<()> {
        if let Some(open) = self.open.take() {
            self.full.push(Batch {
                file: open.out.into_inner().map_err(io::IntoInnerError::into_error)?,
                questions: open.questions,
            });
        }
        Ok(())
    }

    /// All of them.
    pub(super) fn files(mut self) -> io::Result<Vec<Batch>> {
        self.close()?;
        Ok(self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_byte_for_byte() {
        let mut spool = Spool::new().unwrap();
        let lines: [&[u8]; 4] = [b"a", b"", b"\xff\0", b"last"];
        for line in lines {
            spool.push(line).unwrap();
        }
        let mut seen = Vec::new();
        spool
            .each(|number, line| {
                assert_eq!(number, seen.len());
                seen.push(line.to_vec());
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, lines);
    }

    #[test]
    fn questions_are_numbered_through_all_files() {
        let mut batches = Batches::default();
        let mut question = Question {
            number: 0,
            service: "s".into(),
            event: "e".into(),
            contract: None,
            payload: "x".repeat(BATCH / 2),
        };
        let numbers: Vec<u64> = (0..5).map(|_| batches.push(&mut question).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4]);
        assert_eq!(batches.files().unwrap().len(), 3);
        assert!(Batches::default().files().unwrap().is_empty());
    }
}
