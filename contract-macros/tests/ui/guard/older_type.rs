//! An older type is read if the newer one says so.

use counterpart::Contract;
use counterpart::guard::Reader;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
struct First {
    mail: String,
}

#[derive(Deserialize, Contract)]
struct Other {
    mail: String,
}

#[derive(Deserialize, Contract)]
#[contract(consumes = "user.registered", upcasts_from(First))]
struct User {
    email: String,
}

fn main() {
    let _: Reader<First> = Reader::<User>::only().older();
    let _: Reader<Other> = Reader::<User>::only().older();
}
