//! Judges a log that a program hands over in parts.

use super::block::Judge;
use super::framing::Framing;
use super::results::Audit;
use super::subjects::Subjects;
use super::tally::Tally;
use crate::messages::{Block, Ignored};

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
}

impl<'s> Parts<'s> {
    /// Judges against these contracts.
    pub fn new(subjects: &'s Subjects, framing: &'s Framing) -> Self {
        Self {
            judge: Judge::new(subjects, framing),
            tally: Tally::new(subjects, framing, None),
            block: Block::default(),
            bytes: 0,
        }
    }

    /// Judges the next messages.
    pub fn add<'m>(&mut self, messages: impl IntoIterator<Item = &'m [u8]>) {
        let mut block = std::mem::take(&mut self.block);
        block.hold(messages, self.bytes);
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
