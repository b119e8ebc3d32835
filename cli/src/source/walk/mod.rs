//! Follows a place of a message through the fields of Rust types.

mod variants;

use std::rc::Rc;

use counterpart::contract::Role;
use counterpart_engine::compat::PlaceStep;
use proc_macro2::Span;
use syn::parse::Parse as _;
use syn::spanned::Spanned;
use syn::{Attribute, Field, Fields, Item, Meta, Type, Variant};

use super::features::{Choice, choose};
use super::files::File;
use super::modules::{Code, Declared};
use super::names::Names;
use super::scan;
use super::start::Start;
use super::types::{Home, Shape, Written, without_arguments};

/// Types may refer to themselves without a step in the message (`struct A(Box<A>)`); nobody writes this many newtypes.
const MAX_HOPS: usize = 150;
/// The maximum number of types and values to look at: flattened fields and variants are tried one
/// by one.
const MAX_WORK: usize = 20_000;

/// The reach of a place.
pub(super) struct Found {
    /// The deepest line on the way.
    pub(super) mark: Mark,
    /// The number of steps that lead there.
    pub(super) depth: usize,
    /// The end of the way, if the whole way was found.
    pub(super) end: Option<End>,
    /// Another item may be compiled instead, or another variant leads there too.
    pub(super) is_doubtful: bool,
}

/// The meant part of a file.
#[derive(Clone)]
pub(super) struct Mark {
    pub(super) file: Rc<File>,
    pub(super) from: Span,
    pub(super) to: Span,
}

/// The target of a place.
#[derive(Clone, Default)]
pub(super) struct End {
    /// The field or the variant, if the last step leads to one.
    pub(super) member: Option<Member>,
    /// The type of the value.
    pub(super) value: Option<Written>,
    /// The type itself, if no field holds it.
    pub(super) item: Option<Declared>,
}

/// A part of a type.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) owner: Declared,
    pub(super) part: Part,
}

#[derive(Clone)]
pub(super) enum Part {
    Field(Box<Field>),
    Variant(Box<Variant>),
}

/// Follows the steps from the type of a message.
pub(super) fn walk(code: &Code<'_>, start: &Start, role: Role, steps: &[PlaceStep]) -> Option<Found> {
    let mut walk = Walk {
        code,
        role,
        state: State::default(),
        member: None,
        hops: 0,
        work: 0,
        is_doubtful: false,
    };
    match start {
        Start::Declared(declared) => walk.item(
            declared,
            &Home::inside(declared, without_arguments(declared)),
            steps,
            0,
        ),
        Start::Written(written) => walk.value(written, steps, 0),
    };
    let (is_doubtful, state) = (walk.is_doubtful, walk.state);
    state.mark.map(|mark| Found {
        mark,
        depth: state.depth,
        end: state.end,
        is_doubtful,
    })
}

struct Walk<'a, 'c> {
    code: &'a Code<'c>,
    role: Role,
    state: State,
    /// The field or variant that the step before led to.
    member: Option<Member>,
    hops: usize,
    work: usize,
    is_doubtful: bool,
}

/// The result so far. It is taken back if a variant or a flattened field leads nowhere.
#[derive(Clone, Default)]
struct State {
    mark: Option<Mark>,
    /// The number of steps of the way that `mark` represents.
    depth: usize,
    end: Option<End>,
}

impl Walk<'_, '_> {
    /// Notes the mark for the first `depth` steps. A later mark for the same number of steps is
    /// more exact.
    fn note(&mut self, file: &Rc<File>, (from, to): (Span, Span), depth: usize) {
        self.state.mark = Some(Mark {
            file: Rc::clone(file),
            from,
            to,
        });
        self.state.depth = depth;
    }

    /// Returns `true` if the whole way was found.
    fn item(&mut self, declared: &Declared, home: &Home, steps: &[PlaceStep], depth: usize) -> bool {
        self.hops += 1;
        self.work += 1;
        let found =
            self.hops <= MAX_HOPS && self.work <= MAX_WORK && self.inside(declared, home, steps, depth);
        self.hops -= 1;
        found
    }

    fn inside(&mut self, declared: &Declared, home: &Home, steps: &[PlaceStep], depth: usize) -> bool {
        self.is_doubtful |= declared.is_doubtful;
        let is_start = self.state.mark.is_none();
        // serde has no part in types of other crates with hand-written impls, nor in their fields.
        if !is_start && !self.is_derived(declared) {
            return false;
        }
        let file = &declared.module.file;
        let (token, ident, attributes) = match &declared.item.item {
            Item::Struct(item) => (item.struct_token.span, &item.ident, &item.attrs),
            Item::Enum(item) => (item.enum_token.span, &item.ident, &item.attrs),
            Item::Type(item) => (item.type_token.span, &item.ident, &item.attrs),
            _ => return false,
        };
        // The field is more exact than the type of its value.
        if is_start || !steps.is_empty() {
            self.note(file, (token, ident.span()), depth);
        }
        if steps.is_empty() {
            self.state.end = Some(End {
                member: self.member.clone(),
                value: None,
                item: Some(declared.clone()),
            });
            return true;
        }
        let names = self.names(declared, attributes);
        if names.with {
            return false;
        }
        if let Some(wire) = names
            .made_from
            .as_ref()
            .and_then(|wire| scan::parse(&wire.value(), Type::parse))
        {
            let wire = Written {
                ty: Rc::new(wire),
                home: home.clone(),
            };
            return self.value(&wire, steps, depth);
        }
        match &declared.item.item {
            Item::Struct(item) => {
                if let (Some(PlaceStep::Property(name)), Some(at)) = (steps.first(), names.tag_at)
                    && names.tag.as_ref() == Some(name)
                {
                    self.note(file, at, depth + 1);
                    return true;
                }
                self.fields(declared, None, &item.fields, &names, home, steps, depth)
            }
            Item::Enum(item) => self.variants(declared, item, &names, home, steps, depth),
            Item::Type(item) => {
                let target = Written {
                    ty: Rc::new((*item.ty).clone()),
                    home: home.clone(),
                };
                self.value(&target, steps, depth)
            }
            _ => false,
        }
    }

    /// Returns `true` if a derive of serde, or ours, decides the type's form in a message.
    fn is_derived(&self, declared: &Declared) -> bool {
        let package = self.code.packages.get(declared.module.package);
        if package.is_own {
            return true;
        }
        let attributes = package.features().expand(declared.item.attributes());
        attributes.iter().any(|attribute| {
            let Meta::List(list) = &attribute.meta else {
                return false;
            };
            let text = list.tokens.to_string();
            list.path.is_ident("derive")
                && ["Serialize", "Deserialize", "Contract", "JsonSchema"]
                    .iter()
                    .any(|name| text.contains(name))
        })
    }

    fn names(&self, declared: &Declared, attributes: &[Attribute]) -> Names {
        let package = self.code.packages.get(declared.module.package);
        Names::read(&package.features().expand(attributes), self.role)
    }

    fn may_hold(&self, declared: &Declared, attributes: &[Attribute]) -> bool {
        let package = self.code.packages.get(declared.module.package);
        package.features().may_hold(attributes)
    }

    fn chosen<T>(&mut self, choice: Choice<T>) -> T {
        self.is_doubtful |= choice.is_doubtful;
        choice.value
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what stands around the fields of a type or of a variant"
    )]
    fn fields(
        &mut self,
        owner: &Declared,
        variant: Option<&Variant>,
        fields: &Fields,
        names: &Names,
        home: &Home,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let Some((first, rest)) = steps.split_first() else {
            self.state.end = Some(End {
                member: self.member.clone(),
                value: None,
                item: variant.is_none().then(|| owner.clone()),
            });
            return true;
        };
        let rule = names.rename_all.as_deref();
        let present: Vec<&Field> = fields
            .iter()
            .filter(|field| self.may_hold(owner, &field.attrs))
            .collect();
        let value = |field: &Field| Written {
            ty: Rc::new(field.ty.clone()),
            home: home.clone(),
        };
        let file = &owner.module.file;
        match (fields, first) {
            (Fields::Unnamed(_), _) if present.len() == 1 => {
                if self.names(owner, &present[0].attrs).with {
                    return false;
                }
                self.value(&value(present[0]), steps, depth)
            }
            (Fields::Named(_), _) if names.transparent => {
                let shown = |field: &&&Field| !self.names(owner, &field.attrs).skip;
                match present.iter().find(shown) {
                    Some(field) => self.value(&value(field), steps, depth),
                    None => false,
                }
            }
            (Fields::Unnamed(_), PlaceStep::Item(index)) => {
                let Some(field) = present.get(*index) else {
                    return false;
                };
                self.note(file, (field.ty.span(), field.ty.span()), depth + 1);
                self.member = Some(Member {
                    owner: owner.clone(),
                    part: Part::Field(Box::new((*field).clone())),
                });
                self.value(&value(field), rest, depth + 1)
            }
            (Fields::Named(fields), PlaceStep::Property(name)) => {
                let named = |field: &&Field| {
                    let own = self.names(owner, &field.attrs);
                    let ident = field.ident.as_ref();
                    !own.skip && !own.flatten && ident.is_some_and(|ident| own.names_field(ident, rule, name))
                };
                let named: Vec<&Field> = fields.named.iter().filter(named).collect();
                if let Some(field) = choose(named, |field| self.may_hold(owner, &field.attrs)) {
                    let field = self.chosen(field);
                    self.note_field(file, field, depth + 1);
                    self.member = Some(Member {
                        owner: owner.clone(),
                        part: Part::Field(Box::new(field.clone())),
                    });
                    // The message there does not follow the type of the field.
                    if !rest.is_empty() && self.names(owner, &field.attrs).with {
                        return false;
                    }
                    return self.value(&value(field), rest, depth + 1);
                }
                let found = self.flattened(owner, &present, home, steps, depth);
                if let (false, Some(at)) = (found, names.denied_at) {
                    self.note(file, at, depth);
                }
                found
            }
            (Fields::Named(_), PlaceStep::AnyProperty | PlaceStep::Alternative(_)) => {
                self.flattened(owner, &present, home, steps, depth)
            }
            _ => false,
        }
    }

    fn note_field(&mut self, file: &Rc<File>, field: &Field, depth: usize) {
        let name = field
            .ident
            .as_ref()
            .map_or_else(|| field.ty.span(), |name| name.span());
        self.note(file, (name, field.ty.span()), depth);
    }

    /// Tries the flattened fields. If none of them has the way, the line stays that of the
    /// surrounding type.
    fn flattened(
        &mut self,
        owner: &Declared,
        fields: &[&Field],
        home: &Home,
        steps: &[PlaceStep],
        depth: usize,
    ) -> bool {
        let before = self.state.clone();
        let mut maps = Vec::new();
        let mut flattened = Vec::new();
        for field in fields {
            let names = self.names(owner, &field.attrs);
            if names.flatten && !names.skip {
                let value = Written {
                    ty: Rc::new(field.ty.clone()),
                    home: home.clone(),
                };
                // A map takes the properties that no other field takes.
                if self.is_map(&value) {
                    maps.push((*field, value));
                } else if !names.with {
                    flattened.push((*field, value));
                }
            }
        }
        for (field, value) in flattened.into_iter().chain(maps) {
            self.note_field(&owner.module.file, field, depth);
            self.member = None;
            if self.value(&value, steps, depth) || self.state.depth > depth {
                return true;
            }
            self.state = before.clone();
        }
        false
    }

    fn is_map(&self, value: &Written) -> bool {
        let mut at = value.clone();
        for _ in 0..MAX_HOPS {
            match self.code.shape(&at) {
                Some(Shape::Same(inner)) => at = inner,
                shape => return matches!(shape, Some(Shape::Map(_))),
            }
        }
        false
    }

    /// Goes on in a value.
    fn value(&mut self, written: &Written, steps: &[PlaceStep], depth: usize) -> bool {
        self.hops += 1;
        self.work += 1;
        let found = self.hops <= MAX_HOPS && self.work <= MAX_WORK && self.through(written, steps, depth);
        self.hops -= 1;
        found
    }

    fn through(&mut self, written: &Written, steps: &[PlaceStep], depth: usize) -> bool {
        if steps.is_empty() && self.state.mark.is_some() {
            self.state.end = Some(End {
                member: self.member.clone(),
                value: Some(written.clone()),
                item: None,
            });
            return true;
        }
        match self.code.shape(written) {
            Some(Shape::Same(inner)) => self.value(&inner, steps, depth),
            Some(Shape::List(inner)) => match steps.first() {
                Some(PlaceStep::Item(_) | PlaceStep::AnyItem) => self.inner(&inner, steps, depth),
                _ => false,
            },
            Some(Shape::Map(inner)) => match steps.first() {
                Some(PlaceStep::Property(_) | PlaceStep::AnyProperty) => self.inner(&inner, steps, depth),
                _ => false,
            },
            Some(Shape::Tuple(types)) => match steps.first() {
                Some(PlaceStep::Item(index)) => match types.get(*index) {
                    Some(inner) => self.inner(inner, steps, depth),
                    None => false,
                },
                _ => false,
            },
            Some(Shape::Either(one, other)) => match steps.first() {
                Some(PlaceStep::Property(name)) if name == "Ok" => self.inner(&one, steps, depth),
                Some(PlaceStep::Property(name)) if name == "Err" => self.inner(&other, steps, depth),
                _ => false,
            },
            Some(Shape::Item(declared, around)) => {
                self.item(&declared, &Home::inside(&declared, around), steps, depth)
            }
            None => false,
        }
    }

    /// Into an item or a map's value: the line stays, and covers one more step.
    fn inner(&mut self, inner: &Written, steps: &[PlaceStep], depth: usize) -> bool {
        let Some((_, rest)) = steps.split_first() else {
            return false;
        };
        self.state.depth = self.state.depth.max(depth + 1);
        self.member = None;
        self.value(inner, rest, depth + 1)
    }
}
