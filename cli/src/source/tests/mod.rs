//! Lines of packages that are written into a temporary folder.

mod across;

use super::*;
use counterpart::contract::Identity;
use counterpart_engine::compat::PlaceStep;

const SOURCE: &str = r#"
mod events {
    /// About it.
    #[derive(Contract)]
    #[serde(rename_all = "camelCase")]
    pub struct UserRegistered {
        pub user_id: u64,
        #[serde(rename(serialize = "mail", deserialize = "email"), alias = "e-mail")]
        pub email: Option<String>,
        pub address: std::option::Option<Box<Address>>,
        #[serde(flatten)]
        pub rest: Rest,
        pub tags: Vec<Tag>,
        pub r#type: Kind,
        pub prices: HashMap<String, (u8, Price)>,
    }
}
struct Address { street: String,
    city: City,
}
type City = Named;
struct Named(Inner);
struct Inner {
    name: String,
}
struct Rest {
    locale: String,
}
#[serde(tag = "kind", rename_all = "SCREAMING-KEBAB-CASE")]
enum Tag {
    Plain,
    WithText {
        text: String,
    },
}
enum Kind {
    Paid {
        until: u64,
    },
    Free(Rest),
}
"#;

fn sources() -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/lib.rs"), SOURCE).unwrap();
    std::fs::write(
        folder.path().join("src/price.rs"),
        "pub struct Price {\n    amount: u8,\n}\n",
    )
    .unwrap();
    let package = packages::Package::by_hand("user", "user_events", folder.path(), true);
    let sources = Sources {
        packages: Packages::by_hand(vec![(package, vec![])]),
        ..Sources::default()
    };
    (folder, sources)
}

pub(super) fn header(role: Role, path: &str, package: &str) -> Header {
    Header {
        identity: Identity::new("user", role, "user.registered", None).unwrap(),
        producer: None,
        owner: None,
        metadata: Default::default(),
        types: vec![RustType {
            path: path.into(),
            package: package.into(),
            file: "src/lib.rs".into(),
        }],
        imported: vec![],
        assumes: vec![],
        trusts: vec![],
    }
}

pub(super) fn place(text: &str) -> Place {
    let steps = text.split('/').filter(|step| !step.is_empty());
    Place(
        steps
            .map(|step| match step.strip_prefix('(') {
                Some(name) => PlaceStep::Alternative(name.trim_end_matches(')').into()),
                None if step == "*" => PlaceStep::AnyItem,
                None if step == "?" => PlaceStep::AnyProperty,
                None => step
                    .parse()
                    .map_or_else(|_| PlaceStep::Property(step.into()), PlaceStep::Item),
            })
            .collect(),
    )
}

fn find(role: Role, at: &str) -> String {
    let (_folder, sources) = sources();
    sources
        .find(&header(role, "user::events::UserRegistered", "user"), &place(at))
        .unwrap()
        .text
        .trim_start()
        .to_owned()
}

#[test]
fn the_field_is_marked_with_its_type_and_an_item_with_its_name() {
    let (_folder, sources) = sources();
    for (at, marked) in [
        ("mail", "email: Option<String>"),
        ("type", "r#type: Kind"),
        ("", "struct UserRegistered"),
        ("tags/*/(PLAIN)", "Plain"),
        ("tags/*/(WITH-TEXT)", "WithText"),
        ("tags/*/kind", "tag = \"kind\""),
    ] {
        let header = header(Role::Emits, "user::events::UserRegistered", "user");
        let found = sources.find(&header, &place(at)).unwrap();
        assert_eq!(&found.text[found.span], marked, "{at}");
    }
}

#[test]
fn a_field_of_several_lines_is_marked_by_its_name() {
    let (folder, mut sources) = sources();
    let source = "struct UserRegistered {\n    größe: (\n        u8,\n    ), /* é */ é: u8,\n}\n";
    std::fs::write(folder.path().join("src/lib.rs"), source).unwrap();
    sources.as_built(&[]);
    for (at, marked) in [("größe", "größe"), ("é", "é: u8")] {
        let header = header(Role::Emits, "user::UserRegistered", "user");
        let found = sources.find(&header, &place(at)).unwrap();
        assert_eq!(&found.text[found.span], marked, "{at}");
    }
}

#[test]
fn first_item_is_found_behind_attributes_of_its_file() {
    let (folder, mut sources) = sources();
    let source = "//! Events.\n\n#![allow(dead_code)]\npub struct UserRegistered {\n    email: u8,\n}\n";
    for source in [source.to_owned(), format!("mod events {{\n{source}}}\n")] {
        std::fs::write(folder.path().join("src/lib.rs"), &source).unwrap();
        sources.as_built(&[]);
        let header = header(Role::Emits, "user::UserRegistered", "user");
        let found = sources.find(&header, &place("email")).expect(&source);
        assert_eq!(found.text.trim(), "email: u8,");
    }
}

#[test]
fn a_field_is_found_by_the_name_that_serde_gives_it() {
    assert_eq!(find(Role::Emits, "userId"), "pub user_id: u64,");
    assert_eq!(find(Role::Emits, "mail"), "pub email: Option<String>,");
    for name in ["email", "e-mail"] {
        assert_eq!(find(Role::Consumes, name), "pub email: Option<String>,");
    }
    assert_eq!(find(Role::Consumes, "type"), "pub r#type: Kind,");
}

#[test]
fn missing_field_leads_to_the_type_that_lacks_it() {
    for at in ["", "user_id", "absent/deeper"] {
        assert_eq!(find(Role::Emits, at), "pub struct UserRegistered {", "{at}");
    }
    assert_eq!(find(Role::Consumes, "mail"), "pub struct UserRegistered {");
    assert_eq!(
        find(Role::Consumes, "address/zip"),
        "struct Address { street: String,"
    );
    assert_eq!(find(Role::Consumes, "userId/zip"), "pub user_id: u64,");
}

#[test]
fn the_way_leads_through_options_boxes_aliases_newtypes_and_flattened_fields() {
    assert_eq!(find(Role::Emits, "address/city"), "city: City,");
    assert_eq!(find(Role::Emits, "address/city/name"), "name: String,");
    assert_eq!(find(Role::Emits, "locale"), "locale: String,");
    assert_eq!(find(Role::Emits, "prices/?/1/amount"), "amount: u8,");
}

#[test]
fn the_way_leads_into_variants_of_every_form() {
    assert_eq!(find(Role::Emits, "tags/*/(WITH-TEXT)/text"), "text: String,");
    assert_eq!(find(Role::Emits, "tags/*/text"), "text: String,");
    let attribute = "#[serde(tag = \"kind\", rename_all = \"SCREAMING-KEBAB-CASE\")]";
    assert_eq!(find(Role::Emits, "tags/*/kind"), attribute);
    assert_eq!(find(Role::Emits, "tags/*/kind/(PLAIN)"), "Plain,");
    assert_eq!(find(Role::Emits, "tags/*/(PLAIN)"), "Plain,");
    assert_eq!(find(Role::Emits, "type/Paid/until"), "until: u64,");
    assert_eq!(find(Role::Emits, "type/Free/locale"), "locale: String,");
    assert_eq!(find(Role::Emits, "type/(Free)/Free/locale"), "locale: String,");
}

#[test]
fn of_several_items_of_one_name_the_one_that_was_built_is_shown() {
    let source = r#"
struct UserRegistered {
    #[cfg(not(feature = "v2"))]
    email: String, // old
    #[cfg(feature = "v2")]
    email: Option<String>, // new
    plan: Plan,
    pair: Pair,
}
enum Plan {
    #[cfg(not(feature = "v2"))]
    Paid { old: u8 },
    #[cfg(feature = "v2")]
    Paid { new: u8 },
}
struct Pair(#[cfg(not(feature = "v2"))] Old, #[cfg(feature = "v2")] New);
#[cfg(not(feature = "v2"))]
mod v1 {
    pub struct New { id: u8 } // of v1
}
#[cfg(feature = "v2")]
mod v2 {
    pub struct New { id: u64 } // of v2
}
struct Old { id: u16 } // old pair
"#;
    let (folder, mut sources) = sources();
    std::fs::write(folder.path().join("src/lib.rs"), source).unwrap();
    let found = |sources: &Sources, at: &str| {
        let header = header(Role::Emits, "user::UserRegistered", "user");
        let found = sources.find(&header, &place(at)).unwrap();
        found.text.trim_start().to_owned()
    };
    assert_eq!(found(&sources, "email"), "email: String, // old");
    assert_eq!(found(&sources, "plan/Paid/old"), "Paid { old: u8 },");
    assert_eq!(found(&sources, "pair/id"), "struct Old { id: u16 } // old pair");
    sources.as_built(&[Record {
        executable: "user".into(),
        package: "user".into(),
        features: ["v2".to_owned()].into(),
        compared: false,
        contracts: vec![],
        problems: vec![],
        uncompared: vec![],
        unreached: vec![],
        samples: vec![],
    }]);
    assert_eq!(found(&sources, "email"), "email: Option<String>, // new");
    assert_eq!(found(&sources, "plan/Paid/new"), "Paid { new: u8 },");
    assert_eq!(found(&sources, "pair/id"), "pub struct New { id: u64 } // of v2");
}

#[test]
fn a_type_of_another_crate_is_found_through_its_library() {
    let (folder, sources) = sources();
    let line = sources
        .find(
            &header(Role::Consumes, "user_events::Price<u8>", "auth"),
            &place("amount"),
        )
        .unwrap();
    assert_eq!(
        line,
        SourceLine {
            path: folder.path().join("src/price.rs"),
            line: 2,
            text: "    amount: u8,".into(),
            span: 4..14,
        }
    );
    assert_eq!(
        sources.find(&header(Role::Consumes, "other::Price", "auth"), &Place::default()),
        None
    );
}

#[test]
fn a_source_file_outside_of_the_package_is_not_read() {
    let (folder, sources) = sources();
    std::fs::write(
        folder.path().parent().unwrap().join("counterpart-outside.rs"),
        "struct UserRegistered;",
    )
    .unwrap();
    let mut header = header(Role::Emits, "user::Nowhere", "user");
    header.types[0].file = "../counterpart-outside.rs".into();
    assert_eq!(sources.find(&header, &Place::default()), None);
    std::fs::remove_file(folder.path().parent().unwrap().join("counterpart-outside.rs")).unwrap();
}
