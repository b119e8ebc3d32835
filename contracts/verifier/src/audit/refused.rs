//! The refused messages, written so that they can be read again.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes each message on one line, as `--form lines` reads it.
pub(super) struct Refused {
    out: Box<dyn Write + Send>,
    is_empty: bool,
}

impl Refused {
    pub(super) fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, is_empty: true }
    }

    /// Writes a message as it was read: a line with its end, or a value that may have several lines.
    pub(super) fn write(&mut self, raw: &[u8]) -> io::Result<()> {
        let line = on_one_line(raw.strip_suffix(b"\n").unwrap_or(raw));
        if line.is_empty() {
            // Nothing stood where an item of an array should.
            return Ok(());
        }
        let is_plain = |byte: &u8| matches!(byte, b'\t' | b'\r' | b' '..=b'~');
        if self.is_empty && !line.iter().take(MARK).all(is_plain) {
            // At the start of a file, it could be taken for the mark of a compressed one or of an encoding.
            self.out.write_all(b"\n")?;
        }
        self.is_empty = false;
        self.out.write_all(&line)?;
        self.out.write_all(b"\n")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The bytes that show what a file is.
const MARK: usize = 4;

/// The same on one line. A line break between the parts of a value is a blank. One in a string is a mistake, and so
/// is the control character in its place: what no reader takes is not made acceptable.
fn on_one_line(value: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', value).is_none() {
        return Cow::Borrowed(value);
    }
    let (mut in_string, mut is_escaped) = (false, false);
    let mut line = value.to_vec();
    for byte in &mut line {
        match *byte {
            b'\n' if in_string => *byte = b'\r',
            b'\n' => *byte = b' ',
            b'"' if !is_escaped => in_string = !in_string,
            _ => {}
        }
        is_escaped = in_string && *byte == b'\\' && !is_escaped;
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(messages: &[&[u8]]) -> Vec<u8> {
        let kept = Kept::default();
        let mut refused = Refused::new(Box::new(kept.clone()));
        messages
            .iter()
            .for_each(|message| refused.write(message).unwrap());
        let written = kept.0.lock().unwrap();
        written.clone()
    }

    #[test]
    fn value_over_several_lines_becomes_one_that_means_the_same() {
        assert_eq!(
            written(&[b"{\r\n \"a\": 1\n}", b"{}\r\n", b"", b"2"]),
            b"{\r  \"a\": 1 }\n{}\r\n2\n"
        );
        // Still no JSON: in a string, and behind an escaped quote in one.
        for value in ["{\"a\":\"x\ny\"}", "{\"a\\\"\n\":1}", "{\"a\":\"\\\n\"}"] {
            let line = written(&[value.as_bytes()]);
            assert_eq!(line, (value.replace('\n', "\r") + "\n").into_bytes());
            assert!(serde_json::from_slice::<serde_json::Value>(&line).is_err());
        }
    }

    #[test]
    fn first_message_is_never_taken_for_a_mark() {
        for first in [
            &b"\x1f\x8b"[..],
            b"(\xb5/\xfd",
            "\u{feff}{}".as_bytes(),
            b"\xff\xfe{",
        ] {
            let line = written(&[first, first]);
            assert_eq!(line, [b"\n", first, b"\n", first, b"\n"].concat());
        }
    }
}
