//! Patterns whose difference hangs on one rule of the expressions.

use super::{broken, contained, open};

#[test]
fn names_that_one_pattern_distinguishes_are_distinguished() {
    for (emitted, accepted) in [
        (r#"{"type": "string"}"#, r#"{"not": {"pattern": "^(?:^)$"}}"#),
        ("{}", r#"{"pattern": "\\b"}"#),
        ("{}", r#"{"pattern": "(?=(?:[]){2})"}"#),
        (
            r#"{"pattern": "^(?:$|b-\\t)"}"#,
            r#"{"pattern": "^(?:(?:(?:$|b-\\t))*)$"}"#,
        ),
        (
            r#"{"pattern": "^(?:(?:\\b^(?:[ab]|c|[ab]).)*)$"}"#,
            r#"{"pattern": "^(?:\\b^(?:[ab]|c|[ab]).)$"}"#,
        ),
        (
            r#"{"pattern": "^(?:(?:(?:[^a]){1,3}|(?:a|c))(?:(?:)|[ab]|[^a])?)$"}"#,
            r#"{"pattern": "^(?:(?:(?:[^a]){1,3}|(?:a|c)))$"}"#,
        ),
        (
            r#"{"pattern": "^(?:[\\b]_[a-c1][^ab1][\\d_][^a](?:a)*?b_[a-c1]a)$"}"#,
            r#"{"pattern": "[^ab1]\\w[^a][^a](?:.|a|[a-c1])"}"#,
        ),
    ] {
        broken(emitted, accepted);
        let names = |side: &str| format!(r#"{{"propertyNames": {side}}}"#);
        broken(&names(emitted), &names(accepted));
    }
}

#[test]
fn unsupported_pattern_leaves_its_dependents_undecided() {
    let unread = r#""pattern": "^(.*)\\1$""#;
    let emitted = format!(r#"{{"type": "string", {unread}}}"#);
    open(&emitted, r#"{"maxLength": 3}"#);
    open(r#"{"type": "string"}"#, &emitted);
    // This refuses every text that it matches.
    broken(&emitted, &format!(r#"{{"not": {{{unread}}}}}"#));
}

#[test]
fn properties_and_escapes_of_code_units_mean_their_characters() {
    for (emitted, accepted) in [
        (r#""^\\p{ASCII}$""#, r#""^\\p{Any}$""#),
        (r#""^[a-z]$""#, r#""^\\p{ASCII}$""#),
        (r#""^\\uD83D\\uDE00$""#, r#""^😀$""#),
    ] {
        let pattern = |text: &str| format!(r#"{{"type": "string", "pattern": {text}}}"#);
        contained(&pattern(emitted), &pattern(accepted));
    }
    for (emitted, accepted) in [
        (r#""^\\p{Any}$""#, r#""^\\p{ASCII}$""#),
        (r#""^😀$""#, r#""^\\uD83D\\uDE01$""#),
    ] {
        let pattern = |text: &str| format!(r#"{{"type": "string", "pattern": {text}}}"#);
        broken(&pattern(emitted), &pattern(accepted));
    }
}

#[test]
fn a_format_and_the_refusal_of_a_wider_one_leave_nothing() {
    let both = |one: &str, other: &str| {
        format!(
            r#"{{"type": "string", "allOf": [{{"format": "{one}"}}, {{"not": {{"format": "{other}"}}}}]}}"#
        )
    };
    for (one, other) in [("ipv4", "ip"), ("uri", "uri-reference"), ("email", "email")] {
        contained(&both(one, other), "false");
    }
    for (one, other) in [("ip", "ipv4"), ("uri-reference", "uri")] {
        broken(&both(one, other), "false");
    }
    contained(
        r#"{"type": "string", "allOf": [{"not": {"format": "ip"}}, {"format": "ipv4"}]}"#,
        "false",
    );
}
