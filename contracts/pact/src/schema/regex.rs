//! A regular expression of a pact, as a pattern of a schema.
//!
//! Pact gives it to Oniguruma, in Ruby's syntax, for the whole text. What both notations have is translated; the rest is
//! refused with its name. `\d`, `\s` and `\w` are Unicode's in Oniguruma, and are written out.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassBracketed, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, ClassUnicode,
    ClassUnicodeKind, GroupKind, HexLiteralKind, Literal, LiteralKind, RepetitionKind, RepetitionRange,
};

/// The longest expression that is read, in bytes.
const LONGEST: usize = 10_000;
const WHITE: &str = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const NOT_WHITE: &str = r"\u0000-\u0008\u000e-\u001f!-\u0084\u0086-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\u{10ffff}";
/// With the fractions and small digits of Latin 1, which Oniguruma treats as letters.
const WORD: &str = r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u00b2\u00b3\u00b9\u00bc-\u00be";

/// The pattern that matches exactly the strings that the expression matches as a whole; the error names the
/// unsupported syntax, as a fragment.
pub(super) fn whole(expression: &str) -> Result<String, String> {
    if expression.len() > LONGEST {
        return Err(format!("more than {LONGEST} bytes"));
    }
    let ast = Parser::new()
        .parse(expression)
        .map_err(|error| format!("what is not understood ({})", error.kind()))?;
    Ok(format!("^(?:{})$", write(&ast, Edges::BOTH)?))
}

/// True if a part begins or ends where the whole expression does.
#[derive(Debug, Clone, Copy)]
struct Edges {
    start: bool,
    end: bool,
}

impl Edges {
    const BOTH: Edges = Edges {
        start: true,
        end: true,
    };
    const NONE: Edges = Edges {
        start: false,
        end: false,
    };
}

fn write(ast: &Ast, edges: Edges) -> Result<String, String> {
    Ok(match ast {
        Ast::Empty(_) => String::new(),
        Ast::Literal(literal) => escaped(character(literal)?),
        Ast::Dot(_) => r"[^\n]".to_owned(),
        Ast::Assertion(assertion) => {
            let holds = match assertion.kind {
                AssertionKind::StartLine | AssertionKind::StartText => edges.start,
                AssertionKind::EndLine | AssertionKind::EndText => edges.end,
                _ => false,
            };
            if !holds {
                return Err("an assertion inside".to_owned());
            }
            String::new()
        }
        Ast::ClassPerl(class) => format!("[{}]", perl(class, true)?),
        Ast::ClassUnicode(class) => property(class)?,
        Ast::ClassBracketed(class) => bracketed(class)?,
        Ast::Group(group) => {
            match &group.kind {
                GroupKind::CaptureIndex(_) => {}
                GroupKind::CaptureName { starts_with_p, .. } if !starts_with_p => {}
                GroupKind::NonCapturing(flags) if flags.items.is_empty() => {}
                _ => return Err("flags".to_owned()),
            }
            format!("(?:{})", write(&group.ast, edges)?)
        }
        Ast::Alternation(alternation) => {
            let branches: Result<Vec<_>, _> = alternation.asts.iter().map(|ast| write(ast, edges)).collect();
            format!("(?:{})", branches?.join("|"))
        }
        Ast::Concat(concat) => {
            let is_edge = |ast: &Ast| matches!(ast, Ast::Assertion(_) | Ast::Empty(_));
            let (asts, mut text) = (&concat.asts, String::new());
            for (index, ast) in asts.iter().enumerate() {
                let edges = Edges {
                    start: edges.start && asts[..index].iter().all(is_edge),
                    end: edges.end && asts[index + 1..].iter().all(is_edge),
                };
                text.push_str(&write(ast, edges)?);
            }
            text
        }
        Ast::Repetition(repetition) => {
            if matches!(*repetition.ast, Ast::Repetition(_)) {
                return Err("a possessive repetition".to_owned());
            }
            let inner = write(&repetition.ast, Edges::NONE)?;
            // True if it is greedy does not matter: the whole text is to match.
            let many = match &repetition.op.kind {
                RepetitionKind::ZeroOrOne => "?".to_owned(),
                RepetitionKind::ZeroOrMore => "*".to_owned(),
                RepetitionKind::OneOrMore => "+".to_owned(),
                RepetitionKind::Range(RepetitionRange::Exactly(n)) if repetition.op.span.end.offset > 0 => {
                    // Ruby reads `{n}?` as "n times or not at all".
                    if !repetition.greedy {
                        return Err("`{n}?`".to_owned());
                    }
                    format!("{{{n}}}")
                }
                RepetitionKind::Range(RepetitionRange::Exactly(n)) => format!("{{{n}}}"),
                RepetitionKind::Range(RepetitionRange::AtLeast(n)) => format!("{{{n},}}"),
                RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => format!("{{{least},{most}}}"),
            };
            format!("(?:{inner}){many}")
        }
        Ast::Flags(_) => return Err("flags".to_owned()),
    })
}

fn character(literal: &Literal) -> Result<char, String> {
    match &literal.kind {
        LiteralKind::HexFixed(HexLiteralKind::X) if !literal.c.is_ascii() => {
            Err("a byte beyond ASCII".to_owned())
        }
        LiteralKind::HexFixed(HexLiteralKind::UnicodeLong) | LiteralKind::Octal => {
            Err("a number of a character in another notation".to_owned())
        }
        LiteralKind::HexBrace(kind) if *kind != HexLiteralKind::X => {
            Err("a number of a character in another notation".to_owned())
        }
        _ => Ok(literal.c),
    }
}

/// One character, so that it means itself outside of a class and in one.
pub(super) fn escaped(c: char) -> String {
    if c.is_ascii_alphanumeric() || c == '_' || c == ' ' {
        c.to_string()
    } else {
        format!("\\u{{{:x}}}", u32::from(c))
    }
}

fn perl(class: &ClassPerl, alone: bool) -> Result<String, String> {
    Ok(match (&class.kind, class.negated) {
        (ClassPerlKind::Digit, false) => r"\p{Nd}".to_owned(),
        (ClassPerlKind::Digit, true) => r"\P{Nd}".to_owned(),
        (ClassPerlKind::Space, false) => WHITE.to_owned(),
        (ClassPerlKind::Space, true) => NOT_WHITE.to_owned(),
        (ClassPerlKind::Word, false) => WORD.to_owned(),
        (ClassPerlKind::Word, true) if alone => format!("^{WORD}"),
        (ClassPerlKind::Word, true) => return Err(r"`\W` in a class".to_owned()),
    })
}

/// General categories of one or two letters; other names may mean something else elsewhere.
fn property(class: &ClassUnicode) -> Result<String, String> {
    let name = match &class.kind {
        ClassUnicodeKind::OneLetter(letter) => letter.to_string(),
        ClassUnicodeKind::Named(name) if name.len() <= 2 => name.clone(),
        _ => return Err("a property of characters".to_owned()),
    };
    const CATEGORIES: [&str; 28] = [
        "L", "Ll", "Lu", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd",
        "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z",
    ];
    if !CATEGORIES.contains(&name.as_str()) {
        return Err("a property of characters".to_owned());
    }
    Ok(format!(
        "\\{}{{{name}}}",
        if class.is_negated() { 'P' } else { 'p' }
    ))
}

fn bracketed(class: &ClassBracketed) -> Result<String, String> {
    let ClassSet::Item(item) = &class.kind else {
        return Err("an intersection of classes".to_owned());
    };
    let mut text = String::new();
    item_of_class(item, &mut text)?;
    Ok(format!("[{}{text}]", if class.negated { "^" } else { "" }))
}

fn item_of_class(item: &ClassSetItem, text: &mut String) -> Result<(), String> {
    match item {
        ClassSetItem::Empty(_) => {}
        ClassSetItem::Literal(literal) => {
            if literal.kind == LiteralKind::Verbatim && matches!(literal.c, ']' | '[' | '&') {
                return Err(format!("`{}` in a class", literal.c));
            }
            text.push_str(&escaped(character(literal)?));
        }
        ClassSetItem::Range(range) => {
            text.push_str(&escaped(character(&range.start)?));
            text.push('-');
            text.push_str(&escaped(character(&range.end)?));
        }
        ClassSetItem::Perl(class) => text.push_str(&perl(class, false)?),
        ClassSetItem::Unicode(class) => text.push_str(&property(class)?),
        ClassSetItem::Union(union) => union
            .items
            .iter()
            .try_for_each(|item| item_of_class(item, text))?,
        ClassSetItem::Ascii(_) => return Err("a class by name".to_owned()),
        ClassSetItem::Bracketed(_) => return Err("a class in a class".to_owned()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use pact_matching::matchingrules::DoMatch;
    use pact_models::matchingrules::MatchingRule;

    use super::*;
    use counterpart_engine::compat::regex::Pattern;

    fn pact_matches(expression: &str, text: &str) -> bool {
        MatchingRule::Regex(expression.to_owned())
            .match_value("", text, false, false)
            .is_ok()
    }

    #[test]
    fn pattern_matches_exactly_like_pact() {
        let texts = [
            "",
            "a",
            "b",
            "ab",
            "ba",
            "aab",
            "abab",
            "1",
            "12",
            "o-1",
            "o-12",
            "x o-1",
            "o-1\n",
            "a\nb",
            "\n",
            "é",
            "A",
            "_",
            "-",
            " ",
            "\u{a0}",
            "\u{85}",
            "\u{feff}",
            "٣",
            "a.b",
            "[",
            "]",
            "\\",
            "a b",
            "aaaa",
            "2026-01-02",
            "Ω",
        ];
        let expressions = [
            r"^o-\d+$",
            r"o-\d+",
            r"a|ab",
            r"(a|ab)(b?)",
            r"^a$|^b$",
            r"\w+",
            r"\W",
            r"\s*",
            r"[\s\S]*",
            r".*",
            r".+?",
            r"[a-z]{2,3}",
            r"a{2}",
            r"a{2,}",
            r"[^a]",
            r"\p{Lu}",
            r"\P{Lu}",
            r"\d{4}-\d{2}-\d{2}",
            r"(?:ab)+",
            r"(?<n>ab)+",
            r"a\.b",
            r"\[",
            r"[\[\]\\]",
            r"\A(a)\z",
            r"[\w-]+",
            r"[0-9.]+",
            r"a?b?",
            r"",
            r"\x41",
            r"[A-Z_]",
            r"^$",
            r"a\ b",
        ];
        for expression in expressions {
            let pattern = whole(expression).unwrap_or_else(|why| panic!("{expression}: {why}"));
            let pattern = Pattern::parse(&pattern).unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
            for text in texts {
                let ours = pattern.is_match(text);
                assert_eq!(
                    ours,
                    pact_matches(expression, text),
                    "{expression} {text:?} {}",
                    pattern.as_str()
                );
            }
        }
    }

    #[test]
    fn the_classes_hold_every_character_that_oniguruma_has_in_them() {
        for class in [r"\d", r"\s", r"\w", r"\p{L}", r"\p{Sc}"] {
            let pattern = Pattern::parse(&whole(class).unwrap()).unwrap();
            let (mut inside, mut outside) = (String::new(), String::new());
            for c in '\0'..='\u{1ffff}' {
                if pattern.is_match(c.encode_utf8(&mut [0; 4])) {
                    inside.push(c);
                } else {
                    outside.push(c);
                }
            }
            let not = match class.contains('p') {
                true => class.replace('p', "P"),
                false => class.to_uppercase(),
            };
            assert!(pact_matches(&format!("{class}+"), &inside), "{class}");
            let strange: String = outside
                .chars()
                .filter(|c| !pact_matches(&not, c.encode_utf8(&mut [0; 4])))
                .take(if pact_matches(&format!("{not}+"), &outside) {
                    0
                } else {
                    5
                })
                .collect();
            assert_eq!(strange, "", "{not}");
        }
    }

    #[test]
    fn regex_that_means_something_else_in_ruby_is_refused_with_its_name() {
        for expression in [
            r"a++",
            r"(?i)a",
            r"(?i:a)",
            r"\bword\b",
            r"a$b",
            r"(a)\1",
            r"(?=a)a",
            r"[[:alpha:]]",
            r"[a-z&&[aeiou]]",
            r"\h",
            r"\R",
            r"[a[b]]",
            r"(?P<n>a)",
            r"a{,3}",
            r"\p{Greek}",
            r"[\W_]",
            r"(",
            r"[]a]",
            r"a{2}?",
            r"\U00000041",
        ] {
            assert!(
                whole(expression).is_err(),
                "{expression}: {:?}",
                whole(expression)
            );
        }
        assert_eq!(
            whole(&"a".repeat(LONGEST + 1)).unwrap_err(),
            "more than 10000 bytes"
        );
    }
}
