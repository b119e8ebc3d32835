//! The lines of Rust source that a report shows for types of every kind of package. Contract files name the types, so that
//! nothing is built.

use fixture::Folder;
use serde_json::Value;

/// A type as a contract file names it: its path, the package, the file.
type Rust = (&'static str, &'static str, &'static str);

const SHOP: &str = "shop/src/lib.rs";
const MAIL: &str = "mail/src/lib.rs";

const LOCK: &str = r#"version = 4

[[package]]
name = "mail"
version = "0.1.0"
dependencies = [
 "outside",
 "stock 2.0.0",
]

[[package]]
name = "outside"
version = "0.3.0"

[[package]]
name = "parts"
version = "0.2.0"
source = "git+https://example.invalid/parts#0123456789abcdef0123456789abcdef01234567"

[[package]]
name = "shop"
version = "0.1.0"
dependencies = [
 "parts",
 "shop-events",
 "stock 1.0.0",
]

[[package]]
name = "shop-events"
version = "0.1.0"

[[package]]
name = "stock"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "stock"
version = "2.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

/// A shop and a mail service: with a member, a package beside the workspace, a git repository, and a package in two versions.
fn workspace() -> Folder {
    let package = |name: &str, version: &str, dependencies: &str| {
        format!(
            "[package]\nname = {name:?}\nversion = {version:?}\nedition = \"2024\"\n[dependencies]\n{dependencies}"
        )
    };
    let stock = |field: &str| {
        format!(
            "mod item;\npub use item::{{Item as Article, Other}};\npub mod deep {{\n    pub use super::item::*;\n}}\n// {field}\n"
        )
    };
    let item = |field: &str| {
        format!(
            "#[derive(Serialize, Deserialize)]\npub struct Item {{\n    pub {field}: String,\n}}\n\
             #[derive(Serialize, Deserialize)]\npub struct Other {{\n    pub name: String, // of {field}\n}}\n\
             pub struct ByHand {{\n    pub name: String,\n}}\n"
        )
    };
    let folder = Folder::with(&[
        (
            "w/Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"shop\", \"mail\", \"events\"]\n",
        ),
        (
            "w/.cargo/config.toml",
            "[source.crates-io]\nreplace-with = \"vendored\"\n\
             [source.\"git+https://example.invalid/parts\"]\ngit = \"https://example.invalid/parts\"\nreplace-with = \"vendored\"\n\
             [source.vendored]\ndirectory = \"vendor\"\n",
        ),
        (
            "w/shop/Cargo.toml",
            &package(
                "shop",
                "0.1.0",
                "stock = \"1\"\nwire = { package = \"shop-events\", path = \"../events\" }\n\
                 parts = { git = \"https://example.invalid/parts\" }\n",
            ),
        ),
        (
            "w/shop/src/lib.rs",
            "mod forms;\nuse stock::Article;\nuse wire::Envelope;\n\
             contract!(Article, emits = \"e\");\n\
             contract!(Envelope<forms::Paid>, emits = \"e\");\n\
             contract!(parts::Part, emits = \"e\");\n\
             contract!(wire::Envelope<stock::deep::Other>, emits = \"e\");\n\
             contract!(Envelope<Vec<stock::ByHand>>, emits = \"e\");\n\
             macro_rules! event { ($name:ident) => { #[derive(Contract)] struct $name { name: String } } }\n\
             event!(Written);\n",
        ),
        (
            "w/shop/src/forms.rs",
            "pub struct Paid {\n    pub name: String, // paid\n}\n",
        ),
        (
            "w/mail/Cargo.toml",
            &package(
                "mail",
                "0.1.0",
                "stock = \"2\"\noutside = { path = \"../../outside\" }\n",
            ),
        ),
        (
            "w/mail/src/lib.rs",
            "contract!(stock::Other, consumes = \"e\");\ncontract!(outside::Letter, consumes = \"e\");\n",
        ),
        ("w/events/Cargo.toml", &package("shop-events", "0.1.0", "")),
        (
            "w/events/src/lib.rs",
            "pub use envelope::Envelope;\nmod envelope;\npub struct Paid;\n",
        ),
        (
            "w/events/src/envelope.rs",
            "pub struct Envelope<T> {\n    pub data: T,\n}\n",
        ),
        ("outside/Cargo.toml", &package("outside", "0.3.0", "")),
        (
            "outside/src/lib.rs",
            "#[derive(Deserialize)]\npub struct Letter {\n    pub name: String, // outside\n}\n",
        ),
        ("w/vendor/stock-1.0.0/Cargo.toml", &package("stock", "1.0.0", "")),
        ("w/vendor/stock-1.0.0/src/lib.rs", &stock("name")),
        ("w/vendor/stock-1.0.0/src/item.rs", &item("name")),
        ("w/vendor/stock-1.0.0/.cargo-checksum.json", "{\"files\":{}}"),
        ("w/vendor/stock-2.0.0/Cargo.toml", &package("stock", "2.0.0", "")),
        ("w/vendor/stock-2.0.0/src/lib.rs", &stock("title")),
        ("w/vendor/stock-2.0.0/src/item.rs", &item("title")),
        ("w/vendor/stock-2.0.0/.cargo-checksum.json", "{\"files\":{}}"),
        ("w/vendor/parts/Cargo.toml", &package("parts", "0.2.0", "")),
        (
            "w/vendor/parts/src/lib.rs",
            "#[derive(Serialize)]\npub struct Part {\n    pub name: String, // part\n}\n",
        ),
        ("w/vendor/parts/.cargo-checksum.json", "{\"files\":{}}"),
    ]);
    // A build would have written it.
    folder.write("w/Cargo.lock", LOCK);
    folder
}

fn document(service: &str, role: &str, (path, package, file): Rust, place: &str, leaf: &str) -> String {
    let schema = place
        .rsplit('/')
        .fold(format!("\"type\": {leaf:?}"), |inner, name| match name {
            "*" => format!("\"type\": \"array\", \"items\": {{{inner}}}"),
            name => format!(
                "\"type\": \"object\", \"properties\": {{{name:?}: {{{inner}}}}}, \"required\": [{name:?}], \
             \"additionalProperties\": false"
            ),
        });
    let file = file.split_once('/').unwrap().1;
    format!(
        "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n\"x-contract\": {{\"format\": 1, \"role\": {role:?}, \
         \"service\": {service:?}, \"event\": \"e\", \"types\": [{{\"path\": {path:?}, \"package\": {package:?}, \
         \"file\": {file:?}}}], \"assumes\": [\"unique-keys\"]}},\n{schema}}}\n"
    )
}

/// The lines of both sides where `place` is a text for the shop and a number for the mail service.
fn lines(folder: &Folder, emitted: Rust, accepted: Rust, place: &str) -> [String; 2] {
    folder.write(
        "w/contracts/shop/emits/e.json",
        &document("shop", "emits", emitted, place, "string"),
    );
    folder.write(
        "w/contracts/mail/consumes/e.json",
        &document("mail", "consumes", accepted, place, "integer"),
    );
    let answer = folder.counterpart_in("w", &["verify", "--no-build", "--format", "json"]);
    let report: Value = serde_json::from_str(&answer.exits(100).stdout).unwrap();
    ["shop", "mail"].map(|service| source(&report, service).unwrap_or_else(|| "no line".to_owned()))
}

/// The first line of source that is said of a service.
fn source(json: &Value, service: &str) -> Option<String> {
    let inner: Vec<&Value> = match json {
        Value::Object(members) => {
            let source = &json["source"];
            if json["service"] == service && source.is_object() {
                let text = |key: &str| source[key].as_str().unwrap_or_default().to_owned();
                return Some(format!("{}:{} {}", text("file"), source["line"], text("text")));
            }
            members.values().collect()
        }
        Value::Array(items) => items.iter().collect(),
        _ => return None,
    };
    inner.into_iter().find_map(|inner| source(inner, service))
}

#[test]
fn types_are_found_in_the_packages_that_the_declaring_package_depends_on() {
    let folder = workspace();
    let lines = |emitted, accepted, place| lines(&folder, emitted, accepted, place);
    // A re-exported and renamed type of a registry, in the version that each side depends on.
    assert_eq!(
        lines(
            ("shop::Article", "shop", SHOP),
            ("stock::Other", "mail", MAIL),
            "name"
        ),
        [
            "vendor/stock-1.0.0/src/item.rs:3 pub name: String,",
            "vendor/stock-2.0.0/src/item.rs:7 pub name: String, // of title",
        ]
    );
    // A generic envelope of a renamed dependency, and a package beside the workspace.
    assert_eq!(
        lines(
            ("Envelope<forms::Paid>", "shop", SHOP),
            ("outside::Letter", "mail", MAIL),
            "data/name"
        ),
        [
            "shop/src/forms.rs:2 pub name: String, // paid",
            "../outside/src/lib.rs:2 pub struct Letter {",
        ]
    );
    // A git repository.
    assert_eq!(
        lines(
            ("parts::Part", "shop", SHOP),
            ("outside::Letter", "mail", MAIL),
            "name"
        ),
        [
            "vendor/parts/src/lib.rs:3 pub name: String, // part",
            "../outside/src/lib.rs:3 pub name: String, // outside",
        ]
    );
    // An argument of a third package, and a type that the compiler wrote in full.
    assert_eq!(
        lines(
            ("wire::Envelope<stock::deep::Other>", "shop", SHOP),
            ("stock::item::Item", "mail", MAIL),
            "data/name"
        ),
        [
            "vendor/stock-1.0.0/src/item.rs:7 pub name: String, // of name",
            "vendor/stock-2.0.0/src/item.rs:2 pub struct Item {",
        ]
    );
}

#[test]
fn type_that_is_not_found_leads_to_what_declares_it() {
    let folder = workspace();
    // A type of others that writes itself leads to the field that holds it; a macro's to its call.
    assert_eq!(
        lines(
            &folder,
            ("Envelope<Vec<stock::ByHand>>", "shop", SHOP),
            ("absent::Gone", "mail", MAIL),
            "data/*/name"
        ),
        ["events/src/envelope.rs:2 pub data: T,", "no line"]
    );
    assert_eq!(
        lines(
            &folder,
            ("shop::Written", "shop", SHOP),
            ("outside::Letter", "mail", MAIL),
            "name"
        )[0],
        "shop/src/lib.rs:10 event!(Written);"
    );
    folder.write(
        "w/mail/src/lib.rs",
        "contract!(\n    absent::Gone,\n    consumes = \"e\"\n);\n",
    );
    assert_eq!(
        lines(
            &folder,
            ("parts::Part", "shop", SHOP),
            ("absent::Gone", "mail", MAIL),
            "name"
        )[1],
        "mail/src/lib.rs:1 contract!("
    );
}
