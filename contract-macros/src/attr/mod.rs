//! What the attributes say: `#[contract(…)]` of ours, and what of serde's and schemars' a contract depends on.

mod around;
mod contract;
mod declaration;
mod foreign;
mod name;
mod rename;

pub(crate) use contract::{ContainerAttrs, PartAttrs, Trust, WireType};
pub(crate) use declaration::{Declaration, DeclarationKeys, Role, unknown};
pub(crate) use foreign::{Foreign, SerdeAttrs};
pub(crate) use rename::RenameRule;
