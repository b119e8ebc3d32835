//! `\p{…}` of Rust and Java.

use super::super::class::Class;
use super::super::property as ecma;
use super::Dialect;
use super::set::Set;

const UNKNOWN: &str = "a Unicode property that is not known";

/// The set with a name in its dialect.
pub(super) fn named(name: &str, dialect: Dialect) -> Result<Set, &'static str> {
    match dialect {
        Dialect::Rust => rust(name),
        Dialect::Java => java(name),
        Dialect::Ecma | Dialect::Python => Err("a Unicode property, which Python's `re` does not have"),
    }
}

fn rust(name: &str) -> Result<Set, &'static str> {
    let (name, negative) = match name.strip_prefix('^') {
        Some(rest) => (rest, true),
        None => (name, false),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_=- ".contains(c);
    if !name.chars().all(is_plain) {
        return Err(UNKNOWN);
    }
    let class = ecma::look_up(name).ok_or(UNKNOWN)?;
    let spellings = [name.to_owned(), format!("Script={name}")];
    let same = spellings
        .iter()
        .find(|spelling| ecma::class(spelling).as_ref() == Some(&class));
    let set = match same {
        Some(spelling) => Set::Of(format!(r"\p{{{spelling}}}")),
        None => Set::of_ranges(class.ranges()),
    };
    Ok(if negative { set.complement() } else { set })
}

fn java(name: &str) -> Result<Set, &'static str> {
    let ascii = match name {
        "Lower" => "a-z",
        "Upper" => "A-Z",
        "ASCII" => r"\0-\x7f",
        "Alpha" => "A-Za-z",
        "Digit" => r"\d",
        "Alnum" => r"A-Za-z\d",
        "Punct" => r"!-/:-@\[-`{-\x7e",
        "Graph" => r"!-\x7e",
        "Print" => r" -\x7e",
        "Blank" => r" \t",
        "Cntrl" => r"\0-\x1f\x7f",
        "XDigit" => r"\dA-Fa-f",
        "Space" => r" \t\n\v\f\r",
        _ => "",
    };
    if !ascii.is_empty() {
        return Ok(Set::of(ascii));
    }
    let category = |name: &str| {
        let is_short = matches!(name.len(), 1 | 2) && name != "LD" && name != "L1";
        is_short.then(|| ecma_set(name)).flatten()
    };
    let script = |name: &str| ecma_set(&format!("Script={name}"));
    let found = match name.split_once('=') {
        Some(("gc" | "general_category", value)) => category(value),
        Some(("sc" | "script", value)) => script(value),
        Some(_) => None,
        None => match name.strip_prefix("Is") {
            Some(property @ ("Alphabetic" | "Lowercase" | "Uppercase" | "Ideographic" | "White_Space")) => {
                ecma_set(property)
            }
            Some(rest) => category(rest).or_else(|| script(rest)),
            None => category(name),
        },
    };
    found.ok_or(UNKNOWN)
}

fn ecma_set(name: &str) -> Option<Set> {
    let class: Class = ecma::class(name)?;
    (!class.ranges().is_empty()).then(|| Set::Of(format!(r"\p{{{name}}}")))
}
