//! Types of other crates in the arguments of another type.

#![allow(
    dead_code,
    reason = "serde reads and writes these fields, and nothing else does"
)]

use std::collections::BTreeMap;

use counterpart::Contract;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, Contract)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
struct OwnUlid(ulid::Ulid);

#[test]
fn types_in_the_arguments_of_another_have_their_features_or_a_newtype() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Listed {
        users: Option<Page<uuid::Uuid>>,
        #[contract(with = "Page<OwnUlid>")]
        orders: Page<ulid::Ulid>,
        by_key: BTreeMap<uuid::Uuid, Page<std::time::Duration>>,
    }
    let message = |user: &str, order: &str, seconds: &str| {
        format!(
            r#"{{"users":{{"items":["{user}"]}},"orders":{{"items":["{order}"]}},"by_key":{{"{user}":{{"items":[{{"secs":{seconds},"nanos":0}}]}}}}}}"#
        )
    };
    let (user, order) = (
        "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "01D39ZY06FGSCTVN4T2V9PKHFZ",
    );
    let messages = [
        message(user, order, "1"),
        message("a", order, "1"),
        message(user, "a", "1"),
        message(user, order, "-1"),
    ];
    crate::agreement::agree::<Listed>(&messages.each_ref().map(String::as_str));
}
