//! Rows of one cause, to be read as one.

use std::collections::BTreeMap;

use super::super::Status;
use super::super::advice::{Fix, FixKind};
use super::Row;

/// Rows of one cause: the same line of the producer's source in several events, one place with several messages that break
/// somebody there, several consumers of one break. A view: each finding stays a row.
#[derive(Debug, Clone)]
pub struct Block<'r> {
    /// The rows, the most important first; never empty. The first is the one whose sides and message are shown.
    pub rows: Vec<&'r Row>,
    /// What changed, in words of the code: ``user-service no longer sends `customer_id`; `buyer_id` is new``.
    pub headline: String,
    /// The ids of the rules, in the order of the rows, each once.
    pub rules: Vec<&'static str>,
    /// How many rows have which status.
    pub statuses: BTreeMap<Status, usize>,
    /// The fixes of all rows, each once, the best first; none is an allowance.
    pub fixes: Vec<Fix>,
}

/// The rows of a listing by cause, in the order of the first row of each.
pub fn blocks(rows: &[Row]) -> Vec<Block<'_>> {
    rows.iter()
        .map(|row| Block {
            rows: vec![row],
            headline: row.title.clone(),
            rules: vec![row.rule],
            statuses: BTreeMap::from([(row.status, 1)]),
            fixes: row
                .fixes
                .iter()
                .filter(|fix| fix.kind != FixKind::Allow)
                .cloned()
                .collect(),
        })
        .collect()
}
