//! Decides whether every message of one JSON Schema is accepted by another, and shows a message where not.
//!
//! This room knows nothing of files, services or Rust types: two schemas in, a [`Verdict`] out.
//!
//! The promise: never [`Verdict::Compatible`] if a witness exists, never [`Verdict::Incompatible`] without a
//! confirmed one, [`Verdict::Unproven`] with its reason for the rest.
//!
//! - [What a verdict means](semantics): drafts, numbers, references, recursion, patterns, formats, reasons.
//! - [Keywords: what is decided](keywords).
//! - [How a pair is decided](method).

mod check;
mod confirm;
mod distinct;
mod eval;
mod findings;
#[doc(hidden)]
pub mod formats;
mod impossible;
mod kinds;
mod opaque;
#[doc(hidden)]
pub mod pattern;
mod place;
#[doc(hidden)]
pub mod regex;
pub mod schema;
mod search;
#[cfg(feature = "second-evaluator")]
mod second_evaluator;
#[cfg(not(feature = "second-evaluator"))]
#[path = "second_evaluator/absent.rs"]
mod second_evaluator;
#[cfg(feature = "validate")]
pub mod validate;
mod verdict;

#[cfg(doc)]
#[doc = include_str!("SEMANTICS.md")]
pub mod semantics {}

#[cfg(doc)]
#[doc = include_str!("KEYWORDS.md")]
pub mod keywords {}

#[cfg(doc)]
#[doc = include_str!("METHOD.md")]
pub mod method {}

pub use check::{check, examine};
pub use eval::{Refusal, Undecided};
pub use impossible::Impossible;
pub use place::{Place, PlaceError, PlaceStep};
pub use verdict::{Examination, Finding, Limits, Premise, Reason, ReasonKind, Rule, Verdict};
