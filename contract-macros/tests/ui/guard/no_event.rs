//! A part of messages, and a type that is only sent, are not read by themselves.

use counterpart::Contract;
use counterpart::guard::{Message, read, write};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize, Contract)]
struct Address {
    street: String,
}

#[derive(Deserialize, Serialize, Contract)]
#[contract(emits = "user.moved")]
struct Moved {
    address: Address,
}

fn main() {
    let message = Message::new(b"{}");
    let _ = read::<Address>(&message);
    let _ = read::<Moved>(&message);
    let _ = write(&Address { street: String::new() });
}
