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

#[test]
fn work_on_patterns_counts_as_steps() {
    use crate::compat::schema::{Options, Schema};
    use crate::compat::{Limits, examine};

    let read = |text: &str| Schema::parse(text.as_bytes(), &Options::default()).unwrap();
    let costly = (0..14).map(|n| format!("(?=.*a.{{{n}}}b)")).collect::<String>();
    let emitted = read(&format!(r#"{{"type": "string", "pattern": "^{costly}"}}"#));
    let accepted = read(r#"{"maxLength": 20}"#);
    for steps in [1_000, 20_000] {
        let limits = Limits {
            steps,
            ..Limits::default()
        };
        let taken = examine(&emitted, &accepted, &limits).steps;
        // A quarter more is granted to find the place.
        assert!((steps..=steps * 3 / 2).contains(&taken), "{taken} of {steps}");
    }
}

#[test]
fn lookbehind_is_decided() {
    let pattern = |text: &str| format!(r#"{{"type": "string", "pattern": "{text}"}}"#);
    for (inner, outer) in [
        ("ab", "(?<=a)b"),
        ("^a+b$", "(?<!c)b"),
        ("(?<=^|,)x", "x"),
        (r"^\\d+(?<=0)$", "0$"),
        ("(?<=a(?=b))b", "ab"),
        ("(?<=(?<!a)b)c", "(?:^|[^a])bc"),
        ("(?:^|[^a])bc", "(?<=(?<!a)b)c"),
        (r"^(?:a(?<=\\ba))+$", "^a$"),
    ] {
        contained(&pattern(inner), &pattern(outer));
    }
    for (inner, outer) in [
        ("(?<=a)b", "^ab"),
        ("b", "(?<!a)b"),
        ("^b", "(?<=a)b"),
        ("(?<=a*)b", "ab"),
        ("é", "(?<!é)😀|é$"),
    ] {
        broken(&pattern(inner), &pattern(outer));
    }
}

#[test]
fn references_to_groups_of_few_texts_are_decided() {
    let pattern = |text: &str| format!(r#"{{"type": "string", "pattern": "{text}"}}"#);
    for (inner, outer) in [
        (r"^(a|b)\\1$", "^(?:aa|bb)$"),
        ("^(?:aa|bb)$", r"^(a|b)\\1$"),
        (r"^(?<q>['`]).*\\k<q>$", "^(?:'.*'|`.*`)$"),
        // A group that took no part matches the empty text.
        (r"^(?:(a)|b)\\1$", "^(?:aa|b)$"),
        ("^(?:aa|b)$", r"^(?:(a)|b)\\1$"),
        (r"^\\1(a)$", "^a$"),
        // Each round forgets the one before.
        (r"^(?:(a)|(b)){2}\\1$", "^(?:aaa|baa|ab|bb)$"),
        ("^(?:aaa|baa|ab|bb)$", r"^(?:(a)|(b)){2}\\1$"),
        // Lookbehind is read from right to left.
        (r"(?<=\\1(a|b))c", "(?:aa|bb)c"),
        (r"(?<=(a|b)\\1)c", "[ab]c"),
    ] {
        contained(&pattern(inner), &pattern(outer));
    }
    for (inner, outer) in [
        (r"^(a|b)\\1$", "^aa$"),
        ("^[ab]{2}$", r"^(a|b)\\1$"),
        (r"^(?:(a)|b)\\1$", "^aa$"),
    ] {
        broken(&pattern(inner), &pattern(outer));
    }
}

#[test]
fn reference_to_a_group_of_many_texts_is_open_at_its_place_only() {
    let emitted = r#"{"type": "object", "properties": {"a": {"type": "string"}, "n": {"type": ["integer", "null"]}}, "required": ["a", "n"]}"#;
    let accepted = r#"{"properties": {"a": {"pattern": "^(.*)\\1$"}, "n": {"type": "integer"}}}"#;
    broken(emitted, accepted);
    open(emitted, &accepted.replace(r#"{"type": "integer"}"#, "true"));
}

#[test]
fn names_that_an_unsupported_pattern_may_cover_are_not_ruled_out() {
    let closed = |rest: &str, covered: &str| {
        format!(
            r#"{{"type": "object", "patternProperties": {{"^(.+)\\1$": {covered}}}, "additionalProperties": {rest}}}"#
        )
    };
    let texts = r#"{"properties": {"aa": {"type": "string"}, "bb": {"type": "string"}}}"#;
    open(&closed("false", "true"), texts);
    open(&closed(r#"{"type": "string"}"#, r#"{"type": "integer"}"#), texts);
    let some = r#"{"anyOf": [{"required": ["aa"]}, {"required": ["bb"]}]}"#;
    open(
        &format!(r#"{{"allOf": [{}, {some}]}}"#, closed("false", "true")),
        "false",
    );
    // Whatever the pattern covers.
    contained(&closed(r#"{"type": "string"}"#, r#"{"type": "string"}"#), texts);
}
