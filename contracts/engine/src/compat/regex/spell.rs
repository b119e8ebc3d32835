//! Expressions for the second evaluator.
//!
//! `jsonschema` (0.61) translates what ECMA-262 means by `\d`, `\w`, `.` and their like for the engine below it, but not
//! in an expression that looks around: there they have the engine's meaning, and hold letters and digits of all
//! scripts. So does `\b` in each expression. A reference to a group that took no part fails in that engine.

use super::Pattern;
use super::ast::Node;
use super::class::Class;

/// Nodes of an expression that is spelled out.
const MAX_NODES: usize = 20_000;
/// Bytes of all parts together.
const MAX_LENGTH: usize = 1_000_000;
const WORD: &str = "[0-9A-Z_a-z]";

/// An expression for the second evaluator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// It is read alike as it is.
    Unchanged,
    /// With every set of characters written as ranges, and without backreferences.
    Other(String),
    /// That would be too long: its answers would not count.
    TooLong,
}

impl Pattern {
    pub(crate) fn spelling(&self) -> Spelling {
        let ast = &self.inner.ast;
        let looks_around = |node: &Node| matches!(node, Node::Lookaround { .. } | Node::Boundary { .. });
        if self.inner.is_resolved || ast.nodes().iter().any(looks_around) {
            self.spelled_out().map_or(Spelling::TooLong, Spelling::Other)
        } else {
            Spelling::Unchanged
        }
    }

    fn spelled_out(&self) -> Option<String> {
        let ast = &self.inner.ast;
        if ast.nodes().len() > MAX_NODES {
            return None;
        }
        let mut length = 0;
        let mut written: Vec<String> = Vec::with_capacity(ast.nodes().len());
        for node in ast.nodes() {
            let text = match node {
                Node::Empty => String::new(),
                Node::Class(class) => class_text(&ast.classes()[class.index()]),
                Node::Concat(items) => items.iter().map(|item| written[item.index()].as_str()).collect(),
                Node::Alternatives(items) => {
                    let items: Vec<&str> = items.iter().map(|item| written[item.index()].as_str()).collect();
                    format!("(?:{})", items.join("|"))
                }
                Node::Repeat { child, min, max } => {
                    let max = max.map_or_else(String::new, |max| max.to_string());
                    format!("(?:{}){{{min},{max}}}", written[child.index()])
                }
                Node::Start => "^".to_owned(),
                Node::End => "$".to_owned(),
                Node::Boundary { negative: false } => {
                    format!("(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))")
                }
                Node::Boundary { negative: true } => {
                    format!("(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))")
                }
                Node::Lookaround {
                    child,
                    behind,
                    negative,
                } => {
                    let direction = if *behind { "<" } else { "" };
                    let sign = if *negative { '!' } else { '=' };
                    format!("(?{direction}{sign}{})", written[child.index()])
                }
                // Neither is left when a pattern is made.
                Node::Group { .. } | Node::Backreference(_) => return None,
            };
            length += text.len();
            if length > MAX_LENGTH {
                return None;
            }
            written.push(text);
        }
        written.get(ast.root().index()).cloned()
    }
}

/// Escapes by number mean one thing to every reader.
fn class_text(class: &Class) -> String {
    if class.ranges().is_empty() {
        return "(?!)".to_owned();
    }
    let mut text = "[".to_owned();
    for &(low, high) in class.ranges() {
        text.push_str(&format!("\\u{{{low:X}}}"));
        if high > low {
            text.push_str(&format!("-\\u{{{high:X}}}"));
        }
    }
    text.push(']');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::schema::{Options, Schema};
    use crate::compat::second_evaluator::Scope;
    use crate::json::Json;

    #[test]
    fn both_evaluators_read_classes_beside_an_assertion_alike() {
        for (text, matching, other) in [
            (r"^(?!0)\d+$", "10", "٣"),
            (r"^(?=a)\w+$", "ab", "aé"),
            (r"^(?=a).+$", "ab", "a\u{2028}"),
            (r"^(?!x)\S$", "\u{85}", "\u{feff}"),
            (r"^(?=a)a\b", "aé", "ab"),
            (r"^(?=.*[A-Z])(?=.*\d)[^\s]{2,}$", "A1", "A٣"),
            (r"^(?=[])a|b$", "b", "a"),
            (r"\b", "a", "é"),
            (r"é\b", "éa", "é"),
            (r"^\B.\B$", "é", "a"),
            (r"^\w+$", "ab", "aé"),
            (r"\W", "é", "a"),
            (r"(?<=\w)é", "aé", "éé"),
            (r"(?<!\d)x", "٣x", "3x"),
            (r"(?<=^|\d+,)x", "٣,1,x", "٣,x"),
            (r"^(?:(a)|b)\1c$", "bc", "ac"),
            (r"^(?<q>['\x22])\w*\k<q>$", "'a'", "'é'"),
            (r"(?<=a(?=b))b", "ab", "ba"),
        ] {
            let pattern = Pattern::parse(text).unwrap();
            let schema = |keyword: &str, value: Json| {
                Schema::from_json(Json::from([(keyword, value)]), &Options::default()).unwrap()
            };
            let plain = schema("pattern", Json::from(text));
            let names = Json::from([(text, Json::Bool(false))]);
            let names = schema("patternProperties", names);
            for (value, expected) in [(matching, true), (other, false)] {
                assert_eq!(pattern.is_match(value), expected, "{text} {value:?}");
                for extent in [Scope::Full, Scope::Slice] {
                    let opinion = plain.second_opinion(&Json::from(value), extent);
                    assert_eq!(opinion, Some(expected), "{text} {value:?}");
                    let object = Json::from([(value, Json::Null)]);
                    let opinion = names.second_opinion(&object, extent);
                    assert_eq!(opinion, Some(!expected), "{text} {value:?}");
                }
            }
        }
    }

    #[test]
    fn pattern_that_is_too_long_when_spelled_out_has_no_second_opinion() {
        let pattern = Json::from(r"^(\w)\1\p{L}(?:(\d)|\p{L})\2$");
        let schema = Schema::from_json(Json::from([("pattern", pattern)]), &Options::default()).unwrap();
        assert_eq!(schema.accepts(&Json::from("aaéa")), Ok(true));
        assert_eq!(schema.second_opinion(&Json::from("aaéa"), Scope::Full), None);
    }

    #[test]
    fn pattern_without_assertion_stays_unchanged() {
        assert_eq!(Pattern::parse(r"^\d+$").unwrap().spelling(), Spelling::Unchanged);
    }
}
