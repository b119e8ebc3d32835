//! What the verifier makes of files, contracts and stores. The stores themselves are held by `tests/stores`.

mod deployments;
mod import_keeps_meaning;
mod import_never_widens;
mod not_schemas;
mod report_listing;
mod rich_report;
