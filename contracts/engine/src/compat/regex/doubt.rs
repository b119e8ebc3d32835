//! Notations that one dialect reads as text and another as something else.
//!
//! Some of them are formally ECMA-262 under the flag `u` (`[a-z&&b]`), some only without it (`a{,3}`). Their author
//! most likely means the dialect in which they do something, so neither meaning is assumed.

pub(super) const COUNTER: &str = "a counter in other dialects, text in this one";
pub(super) const LONE_BRACKET: &str = "`]` ends a class in other dialects, where a class can hold classes";
pub(super) const FIRST_BRACKET: &str = "`]` at the start of a class is itself in other dialects";
pub(super) const WORD_END: &str = "`\\<` and `\\>` are ends of words in other dialects";

/// Returns true if what follows a `{` counts in Python, Rust or Perl and does not in ECMA-262: `{,3}`, `{ 1, 2 }`.
pub(super) fn is_counter_elsewhere(after: &[char]) -> bool {
    let fits = |c: &&char| c.is_ascii_digit() || **c == ',' || c.is_whitespace();
    let length = after.iter().take_while(fits).count();
    let (inner, end) = after.split_at(length);
    if end.first() != Some(&'}') {
        return false;
    }
    let commas = inner.iter().filter(|c| **c == ',').count();
    let digits = |part: &[char]| !part.is_empty() && part.iter().all(char::is_ascii_digit);
    let says_something = commas == 1 || inner.iter().any(char::is_ascii_digit);
    let is_plain = match inner.iter().position(|c| *c == ',') {
        None => digits(inner),
        Some(comma) => {
            let most = &inner[comma + 1..];
            digits(&inner[..comma]) && (most.is_empty() || digits(most))
        }
    };
    says_something && commas <= 1 && !is_plain
}

/// Returns true if there is a `]` that may end a class.
pub(super) fn ends_later(after: &[char]) -> bool {
    let mut escaped = false;
    after.iter().any(|c| {
        let ends = *c == ']' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    })
}

/// Returns the doubt about an element of a class that starts here, if there is one.
pub(super) fn in_class(at: &[char]) -> Option<&'static str> {
    match at {
        ['&', '&', ..] => Some("`&&` in a class intersects sets in other dialects"),
        ['-', '-', ..] => Some("`--` in a class subtracts sets in other dialects: escape one, `\\-`"),
        ['~', '~', ..] => Some("`~~` in a class is a difference of sets in other dialects"),
        ['[', ':', rest @ ..] => {
            let rest = rest.strip_prefix(&['^']).unwrap_or(rest);
            let name = rest.iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            (rest.get(name..name + 2) == Some(&[':', ']']))
                .then_some("`[:…:]` in a class names a set in other dialects")
        }
        _ => None,
    }
}
