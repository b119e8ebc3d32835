//! What is noted of one message, and in which words.

use std::borrow::Cow;

use counterpart_engine::compat::validate::Cause;
use counterpart_engine::compat::{Place, Undecided};

use super::finding::Kind;

/// Why a string is undecided where a contract accepts strings and other values.
pub(super) const EITHER: &str = "the payload is a string, and the verdict depends on whether it is the payload itself or holds \
     JSON: set --payload-strings";

/// The maximum length of a reason, which may quote the contract, in characters.
const LONGEST_REASON: usize = 600;

/// What is noted of one message.
pub(super) struct Noted {
    pub(super) kind: Kind,
    pub(super) event: Option<usize>,
    pub(super) document: Option<usize>,
    pub(super) place: Place,
    pub(super) reason: Box<str>,
    pub(super) text: String,
    pub(super) cause: Option<Cause>,
}

impl Noted {
    pub(super) fn of_log() -> Self {
        Self {
            kind: Kind::Malformed,
            event: None,
            document: None,
            place: Place::default(),
            reason: Box::default(),
            text: String::new(),
            cause: None,
        }
    }
}

pub(super) fn malformed(event: Option<usize>, why: String) -> Noted {
    Noted {
        event,
        reason: why.as_str().into(),
        text: why,
        ..Noted::of_log()
    }
}

pub(super) fn without_payload(event: usize, why: &'static str) -> Noted {
    Noted {
        kind: Kind::NoPayload,
        event: Some(event),
        text: why.to_owned(),
        reason: Box::from(why),
        ..Noted::of_log()
    }
}

pub(super) fn undecided(event: usize, document: usize, why: &Undecided) -> Noted {
    Noted {
        kind: Kind::Undecided,
        event: Some(event),
        document: Some(document),
        // Other texts have the offset in one message.
        reason: if why.text == EITHER { EITHER } else { why.kind.id() }.into(),
        text: cut(&why.text, LONGEST_REASON).into_owned(),
        ..Noted::of_log()
    }
}

/// The text, with at most so many characters.
pub(super) fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

pub(super) fn refused(event: usize, document: usize, place: Place, cause: Cause) -> Noted {
    Noted {
        kind: Kind::Refused(cause.rule),
        event: Some(event),
        document: Some(document),
        place,
        text: cause.text(),
        cause: Some(cause),
        ..Noted::of_log()
    }
}
