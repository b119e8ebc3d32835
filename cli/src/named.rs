//! Names that people type. Each must match something.

use std::fmt;

use counterpart::near::near;
use counterpart_engine::compat::Place;

use crate::failure::{Failure, PLACE_FORM};

/// The maximum number of names in an error.
const LISTED: usize = 12;

/// The error for an unknown name.
pub(crate) fn unknown(name: &str, known: &[&str], failed: String) -> Failure {
    Failure::new(failed).hint(hint(name, known))
}

/// The likely meanings of a name.
pub(crate) fn hint(name: &str, known: &[&str]) -> String {
    let mut known: Vec<&str> = known.to_vec();
    known.sort_unstable();
    known.dedup();
    if let [nearest, ..] = near(name, known.iter().copied())[..] {
        return format!("did you mean `{nearest}`?");
    }
    let more = known.len().saturating_sub(LISTED);
    match known.get(..LISTED).unwrap_or(&known) {
        [] => "there are none".to_owned(),
        some if more > 0 => format!("there are {} and {more} more", some.join(", ")),
        [one] => format!("there is only {one}"),
        all => format!("there are {}", all.join(", ")),
    }
}

/// An event, or a place in its messages, as findings show it: `user.registered`, `user.registered#/email`,
/// `orders#(order.cancelled)/data/reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventPlace {
    pub(crate) event: String,
    /// `None` if only the event is named.
    pub(crate) place: Option<Place>,
}

impl EventPlace {
    /// Reads `EVENT` and `EVENT#PLACE`. A `#` without a place after it belongs to the event.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let is_place = |after: &str| after.is_empty() || after.starts_with(['/', '(']);
        let mut signs = text.match_indices('#').map(|(at, _)| at);
        let Some(at) = signs.find(|at| *at > 0 && is_place(&text[at + 1..])) else {
            return Ok(Self {
                event: text.to_owned(),
                place: None,
            });
        };
        let (event, place) = (&text[..at], &text[at + 1..]);
        let place: Place = place.parse().map_err(|error| {
            Failure::new(format!(
                "`{place}` is not a place in messages of {event}: {error}"
            ))
            .hint(PLACE_FORM)
        })?;
        Ok(Self {
            event: event.to_owned(),
            place: Some(place),
        })
    }
}

impl fmt::Display for EventPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.event)?;
        self.place.as_ref().map_or(Ok(()), |place| write!(f, "#{place}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_and_a_place_are_read_as_findings_show_them() {
        for (text, event, place) in [
            ("user.registered", "user.registered", None),
            ("user.registered#/email", "user.registered", Some("/email")),
            (
                "orders#(order.cancelled)/data/reason",
                "orders",
                Some("(order.cancelled)/data/reason"),
            ),
            ("a#b", "a#b", None),
            ("a#b#/c#/d", "a#b", Some("/c#/d")),
            ("user.registered#", "user.registered", Some("")),
        ] {
            let read = EventPlace::parse(text).unwrap();
            assert_eq!(read.event, event, "{text}");
            assert_eq!(
                read.place.as_ref().map(Place::to_string).as_deref(),
                place,
                "{text}"
            );
            assert_eq!(read.to_string(), text);
        }
        let error = EventPlace::parse("orders#(a/b").unwrap_err().to_string();
        insta::assert_snapshot!(error, @"
        error: `(a/b` is not a place in messages of orders: a parenthesis has no partner: `(` and `)` enclose an alternative, and are `%28` and `%29` in a name
          hint: write it as findings show it: `/plan/seats`, `/tags/*`, `(order.cancelled)/data/reason`
        ");
    }

    #[test]
    fn the_nearest_name_is_told_and_where_none_is_near_some_of_all() {
        insta::assert_snapshot!(hint("prodcution", &["test", "production"]), @"did you mean `production`?");
        insta::assert_snapshot!(hint("x", &["production", "production"]), @"there is only production");
        insta::assert_snapshot!(hint("x", &["b-service", "a-service"]), @"there are a-service, b-service");
        insta::assert_snapshot!(hint("x", &[]), @"there are none");
        let many: Vec<String> = (10..30).map(|at| format!("service-{at}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        insta::assert_snapshot!(hint("x", &many), @"there are service-10, service-11, service-12, service-13, service-14, service-15, service-16, service-17, service-18, service-19, service-20, service-21 and 8 more");
    }
}
