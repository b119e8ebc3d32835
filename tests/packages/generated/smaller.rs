//! From a type that shows something to a small one that still does.

use super::judged::judge;
use super::model::{Body, Case, Fields, Item, Ty};
use fixture::workspace::Workspace;

/// The number of builds that one type is worth; each judges every way to take one thing out of it.
const BUILDS: usize = 12;
/// Texts of each try. A small type needs few.
const TEXTS: usize = 400;

/// The smallest type met on the way, and what is said against it.
pub(crate) fn smallest(workspace: &Workspace, case: &Case, complaint: &str) -> (Case, String) {
    let mut smallest = case.clone();
    let mut said = String::new();
    for _ in 0..BUILDS {
        let mut tries = steps(&smallest);
        tries.sort_by_key(|case| case.source().len());
        for (number, case) in tries.iter_mut().enumerate() {
            case.number = number as u64;
        }
        let judged = judge(workspace, &tries, TEXTS, false);
        let next = tries.into_iter().find(|case| {
            judged
                .complaint(case.number)
                .is_some_and(|found| found == complaint)
        });
        match next {
            Some(next) => {
                said = judged
                    .lines
                    .get(&next.number)
                    .map_or_else(|| complaint.to_owned(), ToString::to_string);
                smallest = next;
            }
            None => break,
        }
    }
    (smallest, said)
}

/// Each way to take one thing out of a type.
fn steps(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    for at in 0..case.items.len() {
        let item = &case.items[at];
        // An item that nobody holds; the last is the type itself.
        let held = case
            .items
            .iter()
            .any(|other| other.fields().iter().any(|field| field.ty.mentions(&item.name)));
        if !held && at + 1 < case.items.len() {
            let mut fewer = case.clone();
            fewer.items.remove(at);
            all.push(fewer);
        }
        for smaller in item_steps(item) {
            let mut changed = case.clone();
            changed.items[at] = smaller;
            all.push(changed);
        }
    }
    all
}

fn item_steps(item: &Item) -> Vec<Item> {
    let mut all = Vec::new();
    let mut keep = |change: &dyn Fn(&mut Item)| {
        let mut changed = item.clone();
        change(&mut changed);
        if changed != *item {
            all.push(changed);
        }
    };
    for at in 0..item.attrs.len() {
        keep(&|item| {
            item.attrs.remove(at);
        });
    }
    keep(&|item| (item.converted, item.attrs) = (false, Vec::new()));
    keep(&|item| item.skips_none = false);
    if let Body::Enum(variants) = &item.body {
        for at in 0..variants.len() {
            let with = |change: fn(&mut super::model::Variant, usize), more: usize| {
                move |item: &mut Item| {
                    if let Body::Enum(variants) = &mut item.body {
                        change(&mut variants[at], more);
                    }
                }
            };
            keep(&|item| {
                if let Body::Enum(variants) = &mut item.body {
                    variants.remove(at);
                }
            });
            keep(&with(|variant, _| variant.fields = Fields::Unit, 0));
            for attr in 0..variants[at].attrs.len() {
                keep(&with(
                    |variant, attr| {
                        variant.attrs.remove(attr);
                    },
                    attr,
                ));
            }
        }
    }
    let groups = item.clone().fields_mut().len();
    for group in 0..groups {
        let count = item.clone().fields_mut()[group].all().len();
        for at in 0..count {
            let with_field = |change: &dyn Fn(&mut Vec<super::model::Field>), item: &mut Item| {
                if let Some(fields) = item.fields_mut()[group].all_mut() {
                    change(fields);
                }
            };
            keep(&|item| {
                with_field(
                    &|fields| {
                        fields.remove(at);
                    },
                    item,
                );
            });
            let field = item.clone().fields_mut()[group].all()[at].clone();
            for attr in 0..field.attrs.len() {
                keep(&|item| {
                    with_field(
                        &|fields| {
                            fields[at].attrs.remove(attr);
                        },
                        item,
                    );
                });
            }
            for ty in ty_steps(&field.ty) {
                keep(&|item| with_field(&|fields| fields[at].ty = ty.clone(), item));
            }
        }
    }
    all
}

fn ty_steps(ty: &Ty) -> Vec<Ty> {
    let mut all = match ty {
        Ty::Plain("u8") | Ty::Parameter => return Vec::new(),
        Ty::Around(pattern, inner) => {
            let mut all = inner.clone();
            for (at, one) in inner.iter().enumerate() {
                all.extend(ty_steps(one).into_iter().map(|smaller| {
                    let mut inner = inner.clone();
                    inner[at] = smaller;
                    Ty::Around(pattern, inner)
                }));
            }
            all
        }
        Ty::Adapted(form) => form.inner.iter().cloned().map(Ty::Adapted).collect(),
        _ => Vec::new(),
    };
    all.push(Ty::Plain("u8"));
    all
}
