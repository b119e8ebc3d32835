#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod compat;
pub mod json;
#[doc(hidden)]
pub mod keywords;
