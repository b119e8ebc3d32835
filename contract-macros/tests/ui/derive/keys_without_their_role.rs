use counterpart::Contract;

#[derive(Contract)]
#[contract(owner = "team")]
#[contract(emits = "a", producer = "p", name = "n")]
#[contract(consumes = "a", consumes = "b")]
#[contract(consumes = "c")]
#[contract(consumes = "c", owner = "team")]
#[contract(consumes = "d", samples = values)]
#[contract(emits = "d", samples = values, samples = "values")]
struct Message;

fn main() {}
