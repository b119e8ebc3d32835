//! `pattern`, `min` and `max` beside a declared type.

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::truth;
use serde::{Deserialize, Deserializer, Serialize};

use super::accepts;

fn of_mac<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit());
    match text.split(':').count() == 6 && text.split(':').all(is_pair) {
        true => Ok(text),
        false => Err(serde::de::Error::custom("no mac address")),
    }
}

fn of_minute<'de, D: Deserializer<'de>>(from: D) -> Result<i16, D::Error> {
    let minute = i16::deserialize(from)?;
    match (-5..=59).contains(&minute) {
        true => Ok(minute),
        false => Err(serde::de::Error::custom("no minute")),
    }
}

fn of_share<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let share = f64::deserialize(from)?;
    match (0.0..=0.5).contains(&share) {
        true => Ok(share),
        false => Err(serde::de::Error::custom("no share")),
    }
}

fn of_code<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let code = Option::<String>::deserialize(from)?;
    match code
        .as_ref()
        .is_none_or(|code| (2..=3).contains(&code.chars().count()))
    {
        true => Ok(code),
        false => Err(serde::de::Error::custom("no code")),
    }
}

fn of_pair<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let pair = Vec::deserialize(from)?;
    match pair.len() == 2 {
        true => Ok(pair),
        false => Err(serde::de::Error::custom("no pair")),
    }
}

/// A text that validates itself.
#[derive(Debug, Serialize, Contract)]
#[contract(with = "String", pattern = "^[a-z]+@[a-z]+$", max = 20)]
struct Email(String);

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase());
        match text.split_once('@') {
            Some((name, host)) if is_word(name) && is_word(host) && text.len() <= 20 => Ok(Email(text)),
            _ => Err(serde::de::Error::custom("no address")),
        }
    }
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Device {
    #[serde(deserialize_with = "of_mac")]
    #[contract(with = "String", pattern = "^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$")]
    mac: String,
    #[serde(deserialize_with = "of_minute")]
    #[contract(with = "i16", min = -5, max = 59)]
    minute: i16,
    #[serde(deserialize_with = "of_share")]
    #[contract(with = "f64", min = 0, max = 0.5)]
    share: f64,
    #[serde(default, deserialize_with = "of_code")]
    #[contract(with = "Option<String>", min = 2, max = 3)]
    code: Option<String>,
    #[serde(deserialize_with = "of_pair")]
    #[contract(with = Vec<u8>, min = 2, max = 2)]
    pair: Vec<u8>,
    owner: Email,
}

#[test]
fn limits_are_what_a_contract_says_and_serde_confirms() {
    let outcome = truth::accepted::<Device>(&truth::Options::default().samples(2_000)).expect("a schema");
    assert!(
        outcome.failures.is_empty() && outcome.asked >= 400,
        "{outcome:#?}"
    );
    assert_eq!(outcome.not_reached, []);
    let outcome = truth::emitted::<Device>(&truth::Options::default()).expect("a schema");
    assert!(outcome.failures.is_empty() && outcome.asked > 0, "{outcome:#?}");
    let with = |key: &str, value: &str| {
        let mut device: Vec<(&str, &str)> = vec![
            ("mac", r#""00:1b:63:84:45:e6""#),
            ("minute", "5"),
            ("share", "0.25"),
            ("code", r#""DE""#),
            ("pair", "[1,2]"),
            ("owner", r#""a@b""#),
        ];
        device.retain(|(name, _)| *name != key);
        device.push((key, value));
        let all: Vec<String> = device
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", all.join(","))
    };
    for (key, taken, refused) in [
        ("mac", r#""00:1B:63:84:45:E6""#, r#""00:1b:63:84:45""#),
        ("minute", "-5", "-6"),
        ("minute", "59", "60"),
        ("share", "0.5", "0.51"),
        ("code", "null", r#""D""#),
        ("code", r#""DEU""#, r#""DEUT""#),
        ("pair", "[0,255]", "[0]"),
        ("owner", r#""ab@cd""#, r#""ab@cdefghijklmnopqrstuvwxyz""#),
    ] {
        accepts::<Device>(&[&with(key, taken)], &[&with(key, refused)]);
        assert!(
            serde_json::from_str::<Device>(&with(key, taken)).is_ok(),
            "{key} {taken}"
        );
        assert!(
            serde_json::from_str::<Device>(&with(key, refused)).is_err(),
            "{key} {refused}"
        );
    }
}

#[test]
fn limit_that_is_too_wide_is_shown_by_the_derived_test() {
    #[derive(Deserialize, Contract)]
    #[allow(dead_code, reason = "serde reads it")]
    struct Wide {
        #[serde(deserialize_with = "of_minute")]
        #[contract(with = "i16", min = -5, max = 60)]
        minute: i16,
    }
    let outcome = truth::accepted::<Wide>(&truth::Options::default()).expect("a schema");
    let messages: Vec<&str> = outcome
        .failures
        .iter()
        .map(|failure| failure.message.as_str())
        .collect();
    assert_eq!(messages, [r#"{"minute":60}"#]);
}

#[test]
fn limit_that_does_not_fit_its_type_is_refused_in_both_roles() {
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Pattern {
        #[contract(with = "u8", pattern = "^a$")]
        number: u8,
    }
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Size {
        #[contract(with = "bool", max = 1)]
        flag: bool,
    }
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Half {
        #[contract(with = "String", max = 2.5)]
        text: String,
    }
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Negative {
        #[contract(with = "Vec<u8>", min = -1)]
        list: Vec<u8>,
    }
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Nothing {
        #[contract(with = "u8", min = 9, max = 1)]
        number: u8,
    }
    #[derive(Contract)]
    #[allow(dead_code, reason = "a schema")]
    struct Broken {
        #[contract(with = "String", pattern = "(")]
        text: String,
    }
    for role in [Role::Consumes, Role::Emits] {
        for (made, says) in [
            (
                counterpart::schema::generate::<Half>(role),
                "they are whole numbers from 0 on",
            ),
            (
                counterpart::schema::generate::<Negative>(role),
                "they are whole numbers from 0 on",
            ),
            (
                counterpart::schema::generate::<Nothing>(role),
                "`min` is greater than `max`, so there is no value",
            ),
            (
                counterpart::schema::generate::<Broken>(role),
                "`(` is not a pattern of ECMA-262",
            ),
        ] {
            let error = made.expect_err("refused").to_string();
            assert!(error.contains(says), "{error}");
        }
        let error = counterpart::schema::generate::<Pattern>(role)
            .expect_err("refused")
            .to_string();
        assert_eq!(
            error,
            "`Pattern.number`: `pattern` is only for types that are written as texts"
        );
        let error = counterpart::schema::generate::<Size>(role)
            .expect_err("refused")
            .to_string();
        assert_eq!(
            error,
            "`Size.flag`: `min` and `max` are only for types that are written as numbers, as texts or as lists"
        );
    }
}

#[test]
fn type_that_schemars_is_told_of_is_the_declared_one() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Told {
        #[serde(with = "chrono_date")]
        #[schemars(with = "String")]
        #[contract(pattern = "^[0-9]{4}$")]
        year: u16,
    }
    mod chrono_date {
        use serde::{Deserialize, Deserializer, Serializer};

        pub(super) fn serialize<S: Serializer>(year: &u16, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(&format_args!("{year:04}"))
        }

        pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
            let text = String::deserialize(from)?;
            text.parse().map_err(serde::de::Error::custom)
        }
    }
    let outcome = truth::accepted::<Told>(&truth::Options::default()).expect("a schema");
    assert!(outcome.failures.is_empty() && outcome.asked > 0, "{outcome:#?}");
    let outcome = truth::emitted::<Told>(&truth::Options::default()).expect("a schema");
    assert!(outcome.failures.is_empty() && outcome.asked > 0, "{outcome:#?}");
    accepts::<Told>(&[r#"{"year":"2026"}"#], &[r#"{"year":2026}"#]);
}
