use counterpart::Contract;

#[derive(Contract)]
#[contract(emits = "a")]
union Bits {
    a: u32,
    b: f32,
}

fn main() {}
