//! Names that narrow a question and match nothing: an error, beside whatever else matches.

use fixture::Folder;
use fixture::schemas::{REQUIRED_EMAIL, file};
use fixture::stores::{git, publish, repository, run, services};

/// The files of two services, and both published to the store beside them.
fn published() -> Folder {
    let folder = services();
    publish(&folder, "1.0.0", 1).exits(0);
    run(
        &folder,
        "record-deployment --service user-service --version 1.0.0 --environment production --at 2026-11-02",
    )
    .exits(0);
    folder
}

const VERIFY: &str = "verify --no-build --contracts contracts --store ../store";

#[test]
fn unmatched_event_is_reported_even_if_another_matches() {
    let folder = published();
    let right = format!("{VERIFY} --event user.registered");
    run(&folder, &right).exits(0);
    run(&folder, &format!("{right} --event user.registred"))
        .exits(101)
        .complains("nothing here emits or consumes user.registred")
        .complains("did you mean `user.registered`?");
    run(&folder, &format!("{VERIFY} --event order.placed"))
        .exits(101)
        .complains("the events here are: user.registered");
    run(
        &folder,
        "verify --store ../store --service user-service --version 1.0.0 --event user.registered --event typo",
    )
    .exits(101)
    .complains("nothing here emits or consumes typo");
}

#[test]
fn an_event_that_the_run_does_not_emit_any_more_can_be_asked_about() {
    let folder = published();
    folder.write(
        "repo/now/user-service/emits/user.deleted.json",
        &file("user-service emits user.deleted", "", REQUIRED_EMAIL),
    );
    run(
        &folder,
        "verify --no-build --contracts now --store ../store --event user.registered",
    )
    .exits(100)
    .says("[event-stopped]");
}

#[test]
fn unmatched_consumer_is_reported_even_if_another_matches() {
    let folder = published();
    let right = format!("{VERIFY} --consumer auth-service");
    run(&folder, &right).exits(0);
    run(&folder, &format!("{right} --consumer auth-servcie"))
        .exits(101)
        .complains("auth-servcie has no contract that this run is checked against")
        .complains("did you mean `auth-service`?");
}

#[test]
fn unmatched_environment_or_branch_is_reported_with_the_nearest() {
    let folder = published();
    run(
        &folder,
        &format!("{VERIFY} --environment production --environment prodcution"),
    )
    .exits(101)
    .complains("nothing was ever deployed to prodcution")
    .complains("did you mean `production`?");
    run(&folder, &format!("{VERIFY} --branch mian"))
        .exits(101)
        .complains("no service of the store has a branch mian")
        .complains("did you mean `main`?");
}

#[test]
fn unmatched_sample_name_suggests_the_nearest() {
    let folder = services();
    let sample = |more: &str| run(&folder, &format!("sample --contracts contracts {more}"));
    sample("user.registered").exits(0);
    sample("user.registred")
        .exits(101)
        .complains("no contract file of `user.registred` is there that fits")
        .complains("did you mean `user.registered`?");
    sample("user.registered --service auth-servcie")
        .exits(101)
        .complains("`auth-servcie` has no contract file of `user.registered`")
        .complains("did you mean `auth-service`?");
    folder.write(
        "repo/contracts/auth-service/consumes/user.registered@audit.json",
        &file(
            "auth-service consumes user.registered",
            r#" "name": "audit","#,
            REQUIRED_EMAIL,
        ),
    );
    sample("user.registered --name adit")
        .exits(101)
        .complains("no contract of `user.registered` has the name `adit`")
        .complains("did you mean `audit`?");
    std::fs::remove_file(
        folder
            .path()
            .join("repo/contracts/auth-service/consumes/user.registered@audit.json"),
    )
    .unwrap();
    sample("user.registered --name audit")
        .exits(101)
        .complains("its files are auth-service consumes user.registered, user-service emits user.registered");
}

#[test]
fn impact_and_diff_suggest_the_nearest_name() {
    let folder = published();
    run(&folder, "impact user.registred#/email")
        .exits(101)
        .complains("no service emits user.registred")
        .complains("did you mean `user.registered`?");
    let folder = repository();
    let repo = folder.path().join("repo");
    git(&repo, &["branch", "--force", "--move", "main"]);
    folder.write("repo/counterpart.toml", "");
    run(&folder, "diff main mian")
        .exits(101)
        .complains("`mian` is neither a folder nor a revision of this git repository")
        .complains("did you mean `main`?");
}

#[test]
fn empty_contract_folder_is_reported_even_if_another_has_contracts() {
    let folder = services();
    folder.write("repo/empty/README.md", "");
    run(&folder, "verify --no-build --contracts contracts").exits(0);
    run(
        &folder,
        "verify --no-build --contracts contracts --contracts empty",
    )
    .exits(101)
    .complains("empty holds no contract file, but --contracts names it");
    run(&folder, "verify --no-build --contracts empty")
        .exits(101)
        .says("nothing was checked: no contract and no emitted event was found")
        .says("a run without a pair of an emitted event and a contract proves nothing, and does not pass");
}

#[test]
fn impact_takes_places_as_findings_show_them() {
    let folder = services();
    let order = r#"{
  "x-contract": {
    "format": 1, "role": "ROLE", "service": "SERVICE", "event": "orders", "assumes": [], "key": "id",
    "headers": {"type": "object", "properties": {"tenant": {"type": "string"}}, "required": ["tenant"]}
  },
  "type": "object",
  "oneOf": [
    {"title": "order.paid", "properties": {"type": {"const": "order.paid"}, "reason": {"type": "string"}}, "required": ["type", "reason"]},
    {
      "title": "order.cancelled",
      "properties": {
        "type": {"const": "order.cancelled"},
        "reason": {"type": "string"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku(old)": {"type": "string"}}, "required": ["sku(old)"]}}
      },
      "required": ["type", "reason", "lines"]
    }
  ]
}
"#;
    let of = |role: &str, service: &str| order.replace("ROLE", role).replace("SERVICE", service);
    folder.write("repo/contracts/shop/emits/orders.json", &of("emits", "shop"));
    folder.write(
        "repo/contracts/mails/consumes/orders.json",
        &of("consumes", "mails"),
    );
    let impact = |place: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        command
            .args(["impact", place, "--contracts", "contracts"])
            .current_dir(folder.path().join("repo"));
        folder.answer(command)
    };
    for place in [
        "orders#(order.cancelled)/reason",
        "orders#/reason",
        "orders#(order.cancelled)/lines/*/sku%28old%29",
        "orders#/headers/tenant",
    ] {
        impact(place)
            .exits(0)
            .says(&format!("{place}, as shop sends it"))
            .says("taking it away breaks mails");
    }
    // Only the alternative that is named is changed.
    let witness = impact("orders#(order.cancelled)/reason").stdout;
    assert!(!witness.contains("order.paid"), "{witness}");

    let error = |place: &str| impact(place).exits(101).stderr.clone();
    insta::assert_snapshot!(error("orders#/reasn"), @"error: messages of orders have no /reasn (did you mean `/reason`?); known paths: /lines, /reason, /type, /headers/tenant, /lines/*, /lines/*/sku%28old%29");
    insta::assert_snapshot!(error("orders#(order.lost)/reason"), @"error: messages of orders have no (order.lost)/reason; known paths: /lines, /reason, /type, /headers/tenant, /lines/*, /lines/*/sku%28old%29");
    insta::assert_snapshot!(error("orders#(order.cancelled)"), @"error: `orders#(order.cancelled)` is a whole message and not a field of it; known paths: /lines, /reason, /type, /headers/tenant, /lines/*, /lines/*/sku%28old%29");
    insta::assert_snapshot!(error("orders#/key"), @"error: the key of messages of orders is the value of a field; ask for `orders#/id`");
    insta::assert_snapshot!(error("orders#/a(b"), @"
    error: `/a(b` is not a place in messages of orders: a parenthesis has no partner: `(` and `)` enclose an alternative, and are `%28` and `%29` in a name
      hint: write it as findings show it: `/plan/seats`, `/tags/*`, `(order.cancelled)/data/reason`
    ");
    insta::assert_snapshot!(error("orders"), @"
    error: `orders` names an event and no field of it
      hint: write the event, `#` and the place, as in `user.registered#/email`
    ");
}

#[test]
fn a_version_is_named_by_the_first_digits_of_its_commit() {
    let folder = services();
    let (one, other) = (
        format!("4f1c{}", "0".repeat(36)),
        format!("4f1d{}", "0".repeat(36)),
    );
    publish(&folder, &one, 1).exits(0);
    publish(&folder, &other, 2).exits(0);
    let verify = |version: &str| {
        run(
            &folder,
            &format!("verify --store ../store --service user-service --version {version}"),
        )
    };
    verify("4f1c0").exits(0);
    let record =
        "record-deployment --service user-service --version 4f1c0 --environment production --at 2026-11-02";
    run(&folder, record)
        .exits(0)
        .says(&format!("user-service {one} is deployed"));
    let may =
        "can-i-deploy --service user-service --version 4f1d --to-environment production --at 2026-11-03";
    assert_eq!(
        run(&folder, may).stdout,
        run(&folder, &may.replace("4f1d", &other)).stdout
    );
    run(&folder, may).says(&format!("user-service {} to production", &other[..10]));
    verify("4F1D").exits(0);
    publish(&folder, &format!("4f1c1{}", "0".repeat(35)), 3).exits(0);
    verify("4f1c").exits(101).complains(&format!(
        "several versions of user-service begin with 4f1c: {one}, 4f1c1"
    ));
    for none in ["4f1", "4f1e"] {
        verify(none)
            .exits(101)
            .complains(&format!("version {none} of user-service is not published"));
    }
    verify("4f1")
        .exits(101)
        .complains("the start of a commit needs at least 4 digits");
}
