//! A message as it is sent.

use std::fmt;

/// A message that keeps to the emitted contract, ready for a broker.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outgoing {
    /// The bytes of the payload.
    pub payload: Vec<u8>,
    /// The media type of the payload.
    pub content_type: &'static str,
    /// The key, if the contract names one.
    pub key: Option<String>,
    /// The headers, in the order of the contract; in binary mode the attributes come first.
    pub headers: Vec<(String, String)>,
}

/// Sizes and names only: a message is not for logs.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Outgoing")
            .field("payload", &format_args!("{} bytes", self.payload.len()))
            .field("content_type", &self.content_type)
            .field("has_key", &self.key.is_some())
            .field("headers", &names)
            .finish()
    }
}
