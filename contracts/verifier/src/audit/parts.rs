//! Judges a log that a program hands over in parts.

use super::block::Judge;
use super::framing::Framing;
use super::results::Audit;
use super::subjects::Subjects;
use super::tally::Tally;
use crate::messages::{BOM, Block, Ignored};

/// Judges the messages that a program hands over, part by part, and counts them as [`run`](super::run) counts those of
/// files. In positions, the line is the number of a message, from 1.
///
/// ```
/// use counterpart::contract::Role;
/// use counterpart_verifier::audit::{Framing, Parts, Subjects};
/// use counterpart_verifier::lakes::Reading;
///
/// let subjects = Subjects::new(Role::Consumes, Vec::new(), Reading::default())?;
/// let framing = Framing::known();
/// let mut parts = Parts::new(&subjects, &framing);
/// parts.add([br#"{"event":"user.registered","payload":{}}"#.as_slice()]);
/// let audit = parts.finish();
/// assert_eq!((audit.messages, audit.judged), (1, 0));
/// # Ok::<(), counterpart_verifier::audit::SubjectError>(())
/// ```
pub struct Parts<'s> {
    judge: Judge<'s>,
    tally: Tally<'s>,
    block: Block,
    /// Of the messages so far.
    bytes: u64,
    /// True once there was a message.
    has_begun: bool,
}

impl<'s> Parts<'s> {
    /// Judges against these contracts.
    pub fn new(subjects: &'s Subjects, framing: &'s Framing) -> Self {
        Self {
            judge: Judge::new(subjects, framing),
            tally: Tally::new(subjects, framing, None),
            block: Block::default(),
            bytes: 0,
            has_begun: false,
        }
    }

    /// Judges the next messages. Of lines of a file, one of blanks only is no message, and the first may begin with the
    /// mark of UTF-8: so it is here.
    pub fn add<'m>(&mut self, messages: impl IntoIterator<Item = &'m [u8]>) {
        let mut block = std::mem::take(&mut self.block);
        let has_begun = &mut self.has_begun;
        let without_mark = |message: &'m [u8]| match std::mem::replace(has_begun, true) {
            false => message.strip_prefix(BOM).unwrap_or(message),
            true => message,
        };
        block.hold(messages.into_iter().map(without_mark), self.bytes);
        self.bytes += block.size() as u64;
        self.block = self.tally.add(self.judge.judge(block)).unwrap_or_default();
    }

    /// The results.
    pub fn finish(mut self) -> Audit {
        self.tally.finish(false, Ignored::default())
    }
}

impl std::fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
