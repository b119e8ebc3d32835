use super::{ForeignError, Told};
use crate::letters::moment;
use crate::letters::{HandlerError, Origin};

/// Reads the attributes of a message that SQS moved to a dead letter queue: `Attributes` in the answer to
/// `ReceiveMessage` with `AttributeNames: All`.
///
/// SQS counts on in the dead letter queue: each time that somebody reads the message there, too. All counts and times are
/// approximate, by their names. There is no reason and no position.
///
/// ```
/// let told = counterpart::letters::foreign::sqs([
///     ("ApproximateReceiveCount", "3"),
///     ("ApproximateFirstReceiveTimestamp", "1795952479814"),
///     ("DeadLetterQueueSourceArn", "arn:aws:sqs:eu-central-1:123456789012:orders"),
/// ])?;
/// assert_eq!((told.attempts, told.origin.unwrap().stream.as_str()), (Some(3), "orders"));
/// # Ok::<(), counterpart::letters::foreign::ForeignError>(())
/// ```
///
/// # Errors
/// Fails if a count or a time is not a number.
pub fn sqs<'a>(attributes: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Told, ForeignError> {
    let mut told = Told::default();
    let number = |name, value: &str| {
        let expected = "a whole number";
        value.parse::<u64>().map_err(|_| ForeignError { name, expected })
    };
    for (name, value) in attributes {
        match name {
            "ApproximateReceiveCount" => told.attempts = Some(number("ApproximateReceiveCount", value)?),
            "ApproximateFirstReceiveTimestamp" => {
                let at = moment::of_milliseconds(number("ApproximateFirstReceiveTimestamp", value)?);
                told.first_failure = Some(at);
                // No later one is told.
                told.last_failure = Some(at);
            }
            "DeadLetterQueueSourceArn" => {
                let queue = value.rsplit(':').next().unwrap_or(value);
                told.origin = Some(Origin {
                    stream: queue.to_owned(),
                    position: None,
                });
                told.error = Some(HandlerError {
                    name: "max-receive-count".to_owned(),
                    message: None,
                });
            }
            _ => {}
        }
    }
    if told.attempts == Some(0) {
        // The message was read from its queue by nobody: no failure.
        told.attempts = None;
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_of_a_queue_are_read() {
        // As moto 5.2.5 answers for a message in its dead letter queue. The real service adds `DeadLetterQueueSourceArn`.
        let told = sqs([
            ("SenderId", "AIDAIT2UOQQY3AUEKVGXU"),
            ("SentTimestamp", "1795952479796"),
            ("ApproximateReceiveCount", "3"),
            ("ApproximateFirstReceiveTimestamp", "1795952479814"),
        ])
        .unwrap();
        assert_eq!(
            moment::write(told.first_failure.unwrap()),
            "2026-11-29T11:41:19.814Z"
        );
        assert_eq!((told.attempts, told.origin, told.error), (Some(3), None, None));
        assert_eq!(
            sqs([("ApproximateReceiveCount", "many")]).unwrap_err().name,
            "ApproximateReceiveCount"
        );
    }
}
