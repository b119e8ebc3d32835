//! Patterns that are not of ECMA-262.

use super::*;
use counterpart_engine::compat::schema::Dialect;
use counterpart_engine::compat::{Limits, ReasonKind, Verdict, check};

fn read(text: &str) -> Schema {
    Schema::parse(text.as_bytes(), &schema::Options::default()).unwrap()
}

fn verdict(emitted: &str, accepted: &str) -> Verdict {
    check(&read(emitted), &read(accepted), &Limits::default())
}

#[test]
fn foreign_pattern_affects_only_its_own_place() {
    let emitted = r#"{"type": "object", "required": ["n"], "properties": {"code": {"type": "string", "pattern": "(?i)^[a-z]+$"}, "n": {"type": ["integer", "null"]}}, "additionalProperties": false}"#;
    assert_eq!(verdict(emitted, r#"{"type": "object"}"#), Verdict::Compatible);
    let Verdict::Incompatible(findings) = verdict(
        emitted,
        r#"{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}"#,
    ) else {
        panic!()
    };
    assert_eq!(findings[0].place.to_string(), "/n");
    let Verdict::Unproven(reasons) = verdict(emitted, r#"{"properties": {"code": {"maxLength": 3}}}"#) else {
        panic!()
    };
    assert_eq!(reasons[0].kind, ReasonKind::Pattern);
    assert_eq!(reasons[0].place.to_string(), "/code");
    insta::assert_snapshot!(reasons[0].text, @r#"the pattern `(?i)^[a-z]+$`: not an ECMA-262 regular expression: inline flags without `:`, at character 0; read as python it is `^[A-Za-zİıſK]+(?=\n?$)`; read as rust it is `^[A-Za-zſK]+$`; read as java it is `^[A-Za-z]+(?=(?:\r\n|[\n\r\x85\u2028\u2029])?$)`"#);
}

#[test]
fn no_meaning_of_an_ambiguous_pattern_is_taken() {
    for (emitted, accepted) in [
        // A text of the one reading is not a text of the other.
        (r#"{"const": "a{,3}"}"#, r#"{"pattern": "^a{,3}$"}"#),
        (
            r#"{"type": "string", "pattern": "^[[:alpha:]]+$"}"#,
            r#"{"pattern": "\\]$"}"#,
        ),
        (
            r#"{"type": "string", "pattern": "^[\\p{L}--[a-z]]$"}"#,
            r#"{"pattern": "\\]$"}"#,
        ),
        (r#"{"const": "-"}"#, r#"{"pattern": "^[a-\\d]$"}"#),
        (r#"{"const": "a{ 1, 2 }"}"#, r#"{"pattern": "^a{ 1, 2 }$"}"#),
        (r#"{"const": "a]"}"#, r#"{"pattern": "^[^]]$"}"#),
        (r#"{"const": "&"}"#, r#"{"pattern": "^[a-z&&b]$"}"#),
        (r#"{"const": "<"}"#, r#"{"pattern": "\\<"}"#),
        (r#"{"const": "€"}"#, r#"{"pattern": "^\\p{Punct}|€$"}"#),
        (r#"{"const": "٣"}"#, r#"{"pattern": "^\\p{Digit}$"}"#),
        (
            r#"{"type": "object", "properties": {"a{,3}": {"const": 1}}}"#,
            r#"{"patternProperties": {"^a{,3}$": {"const": 1}}}"#,
        ),
    ] {
        match verdict(emitted, accepted) {
            Verdict::Unproven(reasons) => {
                assert_eq!(reasons[0].kind, ReasonKind::Pattern, "{emitted} {accepted}")
            }
            other => panic!("{emitted} {accepted} {other:?}"),
        }
    }
}

#[test]
fn a_file_with_a_pattern_of_another_dialect_is_read_and_said() {
    let text = r#"{"type": "object", "properties": {"code": {"pattern": "\\A[a-z]+\\Z"}, "b": {"pattern": "("}}, "patternProperties": {"^a{,3}$": true}}"#;
    for role in [Role::Emits, Role::Consumes] {
        let imported = imported(&[("a.json", text)], &["a.json"], options(role));
        let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(warnings.join("\n"), @r#"
    a.json: `/patternProperties/^a{,3}$` is the pattern "^a{,3}$", which decides nothing: not an unmistakable regular expression: a counter in other dialects, text in this one, at character 2; read as python it is "^a{0,3}(?=\\n?$)"
    a.json: `/properties/b/pattern` is the pattern "(", which decides nothing: not an ECMA-262 regular expression: a group that is never closed, at character 0
    a.json: `/properties/code/pattern` is the pattern "\\A[a-z]+\\Z", which decides nothing: not an ECMA-262 regular expression: an escaped letter or digit that means nothing, at character 0; read as python it is "^[a-z]+$"; read as java it is "^[a-z]+(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?$)"
    "#);
        }
    }
}

#[test]
fn patterns_are_rewritten_from_their_dialect() {
    let text = r#"{"properties": {"a": {"pattern": "\\A\\d{,3}\\Z"}, "b": {"pattern": "^(?P<y>a)(?P=y)"}, "c": {"pattern": "\\bx"}}, "patternProperties": {"^\\d\\Z": {"type": "integer"}, "^\\p{Nd}$": true, "(?s)a.b": {"pattern": "^.$"}}}"#;
    let of = |patterns: Dialect| {
        let mut options = options(Role::Consumes);
        options.schemas.patterns = Some(patterns);
        let imported = imported(&[("a.json", text)], &["a.json"], options);
        let warnings = imported.warnings.iter().map(ToString::to_string);
        format!(
            "{}\n{}",
            schema(&imported),
            warnings.collect::<Vec<_>>().join("\n")
        )
    };
    insta::assert_snapshot!(of(Dialect::Python), @r#"
    {"properties":{"a":{"pattern":"^\\p{Nd}{0,3}$"},"b":{"pattern":"^(?P<y>a)(?P=y)"},"c":{"pattern":"(?:(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_]))x"}},"patternProperties":{"^\\p{Nd}$":{"type":"integer"},"(?<=)^\\p{Nd}$":true,"a[\\s\\S]b":{"pattern":"^[^\\n](?=\\n?$)"}}}
    a.json: `/patternProperties/^\p{Nd}$` is the pattern "^\\p{Nd}$", which decides nothing: a Unicode property, which Python's `re` does not have
    a.json: `/properties/b/pattern` is the pattern "^(?P<y>a)(?P=y)", which decides nothing: a backreference
    "#);
    insta::assert_snapshot!(of(Dialect::Java), @r#"
    {"properties":{"a":{"pattern":"\\A\\d{,3}\\Z"},"b":{"pattern":"^(?P<y>a)(?P=y)"},"c":{"pattern":"(?<=)\\bx"}},"patternProperties":{"^\\d(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?$)":{"type":"integer"},"^\\p{Nd}(?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?$)":true,"a[\\s\\S]b":{"pattern":"^[^\\n\\r\\x85\\u2028\\u2029](?=(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])?$)"}}}
    a.json: `/properties/a/pattern` is the pattern "\\A\\d{,3}\\Z", which decides nothing: `{` without a counter
    a.json: `/properties/b/pattern` is the pattern "^(?P<y>a)(?P=y)", which decides nothing: flags that cannot be rewritten
    a.json: `/properties/c/pattern` is the pattern "\\bx", which decides nothing: the end of a word, which differs between versions of Java
    "#);
}

#[test]
fn pattern_that_cannot_be_rewritten_is_not_read_as_ecma() {
    // In Java `$` comes before a last line end, but not within `\r\n`; and what a word is depends on the version.
    for pattern in [r"^[^a]$", r"\\bx"] {
        let text = format!(r#"{{"pattern": "{pattern}"}}"#);
        let rewritten = read(&text).with_patterns_of(Dialect::Java).unwrap();
        assert_eq!(rewritten.kept.len(), 1, "{pattern}");
        let accepted = rewritten.document.to_string();
        assert!(
            matches!(verdict(r#"{"const": "x"}"#, &accepted), Verdict::Unproven(_)),
            "{accepted}"
        );
    }
}

#[test]
fn dialects_change_verdicts_correctly() {
    let python = |text: &str| {
        let rewritten = read(text).with_patterns_of(Dialect::Python).unwrap();
        read(&rewritten.document.to_string())
    };
    let arabic = r#"{"const": "٣"}"#;
    let digits = r#"{"pattern": "^\\d+$"}"#;
    assert!(matches!(verdict(arabic, digits), Verdict::Incompatible(_)));
    assert_eq!(
        check(&read(arabic), &python(digits), &Limits::default()),
        Verdict::Compatible
    );
    let Verdict::Incompatible(findings) = check(
        &python(r#"{"type": "string", "pattern": "^a$"}"#),
        &read(r#"{"pattern": "^a$"}"#),
        &Limits::default(),
    ) else {
        panic!()
    };
    assert_eq!(findings[0].witness, Json::from("a\n"));
}

#[test]
fn a_reference_into_patterns_that_are_rewritten_is_refused() {
    for text in [
        r##"{"$ref": "#/patternProperties/a$", "patternProperties": {"a\\Z": {"type": "integer"}, "a$": {"type": "string"}}}"##,
        r##"{"$ref": "#/patternProperties/%5Ex", "patternProperties": {"\\Ax": {"type": "integer"}, "^x": {"type": "string"}}}"##,
    ] {
        let error = read(text)
            .with_patterns_of(Dialect::Python)
            .unwrap_err()
            .to_string();
        assert!(error.contains("leads into `patternProperties`"), "{error}");
    }
    let kept = r##"{"$ref": "#/patternProperties/%5Ex", "patternProperties": {"^x": {"type": "string", "pattern": "\\Aa"}}}"##;
    assert!(read(kept).with_patterns_of(Dialect::Python).is_ok());
}

#[test]
fn a_line_break_of_java_that_is_repeated_decides_nothing() {
    // Java 17 finds none of these in "\r\n": it does not go back into `\R` below a counter.
    for pattern in [
        r"\\R+\\n",
        r"\\R{2}",
        r"(?:\\R){2}",
        r"(\\R){2}",
        r"\\R{1}\\n",
        r"^\\R+\\n\\z",
    ] {
        let text = format!(r#"{{"pattern": "{pattern}"}}"#);
        let rewritten = read(&text).with_patterns_of(Dialect::Java).unwrap();
        assert_eq!(rewritten.kept.len(), 1, "{pattern}");
    }
    let once = read(r#"{"pattern": "^\\R\\n"}"#)
        .with_patterns_of(Dialect::Java)
        .unwrap();
    assert!(once.kept.is_empty());
}
