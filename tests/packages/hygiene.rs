//! The derive in crates that make it hard: other names, other editions, no prelude, no std, every lint denied. Each package
//! is a real one, with roles, so that its derived tests stand in it too.

use fixture::workspace::{Workspace, manifest};

/// Lints that people deny, of rustc and of clippy, over code that a derive writes.
const STRICT: &str = "#![deny(
    warnings, missing_docs, unused, unused_qualifications, unreachable_pub, non_local_definitions, unused_lifetimes,
    single_use_lifetimes, elided_lifetimes_in_paths, explicit_outlives_requirements, let_underscore_drop, trivial_casts,
    trivial_numeric_casts, unused_results, unused_import_braces, variant_size_differences, missing_debug_implementations,
    meta_variable_misuse, redundant_lifetimes, unit_bindings, missing_abi,
    rust_2018_idioms, future_incompatible, nonstandard_style, clippy::all, clippy::pedantic, clippy::nursery,
    clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::print_stdout,
    clippy::indexing_slicing, clippy::wildcard_imports, clippy::std_instead_of_core,
    clippy::pub_use, clippy::allow_attributes_without_reason, clippy::allow_attributes
)]
#![forbid(unsafe_code)]
//! Strict.
";

const SHADOWS: &str = "
#![allow(dead_code)]
pub struct Option;
pub struct Some;
pub struct None;
pub struct String;
pub struct Result;
pub struct Ok;
pub struct Err;
pub struct Vec;
pub struct Box;
pub struct Default;
pub trait Into {}
pub trait Iterator {}
pub trait JsonSchema {}
pub mod schemars {}
pub mod serde_json {}
pub mod inventory {}
pub mod std {}
pub mod core {}
pub mod alloc {}
macro_rules! concat { () => {} }
macro_rules! module_path { () => {} }
macro_rules! json { () => {} }
macro_rules! vec { () => {} }
";

/// One type of each kind, all names spelled out, so that it may stand anywhere. A tagged enum, a flattened field, aliases,
/// defaults, trust, keys: each has code of its own.
fn types(counterpart: &str, std: &str, path: &str) -> String {
    let with_path = match path {
        "" => String::new(),
        path => format!("#[contract(crate = {path:?})]"),
    };
    format!(
        r#"
/// A message.
#[derive(Debug, ::serde::Serialize, ::serde::Deserialize, {counterpart}::Contract)]
{with_path}
#[contract(consumes = "hard.message", emits = "hard.message")]
pub struct Message {{
    /// A number.
    #[serde(default, alias = "num")]
    pub r#type: u64,
    /// Text.
    pub text: ::{std}::string::String,
    /// It may be absent.
    #[serde(skip_serializing_if = "::core::option::Option::is_none")]
    pub next: ::core::option::Option<::{std}::boxed::Box<Self>>,
    /// A map.
    pub counts: ::{std}::collections::BTreeMap<u8, ::{std}::vec::Vec<Kind>>,
    /// A part.
    #[serde(flatten)]
    pub part: Part,
    /// Only written.
    #[serde(skip_deserializing, skip_serializing_if = "::core::option::Option::is_none")]
    pub written: ::core::option::Option<u8>,
}}

/// A part.
#[derive(Debug, ::serde::Serialize, ::serde::Deserialize, {counterpart}::Contract)]
{with_path}
pub struct Part {{
    /// Trusted.
    #[contract(trust = "it is always there")]
    #[serde(default)]
    pub part: (i128, char),
}}

/// A kind.
#[derive(Debug, ::serde::Serialize, ::serde::Deserialize, {counterpart}::Contract)]
{with_path}
#[serde(tag = "kind")]
pub enum Kind {{
    /// One.
    #[serde(alias = "one")]
    One {{
        /// A field.
        #[serde(alias = "b")]
        a: u8,
    }},
    /// A part.
    Two(Part),
    /// All else.
    #[serde(other)]
    Other,
}}

/// Transparent.
#[derive(Debug, ::serde::Serialize, ::serde::Deserialize, {counterpart}::Contract)]
{with_path}
#[serde(transparent)]
pub struct Name(pub ::{std}::string::String);
"#
    )
}

/// Lifetimes, parameters of types and of values, bounds, clauses and defaults.
const GENERIC: &str = r#"
use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;

#[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
#[contract(emits = "generic.borrowed")]
pub struct Borrowed<'a, 'b: 'a> {
    #[serde(borrow)]
    pub a: Cow<'a, str>,
    #[serde(borrow)]
    pub b: Cow<'b, str>,
}

#[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
pub struct Envelope<T: Debug, U = u8, const N: usize = 2>
where
    U: Copy,
{
    pub items: Vec<T>,
    pub count: [u8; 3],
    #[serde(skip)]
    pub marker: PhantomData<U>,
    pub next: Option<Box<Envelope<T, U, N>>>,
}

#[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
#[serde(tag = "t", content = "c")]
pub enum Either<const YES: bool, L, R: Clone> {
    Left(L),
    Right { right: R },
    Neither,
}

counterpart::contract!(Envelope<Either<true, u8, String>>, consumes = "generic.envelope");
counterpart::contract!(crate::Envelope<std::collections::BTreeMap<u8, bool>, u16, 7>, consumes = "generic.map");
"#;

#[test]
fn crates_that_make_it_hard_compile_without_a_word_and_their_contracts_are_made() {
    let plain = types("::counterpart", "std", "");
    let strict = format!("{STRICT}{plain}");
    let shadows = format!("{SHADOWS}{plain}");
    let no_prelude = format!("#![no_implicit_prelude]\n{STRICT}{plain}");
    let no_std = format!(
        "#![no_std]\n#![deny(warnings)]\nextern crate alloc;\n{}",
        types("::counterpart", "alloc", "")
    );
    let renamed = types("::contracts", "std", "::contracts");
    let proc_macro = format!(
        "#![deny(warnings)]\n#![allow(dead_code)]\n{}",
        plain
            .replace("pub struct", "struct")
            .replace("pub enum", "enum")
            .replace("pub ", "")
    );
    let editions = format!("#![deny(warnings, rust_2018_idioms)]\n{plain}");
    let generic = format!("#![deny(warnings)]\n{GENERIC}");
    let workspace = Workspace::of(
        "crates_that_make_it_hard",
        &[
            ("strict", &[("src/lib.rs", &strict)]),
            ("shadows", &[("src/lib.rs", &shadows)]),
            ("no-prelude", &[("src/lib.rs", &no_prelude)]),
            ("no-std", &[("src/lib.rs", &no_std)]),
            ("renamed", &[("src/lib.rs", &renamed)]),
            ("macros", &[("src/lib.rs", &proc_macro)]),
            ("edition-2018", &[("src/lib.rs", &editions)]),
            ("edition-2021", &[("src/lib.rs", &editions)]),
            ("generic", &[("src/lib.rs", &generic)]),
        ],
    );
    let change = |package: &str, change: &dyn Fn(String) -> String| {
        let text = manifest(package, "");
        let changed = change(text.clone());
        assert_ne!(text, changed);
        workspace.write(&format!("{package}/Cargo.toml"), &changed);
    };
    for edition in ["2018", "2021"] {
        change(&format!("edition-{edition}"), &|text| {
            text.replace("\"2024\"", &format!("{edition:?}"))
        });
    }
    change("renamed", &|text| {
        text.replace("counterpart = {", "contracts = { package = \"counterpart\",")
    });
    change("macros", &|text| format!("{text}[lib]\nproc-macro = true\n"));
    change("no-std", &|text| {
        text.replace(
            "features = [\"derive\"]",
            "default-features = false, features = [\"derive\", \"alloc\"]",
        )
    });
    // clippy first: what rustc has to say it says too.
    workspace
        .cargo(&["clippy", "--workspace", "--all-targets", "--quiet"])
        .exits(0);
    let tests = workspace.cargo_with(
        &["test", "--workspace", "--lib", "--quiet"],
        &[("COUNTERPART_UPDATE", "always")],
    );
    tests.exits(0);
    for package in [
        "strict",
        "shadows",
        "no-prelude",
        "no-std",
        "renamed",
        "macros",
        "edition-2018",
        "edition-2021",
    ] {
        for role in ["consumes", "emits"] {
            let file = format!("contracts/{package}/{role}/hard.message.json");
            assert!(workspace.folder.has(&file), "{file}");
        }
        let said = |package: &str| {
            let file = workspace
                .folder
                .read(&format!("contracts/{package}/consumes/hard.message.json"));
            file.split_once("\"type\": \"object\"")
                .map(|(_, schema)| schema.to_owned())
        };
        assert_eq!(said(package), said("strict"), "{package}");
    }
    for event in ["generic.envelope", "generic.map"] {
        assert!(
            workspace
                .folder
                .has(&format!("contracts/generic/consumes/{event}.json"))
        );
    }
}
