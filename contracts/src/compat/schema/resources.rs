//! What a reference may name: the document, the schemas in it that carry an `$id`, and anchors.

use std::collections::{BTreeMap, HashMap, HashSet};

use jsonschema::{Uri, uri};

use super::error::{ReferenceProblem, SchemaError};
use super::{Draft, Options, metaschemas};
use crate::json::{Json, Pointer};

/// A schema with an identity of its own: the document, and each schema with an `$id`.
pub(super) struct Resource<'a> {
    pub(super) root: &'a Json,
    pub(super) draft: Draft,
    /// For a metaschema: of the first reference that led to it.
    pointer: Pointer,
    base: Uri<String>,
    anchors: HashMap<&'a str, Target<'a>>,
    /// Those of the anchors that a `$dynamicRef` looks for; under [`RECURSIVE`] the root, where it has a
    /// `$recursiveAnchor`.
    pub(super) dynamic_anchors: BTreeMap<&'a str, Target<'a>>,
}

/// The name under which `$recursiveAnchor` is kept; no anchor may be called so.
pub(super) const RECURSIVE: &str = "$recursiveAnchor";

/// A place that a reference leads to.
#[derive(Debug, Clone)]
pub(super) struct Target<'a> {
    pub(super) schema: &'a Json,
    pub(super) resource: u32,
    pub(super) pointer: Pointer,
    /// Whether a `$dynamicAnchor` led here, and its name.
    pub(super) dynamic: Option<&'a str>,
}

pub(super) struct Resources<'a> {
    list: Vec<Resource<'a>>,
    /// By the address of the root, which is its identity as long as the document is borrowed.
    roots: HashMap<*const Json, u32>,
    /// `None` where several carry one URI.
    by_uri: HashMap<String, Option<u32>>,
    scanned: HashSet<*const Json>,
    /// The metaschemas that were referred to, and where each stands in pointers.
    pub(super) metaschemas: Vec<(Pointer, &'static Json)>,
    /// Whether the document asks somewhere which items were evaluated.
    pub(super) asks_for_items: bool,
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

/// In which form schemas stand under a keyword.
pub(crate) enum Holds {
    One,
    List,
    Map,
    OneOrList,
}

pub(crate) fn schemas_under(keyword: &str) -> Option<Holds> {
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
    pub(super) fn of(document: &'a Json, options: &Options) -> Result<Self, SchemaError> {
        let base = uri::from_str("").expect("an empty reference resolves against the default base");
        let draft = declared_draft(document).unwrap_or(options.default_draft);
        let mut resources = Self {
            list: vec![Resource {
                root: document,
                draft,
                pointer: Pointer::root(),
                base,
                anchors: HashMap::new(),
                dynamic_anchors: BTreeMap::new(),
            }],
            roots: HashMap::from([(std::ptr::from_ref(document), 0)]),
            by_uri: HashMap::new(),
            scanned: HashSet::new(),
            metaschemas: Vec::new(),
            asks_for_items: false,
        };
        if let Some(id) = id_of(document, draft) {
            resources.list[0].base = resources.resolve(id, 0, &Pointer::root().child(id_keyword(draft)))?;
        }
        let own = resources.list[0].base.as_str().to_owned();
        resources.by_uri.insert(own, Some(0));
        resources.scan(document, 0, Pointer::root())?;
        Ok(resources)
    }

    pub(super) fn get(&self, id: u32) -> &Resource<'a> {
        &self.list[id as usize]
    }

    /// The resource that a schema is the root of, where it is one.
    pub(super) fn rooted_at(&self, schema: &Json) -> Option<u32> {
        if self.list.len() == 1 && !std::ptr::eq(schema, self.list[0].root) {
            return None;
        }
        self.roots.get(&std::ptr::from_ref(schema)).copied()
    }

    /// Finds identities and anchors in a schema and below it.
    fn scan(&mut self, start: &'a Json, resource: u32, at: Pointer) -> Result<(), SchemaError> {
        let mut trails: Vec<Trail<'a>> = Vec::new();
        const TOP: usize = usize::MAX;
        let mut stack = vec![(start, resource, TOP)];
        while let Some((schema, mut resource, trail)) = stack.pop() {
            let Some(members) = schema.as_object() else {
                continue;
            };
            if !self.scanned.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            let pointer = |trails: &[Trail<'a>]| pointer_of(&at, trails, trail);
            // Few schemas name themselves; the others are not worth a lookup of each keyword that does.
            if members
                .keys()
                .any(|keyword| keyword.starts_with('$') || keyword == "id")
            {
                resource = self.identify(schema, resource, || pointer(&trails))?;
            }
            for (keyword, value) in members {
                self.asks_for_items |= keyword == "unevaluatedItems";
                let Some(holds) = schemas_under(keyword) else {
                    continue;
                };
                let mut push = |step, below: &'a Json| {
                    trails.push(Trail {
                        parent: trail,
                        keyword,
                        step,
                    });
                    stack.push((below, resource, trails.len() - 1));
                };
                match (holds, value) {
                    (Holds::List | Holds::OneOrList, Json::Array(items)) => {
                        for (index, item) in items.iter().enumerate() {
                            push(TrailStep::Index(index), item);
                        }
                    }
                    (Holds::Map, Json::Object(members)) => {
                        for (key, below) in members {
                            push(TrailStep::Key(key), below);
                        }
                    }
                    (Holds::One | Holds::OneOrList, below) => push(TrailStep::None, below),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Notes what a schema is called, and tells the resource that it belongs to.
    fn identify(
        &mut self,
        schema: &'a Json,
        outer: u32,
        pointer: impl Fn() -> Pointer,
    ) -> Result<u32, SchemaError> {
        let mut resource = outer;
        let mut draft = self.get(outer).draft;
        if !std::ptr::eq(schema, self.get(outer).root) {
            // An embedded schema may be written in another draft, whose keyword for identities then counts.
            let own_draft = declared_draft(schema).unwrap_or(draft);
            if let Some(id) = id_of(schema, own_draft).filter(|_| !is_bare_reference(schema, own_draft)) {
                let here = pointer();
                let base = self.resolve(id, outer, &here.child(id_keyword(own_draft)))?;
                let new = u32::try_from(self.list.len()).map_err(|_| SchemaError::Size)?;
                self.by_uri
                    .entry(base.as_str().to_owned())
                    .and_modify(|known| *known = None)
                    .or_insert(Some(new));
                self.roots.insert(std::ptr::from_ref(schema), new);
                self.list.push(Resource {
                    root: schema,
                    draft: own_draft,
                    pointer: here,
                    base,
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
                of.dynamic_anchors.insert(name, target.clone());
            }
            if name != RECURSIVE {
                of.anchors.insert(name, target);
            }
        }
        Ok(resource)
    }

    /// The place that a reference in a schema of `resource` leads to, before any dynamic scope is asked.
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
            let base = self.get(resource).base.borrow();
            let absolute =
                uri::resolve_against(&base, document).map_err(|_| problem(ReferenceProblem::Malformed))?;
            match self.by_uri.get(absolute.as_str()) {
                Some(Some(target)) => *target,
                Some(None) => return Err(problem(ReferenceProblem::Ambiguous)),
                None => match metaschemas::document(absolute.as_str()) {
                    Some(document) => self.add_metaschema(document, absolute, at())?,
                    None => return Err(problem(ReferenceProblem::Outside)),
                },
            }
        };
        let fragment = percent_decoded(fragment).ok_or_else(|| problem(ReferenceProblem::Malformed))?;
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer: Pointer = fragment
                .parse()
                .map_err(|_| problem(ReferenceProblem::Malformed))?;
            self.walk(target, &pointer)?
                .ok_or_else(|| problem(ReferenceProblem::Missing))
        } else {
            let found = self.get(target).anchors.get(fragment.as_str()).cloned();
            found.ok_or_else(|| problem(ReferenceProblem::Missing))
        }
    }

    fn add_metaschema(
        &mut self,
        document: &'static Json,
        base: Uri<String>,
        referred_at: Pointer,
    ) -> Result<u32, SchemaError> {
        let new = u32::try_from(self.list.len()).map_err(|_| SchemaError::Size)?;
        self.metaschemas.push((referred_at.clone(), document));
        self.by_uri.insert(base.as_str().to_owned(), Some(new));
        self.roots.insert(std::ptr::from_ref(document), new);
        self.list.push(Resource {
            root: document,
            draft: declared_draft(document).unwrap_or(Draft::Draft202012),
            pointer: referred_at.clone(),
            base,
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
            let Some(next) = Pointer::root().child(step.as_str()).find(schema) else {
                return Ok(None);
            };
            schema = next;
            innermost = self.rooted_at(schema).unwrap_or(innermost);
            whole = whole.child(step.as_str());
        }
        if !self.scanned.contains(&std::ptr::from_ref(schema)) {
            // Not where schemas stand: nobody looked for identities there yet.
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

    fn resolve(&self, id: &str, resource: u32, at: &Pointer) -> Result<Uri<String>, SchemaError> {
        let document = id.split_once('#').map_or(id, |(document, _)| document);
        uri::resolve_against(&self.get(resource).base.borrow(), document).map_err(|_| {
            SchemaError::Reference {
                at: at.clone(),
                reference: id.to_owned(),
                problem: ReferenceProblem::Malformed,
            }
        })
    }
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

pub(crate) fn declared_draft(schema: &Json) -> Option<Draft> {
    Draft::of_uri(schema.get("$schema")?.as_str()?)
}

pub(crate) fn id_keyword(draft: Draft) -> &'static str {
    if draft == Draft::Draft4 { "id" } else { "$id" }
}

/// The identity that a schema gives itself; one that is only a fragment names a place and is an anchor, if anything.
pub(crate) fn id_of(schema: &Json, draft: Draft) -> Option<&str> {
    let id = schema.get(id_keyword(draft))?.as_str()?;
    (!id.is_empty() && !id.starts_with('#')).then_some(id)
}

/// Up to draft-07 nothing beside a `$ref` counts.
pub(crate) fn is_bare_reference(schema: &Json, draft: Draft) -> bool {
    draft <= Draft::Draft7
        && schema
            .get("$ref")
            .is_some_and(|reference| reference.as_str().is_some())
}

/// The anchors that a schema carries itself, and whether they are dynamic.
fn anchors_of(schema: &Json, draft: Draft) -> impl Iterator<Item = (&str, bool)> {
    let text = |keyword| schema.get(keyword).and_then(Json::as_str);
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
    let recursive = draft == Draft::Draft201909 && schema.get("$recursiveAnchor") == Some(&Json::Bool(true));
    [
        plain.map(|name| (name, false)),
        dynamic.map(|name| (name, true)),
        recursive.then_some((RECURSIVE, true)),
    ]
    .into_iter()
    .flatten()
}

pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
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
    String::from_utf8(bytes).ok()
}
