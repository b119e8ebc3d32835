//! Follows a place of a message through the fields of Rust types.

use std::rc::Rc;

use counterpart::contract::Role;
use counterpart_engine::compat::PlaceStep;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Field, Fields, GenericArgument, Item, ItemEnum, PathArguments, Type, Variant};

use super::SourceLine;
use super::features::choose;
use super::files::{Declared, File, Files};
use super::names::Names;

/// Types may refer to themselves without a step in the message (`struct A(Box<A>)`); nobody writes this many newtypes.
const MAX_HOPS: usize = 100;

/// The deepest line on the way that can be found, and how many steps of the way lead there.
pub(super) fn walk(
    files: &mut Files,
    start: Declared,
    role: Role,
    steps: &[PlaceStep],
) -> Option<(SourceLine, usize)> {
    let mut walk = Walk {
        files,
        role,
        line: None,
        depth: 0,
        hops: 0,
    };
    walk.item(&start, steps, 0);
    walk.line.map(|line| (line, walk.depth))
}

struct Walk<'a> {
    files: &'a mut Files,
    role: Role,
    line: Option<SourceLine>,
    /// How many steps of the way `line` stands for.
    depth: usize,
    hops: usize,
}

impl Walk<'_> {
    /// Notes the line where `from` begins, which stands for the first `depth` steps; a later one for as many steps is the
    /// more exact one. What is marked goes to the end of `to`, or of `from` where that is on another line.
    fn note(&mut self, file: &File, from: Span, to: Span, depth: usize) {
        let (start, end) = (from.start(), to.end());
        let end = if end.line == start.line { end } else { from.end() };
        if let Some(text) = file.lines.get(start.line.wrapping_sub(1)) {
            let byte = |column| {
                let at = text.char_indices().nth(column);
                at.map_or(text.len(), |(at, _)| at)
            };
            let from = byte(start.column);
            let to = if end.line == start.line {
                byte(end.column)
            } else {
                text.len()
            };
            self.line = Some(SourceLine {
                path: file.path.clone(),
                line: start.line,
                text: text.clone(),
                span: from..to.max(from),
            });
            self.depth = depth;
        }
    }

    /// Whether the whole way was found.
    fn item(&mut self, declared: &Declared, steps: &[PlaceStep], depth: usize) -> bool {
        self.hops += 1;
        if self.hops > MAX_HOPS {
            return false;
        }
        let file = Rc::clone(&declared.file);
        match &*declared.item {
            Item::Struct(item) => {
                // A field that was found says more about itself than the type of its value does.
                if depth == 0 || !steps.is_empty() {
                    self.note(&file, item.struct_token.span, item.ident.span(), depth);
                }
                let names = Names::read(&item.attrs, self.role);
                self.fields(&file, &item.fields, names.rename_all.as_deref(), steps, depth)
            }
            Item::Enum(item) => {
                if depth == 0 || !steps.is_empty() {
                    self.note(&file, item.enum_token.span, item.ident.span(), depth);
                }
                self.variants(&file, item, steps, depth)
            }
            Item::Type(item) => self.value(&file, &item.ty, steps, depth),
            _ => false,
        }
    }

    fn fields(
        &mut self,
        file: &Rc<File>,
        fields: &Fields,
        rule: Option<&str>,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let Some((first, rest)) = steps.split_first() else {
            return true;
        };
        let present: Vec<&Field> = fields
            .iter()
            .filter(|field| self.may_hold(&field.attrs))
            .collect();
        match (fields, first) {
            (Fields::Unnamed(_), _) if present.len() == 1 => self.value(file, &present[0].ty, steps, depth),
            (Fields::Unnamed(_), PlaceStep::Item(index)) => {
                let Some(field) = present.get(*index) else {
                    return false;
                };
                self.note(file, field.ty.span(), field.ty.span(), depth + 1);
                self.value(file, &field.ty, rest, depth + 1)
            }
            (Fields::Named(fields), PlaceStep::Property(name)) => {
                let named = |field: &&Field| {
                    field.ident.as_ref().is_some_and(|ident| {
                        Names::read(&field.attrs, self.role).names_field(ident, rule, name)
                    })
                };
                let named = fields.named.iter().filter(named);
                if let Some(field) = choose(named, |field| self.may_hold(&field.attrs)) {
                    self.note_field(file, field, depth + 1);
                    return self.value(file, &field.ty, rest, depth + 1) || rest.is_empty();
                }
                self.flattened(file, present.into_iter(), steps, depth)
            }
            (Fields::Named(_), PlaceStep::AnyProperty | PlaceStep::Alternative(_)) => {
                self.flattened(file, present.into_iter(), steps, depth)
            }
            _ => false,
        }
    }

    fn may_hold(&self, attributes: &[Attribute]) -> bool {
        self.files.features.may_hold(attributes)
    }

    fn note_field(&mut self, file: &File, field: &Field, depth: usize) {
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| field.ty.span(), |name| name.span());
        self.note(file, name, field.ty.span(), depth);
    }

    /// Tries the flattened fields; where none of them knows the way, the type around them stays the line.
    fn flattened<'f>(
        &mut self,
        file: &Rc<File>,
        fields: impl Iterator<Item = &'f Field>,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let before = (self.line.clone(), self.depth);
        let role = self.role;
        for field in fields.filter(|field| Names::read(&field.attrs, role).flatten) {
            if self.value(file, &field.ty, steps, depth) || self.depth > depth {
                return true;
            }
            (self.line, self.depth) = before.clone();
        }
        false
    }

    fn variants(&mut self, file: &Rc<File>, item: &ItemEnum, steps: &[PlaceStep], depth: usize) -> bool {
        let Some((first, rest)) = steps.split_first() else {
            return true;
        };
        let names = Names::read(&item.attrs, self.role);
        let by_name = |name: &str| {
            let named = item.variants.iter().filter(|variant| {
                Names::read(&variant.attrs, self.role).names_variant(
                    &variant.ident,
                    names.rename_all.as_deref(),
                    name,
                )
            });
            choose(named, |variant| self.may_hold(&variant.attrs))
        };
        match first {
            PlaceStep::Alternative(name) => {
                let Some(variant) = by_name(name) else {
                    return false;
                };
                self.note(file, variant.ident.span(), variant.ident.span(), depth + 1);
                let rest = self.past_envelope(variant, &names, rest);
                self.variant(file, variant, &names, rest, depth + 1)
            }
            PlaceStep::Property(name) if names.tag.as_ref() == Some(name) => true,
            PlaceStep::Property(name) if names.content.as_ref() == Some(name) => {
                self.any_variant(file, item, &names, rest, depth + 1)
            }
            PlaceStep::Property(name) if names.tag.is_none() && by_name(name).is_some() => {
                let variant = by_name(name).expect("it was just found");
                self.note(file, variant.ident.span(), variant.ident.span(), depth + 1);
                self.variant(file, variant, &names, rest, depth + 1)
            }
            _ => self.any_variant(file, item, &names, steps, depth),
        }
    }

    /// Where the alternative is named already, the property that carries it says nothing more: the variant's own name,
    /// or the property of the content.
    fn past_envelope<'s>(&self, variant: &Variant, names: &Names, steps: &'s [PlaceStep]) -> &'s [PlaceStep] {
        match steps.split_first() {
            Some((PlaceStep::Property(name), rest)) => {
                let is_variant = names.tag.is_none()
                    && Names::read(&variant.attrs, self.role).names_variant(
                        &variant.ident,
                        names.rename_all.as_deref(),
                        name,
                    );
                if is_variant || names.content.as_ref() == Some(name) {
                    rest
                } else {
                    steps
                }
            }
            _ => steps,
        }
    }

    fn variant(
        &mut self,
        file: &Rc<File>,
        variant: &Variant,
        names: &Names,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let own = Names::read(&variant.attrs, self.role).rename_all;
        let rule = own.as_deref().or(names.rename_all_fields.as_deref());
        self.fields(file, &variant.fields, rule, steps, depth)
    }

    /// The first variant that knows the way.
    fn any_variant(
        &mut self,
        file: &Rc<File>,
        item: &ItemEnum,
        names: &Names,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let before = (self.line.clone(), self.depth);
        for variant in &item.variants {
            if !self.may_hold(&variant.attrs) {
                continue;
            }
            if self.variant(file, variant, names, steps, depth) && !steps.is_empty() {
                return true;
            }
            (self.line, self.depth) = before.clone();
        }
        false
    }

    /// Goes on in the value of a field.
    fn value(&mut self, file: &Rc<File>, value: &Type, steps: &[PlaceStep], depth: usize) -> bool {
        let Some((first, rest)) = steps.split_first() else {
            return true;
        };
        match value {
            Type::Reference(reference) => self.value(file, &reference.elem, steps, depth),
            Type::Paren(inner) => self.value(file, &inner.elem, steps, depth),
            Type::Group(inner) => self.value(file, &inner.elem, steps, depth),
            Type::Array(inner) => self.inner(file, Some(&inner.elem), first, rest, depth),
            Type::Slice(inner) => self.inner(file, Some(&inner.elem), first, rest, depth),
            Type::Tuple(tuple) => match first {
                PlaceStep::Item(index) => self.inner(file, tuple.elems.get(*index), first, rest, depth),
                _ => false,
            },
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else {
                    return false;
                };
                let arguments: Vec<&Type> = match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => arguments
                        .args
                        .iter()
                        .filter_map(|argument| match argument {
                            GenericArgument::Type(argument) => Some(argument),
                            _ => None,
                        })
                        .collect(),
                    _ => Vec::new(),
                };
                match (last.ident.to_string().as_str(), arguments.as_slice()) {
                    ("Option" | "Box" | "Rc" | "Arc" | "Cow", [inner]) => {
                        self.value(file, inner, steps, depth)
                    }
                    (
                        "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "IndexSet" | "LinkedList"
                        | "BinaryHeap",
                        [inner, ..],
                    ) => self.inner(file, Some(inner), first, rest, depth),
                    ("HashMap" | "BTreeMap" | "IndexMap", [_, inner, ..]) => {
                        self.inner(file, Some(inner), first, rest, depth)
                    }
                    (name, _) => match self.files.near(file, name) {
                        Some(declared) => self.item(&declared, steps, depth),
                        None => false,
                    },
                }
            }
            _ => false,
        }
    }

    /// Into an item or a map's value: the line stays, and stands for one step more.
    fn inner(
        &mut self,
        file: &Rc<File>,
        inner: Option<&Type>,
        step: &PlaceStep,
        rest: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let steps_inside = !matches!(step, PlaceStep::Alternative(_));
        match inner {
            Some(inner) if steps_inside => {
                self.depth = self.depth.max(depth + 1);
                self.value(file, inner, rest, depth + 1)
            }
            _ => false,
        }
    }
}
