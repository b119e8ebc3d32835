//! What people read: one renderer a file.

mod advice;
pub(crate) mod imported;
pub(crate) mod page;
pub(crate) mod review;
pub(crate) mod table;
pub(crate) mod text;
