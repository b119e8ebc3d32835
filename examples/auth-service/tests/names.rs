//! A contract for an event that is never read would be an empty promise.

use auth_service::message::{Message, Stage};

/// The envelope of all events, the lines of a dump, and dead letters: the server in `examples/system` reads them.
const OF_THE_SERVER: [&str; 4] = [
    "user.feed_entry",
    "user.dump_header",
    "user.dump_row",
    "user.dead_letter",
];

#[test]
fn every_event_with_a_contract_file_is_one_that_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../contracts/auth-service/consumes");
    let mut events = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        let Some(event) = file.strip_suffix(".json") else {
            continue;
        };
        if OF_THE_SERVER.contains(&event) {
            continue;
        }
        let payload = format!(r#"{{"type":{event:?},"sequence":1,"data":null}}"#);
        let unreadable = Message::read(payload.as_bytes()).unwrap_err();
        assert_eq!(unreadable.stage, Stage::Data, "{event}");
        events += 1;
    }
    assert_eq!(events, 3);
}
