//! Text made of tokens, the same with every compiler.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The tokens as text, spaced as people write types: `Map<String, [u8; 4]>`.
pub(crate) fn text_of(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => {
                text.push(punct.as_char());
                text.push(' ');
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), '+' | '=') => {
                text.push(' ');
                text.push(punct.as_char());
                text.push(' ');
            }
            TokenTree::Punct(punct) => text.push(punct.as_char()),
            word => {
                if text.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
    }
}

/// Returns only letters, digits and single underscores, which are valid in the name of a function.
pub(crate) fn identifier_of(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_people_write_them() {
        let text = |source: &str| text_of(source.parse().unwrap());
        assert_eq!(
            text("events :: Envelope < 'static , Vec < [u8 ; 4] >, (A,B) >"),
            "events::Envelope<'static, Vec<[u8; 4]>, (A, B)>"
        );
        assert_eq!(text("Box<dyn A+Send>"), "Box<dyn A + Send>");
    }

    #[test]
    fn any_text_makes_a_part_of_a_function_name() {
        assert_eq!(identifier_of("user.registered"), "user_registered");
        assert_eq!(identifier_of("Envelope<'static, A>"), "Envelope_static_A");
        assert_eq!(identifier_of("größe/ü"), "gr_e");
    }
}
