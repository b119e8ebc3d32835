//! The names that serde's attributes give to fields and variants.

use counterpart::contract::Role;
use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, LitStr};

use super::scan::plain;

/// From the first to the last token of something in a file.
pub(super) type Spans = (Span, Span);

/// The names, and the form of the value, that the attributes of one type, variant or field declare.
#[derive(Debug, Default)]
pub(super) struct Names {
    rename: Option<String>,
    aliases: Vec<String>,
    pub(super) rename_all: Option<String>,
    pub(super) rename_all_fields: Option<String>,
    pub(super) flatten: bool,
    pub(super) tag: Option<String>,
    pub(super) content: Option<String>,
    pub(super) transparent: bool,
    /// It is absent from messages of this direction.
    pub(super) skip: bool,
    /// The message does not follow the Rust type.
    pub(super) with: bool,
    /// The type that replaces it in messages.
    pub(super) made_from: Option<LitStr>,
    /// The place where the tag is declared.
    pub(super) tag_at: Option<Spans>,
    /// The place where unknown fields are refused.
    pub(super) denied_at: Option<Spans>,
}

impl Names {
    /// Reads the attributes for one direction. It ignores unknown attributes: the compiler has
    /// checked them already.
    pub(super) fn read(attributes: &[Attribute], role: Role) -> Self {
        let mut names = Self::default();
        for attribute in attributes {
            let is_ours = attribute.path().is_ident("contract");
            if is_ours || attribute.path().is_ident("serde") {
                let _ = attribute.parse_nested_meta(|meta| names.key(&meta, is_ours, role));
            }
        }
        names
    }

    fn key(&mut self, meta: &ParseNestedMeta<'_>, is_ours: bool, role: Role) -> syn::Result<()> {
        let key = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
        let (sent, read) = (role == Role::Emits, role == Role::Consumes);
        let mut at = (meta.path.span(), meta.path.span());
        let value = if is_ours && meta.input.peek(syn::token::Paren) {
            // The headers of a message.
            meta.input.parse::<proc_macro2::Group>()?;
            None
        } else if meta.input.peek(syn::token::Paren) {
            let mut value = None;
            meta.parse_nested_meta(|side| {
                let text: LitStr = side.value()?.parse()?;
                let wanted = if sent { "serialize" } else { "deserialize" };
                if side.path.is_ident(wanted) {
                    value = Some(text);
                }
                Ok(())
            })?;
            value
        } else if meta.input.peek(syn::Token![=]) {
            let value: syn::Expr = meta.value()?.parse()?;
            at.1 = value.span();
            match value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text),
                _ => None,
            }
        } else {
            None
        };
        if is_ours {
            self.with |= key == "with";
            return Ok(());
        }
        let text = || value.as_ref().map(LitStr::value);
        match key.as_str() {
            "rename" => self.rename = text(),
            "alias" if read => self.aliases.extend(text()),
            "rename_all" => self.rename_all = text(),
            "rename_all_fields" => self.rename_all_fields = text(),
            "flatten" => self.flatten = true,
            "tag" => (self.tag, self.tag_at) = (text(), Some(at)),
            "content" => self.content = text(),
            "transparent" => self.transparent = true,
            "deny_unknown_fields" if read => self.denied_at = Some(at),
            "skip" => self.skip = true,
            "skip_serializing" => self.skip |= sent,
            "skip_deserializing" => self.skip |= read,
            "with" => self.with = true,
            "serialize_with" => self.with |= sent,
            "deserialize_with" => self.with |= read,
            "from" | "try_from" if read => self.made_from = value,
            "into" if sent => self.made_from = value,
            _ => {}
        }
        Ok(())
    }

    /// Returns `true` if a field of this identifier is called `name` in a message.
    pub(super) fn names_field(&self, ident: &Ident, rule: Option<&str>, name: &str) -> bool {
        self.is_called(name, || field_name(&plain(ident), rule))
    }

    /// Returns `true` if a variant of this identifier is called `name` in a message.
    pub(super) fn names_variant(&self, ident: &Ident, rule: Option<&str>, name: &str) -> bool {
        self.is_called(name, || variant_name(&plain(ident), rule))
    }

    fn is_called(&self, name: &str, by_rule: impl Fn() -> String) -> bool {
        let own = match &self.rename {
            Some(rename) => rename == name,
            None => by_rule() == name,
        };
        own || self.aliases.iter().any(|alias| alias == name)
    }
}

/// serde's rules assume that a field's name is snake_case.
fn field_name(name: &str, rule: Option<&str>) -> String {
    let pascal = || name.split('_').map(capitalized).collect::<String>();
    match rule {
        Some("UPPERCASE" | "SCREAMING_SNAKE_CASE") => name.to_ascii_uppercase(),
        Some("PascalCase") => pascal(),
        Some("camelCase") => lowered_first(&pascal()),
        Some("kebab-case") => name.replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => name.to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

/// serde's rules assume that a variant's name is PascalCase.
fn variant_name(name: &str, rule: Option<&str>) -> String {
    let snake = || {
        let mut text = String::new();
        for (at, c) in name.char_indices() {
            if at > 0 && c.is_uppercase() {
                text.push('_');
            }
            text.extend(c.to_lowercase());
        }
        text
    };
    match rule {
        Some("lowercase") => name.to_ascii_lowercase(),
        Some("UPPERCASE") => name.to_ascii_uppercase(),
        Some("camelCase") => lowered_first(name),
        Some("snake_case") => snake(),
        Some("SCREAMING_SNAKE_CASE") => snake().to_ascii_uppercase(),
        Some("kebab-case") => snake().replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => snake().to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_ascii_uppercase().to_string() + chars.as_str()
    })
}

fn lowered_first(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_ascii_lowercase().to_string() + chars.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_variants_are_renamed_as_serde_does() {
        for (rule, field, variant) in [
            ("lowercase", "very_tasty", "verytasty"),
            ("UPPERCASE", "VERY_TASTY", "VERYTASTY"),
            ("PascalCase", "VeryTasty", "VeryTasty"),
            ("camelCase", "veryTasty", "veryTasty"),
            ("snake_case", "very_tasty", "very_tasty"),
            ("SCREAMING_SNAKE_CASE", "VERY_TASTY", "VERY_TASTY"),
            ("kebab-case", "very-tasty", "very-tasty"),
            ("SCREAMING-KEBAB-CASE", "VERY-TASTY", "VERY-TASTY"),
        ] {
            assert_eq!(field_name("very_tasty", Some(rule)), field);
            assert_eq!(variant_name("VeryTasty", Some(rule)), variant);
        }
    }
}
