//! CloudEvents that are sent in another mode than they are read in. Each of their findings has the same cause.

use super::case::Case;
use counterpart::contract::{Envelope, MessageMetadata};
use counterpart_engine::json::Json;

/// The mode that the producer sends in, and the one that the consumers read, if they differ.
pub(super) fn differing(case: &Case<'_>) -> Option<(String, String)> {
    if let Some((sent, read)) = case.found.modes() {
        return Some((declared(sent), declared(read)));
    }
    let sent = of(&case.found.emitted.contract.header.metadata)?;
    let read = of(&case.refusal.contract.contract.header.metadata)?;
    (sent != read).then(|| (called(sent), called(read)))
}

/// A mode that a contract declares, with the way to declare it. What tells two modes apart comes first, because a narrow
/// terminal cuts the end.
fn declared(envelope: Envelope) -> String {
    match envelope {
        Envelope::CloudEventsBatch => "in batches (`mode = \"batch\"`)".to_owned(),
        Envelope::CloudEventsBinary(binding) => format!(
            "with `{}` headers (`mode = \"binary\", binding = {:?}`)",
            binding.prefix(),
            binding.id()
        ),
        _ => "in structured mode (`mode = \"structured\"`)".to_owned(),
    }
}

fn called(mode: &str) -> String {
    format!("in {mode} mode of CloudEvents")
}

/// The mode, also of a contract that has the attributes among its own headers.
fn of(metadata: &MessageMetadata) -> Option<&'static str> {
    // The prefixes of HTTP and NATS, and of Kafka.
    const PREFIXES: [&str; 2] = ["ce-", "ce_"];
    const REQUIRED: [&str; 4] = ["id", "source", "specversion", "type"];
    if let Some(envelope) = metadata.envelope {
        return Some(envelope.mode());
    }
    let headers = metadata.headers.get("properties").and_then(Json::as_object)?;
    let is_attribute = |name: &String| {
        let lower = name.to_ascii_lowercase();
        let mut attributes = PREFIXES.iter().filter_map(|prefix| lower.strip_prefix(prefix));
        attributes.any(|attribute| REQUIRED.contains(&attribute))
    };
    headers.keys().any(is_attribute).then_some("binary")
}
