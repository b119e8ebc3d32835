//! Expressions of Ruby, which is what Pact reads.

/// A moment as RFC 3339 writes it.
pub(super) const MOMENT: &str =
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})";
pub(super) const UUID: &str = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

/// Returns an expression that only matches this text.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A pattern of ECMA-262, which matches anywhere, as an expression of Ruby for the whole text; `None` if they may
/// differ.
pub(super) fn ruby(pattern: &str) -> Option<String> {
    if [
        "(?", "\\p", "\\P", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "\\u", "\\c", "[^\\", "&&", "\\k",
    ]
    .iter()
    .any(|part| pattern.replace("(?:", "").contains(part))
    {
        return None;
    }
    let mut out = String::new();
    let (mut in_class, mut escaped) = (false, false);
    for c in pattern.chars() {
        match (escaped, c) {
            (true, 'd') if in_class => out.push_str("0-9"),
            (true, 'd') => out.push_str("[0-9]"),
            (true, 'D') => return None,
            (true, c) => {
                out.push('\\');
                out.push(c);
            }
            (false, '\\') => {
                escaped = true;
                continue;
            }
            // ECMA's point leaves out more line ends.
            (false, '.') if !in_class => out.push_str(r"[^\n\r\u2028\u2029]"),
            (false, '[') if in_class => out.push_str("\\["),
            (false, '^') if !in_class => out.push_str(r"\A"),
            (false, '$') if !in_class => out.push_str(r"\z"),
            (false, c) => {
                in_class = match c {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                out.push(c);
            }
        }
        escaped = false;
    }
    // In Ruby `^` and `$` are the ends of lines; at the ends of an expression for the whole text that is the same.
    let inner = out.strip_prefix(r"\A").unwrap_or(&out);
    let inner = inner.strip_suffix(r"\z").unwrap_or(inner);
    if out.contains('|') || inner.contains(r"\A") || inner.contains(r"\z") {
        return Some(format!(r"[\s\S]*(?:{out})[\s\S]*"));
    }
    Some(match (out.starts_with(r"\A"), out.ends_with(r"\z")) {
        (true, true) => format!("^{inner}$"),
        (true, false) => format!(r"^{inner}[\s\S]*"),
        (false, true) => format!(r"[\s\S]*{inner}$"),
        (false, false) => format!(r"[\s\S]*(?:{inner})[\s\S]*"),
    })
}

#[cfg(test)]
mod tests {
    use pact_matching::matchingrules::DoMatch;
    use pact_models::matchingrules::MatchingRule;

    use super::*;
    use counterpart_engine::compat::regex::Pattern;

    #[test]
    fn an_expression_matches_the_texts_that_the_pattern_finds() {
        let texts = [
            "",
            "a",
            "ab",
            "ba",
            "xaby",
            "a\nb",
            "a\rb",
            "a\u{2028}b",
            "1",
            "o-1",
            "xo-1",
            "o-1x",
            "٣",
            "[",
            "a.b",
            "a|b",
            "\n",
            "b\n",
        ];
        let patterns = [
            "^a",
            "b$",
            "^ab$",
            "ab",
            "a|b",
            "^a$|^b$",
            "a.b",
            "^o-\\d+$",
            "[\\d-]",
            "^[a-z]{2,3}$",
            "\\[",
            "[[]",
            "^$",
            "",
            "\\.",
            "(?:ab)+",
            "a\\|b",
        ];
        for pattern in patterns {
            let found = Pattern::parse(pattern).unwrap();
            let rule = MatchingRule::Regex(ruby(pattern).unwrap_or_else(|| panic!("{pattern} is not said")));
            for text in texts {
                let theirs = DoMatch::<&str>::match_value(&rule, "", text, false, false).is_ok();
                assert_eq!(theirs, found.is_match(text), "{pattern} {text:?} {rule:?}");
            }
        }
    }

    #[test]
    fn patterns_that_the_notations_may_read_differently_are_left_out() {
        for pattern in [
            "(?=a)", "\\w", "\\s", "\\bx", "\\p{L}", "\\u0041", "\\D", "(?<n>a)",
        ] {
            assert_eq!(ruby(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn text_becomes_an_expression_that_matches_only_it() {
        for text in ["a.b", "a+b", "(x)", "a b", "é", "^$", "#", "a-b", "\\"] {
            let rule = MatchingRule::Regex(format!("^(?:{})$", literal(text)));
            assert!(
                DoMatch::<&str>::match_value(&rule, "", text, false, false).is_ok(),
                "{rule:?}"
            );
            let other = format!("{text}x");
            assert!(DoMatch::<&str>::match_value(&rule, "", other.as_str(), false, false).is_err());
        }
    }
}
