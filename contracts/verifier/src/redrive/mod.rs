//! The dead letters that a version of a service would take: a plan, and not yet an act.
//!
//! Each letter is decided twice: by the contract, with the exact evaluator, and by the code's own
//! `Deserialize`, if it was asked. A [`Planner`] gets the letters in order and the answers of the
//! code, and makes a [`Plan`] of both. It reads no file and asks nobody, so the same letters give
//! the same plan.

mod cause;
mod contracts;
mod document;
mod edit;
mod fate;
mod plan;
mod planner;
mod rows;
#[cfg(test)]
mod tests;

pub use self::cause::{Cause, NOT_JUDGED, RULES};
pub use self::contracts::{ContractError, Contracts};
pub use self::document::{FORMAT, SCHEMA, to_json};
pub use self::edit::{Edit, EditError, edited_line};
pub use self::fate::{Decision, Fate};
pub use self::plan::{Count, Group, Named, Place, Plan, TakenBy, Tally, Totals};
pub use self::planner::{Answer, Options, Planner, Question};
pub use self::rows::{Level, Row};
