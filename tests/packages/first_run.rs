//! The way into a store that is empty, and what is said of what leaves it.

use fixture::stores::{run, services};
use fixture::workspace::{Workspace, declare};

#[test]
fn the_first_service_of_a_store_is_verified_and_published_as_the_workflow_says() {
    let emits = declare(
        "emits",
        "user.registered",
        "UserRegistered",
        "id: u64, email: String",
    );
    let name = "the_first_service_of_a_store_is_verified_and_published_as_the_workflow_says";
    let workspace = Workspace::of(name, &[("user-service", &[("src/lib.rs", &emits)])]);
    std::fs::remove_file(workspace.folder.path().join("counterpart.toml")).unwrap();
    workspace
        .counterpart(&["verify", "--store", "store"])
        .exits(101)
        .complains("`cargo counterpart init --store URL` creates it empty");
    let answer = workspace.counterpart(&["init", "--store", "store"]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    created the store store
    wrote counterpart.toml
    wrote .github/workflows/counterpart.yml
    ");
    let workflow = workspace.folder.read(".github/workflows/counterpart.yml");
    let steps: Vec<&str> = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- run: cargo counterpart "))
        .collect();
    assert_eq!(steps, ["verify --store", "publish"], "{workflow}");
    workspace.accept();

    let verify = ["verify", "--store"];
    let answer = workspace.counterpart(&verify);
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    note: 1 event is emitted, and nobody reads it yet: user.registered

    compatible: nobody reads it yet
    ");
    let answer = workspace.counterpart(&[&verify[..], &["--format", "json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&answer.exits(0).stdout).unwrap();
    assert_eq!(document["outcome"], "compatible");
    assert_eq!(document["warnings"][0]["id"], "unread-events", "{document:#}");
    let answer = workspace.counterpart(&[&verify[..], &["--format", "github"]].concat());
    answer
        .exits(0)
        .says("::notice title=counterpart%3A unread-events::1 event is emitted, and nobody reads it yet");
    // Neither of these was built and compared with a whole store.
    workspace.counterpart(&["verify"]).exits(101);
    workspace
        .counterpart(&["verify", "--store", "--no-build"])
        .exits(101);
    let publish = [
        "publish",
        "--version",
        "1",
        "--branch",
        "main",
        "--sequence",
        "1",
        "--allow-dirty",
    ];
    workspace.counterpart(&publish).exits(0);
    workspace.counterpart(&verify).exits(0);
}

#[test]
fn accept_explains_deletions() {
    let emits = declare("emits", "order.paid", "OrderPaid", "id: u64");
    let consumes = |event: &str| declare("consumes", event, "OrderPaid", "id: u64");
    let workspace = Workspace::of(
        "accept_explains_deletions",
        &[
            ("shop", &[("src/lib.rs", &emits)]),
            ("billing", &[("src/lib.rs", &consumes("order.paid"))]),
        ],
    );
    workspace.accept();
    workspace.write("billing/src/lib.rs", &consumes("order.payed"));
    let answer = workspace.accept();
    answer
        .says("deleted contracts/billing/consumes/order.paid.json: billing stops requiring order.paid, which shop emits")
        .says("wrote contracts/billing/consumes/order.payed.json")
        .says("warning: billing now requires order.payed, which nobody known here emits; shop emits order.paid");

    // The store knows who emits what nobody here does.
    workspace.write("billing/src/lib.rs", &consumes("order.paid"));
    workspace.accept();
    let publish = [
        "publish",
        "--store",
        "store",
        "--version",
        "1",
        "--branch",
        "main",
        "--sequence",
        "1",
        "--allow-dirty",
        "--service",
        "shop",
    ];
    workspace.counterpart(&publish).exits(0);
    workspace.write("counterpart.toml", "store = \"store\"\n");
    workspace.write("shop/src/lib.rs", "");
    std::fs::remove_dir_all(workspace.folder.path().join("contracts/shop")).unwrap();
    workspace.write("billing/src/lib.rs", &consumes("order.payed"));
    workspace
        .accept()
        .says("billing stops requiring order.paid, which shop emits")
        .says("shop emits order.paid");
    // A store that cannot be read hides nothing and stops nothing.
    workspace.write("counterpart.toml", "store = \"elsewhere\"\n");
    workspace.write("billing/src/lib.rs", "");
    workspace
        .accept()
        .says(
            "warning: the store could not be asked who emits what: the store [HERE]/elsewhere does not exist",
        )
        .says("billing stops requiring order.payed, which nobody known here emits");
}

#[test]
fn record_without_effect_says_so() {
    let folder = services();
    for (version, sequence) in [("1", 1), ("2", 2), ("3", 3)] {
        fixture::stores::publish(&folder, version, sequence).exits(0);
    }
    let record = |what: &str, version: &str, at: &str| {
        let answer = run(
            &folder,
            &format!("{what} --service user-service --version {version} --environment production --at {at}"),
        );
        answer.exits(0).stdout.clone()
    };
    let said = [
        record("record-deployment", "2", "2026-11-05"),
        record("record-deployment", "1", "2026-11-04"),
        record("record-deployment", "3", "2126-11-05"),
        record("record-deployment", "1", "2026-11-06"),
        record("record-undeployment", "2", "2026-11-05T12:00:00Z"),
        record("record-deployment", "2", "2026-11-07"),
        record("record-undeployment", "1", "2026-11-06T12:00:00Z"),
        record("record-release", "1", "2026-11-07"),
        record("record-support-ended", "1", "2126-11-07"),
    ];
    insta::assert_snapshot!(said.concat(), @"
    recorded: user-service 2 is deployed to production since 2026-11-05T00:00:00Z
    recorded: user-service 1 is deployed to production since 2026-11-04T00:00:00Z
    note: it is not in force now: version 2 is recorded as deployed at 2026-11-05T00:00:00Z
    recorded: user-service 3 is deployed to production since 2126-11-05T00:00:00Z
    note: it is not in force yet: that is later than now
    recorded: user-service 1 is deployed to production since 2026-11-06T00:00:00Z
    note: it is in force until 2126-11-05T00:00:00Z: version 3 is recorded as deployed at 2126-11-05T00:00:00Z
    recorded: user-service 2 is no longer deployed to production since 2026-11-05T12:00:00Z
    recorded: user-service 2 is deployed to production since 2026-11-07T00:00:00Z
    note: it is in force until 2126-11-05T00:00:00Z: version 3 is recorded as deployed at 2126-11-05T00:00:00Z
    recorded: user-service 1 is no longer deployed to production since 2026-11-06T12:00:00Z
    recorded: user-service 1 is released to production since 2026-11-07T00:00:00Z
    recorded: user-service 1 is no longer supported in production since 2126-11-07T00:00:00Z
    note: it is not in force yet: that is later than now
    ");
    let json = run(
        &folder,
        "record-deployment --service user-service --version 1 --environment production --at 2026-11-04 --json",
    );
    let document: serde_json::Value = serde_json::from_str(&json.exits(0).stdout).unwrap();
    assert_eq!(document["in-force"], false);
    // One second has one deployment, unless it is the same.
    let twice =
        "record-deployment --service user-service --version 3 --environment production --at 2026-11-07";
    insta::assert_snapshot!(run(&folder, twice).exits(101).stderr, @"
    error: version 2 of user-service is recorded as deployed in production at 2026-11-07T00:00:00Z already, and nothing would tell which of the two records is the later one
      hint: set --at of the later one to a second after the other
    ");
}

#[test]
fn published_version_that_does_not_count_says_so() {
    let folder = services();
    fixture::stores::publish(&folder, "2", 2)
        .exits(0)
        .complains("no store stood at [HERE]/repo/../store before: this version begins it");
    fixture::stores::publish(&folder, "1", 1).exits(0).complains(
        "warning: user-service 1 is not the latest of main: 2 is, whose sequence number is higher",
    );
    folder.write(
        &format!("repo/{}", fixture::stores::CONSUMES),
        &fixture::schemas::file(
            "auth-service consumes user.registered",
            "",
            fixture::schemas::REQUIRED_EMAIL,
        ),
    );
    let same =
        "publish --no-build --contracts contracts --version 3 --branch main --sequence 2 --at 2026-11-02";
    insta::assert_snapshot!(run(&folder, same).exits(101).stderr, @"
    error: version 2 of auth-service has sequence number 2 on branch main already, published at 2026-11-02T00:00:00Z: a version that is published no later with the same number would never be the latest
      hint: give it a higher number with --sequence, or look at the clocks of the machines that publish
    ");
    run(&folder, &same.replace("2026-11-02", "2126-11-02"))
        .exits(0)
        .complains("warning: 2126-11-02T00:00:00Z is later than now");
    run(&folder, "services").exits(0).says("auth-service main 3 3");
}
