//! From the declarations of an executable to contract files.

use std::collections::BTreeMap;

use super::place::Place;
use crate::contract::{Assumption, ContractFile, Header, Identity, Role, RustType};
use crate::declaration::Declaration;
use crate::schema;

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

/// What kept declarations from becoming a contract file.
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
            "{types} would both be the contract of {:?} for {:?}: give each a name of its own, \
             `#[contract(consumes = {:?}, name = \"…\")]`, or remove one",
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
            "{types} are one contract file, of {identity}, and name several owners ({}): name one",
            owners.join(", ")
        ));
    }
    let sources: Vec<_> = of.iter().map(|declaration| declaration.schema).collect();
    let schema = schema::union(&sources, identity.role())
        .map_err(|error| format!("no contract can be made of {types}: {error}"))?;
    let mut rust_types: Vec<RustType> = of
        .iter()
        .map(|declaration| RustType {
            path: declaration.rust_type.to_owned(),
            package: declaration.package.to_owned(),
            file: place.source(declaration),
        })
        .collect();
    rust_types.sort();
    let header = Header {
        identity,
        producer: of
            .iter()
            .find_map(|declaration| declaration.producer)
            .map(str::to_owned),
        owner: owners.first().map(|owner| (*owner).to_owned()),
        types: rust_types,
        imported: Vec::new(),
        assumes: Assumption::OF_SERDE.to_vec(),
    };
    Ok(ContractFile::new(header, schema))
}
