//! A batch is not one message of its type.

use counterpart::Contract;
use counterpart::guard::{Message, read};
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed", envelope("cloudevents", mode = "batch"))]
struct Order {
    id: u64,
}

fn main() {
    let _ = read::<Order>(&Message::new(b"[]"));
}
