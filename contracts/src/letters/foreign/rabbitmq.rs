use serde_json::Value;

use super::{ForeignError, Told};
use crate::letters::moment;
use crate::letters::{HandlerError, Origin};

/// Reads the header `x-death` of RabbitMQ, from classic and quorum queues. `headers` are all headers of the message as
/// JSON, as the management API shows them: `{"x-death": [{"queue": …, "reason": …, "count": …, "time": …}]}`. `time` is in
/// seconds.
///
/// `count` is how often the queue gave the message up. After `rejected` that is the number of attempts. After
/// `delivery_limit` it is not: the queue tried as often as its limit says, and does not tell.
///
/// Returns `None` if there is no such header.
///
/// ```
/// let headers = serde_json::json!({"trace-id": "t1", "x-death": [
///     {"count": 1, "reason": "rejected", "queue": "orders", "time": 1_795_952_497, "exchange": "", "routing-keys": ["orders"]},
/// ]});
/// let told = counterpart::letters::foreign::rabbitmq(&headers)?.unwrap();
/// assert_eq!(told.origin.unwrap().stream, "orders");
/// assert_eq!(told.error.unwrap().name, "rejected");
/// # Ok::<(), counterpart::letters::foreign::ForeignError>(())
/// ```
///
/// # Errors
/// Fails if the header is not such a list.
pub fn rabbitmq(headers: &Value) -> Result<Option<Told>, ForeignError> {
    let expected = "a list of tables with `queue`, `reason`, `count` and `time`, as RabbitMQ writes it";
    let malformed = || ForeignError {
        name: "x-death",
        expected,
    };
    let Some(deaths) = headers.get("x-death") else {
        return Ok(None);
    };
    let deaths = deaths.as_array().ok_or_else(malformed)?;
    // The latest is the first.
    let Some(latest) = deaths.first() else {
        return Ok(None);
    };
    let text = |death: &Value, key| death.get(key).and_then(Value::as_str).map(str::to_owned);
    let queue = text(latest, "queue").ok_or_else(malformed)?;
    let reason = text(latest, "reason").ok_or_else(malformed)?;
    let mut times = Vec::new();
    let mut attempts = 0_u64;
    for death in deaths {
        let count = death.get("count").and_then(Value::as_u64).ok_or_else(malformed)?;
        if text(death, "reason").as_deref() == Some("rejected") {
            attempts = attempts.saturating_add(count);
        }
        if let Some(time) = death.get("time") {
            let seconds = time.as_u64().ok_or_else(malformed)?;
            times.push(moment::of_milliseconds(seconds.saturating_mul(1000)));
        }
    }
    // A copy of the headers is counted on, so the queue that gave the message up first may be another one.
    let first = headers.get("x-first-death-queue").and_then(Value::as_str);
    Ok(Some(Told {
        origin: Some(Origin {
            stream: first.unwrap_or(&queue).to_owned(),
            position: None,
        }),
        consumer: None,
        attempts: (attempts > 0).then_some(attempts),
        first_failure: times.iter().min().copied(),
        last_failure: times.iter().max().copied(),
        error: Some(HandlerError {
            name: reason,
            message: None,
        }),
    }))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use serde_json::json;

    use super::*;

    /// RabbitMQ 3.10.8, a classic queue: `basic.reject` without requeue.
    const REJECTED: &str = r#"{"trace-id": "t1", "x-death": [{"count": 1, "reason": "rejected", "queue": "classic.orders", "time": 1795952497, "exchange": "", "routing-keys": ["classic.orders"]}], "x-first-death-exchange": "", "x-first-death-queue": "classic.orders", "x-first-death-reason": "rejected"}"#;
    /// The same message, sent again with a copy of these headers, and rejected again.
    const COPIED: &str = r#"{"trace-id": "t1", "x-death": [{"count": 2, "exchange": "", "queue": "classic.orders", "reason": "rejected", "routing-keys": ["classic.orders"], "time": 1795952497}], "x-first-death-exchange": "", "x-first-death-queue": "classic.orders", "x-first-death-reason": "rejected"}"#;
    /// A quorum queue with `x-delivery-limit` 2, which delivered the message three times.
    const LIMIT: &str = r#"{"trace-id": "t2", "x-death": [{"count": 1, "reason": "delivery_limit", "queue": "quorum.orders", "time": 1795952498, "exchange": "", "routing-keys": ["quorum.orders"]}], "x-first-death-exchange": "", "x-first-death-queue": "quorum.orders", "x-first-death-reason": "delivery_limit"}"#;
    /// A message with a time to live.
    const EXPIRED: &str = r#"{"trace-id": "t3", "x-death": [{"count": 1, "reason": "expired", "queue": "classic.orders", "time": 1795952497, "exchange": "", "routing-keys": ["classic.orders"], "original-expiration": "50"}], "x-first-death-exchange": "", "x-first-death-queue": "classic.orders", "x-first-death-reason": "expired"}"#;

    fn read(text: &str) -> Told {
        rabbitmq(&serde_json::from_str(text).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn headers_of_the_real_broker_are_read() {
        let at = UNIX_EPOCH + Duration::from_secs(1_795_952_497);
        let rejected = read(REJECTED);
        assert_eq!(rejected.origin.unwrap().stream, "classic.orders");
        assert_eq!(
            (rejected.first_failure, rejected.last_failure),
            (Some(at), Some(at))
        );
        assert_eq!(
            (rejected.attempts, rejected.error.unwrap().name),
            (Some(1), "rejected".into())
        );
        assert_eq!(read(COPIED).attempts, Some(2));
        let limit = read(LIMIT);
        assert_eq!(
            (limit.attempts, limit.error.unwrap().name),
            (None, "delivery_limit".into())
        );
        let expired = read(EXPIRED);
        assert_eq!(
            (expired.attempts, expired.error.unwrap().name),
            (None, "expired".into())
        );
    }

    #[test]
    fn other_headers_are_none_and_other_forms_are_refused() {
        assert_eq!(rabbitmq(&json!({"trace-id": "t1"})), Ok(None));
        assert_eq!(rabbitmq(&json!({"x-death": []})), Ok(None));
        for bad in [
            json!({"x-death": "x"}),
            json!({"x-death": [1]}),
            json!({"x-death": [{"queue": "q", "reason": "rejected", "count": -1}]}),
            json!({"x-death": [{"queue": "q", "reason": "rejected", "count": 1, "time": "now"}]}),
        ] {
            assert_eq!(rabbitmq(&bad).unwrap_err().name, "x-death", "{bad}");
        }
    }
}
