//! A type that is declared for several events is read for one of them.

use counterpart::Contract;
use counterpart::guard::{Message, Reader, read};
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed")]
#[contract(consumes = "order.changed")]
struct Order {
    id: u64,
}

const PLACED: Reader<Order> = Reader::of("order.placed");

fn main() {
    let message = Message::new(b"{}");
    let _ = PLACED.read(&message);
    let _ = read::<Order>(&message);
    let _ = Reader::<Order>::only();
}
