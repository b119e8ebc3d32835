//! What brokers and frameworks tell about a message that they gave up, read into [`Told`].
//!
//! | reader | format, and where it comes from |
//! |---|---|
//! | [`rabbitmq`] | the header `x-death` of RabbitMQ: captured from 3.10.8, classic and quorum queues |
//! | [`jetstream`] | the advisory MAX_DELIVERIES of NATS JetStream: captured from 2.9.10 |
//! | [`sqs`] | the attributes of a message of SQS: the API reference of `ReceiveMessage`, and the answers of moto 5.2.5 |
//! | [`kafka_connect`] | the headers of Kafka Connect: `DeadLetterQueueReporter` in Kafka's sources |
//! | [`spring`] | the headers of Spring Kafka: `DeadLetterPublishingRecoverer`, `KafkaHeaders` and `RetryTopicHeaders` in its sources |
//!
//! None of them knows the reason in the words of a contract. Where your own service can write a
//! [`DeadLetter`](super::DeadLetter), let it.

mod jetstream;
mod kafka_connect;
mod rabbitmq;
mod spring;
mod sqs;

use std::fmt;
use std::time::SystemTime;

use super::{HandlerError, Header, Origin};

pub use jetstream::jetstream;
pub use kafka_connect::kafka_connect;
pub use rabbitmq::rabbitmq;
pub use spring::spring;
pub use sqs::sqs;

/// What a broker or a framework tells about a message that it gave up. [`DeadLetter::told`](super::DeadLetter::told)
/// fills a letter with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Told {
    /// The stream that the message was read from.
    pub origin: Option<Origin>,
    /// The consumer: a consumer group, a connector, a durable name. Name the service instead where you know it.
    pub consumer: Option<String>,
    /// The number of attempts, as far as it is told.
    pub attempts: Option<u64>,
    /// The first failure.
    pub first_failure: Option<SystemTime>,
    /// The last failure.
    pub last_failure: Option<SystemTime>,
    /// The error: the class of an exception and its text, or the broker's word for its reason.
    pub error: Option<HandlerError>,
}

/// A header or a member that has another form than its writer gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignError {
    /// The header or the member.
    pub name: &'static str,
    /// The expected form.
    pub expected: &'static str,
}

impl fmt::Display for ForeignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` should be {}", self.name, self.expected)
    }
}

impl std::error::Error for ForeignError {}

/// The last header of a name counts, as for the writers.
fn last<'a>(headers: &'a [Header], name: &str) -> Option<&'a [u8]> {
    let header = headers.iter().rev().find(|header| header.name == name)?;
    header.value.as_deref()
}

fn text<'a>(headers: &'a [Header], name: &'static str) -> Result<Option<&'a str>, ForeignError> {
    let expected = "text in UTF-8";
    let Some(value) = last(headers, name) else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value).map_err(|_| ForeignError { name, expected })?;
    Ok(Some(text))
}

/// A topic and its partition as one name, and an offset. No partition and no offset are written as -1.
fn of_kafka(topic: Option<&str>, partition: Option<i32>, offset: Option<i64>) -> Option<Origin> {
    let topic = topic.filter(|topic| !topic.is_empty())?;
    let partition = partition.filter(|partition| *partition >= 0);
    Some(Origin {
        stream: partition.map_or(topic.to_owned(), |partition| format!("{topic}/{partition}")),
        position: offset
            .filter(|offset| *offset >= 0)
            .map(|offset| offset.to_string()),
    })
}
