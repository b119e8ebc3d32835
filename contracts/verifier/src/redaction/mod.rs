//! Messages shown without their values.

mod message;
mod names;

pub(crate) use message::redacted;
pub(crate) use names::Names;
