//! Messages that could not be read, kept until a version comes that can.

use std::io::{self, Write};

use serde::Serialize;

use crate::message::Unreadable;

/// A writer for dead letters: two lines each. The first gives the reason, as JSON; the second is the message, byte
/// for byte. So every second line of the file can be processed again:
/// `awk 'NR % 2 == 0' dead-letters | auth-service`.
#[derive(Debug)]
pub struct DeadLetters<W> {
    to: W,
}

#[derive(Serialize)]
struct Heading<'a> {
    stage: String,
    event: Option<&'a str>,
    reason: String,
}

impl<W: Write> DeadLetters<W> {
    /// Dead letters that are written to `to`.
    pub fn new(to: W) -> Self {
        Self { to }
    }

    /// Keeps a message, and returns when the writer says that it is kept: a broker's client waits for the confirmation
    /// in `flush`.
    ///
    /// # Errors
    /// Fails if the writer fails. The message is not safe then, and must not be acknowledged.
    pub fn keep(&mut self, payload: &[u8], why: &Unreadable) -> io::Result<()> {
        let heading = Heading {
            stage: why.stage.to_string(),
            event: why.event.as_deref(),
            reason: why.reason.to_string(),
        };
        let mut letter = serde_json::to_vec(&heading)?;
        letter.push(b'\n');
        letter.extend_from_slice(payload);
        letter.push(b'\n');
        self.to.write_all(&letter)?;
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    #[test]
    fn dead_letter_has_the_reason_and_the_exact_message() {
        let payload = b" {\"type\":\"user.\xff\" , \"sequence\":1.50}\r";
        let mut kept = Vec::new();
        DeadLetters::new(&mut kept)
            .keep(payload, &Message::read(payload).unwrap_err())
            .unwrap();
        let lines: Vec<_> = kept.split(|byte| *byte == b'\n').collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(
            String::from_utf8_lossy(lines[0]),
            r#"{"stage":"envelope","event":null,"reason":"invalid unicode code point at line 1 column 16"}"#
        );
        assert_eq!(lines[1], payload);
    }

    #[test]
    fn a_reason_with_line_breaks_stays_on_its_line() {
        let payload =
            br#"{"type":"user.deleted","sequence":3,"data":{"user_id":7,"reason":{"kind":"a\nb"}}}"#;
        let mut kept = Vec::new();
        DeadLetters::new(&mut kept)
            .keep(payload, &Message::read(payload).unwrap_err())
            .unwrap();
        assert_eq!(kept.iter().filter(|byte| **byte == b'\n').count(), 2);
    }
}
