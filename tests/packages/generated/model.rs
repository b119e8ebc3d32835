//! A type with the types in it, as source.

use std::fmt::Write;

use super::crates::{self, Crates, Form};

/// A type under test: the last item, and those that it holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    /// Its number, from which it was made.
    pub(crate) number: u64,
    /// The crates whose types and adapters it may hold.
    pub(crate) crates: Crates,
    pub(crate) items: Vec<Item>,
}

/// A struct or an enum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) name: String,
    /// The content of `#[serde(…)]`.
    pub(crate) attrs: Vec<String>,
    /// It has one parameter, `T`.
    pub(crate) generic: bool,
    /// It is converted from and into the type of its only field.
    pub(crate) converted: bool,
    /// serde_with's `skip_serializing_none` is on it.
    pub(crate) skips_none: bool,
    pub(crate) body: Body,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Struct(Fields),
    Enum(Vec<Variant>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fields {
    Named(Vec<Field>),
    Tuple(Vec<Field>),
    Unit,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) attrs: Vec<String>,
    /// The type on the wire, where a function stands in the way.
    pub(crate) wire: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) attrs: Vec<String>,
    pub(crate) fields: Fields,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    /// A type of the language, the standard library, another crate or the fixture's `support`.
    Plain(&'static str),
    /// A type around others: each `_` of the text is the next of them.
    Around(&'static str, Vec<Ty>),
    /// An item of the case, with its argument where it is generic.
    Item(String, Option<Box<Ty>>),
    /// A type with the adapters of serde_with on the field.
    Adapted(Form),
    /// The parameter of the item.
    Parameter,
}

impl Case {
    /// Returns true if one of its types has itself as a flattened field, and not as what a map holds.
    pub(crate) fn flattens_itself(&self) -> bool {
        self.items.iter().any(|item| {
            let of_struct = |fields: &Fields| match fields {
                Fields::Named(fields) | Fields::Tuple(fields) => fields.clone(),
                Fields::Unit => Vec::new(),
            };
            let fields = match &item.body {
                Body::Struct(fields) => of_struct(fields),
                Body::Enum(variants) => variants
                    .iter()
                    .flat_map(|variant| of_struct(&variant.fields))
                    .collect(),
            };
            fields.iter().any(|field| {
                let text = field.ty.text();
                field.attrs.iter().any(|attr| attr == "flatten")
                    && text.contains(&format!("Box<{}", item.name))
                    && !text.contains("Map<")
            })
        })
    }
}

impl Ty {
    pub(crate) fn text(&self) -> String {
        match self {
            Ty::Plain(text) => (*text).to_owned(),
            Ty::Around(pattern, inner) => {
                let mut inner = inner.iter();
                let mut text = String::new();
                for letter in pattern.chars() {
                    match letter {
                        '_' => text.push_str(&inner.next().expect("one for each place").text()),
                        other => text.push(other),
                    }
                }
                text
            }
            Ty::Item(name, None) => name.clone(),
            Ty::Item(name, Some(argument)) => format!("{name}<{}>", argument.text()),
            Ty::Adapted(form) => form.ty.clone(),
            Ty::Parameter => "T".to_owned(),
        }
    }

    /// What stands in `#[serde_as(as = "…")]`.
    fn adapter(&self) -> Option<&str> {
        match self {
            Ty::Adapted(form) => Some(form.adapter.as_str()).filter(|adapter| *adapter != "_"),
            _ => None,
        }
    }

    pub(crate) fn mentions(&self, item: &str) -> bool {
        match self {
            Ty::Item(name, argument) => name == item || argument.as_ref().is_some_and(|ty| ty.mentions(item)),
            Ty::Around(_, inner) => inner.iter().any(|ty| ty.mentions(item)),
            Ty::Plain(_) | Ty::Adapted(_) | Ty::Parameter => false,
        }
    }
}

impl Fields {
    pub(crate) fn all(&self) -> &[Field] {
        match self {
            Fields::Named(fields) | Fields::Tuple(fields) => fields,
            Fields::Unit => &[],
        }
    }

    pub(crate) fn all_mut(&mut self) -> Option<&mut Vec<Field>> {
        match self {
            Fields::Named(fields) | Fields::Tuple(fields) => Some(fields),
            Fields::Unit => None,
        }
    }
}

impl Item {
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match &self.body {
            Body::Struct(fields) => fields.all().iter().collect(),
            Body::Enum(variants) => variants.iter().flat_map(|variant| variant.fields.all()).collect(),
        }
    }

    pub(crate) fn fields_mut(&mut self) -> Vec<&mut Fields> {
        match &mut self.body {
            Body::Struct(fields) => vec![fields],
            Body::Enum(variants) => variants.iter_mut().map(|variant| &mut variant.fields).collect(),
        }
    }
}

impl Case {
    /// The module's name, by which errors and results tell it.
    pub(crate) fn module(&self) -> String {
        format!("t{:05}", self.number)
    }

    fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.name == name)
    }

    /// Returns true if a type has a `Default`: `#[derive(Default)]` stands on each item that can have one.
    pub(crate) fn has_default(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Plain(text) => {
                let none = ["NonZero", "SystemTime", "IpAddr", "RangeInclusive"];
                !none.iter().any(|none| text.contains(none)) && !crates::lacks_default(text)
            }
            Ty::Adapted(form) => form.has_default,
            Ty::Around(pattern, inner) => {
                let empty = ["Option", "Vec", "Map", "Set"]
                    .iter()
                    .any(|kind| pattern.contains(kind));
                let never = ["Result", "Bound", "Either"]
                    .iter()
                    .any(|kind| pattern.contains(kind));
                !never && (empty || inner.iter().all(|ty| self.has_default(ty)))
            }
            Ty::Item(name, argument) => {
                let argument = argument.as_ref().is_none_or(|ty| self.has_default(ty));
                argument && self.item(name).is_some_and(|item| self.item_has_default(item))
            }
            Ty::Parameter => true,
        }
    }

    /// Returns true if an item can have one derived.
    pub(crate) fn item_has_default(&self, item: &Item) -> bool {
        match &item.body {
            Body::Struct(fields) => fields
                .all()
                .iter()
                // A type that holds itself does so behind an `Option` or a `Vec`.
                .all(|field| field.ty.mentions(&item.name) || self.has_default(&field.ty)),
            Body::Enum(variants) => variants.iter().any(|variant| variant.fields == Fields::Unit),
        }
    }

    /// The source of the module. Contracts are derived under the feature `contracts` only, so that what serde and the
    /// compiler refuse by themselves is told from what the derive refuses.
    pub(crate) fn source(&self) -> String {
        let mut text = "use crate::support::*;\n".to_owned();
        for (at, item) in self.items.iter().enumerate() {
            let root = at + 1 == self.items.len();
            self.write_item(item, root, &mut text)
                .expect("a string takes all");
        }
        text
    }

    fn write_item(&self, item: &Item, root: bool, text: &mut String) -> std::fmt::Result {
        let default = self.item_has_default(item);
        let more = if default { ", Default" } else { "" };
        writeln!(text)?;
        if item.fields().iter().any(|field| field.ty.adapter().is_some()) {
            writeln!(text, "#[serde_with::serde_as]")?;
        }
        if item.skips_none {
            writeln!(text, "#[serde_with::skip_serializing_none]")?;
        }
        writeln!(text, "#[derive(Serialize, Deserialize, Clone{more})]")?;
        writeln!(text, "#[cfg_attr(feature = \"contracts\", derive(Contract))]")?;
        if root && !item.generic {
            let event = self.module();
            writeln!(
                text,
                "#[cfg_attr(feature = \"contracts\", contract(consumes = \"{event}\"), contract(emits = \"{event}\"))]"
            )?;
        }
        if !item.attrs.is_empty() {
            writeln!(text, "#[serde({})]", item.attrs.join(", "))?;
        }
        let parameter = if item.generic { "<T>" } else { "" };
        match &item.body {
            Body::Struct(fields) => {
                write!(text, "pub struct {}{parameter}", item.name)?;
                write_fields(fields, "pub ", text)?;
                writeln!(
                    text,
                    "{}",
                    if matches!(fields, Fields::Named(_)) {
                        ""
                    } else {
                        ";"
                    }
                )?;
                if let (true, [field]) = (item.converted, fields.all()) {
                    let (name, inner) = (&item.name, field.ty.text());
                    writeln!(
                        text,
                        "impl From<{inner}> for {name} {{ fn from(inner: {inner}) -> Self {{ {name}(inner) }} }}"
                    )?;
                    writeln!(
                        text,
                        "impl From<{name}> for {inner} {{ fn from(outer: {name}) -> Self {{ outer.0 }} }}"
                    )?;
                }
            }
            Body::Enum(variants) => {
                writeln!(text, "pub enum {}{parameter} {{", item.name)?;
                let first = variants.iter().position(|variant| variant.fields == Fields::Unit);
                for (at, variant) in variants.iter().enumerate() {
                    if Some(at) == first {
                        writeln!(text, "    #[default]")?;
                    }
                    if !variant.attrs.is_empty() {
                        writeln!(text, "    #[serde({})]", variant.attrs.join(", "))?;
                    }
                    write!(text, "    {}", variant.name)?;
                    write_fields(&variant.fields, "", text)?;
                    writeln!(text, ",")?;
                }
                writeln!(text, "}}")?;
            }
        }
        Ok(())
    }
}

fn write_fields(fields: &Fields, visibility: &str, text: &mut String) -> std::fmt::Result {
    let attributes = |field: &Field| {
        let mut text = String::new();
        if !field.attrs.is_empty() {
            text = format!("#[serde({})] ", field.attrs.join(", "));
        }
        if let Some(adapter) = field.ty.adapter() {
            text += &format!("#[serde_as(as = \"{adapter}\")] ");
        }
        if let Some(wire) = field.wire {
            text += &format!("#[cfg_attr(feature = \"contracts\", contract(with = \"{wire}\"))] ");
        }
        text
    };
    match fields {
        Fields::Named(fields) => {
            writeln!(text, " {{")?;
            for field in fields {
                let (attributes, ty) = (attributes(field), field.ty.text());
                writeln!(text, "        {attributes}{visibility}{}: {ty},", field.name)?;
            }
            write!(text, "    }}")
        }
        Fields::Tuple(fields) => {
            let all: Vec<String> = fields
                .iter()
                .map(|field| format!("{}{visibility}{}", attributes(field), field.ty.text()))
                .collect();
            write!(text, "({})", all.join(", "))
        }
        Fields::Unit => Ok(()),
    }
}
