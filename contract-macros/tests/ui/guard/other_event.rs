//! A reader is for an event, and a name, that the type is declared for.

use counterpart::Contract;
use counterpart::guard::Reader;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed", name = "billing")]
#[contract(consumes = "order.placed", name = "audit")]
struct Order {
    id: u64,
}

const BILLING: Reader<Order> = Reader::named("order.placed", "billing");
const OTHER: Reader<Order> = Reader::of("order.paid");
const WHICH: Reader<Order> = Reader::of("order.placed");

fn main() {
    let _ = (BILLING, OTHER, WHICH);
}
