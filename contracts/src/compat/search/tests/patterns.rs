//! Patterns whose difference hangs on one rule of the expressions.

use super::{broken, open};

#[test]
fn a_pattern_that_one_rule_tells_apart_is_told_apart() {
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
fn a_pattern_that_is_not_read_leaves_its_pair_open() {
    let unread = r#""pattern": "^(?:(?<![\\d_]))$""#;
    open(
        &format!(r#"{{"type": "string", {unread}}}"#),
        &format!(r#"{{"not": {{{unread}}}}}"#),
    );
}
