use counterpart::Contract;

#[derive(Contract)]
#[contract(consumes = "user.registered")]
struct Envelope<T> {
    body: T,
}

fn main() {}
