use counterpart::Contract;

struct Part;

#[derive(Contract)]
struct Message {
    part: Part,
}

fn main() {}
