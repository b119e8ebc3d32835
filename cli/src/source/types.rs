//! The structure of a Rust type, as far as a message shows it.

use std::collections::BTreeMap;
use std::rc::Rc;

use syn::{GenericArgument, GenericParam, Generics, Item, PathArguments, PathSegment, Type, TypePath};

use super::modules::{Code, Declared, Module, Reach, Steps};
use super::scan::plain;

/// The place where a type is written. It decides the meaning of the names.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) module: Module,
    pub(super) reach: Reach,
    /// The arguments for the parameters of the surrounding type.
    pub(super) around: Option<Rc<Around>>,
}

/// The type that others are written in, and its parameters.
pub(super) struct Around {
    this: Declared,
    parameters: BTreeMap<String, Option<Written>>,
}

/// A type as it is written somewhere.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) ty: Rc<Type>,
    pub(super) home: Home,
}

/// The shape of a type in a message.
pub(super) enum Shape {
    /// The same as another type: an `Option`, a reference, an alias.
    Same(Written),
    /// A list of these.
    List(Written),
    /// A map to these.
    Map(Written),
    Tuple(Vec<Written>),
    /// `Result`, which serde writes as an enum.
    Either(Written, Written),
    /// A struct or an enum.
    Item(Declared, Rc<Around>),
}

impl Written {
    fn of(ty: &Type, home: &Home) -> Self {
        Self {
            ty: Rc::new(ty.clone()),
            home: home.clone(),
        }
    }
}

impl Code<'_> {
    /// The shape of a type; `None` if it is unknown.
    pub(super) fn shape(&self, written: &Written) -> Option<Shape> {
        let of = |ty: &Type| Written::of(ty, &written.home);
        match &*written.ty {
            Type::Reference(outer) => Some(Shape::Same(of(&outer.elem))),
            Type::Paren(outer) => Some(Shape::Same(of(&outer.elem))),
            Type::Group(outer) => Some(Shape::Same(of(&outer.elem))),
            Type::Array(outer) => Some(Shape::List(of(&outer.elem))),
            Type::Slice(outer) => Some(Shape::List(of(&outer.elem))),
            Type::Tuple(tuple) => Some(Shape::Tuple(tuple.elems.iter().map(of).collect())),
            Type::Path(path) if path.qself.is_none() => self.named(path, &written.home),
            _ => None,
        }
    }

    fn named(&self, path: &TypePath, home: &Home) -> Option<Shape> {
        let steps: Vec<String> = path.path.segments.iter().map(|one| plain(&one.ident)).collect();
        let last = path.path.segments.last()?;
        if let ([only], Some(around)) = (steps.as_slice(), &home.around) {
            if let Some(argument) = around.parameters.get(only) {
                return argument.clone().map(Shape::Same);
            }
            if only == "Self" {
                return Some(Shape::Item(around.this.clone(), Rc::clone(around)));
            }
        }
        let names = Steps {
            steps: &steps,
            global: path.path.leading_colon.is_some(),
        };
        let arguments = arguments(last);
        // A type of the package may have the name of one in the standard library.
        let own = self.resolve(&home.module, names, Reach::Crate);
        let item = |declared: Declared| item(&declared, &arguments, home);
        if let Some(declared) = own {
            return item(declared);
        }
        let types: Vec<&Type> = arguments.iter().copied().flatten().collect();
        if let Some(shape) = container(&plain(&last.ident), &types, home) {
            return Some(shape);
        }
        let found = match home.reach {
            Reach::Crate => None,
            reach => self.resolve(&home.module, names, reach),
        };
        let found = found.or_else(|| {
            // Types that macros declare, and files outside the tree of modules, are found only by
            // name.
            let is_type = plain(&last.ident).starts_with(char::is_uppercase);
            let is_known = steps.len() == 1 && last.ident == "String";
            (is_type && !is_known).then(|| self.anywhere(home.module.package, &steps))?
        });
        item(found?)
    }
}

/// The type and constant arguments of a path's last step; a constant is none.
fn arguments(last: &PathSegment) -> Vec<Option<&Type>> {
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return Vec::new();
    };
    let arguments = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(Some(ty)),
        GenericArgument::Const(_) => Some(None),
        _ => None,
    });
    arguments.collect()
}

fn item(declared: &Declared, arguments: &[Option<&Type>], home: &Home) -> Option<Shape> {
    let bound = |generics: &Generics| Rc::new(bind(declared, generics, arguments, home));
    match &declared.item.item {
        Item::Struct(item) => Some(Shape::Item(declared.clone(), bound(&item.generics))),
        Item::Enum(item) => Some(Shape::Item(declared.clone(), bound(&item.generics))),
        Item::Type(item) => Some(Shape::Same(Written {
            ty: Rc::new((*item.ty).clone()),
            home: Home::inside(declared, bound(&item.generics)),
        })),
        _ => None,
    }
}

impl Home {
    /// The type around this one.
    pub(super) fn owner(&self) -> Option<&Declared> {
        self.around.as_ref().map(|around| &around.this)
    }

    /// Returns `true` if a name is a parameter here.
    pub(super) fn is_parameter(&self, name: &str) -> bool {
        let around = self.around.as_ref();
        around.is_some_and(|around| around.parameters.contains_key(name))
    }

    /// In the fields of a type.
    pub(super) fn inside(declared: &Declared, around: Rc<Around>) -> Self {
        Self {
            module: Rc::clone(&declared.module),
            reach: Reach::Code,
            around: Some(around),
        }
    }
}

/// The parameters of a type that is declared without arguments.
pub(super) fn without_arguments(declared: &Declared) -> Rc<Around> {
    let home = Home {
        module: Rc::clone(&declared.module),
        reach: Reach::Code,
        around: None,
    };
    let generics = match &declared.item.item {
        Item::Struct(item) => &item.generics,
        Item::Enum(item) => &item.generics,
        Item::Type(item) => &item.generics,
        _ => &Generics::default(),
    };
    Rc::new(bind(declared, generics, &[], &home))
}

fn bind(declared: &Declared, generics: &Generics, arguments: &[Option<&Type>], home: &Home) -> Around {
    let takes = |param: &&GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let mut parameters = BTreeMap::new();
    for (at, param) in generics.params.iter().filter(takes).enumerate() {
        let GenericParam::Type(param) = param else {
            continue;
        };
        let given = arguments.get(at).copied().flatten();
        let given = given.map(|ty| Written::of(ty, home));
        let default = || {
            let (_, ty) = param.default.as_ref()?;
            let home = Home {
                module: Rc::clone(&declared.module),
                reach: Reach::Code,
                around: None,
            };
            Some(Written {
                ty: Rc::new(ty.clone()),
                home,
            })
        };
        parameters.insert(plain(&param.ident), given.or_else(default));
    }
    Around {
        this: declared.clone(),
        parameters,
    }
}

/// The types that contain others, of the standard library and of well-known crates.
fn container(name: &str, arguments: &[&Type], home: &Home) -> Option<Shape> {
    let of = |ty: &Type| Written::of(ty, home);
    let shape = match (name, arguments) {
        (
            "Option" | "Box" | "Rc" | "Arc" | "Cow" | "Cell" | "RefCell" | "Mutex" | "RwLock" | "Wrapping"
            | "Saturating" | "Reverse" | "Weak",
            [inner],
        ) => Shape::Same(of(inner)),
        (
            "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "IndexSet" | "LinkedList" | "BinaryHeap"
            | "SmallVec" | "ArrayVec" | "TinyVec" | "ThinVec" | "NonEmpty",
            [inner, ..],
        ) => match inner {
            // `SmallVec<[T; 4]>`
            Type::Array(array) => Shape::List(of(&array.elem)),
            inner => Shape::List(of(inner)),
        },
        ("HashMap" | "BTreeMap" | "IndexMap" | "Map", [_, inner, ..]) => Shape::Map(of(inner)),
        ("Result", [one, other]) => Shape::Either(of(one), of(other)),
        _ => return None,
    };
    Some(shape)
}
