//! The form of messages, in words.

use counterpart::contract::{ContractFile, Envelope, MessageMetadata};
use counterpart_engine::json::Json;

/// The form of the messages of a contract file, as the object of a sentence: `batches of CloudEvents`.
pub fn form_of(file: &ContractFile) -> String {
    let metadata = &file.header.metadata;
    match metadata.envelope {
        Some(envelope) => envelope.to_string(),
        None if has_attributes(metadata) => "CloudEvents in binary mode, without declaring it".to_owned(),
        None => Envelope::NONE.to_owned(),
    }
}

/// Returns true if attributes that each event has are among the declared headers.
pub(super) fn has_attributes(metadata: &MessageMetadata) -> bool {
    // The prefixes of HTTP and NATS, and of Kafka.
    const PREFIXES: [&str; 2] = ["ce-", "ce_"];
    const REQUIRED: [&str; 4] = ["id", "source", "specversion", "type"];
    let headers = metadata.headers.get("properties").and_then(Json::as_object);
    let is_attribute = |name: &String| {
        let lower = name.to_ascii_lowercase();
        let mut attributes = PREFIXES.iter().filter_map(|prefix| lower.strip_prefix(prefix));
        attributes.any(|attribute| REQUIRED.contains(&attribute))
    };
    headers.is_some_and(|headers| headers.keys().any(is_attribute))
}
