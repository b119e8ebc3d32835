use serde_json::Value;

use super::{ForeignError, Told};
use crate::letters::moment;
use crate::letters::{HandlerError, Origin};

/// Reads an advisory of NATS JetStream about a message that was delivered as often as its consumer allows, from
/// `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.<stream>.<consumer>`.
///
/// It has no payload: get the message by its sequence number, which is the position of the origin. It comes with the next
/// pull, and a subscriber that is down misses it. Use it as an alarm; write the dead letter in the consumer.
///
/// ```
/// let told = counterpart::letters::foreign::jetstream(br#"{"type":"io.nats.jetstream.advisory.v1.max_deliver","id":"27NH",
///     "timestamp":"2026-11-29T11:41:15.839791395Z","stream":"EVENTS","consumer":"auth","stream_seq":1,"deliveries":2}"#)?;
/// assert_eq!(told.origin.unwrap().position.as_deref(), Some("1"));
/// assert_eq!((told.consumer.as_deref(), told.attempts), (Some("auth"), Some(2)));
/// # Ok::<(), counterpart::letters::foreign::ForeignError>(())
/// ```
///
/// # Errors
/// Fails if the text is not such an advisory.
pub fn jetstream(advisory: &[u8]) -> Result<Told, ForeignError> {
    const TYPE: &str = "io.nats.jetstream.advisory.v1.max_deliver";
    let malformed = |name, expected| ForeignError { name, expected };
    let advisory: Value = serde_json::from_slice(advisory)
        .map_err(|_| malformed("advisory", "a JSON object, as NATS sends it"))?;
    let text = |name| {
        advisory
            .get(name)
            .and_then(Value::as_str)
            .ok_or(malformed(name, "a string"))
    };
    let count = |name| {
        advisory
            .get(name)
            .and_then(Value::as_u64)
            .ok_or(malformed(name, "a whole number"))
    };
    if text("type")? != TYPE {
        return Err(malformed("type", "`io.nats.jetstream.advisory.v1.max_deliver`"));
    }
    let at = moment::read(text("timestamp")?).ok_or(malformed("timestamp", "a moment in UTC"))?;
    Ok(Told {
        origin: Some(Origin {
            stream: text("stream")?.to_owned(),
            position: Some(count("stream_seq")?.to_string()),
        }),
        consumer: Some(text("consumer")?.to_owned()),
        attempts: Some(count("deliveries")?),
        // When the server noticed, which is when somebody pulled.
        first_failure: Some(at),
        last_failure: Some(at),
        error: Some(HandlerError {
            name: "max-deliveries".to_owned(),
            message: None,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// nats-server 2.9.10, a pull consumer with `max_deliver` 2.
    const REAL: &[u8] = br#"{"type":"io.nats.jetstream.advisory.v1.max_deliver","id":"27NHope8DZ8BPdRdLJGtBO","timestamp":"2026-11-29T11:41:15.839791395Z","stream":"EVENTS","consumer":"auth","stream_seq":1,"deliveries":2}"#;

    #[test]
    fn advisory_of_the_real_server_is_read() {
        let told = jetstream(REAL).unwrap();
        assert_eq!(told.origin.unwrap().stream, "EVENTS");
        assert_eq!(
            moment::write(told.last_failure.unwrap()),
            "2026-11-29T11:41:15.839Z"
        );
    }

    #[test]
    fn other_advisories_are_refused() {
        let other = String::from_utf8(REAL.to_vec())
            .unwrap()
            .replace("max_deliver", "terminated");
        assert_eq!(jetstream(other.as_bytes()).unwrap_err().name, "type");
        assert_eq!(jetstream(b"[]").unwrap_err().name, "type");
        assert_eq!(jetstream(b"{").unwrap_err().name, "advisory");
    }
}
