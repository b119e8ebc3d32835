//! The documents that take part in a run: the files of the folders, updated with the present
//! declarations of the code.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::stopped::still_wanted;
use super::{Collected, Input};
use crate::report::{Document, Warning};
use counterpart::collect::Record;
use counterpart::contract::folder::{Stored, path_in};
use counterpart::contract::{ContractFile, Identity, Role, RustType};

/// The documents that take part in a run, and the differences between the files and the code.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The documents, in the order of identities. Each identity appears once.
    pub documents: Vec<Arc<Document>>,
    /// The differences between the files of the code's own folder and the code, in the order of
    /// identities.
    pub changes: Vec<Change>,
    /// The files that differ from the code, by identity.
    pub replaced: BTreeMap<Identity, Arc<Document>>,
    /// The emitted documents with types of which no message was compared, in the order of
    /// identities. The header of each names only these types.
    pub uncompared: Vec<Arc<Document>>,
    /// The packages whose files were not compared, because they belong to another set of features.
    pub not_compared: Vec<String>,
    /// Declarations of contracts that were not asked, and types that serde was not asked about.
    pub warnings: Vec<Warning>,
    /// The documents that cannot take part, as sentences.
    pub problems: Vec<String>,
}

/// A contract file that should change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// No file has this document yet.
    Missing(Arc<Document>),
    /// The file has a different document.
    Stale(Arc<Document>),
    /// Nothing declares the document of this file any more. It takes no part.
    Orphaned {
        /// The document of the file.
        document: Arc<Document>,
        /// For an emitted document, the contracts that still want the event of this producer.
        wanted_by: Vec<Arc<Document>>,
    },
}

impl Change {
    /// The correct document for the file, or its present document if it should be gone.
    pub fn document(&self) -> &Arc<Document> {
        match self {
            Change::Missing(document) | Change::Stale(document) | Change::Orphaned { document, .. } => {
                document
            }
        }
    }
}

/// Combines the documents that take part in a run.
pub fn gather(input: Input) -> Gathered {
    let mut gathered = Gathered::default();
    let collected = input.collected.unwrap_or_default();
    gathered.problems.extend(collected.problems.iter().cloned());
    gathered.warnings.extend(collected.warnings.iter().cloned());
    gathered.warnings.extend(unreached(&collected.records));
    let declared = declarations(&input.folder, &collected, &mut gathered);

    let mut documents: BTreeMap<Identity, Arc<Document>> = BTreeMap::new();
    let mut files: BTreeMap<Identity, Stored> = BTreeMap::new();
    for stored in input.committed {
        files.insert(stored.contract.header.identity.clone(), stored);
    }
    for (identity, declaration) in declared {
        let file = files.remove(&identity);
        let document = Arc::new(declaration.document);
        if declaration.compared {
            match file {
                None => gathered.changes.push(Change::Missing(document.clone())),
                Some(file) if file.contract != document.contract => {
                    gathered.changes.push(Change::Stale(document.clone()));
                    let file = Arc::new(Document::from(file));
                    gathered.replaced.insert(identity.clone(), file);
                }
                Some(_) => {}
            }
        }
        documents.insert(identity, document);
    }
    gathered.uncompared = uncompared(&collected.records, &documents);
    let mut orphaned = Vec::new();
    for (identity, file) in files {
        let document = Arc::new(Document::from(file));
        if is_orphan(&document.contract, &collected) {
            orphaned.push(document);
        } else {
            documents.insert(identity, document);
        }
    }
    for stored in input.others {
        add_other(stored, &mut documents, &mut gathered.problems);
    }
    gathered.documents = documents.into_values().collect();
    let documents = &gathered.documents;
    gathered.changes.extend(orphaned.into_iter().map(|document| {
        let wanted_by = wanted_by(&document, documents);
        Change::Orphaned { document, wanted_by }
    }));
    gathered
        .changes
        .sort_by(|a, b| a.document().identity().cmp(b.document().identity()));
    gathered
}

/// The contracts that want the event of `emitted`.
fn wanted_by(emitted: &Document, documents: &[Arc<Document>]) -> Vec<Arc<Document>> {
    if emitted.identity().role() != Role::Emits {
        return Vec::new();
    }
    still_wanted(emitted, documents.iter()).cloned().collect()
}

struct Declaration {
    document: Document,
    compared: bool,
}

/// The declarations of the code. Two executables that claim one file are a problem, unless they
/// agree.
fn declarations(
    folder: &Path,
    collected: &Collected,
    gathered: &mut Gathered,
) -> BTreeMap<Identity, Declaration> {
    let mut records: Vec<&Record> = collected.records.iter().collect();
    records.sort_by_key(|record| (&record.package, &record.executable));
    let mut declared: BTreeMap<Identity, Declaration> = BTreeMap::new();
    for record in records {
        gathered.problems.extend(record.problems.iter().cloned());
        if !record.compared && !gathered.not_compared.contains(&record.package) {
            gathered.not_compared.push(record.package.clone());
        }
        for contract in &record.contracts {
            let identity = &contract.header.identity;
            match declared.entry(identity.clone()) {
                Entry::Occupied(first) => {
                    let first = &first.get().document.contract;
                    if first != contract {
                        gathered.problems.push(clash(first, contract));
                    }
                }
                Entry::Vacant(entry) => {
                    entry.insert(Declaration {
                        document: Document {
                            path: path_in(folder, identity),
                            text: contract.to_text().into(),
                            contract: contract.clone(),
                            declared: record.compared,
                            included: Vec::new(),
                        },
                        compared: record.compared,
                    });
                }
            }
        }
    }
    declared
}

/// Warnings about the parts that the derived tests of the run did not ask serde about. Each appears
/// once.
fn unreached(records: &[Record]) -> impl Iterator<Item = Warning> {
    let places: BTreeSet<&String> = records.iter().flat_map(|record| &record.unreached).collect();
    places
        .into_iter()
        .map(|what| Warning::NotReached { what: what.clone() })
}

/// The documents with types of which nothing was compared, naming only these types.
fn uncompared(records: &[Record], declared: &BTreeMap<Identity, Arc<Document>>) -> Vec<Arc<Document>> {
    let mut types: BTreeMap<Identity, BTreeSet<RustType>> = BTreeMap::new();
    for one in records.iter().flat_map(|record| &record.uncompared) {
        if let Ok(identity) = Identity::new(&one.service, Role::Emits, &one.event, None) {
            types.entry(identity).or_default().insert(one.rust_type.clone());
        }
    }
    let narrowed = |(identity, types): (Identity, BTreeSet<RustType>)| {
        let mut document = Document::clone(declared.get(&identity)?);
        document.contract.header.types = types.into_iter().collect();
        Some(Arc::new(document))
    };
    types.into_iter().filter_map(narrowed).collect()
}

fn clash(first: &ContractFile, second: &ContractFile) -> String {
    let identity = &first.header.identity;
    let name = match identity.role() {
        Role::Consumes => "give one of them a `name = \"…\"`",
        Role::Emits => "declare both in one target, where they form a union, or emit two events",
    };
    format!(
        "two declarations claim the file {}: {} and {}; {name}, or a `service` of its own",
        identity.path().display(),
        types(&first.header.types),
        types(&second.header.types),
    )
}

fn types(types: &[RustType]) -> String {
    let named: Vec<_> = types
        .iter()
        .map(|rust| format!("{} (package {}, {})", rust.path, rust.package, rust.file))
        .collect();
    if named.is_empty() {
        "a type without a name".into()
    } else {
        named.join(" with ")
    }
}

/// Returns `true` if the file was made from Rust types and all their packages were seen whole. Then
/// its declaration is gone.
fn is_orphan(contract: &ContractFile, collected: &Collected) -> bool {
    let types = &contract.header.types;
    !types.is_empty() && types.iter().all(|rust| collected.whole.contains(&rust.package))
}

fn add_other(stored: Stored, documents: &mut BTreeMap<Identity, Arc<Document>>, problems: &mut Vec<String>) {
    let identity = stored.contract.header.identity.clone();
    match documents.entry(identity) {
        Entry::Vacant(entry) => {
            entry.insert(Arc::new(Document::from(stored)));
        }
        Entry::Occupied(first) if first.get().contract == stored.contract => {}
        Entry::Occupied(first) => problems.push(format!(
            "{} and {} are both the contract file of `{}`, and they differ: keep one of them",
            first.get().path.display(),
            stored.path.display(),
            first.key(),
        )),
    }
}

impl From<Stored> for Document {
    fn from(stored: Stored) -> Self {
        Document {
            path: stored.path,
            text: stored.text,
            contract: stored.contract,
            declared: false,
            included: Vec::new(),
        }
    }
}
