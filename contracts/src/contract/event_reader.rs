//! The programs that read CloudEvents, each as it was measured.

use std::fmt;

/// A reader of CloudEvents, as `reads_with` names it. Without one, a contract accepts what all SDKs read. The ids are stable.
///
/// The number is the part of the version that was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventReader {
    /// This crate's guard.
    Guard,
    /// Rust: the crate `cloudevents-sdk` 0.9.
    Rust09,
    /// Python: the package `cloudevents` 2.
    Python2,
    /// JavaScript: the package `cloudevents` 10.
    JavaScript10,
}

impl EventReader {
    /// All of them.
    pub const ALL: [EventReader; 4] = [
        EventReader::Guard,
        EventReader::Rust09,
        EventReader::Python2,
        EventReader::JavaScript10,
    ];

    /// The stable id, as attributes write it.
    pub fn id(self) -> &'static str {
        match self {
            EventReader::Guard => "counterpart-guard",
            EventReader::Rust09 => "cloudevents-rust-0.9",
            EventReader::Python2 => "cloudevents-python-2",
            EventReader::JavaScript10 => "cloudevents-js-10",
        }
    }

    /// The assumption that a consumer reads its events with this.
    pub(super) fn reads(self) -> &'static str {
        match self {
            EventReader::Guard => "as-counterpart-guard-reads",
            EventReader::Rust09 => "as-cloudevents-rust-0.9-reads",
            EventReader::Python2 => "as-cloudevents-python-2-reads",
            EventReader::JavaScript10 => "as-cloudevents-js-10-reads",
        }
    }
}

impl fmt::Display for EventReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EventReader::Guard => "counterpart's guard",
            EventReader::Rust09 => "cloudevents-sdk 0.9 (Rust)",
            EventReader::Python2 => "cloudevents 2 (Python)",
            EventReader::JavaScript10 => "cloudevents 10 (JavaScript)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumption_of_a_reader_is_made_of_its_id() {
        for reader in EventReader::ALL {
            assert_eq!(reader.reads(), format!("as-{}-reads", reader.id()));
        }
    }
}
