use counterpart::Contract;

#[derive(Contract)]
#[contract(owner = "team")]
#[contract(emits = "a", producer = "p", name = "n")]
#[contract(consumes = "a", consumes = "b")]
#[contract(consumes = "c")]
#[contract(consumes = "c", owner = "team")]
struct Message;

fn main() {}
