//! Two `contract!` of one type are ambiguous.

use counterpart::guard::Reader;
use counterpart::{Contract, contract};
use serde::Deserialize;

#[derive(Deserialize, Contract)]
struct Page<T> {
    items: Vec<T>,
}

contract!(Page<u8>, consumes = "page.read");
contract!(Page<u8>, consumes = "page.printed");
contract!(Page<u16>, consumes = "wide.page.read");

fn main() {
    let _ = Reader::<Page<u16>>::declared();
    let _ = Reader::<Page<u8>>::declared();
}
