//! A literal that a `macro_rules!` macro passes on is inside a group without delimiters, unless it ends the
//! attribute. serde looks into such groups wherever it reads a string, so this crate must too. A name that it
//! misses would be lost in the contract.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The maximum depth of groups that are searched; deeper ones stay unchanged.
const DEEPEST: usize = 128;

/// The tokens with each such group replaced by its literal. Groups of anything else stay: they keep an expression together.
pub(crate) fn ungrouped(tokens: TokenStream) -> TokenStream {
    below(tokens.clone(), DEEPEST).unwrap_or(tokens)
}

/// `None` if there is nothing to replace: a new group loses the positions of its delimiters.
fn below(tokens: TokenStream, depth: usize) -> Option<TokenStream> {
    let mut is_changed = false;
    let mut replaced = |tree: TokenTree| {
        let TokenTree::Group(group) = &tree else {
            return tree;
        };
        let within = (depth > 0).then(|| below(group.stream(), depth - 1)).flatten();
        if group.delimiter() == Delimiter::None {
            let inner = within.clone().unwrap_or_else(|| group.stream());
            if let Some(literal) = only_literal(&inner) {
                is_changed = true;
                return literal;
            }
        }
        let Some(within) = within else {
            return tree;
        };
        is_changed = true;
        let mut made = Group::new(group.delimiter(), within);
        made.set_span(group.span());
        TokenTree::Group(made)
    };
    let trees: TokenStream = tokens.into_iter().map(&mut replaced).collect();
    is_changed.then_some(trees)
}

fn only_literal(tokens: &TokenStream) -> Option<TokenTree> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()) {
        (literal @ TokenTree::Literal(_), None) => Some(literal),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn group(inner: TokenStream) -> TokenTree {
        TokenTree::Group(Group::new(Delimiter::None, inner))
    }

    #[test]
    fn literal_loses_its_group_and_expression_keeps_it() {
        let [text, nested] = [group(quote!("a")), group(group(quote!("b")).into())];
        let sum = group(quote!(1 + 1));
        let tokens = quote!(#[serde(alias = #text, rename(serialize = #nested))] [u8; #sum * 2]);
        let ungrouped: Vec<TokenTree> = ungrouped(tokens).into_iter().collect();
        let plain = quote!(#[serde(alias = "a", rename(serialize = "b"))]);
        let attribute: TokenStream = ungrouped[..2].iter().cloned().collect();
        assert_eq!(attribute.to_string(), plain.to_string());
        let TokenTree::Group(array) = &ungrouped[2] else {
            panic!("an array: {ungrouped:?}");
        };
        let kept = array.stream().into_iter().nth(2);
        assert!(
            matches!(kept, Some(TokenTree::Group(sum)) if sum.delimiter() == Delimiter::None),
            "{array:?}"
        );
    }
}
