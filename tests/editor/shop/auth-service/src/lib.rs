use counterpart::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed")]
pub struct Order {
    pub order_id: u64,
    pub customer_id: u64,
}
