use super::{ForeignError, Told, of_kafka, text};
use crate::letters::{HandlerError, Header};

/// Reads the headers that Kafka Connect writes to its dead letter queue with
/// `errors.deadletterqueue.context.headers.enable`: `__connect.errors.topic` and its siblings, all as text.
///
/// There is no count and no time; the time of the record in the queue is when it was given up. Returns `None` if the
/// headers are not there.
///
/// ```
/// use counterpart::letters::{Header, foreign::kafka_connect};
///
/// let headers = [("__connect.errors.topic", "orders"), ("__connect.errors.partition", "0"), ("__connect.errors.offset", "4711")];
/// let told = kafka_connect(&headers.map(Header::from))?.unwrap();
/// assert_eq!(told.origin.unwrap().stream, "orders/0");
/// # Ok::<(), counterpart::letters::foreign::ForeignError>(())
/// ```
///
/// # Errors
/// Fails if one of them has another form.
pub fn kafka_connect(headers: &[Header]) -> Result<Option<Told>, ForeignError> {
    let Some(topic) = text(headers, "__connect.errors.topic")? else {
        return Ok(None);
    };
    let expected = "a whole number in digits";
    let (partition, offset) = ("__connect.errors.partition", "__connect.errors.offset");
    let partition = match text(headers, partition)? {
        None => None,
        Some(digits) => Some(digits.parse().map_err(|_| ForeignError {
            name: partition,
            expected,
        })?),
    };
    let offset = match text(headers, offset)? {
        None => None,
        Some(digits) => Some(digits.parse().map_err(|_| ForeignError {
            name: offset,
            expected,
        })?),
    };
    let class = text(headers, "__connect.errors.exception.class.name")?;
    let message = text(headers, "__connect.errors.exception.message")?;
    Ok(Some(Told {
        origin: of_kafka(Some(topic), partition, offset),
        consumer: text(headers, "__connect.errors.connector.name")?.map(str::to_owned),
        error: class.map(|class| HandlerError {
            name: class.to_owned(),
            message: message.map(str::to_owned),
        }),
        ..Told::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_the_reporter_writes_them() {
        let of = |name: &str, value: &str| Header::from((format!("__connect.errors.{name}"), value));
        let headers = [
            of("topic", "orders"),
            of("partition", "2"),
            of("offset", "4711"),
            of("connector.name", "orders-sink"),
            of("task.id", "0"),
            of("stage", "VALUE_CONVERTER"),
            of("class.name", "org.apache.kafka.connect.json.JsonConverter"),
            of(
                "exception.class.name",
                "org.apache.kafka.connect.errors.DataException",
            ),
            of(
                "exception.message",
                "Converting byte[] to Kafka Connect data failed",
            ),
            of("exception.stacktrace", "org.apache.kafka…"),
        ];
        let told = kafka_connect(&headers).unwrap().unwrap();
        let origin = told.origin.unwrap();
        assert_eq!(
            (origin.stream.as_str(), origin.position.as_deref()),
            ("orders/2", Some("4711"))
        );
        assert_eq!(told.consumer.as_deref(), Some("orders-sink"));
        assert_eq!(
            told.error.unwrap().name,
            "org.apache.kafka.connect.errors.DataException"
        );
        // A record that the connector no longer has is written as "", -1 and -1.
        let unknown = [of("topic", ""), of("partition", "-1"), of("offset", "-1")];
        assert_eq!(kafka_connect(&unknown).unwrap().unwrap().origin, None);
        assert_eq!(kafka_connect(&[Header::from(("topic", "x"))]), Ok(None));
        let bad = [of("topic", "orders"), of("offset", "x")];
        assert_eq!(kafka_connect(&bad).unwrap_err().name, "__connect.errors.offset");
    }
}
