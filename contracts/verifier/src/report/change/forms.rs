//! What a schema says of the value at a place, one way after the other.
//!
//! A schema is a tree of references and of `allOf`, `anyOf` and `oneOf`; a person sees variants with fields. A [`Form`] is
//! one way through it: the schema objects that hold of a value at once. This is for words: what has more ways than
//! [`MOST`], or says things with `not` and `if`, is described in part, and the engine stays the judge.

use std::collections::{BTreeMap, BTreeSet};

use counterpart_engine::compat::schema::node::Types;
use counterpart_engine::compat::{Place, PlaceStep};
use counterpart_engine::json::{Json, Object, Pointer};

/// So many ways are told apart.
const MOST: usize = 128;
/// References and `allOf` are followed so far on one value.
const DEPTH: usize = 24;

/// The ways in which a schema describes a value.
#[derive(Debug, Clone)]
pub(crate) struct Forms<'a> {
    root: &'a Object,
    all: Vec<Form<'a>>,
    is_cut: bool,
}

/// One way: the schema objects that hold of the value at once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form<'a> {
    parts: Vec<Part<'a>>,
    /// Its title, and the definitions that it was found in.
    titles: Vec<&'a str>,
    definitions: Vec<String>,
}

/// A schema object and where it is in the document; `None` is the schema that accepts anything.
#[derive(Debug, Clone)]
struct Part<'a> {
    at: Pointer,
    says: Option<&'a Object>,
}

/// One of the names that a value of an enum can have in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) is: Tagging,
    /// Which form it is.
    form: usize,
}

/// How a message says which variant it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tagging {
    /// It is this text.
    Text,
    /// It is an object of this one key.
    Key,
    /// A field of this name says it.
    Tag(String),
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

    fn empty(&self) -> Self {
        Self {
            root: self.root,
            all: Vec::new(),
            is_cut: self.is_cut,
        }
    }

    /// The alternatives of this name, as places name them; all where none has it.
    fn alternative(&self, name: &str) -> Self {
        let name = name.split_once(", no. ").map_or(name, |(name, _)| name);
        let is_it = |form: &&Form<'a>| Self::is_called(form, name);
        let named: Vec<Form<'a>> = self.all.iter().filter(is_it).cloned().collect();
        if named.is_empty() {
            return self.clone();
        }
        Self {
            all: named,
            ..self.empty()
        }
    }

    /// Whether places may name an alternative so: by its title, its constants, its tag, its only key, its definition or
    /// its fields.
    fn is_called(form: &Form<'a>, name: &str) -> bool {
        let constants = form.constants().unwrap_or_default();
        let plain = |value: &&Json| match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let joined = constants.iter().take(3).map(plain).collect::<Vec<_>>().join("|");
        let listed = || {
            let required = form.required();
            let mut shown: Vec<&str> = required.iter().copied().take(4).collect();
            shown.extend((required.len() > 4).then_some("…"));
            format!("an object with {}", shown.join(", "))
        };
        form.titles.contains(&name)
            || (!constants.is_empty() && joined == name)
            || Self::tags(form).iter().any(|(_, value)| *value == name)
            || form.only_key() == Some(name)
            || form.definitions.iter().any(|one| one == name)
            || listed() == name
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

    /// What a reference inside of the document leads to.
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

    /// Where the schema objects of each way are in the document.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = Vec<&Pointer>> {
        self.all
            .iter()
            .map(|form| form.parts.iter().map(|part| &part.at).collect())
    }

    /// Whether nothing is described.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether there are more ways than these.
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

    /// Whether each way has this member always, and there is one.
    pub(crate) fn requires(&self, name: &str) -> bool {
        let objects: Vec<_> = self.objects().collect();
        !objects.is_empty() && objects.iter().all(|form| form.required().contains(name))
    }

    /// Whether some way has this member always.
    pub(crate) fn may_require(&self, name: &str) -> bool {
        self.objects().any(|form| form.required().contains(name))
    }

    fn objects(&self) -> impl Iterator<Item = &Form<'a>> {
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

    /// Whether all values are accepted, as far as is seen.
    pub(crate) fn is_anything(&self) -> bool {
        self.all.iter().any(Form::is_anything)
    }

    /// The only values that there are, where all ways say so.
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

    /// What the first way with the keyword says.
    pub(crate) fn keyword(&self, keyword: &str) -> Option<&'a Json> {
        self.all.iter().find_map(|form| form.keyword(keyword))
    }

    /// The members of a way that always have one text: what may be a tag.
    fn tags(form: &Form<'a>) -> Vec<(&'a str, &'a str)> {
        let required = form.required();
        let properties = form.says().filter_map(|says| says.get("properties")?.as_object());
        let value = |(name, schema): (&'a String, &'a Json)| {
            let text = match (schema.get("const"), schema.get("enum")) {
                (Some(text), _) => text.as_str()?,
                (None, Some(Json::Array(texts))) if texts.len() == 1 => texts[0].as_str()?,
                _ => return None,
            };
            required.contains(name.as_str()).then_some((name.as_str(), text))
        };
        properties.flatten().filter_map(value).collect()
    }

    /// The texts of a member that tells the ways apart; `None` where it does not.
    pub(crate) fn tag_values(&self, name: &str) -> Option<BTreeSet<&'a str>> {
        let mut values = BTreeSet::new();
        for form in self.objects().filter(|form| form.names().contains(name)) {
            let tags = Self::tags(form);
            let (_, value) = tags.iter().find(|(tag, _)| *tag == name)?;
            values.insert(*value);
        }
        (!values.is_empty()).then_some(values)
    }

    /// The members that tell the ways apart.
    pub(crate) fn tag_names(&self) -> BTreeSet<&'a str> {
        let names = self.names().into_iter();
        names.filter(|name| self.tag_values(name).is_some()).collect()
    }

    /// The variants, where the value is one of an enum that a message tells apart.
    pub(crate) fn variants(&self) -> Vec<Variant> {
        let mut found: Vec<Variant> = Vec::new();
        let tags: Vec<Vec<(&str, &str)>> = self.all.iter().map(|form| Self::tags(form)).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in tags.iter().flatten() {
            *counts.entry(name).or_default() += 1;
        }
        let tag = counts
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)));
        let tag = tag.map(|(name, _)| *name);
        let keys: Vec<&Form<'_>> = self.objects().collect();
        let texts = |form: &Form<'a>| {
            form.constants()
                .filter(|all| all.iter().all(|one| one.as_str().is_some()))
        };
        let several = keys.len() + self.all.iter().filter(|form| texts(form).is_some()).count() > 1;
        let has_keys = several && keys.iter().all(|form| form.only_key().is_some());
        for (index, form) in self.all.iter().enumerate() {
            let mut add = |name: &str, is: Tagging| {
                if !found.iter().any(|known| known.name == name && known.is == is) {
                    found.push(Variant {
                        name: name.to_owned(),
                        is,
                        form: index,
                    });
                }
            };
            if let Some(constants) = texts(form) {
                constants
                    .iter()
                    .filter_map(|one| one.as_str())
                    .for_each(|text| add(text, Tagging::Text));
            } else if let Some((name, value)) = tags[index].iter().find(|(name, _)| Some(*name) == tag) {
                add(value, Tagging::Tag((*name).to_owned()));
            } else if let Some(key) = form.only_key().filter(|_| has_keys) {
                add(key, Tagging::Key);
            }
        }
        found
    }

    /// What a variant holds: of a key its value, else the object.
    pub(crate) fn content(&self, variant: &Variant) -> Self {
        let only = self.only(variant.form);
        match variant.is {
            Tagging::Key => only.field(&variant.name),
            _ => only,
        }
    }
}

impl<'a> Form<'a> {
    fn and(&self, other: &Form<'a>) -> Form<'a> {
        let mut both = self.clone();
        for part in &other.parts {
            if !both.parts.iter().any(|known| known.at == part.at) {
                both.parts.push(part.clone());
            }
        }
        both.titles.extend(&other.titles);
        both.definitions.extend(other.definitions.iter().cloned());
        both
    }

    fn is_same(&self, other: &Form<'a>) -> bool {
        self.parts.len() == other.parts.len()
            && self
                .parts
                .iter()
                .zip(&other.parts)
                .all(|(one, other)| one.at == other.at)
    }

    fn says(&self) -> impl Iterator<Item = &'a Object> + '_ {
        self.parts.iter().filter_map(|part| part.says)
    }

    /// What the first schema object with the keyword says.
    pub(crate) fn keyword(&self, keyword: &str) -> Option<&'a Json> {
        self.says().find_map(|says| says.get(keyword))
    }

    fn is_anything(&self) -> bool {
        const DESCRIBES: [&str; 8] = [
            "title",
            "description",
            "default",
            "examples",
            "$comment",
            "$schema",
            "$defs",
            "$ref",
        ];
        self.says()
            .all(|says| says.keys().all(|key| DESCRIBES.contains(&key.as_str())))
    }

    /// The only values, where it says so.
    pub(crate) fn constants(&self) -> Option<Vec<&'a Json>> {
        self.says()
            .find_map(|says| match (says.get("const"), says.get("enum")) {
                (Some(value), _) => Some(vec![value]),
                (None, Some(Json::Array(values))) => Some(values.iter().collect()),
                _ => None,
            })
    }

    /// The JSON types of the value.
    pub(crate) fn types(&self) -> Types {
        let mut types = match self.constants() {
            Some(values) => values
                .iter()
                .fold(Types::NONE, |types, value| types.or(Types::of(value))),
            None => Types::ALL,
        };
        for says in self.says() {
            types = match says.get("type") {
                Some(Json::String(name)) => types.and(type_of(name)),
                Some(Json::Array(names)) => {
                    let names = names.iter().filter_map(Json::as_str);
                    types.and(names.fold(Types::NONE, |all, name| all.or(type_of(name))))
                }
                _ => types,
            };
        }
        types
    }

    /// The names of its members.
    pub(crate) fn names(&self) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        for says in self.says() {
            if let Some(Json::Object(properties)) = says.get("properties") {
                let there = properties
                    .iter()
                    .filter(|(_, schema)| **schema != Json::Bool(false));
                names.extend(there.map(|(name, _)| name.as_str()));
            }
        }
        names
    }

    /// The names of the members that are always there.
    pub(crate) fn required(&self) -> BTreeSet<&'a str> {
        let lists = self.says().filter_map(|says| says.get("required")?.as_array());
        lists.flatten().filter_map(Json::as_str).collect()
    }

    /// The name of its only member, which is always there.
    fn only_key(&self) -> Option<&'a str> {
        let names = self.names();
        let only = names.iter().next().filter(|_| names.len() == 1)?;
        self.required().contains(only).then_some(*only)
    }

    /// Whether it denies members that it does not name.
    pub(crate) fn is_closed(&self) -> bool {
        const OTHERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];
        self.says().any(|says| {
            OTHERS
                .iter()
                .any(|others| says.get(*others) == Some(&Json::Bool(false)))
        })
    }

    /// The schemas of what a step leads to; all of them hold of it.
    fn children(&self, step: &PlaceStep) -> Vec<Part<'a>> {
        let mut found = Vec::new();
        let mut others = Vec::new();
        for part in &self.parts {
            let Some(says) = part.says else { continue };
            let take = |into: &mut Vec<Part<'a>>, keyword: &str, key: Option<&str>| -> bool {
                let at = part.at.child(keyword);
                let inner = match (says.get(keyword), key) {
                    (Some(Json::Object(members)), Some(key)) => {
                        members.get(key).map(|one| (at.child(key), one))
                    }
                    (Some(Json::Array(items)), Some(key)) => {
                        let item = key.parse::<usize>().ok().and_then(|index| items.get(index));
                        item.map(|one| (at.child(key), one))
                    }
                    (Some(inner), None) => Some((at, inner)),
                    _ => None,
                };
                let read = inner.and_then(|(at, inner)| read(at, inner));
                let is_there = read.is_some();
                into.extend(read);
                is_there
            };
            match step {
                PlaceStep::Property(name) => {
                    if !take(&mut found, "properties", Some(name)) {
                        take(&mut others, "additionalProperties", None);
                        take(&mut others, "unevaluatedProperties", None);
                    }
                }
                PlaceStep::AnyProperty => {
                    let patterns = says.get("patternProperties").and_then(Json::as_object);
                    for pattern in patterns.into_iter().flat_map(|patterns| patterns.keys()) {
                        take(&mut found, "patternProperties", Some(pattern));
                    }
                    take(&mut found, "additionalProperties", None);
                    take(&mut others, "unevaluatedProperties", None);
                }
                PlaceStep::Item(index) => {
                    if !take(&mut found, "prefixItems", Some(&index.to_string())) {
                        take(&mut found, "items", None);
                    }
                }
                PlaceStep::AnyItem => {
                    if !take(&mut found, "items", None) {
                        take(&mut others, "prefixItems", Some("0"));
                    }
                }
                PlaceStep::Alternative(_) => {}
            }
        }
        if found.is_empty() { others } else { found }
    }
}

/// `None` for the schema that accepts nothing, and for what is none.
fn read(at: Pointer, schema: &Json) -> Option<Part<'_>> {
    match schema {
        Json::Bool(true) => Some(Part { at, says: None }),
        Json::Object(says) => Some(Part { at, says: Some(says) }),
        _ => None,
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

fn type_of(name: &str) -> Types {
    match name {
        "null" => Types::NULL,
        "boolean" => Types::BOOLEAN,
        "integer" => Types::INTEGER,
        "number" => Types::NUMBER,
        "string" => Types::STRING,
        "array" => Types::ARRAY,
        "object" => Types::OBJECT,
        _ => Types::NONE,
    }
}
