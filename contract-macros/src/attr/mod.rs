//! The attributes: our `#[contract(…)]`, and those of serde and schemars that a contract depends on.

mod affix;
mod contract;
mod declaration;
mod envelope;
mod foreign;
mod limits;
mod message_layout;
mod name;
mod named_types;
mod nutype;
mod rename;
mod value;

pub(crate) use contract::{ContainerAttrs, PartAttrs, Trust, WireType};
pub(crate) use declaration::{Declaration, DeclarationKeys, Role, unknown};
pub(crate) use foreign::{Foreign, SerdeAttrs};
pub(crate) use nutype::{Nutype, Rule};
pub(crate) use rename::RenameRule;
