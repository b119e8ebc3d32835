//! Reads the messages of logs: from files, folders, buckets and standard input, compressed or not,
//! in constant memory.
//!
//! A [`Reader`] goes through its [`Inputs`] and fills one [`Block`] after the other. Each block has
//! whole messages, as bytes of the input. Whoever reads decides what they mean. Blocks can be
//! handed to other threads, and [`Reader::for_each`] is for those who read one message after the
//! other.
//!
//! The forms: one JSON text a line; JSON arrays, whose items are the messages; JSON texts one
//! behind the other, over several lines or on one. The start of an input shows its form, unless the
//! reader is told. Where an input cannot be read to its end, its messages up to there are read, and
//! then comes the [`Problem`].

mod blank;
mod block;
mod bucket;
mod compression;
mod form;
mod inputs;
mod position;
mod reader;
mod scanner;
mod source;
#[cfg(test)]
mod tests;

pub(crate) use self::block::BOM;
pub use self::block::{Block, Piece, Record};
pub use self::bucket::{Bucket, Object};
pub use self::form::Form;
pub use self::inputs::{Ignored, Inputs, Named};
pub use self::position::{Position, Problem};
pub use self::reader::{Limits, Reader};
