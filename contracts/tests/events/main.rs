//! Thirty events as services write them, each emitted and consumed, with the crates and adapters that such services use.
//!
//! Two of them need a line that the derive's error names, because their parts describe themselves by code alone: account
//! opened and device provisioned (`contract-macros/tests/ui/derive/events.rs` has the errors). Order shipped repeats the text
//! of its `with_prefix!`.
//!
//! The derived tests compare the sixty contracts with the real serde. Each file also has the producer's next version, with
//! one break that the consumer must be told of.
#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

#[path = "../tables/judge/mod.rs"]
#[allow(unused_imports, reason = "the tables use more of it")]
mod judge;
mod pair;

mod account_opened;
mod account_rebuilt;
mod batch_delivered;
mod build_finished;
mod calendar_event_moved;
mod card_blocked;
mod cart_abandoned;
mod chat_message_posted;
mod consent_given;
mod deployment_recorded;
mod device_provisioned;
mod document_signed;
mod invoice_finalised;
mod log_line_written;
mod metric_reported;
mod order_placed;
mod order_shipped;
mod payment_captured;
mod payout_failed;
mod price_changed;
mod push_received;
mod reaction_added;
mod review_submitted;
mod sensor_read;
mod shipment_scanned;
mod span_exported;
mod stock_level_set;
mod transfer_booked;
mod user_imported;
mod vehicle_moved;
