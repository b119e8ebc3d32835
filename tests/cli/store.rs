//! A store from the command line: what is recorded, listed, pruned and configured.

#[cfg(unix)]
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

#[cfg(unix)]
use fixture::Answer;
use fixture::Folder;
#[cfg(unix)]
use fixture::stores::{NO_CI, PUBLISH};
use fixture::stores::{publish, run, run_with, services};

#[test]
fn published_versions_and_records_are_found_again() {
    let folder = services();
    let answer = publish(&folder, "1.0", 1);
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    published auth-service 1.0, of branch main, sequence number 1: contracts 1, emitted events 0
    published user-service 1.0, of branch main, sequence number 1: contracts 0, emitted events 1
    the contract of auth-service for user.registered is new or changed; user-service, which emits it, was published too: `cargo counterpart verify` checks both
    "#);
    insta::assert_snapshot!(publish(&folder, "1.0", 1).exits(0).stdout, @r#"
    already published, the same: auth-service 1.0, of branch main, sequence number 1
    already published, the same: user-service 1.0, of branch main, sequence number 1
    the contract of auth-service for user.registered is new or changed; user-service, which emits it, was published too: `cargo counterpart verify` checks both
    "#);
    publish(&folder, "1.1", 2).exits(0);
    let record = |what: &str, service: &str, version: &str, at: &str| {
        run(
            &folder,
            &format!("{what} --service {service} --version {version} --environment production --at {at}"),
        )
    };
    let answer = record("record-deployment", "user-service", "1.0", "2026-11-03");
    insta::assert_snapshot!(answer.exits(0).stdout, @"recorded: user-service 1.0 is deployed to production since 2026-11-03T00:00:00Z");
    record("record-deployment", "user-service", "1.1", "2026-11-04").exits(0);
    record("record-release", "auth-service", "1.0", "2026-11-04").exits(0);
    record("record-release", "auth-service", "1.1", "2026-11-05").exits(0);
    let answer = run(&folder, "environments --at 2026-11-06");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    environment  service       version  since
    production   auth-service  1.0      2026-11-04T00:00:00Z
    production   auth-service  1.1      2026-11-05T00:00:00Z
    production   user-service  1.1      2026-11-04T00:00:00Z
    "#);
    record("record-undeployment", "user-service", "1.1", "2026-11-07").exits(0);
    record("record-support-ended", "auth-service", "1.0", "2026-11-07").exits(0);
    let answer = run(&folder, "environments --at 2026-11-07 --json");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    {
      "format": 1,
      "at": "2026-11-07T00:00:00Z",
      "environments": [
        {
          "environment": "production",
          "running": [
            {
              "service": "auth-service",
              "version": "1.1",
              "since": "2026-11-05T00:00:00Z"
            }
          ]
        }
      ]
    }
    "#);
    insta::assert_snapshot!(run(&folder, "services").exits(0).stdout, @r#"
    service       main branch  latest  versions
    auth-service  main         1.1     2
    user-service  main         1.1     2
    "#);
    insta::assert_snapshot!(run(&folder, "events").exits(0).stdout, @r#"
    event            producers     consumers
    user.registered  user-service  auth-service
    "#);
    let answer = run(&folder, "versions --service auth-service --at 2026-11-07");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    version  published             branches  runs in     committer
    1.1      2026-11-02T00:00:00Z  main      production  -
    1.0      2026-11-01T00:00:00Z  main      -           -
    "#);
    let answer = record("record-deployment", "user-service", "9", "2026-11-08");
    insta::assert_snapshot!(answer.exits(101).stderr, @r#"
    error: version 9 of user-service is not published: publish it before it is deployed
      hint: `cargo counterpart versions --service user-service` lists what is published
    "#);
}

#[test]
fn pruning_lists_first_and_keeps_what_is_needed() {
    let folder = services();
    for (version, sequence) in [("1", 1), ("2", 2), ("3", 3)] {
        publish(&folder, version, sequence).exits(0);
    }
    run(
        &folder,
        "record-deployment --service user-service --version 1 --environment production --at 2026-11-04",
    )
    .exits(0);
    let before = folder.snapshot("store");
    let answer = run(&folder, "prune --older-than 10d --at 2027-01-01");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    would remove auth-service 2
    would remove user-service 2
    keep auth-service 1: it is the first on its main branch that emits or requires what it does
    keep auth-service 3: it is the latest of main
    keep user-service 1: it runs in production
    keep user-service 3: it is the latest of main
    4 kept, 2 would be removed; --yes removes them
    "#);
    assert_eq!(folder.snapshot("store"), before, "a dry run");
    let answer = run(&folder, "prune --older-than 10d --at 2027-01-01 --yes --json");
    insta::assert_snapshot!(answer.exits(0).stdout, @r#"
    {
      "format": 1,
      "done": true,
      "removed": [
        {
          "service": "auth-service",
          "version": "2",
          "gone-branch": null
        },
        {
          "service": "user-service",
          "version": "2",
          "gone-branch": null
        }
      ],
      "unsealed": [],
      "kept": [
        {
          "service": "auth-service",
          "version": "1",
          "why": "is the first on its main branch that emits or requires what it does"
        },
        {
          "service": "auth-service",
          "version": "3",
          "why": "is the latest of main"
        },
        {
          "service": "user-service",
          "version": "1",
          "why": "runs in production"
        },
        {
          "service": "user-service",
          "version": "3",
          "why": "is the latest of main"
        }
      ]
    }
    "#);
    run(&folder, "versions --service user-service")
        .exits(0)
        .says("production");
    assert!(!folder.has("store/services/auth-service/versions/2"));
    insta::assert_snapshot!(run(&folder, "prune --older-than soon").exits(101).stderr, @r#"
    error: invalid value 'soon' for '--older-than <TIME>': write a number with a unit, as in `90d` (`s`, `m`, `h`, `d`, `w`)

    For more information, try '--help'.
    "#);
}

#[test]
fn place_that_is_not_a_store_is_refused_with_its_content() {
    let folder = services();
    for store in ["-x", "ext::sh", "https://host/x", "git+-x", "../absent"] {
        let answer = run(&folder, &format!("services --store={store}"));
        answer.exits(101);
        assert!(answer.stderr.contains("store"), "{}", answer.stderr);
    }
    std::fs::remove_file(folder.path().join("repo/counterpart.toml")).unwrap();
    insta::assert_snapshot!(run(&folder, "services").exits(101).stderr, @r#"
    error: no store is named
      hint: name one with --store, COUNTERPART_STORE or `store` in counterpart.toml: a folder, git+ssh://…, git+https://…, git+file://…, s3://…, gs://… or az://…
    "#);
}

#[test]
fn effective_settings_are_shown_with_their_sources() {
    let folder = services();
    folder.write(
        "repo/counterpart.toml",
        "store = \"git+ssh://git@host/contracts.git#main\"\nretention = \"14d\"\n[[allow]]\nevent = \
         \"user.registered\"\nreason = \"moving\"\nuntil = 2026-12-31\n",
    );
    let answer = run_with(&folder, "config", &[("COUNTERPART_RETENTION", "2d")]);
    insta::assert_snapshot!(answer.exits(0).stdout, @"
    counterpart.toml

    setting          value                                  from
    contracts        contracts                              the default
    store            git+ssh://git@host/contracts.git#main  counterpart.toml
    retention        2d                                     the variable COUNTERPART_RETENTION
    allow            1                                      counterpart.toml
    rules            0                                      the default
    cache            ../cache                               the variable COUNTERPART_CACHE
    network.timeout  5m                                     the default
    network.size     1GiB                                   the default

    allowed: user.registered
      because moving
      until 2026-12-31
    ");
    folder.write("repo/counterpart.toml", "retain = \"14d\"\n");
    insta::assert_snapshot!(run(&folder, "config").exits(101).stderr, @r#"
    error: [HERE]/repo/counterpart.toml: TOML parse error at line 1, column 1
      |
    1 | retain = "14d"
      | ^^^^^^
    unknown field `retain`, expected one of `contracts`, `store`, `retention`, `allow`, `rules`, `pact`, `asyncapi`, `network`
    "#);
}

#[test]
fn a_new_workspace_gets_a_configuration_and_a_workflow_and_keeps_what_it_has() {
    let folder = Folder::with(&[
        (
            "repo/Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("repo/src/lib.rs", ""),
    ]);
    insta::assert_snapshot!(run(&folder, "init").exits(0).stdout, @r#"
    wrote counterpart.toml
    wrote .github/workflows/counterpart.yml
    "#);
    run(&folder, "config")
        .exits(0)
        .says("contracts contracts counterpart.toml");
    let workflow = folder.read("repo/.github/workflows/counterpart.yml");
    assert!(workflow.contains("cargo counterpart verify"));
    folder.write("repo/counterpart.toml", "# mine\n");
    folder.write("repo/.gitlab-ci.yml", "# mine\n");
    insta::assert_snapshot!(run(&folder, "init").exits(0).stdout, @r"
    exists, not changed: counterpart.toml
    wrote .gitlab/counterpart.yml
    add to .gitlab-ci.yml:
      include:
        - local: .gitlab/counterpart.yml
    ");
    assert_eq!(folder.read("repo/counterpart.toml"), "# mine\n");
    assert_eq!(folder.read("repo/.gitlab-ci.yml"), "# mine\n");
}

/// A workspace with a package in a folder below it.
fn workspace() -> Folder {
    Folder::with(&[
        (
            "repo/Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/a\"]\n",
        ),
        (
            "repo/crates/a/Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("repo/crates/a/src/lib.rs", ""),
    ])
}

#[test]
fn a_store_that_is_begun_in_a_folder_below_is_named_from_the_root() {
    let folder = workspace();
    let init = |store: &str| folder.counterpart_in("repo/crates/a", &["init", "--ci=none", "--store", store]);
    insta::assert_snapshot!(init("../../../store").exits(0).stdout, @"
    created the store ../../../store
    wrote [HERE]/repo/counterpart.toml
    ");
    let written = folder.read("repo/counterpart.toml");
    assert!(written.contains("\nstore = \"../store\"\n"), "{written}");
    assert!(folder.has("store/store.toml"));
    run(&folder, "services").exits(0);
    // A folder that is not there yet, below the root.
    std::fs::remove_file(folder.path().join("repo/counterpart.toml")).unwrap();
    init("../../stores/./new/../own").exits(0);
    let written = folder.read("repo/counterpart.toml");
    assert!(written.contains("\nstore = \"stores/own\"\n"), "{written}");
}

#[test]
fn a_second_init_with_a_store_says_only_what_is_to_do() {
    let folder = workspace();
    let init =
        |below: &str, store: &[&str]| folder.counterpart_in(below, &[&["init", "--ci=none"], store].concat());
    init("repo", &["--store", "../store"]).exits(0);
    // It is configured, however it is named.
    for (below, store) in [("repo", "../store"), ("repo/crates/a", "../../../store")] {
        insta::allow_duplicates! {
            let again = init(below, &["--store", store]).exits(0).stdout.clone();
            insta::assert_snapshot!(again.replace("../../", "").replace("[HERE]/repo/", ""), @"
            exists, not changed: the store ../store
            exists, not changed: counterpart.toml
            ");
        }
    }
    insta::assert_snapshot!(init("repo", &["--store", "../other"]).exits(0).stdout, @r#"
    created the store ../other
    write into counterpart.toml: store = "../other"
    exists, not changed: counterpart.toml
    "#);
}

#[test]
fn init_begins_the_store_that_is_configured() {
    let folder = workspace();
    folder.write("repo/counterpart.toml", "store = \"../store\"\n");
    let init = || folder.counterpart_in("repo/crates/a", &["init", "--ci=none", "--store"]);
    assert!(init().exits(0).stdout.starts_with("created the store"));
    assert!(folder.has("store/store.toml"));
    folder.write("repo/counterpart.toml", "");
    init().exits(101).complains("no store is named");
}

/// Runs the binary as someone whom permissions hold: for root they mean nothing.
#[cfg(unix)]
fn run_held(folder: &Folder, arguments: &str) -> Option<Answer> {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
    let mut command = Command::new(binary);
    command
        .args(arguments.split_whitespace())
        .current_dir(folder.path().join("repo"));
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        let is_open = |path: &Path| std::fs::metadata(path).is_ok_and(|meta| meta.mode() & 0o001 != 0);
        if !binary.ancestors().all(is_open) {
            needs::skip("open-checkout", "only root may run the binary in this folder");
            return None;
        }
        command.uid(65_534).gid(65_534);
    }
    Some(folder.answer_with(command, &NO_CI))
}

#[cfg(unix)]
#[test]
fn inaccessible_store_is_reported_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let folder = services();
    publish(&folder, "1.0", 1).exits(0);
    let allow = |path: &str, mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path().join(path), mode).unwrap();
    };
    allow("", 0o755);
    let before = folder.snapshot("store");
    for path in [
        "store/services/user-service/versions",
        "store/services/auth-service/versions",
    ] {
        allow(path, 0o555);
    }
    let arguments = format!("{PUBLISH} --version 1.1 --no-branch");
    let Some(answer) = run_held(&folder, &arguments) else {
        return;
    };
    insta::assert_snapshot!(answer.exits(101).stderr, @r"
    error: cannot write [HERE]/repo/../store/services/auth-service/versions/1.1/consumes/user.registered.json: Permission denied (os error 13)
      hint: this account has no permission for that
    ");
    allow("store/services/auth-service", 0o700);
    if let Some(answer) = run_held(&folder, "services").filter(|answer| answer.code != 0) {
        insta::assert_snapshot!(answer.exits(101).stderr, @r#"
        error: cannot list [HERE]/repo/../store/services/auth-service: Permission denied (os error 13)
          hint: this account has no permission for that
        "#);
    }
    for path in [
        "store/services/user-service/versions",
        "store/services/auth-service/versions",
    ] {
        allow(path, 0o755);
    }
    assert_eq!(folder.snapshot("store"), before);
}
