//! Newtypes of nutype, with the derive above the attribute.

use counterpart::Contract;
use counterpart::contract::Role;
use counterpart::schema::generate;
use nutype::nutype;

use super::super::kinds::judge::{breaks, fits, read, written};
use super::reads_exactly;

#[derive(Contract)]
#[nutype(
    validate(greater_or_equal = 1, less = 1_000),
    derive(Debug, Serialize, Deserialize)
)]
struct Cents(u32);

#[derive(Contract)]
#[nutype(validate(greater = -5, less_or_equal = 9223372036854775807), derive(Debug, Serialize, Deserialize))]
struct Balance(i64);

#[derive(Contract)]
#[nutype(
    validate(greater = 0.0, less_or_equal = 0.1),
    derive(Debug, Serialize, Deserialize)
)]
struct Ratio(f64);

#[derive(Contract)]
#[nutype(
    validate(greater_or_equal = 0.1, finite),
    derive(Debug, Serialize, Deserialize)
)]
struct Short(f32);

#[derive(Contract)]
#[nutype(validate(not_empty, len_char_max = 3), derive(Debug, Serialize, Deserialize))]
struct Code(String);

#[derive(Contract)]
#[nutype(
    sanitize(trim, lowercase),
    validate(not_empty, len_char_max = 3),
    derive(Debug, Serialize, Deserialize)
)]
struct Name(String);

#[derive(Contract)]
#[nutype(sanitize(trim, uppercase), derive(Debug, Serialize, Deserialize))]
struct Shouted(String);

#[derive(Contract)]
#[nutype(validate(predicate = |text: &str| text.contains('@'), len_char_max = 60), derive(Debug, Serialize, Deserialize))]
struct Email(String);

#[derive(Contract)]
#[nutype(validate(predicate = |all| all.len() < 3), derive(Debug, Serialize, Deserialize))]
struct Few(Vec<u8>);

#[derive(Contract, serde::Deserialize)]
#[allow(dead_code, reason = "its contract is made")]
struct Account {
    email: Option<Email>,
}

#[test]
fn limits_of_numbers_are_those_of_the_validators() {
    let numbers = ["0", "1", "999", "1000", "-1", "-4", "-5", "1.5", "null", "\"1\""];
    reads_exactly::<Cents>(&numbers);
    reads_exactly::<Balance>(&["-4", "-5", "9223372036854775807", "9223372036854775808", "0"]);
    let fractions = [
        "0.0",
        "0",
        "5e-324",
        "0.1",
        "0.10000000000000002",
        "-0.1",
        "1",
        "0.05",
        "null",
    ];
    reads_exactly::<Ratio>(&fractions);
    // An `f32` is also read from numbers next to it.
    read::<Short>(&["0.1", "0.09", "0.10000001", "3.4028235e38", "1e39", "-1", "2"]);
    written([1, 2, 999].map(|cents| Cents::try_new(cents).expect("valid")));
    written([-4, 0, i64::MAX].map(|cents| Balance::try_new(cents).expect("valid")));
    written([5e-324, 0.05, 0.1].map(|ratio| Ratio::try_new(ratio).expect("valid")));
    written([0.1, 0.5, f32::MAX].map(|short| Short::try_new(short).expect("valid")));
    fits::<Cents, u16>();
    breaks::<u16, Cents>();
}

#[test]
fn limits_of_texts_are_those_of_the_validators() {
    let texts = [
        "\"\"",
        "\"a\"",
        "\"abc\"",
        "\"abcd\"",
        "\"\\u00e9\\ud83d\\ude00x\"",
        "\" \"",
        "1",
        "null",
    ];
    reads_exactly::<Code>(&texts);
    // Other texts are valid once the sanitizers are done.
    let more = [
        "\" a\"",
        "\"a b\"",
        "\"ABC\"",
        "\"\\u0130\\u0130\"",
        "\"\\u0085a\"",
        "\"a\\u3000\"",
    ];
    let texts: Vec<&str> = texts.iter().chain(&more).copied().collect();
    let (taken, more) = read::<Name>(&texts);
    assert!(taken >= 3 && more >= 1, "{taken}, {more}");
    reads_exactly::<Shouted>(&texts);
    written(["a", "abc"].map(|code| Code::try_new(code).expect("valid")));
    written(["a", " ABC "].map(|name| Name::try_new(name).expect("valid")));
    written(["", " a ", "\u{df}"].map(Shouted::new));
    fits::<Name, Code>();
    fits::<Code, String>();
    breaks::<String, Name>();
}

/// nutype reads it as a newtype, and of a field that is missing serde reads only an `Option` itself.
#[test]
fn newtype_of_an_option_is_required() {
    #[derive(Contract)]
    #[nutype(derive(Debug, Serialize, Deserialize))]
    struct Note(Option<String>);

    #[derive(Contract)]
    #[nutype(derive(Debug, Serialize, Deserialize))]
    struct Count(Option<Option<u8>>);

    #[derive(Debug, serde::Serialize, serde::Deserialize, Contract)]
    struct Noted {
        note: Note,
        #[serde(default = "none")]
        count: Count,
        boxed: Option<Note>,
    }

    fn none() -> Count {
        Count::new(None)
    }

    reads_exactly::<Noted>(&[
        "{}",
        r#"{"note":null}"#,
        r#"{"note":"a"}"#,
        r#"{"note":1}"#,
        r#"{"note":null,"count":null,"boxed":null}"#,
        r#"{"note":null,"count":1,"boxed":"a"}"#,
        r#"{"count":1}"#,
    ]);
    written([Noted {
        note: Note::new(None),
        count: none(),
        boxed: None,
    }]);
}

#[test]
fn code_that_decides_is_refused_only_for_reading() {
    let why = |error: counterpart::schema::SchemaError| error.to_string();
    insta::assert_snapshot!(why(generate::<Account>(Role::Consumes).expect_err("refused")), @r#"`Account.email`: `predicate` of nutype decides which values of `Email` are read, and no schema says which: describe them on each field that holds one, `#[contract(with = "String", pattern = "^…$", max = 60)]`; `trust = "reason"` in it says that they can be read although it says less"#);
    let few = why(generate::<Few>(Role::Consumes).expect_err("refused"));
    assert!(few.contains("`#[contract(with = \"Vec<u8>\")]`"), "{few}");
    let emitted = generate::<Account>(Role::Emits).expect("a schema");
    let emitted = counterpart::json::Json::Object(emitted).to_string();
    assert!(emitted.contains(r#""maxLength":60"#), "{emitted}");
    assert!(generate::<Few>(Role::Emits).is_ok());
}
