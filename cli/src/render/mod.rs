//! What people read: one renderer a format, and what they share.

pub(crate) mod accepted;
mod advice;
pub(crate) mod diff;
mod finding;
pub(crate) mod impact;
pub(crate) mod imported;
mod prose;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod verdict;
pub(crate) mod view;
