//! Output that was never compared with its emitted schema: the rule `not-compared`.

use fixture::workspace::{Workspace, declare};

const USER: &str = "user-service/src/lib.rs";

/// A producer that can only be written, and its consumer.
fn written_only(name: &str) -> Workspace {
    let emits = declare("emits", "user.registered", "UserRegistered", "pub id: u64")
        .replace("serde::Serialize, serde::Deserialize", "serde::Serialize");
    let consumes = declare("consumes", "user.registered", "UserRegistered", "pub id: u64");
    let workspace = Workspace::of(
        name,
        &[
            ("user-service", &[("src/lib.rs", &emits)]),
            ("auth-service", &[("src/lib.rs", &consumes)]),
        ],
    );
    workspace.accept();
    workspace
}

#[test]
fn write_only_type_without_samples_is_a_warning_in_every_format() {
    let workspace = written_only("write_only_type_without_samples_is_a_warning_in_every_format");
    workspace
        .counterpart(&["verify"])
        .exits(0)
        .says("warning[not-compared]: `user.registered` was not compared with what serde writes")
        .shows("user-service/src/lib.rs:3", "pub struct UserRegistered {")
        .says("samples = path::to::function")
        .says("compatible, with warnings");
    for (format, says) in [
        ("json", r#""rule": "not-compared""#),
        ("json", r#""status": "warned""#),
        ("github", "user-service/src/lib.rs,line=3"),
        ("markdown", "not-compared"),
        ("junit", r#"testcase name="not-compared"#),
        ("sarif", r#""ruleId": "not-compared""#),
        ("gitlab", r#""check_name": "not-compared""#),
    ] {
        let answer = workspace.counterpart(&["verify", "--format", format]);
        answer.exits(0).says(says);
        for name in [
            "user_service::UserRegistered",
            "user-service/src/lib.rs",
            "user.registered",
        ] {
            assert!(answer.stdout.contains(name), "{format} {name}: {}", answer.stdout);
        }
    }
}

#[test]
fn the_rule_can_be_an_error_or_turned_off() {
    let workspace = written_only("the_rule_can_be_an_error_or_turned_off");
    workspace.write("counterpart.toml", "[rules]\nnot-compared = \"error\"\n");
    workspace
        .counterpart(&["verify"])
        .exits(100)
        .says("error[not-compared]")
        .says("findings: 1 failing");
    workspace.write("counterpart.toml", "[rules]\nnot-compared = \"off\"\n");
    workspace
        .counterpart(&["verify"])
        .exits(0)
        .says("not shown, because their rules are turned off: 1 finding");
}

#[test]
fn a_type_with_samples_or_with_deserialize_is_compared_and_one_of_two_types_is_named() {
    let workspace =
        written_only("a_type_with_samples_or_with_deserialize_is_compared_and_one_of_two_types_is_named");
    let with_samples = "
        #[derive(serde::Serialize, counterpart::Contract)]
        #[contract(emits = \"user.registered\", samples = samples)]
        pub struct Sampled { pub id: u64 }
        #[cfg(test)]
        fn samples() -> [Sampled; 1] { [Sampled { id: 1 }] }
    ";
    let read_in_tests = "
        #[derive(serde::Serialize, counterpart::Contract)]
        #[cfg_attr(test, derive(serde::Deserialize))]
        #[contract(emits = \"user.registered\")]
        pub struct Read { pub id: u64 }
    ";
    let compared = format!("{with_samples}{read_in_tests}");
    workspace.write(USER, &compared);
    workspace.accept();
    let answer = workspace.counterpart(&["verify"]);
    answer.exits(0);
    assert!(!answer.stdout.contains("not-compared"), "{}", answer.stdout);
    assert!(answer.stdout.ends_with("\ncompatible\n"), "{}", answer.stdout);

    let never = "
        #[derive(serde::Serialize, counterpart::Contract)]
        #[contract(emits = \"user.registered\")]
        pub struct Never { pub id: u64 }
    ";
    workspace.write(USER, &format!("{compared}{never}"));
    workspace.accept();
    let answer = workspace.counterpart(&["verify"]);
    answer
        .exits(0)
        .says("`user_service::Never` has no `samples` and no `Deserialize`");
    assert_eq!(
        answer.stdout.matches("[not-compared]").count(),
        1,
        "{}",
        answer.stdout
    );
}

#[test]
fn unreached_place_is_named_in_every_format() {
    let name = "unreached_place_is_named_in_every_format";
    // The level is never read, and the values that are given hold none.
    let emits = r#"//! Jobs.
use serde::{Deserialize, Deserializer, Serialize};
#[derive(Serialize, Deserialize, counterpart::Contract)]
#[contract(emits = "job.queued", samples = samples)]
pub struct JobQueued {
    pub id: u64,
    pub level: Option<Level>,
}
#[cfg(test)]
fn samples() -> [JobQueued; 1] {
    [JobQueued { id: 7, level: None }]
}
#[derive(Serialize, counterpart::Contract)]
pub enum Level {
    Low,
}
impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("a level is not read"))
    }
}
"#;
    let consumes = declare("consumes", "job.queued", "JobQueued", "pub id: u64");
    let workspace = Workspace::of(
        name,
        &[
            ("job-service", &[("src/lib.rs", emits)]),
            ("audit-service", &[("src/lib.rs", &consumes)]),
        ],
    );
    workspace.accept();
    let place = "/properties/level";
    for format in ["text", "json", "github", "markdown", "junit", "sarif"] {
        let answer = workspace.counterpart(&["verify", "--format", format]);
        answer.exits(0);
        let text = answer.stdout.replace('\n', " ");
        for said in ["not compared at", place, "JobQueued"] {
            assert!(text.contains(said), "{format} {said}: {}", answer.stdout);
        }
    }
}
