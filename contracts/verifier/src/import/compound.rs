//! One document of many files: what JSON Schema calls a compound document.
//!
//! Each file that the named ones reach is stored whole under `$defs`, in its own draft and with an identity of its
//! own, and each reference between files names that identity. The schema reader then resolves references inside it,
//! as in any other document.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::base::{Base, Place};
use super::document::of_a_draft_that_is_read;
use super::draft::{Taken, WhyDraft};
use super::error::{ImportError, ReferenceProblem};
use super::kind::draft_by_kind;
use super::places::encoded;
use counterpart_engine::compat::schema::Draft;
use counterpart_engine::compat::schema::resources::{
    Holds, declared_draft, id_keyword, id_of, is_bare_reference, percent_decoded, schemas_under,
};
use counterpart_engine::compat::schema::uri::{self, Uri};
use counterpart_engine::compat::schema::vocabulary::KEYWORDS;
use counterpart_engine::json::{Json, Object, Pointer};

/// The number of files that one import may take in.
const MAX_FILES: usize = 2_000;

/// The documents of all files that `roots` reach, as one document.
pub(super) struct Compound {
    /// `anyOf` of the roots over `$defs` by file name.
    pub(super) document: Json,
    /// The new targets of references that lead out of their file.
    pub(super) references: References,
    /// The draft that each file is read as.
    pub(super) drafts: BTreeMap<String, Taken>,
}

/// By file and by the reference in the compound document: the reference in its file, and the reason if it stayed
/// unchanged.
pub(super) type References = BTreeMap<(String, String), (String, Option<ReferenceProblem>)>;

/// A place in a file that was named as a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root {
    /// The file, relative to the base folder.
    pub(crate) file: String,
    pub(crate) at: Pointer,
}

impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.steps() {
            [] => f.write_str(&self.file),
            _ => write!(f, "{}#{}", self.file, self.at),
        }
    }
}

impl Compound {
    /// Of these places; `documents` has the files that they are in.
    pub(super) fn load(
        base: &Base,
        roots: &[Root],
        documents: &BTreeMap<String, Json>,
        told: Option<(Draft, WhyDraft)>,
    ) -> Result<Self, ImportError> {
        let usual = common_draft(documents.values());
        let mut loader = Loader::new(Some(base), told, usual);
        for (name, document) in documents {
            loader.add(name, document.clone())?;
        }
        loader.finish(roots)
    }

    /// For one place in one file without references to other files.
    pub(super) fn of_one(
        name: &str,
        document: Json,
        at: &Pointer,
        taken: Taken,
    ) -> Result<Self, ImportError> {
        let mut loader = Loader::new(None, None, (taken.draft, taken.why));
        loader.add(name, document)?;
        let root = Root {
            file: name.to_owned(),
            at: at.clone(),
        };
        loader.finish(&[root])
    }
}

/// The `anyOf` of a compound document: its alternatives.
pub(super) fn alternatives(roots: &[Root]) -> Json {
    let reference = |root: &Root| {
        let mut uri = uri_of(&root.file);
        if !root.at.steps().is_empty() {
            uri = format!("{uri}#{}", encoded(&root.at.to_string()));
        }
        Json::from([("$ref", Json::from(uri))])
    };
    Json::Array(roots.iter().map(reference).collect())
}

/// The draft of files that name none: the one that the named files agree on.
fn common_draft<'d>(documents: impl Iterator<Item = &'d Json>) -> (Draft, WhyDraft) {
    let draft = |document: &Json| {
        declared_draft(document).or_else(|| draft_by_kind(document).map(|(draft, _)| draft))
    };
    let mut drafts = documents.filter_map(draft);
    match drafts.next() {
        Some(first) if drafts.all(|draft| draft == first) => (first, WhyDraft::OtherFiles),
        _ => (Draft::Draft202012, WhyDraft::Default),
    }
}

struct File {
    document: Json,
    /// The `$id` that it declares, if that is an absolute URI.
    identity: Option<Uri>,
    /// The `$id` that it declares, resolved from the base folder, if it is relative.
    relative_identity: Option<Uri>,
    /// The new identity in the compound document, by original identity.
    own: HashMap<String, String>,
}

struct Loader<'b> {
    /// Without one, no other file is taken in.
    base: Option<&'b Base>,
    /// The draft that somebody named, and who.
    told: Option<(Draft, WhyDraft)>,
    /// Of files that do not name one.
    usual: (Draft, WhyDraft),
    drafts: BTreeMap<String, Taken>,
    files: BTreeMap<String, File>,
    /// Files whose references were not resolved yet.
    waiting: Vec<String>,
    /// The original identity in its file, by identity in the compound document.
    origins: HashMap<String, Uri>,
    /// The new identity in the compound document, by original identity; `None` if several files declare it.
    known: HashMap<String, Option<String>>,
    /// By original identity, the files below the base folder that declare it; made when it is first asked for.
    index: Option<HashMap<String, Vec<String>>>,
    references: References,
}

impl<'b> Loader<'b> {
    fn new(base: Option<&'b Base>, told: Option<(Draft, WhyDraft)>, usual: (Draft, WhyDraft)) -> Self {
        Self {
            base,
            told,
            usual,
            drafts: BTreeMap::new(),
            files: BTreeMap::new(),
            waiting: Vec::new(),
            origins: HashMap::new(),
            known: HashMap::new(),
            index: None,
            references: BTreeMap::new(),
        }
    }

    fn finish(mut self, roots: &[Root]) -> Result<Compound, ImportError> {
        while let Some(name) = self.waiting.pop() {
            self.connect(&name)?;
        }
        let mut document = Object::default();
        let schema = Json::from(Draft::Draft202012.uri());
        document.insert("$schema".into(), schema);
        document.insert("anyOf".into(), alternatives(roots));
        let files = self.files.into_iter().map(|(name, file)| (name, file.document));
        document.insert("$defs".into(), Json::Object(files.collect()));
        Ok(Compound {
            document: Json::Object(document),
            references: self.references,
            drafts: self.drafts,
        })
    }

    fn load(&mut self, name: &str) -> Result<(), ImportError> {
        let (false, Some(base)) = (self.files.contains_key(name), self.base) else {
            return Ok(());
        };
        let document = base.read(name)?;
        self.add(name, document)
    }

    fn taken(&self, document: &Json) -> Taken {
        Taken::of(document, self.told.clone(), self.usual.clone())
    }

    fn add(&mut self, name: &str, document: Json) -> Result<(), ImportError> {
        if self.files.len() == MAX_FILES {
            return Err(ImportError::TooMuch("2,000 files that refer to each other"));
        }
        if !matches!(document, Json::Object(_) | Json::Bool(_)) {
            return Err(ImportError::NoSchema {
                file: name.to_owned(),
                found: document.type_name(),
            });
        }
        of_a_draft_that_is_read(name, &document)?;
        let taken = self.taken(&document);
        let mut ids = Identities::of(name, document, taken.draft);
        self.drafts.insert(name.to_owned(), taken);
        for (original, compound) in std::mem::take(&mut ids.declared) {
            self.origins.insert(compound.clone(), original.clone());
            self.known
                .entry(original.into_string())
                .and_modify(|known| *known = None)
                .or_insert(Some(compound));
        }
        self.files.insert(name.to_owned(), ids.file);
        self.waiting.push(name.to_owned());
        Ok(())
    }

    /// Makes each reference of a file name its target, and adds the files that it leads to.
    fn connect(&mut self, name: &str) -> Result<(), ImportError> {
        let Some(file) = self.files.get_mut(name) else {
            return Ok(());
        };
        let mut document = std::mem::replace(&mut file.document, Json::Null);
        let scope = uri_of(name);
        self.connect_below(name, &mut document, &scope)?;
        if let Some(file) = self.files.get_mut(name) {
            file.document = document;
        }
        Ok(())
    }

    fn connect_below(&mut self, file: &str, schema: &mut Json, scope: &str) -> Result<(), ImportError> {
        let own = ["$id", "id"].iter().find_map(|keyword| {
            let id = schema.get(keyword)?.as_str()?;
            let (id, _) = split(id);
            self.origins.contains_key(id).then(|| id.to_owned())
        });
        let scope = own.as_deref().unwrap_or(scope);
        let Some(members) = schema.as_object_mut() else {
            return Ok(());
        };
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            if let Some(Json::String(reference)) = members.get_mut(keyword) {
                if let Some(found) = self.resolve(file, scope, reference)? {
                    *reference = found;
                }
            }
        }
        for (keyword, value) in members.iter_mut() {
            match (schemas_under(keyword), value) {
                (Some(Holds::List | Holds::OneOrList), Json::Array(items)) => {
                    for item in items {
                        self.connect_below(file, item, scope)?;
                    }
                }
                (Some(Holds::Map), Json::Object(schemas)) => {
                    for schema in schemas.values_mut() {
                        self.connect_below(file, schema, scope)?;
                    }
                }
                (Some(_), value) => self.connect_below(file, value, scope)?,
                (None, _)
                    if matches!(
                        keyword.as_str(),
                        "enum" | "const" | "default" | "examples" | "example"
                    ) => {}
                // Nothing says that there are schemas here, but a reference may lead into it anyway.
                (None, Json::Array(items)) => {
                    for item in items {
                        self.connect_below(file, item, scope)?;
                    }
                }
                (None, value) => self.connect_below(file, value, scope)?,
            }
        }
        Ok(())
    }

    /// The new text of a reference in the compound document; nothing if it stays unchanged.
    fn resolve(&mut self, file: &str, scope: &str, reference: &str) -> Result<Option<String>, ImportError> {
        let (document, fragment) = split(reference);
        if document.is_empty() {
            return Ok(None);
        }
        let target = match self.target(file, scope, document)? {
            Ok(target) => target,
            Err(problem) => {
                let said = (reference.to_owned(), Some(problem));
                self.references
                    .insert((file.to_owned(), reference.to_owned()), said);
                return Ok(None);
            }
        };
        let new = match fragment {
            Some(fragment) => format!("{target}#{fragment}"),
            None => target,
        };
        let said = (reference.to_owned(), None);
        self.references.insert((file.to_owned(), new.clone()), said);
        Ok(Some(new))
    }

    fn target(
        &mut self,
        file: &str,
        scope: &str,
        document: &str,
    ) -> Result<Result<String, ReferenceProblem>, ImportError> {
        let against = |base: &Uri| uri::resolve_against(base, document);
        let relative_identity = self
            .files
            .get(file)
            .and_then(|file| file.relative_identity.clone());
        let meant = self.origins.get(scope).and_then(against);
        let others = [relative_identity.as_ref().and_then(against), against(&base_uri())];
        if let Some(meant) = &meant {
            // A file that brings its own copy of a schema means that one.
            let own = self.files.get(file).and_then(|file| file.own.get(meant.as_str()));
            let known = self.known.get(meant.as_str()).and_then(Option::as_ref);
            if let Some(found) = own.or(known) {
                return Ok(Ok(found.clone()));
            }
        }

        let Some(base) = self.base else {
            return Ok(Err(ReferenceProblem::Outside));
        };
        let path = document.split_once('?').map_or(document, |(path, _)| path);
        let host = path.strip_prefix("file://").filter(|path| !path.starts_with('/'));
        if let Some(named) = host.and_then(percent_decoded) {
            // Some people write the name of a file in the place of a URL's host.
            if let Place::File(name) = base.find("", &named) {
                self.load(&name)?;
                return Ok(Ok(uri_of(&name)));
            }
        }
        let mut outside = false;
        if !has_scheme(document) {
            let path = percent_decoded(path).unwrap_or(path.into());
            let own_folder = folder_of(file);
            let id_folder = relative_identity
                .as_ref()
                .and_then(|id| percent_decoded(id.path().as_str()))
                .map(|path| folder_of(&path).trim_start_matches('/').to_owned());
            for from in [Some(own_folder), Some(""), id_folder.as_deref()]
                .into_iter()
                .flatten()
            {
                match base.find(from, &path) {
                    Place::File(name) => {
                        self.load(&name)?;
                        let other = self.contradicted(&name, meant.as_ref())?;
                        let name = other.unwrap_or(name);
                        self.load(&name)?;
                        return Ok(Ok(uri_of(&name)));
                    }
                    Place::Outside => outside = true,
                    Place::Missing => {}
                }
            }
        }

        for identity in meant.iter().chain(others.iter().flatten()) {
            match self.declared_in(identity)? {
                [] => {}
                [name] => {
                    let name = name.clone();
                    self.load(&name)?;
                    if let Some(Some(found)) = self.known.get(identity.as_str()) {
                        return Ok(Ok(found.clone()));
                    }
                }
                _ => return Ok(Err(ReferenceProblem::Ambiguous)),
            }
        }
        let scheme = document.split_once(':').map(|(scheme, _)| scheme);
        Ok(Err(match scheme {
            _ if host.is_some_and(|host| !host.is_empty()) => ReferenceProblem::Host,
            Some(scheme) if has_scheme(document) && !scheme.eq_ignore_ascii_case("file") => {
                ReferenceProblem::Network
            }
            Some(_) if has_scheme(document) => ReferenceProblem::Outside,
            _ if outside => ReferenceProblem::Outside,
            _ => ReferenceProblem::Missing,
        }))
    }

    /// The file that a reference means by `$id`, if the file at its path declares another one.
    fn contradicted(&mut self, found: &str, meant: Option<&Uri>) -> Result<Option<String>, ImportError> {
        let Some(meant) = meant else { return Ok(None) };
        match self.files.get(found).and_then(|file| file.identity.as_ref()) {
            Some(identity) if identity != meant => {}
            _ => return Ok(None),
        }
        Ok(match self.declared_in(meant)? {
            [name] => Some(name.clone()),
            _ => None,
        })
    }

    fn declared_in(&mut self, identity: &Uri) -> Result<&[String], ImportError> {
        if self.index.is_none() {
            let mut index: HashMap<String, Vec<String>> = HashMap::new();
            for name in self.base.map_or_else(|| Ok(Vec::new()), Base::list)? {
                // A file in the folder that is not a schema does not matter until a reference leads to it.
                let Some(Ok(document)) = self.base.map(|base| base.read(&name)) else {
                    continue;
                };
                let draft = self.taken(&document).draft;
                for (original, _) in Identities::of(&name, document, draft).declared {
                    let names = index.entry(original.into_string()).or_default();
                    if names.last() != Some(&name) {
                        names.push(name.clone());
                    }
                }
            }
            self.index = Some(index);
        }
        let index = self.index.as_ref();
        Ok(index
            .and_then(|index| index.get(identity.as_str()))
            .map_or(&[], Vec::as_slice))
    }
}

/// A file whose schemas carry identities that are unique among all files.
struct Identities {
    file: File,
    /// The original and the new form of each identity.
    declared: Vec<(Uri, String)>,
}

impl Identities {
    fn of(name: &str, document: Json, default_draft: Draft) -> Self {
        let uri = uri_of(name);
        let at = uri::resolve_against(uri::default_base(), &uri).unwrap_or_else(base_uri);
        let draft = declared_draft(&document).unwrap_or(default_draft);
        let mut members = as_object(document, draft);
        let keyword = id_keyword(draft);
        let id = members.get(keyword).and_then(Json::as_str).map(str::to_owned);
        let (own, anchor) = id.as_deref().map_or(("", None), split);
        let resolved = |base: &Uri| {
            let named = (!own.is_empty()).then_some(own)?;
            uri::resolve_against(base, named)
        };
        let absolute = has_scheme(own);
        let identity = resolved(&at).filter(|_| absolute);
        let relative_identity = resolved(&base_uri()).filter(|_| !absolute);
        let mut declared = vec![(identity.clone().unwrap_or_else(|| at.clone()), uri.clone())];
        if let Some(relative) = relative_identity.iter().find(|relative| **relative != at) {
            declared.push((relative.clone(), uri.clone()));
        }
        members.insert("$schema".into(), Json::from(draft.uri()));
        members.insert(keyword.into(), Json::from(with_anchor(&uri, anchor)));
        let scope = identity.clone().unwrap_or(at);
        let mut document = Json::Object(members);
        let mut below = Below {
            uri: &uri,
            declared: Vec::new(),
        };
        below.walk_children(&mut document, &scope, draft);
        // The root's identity in the compound document maps back to the first of its names.
        declared.reverse();
        declared.extend(below.declared);
        let own = declared
            .iter()
            .map(|(original, compound)| (original.as_str().to_owned(), compound.clone()));
        Self {
            file: File {
                document,
                identity,
                relative_identity,
                own: own.collect(),
            },
            declared,
        }
    }
}

/// A document that can carry an identity: up to draft-07, everything beside a `$ref` is ignored, even an `$id`.
fn as_object(document: Json, draft: Draft) -> Object {
    let bare = is_bare_reference(&document, draft);
    match document {
        Json::Object(mut members) if bare => {
            let reference = members.shift_remove("$ref").into_iter();
            let reference = reference
                .map(|reference| Json::from([("$ref", reference)]))
                .collect();
            // Anything that is not a keyword asserts nothing, and a pointer may lead into it.
            members.retain(|keyword, _| {
                let keyword = keyword.as_str();
                matches!(keyword, "definitions" | "$defs") || !KEYWORDS.contains(&keyword)
            });
            members.insert("allOf".into(), Json::Array(reference));
            members
        }
        Json::Object(members) => members,
        other => [("allOf".to_owned(), Json::Array(vec![other]))]
            .into_iter()
            .collect(),
    }
}

/// Gives the schemas with an identity inside one file new ones.
struct Below<'u> {
    uri: &'u str,
    declared: Vec<(Uri, String)>,
}

impl Below<'_> {
    fn walk(&mut self, schema: &mut Json, scope: &Uri, draft: Draft) {
        let own_draft = declared_draft(&*schema).unwrap_or(draft);
        let id = id_of(&*schema, own_draft).filter(|_| !is_bare_reference(&*schema, own_draft));
        let Some((original, anchor)) = id.and_then(|id| {
            let (id, anchor) = split(id);
            let original = uri::resolve_against(scope, id)?;
            Some((original, anchor.map(str::to_owned)))
        }) else {
            return self.walk_children(schema, scope, draft);
        };
        let new = format!("{}?{}", self.uri, self.declared.len() + 1);
        if let Some(members) = schema.as_object_mut() {
            let id = Json::from(with_anchor(&new, anchor.as_deref()));
            members.insert(id_keyword(own_draft).into(), id);
        }
        self.declared.push((original.clone(), new));
        self.walk_children(schema, &original, own_draft);
    }

    fn walk_children(&mut self, schema: &mut Json, scope: &Uri, draft: Draft) {
        for (keyword, value) in schema.as_object_mut().into_iter().flatten() {
            match (schemas_under(keyword), value) {
                (Some(Holds::List | Holds::OneOrList), Json::Array(items)) => {
                    items.iter_mut().for_each(|item| self.walk(item, scope, draft));
                }
                (Some(Holds::Map), Json::Object(schemas)) => {
                    schemas
                        .values_mut()
                        .for_each(|schema| self.walk(schema, scope, draft));
                }
                (Some(Holds::One | Holds::OneOrList), value) => self.walk(value, scope, draft),
                _ => {}
            }
        }
    }
}

fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('#') {
        Some((document, fragment)) => (document, Some(fragment)),
        None => (reference, None),
    }
}

fn with_anchor(uri: &str, anchor: Option<&str>) -> String {
    match anchor {
        Some(anchor) if !anchor.is_empty() && !anchor.starts_with('/') => format!("{uri}#{anchor}"),
        _ => uri.to_owned(),
    }
}

fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn base_uri() -> Uri {
    uri::default_base().clone()
}

/// The identity of a file in the compound document.
pub(super) fn uri_of(name: &str) -> String {
    let mut uri = base_uri().into_string();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char)
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
