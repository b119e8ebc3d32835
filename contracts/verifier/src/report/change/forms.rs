//! A schema's description of the value at a place, one way after the other.
//!
//! A schema is a tree of references and of `allOf`, `anyOf` and `oneOf`; a person sees variants
//! with fields. A [`Form`] is one way through it: the schema objects that apply to a value at once.
//! This is only for words. A schema that has more ways than [`MOST`], or uses `not` and `if`, is
//! described in part, and the engine remains the judge.

use std::collections::BTreeSet;

use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object, Pointer};

use super::form::{Form, Part, read};

/// The maximum number of ways to tell apart.
const MOST: usize = 128;
/// The maximum depth of references and `allOf` to follow on one value.
const DEPTH: usize = 24;

/// The ways in which a schema describes a value.
#[derive(Debug, Clone)]
pub(crate) struct Forms<'a> {
    root: &'a Object,
    all: Vec<Form<'a>>,
    is_cut: bool,
}

impl<'a> Forms<'a> {
    /// The ways of a whole document.
    pub(crate) fn of(root: &'a Object) -> Self {
        let mut forms = Self {
            root,
            all: Vec::new(),
            is_cut: false,
        };
        forms.all = forms.expand(
            Part {
                at: Pointer::root(),
                says: Some(root),
            },
            0,
        );
        forms
    }

    /// The ways of the value at a place.
    pub(crate) fn at(&self, place: &Place) -> Self {
        let steps = place.0.iter();
        steps.fold(self.clone(), |forms, step| forms.below(step))
    }

    /// The ways of a member, an item or an alternative.
    pub(crate) fn below(&self, step: &PlaceStep) -> Self {
        if let PlaceStep::Alternative(name) = step {
            return self.alternative(name);
        }
        let mut below = self.empty();
        for form in &self.all {
            let children = form.children(step);
            if children.is_empty() {
                continue;
            }
            let ways = children.into_iter().fold(vec![Form::default()], |ways, child| {
                let more = below.expand(child, 0);
                below.product(ways, more)
            });
            below.extend(ways);
        }
        below
    }

    /// The ways of a member of this name.
    pub(crate) fn field(&self, name: &str) -> Self {
        self.below(&PlaceStep::Property(name.to_owned()))
    }

    /// One of the ways, by itself.
    pub(crate) fn only(&self, form: usize) -> Self {
        Self {
            all: vec![self.all[form].clone()],
            ..self.empty()
        }
    }

    /// The only way that has values of a type, by itself. It has no other values, except null
    /// alongside a type that is not an object.
    pub(crate) fn only_of(&self, kind: Types) -> Option<Self> {
        let has_some = |(_, form): &(usize, &Form<'a>)| form.types().intersects(kind);
        let mut ways = self.all.iter().enumerate().filter(has_some);
        let (index, form) = ways.next()?;
        let is_it = kind == Types::OBJECT || kind.or(Types::NULL).contains(form.types());
        (ways.next().is_none() && is_it).then(|| self.only(index))
    }

    fn empty(&self) -> Self {
        Self {
            root: self.root,
            all: Vec::new(),
            is_cut: self.is_cut,
        }
    }

    /// The alternatives of this name, as places write them; all if none has it.
    fn alternative(&self, name: &str) -> Self {
        let name = name.split_once(", no. ").map_or(name, |(name, _)| name);
        let is_it = |form: &&Form<'a>| form.is_called(name);
        let named: Vec<Form<'a>> = self.all.iter().filter(is_it).cloned().collect();
        if named.is_empty() {
            return self.clone();
        }
        Self {
            all: named,
            ..self.empty()
        }
    }

    fn extend(&mut self, more: Vec<Form<'a>>) {
        for form in more {
            if self.all.len() >= MOST {
                self.is_cut = true;
                return;
            }
            if !self.all.iter().any(|known| known.is_same(&form)) {
                self.all.push(form);
            }
        }
    }

    fn product(&mut self, some: Vec<Form<'a>>, others: Vec<Form<'a>>) -> Vec<Form<'a>> {
        let mut product = Vec::new();
        for one in &some {
            for other in &others {
                if product.len() >= MOST {
                    self.is_cut = true;
                    return product;
                }
                product.push(one.and(other));
            }
        }
        product
    }

    fn expand(&mut self, part: Part<'a>, depth: usize) -> Vec<Form<'a>> {
        let Some(says) = part.says else {
            return vec![Form {
                parts: vec![part],
                ..Form::default()
            }];
        };
        let at = part.at.clone();
        let mut own = Form {
            parts: vec![part],
            ..Form::default()
        };
        own.titles.extend(says.get("title").and_then(Json::as_str));
        if let [.., group, name] = at.steps() {
            if group == "$defs" || group == "definitions" {
                own.definitions.push(name.clone());
            }
        }
        let mut ways = vec![own];
        if depth > DEPTH {
            self.is_cut = true;
            return ways;
        }
        if let Some(target) = says.get("$ref").and_then(Json::as_str) {
            if let Some(target) = self.referred(target) {
                let more = self.expand(target, depth + 1);
                ways = self.product(ways, more);
            }
        }
        for (index, inner) in listed(says, "allOf") {
            if let Some(inner) = read(at.child("allOf").child(index.to_string()), inner) {
                let more = self.expand(inner, depth + 1);
                ways = self.product(ways, more);
            } else {
                return Vec::new();
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            if !says.contains_key(keyword) {
                continue;
            }
            let mut branches = Vec::new();
            for (index, inner) in listed(says, keyword) {
                if branches.len() >= MOST {
                    self.is_cut = true;
                    break;
                }
                if let Some(inner) = read(at.child(keyword).child(index.to_string()), inner) {
                    branches.extend(self.expand(inner, depth + 1));
                }
            }
            ways = self.product(ways, branches);
        }
        ways
    }

    /// The target of a reference inside the document.
    fn referred(&self, target: &str) -> Option<Part<'a>> {
        let at: Pointer = decoded(target.strip_prefix('#')?)?.parse().ok()?;
        let (first, rest) = match at.steps() {
            [] => {
                return Some(Part {
                    at,
                    says: Some(self.root),
                });
            }
            [first, rest @ ..] => (first, rest),
        };
        let first = self.root.get(first.as_str())?;
        let found = Pointer::of(rest.to_vec()).find(first)?;
        read(at.clone(), found)
    }

    /// The document.
    pub(crate) fn root(&self) -> &'a Object {
        self.root
    }

    /// The places of the schema objects of each way in the document.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = Vec<&Pointer>> {
        self.all
            .iter()
            .map(|form| form.parts.iter().map(|part| &part.at).collect())
    }

    /// Returns `true` if nothing is described.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns `true` if there are more ways than these.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The ways.
    pub(crate) fn all(&self) -> &[Form<'a>] {
        &self.all
    }

    /// The names of the members that some way has.
    pub(crate) fn names(&self) -> BTreeSet<&'a str> {
        self.all.iter().flat_map(Form::names).collect()
    }

    /// The members that each way has always.
    pub(crate) fn required(&self) -> BTreeSet<&'a str> {
        let mut objects = self.objects().map(Form::required);
        let first = objects.next().unwrap_or_default();
        objects.fold(first, |all, more| all.intersection(&more).copied().collect())
    }

    /// Returns `true` if each way always has this member, and there is a way.
    pub(crate) fn requires(&self, name: &str) -> bool {
        self.required().contains(name)
    }

    /// Returns `true` if some way always has this member.
    pub(crate) fn may_require(&self, name: &str) -> bool {
        self.objects().any(|form| form.required().contains(name))
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = &Form<'a>> {
        self.all
            .iter()
            .filter(|form| form.types().intersects(Types::OBJECT))
    }

    /// The JSON types of the value.
    pub(crate) fn types(&self) -> Types {
        self.all
            .iter()
            .fold(Types::NONE, |types, form| types.or(form.types()))
    }

    /// Returns `true` if all values are accepted, as far as the walk sees.
    pub(crate) fn is_anything(&self) -> bool {
        self.all.iter().any(Form::is_anything)
    }

    /// The only values that exist, if all ways list them.
    pub(crate) fn constants(&self) -> Option<Vec<&'a Json>> {
        let mut all: Vec<&Json> = Vec::new();
        for form in &self.all {
            for value in form.constants()? {
                if !all.contains(&value) {
                    all.push(value);
                }
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// The value of the first way with the keyword.
    pub(crate) fn keyword(&self, keyword: &str) -> Option<&'a Json> {
        self.all.iter().find_map(|form| form.keyword(keyword))
    }
}

/// A fragment of a URI without its percent signs.
fn decoded(fragment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

fn listed<'a>(says: &'a Object, keyword: &str) -> impl Iterator<Item = (usize, &'a Json)> + use<'a> {
    let list = says.get(keyword).and_then(Json::as_array);
    list.into_iter().flatten().enumerate()
}
