//! Types that lead from file to file and from package to package.

use super::super::packages::Package;
use super::*;

/// A package: its name, the names and numbers of its dependencies, its files.
type Made<'a> = (&'a str, &'a [(&'a str, usize)], &'a [(&'a str, &'a str)]);

/// Packages that depend on each other; the first is the workspace's own.
fn packages(packages: &[Made<'_>]) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let mut made = Vec::new();
    for (at, (name, dependencies, files)) in packages.iter().enumerate() {
        for (path, text) in *files {
            let path = folder.path().join(name).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let library = name.split('-').next().unwrap();
        let package = Package::by_hand(name, library, &folder.path().join(name), at == 0);
        made.push((package, dependencies.to_vec()));
    }
    let sources = Sources {
        packages: Packages::by_hand(made),
        ..Sources::default()
    };
    (folder, sources)
}

/// The file and the line of a place, seen from the folder of all packages.
fn line(folder: &tempfile::TempDir, sources: &Sources, role: Role, path: &str, at: &str) -> String {
    let Some(found) = sources.find(&header(role, path, "user"), &place(at)) else {
        return "no line".to_owned();
    };
    let path = found.path.strip_prefix(folder.path()).unwrap();
    format!("{}:{} {}", path.display(), found.line, &found.text[found.span])
}

#[test]
fn names_lead_where_the_compiler_follows_them() {
    let user = "mod a;\n#[path = \"elsewhere/b.rs\"]\nmod b;\nmod inline {\n    pub mod deep;\n    pub struct Twice { inline: u8 }\n}\n\
                use b::{self as bee, Renamed as Named, nested::*};\nextern crate parts as pieces;\nuse ::parts as others;\n\
                pub struct Event {\n    a: a::Twice,\n    b: bee::Twice,\n    inline: self::inline::Twice,\n    deep: crate::inline::deep::Twice,\n\
                    named: Named,\n    star: Star,\n    piece: pieces::Piece,\n    other: others::sub::Piece,\n    aliased: Alias,\n}\n\
                type Alias = Option<Vec<a::Twice>>;\n";
    let (folder, sources) = packages(&[
        (
            "user",
            &[("parts", 1)],
            &[
                ("src/lib.rs", user),
                ("src/a.rs", "pub use self::inner::Twice;\nmod inner;\n"),
                ("src/a/inner.rs", "pub struct Twice { a: super::Option }\n"),
                (
                    "src/elsewhere/b.rs",
                    "pub struct Twice { b: u8 }\npub struct Renamed { named: u8 }\npub mod nested;\n",
                ),
                (
                    "src/elsewhere/nested.rs",
                    "pub use super::super::inline::deep::Star;\npub use super::*;\n",
                ),
                (
                    "src/inline/deep.rs",
                    "pub struct Twice { deep: u8 }\npub struct Star { star: u8 }\n",
                ),
            ],
        ),
        (
            "parts",
            &[],
            &[
                (
                    "src/lib.rs",
                    "#[derive(Serialize)]\npub struct Piece { piece: u8 }\npub mod sub;\n",
                ),
                (
                    "src/sub/mod.rs",
                    "#[derive(serde::Serialize)]\npub struct Piece { other: u8 }\n",
                ),
            ],
        ),
    ]);
    for (at, expected) in [
        ("a/a", "user/src/a/inner.rs:1 a: super::Option"),
        ("b/b", "user/src/elsewhere/b.rs:1 b: u8"),
        ("inline/inline", "user/src/lib.rs:6 inline: u8"),
        ("deep/deep", "user/src/inline/deep.rs:1 deep: u8"),
        ("named/named", "user/src/elsewhere/b.rs:2 named: u8"),
        ("star/star", "user/src/inline/deep.rs:2 star: u8"),
        ("piece/piece", "parts/src/lib.rs:2 piece: u8"),
        ("other/other", "parts/src/sub/mod.rs:2 other: u8"),
        ("aliased/*/a", "user/src/a/inner.rs:1 a: super::Option"),
    ] {
        assert_eq!(
            line(&folder, &sources, Role::Emits, "user::Event", at),
            expected,
            "{at}"
        );
    }
}

#[test]
fn parameters_lead_to_their_arguments() {
    let user = "use wire::Envelope;\nmod mine { pub struct Paid { id: u8 } }\nuse mine::Paid;\n\
                contract!(Envelope<Paid>, emits = \"e\");\ncontract!(wire::Both<Vec<Paid>, 3, wire::Envelope<mine::Paid>>, emits = \"e\");\n\
                contract!(wire::Defaulted, emits = \"e\");\ncontract!(Vec<Option<Envelope<Paid>>>, emits = \"e\");\n";
    let wire = "#[derive(Serialize)]\npub struct Envelope<T> {\n    data: T,\n    boxed: Option<Box<Envelope<Vec<T>>>>,\n    me: Vec<Self>,\n}\n\
                #[derive(Serialize)]\npub struct Both<A, const N: usize, B = Own> {\n    a: A,\n    b: B,\n    #[serde(flatten)]\n    rest: Flat<B>,\n}\n\
                #[derive(Serialize)]\npub struct Flat<T> { flat: Nested<T> }\ntype Nested<X> = std::collections::BTreeMap<String, (u8, X)>;\n\
                #[derive(Serialize)]\npub struct Own { own: u8 }\n#[derive(Serialize)]\npub struct Defaulted<T = Own> { t: T }\n";
    let (folder, sources) = packages(&[
        ("user", &[("wire", 1)], &[("src/lib.rs", user)]),
        ("wire", &[], &[("src/lib.rs", wire)]),
    ]);
    let id = "user/src/lib.rs:2 id: u8";
    let both = "wire::Both<Vec<Paid>, 3, wire::Envelope<mine::Paid>>";
    for (path, at, expected) in [
        ("user::Envelope<Paid>", "data", "wire/src/lib.rs:3 data: T"),
        ("user::Envelope<Paid>", "data/id", id),
        (
            "user::Envelope<Paid>",
            "data/absent",
            "user/src/lib.rs:2 struct Paid",
        ),
        ("user::Envelope<Paid>", "boxed/data/*/id", id),
        ("user::Envelope<Paid>", "me/*/me/*/data/id", id),
        (both, "a/*/id", id),
        (both, "b/data/id", id),
        (both, "flat/?/1/data/id", id),
        (both, "flat", "wire/src/lib.rs:15 flat: Nested<T>"),
        ("wire::Defaulted", "t/own", "wire/src/lib.rs:18 own: u8"),
        ("user::Vec<Option<Envelope<Paid>>>", "*/data/id", id),
        (
            "user::Vec<Option<Envelope<Paid>>>",
            "",
            "user/src/lib.rs:7 contract!(Vec<Option<Envelope<Paid>>>, emits = \"e\")",
        ),
        // As the compiler writes types in full.
        ("wire::Envelope<user::mine::Paid>", "data/id", id),
        (
            "wire::Both<alloc::vec::Vec<user::mine::Paid>, 3, wire::Own>",
            "a/*/id",
            id,
        ),
    ] {
        assert_eq!(
            line(&folder, &sources, Role::Emits, path, at),
            expected,
            "{path} {at}"
        );
    }
}

#[test]
fn attribute_that_is_the_cause_is_marked() {
    let user = "#[derive(Deserialize)]\n#[serde(deny_unknown_fields)]\nstruct Event {\n    kind: Kind,\n    plain: Plain,\n\
                    #[serde(with = \"x\")]\n    at: Plain,\n    #[contract(with = \"String\")]\n    ours: Plain,\n    #[serde(skip)]\n    skipped: u8,\n    wire: Wire,\n    one: One,\n}\n\
                #[serde(tag = \"type\", content = \"of\", deny_unknown_fields)]\nenum Kind { One { id: u8 }, Two(Plain) }\n\
                struct Plain {\n    id: u8,\n    #[serde(flatten)]\n    rest: std::collections::HashMap<String, u8>,\n}\n\
                #[serde(from = \"Plain\", into = \"Sent\")]\nstruct Wire { hidden: u8 }\nstruct Sent { sent: u8 }\n\
                #[serde(tag = \"only\")]\nstruct One { id: u8 }\n";
    let (folder, sources) = packages(&[("user", &[], &[("src/lib.rs", user)])]);
    for (role, at, expected) in [
        (Role::Consumes, "unknown", "2 deny_unknown_fields"),
        (Role::Emits, "unknown", "3 struct Event"),
        (Role::Consumes, "skipped", "2 deny_unknown_fields"),
        (Role::Consumes, "kind/type", "15 tag = \"type\""),
        (Role::Consumes, "kind/type/(Two)", "16 Two"),
        (Role::Consumes, "kind/(Two)/of/id", "18 id: u8"),
        (Role::Consumes, "kind/unknown", "15 deny_unknown_fields"),
        (
            Role::Consumes,
            "plain/any",
            "20 rest: std::collections::HashMap<String, u8>",
        ),
        (Role::Consumes, "plain/id", "18 id: u8"),
        (Role::Consumes, "at/id", "7 at: Plain"),
        (Role::Consumes, "ours/id", "9 ours: Plain"),
        (Role::Consumes, "wire/id", "18 id: u8"),
        (Role::Emits, "wire/sent", "24 sent: u8"),
        (Role::Consumes, "one/only", "25 tag = \"only\""),
    ] {
        let expected = format!("user/src/lib.rs:{expected}");
        assert_eq!(
            line(&folder, &sources, role, "user::Event", at),
            expected,
            "{role:?} {at}"
        );
    }
}

#[test]
fn of_two_types_of_one_name_the_path_tells() {
    let (folder, sources) = packages(&[
        (
            "user",
            &[("newer", 2)],
            &[
                (
                    "src/lib.rs",
                    "mod v1 { pub struct Event { one: u8 } }\nmod v2 { pub struct Event { two: u8 } }\n\
                     macro_rules! all { ($($ty:ty),*) => {} }\nall!(newer::Shared);\ncontract!(shared::Gone, emits = \"e\");\n",
                ),
                (
                    "src/orphan.rs",
                    "mod v3 { pub struct Event { three: u8 } }\npub struct Alone { id: u8 }\n",
                ),
            ],
        ),
        (
            "shared-1",
            &[],
            &[(
                "src/lib.rs",
                "#[derive(Serialize)]\npub struct Shared { older: u8 }\n",
            )],
        ),
        (
            "shared-2",
            &[],
            &[(
                "src/lib.rs",
                "#[derive(Serialize)]\npub struct Shared { newer: u8 }\n",
            )],
        ),
    ]);
    for (path, at, expected) in [
        ("user::v1::Event", "one", "user/src/lib.rs:1 one: u8"),
        ("user::v2::Event", "two", "user/src/lib.rs:2 two: u8"),
        (
            "user::orphan::v3::Event",
            "two",
            "user/src/orphan.rs:1 struct Event",
        ),
        ("user::Event", "one", "no line"),
        ("user::Alone", "id", "user/src/orphan.rs:2 id: u8"),
        ("newer::Shared", "newer", "shared-2/src/lib.rs:2 newer: u8"),
        ("shared::Shared", "newer", "shared-2/src/lib.rs:2 newer: u8"),
        (
            "shared::Gone",
            "id",
            "user/src/lib.rs:5 contract!(shared::Gone, emits = \"e\")",
        ),
    ] {
        assert_eq!(line(&folder, &sources, Role::Emits, path, at), expected, "{path}");
    }
}

#[test]
fn type_that_a_build_script_wrote_leads_to_what_includes_it() {
    let user = "mod generated {\n    include!(concat!(env!(\"OUT_DIR\"), \"/events.rs\"));\n}\n";
    let (folder, sources) = packages(&[("user", &[], &[("src/lib.rs", user)])]);
    let mut header = header(Role::Emits, "user::generated::Event", "user");
    header.types[0].file = "$OUT_DIR/events.rs".into();
    let found = sources.find(&header, &place("id")).unwrap();
    assert_eq!(
        (found.path, found.line),
        (folder.path().join("user/src/lib.rs"), 2)
    );
    header.types[0].file = "$OUT_DIR/others.rs".into();
    assert_eq!(sources.find(&header, &place("id")), None);
}

#[test]
fn hostile_source_is_read_within_bounds() {
    let deep = |open: &str, close: &str, n: usize| format!("{}{}", open.repeat(n), close.repeat(n));
    let user = format!(
        "#[serde(from = \"{}\")]\nstruct Wire(u8);\nconst A: u8 = {};\nconst B: u8 = 0{};\nstruct C {{ c: {}u8 }}\ntype D = {};\n\
         fn f() {{ {} }}\nstruct Round(Box<Round>);\ntype Circle = Circle;\nuse self::g::*;\nmod g {{ pub use super::*; pub use super::Nowhere; }}\n\
         struct Event {{ c: C, round: Round, circle: Circle, nowhere: Nowhere, wire: Wire, id: u8 }}\n{}",
        deep("Vec<", ">", 20_000),
        deep("(", ")", 50_000),
        "+1".repeat(50_000),
        "&".repeat(50_000),
        deep("Vec<", ">", 20_000),
        deep("{", "}", 50_000),
        deep("mod m {", "}", 10_000),
    );
    let (folder, sources) = packages(&[("user", &[], &[("src/lib.rs", &user)])]);
    for (at, expected) in [
        ("id", "id: u8"),
        ("c/x", "c: C"),
        ("round/x", "struct Round"),
        ("wire/*/x", "struct Wire"),
        ("circle/x", "circle: Circle"),
        ("nowhere/x", "nowhere: Nowhere"),
    ] {
        let found = line(&folder, &sources, Role::Emits, "user::Event", at);
        assert!(found.ends_with(&format!(" {expected}")), "{at}: {found}");
    }
    std::fs::write(folder.path().join("user/src/lib.rs"), vec![b' '; 5 << 20]).unwrap();
    let sources = Sources {
        packages: sources.packages,
        ..Sources::default()
    };
    assert_eq!(
        sources.find(&header(Role::Emits, "user::Event", "user"), &place("id")),
        None
    );
}

#[test]
fn nothing_is_read_that_no_type_leads_to() {
    let mut all: Vec<(Package, Vec<(&str, usize)>)> = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    let user = folder.path().join("user/src");
    std::fs::create_dir_all(&user).unwrap();
    std::fs::write(
        user.join("lib.rs"),
        "mod other;\nstruct Event { id: u8, name: String, far: far::Far }\n",
    )
    .unwrap();
    std::fs::write(user.join("other.rs"), "").unwrap();
    all.push((
        Package::by_hand("user", "user", &folder.path().join("user"), true),
        vec![("far", 7)],
    ));
    for at in 0..500 {
        let name = format!("package-{at}");
        all.push((
            Package::by_hand(&name, &name, &folder.path().join(&name), false),
            vec![],
        ));
    }
    let sources = Sources {
        packages: Packages::by_hand(all),
        ..Sources::default()
    };
    assert_eq!(sources.files.count(), 0);
    for at in ["id", "name/x", "id/x", "far"] {
        assert!(
            sources
                .find(&header(Role::Emits, "user::Event", "user"), &place(at))
                .is_some()
        );
    }
    assert_eq!(sources.files.count(), 1, "only the file of the type");
    sources.find(&header(Role::Emits, "user::Event", "user"), &place("far/x"));
    assert!(sources.files.count() <= 4, "{}", sources.files.count());
}

#[cfg(unix)]
#[test]
fn a_package_of_others_does_not_lead_out_of_its_folder() {
    let (folder, sources) = packages(&[
        (
            "user",
            &[("parts", 1)],
            &[
                ("src/lib.rs", "struct Event { a: parts::a::A, b: parts::b::B }\n"),
                (
                    "secret.rs",
                    "pub struct A { secret: u8 }\npub struct B { secret: u8 }\n",
                ),
            ],
        ),
        (
            "parts",
            &[],
            &[(
                "src/lib.rs",
                "#[path = \"../../user/secret.rs\"]\npub mod a;\npub mod b;\n",
            )],
        ),
    ]);
    std::os::unix::fs::symlink(
        folder.path().join("user/secret.rs"),
        folder.path().join("parts/src/b.rs"),
    )
    .unwrap();
    for (at, expected) in [("a/secret", "a: parts::a::A"), ("b/secret", "b: parts::b::B")] {
        let found = line(&folder, &sources, Role::Emits, "user::Event", at);
        assert_eq!(found, format!("user/src/lib.rs:1 {expected}"));
    }
}
