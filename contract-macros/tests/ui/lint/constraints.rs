use counterpart::Contract;

#[derive(Contract)]
#[schemars(extend("x" = 1), rename = "Other", title = "fine")]
struct Message {
    #[schemars(range(min = 1), description = "fine")]
    number: u64,
    #[schemars(schema_with = "somewhere")]
    other: u64,
}

fn main() {}
