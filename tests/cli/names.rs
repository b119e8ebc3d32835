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
        .complains("this git repository has no revision mian")
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
    .complains("empty holds no contract file, and --contracts names it");
    run(&folder, "verify --no-build --contracts empty")
        .exits(101)
        .says("nothing was checked: no contract and no emitted event was found")
        .says("a run without a pair of an emitted event and a contract proves nothing, and does not pass");
}
