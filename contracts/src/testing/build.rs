//! From the declarations of an executable to contract files.

use std::collections::{BTreeMap, BTreeSet};

use super::message_layout;
use super::place::Place;
use super::truth;
use crate::collect::{Samples, Uncompared};
use crate::contract::{Assumption, ContractFile, Header, Identity, Role, RustType};
use crate::declaration::Declaration;
use crate::schema::envelope::EnvelopeSpec;
use crate::schema::{self, Source};
use counterpart_engine::json::{Json, Object};

/// The contract files of an executable, and what kept others from being made.
#[derive(Debug)]
pub(super) struct Built<'a> {
    pub(super) files: Vec<Made<'a>>,
    pub(super) problems: Vec<Problem<'a>>,
}

/// One contract file and the declarations that it is made of.
#[derive(Debug)]
pub(super) struct Made<'a> {
    pub(super) file: ContractFile,
    of: Vec<&'a Declaration>,
}

/// A problem that kept declarations from becoming a contract file.
#[derive(Debug)]
pub(super) struct Problem<'a> {
    pub(super) text: String,
    of: Vec<&'a Declaration>,
}

impl Built<'_> {
    pub(super) fn problems_of(&self, declaration: &Declaration) -> Vec<&str> {
        self.problems
            .iter()
            .filter(|problem| holds(&problem.of, declaration))
            .map(|problem| problem.text.as_str())
            .collect()
    }

    /// Messages as the code writes them, so many of each type at most.
    pub(super) fn samples(&self, most: usize) -> Vec<Samples> {
        let mut all = Vec::new();
        for made in &self.files {
            let identity = &made.file.header.identity;
            let of_types = made
                .of
                .iter()
                .filter(|declaration| declaration.role == Role::Emits);
            let samples: Vec<_> = of_types
                .flat_map(|declaration| truth::samples(declaration, most))
                .collect();
            if !samples.is_empty() {
                all.push(Samples {
                    service: identity.service().to_owned(),
                    event: identity.event().to_owned(),
                    samples,
                });
            }
        }
        all
    }

    /// The types for which `is_never_compared` returns true, in the order of the files.
    pub(super) fn uncompared(
        &self,
        place: &Place,
        is_never_compared: impl Fn(&Declaration) -> bool,
    ) -> Vec<Uncompared> {
        let of_file = |made: &Made<'_>| -> Vec<Uncompared> {
            let identity = &made.file.header.identity;
            let uncompared = made
                .of
                .iter()
                .filter(|declaration| is_never_compared(declaration));
            uncompared
                .map(|declaration| Uncompared {
                    service: identity.service().to_owned(),
                    event: identity.event().to_owned(),
                    rust_type: rust_type(place, declaration, declaration.rust_type),
                })
                .collect()
        };
        self.files.iter().flat_map(of_file).collect()
    }

    /// The declarations of one side of a service that became contract files.
    pub(super) fn of_service(&self, service: &str, role: Role) -> impl Iterator<Item = &Declaration> {
        let is_it = move |made: &&Made<'_>| {
            let identity = &made.file.header.identity;
            identity.service() == service && identity.role() == role
        };
        self.files
            .iter()
            .filter(is_it)
            .flat_map(|made| made.of.iter().copied())
    }

    /// The file of a declaration that has no problem.
    pub(super) fn file_of(&self, declaration: &Declaration) -> &ContractFile {
        let made = self.files.iter().find(|made| holds(&made.of, declaration));
        &made.expect("each declaration is in a file or in a problem").file
    }
}

fn holds(of: &[&Declaration], declaration: &Declaration) -> bool {
    of.iter().any(|one| std::ptr::eq(*one, declaration))
}

/// Makes the files, in the order of their identities.
pub(super) fn build<'a>(place: &Place, declarations: &[&'a Declaration]) -> Built<'a> {
    let mut built = Built {
        files: Vec::new(),
        problems: Vec::new(),
    };
    let mut groups: BTreeMap<Identity, Vec<&Declaration>> = BTreeMap::new();
    for &declaration in declarations {
        let service = declaration.service.unwrap_or(&place.service);
        match Identity::new(service, declaration.role, declaration.event, declaration.name) {
            Ok(identity) => groups.entry(identity).or_default().push(declaration),
            Err(error) => built.problems.push(Problem {
                text: format!("{}: {error}", said(place, declaration)),
                of: vec![declaration],
            }),
        }
    }
    for (identity, mut of) in groups {
        // The linker's order is nobody's order.
        of.sort_by_key(|declaration| (declaration.rust_type, declaration.file, declaration.test));
        match file(place, identity, &of) {
            Ok(file) => built.files.push(Made { file, of }),
            Err(text) => built.problems.push(Problem { text, of }),
        }
    }
    built.problems.sort_by(|a, b| a.text.cmp(&b.text));
    built
}

fn said(place: &Place, declaration: &Declaration) -> String {
    format!("`{}` in {}", declaration.rust_type, place.source(declaration))
}

fn file(place: &Place, identity: Identity, of: &[&Declaration]) -> Result<ContractFile, String> {
    let types: Vec<String> = of.iter().map(|declaration| said(place, declaration)).collect();
    let types = types.join(" and ");
    if identity.role() == Role::Consumes && of.len() > 1 {
        return Err(format!(
            "{types} would both be the contract of {:?} for {:?}: give each a name, `#[contract(consumes = \
             {:?}, name = \"…\")]`, or remove one",
            identity.service(),
            identity.event(),
            identity.event(),
        ));
    }
    let mut owners: Vec<&str> = of.iter().filter_map(|declaration| declaration.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    if owners.len() > 1 {
        return Err(format!(
            "{types} share one contract file, of {identity}, and name several owners ({}): name one",
            owners.join(", ")
        ));
    }
    let sources: Vec<_> = of
        .iter()
        .flat_map(|declaration| sources_of(declaration))
        .collect();
    let (made, metadata) = match message_layout::of(of)
        .and_then(|layout| layout.make(&identity, |envelope| make(envelope, &sources, identity.role())))
    {
        Ok(made) => made,
        Err(error) => return Err(format!("cannot make a contract of {types}: {error}")),
    };
    let mut rust_types: Vec<RustType> = of
        .iter()
        .flat_map(|declaration| {
            let older = declaration.older.iter().map(|older| (older.rust_type)());
            [declaration.rust_type]
                .into_iter()
                .chain(older)
                .map(|path| rust_type(place, declaration, path))
        })
        .collect();
    rust_types.sort();
    let mut assumes = assumed(identity.role(), &made.schema);
    let readers = of
        .iter()
        .filter_map(|declaration| declaration.layout.envelope?.reader);
    assumes.extend(readers.map(Assumption::EventsReadBy));
    for assumption in made.assumes {
        if !assumes.contains(&assumption) {
            assumes.push(assumption);
        }
    }
    let header = Header {
        identity,
        producer: of
            .iter()
            .find_map(|declaration| declaration.producer)
            .map(str::to_owned),
        owner: owners.first().map(|owner| (*owner).to_owned()),
        metadata,
        types: rust_types,
        imported: Vec::new(),
        assumes,
        trusts: made.trusts,
    };
    Ok(ContractFile::new(header, made.schema))
}

fn rust_type(place: &Place, declaration: &Declaration, path: &str) -> RustType {
    RustType {
        path: path.to_owned(),
        package: declaration.package.to_owned(),
        file: place.source(declaration),
    }
}

/// The types that may make a message: the declared one, and the older ones that are converted into it.
fn sources_of(declaration: &Declaration) -> Vec<Source> {
    let older = declaration.older.iter().map(|older| older.schema);
    [declaration.schema].into_iter().chain(older).collect()
}

/// The assumptions of every contract, and those about times, which formats show.
fn assumed(role: Role, schema: &Object) -> Vec<Assumption> {
    let mut formats = BTreeSet::new();
    collect_formats(&Json::Object(schema.clone()), &mut formats);
    let has = |names: &[&str]| names.iter().any(|name| formats.contains(*name));
    let mut assumes = Assumption::OF_SERDE.to_vec();
    let zoned = "zoned-date-time";
    if role == Role::Emits && has(&["date", "date-time", "partial-date-time", "partial-time", zoned]) {
        assumes.push(Assumption::PlainTimes);
    }
    if has(&[zoned]) {
        assumes.push(Assumption::KnownTimeZones);
    }
    assumes
}

fn collect_formats(schema: &Json, formats: &mut BTreeSet<String>) {
    match schema {
        Json::Object(members) => members.iter().for_each(|(key, value)| match value {
            Json::String(format) if key == "format" => {
                formats.insert(format.clone());
            }
            value => collect_formats(value, formats),
        }),
        Json::Array(items) => items.iter().for_each(|item| collect_formats(item, formats)),
        _ => {}
    }
}

/// The schema of the types. A `JsonSchema` by hand may panic, and the other contracts are to be made anyway.
fn make(envelope: Option<EnvelopeSpec<'_>>, sources: &[Source], role: Role) -> Result<schema::Made, String> {
    match std::panic::catch_unwind(|| schema::make_in(envelope, sources, role)) {
        Ok(made) => made.map_err(|error| error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(text.unwrap_or("its schema panics").to_owned())
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::Path;

    use super::*;
    use crate::declaration::MessageLayout;
    use counterpart_engine::json::Json;

    /// A type that emits `user.registered`.
    pub(in super::super) fn declaration(rust_type: &'static str, test: &'static str) -> Declaration {
        Declaration {
            marker: "",
            module: "auth",
            test,
            role: Role::Emits,
            event: "user.registered",
            name: None,
            producer: None,
            owner: None,
            service: None,
            rust_type,
            file: "src/lib.rs",
            out_dir: None,
            package: "auth",
            manifest_dir: "/w",
            features: &[],
            schema: |settings| settings.into_generator().into_root_schema_for::<Option<u8>>(),
            real: crate::declaration::real::Real::default(),
            layout: Default::default(),
            older: &[],
        }
    }

    fn built(declarations: &[Declaration]) -> (Vec<ContractFile>, Vec<String>) {
        let declarations: Vec<&Declaration> = declarations.iter().collect();
        let built = build(&Place::for_tests(Path::new("/w")), &declarations);
        for declaration in &declarations {
            let has_problem = !built.problems_of(declaration).is_empty();
            assert!(has_problem || built.files.iter().any(|made| holds(&made.of, declaration)));
        }
        (
            built.files.into_iter().map(|made| made.file).collect(),
            built.problems.into_iter().map(|problem| problem.text).collect(),
        )
    }

    #[test]
    fn types_that_emit_one_event_share_a_file_in_any_link_order() {
        let a = declaration("auth::A", "a");
        let b = Declaration {
            owner: Some("team"),
            schema: |settings| settings.into_generator().into_root_schema_for::<String>(),
            ..declaration("auth::B", "b")
        };
        let (files, problems) = built(&[b, a]);
        assert_eq!((files.clone(), problems), built(&[a, b]));
        let [file] = files.as_slice() else {
            panic!("one file")
        };
        insta::assert_snapshot!(Json::Object(file.schema().clone()), @r##"{"anyOf":[{"$ref":"#/$defs/Nullable_uint8"},{"$ref":"#/$defs/string"}],"$defs":{"Nullable_uint8":{"type":["integer","null"],"minimum":0,"maximum":255},"string":{"type":"string"}}}"##);
        assert_eq!(file.header.owner.as_deref(), Some("team"));
        let paths: Vec<&str> = file.header.types.iter().map(|rust| rust.path.as_str()).collect();
        assert_eq!(paths, ["auth::A", "auth::B"]);
    }

    #[test]
    fn two_types_that_would_be_one_contract_are_named_with_the_way_out() {
        let consumes = |rust_type, test, name| Declaration {
            role: Role::Consumes,
            name,
            ..declaration(rust_type, test)
        };
        let a = consumes("auth::A", "a", None);
        let (files, problems) = built(&[consumes("auth::B", "b", None), a]);
        assert!(files.is_empty());
        insta::assert_snapshot!(problems.join("\n"), @r#"`auth::A` in src/lib.rs and `auth::B` in src/lib.rs would both be the contract of "auth" for "user.registered": give each a name, `#[contract(consumes = "user.registered", name = "…")]`, or remove one"#);
        let (files, problems) = built(&[consumes("auth::B", "b", Some("audit")), a]);
        assert_eq!((files.len(), problems.len()), (2, 0));
    }

    #[test]
    fn invalid_declaration_is_reported_with_its_type_and_the_rest_is_built() {
        let bad_event = Declaration {
            event: "../../etc/x",
            ..declaration("auth::Bad", "bad")
        };
        let bad_schema = Declaration {
            event: "other",
            schema: |_| schemars::json_schema!({ "$ref": "http://example.com" }),
            ..declaration("auth::Ref", "ref")
        };
        let panics = Declaration {
            event: "panics",
            schema: |_| panic!("not today"),
            ..declaration("auth::Panics", "panics")
        };
        let owner = |owner, test| Declaration {
            owner: Some(owner),
            event: "owned",
            ..declaration("auth::O", test)
        };
        let (files, problems) = built(&[
            bad_event,
            bad_schema,
            panics,
            owner("a", "1"),
            owner("b", "2"),
            declaration("auth::A", "a"),
        ]);
        assert_eq!(files.len(), 1);
        insta::assert_snapshot!(problems.join("\n"), @r#"
        `auth::Bad` in src/lib.rs: the name "../../etc/x" contains a path step `.` or `..`: name the event, not a path
        `auth::O` in src/lib.rs and `auth::O` in src/lib.rs share one contract file, of auth emits owned, and name several owners (a, b): name one
        cannot make a contract of `auth::Panics` in src/lib.rs: not today
        cannot make a contract of `auth::Ref` in src/lib.rs: the schema refers to "http://example.com", which is not one of its definitions: a hand-written JsonSchema may only refer to definitions made by the generator
        "#);
    }

    #[test]
    fn how_long_messages_stay_is_in_the_file_and_the_same_for_all_types_of_an_event() {
        let stays = |rust_type, test, retention| Declaration {
            layout: MessageLayout {
                retention: Some(retention),
                ..MessageLayout::default()
            },
            ..declaration(rust_type, test)
        };
        let (files, problems) = built(&[stays("auth::A", "a", "2w"), stays("auth::B", "b", "2w")]);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(
            files[0].header.metadata.retention,
            crate::contract::Retention::parse("14d")
        );
        for other in ["13d", "forever", "99999999999d"] {
            let (files, problems) = built(&[stays("auth::A", "a", "2w"), stays("auth::B", "b", other)]);
            assert!(files.is_empty());
            assert!(
                problems[0].contains("different values of `retention`"),
                "{problems:?}"
            );
        }
        let (_, problems) = built(&[stays("auth::A", "a", "99999999999d")]);
        insta::assert_snapshot!(problems.join("\n"), @r#"cannot make a contract of `auth::A` in src/lib.rs: invalid retention "99999999999d": expected a number with a unit, as in `14d` (`s`, `m`, `h`, `d`, `w`), or `forever`"#);
    }
}
