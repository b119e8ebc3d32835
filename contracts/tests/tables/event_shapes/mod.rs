//! Event shapes as services and published crates write them: CloudEvents, webhooks, gateways, change data, the messages of
//! tools. The names of the fields are theirs; the code is ours. serde is the judge of every contract.
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
mod social;
mod tools;

use libtest_mimic::Trial;

use crate::judge::shape::{Shape, print_times};
use crate::line::trial;

/// Prints how long the truth test of each shape takes, in the profile in which users run theirs:
/// `cargo test -p counterpart --test tables -- --ignored event_shapes::times`.
const TIMES: &str = "event_shapes::times";

/// Of each shape, whether its contract says what serde does, and whether the truth test finds nothing and reaches all of it.
pub(crate) fn trials() -> Vec<Trial> {
    let shapes = examples::all();
    assert!(shapes.len() >= 50, "there are {} shapes", shapes.len());
    let of = |shape: Shape| {
        let name = format!("event_shapes::{}", shape.name());
        let truth = trial(format!("{name}::truth"), move || shape.is_reached());
        [trial(name, move || shape.is_what_serde_does()), truth]
    };
    let measured = shapes.clone();
    let times = trial(TIMES.to_owned(), move || {
        print_times(&measured);
        Ok(())
    });
    let times = times.with_ignored_flag(true);
    shapes.into_iter().flat_map(of).chain([times]).collect()
}
