use counterpart::Contract;

#[derive(Contract)]
#[contract(consume = "a", emits = "b", team = "c")]
#[contract]
#[contract()]
struct Message {
    #[contract(emits = "x")]
    a: u8,
    #[contract(rename = "x")]
    b: u8,
}

fn main() {}
