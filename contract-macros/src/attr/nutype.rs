//! `#[nutype(…)]` below the derive: the sanitizers and validators of a newtype of the crate nutype, which writes the
//! newtype's serde. What cannot be read is left to nutype, which says so.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Attribute;

/// The content of the attribute, as far as a contract depends on it.
pub(crate) struct Nutype {
    /// The names of the traits that nutype derives.
    derives: Vec<String>,
    pub(crate) sanitizers: Vec<Rule>,
    pub(crate) validators: Vec<Rule>,
    /// Values can be made without the validators.
    pub(crate) is_unchecked: bool,
}

/// One sanitizer or validator: `len_char_max = 20`.
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) value: TokenStream,
}

impl Nutype {
    /// The attribute of a type, if it has one.
    pub(crate) fn read(attrs: &[Attribute]) -> Option<Self> {
        let attr = attrs.iter().find(|attr| {
            let last = attr.path().segments.last();
            last.is_some_and(|last| last.ident == "nutype")
        })?;
        let tokens = match &attr.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let mut found = Self {
            derives: Vec::new(),
            sanitizers: Vec::new(),
            validators: Vec::new(),
            is_unchecked: false,
        };
        found.take(tokens);
        Some(found)
    }

    fn take(&mut self, tokens: TokenStream) {
        for Rule { name, value } in rules(tokens) {
            match name.as_str() {
                "sanitize" => self.sanitizers.extend(rules(inside(value))),
                "validate" => self.validators.extend(rules(inside(value))),
                "derive" => self.derives.extend(rules(inside(value)).map(|rule| rule.name)),
                // `cfg_attr(feature = "serde", derive(Serialize))`: whether it holds is not known here.
                "cfg_attr" => self.take(inside(value)),
                "new_unchecked" | "derive_unchecked" => self.is_unchecked = true,
                _ => {}
            }
        }
    }

    /// nutype writes the `Serialize` or the `Deserialize` of the type.
    pub(crate) fn derives(&self, name: &str) -> bool {
        self.derives.iter().any(|derived| derived == name)
    }
}

/// The content of parentheses.
fn inside(value: TokenStream) -> TokenStream {
    let mut all = value.into_iter();
    match (all.next(), all.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            group.stream()
        }
        _ => TokenStream::new(),
    }
}

/// The items between commas, each a name with what follows it. Other items have an empty name.
fn rules(tokens: TokenStream) -> impl Iterator<Item = Rule> {
    let mut all: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for token in tokens {
        match (&token, all.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => all.push(Vec::new()),
            (_, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    let is_some = |item: &Vec<TokenTree>| !item.is_empty();
    all.into_iter().filter(is_some).map(|item| {
        let mut item = item.into_iter().peekable();
        // `Serialize` of `serde::Serialize` is not a name here.
        let name = match item.next() {
            Some(TokenTree::Ident(name)) => name.to_string(),
            _ => String::new(),
        };
        let is_equals =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '=');
        item.next_if(is_equals);
        Rule {
            name,
            value: item.collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(attr: syn::Attribute) -> Option<Nutype> {
        Nutype::read(&[attr])
    }

    fn written(rules: &[Rule]) -> Vec<String> {
        let each = rules.iter().map(|rule| format!("{}:{}", rule.name, rule.value));
        each.collect()
    }

    #[test]
    fn rules_are_read_as_people_write_them() {
        let found = read(syn::parse_quote!(
            #[nutype(
                sanitize(trim, with = |s: String| s.replace(',', "")),
                validate(not_empty, len_char_max = 20, greater = -1, regex = "^a,b$", predicate = is_it,),
                derive(Debug, Serialize),
                cfg_attr(test, derive(Deserialize)),
                new_unchecked,
            )]
        ))
        .expect("it is there");
        let sanitizers = written(&found.sanitizers);
        assert_eq!(sanitizers[0], "trim:");
        assert!(sanitizers[1].starts_with("with:"), "{sanitizers:?}");
        assert_eq!(
            written(&found.validators),
            [
                "not_empty:",
                "len_char_max:20",
                "greater:- 1",
                "regex:\"^a,b$\"",
                "predicate:is_it"
            ]
        );
        assert_eq!(found.derives, ["Debug", "Serialize", "Deserialize"]);
        assert!(found.is_unchecked);
        assert!(read(syn::parse_quote!(#[nutype])).is_some());
        assert!(read(syn::parse_quote!(#[serde(transparent)])).is_none());
    }
}
