use counterpart::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
struct Pair(
    #[serde(skip_serializing_if = "Option::is_none")] Option<u8>,
    u8,
);

fn main() {}
