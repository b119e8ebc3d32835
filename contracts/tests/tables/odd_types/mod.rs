//! Types that are rarely written and always legal: attributes of serde together that few think of together, and types of
//! the standard library in places where they seldom stand. serde is the judge of every contract.
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
mod keys;
mod library;
mod recursive;

use libtest_mimic::Trial;

use crate::judge::shape::Shape;
use crate::line::trial;

/// Of each type, whether its contract says what serde does.
pub(crate) fn trials() -> Vec<Trial> {
    let tables: [(&str, Vec<Shape>); 6] = [
        ("enums", enums::all()),
        ("flattened", flattened::all()),
        ("library", library::all()),
        ("keys", keys::all()),
        ("converted", converted::all()),
        ("recursive", recursive::all()),
    ];
    let of = |(table, shapes): (&'static str, Vec<Shape>)| {
        shapes.into_iter().map(move |shape| {
            let name = format!("odd_types::{table}::{}", shape.name());
            trial(name, move || shape.is_what_serde_does())
        })
    };
    tables.into_iter().flat_map(of).collect()
}
