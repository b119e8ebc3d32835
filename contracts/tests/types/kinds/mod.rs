//! Types of other crates, with serde as the judge of what their contracts say.

mod containers;
mod dates;
mod durations;
pub(crate) mod judge;
mod numbers;
mod texts;
