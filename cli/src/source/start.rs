//! The type that a contract file names, in the source.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Component, Path};
use std::rc::Rc;

use counterpart::contract::RustType;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Type;
use syn::parse::Parse as _;

use super::files::File;
use super::modules::{Code, Declared, Module, Reach, Steps};
use super::packages::Id;
use super::scan::{Call, Scope, is_shallow, parse, plain};
use super::types::{Home, Written};

/// The start of the way through a message.
pub(super) enum Start {
    Declared(Declared),
    Written(Written),
}

/// The tokens of a file that represent a type, if the type itself is not found.
pub(super) struct Stand {
    pub(super) file: Rc<File>,
    pub(super) from: Span,
    pub(super) to: Span,
}

/// The last steps of a path, in a package.
type Wanted = (Id, Vec<String>);

/// Earlier lookups: a report asks for the same types again and again.
#[derive(Default)]
pub(super) struct Known {
    starts: RefCell<BTreeMap<RustType, Rc<Begin>>>,
    anywhere: RefCell<BTreeMap<Wanted, Option<Declared>>>,
}

/// The type that a contract file names, and its substitute if it is not found.
#[derive(Default)]
pub(super) struct Begin {
    pub(super) start: Option<Start>,
    pub(super) stand: Option<Stand>,
}

/// A call of `contract!` for a type.
struct OfType {
    ty: Type,
    stand: Stand,
    module: Module,
}

impl Code<'_> {
    /// The type of a contract file, and its substitute.
    pub(super) fn start(&self, rust: &RustType) -> Rc<Begin> {
        if let Some(known) = self.known.starts.borrow().get(rust) {
            return Rc::clone(known);
        }
        let begin = Rc::new(self.begin(rust));
        let mut starts = self.known.starts.borrow_mut();
        starts.insert(rust.clone(), Rc::clone(&begin));
        begin
    }

    fn begin(&self, rust: &RustType) -> Begin {
        let wanted = compact(&rust.path);
        let head = wanted.split('<').next().unwrap_or_default();
        let steps: Vec<String> = head
            .split("::")
            .filter(|step| !step.is_empty())
            .map(|step| step.trim_start_matches("r#").to_owned())
            .collect();
        let mut stand = None;
        for id in self.packages.named(&rust.package) {
            let package = self.packages.get(id);
            let Some(path) = below(&package.folder, &rust.file) else {
                continue;
            };
            if let Some(declared) = self.derived(id, &path, &steps) {
                return Begin {
                    start: Some(Start::Declared(declared)),
                    stand: None,
                };
            }
            if let Some(call) = self.called(id, &path, &wanted) {
                let home = Home {
                    module: call.module,
                    reach: Reach::Code,
                    around: None,
                };
                let ty = Rc::new(call.ty);
                return Begin {
                    start: Some(Start::Written(Written { ty, home })),
                    stand: Some(call.stand),
                };
            }
            stand = stand.or_else(|| match rust.file.strip_prefix("$OUT_DIR/") {
                Some(generated) => self.included(id, generated),
                None => {
                    let file = self.files.file(&path)?;
                    mentioned(&file, &file.scope, steps.last()?)
                }
            });
        }
        // A full path, as the compiler writes it.
        let from = self.packages.named(&rust.package).next();
        let start = self.written_in_full(from, &rust.path, &steps);
        Begin { start, stand }
    }

    /// A type that the file itself declares.
    fn derived(&self, id: Id, path: &Path, steps: &[String]) -> Option<Declared> {
        let (name, above) = steps.split_last()?;
        let package = self.packages.get(id);
        // The module that the path names, if it is in this file.
        for root in package.roots() {
            if above.first() != Some(&root.name) {
                continue;
            }
            let module = self.root(id, root).and_then(|root| {
                above[1..]
                    .iter()
                    .try_fold(root, |module, step| self.child(&module, step))
            });
            let found = module
                .filter(|module| module.file.path == path)
                .and_then(|module| self.declared(&module, name));
            if found.is_some() {
                return found;
            }
        }
        let file = self.files.file(path)?;
        if !declares(&file.scope, name) {
            return None;
        }
        let mut candidates = Vec::new();
        self.modules_of(id, path, &mut |module| {
            candidates.extend(self.declared(module, name));
            ControlFlow::Continue(())
        });
        the_one(candidates, steps)
    }

    /// The call of `contract!` in a file that names a type in these words.
    fn called(&self, id: Id, path: &Path, wanted: &str) -> Option<OfType> {
        let file = self.files.file(path)?;
        if !calls(&file.scope, wanted) {
            return None;
        }
        let mut found: Option<OfType> = None;
        self.modules_of(id, path, &mut |module| {
            let of_type = module.scope.calls.iter().find_map(|call| {
                let given = of_call(call, wanted)?;
                Some((call, syn::parse2(given).ok()?))
            });
            let Some((call, ty)) = of_type else {
                return ControlFlow::Continue(());
            };
            let is_here = wanted.starts_with(&format!("{}::", module.path.join("::")));
            if found.is_none() || is_here {
                found = Some(OfType {
                    ty,
                    stand: Stand {
                        file: Rc::clone(&module.file),
                        from: call.name.span(),
                        to: call.end,
                    },
                    module: Rc::clone(module),
                });
            }
            if is_here {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        found
    }

    /// The modules of a package that a file holds.
    fn modules_of(&self, id: Id, path: &Path, visit: &mut impl FnMut(&Module) -> ControlFlow<()>) {
        let package = self.packages.get(id);
        let seen = Cell::new(false);
        let mut look = |root: Module| {
            self.below(&root, &mut |module| {
                if module.file.path != path {
                    return None;
                }
                seen.set(true);
                visit(module).is_break().then_some(())
            })
        };
        for root in package.roots() {
            if self.root(id, root).and_then(&mut look).is_some() {
                return;
            }
        }
        if !seen.get()
            && let Some(alone) = self.alone(id, path)
        {
            look(alone);
        }
    }

    /// The `include!` of a file that a build script wrote.
    fn included(&self, id: Id, generated: &str) -> Option<Stand> {
        let package = self.packages.get(id);
        package.roots().find_map(|root| {
            let root = self.root(id, root)?;
            self.below(&root, &mut |module| {
                let mut calls = module.scope.calls.iter();
                let call = calls.find(|call| {
                    call.name == "include" && call.tokens.to_string().contains(&format!("/{generated}\""))
                })?;
                Some(Stand {
                    file: Rc::clone(&module.file),
                    from: call.name.span(),
                    to: call.end,
                })
            })
        })
    }

    fn written_in_full(&self, from: Option<Id>, text: &str, steps: &[String]) -> Option<Start> {
        let library = steps.first()?;
        let of_package = from.map(|id| (id, self.packages.get(id)));
        let own = of_package.as_ref().and_then(|(id, package)| {
            let mut roots = package.roots();
            let named = roots.find(|root| root.name == *library);
            let root = named.or(package.roots().next())?;
            self.root(*id, root)
        });
        let module = own.or_else(|| {
            let id = self.packages.library(from, library)?;
            self.root(id, self.packages.get(id).library.as_ref()?)
        })?;
        let names = Steps { steps, global: false };
        let is_found = self.resolve(&module, names, Reach::Graph).is_some();
        if let Some(ty) = is_found.then(|| parse(text, Type::parse)).flatten() {
            let home = Home {
                module,
                reach: Reach::Graph,
                around: None,
            };
            let ty = Rc::new(ty);
            return Some(Start::Written(Written { ty, home }));
        }
        let in_own = from.and_then(|id| self.anywhere(id, steps));
        let found = in_own.or_else(|| {
            let id = self.packages.library(from, library)?;
            self.anywhere(id, steps)
        });
        found.map(Start::Declared)
    }

    /// The type of a name in a package, wherever it is: the only one, or the only one below modules
    /// of these names.
    pub(super) fn anywhere(&self, id: Id, steps: &[String]) -> Option<Declared> {
        let key = (id, steps.to_vec());
        if let Some(known) = self.known.anywhere.borrow().get(&key) {
            return known.clone();
        }
        let found = self.search(id, steps);
        self.known.anywhere.borrow_mut().insert(key, found.clone());
        found
    }

    fn search(&self, id: Id, steps: &[String]) -> Option<Declared> {
        let name = steps.last()?;
        let package = self.packages.get(id);
        let mut candidates = Vec::new();
        for root in package.roots() {
            let Some(root) = self.root(id, root) else {
                continue;
            };
            self.below(&root, &mut |module| {
                candidates.extend(self.declared(module, name));
                None::<()>
            });
        }
        if let Some(found) = the_one(candidates.clone(), steps) {
            return Some(found);
        }
        // Files that no module names, and those behind macros.
        for path in self.files.below(&package.folder.join("src")).iter() {
            let Some(alone) = self.alone(id, path) else {
                continue;
            };
            self.below(&alone, &mut |module| {
                candidates.extend(self.declared(module, name));
                None::<()>
            });
        }
        the_one(candidates, steps)
    }
}

/// The only candidate, or the only one below the modules that the path names.
fn the_one(mut candidates: Vec<Declared>, steps: &[String]) -> Option<Declared> {
    // A program and its library may share their modules.
    let mut known: Vec<*const super::scan::TypeItem> = Vec::new();
    candidates.retain(|candidate| {
        let item = Rc::as_ptr(&candidate.item);
        let is_new = !known.contains(&item);
        known.push(item);
        is_new
    });
    if candidates.iter().any(|candidate| candidate.is_compiled) {
        candidates.retain(|candidate| candidate.is_compiled);
    }
    let (_, above) = steps.split_last()?;
    let above = above.get(1..).unwrap_or_default();
    if candidates.len() > 1 && !above.is_empty() {
        candidates.retain(|candidate| candidate.module.path.ends_with(above));
    }
    let mut candidates = candidates.into_iter();
    let first = candidates.next()?;
    candidates.next().is_none().then_some(first)
}

/// Returns `true` if a file declares a type of this name.
fn declares(scope: &Scope, name: &str) -> bool {
    let mut idents = scope.types.iter().filter_map(|item| item.ident());
    let inside = || scope.modules.iter().filter_map(|module| module.body.as_ref());
    idents.any(|ident| plain(ident) == name) || inside().any(|scope| declares(scope, name))
}

/// Returns `true` if a file calls `contract!` for this type.
fn calls(scope: &Scope, wanted: &str) -> bool {
    let mut inside = scope.modules.iter().filter_map(|module| module.body.as_ref());
    scope.calls.iter().any(|call| of_call(call, wanted).is_some()) || inside.any(|scope| calls(scope, wanted))
}

/// The type that is the first argument of a macro, if a contract file gives it that name.
fn of_call(call: &Call, wanted: &str) -> Option<TokenStream> {
    let mut given = Vec::new();
    let (mut angles, mut before) = (0_usize, ' ');
    for token in call.tokens.clone() {
        let mark = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match mark {
            ',' if angles == 0 => break,
            '<' => angles += 1,
            '>' if before != '-' => angles = angles.saturating_sub(1),
            _ => {}
        }
        before = mark;
        given.push(token);
    }
    let text = compact(&given.iter().map(ToString::to_string).collect::<String>());
    let is_it = !text.is_empty()
        && (text == wanted
            || wanted
                .strip_suffix(text.as_str())
                .is_some_and(|above| above.ends_with("::") && !above.contains('<')));
    (is_it && is_shallow(&given, 0)).then(|| given.into_iter().collect())
}

/// The first word in a macro's tokens that equals this name.
fn mentioned(file: &Rc<File>, scope: &Scope, name: &str) -> Option<Stand> {
    let of_calls = scope
        .calls
        .iter()
        .find_map(|call| word(call.tokens.clone(), name, 0))
        .map(|ident| Stand {
            file: Rc::clone(file),
            from: ident.span(),
            to: ident.span(),
        });
    of_calls.or_else(|| {
        let mut inside = scope.modules.iter().filter_map(|module| module.body.as_ref());
        inside.find_map(|scope| mentioned(file, scope, name))
    })
}

fn word(tokens: TokenStream, name: &str, depth: usize) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if plain(&ident) == name => Some(ident),
        TokenTree::Group(group) if depth < 20 => word(group.stream(), name, depth + 1),
        _ => None,
    })
}

/// Without white space: tokens are spaced in more than one way.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A file of a package, unless its name leads out of it.
fn below(folder: &Path, file: &str) -> Option<std::path::PathBuf> {
    let relative = Path::new(file);
    let stays_inside = relative
        .components()
        .all(|step| matches!(step, Component::Normal(_) | Component::CurDir));
    stays_inside.then(|| folder.join(relative))
}
