//! The draft as which the schemas of a file are read, if the file does not name it and it makes a difference.

use std::collections::BTreeMap;
use std::fmt;

use super::written::written_schemas;
use counterpart_engine::compat::schema::resources::declared_draft;
use counterpart_engine::compat::schema::{Draft, Schema};
use counterpart_engine::json::{Json, Object, Pointer};

/// A file that does not name its draft, and the draft that was assumed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DraftTaken {
    /// The file, as it was named, or relative to the base folder.
    pub file: String,
    /// The draft that it is read as.
    pub draft: Draft,
    /// The reason why that one.
    pub why: WhyDraft,
    /// The first place where it makes a difference.
    pub at: Pointer,
    /// A `$schema` that names none of the drafts.
    pub unknown: Option<String>,
}

/// The reason why a draft was taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum WhyDraft {
    /// The file names it.
    Declared,
    /// Somebody said so.
    Told,
    /// The kind of the document says so.
    Kind(String),
    /// The other files that were named say so.
    OtherFiles,
    /// Nothing says anything.
    Default,
}

impl fmt::Display for DraftTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, draft, why, .. } = self;
        match &self.unknown {
            Some(unknown) => {
                let unknown = Json::from(unknown.as_str());
                write!(
                    f,
                    "{file}: the `$schema` {unknown} names no supported version of JSON Schema"
                )?;
            }
            None => write!(f, "{file} does not name its draft")?,
        }
        write!(f, ", and `{}` depends on it: read as {}", self.at, draft.name())?;
        match why {
            WhyDraft::Declared | WhyDraft::Default => f.write_str(" (`--draft` changes this)"),
            WhyDraft::Told => f.write_str(", as `--draft` says"),
            WhyDraft::Kind(kind) => write!(f, ", the default of {kind} (`--draft` changes this)"),
            WhyDraft::OtherFiles => f.write_str(", as the other files say (`--draft` changes this)"),
        }
    }
}

/// A draft and why it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) draft: Draft,
    pub(super) why: WhyDraft,
    /// A `$schema` that names none.
    pub(super) unknown: Option<String>,
}

impl Taken {
    /// The document's own statement comes first; then the draft from the command line, then the kind of document.
    pub(super) fn of(document: &Json, told: Option<(Draft, WhyDraft)>, usual: (Draft, WhyDraft)) -> Self {
        let unknown = document.get("$schema").and_then(Json::as_str).map(str::to_owned);
        let taken = |draft, why, unknown| Self { draft, why, unknown };
        if let Some(draft) = declared_draft(document) {
            return taken(draft, WhyDraft::Declared, None);
        }
        if let Some((draft, why)) = told {
            return taken(draft, why, unknown);
        }
        match super::kind::draft_by_kind(document) {
            Some((draft, kind)) => taken(draft, WhyDraft::Kind(kind), unknown),
            None => taken(usual.0, usual.1, unknown),
        }
    }

    /// Returns true if the file says that it is JSON Schema.
    pub(super) fn names_json_schema(&self) -> bool {
        let unknown = self.unknown.as_deref();
        self.why == WhyDraft::Declared || unknown.is_some_and(|uri| uri.contains("json-schema.org/"))
    }

    fn said_of(&self, file: &str, at: Pointer) -> DraftTaken {
        DraftTaken {
            file: file.to_owned(),
            draft: self.draft,
            why: self.why.clone(),
            at,
            unknown: self.unknown.clone(),
        }
    }
}

/// The remarks about a file that is a document by itself, called `file`.
pub(super) fn said_of_document(schema: &Schema, file: &str, taken: &Taken) -> Option<DraftTaken> {
    let taken = [(String::new(), taken.clone())].into_iter().collect();
    let said = said_where_it_matters(schema, &taken, 0);
    said.into_iter().next().map(|said| DraftTaken {
        file: file.to_owned(),
        ..said
    })
}

/// The remarks about the files of a compound document.
pub(super) fn said_of_files(schema: &Schema, taken: &BTreeMap<String, Taken>) -> Vec<DraftTaken> {
    const TOP_OF_A_FILE: usize = 2;
    said_where_it_matters(schema, taken, TOP_OF_A_FILE)
}

/// For each file that names no draft, the first place where it makes a difference. `top` steps lead to the top of a
/// file, and the last of them is its name.
fn said_where_it_matters(schema: &Schema, taken: &BTreeMap<String, Taken>, top: usize) -> Vec<DraftTaken> {
    let mut said = BTreeMap::new();
    let open = |file: &str| taken.get(file).filter(|taken| taken.why != WhyDraft::Declared);
    // Of definitions that a pointer leads into, nothing else reaches the top.
    for file in taken.keys() {
        let place = match top {
            0 => Pointer::root(),
            _ => Pointer::root().child("$defs").child(file.as_str()),
        };
        let members = place.find(schema.document()).and_then(Json::as_object);
        if let (Some(taken), Some(word)) = (open(file), members.and_then(depends)) {
            said.insert(file.clone(), taken.said_of(file, Pointer::root().child(word)));
        }
    }
    for written in written_schemas(schema, top) {
        let Some(word) = depends(written.members).filter(|_| !written.names_draft) else {
            continue;
        };
        let entry = schema.pointer(written.entry);
        let file = top.checked_sub(1).and_then(|last| entry.steps().get(last));
        let file = file.map_or("", String::as_str);
        let Some(taken) = open(file).filter(|_| !said.contains_key(file)) else {
            continue;
        };
        let place = schema.pointer(written.id);
        let inside = place.steps().iter().skip(top);
        let inside = inside.fold(Pointer::root(), |at, step| at.child(step.as_str()));
        said.insert(file.to_owned(), taken.said_of(file, inside.child(word)));
    }
    said.into_values().collect()
}

/// The first word of a schema whose meaning depends on the draft.
fn depends(members: &Object) -> Option<&str> {
    let depends = |(keyword, value): (&String, &Json)| match keyword.as_str() {
        "$ref" => members.keys().any(|keyword| counts(keyword)),
        "definitions" | "additionalItems" | "dependencies" | "$recursiveRef" => true,
        "items" => matches!(value, Json::Array(_)),
        "exclusiveMinimum" | "exclusiveMaximum" => matches!(value, Json::Bool(_)),
        _ => false,
    };
    members
        .iter()
        .find(|member| depends(*member))
        .map(|(keyword, _)| keyword.as_str())
}

/// Returns true if a keyword beside a `$ref` asserts anything in the drafts that read it.
pub(super) fn counts(keyword: &str) -> bool {
    const NOTES: [&str; 14] = [
        "$ref",
        "$schema",
        "$comment",
        "$defs",
        "definitions",
        "title",
        "description",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "examples",
        "contentEncoding",
        "contentMediaType",
    ];
    counterpart_engine::compat::schema::vocabulary::KEYWORDS.contains(&keyword) && !NOTES.contains(&keyword)
}
