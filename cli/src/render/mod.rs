//! What people read: one renderer a file.

mod advice;
pub(crate) mod imported;
pub(crate) mod published;
pub(crate) mod table;
pub(crate) mod text;
