#![doc = include_str!("../PACT.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod broker;
pub mod example;
pub mod export;
pub mod import;
mod metadata;
mod producers;
pub mod prove;
pub mod read;
mod report;
mod resolve;
pub mod schema;
pub mod serve;
mod verify;

pub use counterpart::config::pact::Settings;
pub use producers::{Emitted, Producers, Sample};
pub use report::{ByExample, ByProof, Checked, Difference, Mismatched, Outcome, Report};
pub use verify::{Levels, Options, verify, verify_pacts};
/// The crates whose types appear in signatures here.
pub use {pact_matching, pact_models};
