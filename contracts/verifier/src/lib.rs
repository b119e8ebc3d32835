#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod asyncapi;
pub mod audit;
pub mod catalogue;
pub mod conform;
pub mod deploy;
pub mod import;
pub mod lakes;
pub mod messages;
mod redaction;
pub mod redrive;
pub mod report;
pub mod rules;
pub mod store;
pub mod timestamp;
pub mod verify;
