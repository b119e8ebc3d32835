//! Message pacts: the specification's own cases, and pacts that other languages wrote.

mod bounds;
mod broker;
mod imported;
mod round;
#[path = "../../../engine/tests/shared_data/mod.rs"]
mod shared_data;
mod specification;
