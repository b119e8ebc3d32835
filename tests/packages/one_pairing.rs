//! A run with an empty store finds what the same run finds without one, each cause once, and counts the same.

use fixture::Answer;
use fixture::workspace::{Workspace, declare};

const SHOP: &str = "shop/src/lib.rs";
const STOPPED: &str = "[[allow]]\nevent = \"order.paid\"\nconsumer = \"books\"\nrule = \"event-stopped\"\n\
                       reason = \"books drops it with 2.0\"\n";

/// A shop that emits `order.paid` no longer, which books takes from the shop alone. `more` is declared by both.
fn stopped(name: &str, more: &[&str]) -> Workspace {
    let of = |role: &str| -> String {
        let each = more
            .iter()
            .enumerate()
            .map(|(number, event)| declare(role, event, &format!("More{number}"), "pub cents: u32"));
        each.collect()
    };
    let paid = |role: &str| declare(role, "order.paid", "Paid", "pub cents: u32");
    let consumes = paid("consumes").replace("\"order.paid\"", "\"order.paid\", producer = \"shop\"");
    let shop = format!("{}{}", paid("emits"), of("emits"));
    let books = format!("{consumes}{}", of("consumes"));
    let workspace = Workspace::of(
        name,
        &[
            ("shop", &[("src/lib.rs", &shop)]),
            ("books", &[("src/lib.rs", &books)]),
        ],
    );
    workspace.accept();
    let shipped = declare("emits", "order.shipped", "Shipped", "pub cents: u32");
    workspace.write(SHOP, &format!("{}{shipped}", of("emits")));
    workspace.write(
        "contracts/shop/emits/order.shipped.json",
        &workspace
            .folder
            .read("contracts/shop/emits/order.paid.json")
            .replace("order.paid", "order.shipped")
            .replace("shop::Paid", "shop::Shipped"),
    );
    workspace.write("store/store.toml", "");
    workspace
}

/// Without a store and with an empty one.
fn both(workspace: &Workspace) -> [Answer; 2] {
    [
        workspace.counterpart(&["verify"]),
        workspace.counterpart(&["verify", "--store", "store"]),
    ]
}

/// The number of checks, and the result.
fn end(answer: &Answer) -> String {
    let from = answer.stdout.find("checked ").unwrap_or_default();
    let from = answer.stdout.find("nothing was checked").unwrap_or(from);
    answer.stdout[from..].replace("contracts, store", "contracts")
}

#[test]
fn an_event_that_stopped_is_found_once_with_a_store_and_one_allowance_covers_it() {
    let name = "an_event_that_stopped_is_found_once_with_a_store_and_one_allowance_covers_it";
    let workspace = stopped(name, &["order.refunded"]);
    for answer in both(&workspace) {
        answer
            .exits(100)
            .says("error[event-stopped]: shop no longer emits `order.paid`")
            .says("findings: 1 failing");
        assert!(!answer.stdout.contains("event-not-emitted"), "{}", answer.stdout);
    }
    workspace.write("counterpart.toml", STOPPED);
    let [local, asked] = both(&workspace);
    local
        .exits(0)
        .says("allowed because books drops it with 2.0")
        .says("checked 1 pair of 2 emitted events and 2 contracts: 1 compatible");
    asked.exits(0).says("allowed because books drops it with 2.0");
    assert_eq!(end(&asked), end(&local));
}

#[test]
fn store_run_counts_unpaired_contracts_and_events() {
    let name = "store_run_counts_unpaired_contracts_and_events";
    let workspace = stopped(name, &["order.refunded"]);
    let counted = |args: &[&str]| {
        let answer = workspace.counterpart(args);
        let document: serde_json::Value = serde_json::from_str(&answer.exits(100).stdout).unwrap();
        let of = |key: &str| document["checked"][key].as_u64();
        [of("contracts"), of("emitted")]
    };
    assert_eq!(counted(&["verify", "--format", "json"]), [Some(2), Some(2)]);
    let asked = ["verify", "--store", "store", "--format", "json"];
    assert_eq!(counted(&asked), [Some(2), Some(2)]);
    let no_pair = [
        "verify",
        "--store",
        "store",
        "--event",
        "order.paid",
        "--format",
        "json",
    ];
    assert_eq!(counted(&no_pair), [Some(1), Some(0)]);
}

#[test]
fn allowed_finding_suggests_no_allowance_in_any_format() {
    let name = "allowed_finding_suggests_no_allowance_in_any_format";
    let workspace = stopped(name, &["order.refunded"]);
    workspace.write("counterpart.toml", STOPPED);
    let text = workspace.counterpart(&["verify"]);
    text.exits(0).says("allowed[event-stopped]");
    assert!(!text.stdout.contains("[[allow]]"), "{}", text.stdout);
    let json = workspace.counterpart(&["verify", "--format", "json"]);
    assert!(!json.stdout.contains("[[allow]]"), "{}", json.stdout);
}

#[test]
fn an_event_that_is_nearly_misspelt_is_found_with_and_without_a_store() {
    let name = "an_event_that_is_nearly_misspelt_is_found_with_and_without_a_store";
    let emits = declare("emits", "order.paid", "Paid", "pub cents: u32");
    let consumes = declare("consumes", "order.payed", "Paid", "pub cents: u32");
    let workspace = Workspace::of(
        name,
        &[
            ("shop", &[("src/lib.rs", &emits)]),
            ("books", &[("src/lib.rs", &consumes)]),
        ],
    );
    workspace.accept();
    workspace.write("store/store.toml", "");
    let [local, asked] = both(&workspace);
    for answer in [&local, &asked] {
        answer
            .exits(100)
            .says("error[event-not-emitted]: books wants `order.payed`, and nobody emits it; shop emits `order.paid`")
            .says("did you mean `order.paid`? correct the event");
    }
}
