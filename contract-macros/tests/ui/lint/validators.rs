use counterpart::Contract;

// schemars knows the attributes of validator and garde, and stands for them here.
#[derive(Contract, counterpart::__private::schemars::JsonSchema)]
#[schemars(crate = "counterpart::__private::schemars")]
struct Message {
    #[validate(length(min = 1), email)]
    name: String,
    #[garde(range(min = 1), skip)]
    number: u64,
    #[validate(nested)]
    part: u8,
    #[garde(dive)]
    other: u8,
    #[contract(trust = "what is too long is cut")]
    #[validate(length(max = 10))]
    trusted: String,
}

fn main() {}
