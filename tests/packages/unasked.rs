//! Declarations where one would not look for them: they are asked, or named.

use fixture::workspace::{Workspace, declare, manifest};

fn emits() -> String {
    declare("emits", "user.registered", "UserRegistered", "pub id: u64")
}

fn consumes() -> String {
    declare("consumes", "user.registered", "UserRegistered", "pub id: u64")
}

/// A manifest that depends on nothing of ours but through `facade`.
fn through_facade(name: &str) -> String {
    manifest(name, "")
        .lines()
        .filter(|line| !line.starts_with("counterpart = "))
        .map(|line| match line {
            "[dependencies]" => "[dependencies]\nfacade = { path = \"../facade\" }".to_owned(),
            "[dev-dependencies]" => {
                "[dev-dependencies]\nfacade = { path = \"../facade\", features = [\"testing\"] }".to_owned()
            }
            line => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Exports the library again, and has a macro that declares.
const FACADE: &str = r#"
pub use counterpart;

#[macro_export]
macro_rules! reads {
    ($name:ident, $event:literal) => {
        #[derive(serde::Deserialize, $crate::counterpart::Contract)]
        #[contract(crate = "facade::counterpart", consumes = $event)]
        pub struct $name { pub id: u64 }
    };
}
"#;

#[test]
fn a_package_that_declares_through_a_crate_that_exports_the_library_again_is_asked() {
    let source = consumes()
        .replace("counterpart::", "facade::counterpart::")
        .replace("#[contract(", "#[contract(crate = \"facade::counterpart\", ");
    let workspace = Workspace::of(
        "a_package_that_declares_through_a_crate_that_exports_the_library_again_is_asked",
        &[
            ("facade", &[("src/lib.rs", FACADE)]),
            ("user-service", &[("src/lib.rs", &emits())]),
            ("auth-service", &[("src/lib.rs", &source)]),
            (
                "mail-service",
                &[("src/lib.rs", "facade::reads!(Mailed, \"user.registered\");")],
            ),
        ],
    );
    workspace.write(
        "facade/Cargo.toml",
        &manifest("facade", "[features]\ntesting = [\"counterpart/testing\"]\n"),
    );
    for name in ["auth-service", "mail-service"] {
        workspace.write(&format!("{name}/Cargo.toml"), &through_facade(name));
    }
    workspace
        .counterpart(&["verify"])
        .exits(100)
        .says("[contract-missing]")
        .says("auth-service consumes user.registered")
        .says("mail-service consumes user.registered")
        .says("checked 2 pairs of 1 emitted event and 2 contracts");
    workspace
        .accept()
        .says("wrote contracts/auth-service/consumes/user.registered.json");
    workspace
        .counterpart(&["verify", "-p", "auth-service"])
        .exits(0)
        .says("checked 2 pairs");
}

#[test]
fn a_contract_of_an_integration_test_is_asked() {
    let inner = format!("mod inner {{ {} }}", consumes());
    let workspace = Workspace::of(
        "a_contract_of_an_integration_test_is_asked",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            (
                "auth-service",
                &[
                    ("src/lib.rs", ""),
                    ("tests/it/main.rs", "mod events;"),
                    ("tests/it/events.rs", &inner),
                    ("tests/other.rs", "#[test] fn it() {}"),
                ],
            ),
            ("only-tests", &[("tests/it.rs", &consumes())]),
        ],
    );
    workspace
        .accept()
        .says("wrote contracts/auth-service/consumes/user.registered.json")
        .says("wrote contracts/only-tests/consumes/user.registered.json");
    let answer = workspace.counterpart(&["verify", "-v"]);
    answer
        .exits(0)
        .says("checked 2 pairs of 1 emitted event and 2 contracts: 2 compatible")
        .complains("test it");
    // A declaration that is gone is noticed as in a library.
    workspace.write("auth-service/tests/it/events.rs", "");
    workspace
        .counterpart(&["verify"])
        .exits(100)
        .says("[contract-orphaned]");
}

#[test]
fn untested_target_is_named_and_its_contract_file_stays() {
    let example = format!("{} fn main() {{}}", consumes());
    let workspace = Workspace::of(
        "untested_target_is_named_and_its_contract_file_stays",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            (
                "auth-service",
                &[
                    ("src/lib.rs", ""),
                    ("examples/demo.rs", &example),
                    (
                        "src/bin/extra.rs",
                        &example.replace("user.registered", "user.deleted"),
                    ),
                ],
            ),
        ],
    );
    let more = "[features]\nextra = []\n[[bin]]\nname = \"extra\"\nrequired-features = [\"extra\"]\n";
    workspace.write("auth-service/Cargo.toml", &manifest("auth-service", more));
    workspace.cargo(&["test", "-q", "--examples"]);
    let wanted = ["verify", "--format", "json=report.json", "--format", "text"];
    let answer = workspace.counterpart(&wanted);
    answer
        .exits(100)
        .says(
            "warning: example demo of package auth-service declares contracts for user.registered, and was not asked: \
             cargo tests no such target unless it has `test = true`",
        )
        .says(
            "warning: bin extra of package auth-service declares contracts for user.deleted, and was not asked: it needs \
             the features extra, which are off",
        );
    assert!(
        workspace
            .folder
            .read("report.json")
            .contains("\"id\": \"not-asked\"")
    );
    workspace
        .counterpart(&["verify", "--features", "extra"])
        .says("auth-service wants user.deleted");

    // With `test = true` cargo tests the example, and so it is asked.
    let more = format!("{more}[[example]]\nname = \"demo\"\ntest = true\n");
    workspace.write("auth-service/Cargo.toml", &manifest("auth-service", &more));
    workspace
        .accept()
        .says("wrote contracts/auth-service/consumes/user.registered.json");
    workspace
        .counterpart(&["verify"])
        .exits(0)
        .says("checked 1 pair of 1 emitted event and 1 contract: 1 compatible");
}

#[test]
fn packages_outside_of_the_default_members_that_declare_contracts_are_named() {
    let workspace = Workspace::of(
        "packages_outside_of_the_default_members_that_declare_contracts_are_named",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            ("auth-service", &[("src/lib.rs", &consumes())]),
            ("mail-service", &[("src/lib.rs", &consumes())]),
            ("silent", &[("src/lib.rs", "")]),
        ],
    );
    workspace.accept();
    let root = workspace.folder.read("Cargo.toml");
    let root = root.replace(
        "resolver = \"3\"\n",
        "resolver = \"3\"\ndefault-members = [\"user-service\", \"auth-service\"]\n",
    );
    workspace.write("Cargo.toml", &root);
    let answer = workspace.counterpart(&["verify"]);
    answer.exits(0).says(
        "warning: package mail-service declares contracts for user.registered, and was not asked: it is not a \
         default member of the workspace; select it with `-p mail-service`, or all with `--workspace`",
    );
    assert!(!answer.stdout.contains("silent"), "{}", answer.stdout);
    for selected in [&["verify", "--workspace"][..], &["verify", "-p", "user-service"]] {
        let answer = workspace.counterpart(selected);
        answer.exits(0);
        assert!(!answer.stdout.contains("not asked"), "{}", answer.stdout);
    }
    let answer = workspace.folder.counterpart_in("auth-service", &["verify"]);
    answer.exits(0);
    assert!(!answer.stdout.contains("not asked"), "{}", answer.stdout);
}

#[test]
fn a_declaration_that_a_feature_hides_is_named() {
    let workspace = Workspace::of(
        "a_declaration_that_a_feature_hides_is_named",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            (
                "auth-service",
                &[("src/lib.rs", &consumes()), ("src/audit.rs", "")],
            ),
        ],
    );
    workspace.accept();
    let hidden = declare("consumes", "user.deleted", "UserDeleted", "pub id: u64");
    let source = format!("{}#[cfg(feature = \"audit\")] mod audit;", consumes());
    workspace.write("auth-service/src/lib.rs", &source);
    workspace.write("auth-service/src/audit.rs", &hidden);
    let more = "[features]\naudit = []\n";
    workspace.write("auth-service/Cargo.toml", &manifest("auth-service", more));
    workspace.counterpart(&["verify"]).exits(0).says(
        "warning: package auth-service declares contracts for user.deleted, and was not asked: the build leaves \
         them out; `--features` turns on what they need",
    );
    let answer = workspace.counterpart(&["verify", "--features", "auth-service/audit"]);
    assert!(!answer.stdout.contains("was not asked"), "{}", answer.stdout);
}

#[test]
fn misspelt_package_and_unread_settings_are_reported_without_a_build_too() {
    let workspace = Workspace::of(
        "misspelt_package_and_unread_settings_are_reported_without_a_build_too",
        &[("user-service", &[("src/lib.rs", "")])],
    );
    workspace
        .counterpart(&["verify", "--no-build", "-p", "user-servcie"])
        .exits(101)
        .complains("no package of the workspace is called `user-servcie`")
        .complains("did you mean `user-service`?");
    workspace
        .counterpart(&[
            "verify",
            "--no-build",
            "--contracts",
            "user-service",
            "-p",
            "user-service",
        ])
        .exits(101)
        .complains("-p, --workspace and --exclude select packages of a workspace");
    workspace.write(
        "user-service/counterpart.toml",
        "[rules]\nnot-compared = \"error\"\n",
    );
    workspace
        .counterpart(&["verify", "--no-build"])
        .complains("user-service/counterpart.toml is not read");
}

#[test]
fn packages_that_the_workspace_excludes_are_left_out_unless_they_are_selected() {
    let workspace = Workspace::of(
        "packages_that_the_workspace_excludes_are_left_out_unless_they_are_selected",
        &[
            ("user-service", &[("src/lib.rs", &emits())]),
            ("auth-service", &[("src/lib.rs", &consumes())]),
            ("test-tools", &[("src/lib.rs", &consumes())]),
        ],
    );
    let root = workspace.folder.read("Cargo.toml");
    let exclude = |list: &str| {
        let more = format!("{root}\n[workspace.metadata.counterpart]\n{list}\n");
        workspace.write("Cargo.toml", &more);
    };
    exclude("exclude = [\"test-*\"]");
    let answer = workspace.accept();
    answer.complains("`exclude` of [workspace.metadata.counterpart] leaves out test-*");
    assert!(!answer.stdout.contains("test-tools"), "{}", answer.stdout);
    let answer = workspace.counterpart(&["verify"]);
    answer
        .exits(0)
        .says("checked 1 pair of 1 emitted event and 1 contract")
        .complains("leaves out test-*; -p or --workspace selects them");
    assert!(!answer.stdout.contains("test-tools"), "{}", answer.stdout);
    let selections = [&["--workspace"][..], &["-p", "test-tools"]];
    for selected in selections {
        workspace
            .counterpart(&[&["verify"], selected].concat())
            .exits(100)
            .says("test-tools consumes user.registered");
    }
    // In its own folder a package is meant.
    workspace
        .folder
        .counterpart_in("test-tools", &["verify"])
        .exits(100)
        .says("test-tools consumes user.registered");

    exclude("exclude = [\"test-tool\"]");
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .complains("no package of the workspace is called `test-tool`")
        .complains("did you mean `test-tools`?");
    exclude("exclude = \"test-tools\"");
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .complains("`exclude` should be a list of strings in [workspace.metadata.counterpart]");
    exclude("exlude = []");
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .complains("unknown key `exlude` (known: `exclude`) in [workspace.metadata.counterpart]");
    exclude("exclude = [\"*\"]");
    workspace
        .counterpart(&["verify"])
        .exits(101)
        .complains("excludes every package of the workspace");
}
