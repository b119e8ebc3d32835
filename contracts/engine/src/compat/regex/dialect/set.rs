//! Sets of characters as text: the part of an expression that matches one character.

use super::MAX_LENGTH;

/// A set of characters, said in ECMA-262.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Set {
    /// The text between `[` and `]`.
    Of(String),
    /// The text between `[^` and `]`.
    AllBut(String),
    /// A whole expression that matches one character.
    Other(String),
}

const ANYTHING: &str = r"[\s\S]";
const TOO_LONG: &str = "a set of characters that is too long to be written";

impl Set {
    pub(super) fn empty() -> Self {
        Set::Of(String::new())
    }

    pub(super) fn of(items: &str) -> Self {
        Set::Of(items.to_owned())
    }

    pub(super) fn single(c: char) -> Self {
        let mut items = String::new();
        push_item(&mut items, c);
        Set::Of(items)
    }

    pub(super) fn range(low: char, high: char) -> Self {
        let mut items = String::new();
        push_item(&mut items, low);
        items.push('-');
        push_item(&mut items, high);
        Set::Of(items)
    }

    pub(super) fn of_ranges<'r>(ranges: impl IntoIterator<Item = &'r (u32, u32)>) -> Self {
        let mut set = String::new();
        for (low, high) in ranges {
            if let (Some(low), Some(high)) = (char::from_u32(*low), char::from_u32(*high)) {
                push_item(&mut set, low);
                if low < high {
                    if u32::from(high) > u32::from(low) + 1 {
                        set.push('-');
                    }
                    push_item(&mut set, high);
                }
            }
        }
        Set::Of(set)
    }

    /// The set as an expression.
    pub(super) fn text(&self) -> String {
        match self {
            Set::Of(items) if is_one_escape(items) => items.clone(),
            // `[]` and `[^]` are doubtful if a `]` follows.
            Set::Of(items) if items.is_empty() => "(?:(?!))".to_owned(),
            Set::Of(items) => format!("[{items}]"),
            Set::AllBut(items) => match items.as_str() {
                "" => ANYTHING.to_owned(),
                r"\d" => r"\D".to_owned(),
                r"\w" => r"\W".to_owned(),
                r"\s" => r"\S".to_owned(),
                _ => format!("[^{items}]"),
            },
            Set::Other(text) => text.clone(),
        }
    }

    pub(super) fn complement(self) -> Self {
        match self {
            Set::Of(items) => Set::AllBut(items),
            Set::AllBut(items) => Set::Of(items),
            Set::Other(text) => Set::Other(format!("(?:(?!{text}){ANYTHING})")),
        }
    }

    pub(super) fn or(self, other: Self) -> Result<Self, &'static str> {
        match (self, other) {
            (Set::Of(mut a), Set::Of(b)) => {
                // Twice the same mark would be read as an operation on sets.
                let again = a.ends_with(['&', '~']) && a.chars().last() == b.chars().next();
                a.push_str(if again { &b[1..] } else { &b });
                bounded(Set::Of(a))
            }
            (Set::Of(empty), other) | (other, Set::Of(empty)) if empty.is_empty() => Ok(other),
            (a, b) => bounded(Set::Other(format!("(?:{}|{})", a.text(), b.text()))),
        }
    }

    pub(super) fn and(&self, other: &Self) -> Result<Self, &'static str> {
        bounded(Set::Other(format!("(?:(?={}){})", other.text(), self.text())))
    }

    pub(super) fn minus(&self, other: &Self) -> Result<Self, &'static str> {
        bounded(Set::Other(format!("(?:(?!{}){})", other.text(), self.text())))
    }
}

fn bounded(set: Set) -> Result<Set, &'static str> {
    let (Set::Of(text) | Set::AllBut(text) | Set::Other(text)) = &set;
    if text.len() > MAX_LENGTH {
        return Err(TOO_LONG);
    }
    Ok(set)
}

fn is_one_escape(items: &str) -> bool {
    match items.strip_prefix('\\') {
        Some("d" | "w" | "s") => true,
        Some(rest) => rest.starts_with(['p', 'P']) && rest.find('}').is_some_and(|end| end + 1 == rest.len()),
        None => false,
    }
}

/// Writes a character so that it is literal in a class.
fn push_item(items: &mut String, c: char) {
    match c {
        '\\' | ']' | '[' | '^' | '-' => {
            items.push('\\');
            items.push(c);
        }
        // Twice the same mark would be read as an operation on sets.
        '&' | '~' if items.ends_with(c) => {}
        _ => push_plain(items, c),
    }
}

/// Writes a character so that it is literal outside of classes.
pub(super) fn push_literal(text: &mut String, c: char) {
    if "^$\\.*+?()[]{}|".contains(c) {
        text.push('\\');
        text.push(c);
    } else {
        push_plain(text, c);
    }
}

fn push_plain(text: &mut String, c: char) {
    match c {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        '\u{b}' => text.push_str("\\v"),
        '\u{c}' => text.push_str("\\f"),
        c if c.is_control() || (c != ' ' && c.is_whitespace()) => {
            text.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        }
        c => text.push(c),
    }
}
