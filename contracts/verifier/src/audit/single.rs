//! Judges single messages where a program holds them.

use std::sync::Arc;

use counterpart_engine::compat::Place;
use counterpart_engine::compat::validate::Cause;

use super::finding::Kind;
use super::framing::{Framing, NOTHING_THERE};
use super::judge::Judge;
use super::judged::Judged;
use super::results::{Fitting, Judgement};
use super::subjects::Subjects;
use super::tally::{fitting, judgements};
use crate::messages::Record;
use crate::report::Document;

/// Judges messages one by one, without a copy of them, and keeps what is said of the last one.
///
/// ```
/// use counterpart::contract::Role;
/// use counterpart_verifier::audit::{Framing, Kind, Single, Subjects};
/// use counterpart_verifier::lakes::Reading;
///
/// let subjects = Subjects::new(Role::Consumes, Vec::new(), Reading::default())?;
/// let framing = Framing::known();
/// let mut single = Single::new(&subjects, &framing);
/// single.judge(b"no json");
/// let said: Vec<&Kind> = single.said().map(|said| said.kind).collect();
/// assert_eq!(said, [&Kind::Malformed]);
/// # Ok::<(), counterpart_verifier::audit::SubjectError>(())
/// ```
pub struct Single<'s> {
    subjects: &'s Subjects,
    judge: Judge<'s>,
    /// Of the last message but for its numbers, which are of all messages.
    judged: Judged,
}

/// What is said of a message, besides that a contract accepts it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Said<'j> {
    /// What is wrong.
    pub kind: &'j Kind,
    /// The event; `None` where it is not known.
    pub event: Option<&'j str>,
    /// The contract; `None` if it is wrong whatever a contract says.
    pub document: Option<&'j Arc<Document>>,
    /// The place in the message.
    pub place: &'j Place,
    /// What is wrong, as a fragment without values of the message.
    pub text: &'j str,
    /// The keyword that refused the message, and what it found there.
    pub cause: Option<&'j Cause>,
}

/// Whether a message was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Heard {
    /// At least one contract judged it, or it is one that none can judge.
    Judged,
    /// Its event has no contract.
    Unmatched,
    /// It does not name its event.
    Unnamed,
}

impl<'s> Single<'s> {
    /// Judges against these contracts.
    pub fn new(subjects: &'s Subjects, framing: &'s Framing) -> Self {
        Self {
            subjects,
            judge: Judge::new(subjects, framing),
            judged: Judged::of(subjects),
        }
    }

    /// Judges a message that is framed as these messages are.
    pub fn judge(&mut self, message: &[u8]) -> Heard {
        self.judged.forget();
        let mut found = Vec::new();
        self.judge
            .message(&Record::held(message), &mut found, &mut self.judged);
        self.heard()
    }

    /// Judges the payload of a message of this event. `None` if it has none.
    pub fn judge_payload(&mut self, event: &str, payload: Option<&[u8]>) -> Heard {
        self.judged.forget();
        let Some(event) = self.subjects.find(event) else {
            self.judged.messages += 1;
            return Heard::Unmatched;
        };
        match payload {
            Some(payload) => self
                .judge
                .payload(&Record::held(payload), event, &mut self.judged),
            None => self.judged.lacks_payload(event, NOTHING_THERE),
        }
        Heard::Judged
    }

    fn heard(&self) -> Heard {
        if self.judged.is_unmatched() {
            Heard::Unmatched
        } else if self.judged.is_unnamed() {
            Heard::Unnamed
        } else {
            Heard::Judged
        }
    }

    /// What is said of the last message, in the order of the contracts.
    pub fn said(&self) -> impl Iterator<Item = Said<'_>> {
        self.judged.findings.iter().map(|local| Said {
            kind: &local.kind,
            event: local.key.event.map(|event| &*self.subjects.events[event].name),
            document: local.key.document.map(|at| &self.subjects.documents[at].document),
            place: &local.key.place,
            text: &local.text,
            cause: local.cause.as_ref(),
        })
    }

    /// The event of the last message, if it has no contract.
    pub fn unmatched(&self) -> Option<&str> {
        self.judged.unmatched.keys().next().map(|event| &**event)
    }

    /// Refusals of all messages so far that [`said`](Self::said) leaves out, because one message has too many.
    pub fn further(&self) -> u64 {
        self.judged.further
    }

    /// The messages so far, and those of them that at least one contract judged.
    pub fn so_far(&self) -> (u64, u64) {
        (self.judged.messages, self.judged.judged)
    }

    /// What each contract said of all messages so far, sorted by contract.
    pub fn judgements(&self) -> Vec<Judgement> {
        judgements(self.subjects, &self.judged.by_group, &self.judged.counts)
    }

    /// Readings by which all or nearly all refused messages so far would be accepted; none if something is assumed already.
    pub fn fitting(&self) -> Vec<Fitting> {
        fitting(&self.judged.counts)
    }
}

impl std::fmt::Debug for Single<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Single")
            .field("messages", &self.judged.messages)
            .finish_non_exhaustive()
    }
}
