use counterpart::{Contract, contract};
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "user.deleted", headers("trace-id" = NoSuchHeader), upcasts_from(NoSuchVersion))]
struct UserDeleted {
    user_id: u64,
}

contract!(NoSuchType, consumes = "user.registered");

fn main() {}
