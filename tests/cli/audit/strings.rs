//! Payloads that are strings, and members that stand twice.

use fixture::Folder;
use fixture::schemas::file;

use super::{audit, contracts};

/// A contract of each of these events.
fn with(events: &[(&str, &str)]) -> Folder {
    let folder = contracts();
    for (event, schema) in events {
        folder.write(
            &format!("contracts/chat/consumes/{event}.json"),
            &file(&format!("chat consumes {event}"), "", schema),
        );
    }
    folder
}

fn row(event: &str, payload: &str) -> String {
    format!("{{\"event\":\"{event}\",\"payload\":{payload}}}\n")
}

const SAID: &str = r#""type": "string", "maxLength": 5"#;
const EITHER: &str = r#""anyOf": [{"enum": ["ping", "1"]}, {"type": "object", "required": ["id"]}]"#;

#[test]
fn string_is_the_payload_where_the_contract_accepts_nothing_else() {
    let folder = with(&[("said", SAID)]);
    folder.write(
        "log",
        &(row("said", r#""hello""#) + &row("said", r#""12""#) + &row("said", r#""{\"a\"}""#)),
    );
    audit(&folder, &["log"]).exits(0).says("chat, said: 3 accepted");
    folder.write("log", &row("said", r#""too long""#));
    audit(&folder, &["log"])
        .exits(100)
        .says("error[string-content]: said: chat refuses the whole message")
        .says("\"string\"");
    // The column of a database holds JSON that is a string.
    folder.write("log", &row("said", r#""\"hello\"""#));
    audit(&folder, &["log"]).exits(100);
    audit(&folder, &["log", "--payload-strings", "json"]).exits(0);
}

#[test]
fn string_holds_json_where_the_contract_accepts_no_string() {
    let folder = contracts();
    folder.write(
        "log",
        &row("user.registered", r#""{\"user_id\":1,\"email\":\"a@b\"}""#),
    );
    audit(&folder, &["log"]).exits(0);
    audit(&folder, &["log", "--payload-strings", "payload"])
        .exits(100)
        .says("auth refuses the whole message")
        .says("found string");
    folder.write("log", &row("user.registered", "\"hello\""));
    audit(&folder, &["log"]).exits(101).says("a message is not JSON");
}

#[test]
fn string_is_undecided_where_both_are_accepted_and_it_makes_a_difference() {
    let folder = with(&[("both", EITHER)]);
    let clear = row("both", "\"ping\"") + &row("both", "{\"id\":1}");
    folder.write("log", &clear);
    audit(&folder, &["log"]).exits(0).says("chat, both: 2 accepted");
    // Neither, whatever it is.
    folder.write("log", &row("both", r#""{\"no\":1}""#));
    audit(&folder, &["log"])
        .exits(100)
        .says("chat, both: 0 accepted, 1 refused");
    for unclear in [r#""{\"id\":1}""#, "\"1\""] {
        folder.write("log", &(clear.clone() + &row("both", unclear)));
        audit(&folder, &["log"])
            .exits(101)
            .says("undecided[unproven]: both: chat may refuse the whole message")
            .says("set --payload-strings")
            .says("chat, both: 2 accepted, 1 undecided");
    }
    audit(&folder, &["log", "--payload-strings", "payload"]).exits(0);
    audit(&folder, &["log", "--payload-strings", "json"]).exits(100);
}

#[test]
fn each_contract_of_an_event_tells_for_itself() {
    let folder = with(&[("both", EITHER)]);
    let other = file("log consumes both", "", SAID);
    folder.write("contracts/log/consumes/both.json", &other);
    let third = file(
        "view consumes both",
        "",
        r#""type": "object", "required": ["id"]"#,
    );
    folder.write("contracts/view/consumes/both.json", &third);
    folder.write(
        "log",
        &(row("both", "\"1\"") + &row("both", "{\"id\":1}") + &row("both", "\"ping\"")),
    );
    audit(&folder, &["log"])
        .exits(100)
        .says("chat, both: 2 accepted, 1 undecided")
        .says("log, both: 2 accepted, 1 refused")
        .says("view, both: 1 accepted, 1 refused")
        .says("judged 3 of 3 messages");
}

#[test]
fn event_or_payload_that_stands_twice_is_undecided() {
    let folder = contracts();
    let good = "{\"user_id\":1,\"email\":\"a@b\"}";
    let row = |members: &str| format!("{{{members}}}\n");
    let clear = row(&format!(
        "\"event\":\"user.registered\",\"payload\":{good},\"id\":1,\"id\":2"
    ));
    for (members, why) in [
        (
            format!("\"event\":\"user.registered\",\"payload\":1,\"payload\":{good}"),
            "its payload is given twice",
        ),
        (
            format!("\"event\":\"user.registered\",\"payload\":{good},\"\\u0065vent\":\"other\""),
            "its event is given twice",
        ),
        (
            format!(
                "\"specversion\":\"1.0\",\"type\":\"user.registered\",\"data\":{good},\"data_base64\":\"\""
            ),
            "`data` and `data_base64` are both there",
        ),
    ] {
        folder.write("log", &(clear.clone() + &row(&members)));
        audit(&folder, &["log"])
            .exits(101)
            .says("undecided[message-ambiguous]")
            .says("a message is ambiguous")
            .says(why)
            .says("1 message, at log:2")
            .says("judged 1 of 2 messages");
        folder.write("log", &row(&members));
        audit(&folder, &["log"])
            .exits(101)
            .says("nothing was judged: all messages that could be read are ambiguous");
    }
    // Nobody here reads it.
    folder.write(
        "log",
        &(clear + &row("\"event\":\"other\",\"payload\":1,\"payload\":2")),
    );
    audit(&folder, &["log"])
        .exits(0)
        .says("1 message of other has no contract here");
}
