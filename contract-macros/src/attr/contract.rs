//! `#[contract(…)]` on a type, a variant or a field.

use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::{Attribute, LitStr, Path, PathArguments, Type};

use super::affix::Affix;
use super::declaration::{Declaration, DeclarationKeys, refuse_repeated, unknown};
use super::foreign::Foreign;
use super::limits::Limits;
use super::nutype::Nutype;
use super::value::quoted_or_plain;
use crate::errors::Errors;

/// The content of `#[contract(…)]` on a type.
pub(crate) struct ContainerAttrs {
    pub(crate) declarations: Vec<Declaration>,
    /// The path of `counterpart`.
    pub(crate) counterpart: Path,
    /// Use the `JsonSchema` that the type has already.
    pub(crate) json_schema: bool,
    pub(crate) wire: WireType,
    pub(crate) trust: Trust,
    /// The `#[nutype(…)]` below the derive, if nothing else describes the type.
    pub(crate) nutype: Option<Nutype>,
}

/// The content of `#[contract(…)]` on a field or a variant.
#[derive(Default)]
pub(crate) struct PartAttrs {
    pub(crate) wire: WireType,
    pub(crate) trust: Trust,
    pub(crate) affix: Affix,
}

/// `#[contract(with = "Type")]`: the type on the wire, if serde writes something other than the Rust type.
#[derive(Default)]
pub(crate) struct WireType {
    pub(crate) ty: Option<Type>,
    pub(crate) limits: Limits,
}

/// `#[contract(trust = "reason")]`: the lints keep still here, and the contract says why.
#[derive(Default)]
pub(crate) struct Trust(pub(crate) Option<LitStr>);

impl ContainerAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self {
            declarations: Vec::new(),
            counterpart: syn::parse_quote!(::counterpart),
            json_schema: false,
            wire: WireType::default(),
            trust: Trust::default(),
            nutype: None,
        };
        for attr in ours(attrs) {
            if empty(attr) {
                errors.at(
                    attr,
                    "empty attribute: write `consumes = \"event\"` or `emits = \"event\"`, or remove it (a \
                     type without a role is a part of messages)",
                );
                continue;
            }
            let mut keys = DeclarationKeys::default();
            let read = attr.parse_nested_meta(|meta| {
                let result = found.read_key(&mut keys, &meta);
                recover(result, &meta, errors)
            });
            errors.take(read);
            found.declarations.extend(keys.declarations(errors));
        }
        refuse_repeated(&found.declarations, errors);
        found.wire.complete(attrs, errors);
        if found.wire.ty.is_none() && !found.json_schema {
            found.nutype = Nutype::read(attrs);
        }
        found
    }

    fn read_key(&mut self, keys: &mut DeclarationKeys, meta: &ParseNestedMeta) -> syn::Result<()> {
        if keys.read(meta)? {
            Ok(())
        } else if meta.path.is_ident("crate") {
            self.counterpart = quoted_or_plain(meta, Path::parse_mod_style)?;
            Ok(())
        } else if meta.path.is_ident("json_schema") {
            self.json_schema = true;
            Ok(())
        } else if self.wire.read(meta)? || self.trust.read(meta)? {
            Ok(())
        } else {
            Err(unknown(
                meta,
                "; or `json_schema`, `with = \"Type\"`, `pattern = \"…\"`, `min = 0`, `max = 9`, `trust = \
                 \"reason\"`, `crate = \"path\"`",
            ))
        }
    }
}

impl PartAttrs {
    /// Reads the attributes of a field or a variant, where none of our other keys are allowed.
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut part = Self::default();
        for attr in ours(attrs) {
            let read = attr.parse_nested_meta(|meta| {
                let result = part.wire.read(&meta).and_then(|known| {
                    if known || part.trust.read(&meta)? || part.affix.read(&meta)? {
                        return Ok(());
                    }
                    let key = meta.path.to_token_stream().to_string();
                    Err(meta.error(match key.as_str() {
                        "consumes" | "emits" => {
                            format!("`{key}` is only for types: write it above the struct or enum")
                        }
                        _ => format!(
                            "unknown key `{key}`: only `with = \"Type\"`, the type on the wire, its \
                             `pattern`, `min` and `max`, `prefix` and `suffix` of a flattened field, and `trust = \
                             \"reason\"` are allowed here"
                        ),
                    }))
                });
                recover(result, &meta, errors)
            });
            errors.take(read);
        }
        part.wire.complete(attrs, errors);
        part
    }
}

impl WireType {
    fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<bool> {
        if self.limits.read(meta)? {
            return Ok(true);
        }
        if !meta.path.is_ident("with") {
            return Ok(false);
        }
        let ty = quoted_or_plain(meta, Type::parse)?;
        if self.ty.is_some() {
            return Err(meta.error("duplicate `with`: remove one"));
        }
        self.ty = Some(ty);
        Ok(true)
    }

    /// Takes `#[schemars(with = "Type")]` for ours, and refuses limits of nothing.
    fn complete(&mut self, attrs: &[Attribute], errors: &mut Errors) {
        let of_schemars = Foreign::read(attrs, "schemars").string("with");
        match of_schemars.filter(|text| !is_of_serde_as(text)) {
            Some(text) if self.ty.is_some() => errors.at(
                text,
                "the type on the wire is given twice: keep `#[contract(with = \"Type\")]`",
            ),
            Some(text) => self.ty = errors.take(text.parse()),
            None => {}
        }
        if let (None, Some((name, place))) = (&self.ty, self.limits.first()) {
            errors.at(
                place,
                format!(
                    "`{name}` narrows the type on the wire, which is not given: write `with = \"Type\"` before \
                     it, `with = \"String\"` for a text"
                ),
            );
        }
    }
}

/// Returns true for the type that `#[serde_as]` gives to schemars, `::serde_with::Schema<T, As>`. The adapter itself says
/// more exactly what is read.
fn is_of_serde_as(text: &LitStr) -> bool {
    let path: Option<Path> = syn::parse_str(&text.value()).ok();
    path.is_some_and(|path| {
        let steps = &path.segments;
        steps.len() > 1
            && steps.last().is_some_and(|last| {
                let arguments = match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => arguments.args.len(),
                    _ => 0,
                };
                last.ident == "Schema" && arguments == 2
            })
    })
}

impl Trust {
    fn read(&mut self, meta: &ParseNestedMeta) -> syn::Result<bool> {
        if !meta.path.is_ident("trust") {
            return Ok(false);
        }
        let reason = meta
            .value()
            .and_then(|value| value.parse::<LitStr>())
            .map_err(|error| syn::Error::new(error.span(), format!("{error}: {WHY}")))?;
        let text = reason.value();
        if text.trim().is_empty() || text.chars().any(char::is_control) || text.len() > MOST {
            return Err(syn::Error::new(reason.span(), WHY));
        }
        if self.0.is_some() {
            return Err(meta.error("duplicate `trust`: remove one"));
        }
        self.0 = Some(reason);
        Ok(true)
    }

    pub(crate) fn is_given(&self) -> bool {
        self.0.is_some()
    }
}

/// The maximum length of a reason in bytes, as in a contract file.
const MOST: usize = 500;
const WHY: &str = "write `trust = \"…\"` with the reason why the contract still holds, in one line of up to \
                   500 bytes: the contract file shows it";

fn ours(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("contract"))
}

fn empty(attr: &Attribute) -> bool {
    match &attr.meta {
        syn::Meta::Path(_) => true,
        syn::Meta::List(list) => list.tokens.is_empty(),
        syn::Meta::NameValue(_) => false,
    }
}

/// Records an error and continues after its key, so that the next key is read as well.
fn recover(result: syn::Result<()>, meta: &ParseNestedMeta, errors: &mut Errors) -> syn::Result<()> {
    if let Err(error) = result {
        errors.add(error);
        while !meta.input.is_empty() && !meta.input.peek(syn::Token![,]) {
            meta.input.parse::<proc_macro2::TokenTree>()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_of_serde_as;

    #[test]
    fn schemas_of_serde_with_are_told_from_others() {
        let is = |text: &str| is_of_serde_as(&syn::LitStr::new(text, proc_macro2::Span::call_site()));
        assert!(is(":: serde_with :: Schema :: < u8 , DisplayFromStr >"));
        assert!(!is("Schema") && !is("mine::Schema<u8>") && !is("String"));
    }
}
