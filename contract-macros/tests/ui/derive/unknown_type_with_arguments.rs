use counterpart::Contract;

struct Unknown<T>(T);

#[derive(Contract)]
struct Message {
    took: Unknown<std::time::Duration>,
}

fn main() {}
