//! Rewritten expressions against the engines of their dialects.
//!
//! `measured.jsonl` records the answers of Python 3.11.7 (`re.search`), Rust's `regex` 1.13.2 (`is_match`) and Java
//! 17.0.15 (`Matcher.find`) for each pattern and each text of its first line: one digit a text, `null` if the
//! pattern is an error there. It was made by a script that gives each pattern to each engine. The sets of `\d`,
//! `\w` and `\s` were compared over all code points that are assigned in Unicode 14.

use super::{Dialect, rewrite};
use crate::compat::regex::Pattern;
use crate::compat::schema::{Options, Schema};
use crate::compat::second_evaluator::Scope;
use crate::json::{self, Json};

struct Row {
    dialect: Dialect,
    pattern: String,
    matches: Option<Vec<bool>>,
}

fn measured() -> (Vec<String>, Vec<Row>) {
    let mut lines = include_str!("measured.jsonl").lines();
    let read = |line: &str| json::parse(line.as_bytes()).unwrap();
    let text = |value: &Json, key: &str| value.get(key).and_then(Json::as_str).map(str::to_owned);
    let Some(Json::Array(texts)) = read(lines.next().unwrap()).get("texts").cloned() else {
        panic!("a line of texts")
    };
    let texts = texts.iter().map(|text| text.as_str().unwrap().to_owned());
    let rows = lines.map(|line| {
        let row = read(line);
        let name = text(&row, "dialect").unwrap();
        Row {
            dialect: Dialect::FOREIGN
                .into_iter()
                .find(|dialect| dialect.id() == name)
                .unwrap(),
            pattern: text(&row, "pattern").unwrap(),
            matches: text(&row, "matches").map(|digits| digits.chars().map(|c| c == '1').collect()),
        }
    });
    (texts.collect(), rows.collect())
}

#[test]
fn rewritten_pattern_matches_like_its_dialect() {
    let (texts, rows) = measured();
    let (mut same, mut refused) = (0, Vec::new());
    let mut wrong = Vec::new();
    for row in &rows {
        let named = format!("{} {}", row.dialect.id(), row.pattern);
        let Some(matches) = &row.matches else {
            continue;
        };
        let rewritten = match rewrite(&row.pattern, row.dialect) {
            Ok(rewritten) => rewritten,
            Err(why) => {
                refused.push(format!("{named:40} {why}"));
                continue;
            }
        };
        let pattern =
            Pattern::parse(&rewritten).unwrap_or_else(|error| panic!("{named}: {rewritten}: {error}"));
        let schema = Json::from([("pattern", Json::from(rewritten.as_str()))]);
        let schema = Schema::from_json(schema, &Options::default()).unwrap();
        for (text, &expected) in texts.iter().zip(matches) {
            if pattern.is_match(text) != expected {
                wrong.push(format!("{named} as {rewritten} on {text:?}: expected {expected}"));
            }
            let second = schema.second_opinion(&Json::from(text.as_str()), Scope::Full);
            if second.is_some_and(|second| second != expected) {
                wrong.push(format!(
                    "{named} as {rewritten} on {text:?}: the second evaluator is wrong"
                ));
            }
        }
        same += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same > 200, "{same}");
    insta::assert_snapshot!(refused.join("\n"), @r#"
    python ^\Bb                              `\B`
    python ^(?P<y>a)(?P=y)$                  a backreference
    python ^a++b$                            a possessive counter, or a counter of a counter
    python ^(?>a)b$                          an atomic group
    python (?i)^é$                           letters beyond ASCII without regard to case
    python (?i)^ß$                           letters beyond ASCII without regard to case
    rust ^a++b$                              a possessive counter, or a counter of a counter
    rust ^a{ 1 , 2 }$                        `{` without a counter
    rust ^[--a]$                             a class that starts with two hyphens
    rust \<foo\>                             an end of a word
    rust (?i)^é$                             letters beyond ASCII without regard to case
    rust (?-u)^\w$                           flags that cannot be rewritten
    rust ^[[:blah:]]$                        a class that has no such name
    rust (?R)a$                              flags that cannot be rewritten
    java ^\s$                                `$` where a carriage return may stand before it
    java ^\D$                                `$` where a carriage return may stand before it
    java ^\W$                                `$` where a carriage return may stand before it
    java (?i)^[^k]$                          `$` where a carriage return may stand before it
    java (?im)^A$                            the start of a line
    java ^[^]a]$                             `$` where a carriage return may stand before it
    java ^[\n\r\t]$                          `$` where a carriage return may stand before it
    java ^\bfoo\b                            the end of a word, which differs between versions of Java
    java ^\Bb                                the end of a word, which differs between versions of Java
    java ^\w+\b                              the end of a word, which differs between versions of Java
    java ^\H$                                `$` where a carriage return may stand before it
    java ^\v$                                `$` where a carriage return may stand before it
    java ^\R$                                `$` where a carriage return may stand before it
    java ^\P{Lower}$                         `$` where a carriage return may stand before it
    java ^\p{Space}$                         `$` where a carriage return may stand before it
    java ^\p{Cntrl}$                         `$` where a carriage return may stand before it
    java ^\p{ASCII}$                         `$` where a carriage return may stand before it
    java ^a++b$                              a possessive counter, or a counter of a counter
    java ^(?>a)b$                            an atomic group
    java (?m)a$                              the end of a line
    java ^[^a]$                              `$` where a carriage return may stand before it
    java ^[^a][^b]?$                         `$` where a carriage return may stand before it
    java ^[^a[bc]]$                          a negated class of classes, which Java reads in its own way
    java ^[a&&&b]$                           an intersection that Java reads in its own way
    java ^[a-d&&[bc]d]$                      an intersection that Java reads in its own way
    "#);
}

#[test]
fn rewritten_pattern_is_readable() {
    let shown = [
        (Dialect::Python, r"^a{,3}$"),
        (Dialect::Python, r"\A[a-z]+\Z"),
        (Dialect::Python, r"^(?P<y>\d{4})-x"),
        (Dialect::Python, r"(?i)^[a-z]+\Z"),
        (Dialect::Python, r"^[\w.]+\Z"),
        (Dialect::Python, r"^.\Z"),
        (Dialect::Rust, r"^[[:alpha:]]+$"),
        (Dialect::Rust, r"^[\p{L}--[a-z]]$"),
        (Dialect::Rust, r"^\d+\s$"),
        (Dialect::Rust, r"(?i)^k$"),
        (Dialect::Java, r"^\w+\z"),
        (Dialect::Java, r"^\w+$"),
        (Dialect::Java, r"^[a-z&&[^bc]]\z"),
        (Dialect::Java, r"\Qa+b\E"),
        (Dialect::Java, r"^\p{Alpha}\z"),
    ]
    .map(|(dialect, text)| format!("{:6} {text:18} {}", dialect.id(), rewrite(text, dialect).unwrap()))
    .join("\n");
    insta::assert_snapshot!(shown, @r#"
    python ^a{,3}$            ^a{0,3}(?=\n?$)
    python \A[a-z]+\Z         ^[a-z]+$
    python ^(?P<y>\d{4})-x    ^(?<y>\p{Nd}{4})-x
    python (?i)^[a-z]+\Z      ^[A-Za-zİıſK]+$
    python ^[\w.]+\Z          ^[\p{L}\p{N}_.]+$
    python ^.\Z               ^[^\n]$
    rust   ^[[:alpha:]]+$     ^[A-Za-z]+$
    rust   ^[\p{L}--[a-z]]$   ^(?:(?![a-z])\p{L})$
    rust   ^\d+\s$            ^\p{Nd}+\p{White_Space}$
    rust   (?i)^k$            ^[KkK]$
    java   ^\w+\z             ^\w+$
    java   ^\w+$              ^\w+(?=(?:\r\n|[\n\r\x85\u2028\u2029])?$)
    java   ^[a-z&&[^bc]]\z    ^(?:(?=[^bc])[a-z])$
    java   \Qa+b\E            a\+b
    java   ^\p{Alpha}\z       ^[A-Za-z]$
    "#);
}

#[test]
fn long_and_deep_expressions_end() {
    for dialect in Dialect::FOREIGN {
        for text in [
            "a".repeat(10_001),
            "[".repeat(9_000),
            "(".repeat(9_000),
            format!("{}a{}", "(".repeat(4_000), ")*".repeat(2_000)),
            format!("[a{}", "~~b".repeat(3_000)),
            format!("[a{}]", "~~b".repeat(20)),
            format!("[a{}]", "&&[b".repeat(2_000)),
            "(?i)a".repeat(2_000),
            r"\b".repeat(4_000),
            r"(?i)\u{1e00}".repeat(800),
            "a{99999999999999999999999}".into(),
            "(?#".into(),
            "(?P<".into(),
            r"\x{110000}".into(),
            r"\".into(),
            "(?x)#".into(),
        ] {
            let _ = rewrite(&text, dialect);
        }
    }
}
