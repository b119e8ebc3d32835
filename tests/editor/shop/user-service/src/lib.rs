use counterpart::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "order.placed")]
pub struct OrderPlaced {
    pub order_id: u64,
    pub buyer_id: u64,
}
