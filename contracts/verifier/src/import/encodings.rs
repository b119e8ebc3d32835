//! What is known of each encoding, for those who explain a contract.

use counterpart::contract::{Encoding, Role};

use super::avro::avro_profile;
use super::protobuf::{protobuf_profile, protobuf_sentences};

/// What a library does in a role, and what no contract shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingNotes {
    /// The versions that were measured.
    pub measured: &'static str,
    /// What the library does, as sentences.
    pub says: Vec<&'static str>,
    /// What a contract does not show, as a sentence.
    pub unseen: &'static str,
}

/// The notes on an encoding in a role; nothing if no reader of it was measured.
pub fn encoding_notes(encoding: Encoding, role: Role) -> Option<EncodingNotes> {
    let (measured, says, unseen) = match (protobuf_profile(encoding), avro_profile(encoding), role) {
        (Some(profile), _, Role::Emits) => (
            profile.measured,
            protobuf_sentences(profile, role),
            profile.unseen_written,
        ),
        (Some(profile), _, Role::Consumes) => (
            profile.measured,
            protobuf_sentences(profile, role),
            profile.unseen_read,
        ),
        (_, Some(profile), Role::Emits) => {
            (profile.measured, profile.written.to_vec(), profile.unseen_written)
        }
        (_, Some(profile), Role::Consumes) => (profile.measured, profile.read.to_vec(), profile.unseen_read),
        (None, None, _) => return None,
    };
    (!says.is_empty()).then_some(EncodingNotes {
        measured,
        says,
        unseen,
    })
}
