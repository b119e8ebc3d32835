//! Where in Rust source a place of a message stands: the line of the field that is written there.
//!
//! A contract file names its types and their files but no lines, so that it does not change when lines move. They are
//! looked up here, when a report is made. Whatever cannot be found is no error: the report then shows the contract
//! file instead.

mod features;
mod files;
mod names;
mod walk;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use cargo_metadata::Package;
use counterpart::collect::Record;
use counterpart::contract::{Header, Role, RustType};
use counterpart_engine::compat::{Place, PlaceStep};

use self::features::Features;
use self::files::Files;
use crate::project::workspace::Workspace;

/// A line of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceLine {
    pub(crate) path: PathBuf,
    /// From 1.
    pub(crate) line: usize,
    /// The line itself, without the space behind it.
    pub(crate) text: String,
    /// What of it is meant, in bytes.
    pub(crate) span: Range<usize>,
}

/// The source files of the workspace's packages, read when they are first asked for.
#[derive(Default)]
pub(crate) struct Sources {
    /// By the name of the package, and by the name of its library.
    packages: BTreeMap<String, RefCell<Files>>,
    libraries: BTreeMap<String, String>,
}

impl Sources {
    pub(crate) fn of(workspace: &Workspace) -> Self {
        let mut sources = Self::default();
        for package in workspace.packages() {
            sources.add(package);
        }
        sources
    }

    /// The sources of one package without features, whose library has its name.
    #[cfg(test)]
    pub(crate) fn of_package(name: &str, folder: &std::path::Path) -> Self {
        let files = RefCell::new(Files::new(folder, Features::default()));
        Self {
            packages: [(name.to_owned(), files)].into(),
            libraries: [(name.replace('-', "_"), name.to_owned())].into(),
        }
    }

    fn add(&mut self, package: &Package) {
        let Some(folder) = package.manifest_path.parent() else {
            return;
        };
        let name = package.name.to_string();
        let libraries = package.targets.iter().filter(|target| target.is_lib());
        for library in libraries {
            self.libraries
                .insert(library.name.replace('-', "_"), name.clone());
        }
        let files = Files::new(folder.as_std_path(), Features::of_manifest(package));
        self.packages.insert(name, RefCell::new(files));
    }

    /// Takes the features that the packages were built with, instead of those that their contract files belong to.
    pub(crate) fn as_built(&mut self, records: &[Record]) {
        for record in records {
            if let Some(files) = self.packages.get_mut(&record.package) {
                files.get_mut().features = Features::of_build(&record.features);
            }
        }
    }

    /// The line that `place` stands on in the types of a contract: the deepest field on the way that can be found, else
    /// the type itself.
    pub(crate) fn find(&self, header: &Header, place: &Place) -> Option<SourceLine> {
        // The steps of the envelope are in no Rust type.
        let place = match header.metadata.envelope {
            None => place.clone(),
            Some(envelope) => match place.0.split_first() {
                Some((PlaceStep::Property(first), rest)) if first == envelope.payload() => {
                    Place(rest.to_vec())
                }
                _ => Place::default(),
            },
        };
        let found = header
            .types
            .iter()
            .filter_map(|rust| self.find_in(rust, header.identity.role(), &place));
        // A union of types: the one that knows more of the way.
        found
            .enumerate()
            .max_by_key(|(at, (_, depth))| (*depth, std::cmp::Reverse(*at)))
            .map(|(_, (line, _))| line)
    }

    fn find_in(&self, rust: &RustType, role: Role, place: &Place) -> Option<(SourceLine, usize)> {
        let path = rust.path.split('<').next().unwrap_or_default();
        let (library, _) = path.split_once("::")?;
        let (_, name) = path.rsplit_once("::")?;
        let declared = self.packages.get(&rust.package).and_then(|files| {
            let mut files = files.borrow_mut();
            let start = files.declared_in(&rust.file, name)?;
            walk::walk(&mut files, start, role, &place.0)
        });
        declared.or_else(|| {
            // A type of another crate, declared with `contract!`.
            let package = self.libraries.get(library)?;
            let mut files = self.packages.get(package)?.borrow_mut();
            let start = files.anywhere(name)?;
            walk::walk(&mut files, start, role, &place.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart::contract::Identity;

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
        let mut sources = Sources::default();
        sources.packages.insert(
            "user".into(),
            RefCell::new(Files::new(folder.path(), Features::default())),
        );
        sources.libraries.insert("user_events".into(), "user".into());
        (folder, sources)
    }

    fn header(role: Role, path: &str, package: &str) -> Header {
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

    fn place(text: &str) -> Place {
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
            ("tags/*/kind", "enum Tag"),
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
        assert_eq!(find(Role::Emits, "tags/*/kind"), "enum Tag {");
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
}
