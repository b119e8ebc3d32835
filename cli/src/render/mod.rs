//! Output for people and machines: one renderer for each format, and their shared parts.

pub(crate) mod accepted;
pub(crate) mod audit;
mod block;
pub(crate) mod conform;
pub(crate) mod corrections;
pub(crate) mod diff;
pub(crate) mod encodings;
mod excerpt;
pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod impact;
pub(crate) mod imported;
#[cfg(test)]
mod injection;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod lakes;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod places;
mod prose;
pub(crate) mod published;
pub(crate) mod redrive;
pub(crate) mod review;
pub(crate) mod rustc;
pub(crate) mod sarif;
mod shorten;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod verdict;
pub(crate) mod view;
mod witness;

#[cfg(test)]
#[path = "../../../contracts/verifier/tests/verifier/rich_report/mod.rs"]
mod rich_report;
