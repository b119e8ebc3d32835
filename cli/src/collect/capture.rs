//! The output of a command, kept until the program knows whether anyone needs it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::process::Command;

/// Enough for many failed tests, and little enough to scroll through.
const SHOWN_BYTES: u64 = 64 << 10;

/// Both outputs of a command in the order in which it wrote them. They go to a file, so that a
/// command that prints without end fills no memory.
pub(super) struct Capture(File);

impl Capture {
    pub(super) fn new() -> io::Result<Self> {
        tempfile::tempfile().map(Self)
    }

    pub(super) fn listen_to(&self, command: &mut Command) -> io::Result<()> {
        command.stdout(self.0.try_clone()?).stderr(self.0.try_clone()?);
        Ok(())
    }

    /// The end of the output: all of it, or its last whole lines after a line that says so.
    pub(super) fn end(&mut self) -> io::Result<Vec<u8>> {
        let length = self.0.seek(SeekFrom::End(0))?;
        let from = length.saturating_sub(SHOWN_BYTES);
        self.0.seek(SeekFrom::Start(from))?;
        let mut text = Vec::new();
        self.0.by_ref().take(SHOWN_BYTES).read_to_end(&mut text)?;
        if from > 0 {
            let cut = text.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let note = format!("… ({} bytes before this are left out)\n", from + cut as u64);
            text.splice(..cut, note.into_bytes());
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn end_of(text: &str) -> String {
        let mut capture = Capture::new().unwrap();
        capture.0.write_all(text.as_bytes()).unwrap();
        String::from_utf8(capture.end().unwrap()).unwrap()
    }

    #[test]
    fn short_output_is_kept_whole() {
        assert_eq!(end_of(""), "");
        assert_eq!(end_of("running 1 test\nok"), "running 1 test\nok");
    }

    #[test]
    fn of_what_is_long_the_last_lines_are_kept_and_the_rest_is_counted() {
        let line = "0123456789\n";
        let said = end_of(&line.repeat(100_000));
        assert!(said.len() as u64 <= SHOWN_BYTES + 100);
        let (note, rest) = said.split_once('\n').unwrap();
        assert_eq!(rest, line.repeat(rest.len() / line.len()));
        assert_eq!(
            note,
            format!("… ({} bytes before this are left out)", 1_100_000 - rest.len())
        );
    }
}
