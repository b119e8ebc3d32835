//! An audit: what of a log contracts refuse.

mod machine;
mod markdown;
mod text;

pub(crate) use self::machine::{github, gitlab, json, junit, sarif};
pub(crate) use self::markdown::markdown;
pub(crate) use self::text::audit as text;
