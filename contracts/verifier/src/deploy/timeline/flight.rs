//! The versions of a producer that may have sent the messages read in an environment at a moment.

use crate::report::{Unknown, WhyIncluded};
use crate::store::Span;
use crate::timestamp::Timestamp;
use counterpart::contract::Retention;

use super::scope::why_there;

/// The reason why messages that a version sent in an environment may be read at a moment. It is
/// there, or it left within the retention of its messages. `None` if they may not be read.
///
/// A message sent in the last second of a version is gone when its retention is over, to the
/// second.
pub(in crate::deploy) fn why_read(
    span: &Span,
    environment: &str,
    retention: Option<Retention>,
    at: Timestamp,
) -> Option<WhyIncluded> {
    if span.since > at {
        return None;
    }
    match span.until {
        Some(left) if left <= at => in_flight(left, environment, retention?, at),
        _ => Some(why_there(span, environment)),
    }
}

/// The same for a version that leaves the environment at `left`, at the moment itself or before.
pub(in crate::deploy) fn in_flight(
    left: Timestamp,
    environment: &str,
    retention: Retention,
    at: Timestamp,
) -> Option<WhyIncluded> {
    let until = end(left, retention);
    until
        .is_none_or(|until| until > at)
        .then(|| WhyIncluded::InFlight {
            environment: environment.to_owned(),
            left,
            until,
        })
}

/// The unknown fact about a producer: the versions that it ran before the first record, if messages
/// of that time may still be read.
pub(in crate::deploy) fn unknown_before(
    spans: &[Span],
    environment: &str,
    (producer, event): (&str, &str),
    retention: Retention,
    at: Timestamp,
) -> Option<Unknown> {
    let first = spans.iter().min_by_key(|span| span.since)?;
    let since = Some(first.since).filter(|since| *since <= at)?;
    let reaches = end(since, retention).is_none_or(|until| until > at);
    reaches.then(|| Unknown::ShortHistory {
        environment: environment.to_owned(),
        producer: producer.to_owned(),
        event: event.to_owned(),
        since,
        version: first.version.clone(),
        released: first.released,
        retention,
    })
}

/// The time when the last message sent until then is gone; `None` for never.
fn end(sent: Timestamp, retention: Retention) -> Option<Timestamp> {
    match retention {
        Retention::Forever => None,
        Retention::For(time) => Some(sent.after(time)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn span(since: &str, until: Option<&str>) -> Span {
        Span {
            version: "1".into(),
            since: at(since),
            until: until.map(at),
            released: false,
        }
    }

    fn shown(span: &Span, retention: Option<&str>, moment: &str) -> String {
        let retention = retention.map(|text| Retention::parse(text).unwrap());
        why_read(span, "production", retention, at(moment)).map_or("-".into(), |why| why.to_string())
    }

    #[test]
    fn a_version_counts_while_it_is_there() {
        let span = span("2026-11-01", Some("2026-11-05"));
        assert_eq!(shown(&span, None, "2026-10-31T23:59:59Z"), "-");
        for moment in ["2026-11-01", "2026-11-04T23:59:59Z"] {
            insta::allow_duplicates! {
                insta::assert_snapshot!(shown(&span, None, moment), @"in production since 2026-11-01T00:00:00Z");
            }
        }
        assert_eq!(
            shown(&span, None, "2026-11-05"),
            "-",
            "it has left, and nothing is known of its messages"
        );
    }

    #[test]
    fn after_it_has_left_it_counts_as_long_as_its_messages_stay_to_the_second() {
        let span = span("2026-11-01", Some("2026-11-05"));
        let two_days = |moment: &str| shown(&span, Some("2d"), moment);
        insta::assert_snapshot!(two_days("2026-11-05"), @"left production at 2026-11-05T00:00:00Z, its messages in flight until 2026-11-07T00:00:00Z");
        assert_ne!(two_days("2026-11-06T23:59:59Z"), "-");
        assert_eq!(two_days("2026-11-07T00:00:00Z"), "-", "exactly at the limit");
        assert_eq!(two_days("2026-11-07T00:00:01Z"), "-");
        assert_eq!(
            shown(&span, Some("0d"), "2026-11-05"),
            "-",
            "messages that do not stay"
        );
        insta::assert_snapshot!(shown(&span, Some("forever"), "9999-01-01"), @"left production at 2026-11-05T00:00:00Z, its messages are kept forever");
    }

    #[test]
    fn what_ran_before_the_first_record_is_unknown_while_its_messages_may_be_there() {
        let spans = [span("2026-11-03", None), span("2026-11-01", Some("2026-11-03"))];
        let unknown = |retention: &str, moment: &str| {
            let retention = Retention::parse(retention).unwrap();
            unknown_before(&spans, "production", ("shop", "paid"), retention, at(moment)).is_some()
        };
        assert!(
            !unknown("2d", "2026-10-31"),
            "nothing is known, and nothing was there"
        );
        assert!(unknown("2d", "2026-11-02T23:59:59Z"));
        assert!(!unknown("2d", "2026-11-03"), "exactly at the limit");
        assert!(!unknown("0s", "2026-11-01"));
        assert!(unknown("forever", "9999-01-01"));
    }
}
