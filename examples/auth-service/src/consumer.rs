//! The loop that brings messages into the copy and loses none.

use std::io::{self, BufRead, Write};

use crate::accounts::Accounts;
use crate::dead_letters::DeadLetters;
use crate::message::Message;

/// A source of messages: a broker's subscription, or a pipe.
pub trait Feed {
    /// The next message; `None` at the end.
    ///
    /// # Errors
    /// Fails if the feed fails.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>>;

    /// Says that the last message is dealt with and need not be delivered again.
    ///
    /// # Errors
    /// Fails if the feed fails.
    fn acknowledge(&mut self) -> io::Result<()>;
}

/// One message a line. Lines without anything in them are ignored.
#[derive(Debug)]
pub struct Lines<R>(pub R);

impl<R: BufRead> Feed for Lines<R> {
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let mut line = Vec::new();
            if self.0.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            if line.ends_with(b"\n") {
                line.pop();
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    /// A pipe delivers nothing again and needs no word.
    fn acknowledge(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The results for the messages of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Brought something new.
    pub applied: u64,
    /// Had been heard before, or were older than what is known.
    pub old: u64,
    /// Tell of events that this service does not consume.
    pub not_ours: u64,
    /// Lie with the dead letters now.
    pub dead: u64,
}

/// Brings every message of the feed into the copy or to the dead letters, and acknowledges it only then. Whatever
/// fails in between, the message is delivered again.
///
/// # Errors
/// Fails if the feed or the dead letters fail. The message at which it happened is not acknowledged.
pub fn consume(
    feed: &mut impl Feed,
    accounts: &mut Accounts,
    dead_letters: &mut DeadLetters<impl Write>,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    while let Some(payload) = feed.next()? {
        let count = match Message::read(&payload) {
            Ok(Message::Ours { sequence, event }) => match accounts.apply(sequence, event) {
                true => &mut summary.applied,
                false => &mut summary.old,
            },
            Ok(Message::NotOurs) => &mut summary.not_ours,
            Err(why) => {
                dead_letters.keep(&payload, &why)?;
                &mut summary.dead
            }
        };
        *count += 1;
        feed.acknowledge()?;
    }
    Ok(summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A broker: delivers a message again and again until it is acknowledged.
    struct Broker {
        messages: Vec<&'static str>,
        acknowledged: usize,
    }

    impl Feed for Broker {
        fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
            Ok(self
                .messages
                .get(self.acknowledged)
                .map(|message| message.as_bytes().to_vec()))
        }

        fn acknowledge(&mut self) -> io::Result<()> {
            self.acknowledged += 1;
            Ok(())
        }
    }

    /// A disk that is full.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const REGISTERED: &str =
        r#"{"type":"user.registered","sequence":1,"data":{"user_id":7,"email":"ada@example.org"}}"#;
    const UNREADABLE: &str =
        r#"{"type":"user.registered","sequence":2,"data":{"user_id":"7","email":"ada@b"}}"#;
    const CHANGED: &str =
        r#"{"type":"user.email_changed","sequence":3,"data":{"user_id":7,"email":"ada@lovelace.example"}}"#;

    #[test]
    fn a_message_that_cannot_be_read_does_not_hold_up_the_others() {
        let mut broker = Broker {
            messages: vec![
                REGISTERED,
                UNREADABLE,
                REGISTERED,
                r#"{"type":"invoice.paid","sequence":1}"#,
                CHANGED,
            ],
            acknowledged: 0,
        };
        let mut accounts = Accounts::default();
        let mut kept = Vec::new();
        let summary = consume(&mut broker, &mut accounts, &mut DeadLetters::new(&mut kept)).unwrap();
        assert_eq!(
            summary,
            Summary {
                applied: 2,
                old: 1,
                not_ours: 1,
                dead: 1,
            }
        );
        assert_eq!(broker.acknowledged, 5);
        assert_eq!(accounts.get(7).unwrap().to_string(), "ada@lovelace.example, free");
        assert!(
            String::from_utf8(kept)
                .unwrap()
                .ends_with(&format!("\n{UNREADABLE}\n"))
        );
    }

    #[test]
    fn a_message_is_not_acknowledged_before_its_dead_letter_is_safe() {
        let mut broker = Broker {
            messages: vec![REGISTERED, UNREADABLE, CHANGED],
            acknowledged: 0,
        };
        let mut accounts = Accounts::default();
        let error = consume(&mut broker, &mut accounts, &mut DeadLetters::new(Full)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(broker.acknowledged, 1);
        let summary = consume(&mut broker, &mut accounts, &mut DeadLetters::new(Vec::new())).unwrap();
        assert_eq!((summary.applied, summary.dead), (1, 1));
        assert_eq!(broker.acknowledged, 3);
    }

    #[test]
    fn lines_are_messages_and_an_empty_one_is_none() {
        let mut lines = Lines(&b"\n{\"a\":1} \r\n  \n\xff"[..]);
        assert_eq!(lines.next().unwrap().unwrap(), b"{\"a\":1} \r");
        assert_eq!(lines.next().unwrap().unwrap(), b"\xff");
        assert_eq!(lines.next().unwrap(), None);
    }
}
