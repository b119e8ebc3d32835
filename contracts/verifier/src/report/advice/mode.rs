//! CloudEvents that are sent in another mode than they are read in. Each of their findings has the same cause.

use super::super::form::has_attributes;
use super::case::Case;
use counterpart::contract::{Envelope, MessageMetadata};

/// The mode that the producer sends in, and the one that the consumers read, if they differ.
pub(super) fn differing(case: &Case<'_>) -> Option<(String, String)> {
    let sent = &case.found.emitted.contract.header.metadata;
    let read = &case.refusal.contract.contract.header.metadata;
    if case.found.is_of_mode() {
        return Some((declared(sent), declared(read)));
    }
    let (sent, read) = (of(sent)?, of(read)?);
    (sent != read).then(|| (called(sent), called(read)))
}

/// A mode that a contract declares, with the way to declare it. What tells two modes apart comes first, because a narrow
/// terminal cuts the end.
fn declared(metadata: &MessageMetadata) -> String {
    match metadata.envelope {
        Some(Envelope::CloudEventsBatch) => "in batches (`mode = \"batch\"`)".to_owned(),
        Some(Envelope::CloudEventsBinary(binding)) => format!(
            "with `{}` headers (`mode = \"binary\", binding = {:?}`)",
            binding.prefix(),
            binding.id()
        ),
        Some(_) => "in structured mode (`mode = \"structured\"`)".to_owned(),
        None => of(metadata).map_or("without an envelope".to_owned(), called),
    }
}

fn called(mode: &str) -> String {
    format!("in {mode} mode of CloudEvents")
}

/// The mode, also of a contract that has the attributes among its own headers.
fn of(metadata: &MessageMetadata) -> Option<&'static str> {
    match metadata.envelope {
        Some(envelope) => Some(envelope.mode()),
        None => has_attributes(metadata).then_some("binary"),
    }
}
