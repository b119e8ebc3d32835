use counterpart::Contract;

#[derive(Contract)]
#[contract(emits = "a", trust)]
struct NoReason;

#[derive(Contract)]
#[contract(trust = "")]
enum Empty {
    #[contract(trust = " ")]
    A {
        #[contract(trust = "two\nlines")]
        field: u8,
        #[contract(trust = "once", trust = "twice")]
        other: u8,
    },
}

#[derive(Contract)]
#[contract(json_schema, trust = "nothing to trust")]
struct ByHand;

fn main() {}
