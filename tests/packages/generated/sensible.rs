//! Attributes that contradict each other or the types, taken out of a case, so that most cases can be judged. A few cases
//! keep them: nothing may break on those either.

use std::collections::BTreeSet;

use super::model::{Body, Case, Field, Fields, Item, Ty, Variant};

/// Mends what serde or the contract is sure to refuse.
pub(crate) fn made_sensible(case: &mut Case) {
    let is_buffered = case.items.iter().any(buffers);
    let objects: BTreeSet<String> = case
        .items
        .iter()
        .filter(|item| is_object(item))
        .map(name)
        .collect();
    for item in &mut case.items {
        if is_buffered {
            let types = item
                .fields_mut()
                .into_iter()
                .filter_map(Fields::all_mut)
                .flatten();
            types.for_each(|field| fit_a_buffer(&mut field.ty));
        }
        of_item(item, &objects);
    }
}

fn name(item: &Item) -> String {
    item.name.clone()
}

fn has(attrs: &[String], key: &str) -> bool {
    attrs.iter().any(|attr| {
        attr == key || attr.starts_with(&format!("{key} ")) || attr.starts_with(&format!("{key}("))
    })
}

fn drop_keys(attrs: &mut Vec<String>, keys: &[&str]) {
    attrs.retain(|attr| !keys.iter().any(|key| has(std::slice::from_ref(attr), key)));
}

/// Returns true if serde may hold values of the item in a buffer.
fn buffers(item: &Item) -> bool {
    let tagged = has(&item.attrs, "tag") || has(&item.attrs, "untagged");
    let untagged = match &item.body {
        Body::Enum(variants) => variants.iter().any(|variant| has(&variant.attrs, "untagged")),
        Body::Struct(_) => false,
    };
    let held = |field: &&Field| {
        let Ty::Adapted(form) = &field.ty else {
            return has(&field.attrs, "flatten");
        };
        [
            "OneOrMany",
            "PickFirst",
            "DefaultOnError",
            "SkipError",
            "Flexible",
        ]
        .iter()
        .any(|adapter| form.adapter.contains(adapter))
            || field.attrs.iter().any(|attr| attr.contains("serde_aux"))
    };
    tagged || untagged || item.fields().iter().any(held)
}

/// Integers of 128 bits, raw values and the keys of a map that are no texts are never read from a buffer.
fn fit_a_buffer(ty: &mut Ty) {
    match ty {
        Ty::Plain("u128") => *ty = Ty::Plain("u64"),
        Ty::Plain("i128") => *ty = Ty::Plain("i64"),
        Ty::Plain("Box<serde_json::value::RawValue>") => *ty = Ty::Plain("serde_json::Map<String, Value>"),
        Ty::Plain("hashbrown::HashMap<u8, bool>") => *ty = Ty::Plain("hashbrown::HashMap<String, bool>"),
        Ty::Around(pattern, inner) => {
            if pattern.contains("HashMap<u8") {
                *pattern = "hashbrown::HashMap<String, _>";
            }
            let is_map = pattern.contains("Map<_, _>");
            for (at, inner) in inner.iter_mut().enumerate() {
                fit_a_buffer(inner);
                let key = inner.text();
                let is_text = ["String", "Id", "Letter", "char", "bool", "Level"].contains(&key.as_str());
                if is_map && at == 0 && !(is_text || key.contains("::"))
                    || key.contains("OrderedFloat") && is_map
                {
                    *inner = Ty::Plain("String");
                }
            }
        }
        Ty::Item(_, Some(argument)) => fit_a_buffer(argument),
        Ty::Adapted(form) => {
            form.ty = form
                .ty
                .replace("Map<u8,", "Map<String,")
                .replace("(u8, ", "(String, ");
            form.adapter = form.adapter.replace("(u8, ", "(String, ");
        }
        _ => {}
    }
}

/// Returns true if all values of the item are objects.
fn is_object(item: &Item) -> bool {
    match &item.body {
        Body::Struct(Fields::Named(_)) => !has(&item.attrs, "transparent"),
        Body::Struct(_) => false,
        Body::Enum(_) => has(&item.attrs, "tag"),
    }
}

fn of_item(item: &mut Item, objects: &BTreeSet<String>) {
    let tag = item.attrs.iter().find_map(|attr| text_of(attr, "tag"));
    let is_internal = tag.is_some() && !has(&item.attrs, "content");
    let is_untagged = has(&item.attrs, "untagged");
    let flattens = item.fields().iter().any(|field| has(&field.attrs, "flatten"));
    if flattens && matches!(item.body, Body::Struct(_)) {
        drop_keys(&mut item.attrs, &["tag", "deny_unknown_fields"]);
    }
    let mut attrs = std::mem::take(&mut item.attrs);
    match &mut item.body {
        Body::Struct(fields) => {
            of_fields(fields, &[], objects);
            let may_be_transparent = match fields.all() {
                [only] => only.attrs.is_empty(),
                _ => false,
            };
            if !may_be_transparent {
                drop_keys(&mut attrs, &["transparent"]);
            }
        }
        Body::Enum(variants) => {
            if is_internal {
                // A name that no field has.
                let tag = attrs
                    .iter_mut()
                    .filter(|attr| has(std::slice::from_ref(*attr), "tag"));
                tag.for_each(|attr| *attr = "tag = \"@kind\"".to_owned());
            }
            of_variants(variants, is_internal, is_untagged, objects);
        }
    }
    if flattens {
        attrs.retain(|attr| !attr.starts_with("rename_all(") && !attr.starts_with("rename_all_fields("));
    }
    item.attrs = attrs;
    if let (true, Body::Struct(Fields::Named(fields))) = (item.generic, &mut item.body)
        && fields.is_empty()
    {
        fields.push(Field {
            name: "id".to_owned(),
            ty: Ty::Parameter,
            attrs: Vec::new(),
            wire: None,
        });
    }
}

fn text_of(attr: &str, key: &str) -> Option<String> {
    let rest = attr.strip_prefix(key)?.strip_prefix(" = \"")?;
    rest.strip_suffix('"').map(str::to_owned)
}

fn of_variants(variants: &mut [Variant], is_internal: bool, is_untagged: bool, objects: &BTreeSet<String>) {
    let mut taken: Vec<String> = variants.iter().map(|variant| folded(&variant.name)).collect();
    let count = variants.len();
    for (at, variant) in variants.iter_mut().enumerate() {
        unique(&mut variant.attrs, &mut taken);
        let may_be_other = variant.fields == Fields::Unit && at + 1 == count && !is_untagged;
        if !may_be_other || has(&variant.attrs, "untagged") {
            drop_keys(&mut variant.attrs, &["other"]);
        }
        if at == 0 {
            // So that a message has some variant.
            drop_keys(
                &mut variant.attrs,
                &["skip", "skip_serializing", "skip_deserializing"],
            );
        }
        let beside_tag = is_internal && !has(&variant.attrs, "untagged");
        if beside_tag && let Fields::Tuple(fields) = &variant.fields {
            let is_object = match fields.as_slice() {
                [only] => matches!(&only.ty, Ty::Item(name, _) if objects.contains(name)),
                _ => false,
            };
            if !is_object {
                let named = fields.iter().enumerate().map(|(at, field)| Field {
                    name: format!("field_{at}"),
                    ..field.clone()
                });
                variant.fields = Fields::Named(named.collect());
            }
        }
        of_fields(&mut variant.fields, &["@kind"], objects);
    }
}

/// A name without the differences that `rename_all` makes.
fn folded(name: &str) -> String {
    let name = name.trim_start_matches("r#");
    name.chars()
        .filter(|letter| !"_-".contains(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Takes out each rename and each alias that another one has already.
fn unique(attrs: &mut Vec<String>, taken: &mut Vec<String>) {
    attrs.retain(|attr| {
        if !attr.starts_with("rename") && !attr.starts_with("alias") || attr.starts_with("rename_all") {
            return true;
        }
        let names: BTreeSet<String> = attr.split('"').skip(1).step_by(2).map(folded).collect();
        let is_free = !names.iter().any(|name| taken.contains(name));
        if is_free {
            taken.extend(names);
        }
        is_free
    });
}

fn of_fields(fields: &mut Fields, taken: &[&str], objects: &BTreeSet<String>) {
    match fields {
        Fields::Unit => {}
        Fields::Tuple(fields) => {
            for field in fields {
                drop_keys(
                    &mut field.attrs,
                    &[
                        "skip",
                        "skip_serializing",
                        "skip_deserializing",
                        "skip_serializing_if",
                        "default",
                    ],
                );
            }
        }
        Fields::Named(fields) => of_named(fields, taken, objects),
    }
}

fn of_named(fields: &mut [Field], taken: &[&str], objects: &BTreeSet<String>) {
    for field in &mut *fields {
        let text = field.ty.text();
        let inner = text
            .strip_prefix("Option<")
            .and_then(|rest| rest.strip_suffix('>'))
            .unwrap_or(&text);
        let inner = inner.split('<').next().unwrap_or(inner);
        let is_object = objects.contains(inner) || text == "Value" || text.contains("Map<");
        if !is_object {
            drop_keys(&mut field.attrs, &["flatten"]);
        }
    }
    // Of several open fields, each would read what belongs to the others; the last one reads the rest.
    let mut open = 0;
    for field in &mut *fields {
        let text = field.ty.text();
        if has(&field.attrs, "flatten") && (text == "Value" || text.contains("Map<")) {
            open += 1;
            if open > 1 {
                drop_keys(&mut field.attrs, &["flatten"]);
            }
        }
    }
    fields.sort_by_key(|field| {
        let is_map = field.ty.text().contains("Map<") || field.ty.text() == "Value";
        (
            has(&field.attrs, "flatten"),
            is_map && has(&field.attrs, "flatten"),
        )
    });
    let flattens = fields.iter().any(|field| has(&field.attrs, "flatten"));
    let mut taken: Vec<String> = taken.iter().map(|name| folded(name)).collect();
    taken.extend(fields.iter().map(|field| folded(&field.name)));
    for field in fields {
        unique(&mut field.attrs, &mut taken);
        if flattens {
            drop_keys(&mut field.attrs, &["skip_serializing", "skip_deserializing"]);
            field.attrs.retain(|attr| !attr.starts_with("rename("));
        }
    }
}
