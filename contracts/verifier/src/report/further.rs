//! Findings that were only counted.

use std::fmt;
use std::sync::Arc;

use super::{Document, Part};

/// The findings of one pair beyond those that a report contains. The engine builds a limited number of them for each
/// pair, and counts the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    /// The document that the producer sends.
    pub emitted: Arc<Document>,
    /// The contract that refuses it.
    pub contract: Arc<Document>,
    /// The part of the message.
    pub part: Part,
    /// The number of further findings, at least.
    pub count: usize,
}

impl Further {
    /// The stable id, as reports write it.
    pub const ID: &'static str = "further-findings";
}

/// ``mail refuses what shop sends for `order.paid` in at least 900 further ways, which were only counted``
impl fmt::Display for Further {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::Payload => "",
            Part::Headers => "the headers of ",
            Part::Key => "the key of ",
        };
        let (ways, were) = if self.count == 1 {
            ("way", "was")
        } else {
            ("ways", "were")
        };
        write!(
            f,
            "{} refuses {part}what {} sends for `{}` in at least {} further {ways}, which {were} only counted",
            self.contract.who(),
            self.emitted.who(),
            self.emitted.identity().event(),
            self.count
        )
    }
}
