//! The values that a producer may send and a consumer accepts, in words.

use super::Walk;
use crate::compat::schema::node::{Body, Keywords, Types};
use crate::compat::search::goal::NodeRef;
use crate::json::{Json, Number};

/// A value in at most a line.
pub(super) fn short(value: &Json) -> String {
    const LONGEST: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => match value {
            Json::Object(_) => "an object".to_owned(),
            Json::Array(items) => format!("an array of {} items", items.len()),
            Json::String(text) => format!("a string of {} characters", text.chars().count()),
            _ => format!("{}…", &text[..end]),
        },
    }
}

/// `a`, `b` or `c`.
pub(super) fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    either(&quoted)
}

fn either(parts: &[String]) -> String {
    match parts {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

/// `2 to 4 items`, `at least 1 item`.
pub(super) fn range(what: &str, least: u64, most: Option<u64>) -> String {
    let one = match what {
        "properties" => "property",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    let count = |n: u64| {
        if n == 1 {
            format!("1 {one}")
        } else {
            format!("{n} {what}")
        }
    };
    match most {
        Some(most) if most == least => format!("exactly {}", count(most)),
        Some(0) => format!("no {what}"),
        Some(most) if least == 0 => format!("at most {}", count(most)),
        Some(most) => format!("{least} to {}", count(most)),
        None => format!("at least {}", count(least)),
    }
}

/// One part for each of the types, with its constraints: `strings of the format `email``, `null`.
fn by_type(types: Types, keywords: &Keywords) -> Vec<String> {
    let mut parts = Vec::new();
    for (kind, name, all, of_it) in [
        (Types::OBJECT, "an object", "", Constraints::default()),
        (Types::ARRAY, "an array", "", Constraints::default()),
        (Types::STRING, "a string", "strings", Constraints::TEXTS),
        (Types::NUMBER, "a number", "numbers", Constraints::NUMBERS),
        (Types::INTEGER, "an integer", "integers", Constraints::NUMBERS),
        (Types::BOOLEAN, "a boolean", "", Constraints::default()),
        (Types::NULL, "null", "", Constraints::default()),
    ] {
        let is_covered = kind == Types::INTEGER && types.contains(Types::NUMBER);
        if types.contains(kind) && !is_covered {
            parts.push(constrained(all, keywords, of_it).unwrap_or_else(|| name.to_owned()));
        }
    }
    parts
}

impl<'a> Walk<'_, 'a> {
    pub(super) fn sends(&mut self, value: &Json, accepted: NodeRef) -> String {
        let value = short(value);
        format!(
            "the producer may send {value}, and the consumer accepts {}",
            self.describe(accepted)
        )
    }

    /// Describes the values that a schema accepts, in a few words.
    pub(super) fn describe(&mut self, at: NodeRef) -> String {
        self.described(at, 4)
    }

    fn described(&mut self, at: NodeRef, depth: usize) -> String {
        const MOST: usize = 12;
        let at = self.search.resolve(at);
        let keywords = match self.search.body(at) {
            Body::Always(true) => return "anything".to_owned(),
            Body::Always(false) => return "nothing".to_owned(),
            Body::Keywords(keywords) => keywords,
        };
        if let Some(values) = &keywords.values {
            let mut parts: Vec<String> = values.iter().take(MOST).map(short).collect();
            if values.len() > MOST {
                parts.push(format!("{} other values", values.len() - MOST));
            }
            return either(&parts);
        }
        let branches = keywords.any_of.iter().chain(&keywords.one_of);
        let Some(types) = keywords.types else {
            if depth > 0 {
                let mut parts: Vec<String> = Vec::new();
                for node in branches {
                    let part = self.described(at.sibling(*node), depth - 1);
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                if !parts.is_empty() && parts.len() <= MOST {
                    return either(&parts);
                }
                if let [only] = [&keywords.references[..], &keywords.all_of[..]].concat()[..] {
                    return self.described(at.sibling(only), depth - 1);
                }
            }
            return constrained("values", keywords, Constraints::ALL)
                .unwrap_or_else(|| "other values".to_owned());
        };
        either(&by_type(types, keywords))
    }
}

/// The constraints to report.
#[derive(Clone, Copy, Default)]
struct Constraints {
    numbers: bool,
    texts: bool,
}

impl Constraints {
    const NUMBERS: Constraints = Constraints {
        numbers: true,
        texts: false,
    };
    const TEXTS: Constraints = Constraints {
        numbers: false,
        texts: true,
    };
    const ALL: Constraints = Constraints {
        numbers: true,
        texts: true,
    };
}

/// `integers from 0 to 255`, if there are bounds to report.
fn constrained(what: &str, keywords: &Keywords, of: Constraints) -> Option<String> {
    let mut parts = Vec::new();
    if of.numbers {
        numbers(keywords, &mut parts);
    }
    if of.texts {
        texts(keywords, &mut parts);
    }
    (!parts.is_empty()).then(|| format!("{what} {}", parts.join(" ")))
}

fn numbers(keywords: &Keywords, parts: &mut Vec<String>) {
    let above = lowest(keywords);
    let below = highest(keywords);
    match (above, below) {
        (Some((low, true)), Some((high, true))) => parts.push(format!("from {low} to {high}")),
        (above, below) => {
            parts.extend(above.map(|(low, inclusive)| {
                if inclusive {
                    format!("from {low} up")
                } else {
                    format!("above {low}")
                }
            }));
            parts.extend(below.map(|(high, inclusive)| {
                if inclusive {
                    format!("up to {high}")
                } else {
                    format!("below {high}")
                }
            }));
        }
    }
    parts.extend(
        keywords
            .multiple_of
            .iter()
            .map(|step| format!("in steps of {step}")),
    );
}

fn texts(keywords: &Keywords, parts: &mut Vec<String>) {
    if keywords.min_length > 0 || keywords.max_length.is_some() {
        parts.push(format!(
            "of {}",
            range("characters", keywords.min_length, keywords.max_length)
        ));
    }
    parts.extend(
        keywords
            .pattern
            .iter()
            .map(|pattern| format!("that match `{pattern}`")),
    );
    parts.extend(
        keywords
            .format
            .iter()
            .map(|format| format!("of the format `{format}`")),
    );
}

fn lowest(keywords: &Keywords) -> Option<(&Number, bool)> {
    match (&keywords.minimum, &keywords.exclusive_minimum) {
        (Some(least), Some(above)) if above >= least => Some((above, false)),
        (Some(least), _) => Some((least, true)),
        (None, above) => above.as_ref().map(|above| (above, false)),
    }
}

fn highest(keywords: &Keywords) -> Option<(&Number, bool)> {
    match (&keywords.maximum, &keywords.exclusive_maximum) {
        (Some(most), Some(below)) if below <= most => Some((below, false)),
        (Some(most), _) => Some((most, true)),
        (None, below) => below.as_ref().map(|below| (below, false)),
    }
}
