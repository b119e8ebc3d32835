//! The possible targets of a reference: the document, the schemas in it with an `$id`, and anchors.

use std::borrow::Cow;
use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::error::{ReferenceProblem, SchemaError};
use super::uri::{self, Uri};
use super::{Draft, Options, metaschemas};
use crate::json::flat::{Identity, Lookup, Part, View};
use crate::json::{Json, Pointer};

/// A schema with an identity of its own: the document, and each schema with an `$id`.
pub(super) struct Resource<'a> {
    pub(super) root: Part<'a>,
    pub(super) draft: Draft,
    /// For a metaschema: of the first reference that led to it.
    pointer: Pointer,
    /// `None` for [`uri::default_base`].
    base: Option<Uri>,
    /// `None` where several schemas carry one name.
    anchors: HashMap<&'a str, Option<Target<'a>>>,
    /// The anchors that a `$dynamicRef` looks for; under [`RECURSIVE`] the root, if it has a `$recursiveAnchor`.
    pub(super) dynamic_anchors: BTreeMap<&'a str, Target<'a>>,
}

impl Resource<'_> {
    fn base(&self) -> &Uri {
        self.base.as_ref().unwrap_or_else(|| uri::default_base())
    }
}

/// The name under which `$recursiveAnchor` is kept; no anchor may be called so.
pub(super) const RECURSIVE: &str = "$recursiveAnchor";

/// The target of a reference.
#[derive(Debug, Clone)]
pub(super) struct Target<'a> {
    pub(super) schema: Part<'a>,
    pub(super) resource: u32,
    pub(super) pointer: Pointer,
    /// True if a `$dynamicAnchor` led here, and its name.
    pub(super) dynamic: Option<&'a str>,
}

pub(super) struct Resources<'a> {
    list: Vec<Resource<'a>>,
    /// Those after the first.
    roots: HashMap<Identity, u32>,
    /// `None` where several carry one URI. Empty until one is asked for.
    by_uri: HashMap<String, Option<u32>>,
    scanned: Scanned,
    lookup: Lookup<'a>,
    /// The referenced metaschemas, and the place of each in pointers.
    pub(super) metaschemas: Vec<(Pointer, Part<'static>)>,
    /// True if the document asks somewhere which items were evaluated.
    pub(super) asks_for_items: bool,
}

/// The schemas that were searched for identities.
struct Scanned {
    /// The first part of identities in the document.
    document: *const (),
    /// The schemas of the document by place; `None` if it has nothing to find.
    places: Option<Vec<bool>>,
    /// Those of metaschemas.
    elsewhere: HashSet<Identity>,
}

impl Scanned {
    fn new(document: Part<'_>, has_something: bool) -> Self {
        Self {
            document: document.identity().0,
            places: has_something.then(|| vec![false; document.places()]),
            elsewhere: HashSet::new(),
        }
    }

    fn contains(&self, schema: Part<'_>) -> bool {
        let identity = schema.identity();
        if identity.0 == self.document {
            self.places.as_ref().is_none_or(|places| places[identity.1])
        } else {
            self.elsewhere.contains(&identity)
        }
    }

    /// Returns true if the schema is new.
    fn insert(&mut self, schema: Part<'_>) -> bool {
        let identity = schema.identity();
        if identity.0 == self.document {
            let places = self.places.as_mut();
            places.is_some_and(|places| !std::mem::replace(&mut places[identity.1], true))
        } else {
            self.elsewhere.insert(identity)
        }
    }
}

/// The way to a place, shared by all places below it.
struct Trail<'a> {
    parent: usize,
    keyword: &'a str,
    step: TrailStep<'a>,
}

enum TrailStep<'a> {
    None,
    Key(&'a str),
    Index(usize),
}

/// The form of the schemas under a keyword.
pub enum Holds {
    One,
    List,
    Map,
    OneOrList,
}

pub fn schemas_under(keyword: &str) -> Option<Holds> {
    Some(match keyword {
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::One,
        "items" => Holds::OneOrList,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::List,
        "$defs" | "definitions" | "dependencies" | "dependentSchemas" | "patternProperties"
        | "properties" => Holds::Map,
        _ => return None,
    })
}

impl<'a> Resources<'a> {
    pub(super) fn of(document: Part<'a>, options: &Options) -> Result<Self, SchemaError> {
        let draft = declared_draft(document).unwrap_or(options.default_draft);
        let has_something = may_name_itself(document, draft);
        let mut resources = Self {
            list: vec![Resource {
                root: document,
                draft,
                pointer: Pointer::root(),
                base: None,
                anchors: HashMap::new(),
                dynamic_anchors: BTreeMap::new(),
            }],
            roots: HashMap::new(),
            by_uri: HashMap::new(),
            scanned: Scanned::new(document, has_something),
            lookup: Lookup::default(),
            metaschemas: Vec::new(),
            asks_for_items: false,
        };
        if has_something {
            if let Some(id) = id_of(document, draft) {
                let at = Pointer::root().child(id_keyword(draft));
                resources.list[0].base = Some(resources.resolve(id, 0, &at)?);
            }
            resources.scan(document, 0, Pointer::root())?;
        }
        Ok(resources)
    }

    /// The resources by their URIs.
    fn by_uri(&mut self) -> &mut HashMap<String, Option<u32>> {
        if self.by_uri.is_empty() {
            let own = self.list[0].base().as_str().to_owned();
            self.by_uri.insert(own, Some(0));
        }
        &mut self.by_uri
    }

    pub(super) fn get(&self, id: u32) -> &Resource<'a> {
        &self.list[id as usize]
    }

    /// Returns true if there is but one, without anchors.
    pub(super) fn is_one(&self) -> bool {
        match self.list.as_slice() {
            [only] => only.anchors.is_empty() && only.dynamic_anchors.is_empty(),
            _ => false,
        }
    }

    /// The resource whose root is this schema, if there is one.
    pub(super) fn rooted_at(&self, schema: Part<'_>) -> Option<u32> {
        let identity = schema.identity();
        if identity == self.list[0].root.identity() {
            return Some(0);
        }
        self.roots.get(&identity).copied()
    }

    /// Finds identities and anchors in a schema and below it.
    fn scan(&mut self, start: Part<'a>, resource: u32, at: Pointer) -> Result<(), SchemaError> {
        let mut trails: Vec<Trail<'a>> = Vec::new();
        const TOP: usize = usize::MAX;
        let mut stack = vec![(start, resource, TOP)];
        while let Some((schema, mut resource, trail)) = stack.pop() {
            let Some(members) = schema.as_object() else {
                continue;
            };
            if !self.scanned.insert(schema) {
                continue;
            }
            let pointer = |trails: &[Trail<'a>]| pointer_of(&at, trails, trail);
            // Few schemas name themselves; the others are not worth a lookup of each keyword that does.
            let names_itself = |(keyword, _): (&str, _)| keyword.starts_with('$') || keyword == "id";
            if members.into_iter().any(names_itself) {
                resource = self.identify(schema, resource, || pointer(&trails))?;
            }
            for (keyword, value) in members {
                self.asks_for_items |= keyword == "unevaluatedItems";
                let Some(holds) = schemas_under(keyword) else {
                    continue;
                };
                let mut push = |step, below: Part<'a>| {
                    trails.push(Trail {
                        parent: trail,
                        keyword,
                        step,
                    });
                    stack.push((below, resource, trails.len() - 1));
                };
                match (holds, value.view()) {
                    (Holds::List | Holds::OneOrList, View::Array(items)) => {
                        for (index, item) in items.enumerate() {
                            push(TrailStep::Index(index), item);
                        }
                    }
                    (Holds::Map, View::Object(members)) => {
                        for (key, below) in members {
                            push(TrailStep::Key(key), below);
                        }
                    }
                    (Holds::One | Holds::OneOrList, _) => push(TrailStep::None, value),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Records the name of a schema, and returns its resource.
    fn identify(
        &mut self,
        schema: Part<'a>,
        outer: u32,
        pointer: impl Fn() -> Pointer,
    ) -> Result<u32, SchemaError> {
        let mut resource = outer;
        let mut draft = self.get(outer).draft;
        if schema.identity() != self.get(outer).root.identity() {
            // An embedded schema may be written in another draft, whose keyword for identities then counts.
            let own_draft = declared_draft(schema).unwrap_or(draft);
            if let Some(id) = id_of(schema, own_draft).filter(|_| !is_bare_reference(schema, own_draft)) {
                let here = pointer();
                let base = self.resolve(id, outer, &here.child(id_keyword(own_draft)))?;
                let new = u32::try_from(self.list.len()).map_err(|_| SchemaError::Size)?;
                self.by_uri()
                    .entry(base.as_str().to_owned())
                    .and_modify(|known| *known = None)
                    .or_insert(Some(new));
                self.roots.insert(schema.identity(), new);
                self.list.push(Resource {
                    root: schema,
                    draft: own_draft,
                    pointer: here,
                    base: Some(base),
                    anchors: HashMap::new(),
                    dynamic_anchors: BTreeMap::new(),
                });
                (resource, draft) = (new, own_draft);
            }
        }
        for (name, dynamic) in anchors_of(schema, draft) {
            let target = Target {
                schema,
                resource,
                pointer: pointer(),
                dynamic: dynamic.then_some(name),
            };
            let of = &mut self.list[resource as usize];
            if dynamic {
                let known = of.dynamic_anchors.insert(name, target.clone());
                let is_other = |known: Target<'_>| known.schema.identity() != schema.identity();
                if name != RECURSIVE && known.is_some_and(is_other) {
                    // A reference may lead here from any resource below, so that it is not waited for.
                    return Err(SchemaError::Reference {
                        at: target.pointer.child("$dynamicAnchor"),
                        reference: name.to_owned(),
                        problem: ReferenceProblem::Ambiguous,
                    });
                }
            }
            if name != RECURSIVE {
                let is_same = |known: &Target<'_>| known.schema.identity() == schema.identity();
                let known = of.anchors.remove(name);
                let is_new = known.is_none_or(|known| known.as_ref().is_some_and(is_same));
                of.anchors.insert(name, is_new.then_some(target));
            }
        }
        Ok(resource)
    }

    /// The target of a reference in a schema of `resource`, before any dynamic scope applies.
    pub(super) fn find(
        &mut self,
        reference: &'a str,
        resource: u32,
        at: &dyn Fn() -> Pointer,
    ) -> Result<Target<'a>, SchemaError> {
        let problem = |problem| SchemaError::Reference {
            at: at(),
            reference: reference.to_owned(),
            problem,
        };
        let (document, fragment) = match reference.split_once('#') {
            Some((document, fragment)) => (document, fragment),
            None => (reference, ""),
        };
        let target = if document.is_empty() {
            resource
        } else {
            let absolute = uri::resolve_against(self.get(resource).base(), document)
                .ok_or_else(|| problem(ReferenceProblem::Malformed))?;
            match self.by_uri().get(absolute.as_str()) {
                Some(Some(target)) => *target,
                Some(None) => return Err(problem(ReferenceProblem::Ambiguous)),
                None => match metaschemas::document(absolute.as_str()) {
                    Some(document) => self.add_metaschema(document, absolute, at())?,
                    None => return Err(problem(ReferenceProblem::Outside)),
                },
            }
        };
        let fragment = percent_decoded(fragment).ok_or_else(|| problem(ReferenceProblem::Malformed))?;
        let fragment = fragment.as_ref();
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer: Pointer = fragment
                .parse()
                .map_err(|_| problem(ReferenceProblem::Malformed))?;
            self.walk(target, &pointer)?
                .ok_or_else(|| problem(ReferenceProblem::Missing))
        } else {
            match self.get(target).anchors.get(fragment) {
                Some(Some(found)) => Ok(found.clone()),
                Some(None) => Err(problem(ReferenceProblem::Ambiguous)),
                None => Err(problem(ReferenceProblem::Missing)),
            }
        }
    }

    fn add_metaschema(
        &mut self,
        document: Part<'static>,
        base: Uri,
        referred_at: Pointer,
    ) -> Result<u32, SchemaError> {
        let new = u32::try_from(self.list.len()).map_err(|_| SchemaError::Size)?;
        self.metaschemas.push((referred_at.clone(), document));
        self.by_uri().insert(base.as_str().to_owned(), Some(new));
        self.roots.insert(document.identity(), new);
        self.list.push(Resource {
            root: document,
            draft: declared_draft(document).unwrap_or(Draft::Draft202012),
            pointer: referred_at.clone(),
            base: Some(base),
            anchors: HashMap::new(),
            dynamic_anchors: BTreeMap::new(),
        });
        self.scan(document, new, referred_at)?;
        Ok(new)
    }

    fn walk(&mut self, resource: u32, pointer: &Pointer) -> Result<Option<Target<'a>>, SchemaError> {
        let start = self.get(resource);
        let (mut schema, mut innermost) = (start.root, resource);
        let mut whole = start.pointer.clone();
        for step in pointer.steps() {
            let Some(next) = self.lookup.step(schema, step) else {
                return Ok(None);
            };
            schema = next;
            innermost = self.rooted_at(schema).unwrap_or(innermost);
            whole = whole.child(step.as_str());
        }
        if !self.scanned.contains(schema) {
            // This is not a place for schemas, so it was not searched for identities yet.
            self.scan(schema, innermost, whole.clone())?;
            innermost = self.rooted_at(schema).unwrap_or(innermost);
        }
        Ok(Some(Target {
            schema,
            resource: innermost,
            pointer: whole,
            dynamic: None,
        }))
    }

    fn resolve(&self, id: &str, resource: u32, at: &Pointer) -> Result<Uri, SchemaError> {
        let document = id.split_once('#').map_or(id, |(document, _)| document);
        uri::resolve_against(self.get(resource).base(), document).ok_or_else(|| SchemaError::Reference {
            at: at.clone(),
            reference: id.to_owned(),
            problem: ReferenceProblem::Malformed,
        })
    }
}

/// Returns false if no schema of the document can have an identity or an anchor, and none asks which items were
/// evaluated: then it need not be searched for these. `draft` is that of its top.
fn may_name_itself(document: Part<'_>, draft: Draft) -> bool {
    let occurs = |key: &str| document.may_have_key(key) && document.count_of_string(key) > 0;
    let names = [
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$recursiveAnchor",
        "unevaluatedItems",
    ];
    // `id` is a keyword of draft-04 alone, in which schemas inside another one may be written too.
    let own = usize::from(document.get("$schema").is_some());
    let may_be_older = || draft == Draft::Draft4 || document.count_of_string("$schema") > own;
    names.into_iter().any(occurs) || document.may_have_key("id") && may_be_older()
}

fn pointer_of(top: &Pointer, trails: &[Trail<'_>], mut trail: usize) -> Pointer {
    let mut steps = Vec::new();
    while let Some(Trail {
        parent,
        keyword,
        step,
    }) = trails.get(trail)
    {
        match step {
            TrailStep::None => {}
            TrailStep::Key(key) => steps.push((*key).to_owned()),
            TrailStep::Index(index) => steps.push(index.to_string()),
        }
        steps.push((*keyword).to_owned());
        trail = *parent;
    }
    steps
        .into_iter()
        .rev()
        .fold(top.clone(), |pointer, step| pointer.child(step))
}

/// A schema that is asked for single strings.
pub trait Texts<'a>: Copy {
    /// The string under a keyword, if there is one.
    fn text(self, keyword: &str) -> Option<&'a str>;
}

impl<'a> Texts<'a> for &'a Json {
    fn text(self, keyword: &str) -> Option<&'a str> {
        self.get(keyword)?.as_str()
    }
}

impl<'a> Texts<'a> for Part<'a> {
    fn text(self, keyword: &str) -> Option<&'a str> {
        self.get(keyword)?.as_str()
    }
}

pub fn declared_draft<'a>(schema: impl Texts<'a>) -> Option<Draft> {
    Draft::of_uri(schema.text("$schema")?)
}

pub fn id_keyword(draft: Draft) -> &'static str {
    if draft == Draft::Draft4 { "id" } else { "$id" }
}

/// The identity that a schema gives itself; one that is only a fragment names a place and is an anchor, if anything.
pub fn id_of<'a>(schema: impl Texts<'a>, draft: Draft) -> Option<&'a str> {
    let id = schema.text(id_keyword(draft))?;
    (!id.is_empty() && !id.starts_with('#')).then_some(id)
}

/// Up to draft-07, everything beside a `$ref` is ignored.
pub fn is_bare_reference<'a>(schema: impl Texts<'a>, draft: Draft) -> bool {
    draft <= Draft::Draft7 && schema.text("$ref").is_some()
}

/// The anchors that a schema carries itself, and whether they are dynamic.
fn anchors_of(schema: Part<'_>, draft: Draft) -> impl Iterator<Item = (&str, bool)> {
    let text = |keyword| schema.text(keyword);
    let modern = draft >= Draft::Draft201909;
    let plain = if modern {
        text("$anchor")
    } else {
        text(id_keyword(draft))
            .and_then(|id| id.split_once('#'))
            .map(|(_, fragment)| fragment)
            .filter(|fragment| !fragment.is_empty() && !fragment.starts_with('/'))
    };
    let dynamic = text("$dynamicAnchor").filter(|_| draft >= Draft::Draft202012);
    let recursive =
        draft == Draft::Draft201909 && schema.get("$recursiveAnchor").and_then(Part::as_bool) == Some(true);
    [
        plain.map(|name| (name, false)),
        dynamic.map(|name| (name, true)),
        recursive.then_some((RECURSIVE, true)),
    ]
    .into_iter()
    .flatten()
}

pub fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || (rest.next()? as char).to_digit(16);
            bytes.push((digit()? * 16 + digit()?) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}
