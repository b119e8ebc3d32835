use std::time::Duration;

use counterpart_engine::compat::schema::Options as Reading;
use counterpart_engine::json::{Json, parse};

use super::*;

/// A reader that a closure plays.
struct Played<F>(F);

impl<F: FnMut(&Json) -> bool> Reader for Played<F> {
    fn ask(&mut self, message: &str) -> Result<Answer, ProgramError> {
        Ok(match (self.0)(&parse(message.as_bytes()).unwrap()) {
            true => Answer::Read,
            false => Answer::Refused("no".to_owned()),
        })
    }
}

fn asked(schema: &str, reads: impl FnMut(&Json) -> bool) -> Conformance {
    let schema = Schema::parse(schema.as_bytes(), &Reading::default()).unwrap();
    let options = Options {
        count: 200,
        seed: 0,
        until: Instant::now() + Duration::from_secs(600),
    };
    conform(&schema, &mut Played(reads), &options).unwrap()
}

const ORDER: &str = r#"{"type": "object", "properties": {"id": {"type": "integer"}, "note": {"type": "string"},
    "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]}}},
    "required": ["id", "lines"]}"#;

#[test]
fn reader_that_keeps_to_its_contract_differs_nowhere() {
    let schema = Schema::parse(ORDER.as_bytes(), &Reading::default()).unwrap();
    let conformance = asked(ORDER, |message| schema.accepts(message) == Ok(true));
    assert_eq!(conformance.differences, []);
    assert!(
        conformance.valid.messages > 50 && conformance.invalid.messages > 50,
        "{conformance:?}"
    );
}

#[test]
fn what_a_reader_refuses_beyond_its_contract_is_shown_small_with_its_place() {
    let long = |line: &Json| {
        line.get("sku")
            .and_then(Json::as_str)
            .is_some_and(|sku| sku.chars().count() > 2)
    };
    let schema = Schema::parse(ORDER.as_bytes(), &Reading::default()).unwrap();
    let conformance = asked(ORDER, |message| {
        let lines = message.get("lines").and_then(Json::as_array).unwrap_or_default();
        schema.accepts(message) == Ok(true) && !lines.iter().any(long)
    });
    let [difference] = conformance.differences.as_slice() else {
        panic!("{conformance:#?}");
    };
    assert_eq!(difference.place.to_string(), "/lines/0/sku");
    assert_eq!(difference.refusal.as_deref(), Some("no"));
    let message = parse(difference.message.as_bytes()).unwrap();
    let lines = message.get("lines").and_then(Json::as_array).unwrap();
    assert_eq!(lines.len(), 1, "{}", difference.message);
    assert_eq!(
        lines[0]
            .get("sku")
            .and_then(Json::as_str)
            .unwrap()
            .chars()
            .count(),
        3
    );
    assert!(message.get("note").is_none(), "{}", difference.message);
    assert_eq!(conformance.valid.differing, difference.count);
}

#[test]
fn what_a_reader_takes_beyond_its_contract_is_shown_with_its_place() {
    let schema = Schema::parse(ORDER.as_bytes(), &Reading::default()).unwrap();
    let conformance = asked(ORDER, |message| {
        // It reads a text as a number, as lax readers do.
        let mut message = message.clone();
        if let Some(id) = message.as_object_mut().and_then(|members| members.get_mut("id")) {
            if id.as_str().is_some() {
                *id = Json::Number(1.into());
            }
        }
        schema.accepts(&message) == Ok(true)
    });
    let [difference] = conformance.differences.as_slice() else {
        panic!("{conformance:#?}");
    };
    assert_eq!(
        (difference.place.to_string().as_str(), &difference.refusal),
        ("/id", &None)
    );
    assert_eq!(conformance.invalid.differing, difference.count);
}

#[test]
fn contract_without_messages_is_an_error() {
    let schema = Schema::parse(b"false", &Reading::default()).unwrap();
    let options = Options {
        count: 5,
        seed: 0,
        until: Instant::now() + Duration::from_secs(600),
    };
    let error = conform(&schema, &mut Played(|_: &Json| true), &options).unwrap_err();
    assert!(matches!(error, ConformError::NoMessage), "{error}");
}

#[cfg(unix)]
mod programs {
    use super::*;

    fn run(command: &str, seconds: u64) -> Result<Conformance, ConformError> {
        let schema = Schema::parse(br#"{"type": "integer"}"#, &Reading::default()).unwrap();
        let options = Options {
            count: 20,
            seed: 0,
            until: Instant::now() + Duration::from_secs(600),
        };
        let mut program = Program::start(command, Duration::from_secs(seconds))?;
        let conformance = conform(&schema, &mut program, &options)?;
        program.finish()?;
        Ok(conformance)
    }

    #[test]
    fn command_that_answers_each_line_is_a_reader() {
        let conformance = run("while read -r line; do echo ok; done", 60).unwrap();
        assert_eq!(conformance.valid.differing, 0);
        assert_eq!(conformance.invalid.differing, conformance.invalid.messages);
    }

    #[test]
    fn command_that_ends_or_hangs_or_says_too_much_is_an_error_and_not_an_answer() {
        let said = |command: &str, seconds| run(command, seconds).unwrap_err().to_string();
        let ended = said("read -r line; echo ok; echo 'no such module' >&2; exit 3", 60);
        assert!(
            ended.contains("exit status: 3") && ended.contains("no such module"),
            "{ended}"
        );
        let slow = said("sleep 600", 1);
        assert!(slow.contains("within 1 seconds"), "{slow}");
        let long = said("head -c 100000 /dev/zero; sleep 600", 60);
        assert!(long.contains("longer than"), "{long}");
        let more = said("while read -r line; do echo ok; done; echo done", 60);
        assert!(more.contains("\"done\""), "{more}");
    }
}
