//! Message metadata: envelopes, keys, headers, older types; from the type to the report.

use fixture::workspace::{Workspace, manifest};

/// Emits one event in an envelope, with a key and headers, and one as it was before the consumers' types grew.
const SHOP: &str = r#"
use counterpart::Contract;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Contract)]
#[contract(
    emits = "order.placed",
    envelope = "cloudevents",
    key = "order_id",
    headers("trace-id" = String, "attempt" = u8, "replayed" = Option<bool>)
)]
pub struct OrderPlaced {
    order_id: u64,
    customer: Option<String>,
}

#[derive(Serialize, Deserialize, Contract)]
#[contract(emits = "order.paid", key = "payment_id")]
pub struct OrderPaid {
    order_id: u64,
    payment_id: u64,
    cents: u32,
}
"#;

/// Reads all of it.
const BOOKS: &str = r#"
use counterpart::{Contract, contract};
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(
    consumes = "order.placed",
    envelope = "cloudevents",
    key = "order_id",
    headers("trace-id" = String, "attempt" = Option<u16>)
)]
pub struct OrderPlaced {
    order_id: u64,
}

/// The new form of `order.paid`.
#[derive(Deserialize, Contract)]
#[contract(consumes = "order.paid", upcasts_from(old::OrderPaid))]
pub struct OrderPaid {
    order_id: u64,
    amount: Amount,
}

#[derive(Deserialize, Contract)]
pub struct Amount {
    cents: u32,
    currency: String,
}

pub mod old {
    #[derive(serde::Deserialize, counterpart::Contract)]
    pub struct OrderPaid {
        order_id: u64,
        cents: u32,
    }
}

#[derive(Deserialize, Contract)]
pub struct Batch<T, const N: usize> {
    items: Vec<T>,
}

contract!(Batch<Batch<Amount, 1>, 2>, consumes = "amounts.batched", key = "id_of_none");
"#;

/// Wants what is not there: a field, a header, another type of one, another key.
const STOCK: &str = r#"
use counterpart::Contract;
use serde::Deserialize;

#[derive(Deserialize, Contract)]
#[contract(
    consumes = "order.placed",
    envelope = "cloudevents",
    key = "customer",
    owner = "team-stock",
    headers("tenant" = String, "attempt" = bool)
)]
pub struct OrderPlaced {
    customer: String,
}

#[derive(Deserialize, Contract)]
#[contract(consumes = "order.paid", key = "order_id")]
pub struct OrderPaid {
    order_id: u64,
}
"#;

#[test]
fn message_metadata_is_checked_with_the_payload() {
    let books = BOOKS.replace(", key = \"id_of_none\"", "");
    let workspace = Workspace::of(
        "message_metadata_is_checked_with_the_payload",
        &[
            ("shop", &[("src/lib.rs", SHOP)]),
            ("books", &[("src/lib.rs", &books)]),
            ("stock", &[("src/lib.rs", STOCK)]),
        ],
    );
    workspace.accept();

    let file = workspace.folder.read("contracts/shop/emits/order.placed.json");
    for part in [
        r#""envelope": "cloudevents""#,
        r#""key": "order_id""#,
        r#""trace-id""#,
        r#""const": "order.placed""#,
    ] {
        assert!(file.contains(part), "{part} in {file}");
    }
    let file = workspace.folder.read("contracts/books/consumes/order.paid.json");
    assert!(file.contains(r#""path": "books::old::OrderPaid""#), "{file}");

    let answer = workspace.counterpart(&["verify"]);
    answer.exits(100);
    insta::assert_snapshot!(answer.stdout, @r#"
    error[key-mismatch]: shop sends `payment_id` as the key
      --> shop/src/lib.rs:19:5
       |
    19 | pub struct OrderPaid {
       |     ^^^^^^^^^^^^^^^^ shop sends the value of `payment_id` as the key
       |
      ::: stock/src/lib.rs:19:5
       |
    19 | pub struct OrderPaid {
       |     ---------------- stock takes the key for the value of `order_id`
       |
       = at: order.paid#/key
    example: a message that breaks stock
       |
       | {"key":1,"payload":{"cents":0,"order_id":0,"payment_id":1}}
       |        ^ not accepted
       = help: in shop: send `order_id` as the key, and declare `key = "order_id"`
       = help: in stock: read `order_id` from the payload, drop ...
       = help: ask the stock team when they can release that

    error[key-mismatch]: shop sends `order_id` as the key
      --> shop/src/lib.rs:12:5
       |
    12 | pub struct OrderPlaced {
       |     ^^^^^^^^^^^^^^^^^^ shop sends the value of `order_id` as the key
       |
      ::: stock/src/lib.rs:13:5
       |
    13 | pub struct OrderPlaced {
       |     ------------------ stock takes the key for the value of `customer`
       |
       = at: order.placed#/key
    example: a message that breaks stock
       |
       | {"key":0,"payload":{...}}
       |        ^ not accepted
       = help: in shop: send `customer` as the key, and declare `key = "customer"`
       = help: in stock: read `customer` from the payload, drop ...
       = help: ask team-stock when they can release that

    error[null-emitted]: shop may send null in `customer`
      --> shop/src/lib.rs:14:5
       |
    14 |     customer: Option<String>,
       |     ^^^^^^^^^^^^^^^^^^^^^^^^ shop may send null
       |
      ::: stock/src/lib.rs:14:5
       |
    14 |     customer: String,
       |     ---------------- stock accepts a string (owner team-stock)
       |
       = at: order.placed#/data/customer
    example: a message that breaks stock
       |
       | {"data":{"customer":null,"order_id":0},"id":"a","source":"/a",...}
       |                     ^^^^ not accepted
       = help: in shop: always set `customer`
       = help: in stock: make `customer` an `Option<...>`, release it first
       = help: ask team-stock when they can release that

    error[property-missing]: shop does not send the header `tenant`
      --> shop/src/lib.rs:12:5
       |
    12 | pub struct OrderPlaced {
       |     ^^^^^^^^^^^^^^^^^^ shop never sends `tenant`
       |
      ::: stock/src/lib.rs:13:5
       |
    13 | pub struct OrderPlaced {
       |     ------------------ stock requires it (owner team-stock)
       |
       = at: order.placed#/headers/tenant
    example: a message that breaks stock
       |
       | {"headers":{"attempt":"0","trace-id":"a"}}
       |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `tenant` is missing here
       = help: in shop: send the header `tenant` with every message, and ...
       = help: in stock: make the header `tenant` an `Option<...>` in ...
       = help: ask team-stock when they can release that

    error[string-content]: shop sends the header `attempt` as strings that match `^(0|[1-9][0-9]{0,1}|1[0-9]{2}|2[0-4][0-9…`, not strings that match ...
      --> shop/src/lib.rs:12:5
       |
    12 | pub struct OrderPlaced {
       |     ^^^^^^^^^^^^^^^^^^ shop may send "0"
       |
      ::: stock/src/lib.rs:13:5
       |
    13 | pub struct OrderPlaced {
       |     ------------------ stock accepts strings that match `^(true|false)$`
       |
       = at: order.placed#/headers/attempt
    example: a message that breaks stock
       |
       | {"headers":{"attempt":"0","trace-id":"a"}}
       |                       ^^^ not accepted
       = help: in shop: keep the header `attempt` as it was, and send the new ...
       = help: in stock: widen the type of the header `attempt` in ...
       = help: ask team-stock when they can release that

    more about each: `cargo counterpart explain RULE`, with key-mismatch,
      null-emitted, property-missing, string-content
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste
    note: books wants amounts.batched, which no service in this run emits

    findings: 5 failing
    checked 4 pairs of 2 emitted events and 5 contracts: 2 compatible, 2
    incompatible
    checked against: the contract files in contracts
    assumes: plain-integers, numbers-fit-f64 and 4 more (-v lists them)
    incompatible
    "#);
}

#[test]
fn key_that_some_messages_lack_is_refused() {
    let workspace = Workspace::of(
        "key_that_some_messages_lack_is_refused",
        &[("books", &[("src/lib.rs", BOOKS)])],
    );
    workspace
        .counterpart(&["accept"])
        .exits(101)
        .complains("the key \"id_of_none\" is not required of every message");
}

/// Cargo unifies features, so what a type writes may change with a crate that nobody looks at. The derived test runs in
/// the build that it is about.
#[test]
fn a_feature_of_another_crate_that_changes_the_wire_is_caught() {
    let source = r#"
#[derive(serde::Serialize, serde::Deserialize, counterpart::Contract)]
#[contract(emits = "order.priced")]
pub struct OrderPriced {
    price: rust_decimal::Decimal,
}
"#;
    let workspace = Workspace::of(
        "a_feature_of_another_crate_that_changes_the_wire_is_caught",
        &[("prices", &[("src/lib.rs", source)])],
    );
    let decimal = |feature: &str| {
        manifest(
            "prices",
            &format!(
                "[dependencies.rust_decimal]\nversion = \"1\"\ndefault-features = false\nfeatures = [\"std\", {feature:?}]\n"
            ),
        )
        .replace("contracts\" }", "contracts\", features = [\"rust_decimal1\"] }")
    };
    workspace.write("prices/Cargo.toml", &decimal("serde"));
    workspace.accept();
    workspace.write("prices/Cargo.toml", &decimal("serde-float"));
    let answer = workspace.cargo(&["test", "--offline"]);
    answer.exits(101);
    assert!(answer.stdout.contains("price"), "{}", answer.stdout);
}
