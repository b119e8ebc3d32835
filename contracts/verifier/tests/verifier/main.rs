//! The verifier's results for files, contracts and stores. `tests/stores` tests the stores themselves.

mod asyncapi;
mod deployments;
mod import_keeps_meaning;
mod import_never_widens;
mod lake_records;
mod lakes;
mod languages;
mod not_schemas;
mod protojson_types;
mod report_listing;
mod rich_report;
mod wires;
