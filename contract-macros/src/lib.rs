//! The macros of `counterpart`. Use them through that crate.
