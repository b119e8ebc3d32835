//! Edits as tables: source before, place and change, source after.

use std::sync::Arc;

use counterpart::contract::ContractFile;
use counterpart_verifier::report::Document;

use super::super::packages::{Package, Packages};
use super::super::tests::{header, place};
use super::*;

/// The source after an edit; `None` if there is none.
fn edited(source: &str, at: &str, change: Change) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    let path = folder.path().join("src/lib.rs");
    std::fs::write(&path, source).unwrap();
    let sources = Sources::of_package("user", folder.path());
    let edit = sources.edit(&edit(at, change))?;
    assert_eq!(edit.path, path);
    let mut text = source.to_owned();
    text.replace_range(edit.span, &edit.replacement);
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    Some(text)
}

fn edit(at: &str, change: Change) -> Edit {
    let contract = ContractFile::new(header(Role::Consumes, "user::Event", "user"), Default::default());
    let document = Document {
        path: "e.json".into(),
        text: "".into(),
        contract,
        declared: true,
        included: vec![],
    };
    Edit {
        document: Arc::new(document),
        place: place(at),
        change,
    }
}

fn attribute(text: &str) -> Change {
    Change::Attribute(text.to_owned())
}

fn without(text: &str) -> Change {
    Change::WithoutAttribute(text.to_owned())
}

fn retyped(text: &str) -> Change {
    Change::Type(text.to_owned())
}

fn variant(name: &str, attribute: Option<&str>) -> Change {
    Change::Variant {
        name: name.to_owned(),
        attribute: attribute.map(str::to_owned),
    }
}

#[track_caller]
fn becomes(before: &str, at: &str, change: Change, after: &str) {
    let shown = format!("{change:?}");
    assert_eq!(
        edited(before, at, change).as_deref(),
        Some(after),
        "{shown} at {at}"
    );
}

#[track_caller]
fn stays(before: &str, at: &str, change: Change) {
    let shown = format!("{change:?}");
    assert_eq!(edited(before, at, change), None, "{shown} at {at}");
}

#[test]
fn attribute_gets_a_line_above_the_field_and_below_its_documentation() {
    becomes(
        "struct Event {\n    /// Größe.\n    #[doc = \"x\"]\n    pub id: u8,\n    b: u8,\n}\n",
        "id",
        attribute("alias = \"x\""),
        "struct Event {\n    /// Größe.\n    #[doc = \"x\"]\n    #[serde(alias = \"x\")]\n    pub id: u8,\n    b: u8,\n}\n",
    );
    // Tabs, a raw name, the line ends of Windows, a byte order mark, a line for the shell.
    becomes(
        "\u{feff}#!/usr/bin/env run\r\nstruct Event {\r\n\t// é\r\n\tr#type: u8\r\n}\r\n",
        "type",
        attribute("default"),
        "\u{feff}#!/usr/bin/env run\r\nstruct Event {\r\n\t// é\r\n\t#[serde(default)]\r\n\tr#type: u8\r\n}\r\n",
    );
    becomes(
        "struct Event { /* ä */ a: u8, pub(crate) b: u8 }",
        "b",
        attribute("default"),
        "struct Event { /* ä */ a: u8, #[serde(default)] pub(crate) b: u8 }",
    );
}

#[test]
fn attribute_joins_the_others_and_replaces_its_namesake() {
    let event = |attributes: &str| format!("struct Event {{\n    {attributes}\n    id: u8,\n}}\n");
    for (before, text, after) in [
        (
            "#[serde(default)]",
            "alias = \"x\"",
            "#[serde(default, alias = \"x\")]",
        ),
        (
            "#[serde(default,)]",
            "alias = \"x\"",
            "#[serde(default, alias = \"x\",)]",
        ),
        ("#[serde()]", "default", "#[serde(default)]"),
        (
            "#[serde(\n        default\n    )]",
            "alias = \"x\"",
            "#[serde(\n        default, alias = \"x\"\n    )]",
        ),
        (
            "#[serde(alias = \"w\")]",
            "alias = \"x\"",
            "#[serde(alias = \"w\", alias = \"x\")]",
        ),
        (
            "#[serde(default = \"f\")] #[doc(hidden)]",
            "default",
            "#[serde(default)] #[doc(hidden)]",
        ),
    ] {
        becomes(&event(before), "id", attribute(text), &event(after));
    }
    // The field is found by its name in messages.
    for (before, text, after) in [
        (
            "#[serde(rename = \"n\", default)]",
            "rename = \"x\"",
            "#[serde(rename = \"x\", default)]",
        ),
        (
            "#[serde(rename(serialize = \"m\", deserialize = \"n\"))]",
            "rename = \"x\"",
            "#[serde(rename = \"x\")]",
        ),
        (
            "#[serde(default)]\n    #[serde(rename = \"n\")]",
            "rename = \"x\"",
            "#[serde(default)]\n    #[serde(rename = \"x\")]",
        ),
    ] {
        becomes(&event(before), "n", attribute(text), &event(after));
    }
    stays(&event("#[serde(alias = \"x\")]"), "id", attribute("alias=\"x\""));
    stays(&event("#[serde(default)]"), "id", attribute("not an attribute"));
}

#[test]
fn attribute_of_a_type_is_below_its_derives() {
    let before = "/// It.\n#[derive(Deserialize)]\npub struct Event {\n    inner: Option<Box<Inner>>,\n}\n#[derive(Deserialize)]\nenum Inner { A { id: u8 } }\n";
    becomes(
        before,
        "",
        attribute("deny_unknown_fields"),
        &before.replace("pub struct", "#[serde(deny_unknown_fields)]\npub struct"),
    );
    becomes(
        before,
        "inner",
        attribute("tag = \"kind\""),
        &before.replace("enum Inner", "#[serde(tag = \"kind\")]\nenum Inner"),
    );
    becomes(
        before,
        "inner/(A)",
        attribute("alias = \"B\""),
        &before.replace("{ A {", "{ #[serde(alias = \"B\")] A {"),
    );
    becomes(
        before,
        "inner/A/id",
        attribute("alias = \"x\""),
        &before.replace("id: u8", "#[serde(alias = \"x\")] id: u8"),
    );
}

#[test]
fn attribute_is_taken_out() {
    let event =
        |attributes: &str| format!("#[derive(A)]\n{attributes}struct Event {{\n    a: u8, // é\n}}\n");
    for (before, text, after) in [
        ("#[serde(deny_unknown_fields)]\n", "deny_unknown_fields", ""),
        (
            "#[serde(deny_unknown_fields, rename_all = \"camelCase\")]\n",
            "deny_unknown_fields",
            "#[serde(rename_all = \"camelCase\")]\n",
        ),
        (
            "#[serde(rename_all = \"camelCase\", deny_unknown_fields,)]\n",
            "deny_unknown_fields",
            "#[serde(rename_all = \"camelCase\",)]\n",
        ),
        ("#[serde(rename_all = \"camelCase\")] ", "rename_all", ""),
        (
            "#[serde(default)]\n    #[serde(deny_unknown_fields)] // why\n",
            "deny_unknown_fields",
            "#[serde(default)]\n    // why\n",
        ),
    ] {
        becomes(&event(before), "", without(text), &event(after));
    }
    stays(&event("#[serde(default)]\n"), "", without("deny_unknown_fields"));
    let field = |attributes: &str| format!("struct Event {{\r\n    {attributes}a: u8,\r\n}}\r\n");
    becomes(
        &field("#[serde(default)]\r\n    "),
        "a",
        without("default"),
        &field(""),
    );
    becomes(
        &field("#[serde(alias = \"b\", alias = \"c\")] "),
        "a",
        without("alias = \"b\""),
        &field("#[serde(alias = \"c\")] "),
    );
}

#[test]
fn type_of_a_field_becomes_optional_or_another() {
    let event = |ty: &str| format!("struct Event<T = u8> {{ ä: u8, id: {ty}, t: T }}");
    for (before, at, change, after) in [
        ("String", "id", Change::Optional, "Option<String>"),
        ("Vec<(u8, u16)>", "id", Change::Optional, "Option<Vec<(u8, u16)>>"),
        (
            "Vec<(u8, u16)>",
            "id/*/1",
            Change::Optional,
            "Vec<(u8, Option<u16>)>",
        ),
        ("&'static str", "id", Change::Optional, "Option<&'static str>"),
        ("u32", "id", retyped("i64"), "i64"),
        ("Option<u32>", "id", retyped("i64"), "Option<i64>"),
        ("Option<u32>", "id", retyped("Option<i64>"), "Option<i64>"),
        (
            "HashMap<String, u32>",
            "id/?",
            retyped("i64"),
            "HashMap<String, i64>",
        ),
        ("[u32; 3]", "id/*", retyped("i64"), "[i64; 3]"),
    ] {
        becomes(&event(before), at, change, &event(after));
    }
    for (before, at, change) in [
        ("Option<String>", "id", Change::Optional),
        ("u32", "id", retyped("u32")),
        ("u32", "id", retyped("not a type")),
        ("u32", "t", Change::Optional),
        ("u32", "absent", Change::Optional),
        ("u32", "", Change::Optional),
    ] {
        stays(&event(before), at, change);
    }
    // The type is in the text of an attribute.
    stays(
        "struct Event { id: Wire }\n#[serde(from = \"Vec<u8>\")]\nstruct Wire(u8);\n",
        "id/*",
        Change::Optional,
    );
    // Functions are written for the present type.
    for attribute in [
        "#[serde(with = \"m\")]",
        "#[serde(serialize_with = \"m\")]",
        "#[contract(with = \"String\")]",
        "#[serde(skip_serializing_if = \"Vec::is_empty\")]",
        "#[serde(flatten)]",
    ] {
        stays(
            &format!("struct Event {{ {attribute} id: Vec<u8> }}"),
            "id",
            Change::Optional,
        );
    }
}

#[test]
fn variant_is_added_at_the_end_of_an_enum() {
    let event = "struct Event { plan: Option<Plan> }\n";
    for (before, after) in [
        (
            "enum Plan {\n    /// Nothing.\n    Free,\n    #[serde(rename = \"p\")]\n    Paid { a: u8 }, // é\n    // more\n}\n",
            "enum Plan {\n    /// Nothing.\n    Free,\n    #[serde(rename = \"p\")]\n    Paid { a: u8 }, // é\n    // more\n    #[serde(other)]\n    Unknown,\n}\n",
        ),
        (
            "enum Plan {\r\n\tFree,\r\n\tPaid(u8) // é\r\n}\r\n",
            "enum Plan {\r\n\tFree,\r\n\tPaid(u8), // é\r\n\t#[serde(other)]\r\n\tUnknown,\r\n}\r\n",
        ),
        (
            "enum Plan { Free, Paid = 3 }",
            "enum Plan { Free, Paid = 3, #[serde(other)] Unknown }",
        ),
        (
            "enum Plan { Free, Paid, }",
            "enum Plan { Free, Paid, #[serde(other)] Unknown, }",
        ),
        ("enum Plan {}", "enum Plan { #[serde(other)] Unknown }"),
        (
            "  enum Plan {\n  }",
            "  enum Plan {\n      #[serde(other)]\n      Unknown,\n  }",
        ),
        (
            "type Plan = Kind;\nstruct Kind(Inner);\nenum Inner { A }",
            "type Plan = Kind;\nstruct Kind(Inner);\nenum Inner { A, #[serde(other)] Unknown }",
        ),
    ] {
        let (before, after) = (format!("{event}{before}"), format!("{event}{after}"));
        becomes(&before, "plan", variant("Unknown", Some("other")), &after);
    }
    becomes("enum Event { A }", "", variant("B", None), "enum Event { A, B }");
    stays("enum Event { A }", "", variant("A", None));
    stays("struct Event { a: u8 }", "a", variant("A", None));
}

#[test]
fn several_edits_of_one_place_do_not_meet() {
    let source = "struct Event { plan: Plan, é: u8 }\n#[serde(untagged)]\nenum Plan {\n    A { id: u8 }\n}\n";
    let after = |changes: Vec<(&str, Change)>| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), source).unwrap();
        let sources = Sources::of_package("user", folder.path());
        let edits: Vec<Edit> = changes.into_iter().map(|(at, change)| edit(at, change)).collect();
        let made = sources.edits(&edits)?;
        let mut text = source.to_owned();
        for edit in made {
            text.replace_range(edit.span, &edit.replacement);
        }
        Some(text)
    };
    assert_eq!(
        after(vec![
            ("plan", without("untagged")),
            ("plan", attribute("tag = \"kind\", content = \"of\"")),
        ]),
        Some(source.replace("untagged", "tag = \"kind\", content = \"of\""))
    );
    assert_eq!(
        after(vec![
            ("plan", variant("B", None)),
            ("plan", variant("C", Some("other"))),
            ("é", Change::Optional),
        ]),
        Some(
            source
                .replace("é: u8", "é: Option<u8>")
                .replace("id: u8 }", "id: u8 },\n    B,\n    #[serde(other)]\n    C,")
        )
    );
    assert_eq!(
        after(vec![("é", Change::Optional), ("absent", Change::Optional)]),
        None
    );
}

#[test]
fn code_of_macros_and_under_open_conditions_is_not_edited() {
    for source in [
        "wrapped! { struct Event { id: u8 } }",
        "macro_rules! event { ($name:ident) => { struct $name { id: u8 } } } event!(Event);",
        "struct Event { #[cfg(unix)] id: u8, #[cfg(windows)] id: u16 }",
        "#[cfg(unix)] struct Event { id: u8 } #[cfg(windows)] struct Event { id: u16 }",
        "#[cfg_attr(unix, derive(Deserialize))] struct Event { id: u8 }",
        "struct Event { #[cfg_attr(unix, serde(default))] id: u8 }",
        "enum Event { A { id: u8 }, B { id: u8 } }",
    ] {
        stays(source, "id", attribute("alias = \"x\""));
    }
    let source = "struct Event { #[cfg(feature = \"v2\")] id: u8, #[cfg(not(feature = \"v2\"))] id: u16 }";
    becomes(source, "id", retyped("i64"), &source.replace("u16", "i64"));
}

#[test]
fn only_packages_of_the_workspace_are_edited() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "user/src/lib.rs",
        "#[path = \"../../beside.rs\"]\nmod beside;\nstruct Event { theirs: other::Theirs, beside: beside::Beside, own: u8 }\n",
    );
    write("beside.rs", "pub struct Beside { id: u8 }\n");
    write(
        "other/src/lib.rs",
        "#[derive(Deserialize)]\npub struct Theirs { id: u8 }\n",
    );
    let user = Package::by_hand("user", "user", &folder.path().join("user"), true);
    let other = Package::by_hand("other", "other", &folder.path().join("other"), false);
    let sources = Sources {
        packages: Packages::by_hand(vec![(user, vec![("other", 1)]), (other, vec![])]),
        ..Sources::default()
    };
    let edited = |at: &str| sources.edit(&edit(at, attribute("default"))).is_some();
    assert!(edited("own") && edited("theirs") && edited("beside"));
    assert!(!edited("theirs/id") && !edited("beside/id"));
}

#[test]
fn one_attribute_of_a_type_becomes_another_in_its_place() {
    let of = |attributes: &str| {
        format!(
            "struct Event {{\n    kind: Kind,\n}}\n#[serde({attributes})]\nenum Kind {{\n    A {{ a: u8 }},\n}}\n"
        )
    };
    let instead = |old: &str, new: &str| Change::Instead {
        old: old.to_owned(),
        new: new.to_owned(),
    };
    let (untagged, tag) = ("untagged", "tag = \"t\"");
    becomes(&of(untagged), "kind", instead(untagged, tag), &of(tag));
    let all = |kind: &str| of(&format!("rename_all = \"snake_case\", {kind}"));
    becomes(&all(tag), "kind", instead(tag, untagged), &all(untagged));
    stays(&of("tag = \"other\""), "kind", instead(tag, untagged));
}
