use std::collections::HashMap;

use counterpart::Contract;

struct Plan;

#[derive(Contract)]
struct Message<T> {
    plans: HashMap<String, Vec<Option<Plan>>>,
    more: T,
    next: Option<Box<Message<T>>>,
}

fn main() {}
