use counterpart::Contract;
use serde::Serialize;

#[derive(Serialize, Contract)]
struct Pair(
    #[serde(skip_serializing_if = "Option::is_none")] Option<u8>,
    u8,
);

#[derive(Serialize, Contract)]
enum Kind {
    Alone(#[serde(skip_serializing)] u8),
    Two(#[serde(skip)] u8, u8),
    Named {
        #[serde(skip)]
        alone: u8,
    },
}

fn main() {}
