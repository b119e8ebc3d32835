use counterpart::Contract;

#[derive(serde::Deserialize, Contract)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    FirstName,
    Other(String),
}

#[derive(serde::Deserialize, Contract)]
#[serde(variant_identifier)]
enum Variant {
    One,
    Two,
}

fn main() {}
