//! CloudEvents that are sent in another mode than they are read in. Each of their findings has the same cause.

use super::case::Case;
use counterpart::contract::MessageMetadata;
use counterpart_engine::json::Json;

/// The mode in which the attributes of an event are sent or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// The message is the event, with the payload in `data`.
    Structured,
    /// The message is the payload, and the attributes are headers.
    Binary,
}

impl Mode {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Mode::Structured => "structured",
            Mode::Binary => "binary",
        }
    }

    fn of(metadata: &MessageMetadata) -> Option<Self> {
        // The prefixes of HTTP and NATS, and of Kafka.
        const PREFIXES: [&str; 2] = ["ce-", "ce_"];
        const REQUIRED: [&str; 4] = ["id", "source", "specversion", "type"];
        if metadata.envelope.is_some() {
            return Some(Mode::Structured);
        }
        let headers = metadata.headers.get("properties").and_then(Json::as_object)?;
        let is_attribute = |name: &String| {
            let lower = name.to_ascii_lowercase();
            let mut attributes = PREFIXES.iter().filter_map(|prefix| lower.strip_prefix(prefix));
            attributes.any(|attribute| REQUIRED.contains(&attribute))
        };
        headers.keys().any(is_attribute).then_some(Mode::Binary)
    }
}

/// The mode that the producer sends in, and the one that the consumers read, if they differ.
pub(super) fn differing(case: &Case<'_>) -> Option<(Mode, Mode)> {
    let sent = Mode::of(&case.found.emitted.contract.header.metadata)?;
    let read = Mode::of(&case.refusal.contract.contract.header.metadata)?;
    (sent != read).then_some((sent, read))
}
