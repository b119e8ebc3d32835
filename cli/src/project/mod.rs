//! The context of the call: the folder, the workspace, its checkout, the revision and the CI
//! service.

pub(crate) mod cargo;
pub(crate) mod checkout;
pub(crate) mod ci;
pub(crate) mod folders;
pub(crate) mod graph;
pub(crate) mod here;
pub(crate) mod inherited;
pub(crate) mod merged;
pub(crate) mod revision;
pub(crate) mod workspace;
