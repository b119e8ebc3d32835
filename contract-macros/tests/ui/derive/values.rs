use counterpart::Contract;

#[derive(Contract)]
#[contract(consumes)]
#[contract(emits = 1)]
#[contract(consumes = "")]
struct Message;

fn main() {}
