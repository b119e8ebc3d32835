//! Names that match nothing: of events, services, versions, environments, branches and stores.

use std::path::Path;
use std::process::Command;

use fixture::schemas::{REQUIRED_EMAIL, WANTS_EMAIL, file};
use fixture::stores::{NO_CI, git};
use fixture::{Answer, Folder};

fn run(folder: &Folder, arguments: &str) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    command
        .args(arguments.split_whitespace())
        .current_dir(folder.path());
    folder.answer_with(command, &NO_CI)
}

/// Publishes one document: `publish(&folder, "shop 1 emits order.paid", SCHEMA)`, as version 1 of the main branch.
fn publish(folder: &Folder, what: &str, schema: &str) {
    let words: Vec<&str> = what.split(' ').collect();
    let [service, version, role, event] = words[..] else {
        panic!("{what}");
    };
    let here = format!("published/{service}/{version}");
    let identity = format!("{service} {role} {event}");
    folder.write(
        &format!("{here}/{service}/{role}/{event}.json"),
        &file(&identity, "", schema),
    );
    let arguments = format!(
        "publish --store store --no-build --contracts {here} --version {version} --branch main --sequence {version} --at \
         2026-11-0{version}"
    );
    run(folder, &arguments).exits(0);
}

/// `work(&folder, "billing consumes order.payed", SCHEMA)`
fn work(folder: &Folder, identity: &str, header: &str, schema: &str) {
    let path = identity.replace(' ', "/");
    folder.write(&format!("contracts/{path}.json"), &file(identity, header, schema));
}

/// A shop that emits two events, and billing, which reads one of them.
fn shop() -> Folder {
    let folder = Folder::with(&[]);
    publish(&folder, "billing 1 consumes order.paid", WANTS_EMAIL);
    folder.write(
        "published/shop/2/shop/emits/order.shipped.json",
        &file("shop emits order.shipped", "", REQUIRED_EMAIL),
    );
    publish(&folder, "shop 2 emits order.paid", REQUIRED_EMAIL);
    folder
}

const VERIFY: &str = "verify --no-build --contracts contracts --store store --at 2026-11-23";

#[test]
fn a_contract_for_a_misspelt_event_fails_and_names_the_one_that_is_emitted() {
    let folder = shop();
    work(&folder, "billing consumes order.payed", "", WANTS_EMAIL);
    work(&folder, "billing consumes order.shipped", "", WANTS_EMAIL);
    let answer = run(&folder, VERIFY);
    insta::assert_snapshot!(answer.exits(100).stdout, @"
    error[event-not-emitted]: billing wants `order.payed`, and nobody emits it; version 1 of billing read `order.paid`, which shop emits, and this one does ...
    --> contracts/billing/consumes/order.payed.json
     = help: in billing: did you mean `order.paid`? correct the event
     = help: publish a producer that emits `order.payed` first

    more about this: `cargo counterpart explain event-not-emitted`
    to accept it: `cargo counterpart verify -v` prints the `[[allow]]` to paste

    findings: 1 failing
    checked 1 pair of 1 emitted event and 2 contracts: 1 compatible
    checked against: shop 2
    assumes: unique-keys
    incompatible
    ");
    // It is an error of a rule: it can be weighed, and accepted by name.
    folder.write("counterpart.toml", "[rules]\nevent-not-emitted = \"warn\"\n");
    run(&folder, VERIFY)
        .exits(0)
        .says("warning[event-not-emitted]: billing wants `order.payed`");
    folder.write(
        "counterpart.toml",
        "[[allow]]\nevent = \"order.payed\"\nconsumer = \"billing\"\nreason = \"the shop begins to emit it next week\"\n",
    );
    run(&folder, VERIFY)
        .exits(0)
        .says("allowed because the shop begins to emit it next week");
}

#[test]
fn replaced_contract_fails_if_nobody_emits_the_new_event() {
    let folder = shop();
    work(&folder, "billing consumes payment.settled", "", WANTS_EMAIL);
    work(&folder, "billing consumes order.shipped", "", WANTS_EMAIL);
    run(&folder, VERIFY)
        .exits(100)
        .says("error[event-not-emitted]: billing wants `payment.settled`")
        .says("version 1 of billing read `order.paid`");
    // Its earlier events are still read: the new contract is an additional one, and may come before its producer.
    work(&folder, "billing consumes order.paid", "", WANTS_EMAIL);
    run(&folder, VERIFY)
        .exits(0)
        .says("note: billing wants payment.settled, which no service in this run emits");
}

#[test]
fn a_contract_of_a_misspelt_producer_fails() {
    let folder = shop();
    work(
        &folder,
        "mails consumes order.shipped",
        r#" "producer": "shopp","#,
        WANTS_EMAIL,
    );
    work(&folder, "mails consumes order.paid", "", WANTS_EMAIL);
    run(&folder, VERIFY)
        .exits(100)
        .says("error[event-not-emitted]: mails wants `order.shipped` from shopp")
        .says("shop emits `order.shipped`");
}

#[test]
fn unmatched_name_is_an_error_even_if_others_match() {
    let folder = shop();
    work(&folder, "shop emits order.paid", "", REQUIRED_EMAIL);
    work(&folder, "shop emits order.shipped", "", REQUIRED_EMAIL);
    run(&folder, "record-deployment --store store --service billing --version 1 --environment production --at 2026-11-05").exits(0);
    let error = |arguments: &str| {
        let answer = run(&folder, arguments);
        answer.exits(101).stderr.clone()
    };
    run(&folder, VERIFY).exits(0);
    let cases = [
        format!("{VERIFY} --event order.paid --event order.payed"),
        format!("{VERIFY} --event order.paid --event user.deleted"),
        format!("{VERIFY} --consumer billing --consumer biling"),
        format!("{VERIFY} --consumer billing --consumer shop"),
        format!("{VERIFY} --environment production --environment prodcution"),
        format!("{VERIFY} --branch mian"),
        "verify --store store --service shpo --version 2".into(),
        "verify --store store --service shop --version 3".into(),
        "can-i-deploy --store store --service shpo --version 2 --to-environment production".into(),
        "can-i-deploy --store store --service shop --version 2 --to-environment prodcution --allow-unknown=nobody".into(),
        "can-i-deploy --store store --service shop --version 2 --to-environment prodcution --allow-unknown".into(),
        "record-deployment --store store --service shpo --version 2 --environment production".into(),
        "record-deployment --store store --service shop --version 2 --environment prodcution".into(),
        "record-release --store store --service shop --version 2 --to-environment prodcution".into(),
        "record-undeployment --store store --service billing --version 1 --environment prodcution".into(),
        "versions --store store --service shpo".into(),
        "versions --store store --service shop --branch mian".into(),
        "events --store store --event order.payed".into(),
        "impact order.payed#/email --store store".into(),
        "diff shpo@1 shop@2 --store store".into(),
        "publish --store store --no-build --contracts contracts --service shpo --version 3 --no-branch".into(),
    ];
    let said: Vec<String> = cases
        .iter()
        .map(|case| format!("$ {}\n{}", case.replace(VERIFY, "verify"), error(case)))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @"
    $ verify --event order.paid --event order.payed
    error: nothing here emits or consumes order.payed (did you mean `order.paid`?); the events here are: order.paid, order.shipped

    $ verify --event order.paid --event user.deleted
    error: nothing here emits or consumes user.deleted; the events here are: order.paid, order.shipped

    $ verify --consumer billing --consumer biling
    error: biling has no contract that this run is checked against (did you mean `billing`?); the consumers are: billing

    $ verify --consumer billing --consumer shop
    error: shop has no contract that this run is checked against; the consumers are: billing

    $ verify --environment production --environment prodcution
    error: nothing was ever deployed to prodcution (did you mean `production`?); the environments are: production
      hint: the first `cargo counterpart record-deployment` makes an environment

    $ verify --branch mian
    error: no service of the store has a branch mian (did you mean `main`?); the branches are: main
      hint: `cargo counterpart versions --service SERVICE` shows the branches of a service

    $ verify --store store --service shpo --version 2
    error: shpo has published nothing (did you mean `shop`?); the services are: billing, shop
      hint: `cargo counterpart services` lists them

    $ verify --store store --service shop --version 3
    error: version 3 of shop is not published; there is 2
      hint: publish it first, or see `cargo counterpart versions --service shop`

    $ can-i-deploy --store store --service shpo --version 2 --to-environment production
    error: shpo has published nothing (did you mean `shop`?); the services are: billing, shop
      hint: `cargo counterpart services` lists them

    $ can-i-deploy --store store --service shop --version 2 --to-environment prodcution --allow-unknown=nobody
    error: nothing was ever deployed to prodcution (did you mean `production`?); the environments are: production
      hint: if the environment is new, say so with --new-environment

    $ can-i-deploy --store store --service shop --version 2 --to-environment prodcution --allow-unknown
    error: nothing was ever deployed to prodcution (did you mean `production`?); the environments are: production
      hint: if the environment is new, say so with --new-environment

    $ record-deployment --store store --service shpo --version 2 --environment production
    error: shpo has published nothing (did you mean `shop`?); the services are: billing, shop
      hint: `cargo counterpart services` lists them

    $ record-deployment --store store --service shop --version 2 --environment prodcution
    error: nothing was ever recorded in prodcution (did you mean `production`?)
      hint: if the environment is new, say so with --new-environment

    $ record-release --store store --service shop --version 2 --to-environment prodcution
    error: nothing was ever recorded in prodcution (did you mean `production`?)
      hint: if the environment is new, say so with --new-environment

    $ record-undeployment --store store --service billing --version 1 --environment prodcution
    error: nothing was ever recorded in prodcution (did you mean `production`?); the environments are: production
      hint: `cargo counterpart environments` lists what runs where

    $ versions --store store --service shpo
    error: shpo has published nothing (did you mean `shop`?); the services are: billing, shop
      hint: `cargo counterpart services` lists them

    $ versions --store store --service shop --branch mian
    error: shop has no branch mian (did you mean `main`?); its branches are: main

    $ events --store store --event order.payed
    error: nobody emits or consumes order.payed (did you mean `order.paid`?)
      hint: `cargo counterpart events` lists all events

    $ impact order.payed#/email --store store
    error: no service emits order.payed (did you mean `order.paid`?); the events are: order.paid, order.shipped

    $ diff shpo@1 shop@2 --store store
    error: shpo has published nothing (did you mean `shop`?); the services are: billing, shop
      hint: `cargo counterpart services` lists them

    $ publish --store store --no-build --contracts contracts --service shpo --version 3 --no-branch
    error: the service shpo has neither a contract nor an emitted schema here (did you mean `shop`?)
      hint: there are shop
    ");
    // A new environment is made by its first record, and a name that is near another one says that it is meant.
    run(
        &folder,
        "record-deployment --store store --service shop --version 2 --environment staging --at 2026-11-06",
    )
    .exits(0);
    run(&folder, "record-deployment --store store --service shop --version 2 --environment stagin --new-environment --at 2026-11-06")
        .exits(0);
}

#[test]
fn place_without_a_store_is_not_an_empty_store() {
    let folder = shop();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder.write("code/src/lib.rs", "");
    folder.write("new/store.toml", "");
    for command in [
        "services",
        "events",
        "environments",
        "prune",
        "versions --service shop",
        "can-i-deploy --service shop --version 2 --to-environment production",
        "impact order.paid#/email",
        "record-deployment --service shop --version 2 --environment production",
        "verify --no-build --contracts published/shop/2",
    ] {
        for place in ["empty", "code"] {
            let answer = run(&folder, &format!("{command} --store {place}"));
            answer.exits(101).complains(&format!("{place} is not a store"));
        }
    }
    for place in ["empty", "file:///nowhere/at/all"] {
        run(&folder, &format!("diff {place} store")).exits(101);
    }
    run(&folder, "services --store new")
        .exits(0)
        .says("no service has published anything");
    insta::assert_snapshot!(run(&folder, "services --store empty").exits(101).stderr, @r##"
    error: empty is not a store: it has neither a service nor an environment nor a `store.toml`
      hint: `cargo counterpart publish` creates it with the first version; `cargo counterpart init --store URL` creates it empty
    "##);
}

fn bare(folder: &Folder) -> String {
    git(folder.path(), &["init", "--quiet", "--bare", "store.git"]);
    let place = folder.path().canonicalize().unwrap().join("store.git");
    format!("git+file://{}", place.display())
}

#[test]
fn the_address_of_a_git_repository_is_refused_with_the_right_one() {
    let folder = shop();
    bare(&folder);
    let from = |what: &str| format!("{what} --contracts published/shop/2 --no-build --version 9 --no-branch");
    for place in ["store.git", "./store.git/", "file://[HERE]/store.git"] {
        let here = folder.path().canonicalize().unwrap();
        let place = place.replace("[HERE]", here.to_str().unwrap());
        for command in ["services".to_owned(), from("publish")] {
            let answer = run(&folder, &format!("{command} --store {place}"));
            answer.exits(101);
            let wanted = "git+file://[HERE]/store.git#main";
            assert!(answer.stderr.contains(wanted), "{}", answer.stderr);
        }
    }
    assert!(!folder.has("store.git/services"), "nothing is written into it");
    let addresses = [
        "git@host:acme/contracts.git",
        "host:acme/contracts.git",
        "https://github.com/acme/contracts.git",
        "https://me:secret@github.com/acme/contracts#main",
        "ssh://git@host/contracts.git",
        "git://host/contracts.git",
        "http://host/contracts.git",
        "git+http://host/contracts.git",
        "git+ssh://git@host:acme/contracts.git#main",
        "git+git@host:acme/contracts.git",
    ];
    let said = addresses.map(|address| {
        run(&folder, &format!("services --store {address}"))
            .exits(101)
            .stderr
            .clone()
    });
    assert!(!said.concat().contains("secret"));
    insta::assert_snapshot!(said.join("\n"), @r##"
    error: the store "git@host:acme/contracts.git" is an address for git itself: write git+ssh://git@host/acme/contracts.git#main

    error: the store "host:acme/contracts.git" is an address for git itself: write git+ssh://host/acme/contracts.git#main

    error: the store "https://github.com/acme/contracts.git" is an address for git itself: write git+https://github.com/acme/contracts.git#main

    error: the store "https://…@github.com/acme/contracts#main" is an address for git itself: write git+https://github.com/acme/contracts#main

    error: the store "ssh://…@host/contracts.git" is an address for git itself: write git+ssh://git@host/contracts.git#main

    error: the store "git://host/contracts.git" is an address for git itself: write git+https://host/contracts.git#main

    error: the store "http://host/contracts.git" is an address for git itself: write git+https://host/contracts.git#main

    error: the store "git+http://host/contracts.git" has another scheme than git+ssh, git+https or git+file

    error: the store "git+ssh://git@host:acme/contracts.git#main" has a `:` behind its host, and no port: write git+ssh://git@host/acme/contracts.git#main

    error: the store "git+git@host:acme/contracts.git" has the form that scp takes: write git+ssh://git@host/acme/contracts.git#main
    "##);
    // A checkout is a folder like another: what is committed is its user's affair.
    git(&folder.path().join("store"), &["init", "--quiet"]);
    run(&folder, "services --store store").exits(0).says("billing");
}

#[test]
fn missing_branch_of_a_git_store_is_not_an_empty_store() {
    let folder = shop();
    let store = bare(&folder);
    let publish = |branch: &str| {
        run(
            &folder,
            &format!(
                "publish --store {store}#{branch} --no-build --contracts published/shop/2 --version 2 --branch main --sequence 2"
            ),
        )
    };
    run(&folder, &format!("services --store {store}#main"))
        .exits(101)
        .complains("has no branch yet");
    publish("main").exits(0);
    run(&folder, &format!("services --store {store}#main")).exits(0);
    let verify = format!("verify --no-build --contracts published/shop/2 --store {store}#mian");
    for command in [format!("services --store {store}#mian"), verify] {
        run(&folder, &command)
            .exits(101)
            .complains("has no branch mian (did you mean `main`?)");
    }
    publish("mian")
        .exits(101)
        .complains("has no branch mian (did you mean `main`?)");
    // A branch of its own beside others is made by the first version in it.
    publish("contracts").exits(0);
    let heads = git(
        Path::new(&folder.path().join("store.git")),
        &["branch", "--format=%(refname:short)"],
    );
    assert_eq!(heads, "contracts\nmain");
}

#[test]
fn the_hint_of_can_i_deploy_names_each_kind_of_unknown() {
    let folder = shop();
    folder.write(
        "published/mails/3/mails/consumes/ghost.seen.json",
        &file("mails consumes ghost.seen", "", WANTS_EMAIL),
    );
    folder.write("counterpart.toml", "retention = \"14d\"\n");
    publish(&folder, "mails 3 consumes order.paid", WANTS_EMAIL);
    run(
        &folder,
        "record-deployment --store store --service shop --version 2 --environment production --at 2026-11-04",
    )
    .exits(0);
    let ask =
        "can-i-deploy --store store --service mails --version 3 --to-environment production --at 2026-11-05";
    let hint = "--allow-unknown=no-producer --allow-unknown=short-history";
    run(&folder, ask)
        .exits(100)
        .says(&format!("unknowns count as no; pass `{hint}` to ignore them"));
    run(&folder, &format!("{ask} {hint}")).exits(0);
}
