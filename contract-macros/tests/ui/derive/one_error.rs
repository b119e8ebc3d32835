use std::collections::HashMap;

use counterpart::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.placed")]
struct Outer {
    inner: Vec<Inner>,
    by_name: HashMap<String, Inner>,
    generic: Generic<Inner>,
}

#[derive(Deserialize, Contract)]
struct Inner {
    #[serde(deserialize_with = "never")]
    id: u64,
}

#[derive(Deserialize, Contract)]
struct Generic<T> {
    #[contract(unknown)]
    value: T,
}

fn never<'de, D: serde::Deserializer<'de>>(_: D) -> Result<u64, D::Error> {
    Err(serde::de::Error::custom("never"))
}

fn main() {
    let _ = counterpart::guard::read::<Outer>(&counterpart::guard::Message::new(b"{}"));
}
