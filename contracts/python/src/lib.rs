//! The native part of the Python package `counterpart`.
//!
//! It takes and gives plain values: texts, numbers, tuples, Arrow. The Python files beside it make the
//! classes of them that people see.

mod audit;
mod batch;
mod batches;
mod check;
mod columns;
mod conform;
mod contracts;
mod declared;
mod errors;
mod files;
mod guard;
mod hints;
mod message;
mod samples;

/// The module `counterpart._counterpart`.
#[pyo3::pymodule]
mod _counterpart {
    #[pymodule_export]
    use super::audit::Auditor;
    #[pymodule_export]
    use super::batch::Findings;
    #[pymodule_export]
    use super::check::check;
    #[pymodule_export]
    use super::conform::conform;
    #[pymodule_export]
    use super::contracts::ContractFiles;
    #[pymodule_export]
    use super::declared::contract_file;
    #[pymodule_export]
    use super::files::{compare_file, contract_path, contracts_folder, pending_path, write_file};
    #[pymodule_export]
    use super::guard::Guard;
    #[pymodule_export]
    use super::samples::samples;
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
