use counterpart::Contract;

#[derive(Contract)]
#[serde(try_from = "String")]
struct Parsed(u8);

#[derive(Contract)]
#[contract(consumes = "a")]
#[serde(try_from = "u64")]
enum Message {
    A,
}

#[derive(Contract)]
#[contract(emits = "a")]
#[serde(try_from = "u64")]
enum OnlyWritten {
    A,
}

#[derive(Contract)]
#[serde(try_from = "u64")]
#[contract(trust = "it takes them all")]
struct Trusted(u8);

fn main() {}
