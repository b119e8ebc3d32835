//! The message that breaks this service, as `cargo counterpart verify --features user-service/breaking` prints it in
//! README.md: in production it is refused at the same place, with the same rule.
#![cfg(not(feature = "by-phone"))]

use auth_service::events::UserRegistered;
use counterpart::guard::{Message, read};

#[test]
fn witness_of_the_breaking_change_is_refused_where_verify_finds_it() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).expect("README.md");
    let (_, report) = readme.split_once("error[").expect("the report");
    let (rule, _) = report.split_once(']').expect("its rule");
    let (_, place) = report.split_once("user.registered#").expect("its place");
    let place = place.lines().next().unwrap_or_default();
    let witness = report.lines().find_map(|line| line.trim().strip_prefix("| {"));
    let witness = format!("{{{}", witness.expect("the message"));

    let refusal = read::<UserRegistered>(&Message::new(witness.as_bytes())).unwrap_err();
    assert_eq!(
        (refusal.rule.id(), &*refusal.place, &*refusal.service),
        (rule, place, "auth-service")
    );
}
