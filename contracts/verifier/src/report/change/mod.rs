//! The change, in words of the code.
//!
//! A finding names the broken rule and its place. A person asks what the producer did: it no longer
//! sends a field, it renamed a variant, a text may be `null`. [`headline`] gives that for a
//! finding, from the schemas of both sides and, if it is known, of the earlier version. Nothing
//! here decides anything.

mod contained;
mod described;
mod difference;
mod form;
mod forms;
mod headline;
mod incompatible;
mod pairing;
mod rename;
mod renames;
mod told;
mod variants;
mod words;
mod wrong_value;

pub(crate) use self::difference::differences;
pub(crate) use self::headline::undecided;
pub use self::headline::{About, Headline, headline};
pub(crate) use self::rename::renamed;
pub(crate) use self::renames::Renames;
pub use self::told::Difference;
pub(crate) use self::told::Known;
pub(crate) use self::words::some;

#[cfg(test)]
mod tests;
