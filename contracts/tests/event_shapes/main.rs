//! Event shapes as services and published crates write them: CloudEvents, webhooks, gateways, change data, the messages of
//! tools. The names of the fields are theirs; the code is ours. serde is the judge of every contract.
//!
//! Each shape is judged with `COUNTERPART_TEST_TEXTS` texts, 100 if that is not set. The long run is 10,000:
//! `COUNTERPART_TEST_TEXTS=10000 cargo test --release -p counterpart --test event_shapes -- --nocapture`.
#![allow(
    clippy::large_enum_variant,
    clippy::enum_variant_names,
    reason = "the shapes are as they are met"
)]

mod chat;
mod cloud;
mod commerce;
mod data;
mod examples;
mod forges;
mod home;
mod infra;
#[path = "../judge/mod.rs"]
mod judge;
mod social;
mod tools;

use judge::shape::{judge_all, truths};

#[test]
fn contracts_of_event_shapes_say_what_serde_does() {
    let shapes = examples::all();
    assert!(shapes.len() >= 50, "there are {} shapes", shapes.len());
    judge_all(&shapes);
}

#[test]
fn the_truth_test_finds_nothing_in_event_shapes_and_reaches_all_of_them() {
    truths(&examples::all());
}
