//! Packages of every form, and cargo's ways to call them.

use fixture::workspace::{Workspace, declare, manifest};

const USER: &str = "user-service/src/lib.rs";

fn emits() -> String {
    declare(
        "emits",
        "user.registered",
        "UserRegistered",
        "id: u64, email: String",
    )
}

fn consumes() -> String {
    declare("consumes", "user.registered", "UserRegistered", "id: u64")
}

fn two_services(name: &str) -> Workspace {
    Workspace::of(
        name,
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            ("auth-service", &[("src/lib.rs", &consumes())]),
        ],
    )
}

#[test]
fn libraries_programs_and_proc_macros_declare_contracts() {
    let bin = format!("{}fn main() {{}}", consumes());
    let workspace = Workspace::of(
        "libraries_programs_and_proc_macros_declare_contracts",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            ("auth-service", &[("src/main.rs", &bin)]),
            (
                "macros",
                &[("src/lib.rs", &consumes().replace("pub struct", "struct"))],
            ),
            ("no-events", &[("src/lib.rs", "")]),
            ("only-tests", &[("tests/it.rs", "#[test] fn it() {}")]),
        ],
    );
    workspace.write(
        "macros/Cargo.toml",
        &manifest("macros", "[lib]\nproc-macro = true\n"),
    );
    workspace.write(
        "no-events/Cargo.toml",
        "[package]\nname = \"no-events\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    workspace.accept();
    workspace
        .counterpart(&["verify"])
        .exits(0)
        .says("checked 2 pairs of 1 emitted event and 2 contracts: 2 compatible");
    // Each by itself, with the files of the others.
    for package in ["user-service", "auth-service", "macros"] {
        workspace
            .counterpart(&["verify", "-p", package])
            .exits(0)
            .says("checked 2 pairs");
    }
    workspace
        .counterpart(&["verify", "-p", "no-events"])
        .exits(101)
        .complains("none of the packages no-events depends on counterpart");
    workspace
        .counterpart(&["verify", "-p", "only-tests"])
        .exits(101)
        .complains("contracts are declared in libraries and programs, and only-tests has neither");
    workspace
        .counterpart(&["verify", "-p", "absent"])
        .exits(101)
        .complains("no package of the workspace is called `absent`");
    workspace
        .counterpart(&["verify", "--workspace", "--exclude", "macros"])
        .exits(0)
        .says("checked 2 pairs");
}

#[test]
fn a_target_without_the_test_harness_is_noticed() {
    let bin = format!("{}fn main() {{}}", consumes());
    let workspace = Workspace::of(
        "a_target_without_the_test_harness_is_noticed",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            ("auth-service", &[("src/main.rs", &bin)]),
        ],
    );
    workspace.accept();
    workspace.write(
        "auth-service/Cargo.toml",
        &manifest(
            "auth-service",
            "[[bin]]\nname = \"auth-service\"\npath = \"src/main.rs\"\nharness = false\n",
        ),
    );
    let before = workspace.folder.snapshot("contracts");
    for command in ["verify", "accept"] {
        let answer = workspace.counterpart(&[command]);
        answer.exits(101);
        let said = answer.stdout + &answer.stderr;
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("the tests of bin auth-service hold contracts for user.registered"),
            "{said}"
        );
        assert!(said.contains("`harness = false`"), "{said}");
    }
    assert_eq!(workspace.folder.snapshot("contracts"), before);
}

#[test]
fn a_contract_declared_inside_of_a_function_is_noticed() {
    let workspace = Workspace::of(
        "a_contract_declared_inside_of_a_function_is_noticed",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            (
                "auth-service",
                &[("src/lib.rs", &format!("pub fn inner() {{ {} }}", consumes()))],
            ),
        ],
    );
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .says("the tests of lib auth_service hold contracts for user.registered and did not report them")
        .says("inside a function");
}

#[test]
fn target_that_opted_out_of_tests_is_still_asked() {
    let workspace = two_services("target_that_opted_out_of_tests_is_still_asked");
    workspace.write(
        "user-service/Cargo.toml",
        &manifest("user-service", "[lib]\ntest = false\n"),
    );
    workspace.accept();
    workspace.counterpart(&["verify"]).exits(0).says("checked 1 pair");
}

#[test]
fn two_types_that_emit_one_event_are_a_union() {
    let workspace = two_services("two_types_that_emit_one_event_are_a_union");
    let another = declare("emits", "user.registered", "ImportedUser", "id: i64");
    workspace.write(USER, &format!("{}{another}", emits()));
    workspace.accept();
    workspace
        .counterpart(&["verify"])
        .exits(100)
        .says("example: a message that breaks auth-service")
        .says("checked 1 pair");
}

#[test]
fn two_types_that_claim_one_file_are_named() {
    let workspace = two_services("two_types_that_claim_one_file_are_named");
    workspace.accept();
    let before = workspace.folder.snapshot("contracts");
    let another = declare("consumes", "user.registered", "OtherUser", "id: i64");
    workspace.write("auth-service/src/lib.rs", &format!("{}{another}", consumes()));
    for command in ["verify", "accept"] {
        let answer = workspace.counterpart(&[command]);
        answer.exits(101);
        let said = answer.stdout + &answer.stderr;
        for name in ["UserRegistered", "OtherUser", "name = "] {
            assert!(said.contains(name), "{name}: {said}");
        }
    }
    assert_eq!(workspace.folder.snapshot("contracts"), before);
}

#[test]
fn two_targets_that_claim_one_file_are_named() {
    let workspace = two_services("two_targets_that_claim_one_file_are_named");
    let bin = declare("consumes", "user.registered", "WorkerUser", "id: i64");
    workspace.write("auth-service/src/main.rs", &format!("{bin}fn main() {{}}"));
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .says("two declarations claim the file auth-service/consumes/user.registered.json")
        .says("WorkerUser (package auth-service, src/main.rs)")
        .says("give one of them a `name = \"…\"`");
}

#[test]
fn current_folder_decides_as_it_does_for_cargo() {
    let workspace = two_services("current_folder_decides_as_it_does_for_cargo");
    workspace.accept();
    workspace
        .folder
        .counterpart_in("auth-service", &["verify"])
        .exits(0)
        .says("checked 1 pair");
    let manifest = workspace.folder.path().join("Cargo.toml");
    let elsewhere = fixture::Folder::with(&[]);
    elsewhere
        .counterpart(&["verify", "--manifest-path", manifest.to_str().unwrap()])
        .exits(0)
        .says("checked 1 pair");
    // Only the package of the folder is asked: the other's file replaces it.
    workspace.write(
        USER,
        &declare("emits", "user.registered", "UserRegistered", "email: String"),
    );
    workspace
        .folder
        .counterpart_in("auth-service", &["verify"])
        .exits(0);
    workspace
        .folder
        .counterpart_in("user-service", &["verify"])
        .exits(100)
        .says("[contract-stale]")
        .says("--> ../contracts/user-service/emits/user.registered.json")
        .says("[property-missing]");
}

#[test]
fn committed_files_can_be_checked_without_a_build() {
    let workspace = two_services("committed_files_can_be_checked_without_a_build");
    workspace.accept();
    workspace.write(USER, "this does not compile");
    workspace
        .counterpart(&["verify", "--no-build"])
        .exits(0)
        .says("checked 1 pair");
    workspace.write("counterpart.toml", "contracts = \"elsewhere\"\n");
    workspace
        .counterpart(&["verify", "--no-build"])
        .exits(101)
        .says("nothing was checked")
        .says("(looked in elsewhere)");
    workspace.write("counterpart.toml", "contract = \"elsewhere\"\n");
    workspace
        .counterpart(&["verify", "--no-build"])
        .exits(101)
        .complains("unknown field `contract`");
}

#[test]
fn code_that_does_not_compile_is_cargo_s_to_explain() {
    let workspace = two_services("code_that_does_not_compile_is_cargo_s_to_explain");
    workspace.accept();
    workspace.write(USER, "pub fn broken() -> u8 { \"text\" }");
    let before = workspace.folder.snapshot("contracts");
    for command in ["verify", "accept"] {
        workspace
            .counterpart(&[command])
            .exits(101)
            .complains("mismatched types")
            .complains("error: cargo could not build the tests, so the code was not asked");
    }
    assert_eq!(workspace.folder.snapshot("contracts"), before);
}

#[test]
fn test_output_is_shown_only_on_failure() {
    let workspace = two_services("test_output_is_shown_only_on_failure");
    let warned = format!("{}fn nobody_calls_this() {{}}\n", emits());
    workspace.write(USER, &warned);
    workspace.accept();
    let answer = workspace.counterpart(&["verify"]);
    answer.exits(0).complains("Finished");
    let warnings = answer.stderr.matches("`nobody_calls_this` is never used").count();
    assert_eq!(warnings, 1, "{}", answer.stderr);
    for noise in ["Running", "running 1 test", "test result"] {
        assert!(!answer.stderr.contains(noise), "{noise}: {}", answer.stderr);
    }

    let fails = "#[test] fn contract_of_mine() { panic!(\"said by my own test\") }\n";
    workspace.write(USER, &format!("{warned}{fails}"));
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .complains("said by my own test")
        .says("could not complete: derived tests failed; see their output above");
}

#[test]
fn the_test_executables_are_asked_at_once_and_without_cargo() {
    let workspace = two_services("the_test_executables_are_asked_at_once_and_without_cargo");
    workspace.accept();
    let answer = workspace.counterpart(&["verify", "-vv"]);
    answer.exits(0).complains("asking 2 test executables");
    assert!(!answer.stderr.contains("-- contract_of_"), "{}", answer.stderr);
}

#[test]
fn tests_that_only_pass_the_way_cargo_runs_them_are_run_by_cargo() {
    let workspace = two_services("tests_that_only_pass_the_way_cargo_runs_them_are_run_by_cargo");
    // One wants a variable of cargo's configuration, one that there is a package around it.
    let samples = "
        #[cfg(test)]
        fn samples() -> Vec<UserRegistered> {
            assert_eq!(std::env::var(\"OF_THE_CONFIGURATION\").as_deref(), Ok(\"set\"));
            assert_eq!(std::env::var(\"CARGO_PKG_NAME\").as_deref(), Ok(\"user-service\"));
            assert!(std::path::Path::new(\"src/lib.rs\").exists());
            vec![UserRegistered { id: 1, email: String::new() }]
        }
    ";
    let emits = emits().replace(
        "emits = \"user.registered\"",
        "emits = \"user.registered\", samples = samples",
    );
    workspace.write(USER, &format!("{emits}{samples}"));
    workspace.write(".cargo/config.toml", "[env]\nOF_THE_CONFIGURATION = \"set\"\n");
    workspace.accept();
    workspace
        .counterpart(&["verify", "-vv"])
        .exits(0)
        .complains("one of them has a fault on its own, so cargo runs them")
        .says("checked 1 pair of 1 emitted event and 1 contract: 1 compatible");

    workspace.write(".cargo/config.toml", "");
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .says("the samples of `user_service::UserRegistered` panic");
}

#[test]
fn cargo_s_flags_are_passed_on() {
    let workspace = two_services("cargo_s_flags_are_passed_on");
    workspace.accept();
    let target = fixture::target();
    let other = target.join("another-folder");
    workspace
        .counterpart(&[
            "verify",
            "--locked",
            "--offline",
            "--target-dir",
            target.to_str().unwrap(),
        ])
        .exits(0);
    workspace
        .counterpart(&[
            "verify",
            "--config",
            &format!("build.target-dir={other:?}"),
            "--no-build",
        ])
        .exits(0);
    let lock = workspace.folder.read("Cargo.lock");
    workspace.write(
        "Cargo.lock",
        &lock.replace("name = \"auth-service\"", "name = \"renamed\""),
    );
    workspace
        .counterpart(&["verify", "--locked"])
        .exits(101)
        .complains("--locked");
    workspace.write("Cargo.lock", &lock);
    workspace
        .counterpart(&["verify", "--features", "no-such-feature"])
        .exits(101)
        .complains("no-such-feature");
    workspace
        .counterpart(&["verify", "--profile", "no-such-profile"])
        .exits(101)
        .complains("no-such-profile");
}

#[test]
fn another_set_of_features_is_checked_and_its_files_are_not_compared() {
    let workspace = two_services("another_set_of_features_is_checked_and_its_files_are_not_compared");
    workspace.write(
        "user-service/Cargo.toml",
        &manifest("user-service", "[features]\nbreaking = []\n"),
    );
    let fields = "id: u64, #[cfg(not(feature = \"breaking\"))] email: String";
    workspace.write(
        USER,
        &declare("emits", "user.registered", "UserRegistered", fields),
    );
    workspace.write(
        "auth-service/src/lib.rs",
        &declare("consumes", "user.registered", "UserRegistered", "email: String"),
    );
    workspace.accept();
    workspace.counterpart(&["verify"]).exits(0);
    let before = workspace.folder.snapshot("contracts");
    let answer = workspace.counterpart(&["verify", "--features", "user-service/breaking"]);
    answer
        .exits(100)
        .says("[property-missing]")
        .says("note: user-service was built with a different feature set than its contract");
    assert!(!answer.stdout.contains("contract-stale"), "{}", answer.stdout);
    workspace
        .counterpart(&["accept", "--features", "user-service/breaking"])
        .exits(0)
        .says("passed over user-service");
    assert_eq!(workspace.folder.snapshot("contracts"), before);
}

#[test]
fn a_renamed_dependency_is_still_the_library() {
    let workspace = two_services("a_renamed_dependency_is_still_the_library");
    let text = manifest("auth-service", "").replace("counterpart = {", "cp = { package = \"counterpart\",");
    workspace.write("auth-service/Cargo.toml", &text);
    let source = consumes()
        .replace("counterpart::", "cp::")
        .replace("#[contract(", "#[contract(crate = \"cp\", ");
    workspace.write("auth-service/src/lib.rs", &source);
    workspace.accept();
    workspace.counterpart(&["verify"]).exits(0).says("checked 1 pair");
}

#[test]
fn pending_files_can_be_accepted() {
    let workspace = two_services("pending_files_can_be_accepted");
    workspace.cargo(&["test", "-q", "--no-fail-fast"]).exits(101);
    let pending = "contracts/user-service/emits/user.registered.json.new";
    assert!(workspace.folder.has(pending));
    workspace
        .counterpart(&["accept", "--no-build"])
        .exits(0)
        .says("wrote contracts/user-service/emits/user.registered.json")
        .says("wrote contracts/auth-service/consumes/user.registered.json");
    assert!(!workspace.folder.has(pending));
    workspace.cargo(&["test", "-q"]).exits(0);
    workspace.counterpart(&["verify"]).exits(0);

    // After a red test, `accept` asks the code and takes the pending file away.
    workspace.write(
        USER,
        &declare("emits", "user.registered", "UserRegistered", "id: u32"),
    );
    workspace.cargo(&["test", "-q", "--no-fail-fast"]).exits(101);
    assert!(workspace.folder.has(pending));
    workspace.accept();
    assert!(!workspace.folder.has(pending));
    workspace.cargo(&["test", "-q"]).exits(0);
}

#[test]
fn ci_writes_nothing() {
    let workspace = two_services("ci_writes_nothing");
    workspace
        .cargo_with(&["test", "-q"], &[("CI", "true")])
        .exits(101);
    assert!(!workspace.folder.has("contracts"));
    workspace
        .counterpart(&["verify"])
        .exits(100)
        .says("[contract-missing]");
    assert!(!workspace.folder.has("contracts"));
}

#[test]
fn under_nextest_the_derived_tests_are_the_same() {
    let workspace = two_services("under_nextest_the_derived_tests_are_the_same");
    let nextest = workspace.cargo(&["nextest", "--version"]);
    if nextest.code != 0 {
        needs::skip("nextest", "cargo-nextest is not installed");
        return;
    }
    workspace.accept();
    workspace
        .cargo(&["nextest", "run"])
        .exits(0)
        .complains("2 tests run: 2 passed");
    workspace.write(
        USER,
        &declare("emits", "user.registered", "UserRegistered", "id: u32"),
    );
    workspace
        .cargo(&["nextest", "run"])
        .exits(100)
        .complains("1 failed");
    assert!(
        workspace
            .folder
            .has("contracts/user-service/emits/user.registered.json.new")
    );
}

#[test]
fn an_event_named_like_a_place_is_refused() {
    let workspace = two_services("an_event_named_like_a_place_is_refused");
    workspace.write(
        USER,
        &declare("emits", "../../etc/x", "UserRegistered", "id: u64"),
    );
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .complains("../../etc/x");
    assert!(!workspace.folder.has("contracts"));
}

/// A run that is killed cannot clean up, and the one after it does.
#[cfg(unix)]
#[test]
fn the_records_that_a_killed_run_left_are_removed_by_the_next_one() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    // It ends by itself when the folder for temporary files is told to.
    let waits = "#[test]\nfn contract_of_what_takes_long() {\n    let Ok(flag) = std::env::var(\"WAIT_FOR\") else { return };\n    \
                 for _ in 0..1_000 {\n        if std::path::Path::new(&flag).exists() { return }\n        \
                 std::thread::sleep(std::time::Duration::from_millis(50));\n    }\n}\n";
    let name = "the_records_that_a_killed_run_left";
    let source = format!("{}{waits}", emits());
    let workspace = Workspace::of(name, &[("user-service", &[("src/lib.rs", &source)])]);
    workspace.accept();
    let temporary = workspace.folder.path().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let flag = workspace.folder.path().join("end");
    let left = || -> Vec<_> {
        let entries = temporary.read_dir().unwrap().map(|entry| entry.unwrap().path());
        let records = |path: &std::path::PathBuf| path.to_string_lossy().contains("counterpart-records-");
        entries.filter(records).collect()
    };
    let verify = |waits: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-counterpart"));
        fixture::clean(&mut command);
        command.arg("verify").current_dir(workspace.folder.path());
        command.env("TMPDIR", &temporary);
        if waits {
            command.env("WAIT_FOR", &flag);
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let until = |is: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !is() {
            assert!(start.elapsed() < Duration::from_secs(120), "nothing happened");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let mut killed = verify(true).spawn().unwrap();
    until(&|| left().iter().any(|folder| has_record(folder)));
    let of_killed = left();
    // Another run at the same time leaves it alone.
    let code = verify(false).status().unwrap().code();
    assert_eq!(
        (code, left()),
        (Some(101), of_killed.clone()),
        "there is nothing that is compared"
    );
    killed.kill().unwrap();
    killed.wait().unwrap();
    std::fs::write(&flag, "").unwrap();
    assert_eq!(left(), of_killed, "a killed run leaves its folder");
    verify(false).status().unwrap();
    assert_eq!(left(), Vec::<std::path::PathBuf>::new());
}

#[cfg(unix)]
fn has_record(folder: &std::path::Path) -> bool {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut names = entries.map(|entry| entry.file_name());
    names.any(|name| name.to_string_lossy().ends_with(".json"))
}
