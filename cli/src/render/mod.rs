//! What people read: one renderer a format, and what they share.

pub(crate) mod accepted;
pub(crate) mod diff;
mod finding;
pub(crate) mod impact;
pub(crate) mod imported;
pub(crate) mod page;
mod prose;
pub(crate) mod published;
pub(crate) mod review;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod verdict;
pub(crate) mod view;
