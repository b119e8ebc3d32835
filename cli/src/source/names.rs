//! The names that serde's attributes give to fields and variants.

use counterpart::contract::Role;
use syn::{Attribute, Ident, LitStr};

/// What the serde attributes of one type, variant or field say about names.
#[derive(Debug, Default)]
pub(super) struct Names {
    rename: Option<String>,
    aliases: Vec<String>,
    pub(super) rename_all: Option<String>,
    pub(super) rename_all_fields: Option<String>,
    pub(super) flatten: bool,
    pub(super) tag: Option<String>,
    pub(super) content: Option<String>,
}

impl Names {
    /// Reads the attributes for one direction. What is not understood is passed over: the compiler has seen it already.
    pub(super) fn read(attributes: &[Attribute], role: Role) -> Self {
        let mut names = Self::default();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("serde"))
        {
            let _ = attribute.parse_nested_meta(|meta| {
                let key = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
                let value = if meta.input.peek(syn::token::Paren) {
                    let mut value = None;
                    meta.parse_nested_meta(|side| {
                        let text: LitStr = side.value()?.parse()?;
                        let wanted = match role {
                            Role::Emits => "serialize",
                            Role::Consumes => "deserialize",
                        };
                        if side.path.is_ident(wanted) {
                            value = Some(text.value());
                        }
                        Ok(())
                    })?;
                    value
                } else if meta.input.peek(syn::Token![=]) {
                    let value: syn::Expr = meta.value()?.parse()?;
                    match value {
                        syn::Expr::Lit(syn::ExprLit {
                            lit: syn::Lit::Str(text),
                            ..
                        }) => Some(text.value()),
                        _ => None,
                    }
                } else {
                    None
                };
                match key.as_str() {
                    "rename" => names.rename = value,
                    "alias" if role == Role::Consumes => names.aliases.extend(value),
                    "rename_all" => names.rename_all = value,
                    "rename_all_fields" => names.rename_all_fields = value,
                    "flatten" => names.flatten = true,
                    "tag" => names.tag = value,
                    "content" => names.content = value,
                    _ => {}
                }
                Ok(())
            });
        }
        names
    }

    /// Whether a field of this identifier is called `name` in a message.
    pub(super) fn names_field(&self, ident: &Ident, rule: Option<&str>, name: &str) -> bool {
        self.is_called(name, || field_name(&plain(ident), rule))
    }

    /// Whether a variant of this identifier is called `name` in a message.
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

fn plain(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

/// serde's rules take a field's name for snake_case.
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

/// serde's rules take a variant's name for PascalCase.
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
