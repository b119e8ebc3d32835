//! Findings that a team accepts: `[[allow]]` in `counterpart.toml`.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer};

use super::rule::{RuleId, no_rule};
use crate::config::Date;
use crate::contract::check_name;
use counterpart_engine::compat::{Place, PlaceError};
use counterpart_engine::json::{Json, Object};

/// Accepted findings, with the reason and the last day. A missing consumer, place or rule narrows nothing; the
/// event is always named.
///
/// It is written in `counterpart.toml` of a producer or a consumer, and published along with its versions.
///
/// ```toml
/// [[allow]]
/// event = "user.registered"
/// consumer = "auth-service"
/// place = "/email"
/// rule = "property-optional"
/// reason = "auth-service reads it from the directory since its 2.3; the old contract goes with 2.4"
/// until = 2026-12-31
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Written")]
pub struct Allowance {
    /// The event.
    pub event: String,
    /// The service whose contract refuses; without it, any.
    pub consumer: Option<String>,
    /// The place in the message, as findings show it: `/plan/seats`, `/tags/*`. The empty string is the whole
    /// message. `None` means any place. In the file the event may come first: `user.registered#/plan/seats`.
    pub place: Option<String>,
    /// The rule, by its id: `property-optional`. Without it, any.
    pub rule: Option<String>,
    /// Why; never empty.
    pub reason: String,
    /// The last day on which it holds. Without it, it holds until it is removed.
    pub until: Option<Date>,
}

/// The form in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(deserialize_with = "name")]
    event: String,
    #[serde(default, deserialize_with = "some_name")]
    consumer: Option<String>,
    #[serde(default, deserialize_with = "some_place")]
    place: Option<WrittenPlace>,
    #[serde(default, deserialize_with = "some_rule")]
    rule: Option<String>,
    #[serde(deserialize_with = "reason")]
    reason: String,
    #[serde(default)]
    until: Option<Date>,
}

/// A place, with an optional event before it.
struct WrittenPlace {
    event: Option<String>,
    place: Place,
}

impl TryFrom<Written> for Allowance {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let of_place = written.place.as_ref().and_then(|place| place.event.as_ref());
        if let Some(of_place) = of_place.filter(|of_place| **of_place != written.event) {
            return Err(format!(
                "the place is of the event `{of_place}`, and the allowance of `{}`: make them the same",
                written.event
            ));
        }
        Ok(Self {
            event: written.event,
            consumer: written.consumer,
            place: written.place.map(|written| written.place.to_string()),
            rule: written.rule,
            reason: written.reason,
            until: written.until,
        })
    }
}

/// The maximum length of a reason, in bytes.
const LONGEST_REASON: usize = 500;

/// The maximum length of a place, in bytes.
const LONGEST_PLACE: usize = 1_000;

impl Allowance {
    /// Returns true if its last day is over.
    pub fn is_past(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// As `counterpart.toml` holds it, with the line `[[allow]]` above.
    ///
    /// ```
    /// # use counterpart::config::Allowance;
    /// let allowance = Allowance {
    ///     event: "user.registered".to_owned(),
    ///     consumer: Some("auth-service".to_owned()),
    ///     place: Some("/email".to_owned()),
    ///     rule: None,
    ///     reason: "it reads the directory".to_owned(),
    ///     until: None,
    /// };
    /// let lines = "[[allow]]\nevent = \"user.registered\"\nconsumer = \"auth-service\"\nplace = \"/email\"\n\
    ///              reason = \"it reads the directory\"\n";
    /// assert_eq!(allowance.to_toml(), lines);
    /// ```
    pub fn to_toml(&self) -> String {
        let mut lines = String::from("[[allow]]\n");
        for (key, value) in [
            ("event", Some(&self.event)),
            ("consumer", self.consumer.as_ref()),
            ("place", self.place.as_ref()),
            ("rule", self.rule.as_ref()),
            ("reason", Some(&self.reason)),
        ] {
            if let Some(value) = value {
                // A JSON string is a TOML string, except for this character.
                let text = Json::from(value.as_str())
                    .to_string()
                    .replace('\u{7f}', "\\u007f");
                lines.push_str(&format!("{key} = {text}\n"));
            }
        }
        if let Some(until) = self.until {
            lines.push_str(&format!("until = {until}\n"));
        }
        lines
    }

    /// Returns true if an allowance can name this place: it is not too long and holds no control character.
    #[doc(hidden)]
    pub fn can_name(place: &str) -> bool {
        check_place(place).is_ok()
    }

    /// The form in records; missing fields have no key.
    pub fn to_json(&self) -> Json {
        let mut members = Object::default();
        let until = self.until.map(|until| until.to_string());
        for (key, value) in [
            ("event", Some(&self.event)),
            ("consumer", self.consumer.as_ref()),
            ("place", self.place.as_ref()),
            ("rule", self.rule.as_ref()),
            ("reason", Some(&self.reason)),
            ("until", until.as_ref()),
        ] {
            if let Some(value) = value {
                members.insert(key.to_owned(), Json::from(value.as_str()));
            }
        }
        Json::Object(members)
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// Fails if it is another thing, as a fragment: ``has `reason` …``.
    pub fn from_json(value: &Json) -> Result<Self, String> {
        let members = value.as_object().ok_or("is not an object")?;
        let text = |key: &str| match members.get(key) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("must have a string in `{key}`")),
        };
        let known = ["event", "consumer", "place", "rule", "reason", "until"];
        if let Some(unknown) = members.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("has an unknown key {unknown:?}"));
        }
        let wrong = |key: &str, why: String| format!("has an invalid `{key}`: {why}");
        let named = |key: &'static str| {
            let name = text(key)?;
            name.iter()
                .try_for_each(|name| check_name(name).map_err(|error| wrong(key, error.to_string())))?;
            Ok::<_, String>(name)
        };
        let place = text("place")?;
        place
            .iter()
            .try_for_each(|place| check_place(place).map_err(|why| wrong("place", why)))?;
        let place = place.map(|place| place.parse().map_or(place, |place: Place| place.to_string()));
        let rule = text("rule")?;
        rule.iter()
            .try_for_each(|rule| check_rule(rule).map_err(|why| wrong("rule", why)))?;
        let reason = text("reason")?.ok_or("lacks `reason`")?;
        check_reason(&reason).map_err(|why| wrong("reason", why))?;
        let until = text("until")?
            .map(|until| {
                Date::parse(&until).ok_or_else(|| wrong("until", format!("is not a date: {until:?}")))
            })
            .transpose()?;
        Ok(Self {
            event: named("event")?.ok_or("lacks `event`")?,
            consumer: named("consumer")?,
            place,
            rule,
            reason,
            until,
        })
    }
}

/// `user.registered of auth-service at /email (property-optional)`
impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.event)?;
        if let Some(consumer) = &self.consumer {
            write!(f, " for {consumer}")?;
        }
        match self.place.as_deref() {
            None => {}
            Some("") => f.write_str(" at the whole message")?,
            Some(place) => write!(f, " at {place}")?,
        }
        self.rule.as_ref().map_or(Ok(()), |rule| write!(f, " ({rule})"))
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

fn check_place(place: &str) -> Result<(), String> {
    if place.len() > LONGEST_PLACE || has_control(place) {
        return Err(format!(
            "is longer than {LONGEST_PLACE} bytes or contains a control character"
        ));
    }
    if !place.is_empty() && !place.starts_with(['/', '(']) {
        return Err(not_a_place(place, PlaceError::Start));
    }
    Ok(())
}

fn not_a_place(place: &str, error: PlaceError) -> String {
    format!("cannot be read: {place:?}: {error}; write it as findings show it, `/plan/seats`")
}

/// Of a file that a person writes. A record may be of a version that writes places otherwise.
fn read_place(text: &str) -> Result<WrittenPlace, String> {
    let is_place = |after: &str| after.is_empty() || after.starts_with(['/', '(']);
    let mut signs = text.match_indices('#').map(|(at, _)| at);
    let sign = signs.find(|at| *at > 0 && !is_place(text) && is_place(&text[at + 1..]));
    let (event, place) = match sign {
        Some(at) => (Some(text[..at].to_owned()), &text[at + 1..]),
        None => (None, text),
    };
    check_place(place)?;
    let place = place.parse().map_err(|error| not_a_place(place, error))?;
    Ok(WrittenPlace { event, place })
}

fn check_rule(rule: &str) -> Result<(), String> {
    let is_id =
        !rule.is_empty() && rule.len() <= 80 && rule.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    is_id.then_some(()).ok_or_else(|| {
        format!("is not the id of a rule: {rule:?}; write it as findings show it, `property-optional`")
    })
}

/// Of a file that a person writes. A record may be of a version that has other rules.
fn check_allowable(rule: &str) -> Result<(), String> {
    check_rule(rule).map_err(|why| format!("the rule {why}"))?;
    match RuleId::parse(rule) {
        Some(known) if known.can_be_allowed() => Ok(()),
        Some(_) => Err(format!(
            "no allowance covers `{rule}`: it is about files, not about messages that a consumer refuses; \
             set its severity in `[rules]`"
        )),
        None => Err(no_rule(rule, RuleId::all().filter(|rule| rule.can_be_allowed()))),
    }
}

fn check_reason(reason: &str) -> Result<(), String> {
    if reason.trim().is_empty() {
        return Err("is empty: say why the break is accepted".into());
    }
    if reason.len() > LONGEST_REASON {
        return Err(format!("is longer than {LONGEST_REASON} bytes: shorten it"));
    }
    Ok(())
}

fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    check(&text).map_err(de::Error::custom)?;
    Ok(text)
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer, |name| {
        check_name(name).map_err(|error| error.to_string())
    })
}

fn some_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    name(deserializer).map(Some)
}

fn some_place<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<WrittenPlace>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let read = read_place(&text).map_err(|why| de::Error::custom(format!("the place {why}")));
    read.map(Some)
}

fn some_rule<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer, check_allowable).map(Some)
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer, |reason| {
        check_reason(reason).map_err(|why| format!("the reason {why}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Allowance, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn an_allowance_reads_from_toml_and_travels_as_json() {
        let least = read("event = \"user.registered\"\nreason = \"moving\"").unwrap();
        assert_eq!(
            least.to_json().to_string(),
            r#"{"event":"user.registered","reason":"moving"}"#
        );
        let whole = read(
            "event = \"user.registered\"\nconsumer = \"auth\"\nplace = \"/plan/*\"\nrule = \"null-emitted\"\n\
             reason = \"moving\"\nuntil = 2026-12-31",
        )
        .unwrap();
        insta::assert_snapshot!(whole.to_json().to_pretty(), @r#"
        {
          "event": "user.registered",
          "consumer": "auth",
          "place": "/plan/*",
          "rule": "null-emitted",
          "reason": "moving",
          "until": "2026-12-31"
        }
        "#);
        insta::assert_snapshot!(whole, @"user.registered for auth at /plan/* (null-emitted)");
        for allowance in [least, whole] {
            assert_eq!(Allowance::from_json(&allowance.to_json()), Ok(allowance));
        }
    }

    #[test]
    fn allowance_written_as_toml_is_read_back() {
        #[derive(Deserialize)]
        struct File {
            allow: Vec<Allowance>,
        }
        let plain = read("event = \"e\"\nreason = \"r\"").unwrap();
        let odd = Allowance {
            event: "a \"quoted\" \\u{41} name # ü".into(),
            consumer: Some("[[allow]]".into()),
            place: Some("/a\"b\\c(Pro)/*".into()),
            rule: Some("null-emitted".into()),
            reason: "two\nlines\t\u{7f}\u{1b}\u{202e}\u{85}\"\"\"".into(),
            until: Date::parse("2026-12-31"),
        };
        let text = format!("{}\n{}", plain.to_toml(), odd.to_toml());
        let File { allow } = toml::from_str(&text).unwrap();
        assert_eq!(allow, [plain, odd]);
    }

    #[test]
    fn place_is_read_as_findings_show_it_with_its_event_or_without() {
        let place = |place: &str| {
            let read = read(&format!("event = \"orders\"\nreason = \"r\"\nplace = {place:?}"));
            read.map(|allowance| allowance.place.unwrap())
                .map_err(|error| error.message().to_owned())
        };
        for (text, canonical) in [
            ("", ""),
            ("orders#", ""),
            ("/plan/seats", "/plan/seats"),
            (
                "orders#(order.cancelled)/data/reason",
                "(order.cancelled)/data/reason",
            ),
            ("/headers/tenant", "/headers/tenant"),
            ("/key", "/key"),
            ("/gr%C3%B6%C3%9Fe/a~1b", "/größe/a~1b"),
            ("/a#/b", "/a#/b"),
        ] {
            assert_eq!(place(text).as_deref(), Ok(canonical), "{text}");
        }
        insta::assert_snapshot!(place("order#/id").unwrap_err(), @"the place is of the event `order`, and the allowance of `orders`: make them the same");
        insta::assert_snapshot!(place("/a(b").unwrap_err(), @r#"the place cannot be read: "/a(b": a parenthesis has no partner: `(` and `)` enclose an alternative, and are `%28` and `%29` in a name; write it as findings show it, `/plan/seats`"#);
        insta::assert_snapshot!(place("orders#id").unwrap_err(), @r#"the place cannot be read: "orders#id": it starts with neither `/` nor `(`; write it as findings show it, `/plan/seats`"#);
    }

    #[test]
    fn allowance_holds_through_its_last_day() {
        let mut allowance = read("event = \"e\"\nreason = \"r\"\nuntil = 2026-12-31").unwrap();
        let on = |day: &str| Date::parse(day).unwrap();
        assert!(!allowance.is_past(on("2026-12-31")));
        assert!(allowance.is_past(on("2027-01-01")));
        allowance.until = None;
        assert!(!allowance.is_past(on("9999-12-31")));
    }

    #[test]
    fn error_in_the_file_is_shown_with_its_line() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        insta::assert_snapshot!(error("event = \"e\""), @r#"
        TOML parse error at line 1, column 1
          |
        1 | event = "e"
          | ^
        missing field `reason`
        "#);
        insta::assert_snapshot!(error("event = \"e\"\nreason = \" \""), @r#"
        TOML parse error at line 2, column 10
          |
        2 | reason = " "
          |          ^^^
        the reason is empty: say why the break is accepted
        "#);
        insta::assert_snapshot!(error("reason = \"r\""), @r#"
        TOML parse error at line 1, column 1
          |
        1 | reason = "r"
          | ^
        missing field `event`
        "#);
        insta::assert_snapshot!(error("event = \"e\"\nreason = \"r\"\nproducer = \"x\""), @r#"
        TOML parse error at line 3, column 1
          |
        3 | producer = "x"
          | ^^^^^^^^
        unknown field `producer`, expected one of `event`, `consumer`, `place`, `rule`, `reason`, `until`
        "#);
        insta::assert_snapshot!(error("event = \"../e\"\nreason = \"r\""), @r#"
        TOML parse error at line 1, column 9
          |
        1 | event = "../e"
          |         ^^^^^^
        the name "../e" contains a path step `.` or `..`: name the event, not a path
        "#);
        insta::assert_snapshot!(error("event = \"e\"\nreason = \"r\"\nplace = \"email\""), @r#"
        TOML parse error at line 3, column 9
          |
        3 | place = "email"
          |         ^^^^^^^
        the place cannot be read: "email": it starts with neither `/` nor `(`; write it as findings show it, `/plan/seats`
        "#);
        insta::assert_snapshot!(error("event = \"e\"\nreason = \"r\"\nrule = \"Null\""), @r#"
        TOML parse error at line 3, column 8
          |
        3 | rule = "Null"
          |        ^^^^^^
        the rule is not the id of a rule: "Null"; write it as findings show it, `property-optional`
        "#);
    }

    #[test]
    fn rule_without_a_consumer_cannot_be_allowed() {
        let error = |rule: &str| {
            let error = read(&format!("event = \"e\"\nreason = \"r\"\nrule = {rule:?}")).unwrap_err();
            error.message().to_owned()
        };
        insta::assert_snapshot!(error("property-mising"), @"there is no rule `property-mising`; did you mean `property-missing`?");
        insta::assert_snapshot!(error("everything"), @"there is no rule `everything`; `cargo counterpart rules` lists them");
        insta::assert_snapshot!(error("contract-stale"), @"no allowance covers `contract-stale`: it is about files, not about messages that a consumer refuses; set its severity in `[rules]`");
        insta::assert_snapshot!(error("unproven"), @"`unproven` is not a rule, so it has no severity and cannot be allowed: nothing is proven about such a pair; `--allow-unproven` accepts it");
        for rule in RuleId::all().filter(|rule| rule.can_be_allowed()) {
            read(&format!("event = \"e\"\nreason = \"r\"\nrule = {:?}", rule.id())).unwrap();
        }
        // Records of other versions are read leniently.
        let record = r#"{"event":"e","reason":"r","rule":"of-tomorrow"}"#;
        Allowance::from_json(&counterpart_engine::json::parse(record.as_bytes()).unwrap()).unwrap();
    }

    #[test]
    fn error_in_a_record_is_named() {
        let error = |text: &str| {
            Allowance::from_json(&counterpart_engine::json::parse(text.as_bytes()).unwrap()).unwrap_err()
        };
        insta::assert_snapshot!(error("[]"), @"is not an object");
        insta::assert_snapshot!(error(r#"{"event":"e"}"#), @"lacks `reason`");
        insta::assert_snapshot!(error(r#"{"event":1,"reason":"r"}"#), @"must have a string in `event`");
        insta::assert_snapshot!(error(r#"{"event":"..","reason":"r"}"#), @r#"has an invalid `event`: the name ".." contains a path step `.` or `..`: name the event, not a path"#);
        insta::assert_snapshot!(error(r#"{"event":"e","reason":"r","until":"soon"}"#), @r#"has an invalid `until`: is not a date: "soon""#);
        insta::assert_snapshot!(error(r#"{"event":"e","reason":"r","more":"soon"}"#), @r#"has an unknown key "more""#);
        insta::assert_snapshot!(error(r#"{"event":"e","reason":"r","place":"soon"}"#), @r#"has an invalid `place`: cannot be read: "soon": it starts with neither `/` nor `(`; write it as findings show it, `/plan/seats`"#);
        insta::assert_snapshot!(error(r#"{"event":"e","reason":""}"#), @"has an invalid `reason`: is empty: say why the break is accepted");
    }
}
