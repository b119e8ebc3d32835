//! The reason why a schema refuses a value.

use std::rc::Rc;

use foldhash::{HashMap, HashSet, HashSetExt};

use super::{Evaluation, Mark, Marks, Truth, scalars};
use crate::compat::opaque::{Conditions, OpaqueTexts};
use crate::compat::schema::Schema;
use crate::compat::schema::node::{Body, Keywords, NodeId, Types};
use crate::compat::verdict::Limits;
use crate::json::{Json, Number, Object, Pointer};

/// One keyword that refuses one place of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// The place in the value.
    pub at: Pointer,
    /// The schema that holds the keyword: where in its document.
    pub schema: Pointer,
    /// The keyword as the document writes it; `false` for a schema that is just that.
    pub keyword: &'static str,
    /// True if telling more takes too many steps: `schema` refuses this place, and it may be because of a deeper one, or
    /// of another keyword.
    pub is_cut: bool,
}

impl Schema {
    /// Returns the keywords that refuse the value, each at the deepest place that can be blamed. If all
    /// alternatives of a union refuse, the one that got furthest is reported.
    ///
    /// Empty if the schema accepts the value, or if it is not decided. The same value gets the same answer. The work is
    /// bounded: what is left out because of that is said by [`Refusal::is_cut`].
    ///
    /// ```
    /// use counterpart_engine::compat::schema::{Options, Schema};
    /// use counterpart_engine::json::parse;
    ///
    /// let schema = Schema::parse(br#"{"properties": {"id": {"type": "integer", "minimum": 0}}}"#, &Options::default())?;
    /// let refusals = schema.explain(&parse(br#"{"id": -1}"#)?);
    /// assert_eq!(refusals.len(), 1);
    /// assert_eq!((refusals[0].at.to_string().as_str(), refusals[0].keyword), ("/id", "minimum"));
    /// assert_eq!(refusals[0].schema.to_string(), "/properties/id");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, value: &Json) -> Vec<Refusal> {
        self.explain_node(self.root(), value)
    }

    /// The same for a value that may contain opaque strings: the keywords that refuse it for all such strings, without
    /// what is cut. Takes its steps off `steps`.
    pub(crate) fn explain_any(&self, value: &Json, steps: &mut u64, opaque: &OpaqueTexts) -> Vec<Refusal> {
        let mut refusals = self.explain_at(self.root(), value, steps, opaque);
        refusals.retain(|refusal| !refusal.is_cut);
        refusals
    }

    /// The keywords by which one node refuses the value.
    #[doc(hidden)]
    pub fn explain_node(&self, node: NodeId, value: &Json) -> Vec<Refusal> {
        self.explain_at(node, value, &mut Limits::default().steps, &OpaqueTexts::default())
    }

    /// The properties of an object that `unevaluatedProperties` of this node refuses, although the node may refuse the
    /// object for other reasons too.
    pub(crate) fn refused_unevaluated(
        &self,
        node: NodeId,
        object: &Json,
        steps: &mut u64,
        opaque: &OpaqueTexts,
    ) -> Vec<String> {
        let keyword = "unevaluatedProperties";
        let refusals = self.explain_at(node, object, steps, opaque).into_iter();
        let below = self.pointer(node).child(keyword);
        let names = refusals.filter(|refusal| refusal.schema.steps().starts_with(below.steps()));
        let names = names.filter_map(|refusal| refusal.at.steps().first().cloned());
        names.collect()
    }

    pub(super) fn explain_at(
        &self,
        node: NodeId,
        value: &Json,
        steps: &mut u64,
        opaque: &OpaqueTexts,
    ) -> Vec<Refusal> {
        let mut evaluation = Evaluation::new(self, *steps);
        evaluation.opaque = Some(opaque).filter(|texts| !texts.is_empty());
        let is_refused = evaluation.check(node, value, None) == Truth::No;
        let mut walk = Walk {
            remembers_from: evaluation.steps.saturating_sub(LONG),
            evaluation,
            known: HashMap::default(),
            left: MOST_WRITTEN,
        };
        let mut all = Vec::new();
        if is_refused {
            walk.refusals(node, value, &Pointer::root(), 0, &mut all);
            if all.is_empty() && walk.evaluation.steps == 0 {
                all.push(walk.cut(node, &Pointer::root()));
            }
        }
        *steps = walk.evaluation.steps;
        drop(walk);
        let mut seen: HashSet<Rc<Refusal>> = HashSet::new();
        all.retain(|refusal| seen.insert(Rc::clone(refusal)));
        drop(seen);
        all.into_iter().map(Rc::unwrap_or_clone).collect()
    }
}

/// The maximum depth of explanations; anything deeper is reported at this depth.
const MAX_EXPLAINED: usize = 200;

/// The maximum number of refusals that are reported.
const MAX_REFUSALS: usize = 1_000;

/// The steps of all places that an explanation writes down, at most. A place has as many as it is deep, so that these are no
/// steps of an evaluation.
const MOST_WRITTEN: usize = 200_000;

/// After so many steps, explanations are remembered. Most end before. The engine's own tests remember from the first step,
/// which judges it.
const LONG: u64 = if cfg!(test) { 0 } else { 5_000 };

/// The way through a value that its schema refuses.
struct Walk<'s> {
    evaluation: Evaluation<'s>,
    /// With so many steps left, explanations are remembered.
    remembers_from: u64,
    /// What refuses arrays and objects, by node and by the value's address. Where no alternative of a union accepts, each is
    /// explained, and all of them may come to the same parts, which doubles the ways on each level.
    known: HashMap<(NodeId, *const Json), Vec<Rc<Refusal>>>,
    /// What is left of [`MOST_WRITTEN`].
    left: usize,
}

impl Walk<'_> {
    /// Adds what refuses `value` in a node that refuses it.
    fn refusals(
        &mut self,
        node: NodeId,
        value: &Json,
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        const COST: usize = 8;
        let room = MAX_REFUSALS.saturating_sub(out.len());
        if room == 0 {
            return;
        }
        if !self.evaluation.spend(COST) || !self.write(at) {
            return out.push(self.cut(node, at));
        }
        let key = (node, std::ptr::from_ref(value));
        let is_remembered =
            self.evaluation.steps < self.remembers_from && matches!(value, Json::Array(_) | Json::Object(_));
        if is_remembered {
            if let Some(known) = self.known.get(&key) {
                return out.extend(known.iter().take(room).cloned());
            }
        }
        let mut own = Vec::new();
        self.own_refusals(node, value, at, depth, &mut own);
        out.extend(own.iter().take(room).cloned());
        if is_remembered {
            self.known.insert(key, own);
        }
    }

    fn own_refusals(
        &mut self,
        node: NodeId,
        value: &Json,
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        let keywords = match &self.evaluation.schema.node(node).body {
            Body::Always(_) => return out.push(self.refusal(node, at, &["false"])),
            Body::Keywords(keywords) => keywords,
        };
        if depth == MAX_EXPLAINED {
            return out.push(self.cut(node, at));
        }
        self.shallow_refusals(node, keywords, value, at, out);
        match value {
            Json::Array(items) => self.array_refusals(node, keywords, items, at, depth, out),
            Json::Object(members) => self.object_refusals(node, keywords, members, at, depth, out),
            _ => {}
        }
        self.in_place_refusals(node, keywords, value, at, depth, out);
        if out.is_empty() {
            self.unevaluated_refusals(keywords, value, at, depth, out);
        }
        if out.is_empty() && self.is_over() {
            out.push(self.cut(node, at));
        }
    }

    /// Takes a place off what may be written; `false` if that is used up.
    fn write(&mut self, at: &Pointer) -> bool {
        self.left = self.left.saturating_sub(1 + at.steps().len());
        self.left > 0
    }

    fn is_over(&self) -> bool {
        self.left == 0 || self.evaluation.steps == 0
    }

    /// The refusal of a node of which no more is told.
    fn cut(&self, node: NodeId, at: &Pointer) -> Rc<Refusal> {
        // The first is that of a schema that has none of the others.
        const KEYWORDS: [&str; 13] = [
            "false",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "if",
            "not",
            "properties",
            "patternProperties",
            "additionalProperties",
            "items",
            "prefixItems",
            "contains",
        ];
        let mut cut = Rc::unwrap_or_clone(self.refusal(node, at, &KEYWORDS));
        cut.is_cut = true;
        Rc::new(cut)
    }

    /// The refusal by the first of these keywords that the document has there.
    fn refusal(&self, node: NodeId, at: &Pointer, keywords: &[&'static str]) -> Rc<Refusal> {
        let schema = self.evaluation.schema.pointer(node);
        let keyword = self.evaluation.schema.written(&schema, keywords);
        Rc::new(Refusal {
            at: at.clone(),
            schema,
            keyword: keyword.unwrap_or("false"),
            is_cut: false,
        })
    }

    fn shallow_refusals(
        &mut self,
        node: NodeId,
        keywords: &Keywords,
        value: &Json,
        at: &Pointer,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        let mut refused: Vec<&[&'static str]> = Vec::new();
        if keywords
            .types
            .is_some_and(|types| !types.contains(Types::of(value)))
        {
            // With another type nothing else is worth saying.
            return out.push(self.refusal(node, at, &["type"]));
        }
        if let Some(values) = &keywords.values {
            if self.evaluation.is_among(node, values, value) == Truth::No {
                refused.push(&["const", "enum"]);
            }
        }
        match value {
            Json::Number(number) => {
                let fails = |bound: &Option<Number>, fails: fn(&Number, &Number) -> bool| {
                    bound.as_ref().is_some_and(|bound| fails(number, bound))
                };
                if fails(&keywords.minimum, |number, bound| number < bound) {
                    refused.push(&["minimum", "format"]);
                }
                if fails(&keywords.maximum, |number, bound| number > bound) {
                    refused.push(&["maximum", "format"]);
                }
                if fails(&keywords.exclusive_minimum, |number, bound| number <= bound) {
                    refused.push(&["exclusiveMinimum"]);
                }
                if fails(&keywords.exclusive_maximum, |number, bound| number >= bound) {
                    refused.push(&["exclusiveMaximum"]);
                }
                if fails(&keywords.multiple_of, |number, step| !number.is_multiple_of(step)) {
                    refused.push(&["multipleOf"]);
                }
            }
            Json::String(text) => {
                if let Some(opaque) = self.evaluation.opaque.and_then(|texts| texts.get(text)) {
                    refused.extend(opaque_refusals(keywords, &opaque.conditions));
                    out.extend(
                        refused
                            .into_iter()
                            .map(|keywords| self.refusal(node, at, keywords)),
                    );
                    return;
                }
                if !scalars::length_fits(keywords, text) {
                    let short = (text.chars().count() as u64) < keywords.min_length;
                    refused.push(if short { &["minLength"] } else { &["maxLength"] });
                }
                if let Some(source) = &keywords.pattern {
                    if self.evaluation.matches(source, text) == Truth::No {
                        refused.push(&["pattern"]);
                    }
                }
                if let Some(format) = &keywords.format {
                    if crate::compat::formats::is_valid(format, text) == Some(false) {
                        refused.push(&["format"]);
                    }
                }
            }
            _ => {}
        }
        out.extend(
            refused
                .into_iter()
                .map(|keywords| self.refusal(node, at, keywords)),
        );
    }

    fn array_refusals(
        &mut self,
        node: NodeId,
        keywords: &Keywords,
        items: &[Json],
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        let length = items.len() as u64;
        if length < keywords.min_items {
            out.push(self.refusal(node, at, &["minItems"]));
        }
        if keywords.max_items.is_some_and(|most| length > most) {
            out.push(self.refusal(node, at, &["maxItems"]));
        }
        if keywords.unique_items && self.evaluation.has_equal(items) == Truth::Yes {
            out.push(self.refusal(node, at, &["uniqueItems"]));
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = keywords.prefix_items.get(index).copied().or(keywords.items) {
                self.part_refusals(schema, item, || at.child(index.to_string()), depth, out);
            }
        }
        if let Some(schema) = keywords.contains {
            let accepted = |walk: &mut Self, item| walk.evaluation.check(schema, item, None) == Truth::Yes;
            let found = items.iter().filter(|item| accepted(self, item)).count() as u64;
            if found < keywords.min_contains {
                out.push(self.refusal(node, at, &["minContains", "contains"]));
            } else if keywords.max_contains.is_some_and(|most| found > most) {
                out.push(self.refusal(node, at, &["maxContains"]));
            }
        }
    }

    fn object_refusals(
        &mut self,
        node: NodeId,
        keywords: &Keywords,
        members: &Object,
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        let count = members.len() as u64;
        let has = |name: &std::sync::Arc<str>| members.contains_key(&**name);
        if !keywords.required.iter().all(has) {
            out.push(self.refusal(node, at, &["required"]));
        }
        if count < keywords.min_properties {
            out.push(self.refusal(node, at, &["minProperties"]));
        }
        if keywords.max_properties.is_some_and(|most| count > most) {
            out.push(self.refusal(node, at, &["maxProperties"]));
        }
        if keywords
            .dependent_required
            .iter()
            .any(|(name, needed)| has(name) && !needed.iter().all(has))
        {
            out.push(self.refusal(node, at, &["dependentRequired", "dependencies"]));
        }
        for (name, value) in members {
            if out.len() >= MAX_REFUSALS {
                break;
            }
            if let Some(schema) = keywords.property_names {
                if self.evaluation.check(schema, &Json::String(name.clone()), None) == Truth::No {
                    out.push(self.refusal(node, &at.child(name.as_str()), &["propertyNames"]));
                }
            }
            let named = keywords.properties.get(name.as_str()).copied();
            let mut schemas: Vec<NodeId> = named.into_iter().collect();
            for (source, schema) in &keywords.pattern_properties {
                if self.evaluation.matches(source, name) == Truth::Yes {
                    schemas.push(*schema);
                }
            }
            if schemas.is_empty() {
                schemas.extend(keywords.additional_properties);
            }
            for schema in schemas {
                self.part_refusals(schema, value, || at.child(name.as_str()), depth, out);
            }
        }
    }

    fn part_refusals(
        &mut self,
        schema: NodeId,
        part: &Json,
        at: impl FnOnce() -> Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        if self.evaluation.check(schema, part, None) == Truth::No {
            self.refusals(schema, part, &at(), depth + 1, out);
        }
    }

    fn in_place_refusals(
        &mut self,
        node: NodeId,
        keywords: &Keywords,
        value: &Json,
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        for &schema in keywords.references.iter().chain(&keywords.all_of) {
            self.part_refusals(schema, value, || at.clone(), depth, out);
        }
        if let Json::Object(members) = value {
            for (name, &schema) in &keywords.dependent_schemas {
                if members.contains_key(&**name) {
                    self.part_refusals(schema, value, || at.clone(), depth, out);
                }
            }
        }
        if let Some(condition) = &keywords.condition {
            let part = match self.evaluation.check(condition.when, value, None) {
                Truth::Yes => condition.then,
                Truth::No => condition.otherwise,
                Truth::Unknown => None,
            };
            if let Some(schema) = part {
                self.part_refusals(schema, value, || at.clone(), depth, out);
            }
        }
        if keywords
            .not
            .is_some_and(|schema| self.evaluation.check(schema, value, None) == Truth::Yes)
        {
            out.push(self.refusal(node, at, &["not"]));
        }
        for (branches, keyword) in [(&keywords.any_of, "anyOf"), (&keywords.one_of, "oneOf")] {
            if !branches.is_empty() {
                self.union_refusals(node, branches, keyword, value, at, depth, out);
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the walk's state is the same in every function here"
    )]
    fn union_refusals(
        &mut self,
        node: NodeId,
        branches: &[NodeId],
        keyword: &'static str,
        value: &Json,
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        let truths: Vec<Truth> = branches
            .iter()
            .map(|&branch| self.evaluation.check(branch, value, None))
            .collect();
        let accepting = truths.iter().filter(|truth| **truth == Truth::Yes).count();
        if truths.contains(&Truth::Unknown) || accepting == 1 || (keyword == "anyOf" && accepting > 1) {
            return;
        }
        let mut inner: Vec<Vec<Rc<Refusal>>> = Vec::new();
        if accepting == 0 {
            for &branch in branches {
                let mut refusals = Vec::new();
                self.refusals(branch, value, at, depth + 1, &mut refusals);
                inner.push(refusals);
            }
        }
        // The nearest refusal shows how far a branch got. If no branch got further than all others, none is the
        // intended one, and the union is to blame.
        let reach =
            |refusals: &[Rc<Refusal>]| refusals.iter().map(|one| one.at.steps().len()).min().unwrap_or(0);
        let furthest = inner.iter().map(|refusals| reach(refusals)).max();
        let is_cut = inner.iter().flatten().any(|refusal| refusal.is_cut);
        let mut best = inner
            .into_iter()
            .filter(|refusals| Some(reach(refusals)) == furthest);
        match (best.next(), best.next()) {
            (Some(only), None) if !only.is_empty() => out.extend(only),
            _ => {
                // A mapped schema may take an `oneOf` for an `anyOf`.
                let keywords: &[&'static str] = match keyword {
                    "anyOf" => &["anyOf", "oneOf"],
                    _ => &["oneOf"],
                };
                let mut union = Rc::unwrap_or_clone(self.refusal(node, at, keywords));
                union.is_cut = is_cut;
                out.push(Rc::new(union));
            }
        }
    }

    fn unevaluated_refusals(
        &mut self,
        keywords: &Keywords,
        value: &Json,
        at: &Pointer,
        depth: usize,
        out: &mut Vec<Rc<Refusal>>,
    ) {
        let mut marks = Marks::for_value(value);
        match (value, keywords.unevaluated_items, keywords.unevaluated_properties) {
            (Json::Array(items), Some(schema), _) => {
                self.evaluation.array(keywords, items, Some(&mut marks));
                self.evaluation.in_place(keywords, value, Some(&mut marks));
                for (index, (item, mark)) in items.iter().zip(&marks.0).enumerate() {
                    if *mark == Mark::Unevaluated {
                        self.part_refusals(schema, item, || at.child(index.to_string()), depth, out);
                    }
                }
            }
            (Json::Object(members), _, Some(schema)) => {
                self.evaluation.object(keywords, value, members, Some(&mut marks));
                self.evaluation.in_place(keywords, value, Some(&mut marks));
                for ((name, member), mark) in members.iter().zip(&marks.0) {
                    if *mark == Mark::Unevaluated {
                        self.part_refusals(schema, member, || at.child(name.as_str()), depth, out);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns the keywords that refuse every string that meets these conditions.
fn opaque_refusals(keywords: &Keywords, text: &Conditions) -> Vec<&'static [&'static str]> {
    let mut refused: Vec<&[&'static str]> = Vec::new();
    if text.is_at_least(keywords.min_length) == Truth::No {
        refused.push(&["minLength"]);
    }
    if keywords
        .max_length
        .is_some_and(|most| text.is_at_most(most) == Truth::No)
    {
        refused.push(&["maxLength"]);
    }
    if keywords
        .pattern
        .as_ref()
        .is_some_and(|source| text.matches(source) == Truth::No)
    {
        refused.push(&["pattern"]);
    }
    if keywords
        .format
        .as_ref()
        .is_some_and(|name| text.has_format(name) == Truth::No)
    {
        refused.push(&["format"]);
    }
    refused
}
