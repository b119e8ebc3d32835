//! Types that are rarely written and always legal: attributes of serde together that few think of together, and types of
//! the standard library in places where they seldom stand. serde is the judge of every contract.
//!
//! `COUNTERPART_TEST_TEXTS=10000 cargo test -p counterpart --test odd_types -- --nocapture` is the long run.
#![allow(
    clippy::large_enum_variant,
    clippy::enum_variant_names,
    clippy::box_collection,
    clippy::redundant_allocation,
    clippy::option_option,
    clippy::zero_sized_map_values,
    clippy::infallible_try_from,
    reason = "the types are odd on purpose"
)]
#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

mod converted;
mod enums;
mod flattened;
#[path = "../judge/mod.rs"]
mod judge;
mod keys;
mod library;
mod recursive;

use judge::shape::judge_all;

#[test]
fn enums_are_what_serde_does() {
    judge_all(&enums::all());
}

#[test]
fn flattened_fields_are_what_serde_does() {
    judge_all(&flattened::all());
}

#[test]
fn types_of_the_standard_library_are_what_serde_does() {
    judge_all(&library::all());
}

#[test]
fn keys_of_maps_are_what_serde_does() {
    judge_all(&keys::all());
}

#[test]
fn types_that_are_read_as_others_are_what_serde_does() {
    judge_all(&converted::all());
}

#[test]
fn types_that_hold_themselves_are_what_serde_does() {
    judge_all(&recursive::all());
}
