use super::{ForeignError, Told, last, of_kafka, text};
use crate::letters::{HandlerError, Header};

/// Reads the headers that Spring Kafka writes to a dead letter topic: `kafka_dlt-original-topic` and its siblings. With
/// `@RetryableTopic` they are called `kafka_original-topic`, and `retry_topic-attempts` counts.
///
/// Partition, offset and attempts are binary, with the highest byte first. Returns `None` if the headers are not there.
///
/// ```
/// use counterpart::letters::{Header, foreign::spring};
///
/// let told = spring(&[
///     Header::from(("kafka_dlt-original-topic", "orders")),
///     Header::from(("kafka_dlt-original-partition", [0, 0, 0, 2])),
///     Header::from(("kafka_dlt-original-offset", [0, 0, 0, 0, 0, 0, 18, 103])),
///     Header::from(("kafka_dlt-exception-fqcn", "java.lang.IllegalStateException")),
/// ])?.unwrap();
/// let origin = told.origin.unwrap();
/// assert_eq!((origin.stream.as_str(), origin.position.as_deref()), ("orders/2", Some("4711")));
/// # Ok::<(), counterpart::letters::foreign::ForeignError>(())
/// ```
///
/// # Errors
/// Fails if one of them has another form.
pub fn spring(headers: &[Header]) -> Result<Option<Told>, ForeignError> {
    const DEAD_LETTER: Names = Names {
        topic: "kafka_dlt-original-topic",
        partition: "kafka_dlt-original-partition",
        offset: "kafka_dlt-original-offset",
        group: "kafka_dlt-original-consumer-group",
        class: "kafka_dlt-exception-fqcn",
        cause: "kafka_dlt-exception-cause-fqcn",
        message: "kafka_dlt-exception-message",
    };
    const RETRY: Names = Names {
        topic: "kafka_original-topic",
        partition: "kafka_original-partition",
        offset: "kafka_original-offset",
        group: "kafka_original-consumer-group",
        class: "kafka_exception-fqcn",
        cause: "kafka_exception-cause-fqcn",
        message: "kafka_exception-message",
    };
    let names = [DEAD_LETTER, RETRY]
        .into_iter()
        .find(|names| last(headers, names.topic).is_some());
    let Some(names) = names else {
        return Ok(None);
    };
    // The exception of the listener is wrapped in one of Spring's own, and its cause tells one thing from another.
    let class = text(headers, names.cause)?.or(text(headers, names.class)?);
    let message = text(headers, names.message)?;
    Ok(Some(Told {
        origin: of_kafka(
            text(headers, names.topic)?,
            number(headers, names.partition)?.map(i32::from_be_bytes),
            number(headers, names.offset)?.map(i64::from_be_bytes),
        ),
        consumer: text(headers, names.group)?.map(str::to_owned),
        attempts: attempts(headers)?,
        error: class.map(|class| HandlerError {
            name: class.to_owned(),
            message: message.map(str::to_owned),
        }),
        ..Told::default()
    }))
}

struct Names {
    topic: &'static str,
    partition: &'static str,
    offset: &'static str,
    group: &'static str,
    class: &'static str,
    cause: &'static str,
    message: &'static str,
}

fn number<const N: usize>(headers: &[Header], name: &'static str) -> Result<Option<[u8; N]>, ForeignError> {
    let expected = "a binary number, of 4 bytes for a partition and 8 for an offset";
    let Some(value) = last(headers, name) else {
        return Ok(None);
    };
    let bytes = value.try_into().map_err(|_| ForeignError { name, expected })?;
    Ok(Some(bytes))
}

/// One byte in old versions, four since.
fn attempts(headers: &[Header]) -> Result<Option<u64>, ForeignError> {
    let name = "retry_topic-attempts";
    let expected = "a binary number of 1 or 4 bytes";
    match last(headers, name) {
        None => Ok(None),
        Some([byte]) => Ok(Some(u64::from(*byte))),
        Some(bytes) => {
            let bytes: [u8; 4] = bytes.try_into().map_err(|_| ForeignError { name, expected })?;
            Ok(Some(u64::from(u32::from_be_bytes(bytes))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_the_recoverer_writes_them() {
        let headers = [
            Header::from(("kafka_dlt-original-topic", "orders")),
            Header::from(("kafka_dlt-original-partition", 2_i32.to_be_bytes())),
            Header::from(("kafka_dlt-original-offset", 4711_i64.to_be_bytes())),
            Header::from((
                "kafka_dlt-original-timestamp",
                1_795_952_479_796_i64.to_be_bytes(),
            )),
            Header::from(("kafka_dlt-original-timestamp-type", "CreateTime")),
            Header::from(("kafka_dlt-original-consumer-group", "billing")),
            Header::from((
                "kafka_dlt-exception-fqcn",
                "org.springframework.kafka.listener.ListenerExecutionFailedException",
            )),
            Header::from((
                "kafka_dlt-exception-cause-fqcn",
                "java.lang.IllegalStateException",
            )),
            Header::from(("kafka_dlt-exception-message", "Listener failed; boom")),
            Header::from(("kafka_dlt-exception-stacktrace", "…")),
        ];
        let told = spring(&headers).unwrap().unwrap();
        let origin = told.origin.unwrap();
        assert_eq!(
            (origin.stream.as_str(), origin.position.as_deref()),
            ("orders/2", Some("4711"))
        );
        assert_eq!((told.consumer.as_deref(), told.attempts), (Some("billing"), None));
        assert_eq!(told.error.unwrap().name, "java.lang.IllegalStateException");
    }

    #[test]
    fn headers_of_retry_topics_have_other_names_and_a_count() {
        let headers = |attempts: &[u8]| {
            [
                Header::from(("kafka_original-topic", "orders")),
                Header::from(("kafka_exception-fqcn", "java.lang.IllegalStateException")),
                Header::from(("retry_topic-attempts", attempts)),
            ]
        };
        let attempts = |bytes: &[u8]| spring(&headers(bytes)).map(|told| told.unwrap().attempts);
        assert_eq!(attempts(&[0, 0, 0, 4]), Ok(Some(4)));
        assert_eq!(attempts(&[3]), Ok(Some(3)));
        assert_eq!(attempts(b"12").unwrap_err().name, "retry_topic-attempts");
        assert_eq!(spring(&[]), Ok(None));
    }
}
