//! A message as a broker hands it over.

use std::fmt;

/// A received message: the bytes of its payload, and what came along with them.
///
/// It borrows everything, so making one costs nothing.
///
/// ```
/// use counterpart::guard::Message;
///
/// let headers = [("trace-id", &b"4bf92f35"[..]), ("attempt", b"2")];
/// let message = Message::new(br#"{"user_id":7}"#)
///     .key(b"7")
///     .headers(&headers)
///     .content_type("application/json");
/// assert_eq!(message.header("attempt"), Some(&b"2"[..]));
/// assert_eq!(message.header("Attempt"), Some(&b"2"[..]));
/// assert_eq!(message.header("attempts"), None);
/// ```
#[derive(Clone, Copy)]
pub struct Message<'m> {
    pub(super) payload: &'m [u8],
    pub(super) key: Option<&'m [u8]>,
    headers: Headers<'m>,
    pub(super) content_type: Option<&'m str>,
}

#[derive(Clone, Copy)]
enum Headers<'m> {
    List(&'m [(&'m str, &'m [u8])]),
    Lookup(&'m (dyn Fn(&str) -> Option<&'m [u8]> + Sync)),
}

impl<'m> Message<'m> {
    /// A message of this payload, without a key and without headers.
    pub const fn new(payload: &'m [u8]) -> Self {
        Self {
            payload,
            key: None,
            headers: Headers::List(&[]),
            content_type: None,
        }
    }

    /// Sets the key.
    #[must_use]
    pub const fn key(mut self, key: &'m [u8]) -> Self {
        self.key = Some(key);
        self
    }

    /// Sets the headers. If a name is there twice, the last counts. HTTP and NATS send names in capitals too: one that is
    /// there only in other ASCII letters is the same name.
    #[must_use]
    pub const fn headers(mut self, headers: &'m [(&'m str, &'m [u8])]) -> Self {
        self.headers = Headers::List(headers);
        self
    }

    /// Sets the headers as a function that looks one up by its name, so that a client's own collection need not be copied.
    /// The function decides whether it ignores the case of names. For HTTP and NATS it should.
    #[must_use]
    pub const fn headers_by(mut self, lookup: &'m (dyn Fn(&str) -> Option<&'m [u8]> + Sync)) -> Self {
        self.headers = Headers::Lookup(lookup);
        self
    }

    /// Sets the media type of the payload, which tells the modes of CloudEvents apart. Without it a message with the header
    /// `ce-specversion` or `ce_specversion` is in binary mode, and another one is in structured mode.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'m str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Returns true if there are no headers at all. A function may have any.
    pub(super) const fn has_no_headers(&self) -> bool {
        matches!(self.headers, Headers::List([]))
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&'m [u8]> {
        match self.headers {
            Headers::List(list) => {
                let exact = list.iter().rfind(|(other, _)| *other == name);
                let found =
                    exact.or_else(|| list.iter().rfind(|(other, _)| other.eq_ignore_ascii_case(name)));
                found.map(|(_, value)| *value)
            }
            Headers::Lookup(lookup) => lookup(name),
        }
    }
}

/// Sizes only: a message is not for logs.
impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("payload", &format_args!("{} bytes", self.payload.len()))
            .field("has_key", &self.key.is_some())
            .finish_non_exhaustive()
    }
}
