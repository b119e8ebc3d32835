use crate::compat::regex::{Pattern, PatternError};

fn error(text: &str) -> String {
    match Pattern::parse(text) {
        Ok(_) => "ok".into(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn expressions_of_ecma_262_are_read() {
    for text in [
        "",
        "a",
        "a|b",
        "|",
        "()",
        "(?:)",
        "(?=a)",
        "(?!a)b",
        "(?<=a)b",
        "a(?<!a|(?<=b)c)",
        r"(a)\1",
        r"\1(a)",
        r"(?<n>a)\k<n>",
        r"\k<n>(?<n>a)",
        "(?<name>a)",
        "(?<$_a1>a)",
        "a*?",
        "a+?",
        "a??",
        "a{2}?",
        "a{2,}",
        "a{2,3}",
        "^$",
        r"\b\B",
        "[]",
        "[^]",
        "[[]",
        r"[\b]",
        "[a-z]",
        "[-a]",
        "[a-]",
        "[^-]",
        r"\0",
        r"\cA",
        r"\x41",
        r"\u0041",
        r"\u{1F600}",
        r"\ud83d\ude00",
        r"\uD800",
        r"[\ud800-\udfff]",
        r"\p{L}",
        r"\P{Lu}",
        r"[\p{L}\d]",
        r"\p{Script=Greek}",
        r"\/",
        r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|",
        "(?=a)*",
        "[[]",
        "[^[]",
        "[[:a]",
        "[:alpha:]",
        "[a&b~c-]",
        "[a-z]&&[0-9]",
        "^[^]*$",
        "[]",
    ] {
        assert_eq!(error(text), "ok", "{text}");
    }
}

#[test]
fn sloppy_spellings_that_can_mean_one_thing_only_are_read() {
    for text in [
        "a{", "{}", "a{x}", "{", "}", "]", "a{1", "a{1,", "a{1,x}", "a{,x}", "{1,2,3}", r"\-", r"[\w-.]",
        r"\_", r"\@", r"\ ", r"\/", "[a-z]]", r"[\[\]]]",
    ] {
        assert_eq!(error(text), "ok", "{text}");
    }
}

#[test]
fn error_names_the_problem_and_the_place() {
    let errors = [
        "(",
        "ab)",
        "a(?:b",
        "[a",
        r"a\",
        "*",
        "a**",
        "^*",
        "a|*",
        r"\b+",
        "a{2}{3}",
        "(?a)",
        "(?",
        "(?>a)",
        "(?P<n>a)",
        "(?<>a)",
        "(?<1>a)",
        "(?<a",
        "(?i)a",
        "a{3,2}",
        "[z-a]",
        r"\A",
        r"\z",
        r"\1",
        r"(a)\2",
        r"\01",
        r"\c1",
        r"\x4",
        r"\u12",
        r"\u{110000}",
        r"\u{}",
        r"\u{41",
        r"\p",
        r"\p{Nope}",
        r"\p{L",
        r"\k<a>",
        r"[a-\d]",
        r"(?#a)",
        r"a++",
        r"\Q.\E",
        r"\h",
        r"\R",
        r"\e",
        r"\x{41}",
        r"\pL",
        r"\p{IsGreek}",
        r"\p{Digit}",
        r"[\b-\B]",
    ]
    .map(|text| format!("{text:11} {}", error(text)))
    .join("\n")
    .replace("not an ECMA-262 regular expression: ", "");
    insta::assert_snapshot!(errors, @r#"
    (           a group that is never closed, at character 0
    ab)         `)` closes nothing, at character 2
    a(?:b       a group that is never closed, at character 1
    [a          a class that is never closed, at character 0
    a\          `\` at the end, at character 1
    *           nothing to repeat, at character 0
    a**         nothing to repeat, at character 2
    ^*          nothing to repeat, at character 1
    a|*         nothing to repeat, at character 2
    \b+         nothing to repeat, at character 2
    a{2}{3}     nothing to repeat, at character 4
    (?a)        `(?` opens no kind of group, at character 0
    (?          `(?` opens no kind of group, at character 0
    (?>a)       `(?` opens no kind of group, at character 0
    (?P<n>a)    `(?` opens no kind of group, at character 0
    (?<>a)      a group name must be an identifier that `>` ends, at character 3
    (?<1>a)     a group name must be an identifier that `>` ends, at character 3
    (?<a        a group name must be an identifier that `>` ends, at character 3
    (?i)a       inline flags without `:`, at character 0
    a{3,2}      a counter whose bounds are out of order, at character 1
    [z-a]       a range of characters that is out of order, at character 1
    \A          an escaped letter or digit that means nothing, at character 0
    \z          an escaped letter or digit that means nothing, at character 0
    \1          a backreference to no group, at character 0
    (a)\2       a backreference to no group, at character 3
    \01         an escaped letter or digit that means nothing, at character 0
    \c1         `\c` without a letter, at character 0
    \x4         `\x` without two hexadecimal digits, at character 0
    \u12        `\u` without four hexadecimal digits or a code point in braces, at character 0
    \u{110000}  `\u` without four hexadecimal digits or a code point in braces, at character 0
    \u{}        `\u` without four hexadecimal digits or a code point in braces, at character 0
    \u{41       `\u` without four hexadecimal digits or a code point in braces, at character 0
    \p          no such Unicode property, at character 0
    \p{Nope}    no such Unicode property, at character 0
    \p{L        no such Unicode property, at character 0
    \k<a>       an escaped letter or digit that means nothing, at character 0
    [a-\d]      a range of characters that ends in a set, at character 1
    (?#a)       `(?` opens no kind of group, at character 0
    a++         nothing to repeat, at character 2
    \Q.\E       an escaped letter or digit that means nothing, at character 0
    \h          an escaped letter or digit that means nothing, at character 0
    \R          an escaped letter or digit that means nothing, at character 0
    \e          an escaped letter or digit that means nothing, at character 0
    \x{41}      `\x` without two hexadecimal digits, at character 0
    \pL         no such Unicode property, at character 0
    \p{IsGreek} no such Unicode property, at character 0
    \p{Digit}   no such Unicode property, at character 0
    [\b-\B]     an escaped letter or digit that means nothing, at character 4
    "#);
}

#[test]
fn unsupported_syntax_is_reported() {
    let errors = [
        "(?<=)a",
        r"(.)\1",
        r"(a*)\1",
        r"(?=(a|ab))\1",
        r"(?:(a)|b*)*\1",
        r"(?<n>a)(?<n>b)\k<n>",
        "(?i:a)",
        "(?s-m:a)",
        "a{99999999999999999999}",
    ]
    .map(|text| format!("{text:24} {}", error(text)))
    .join("\n")
    .replace("regular expression not supported: ", "");
    insta::assert_snapshot!(errors, @r"
    (?<=)a                   an empty lookbehind at the start, which marks an expression of another dialect
    (.)\1                    a backreference to a group that matches more than 1,000 texts
    (a*)\1                   a backreference to a group that matches more than 1,000 texts
    (?=(a|ab))\1             a backreference to a group inside a lookaround
    (?:(a)|b*)*\1            a backreference to a group in a loop whose rounds may read nothing
    (?<n>a)(?<n>b)\k<n>      a backreference to one of several groups with this name
    (?i:a)                   inline flags such as `(?i:…)`
    (?s-m:a)                 inline flags such as `(?i:…)`
    a{99999999999999999999}  a counter of more than 64 bits
    ");
}

#[test]
fn oversized_expression_is_refused_at_once() {
    let nested = |depth: usize, close: &str| format!("{}a{}", "(".repeat(depth), close.repeat(depth));
    for text in [
        "a".repeat(100_001),
        nested(15_000, "b){2}"),
        "(ab){1000000000000}".into(),
        "(?:(?:){2}(?:){2}){999999999999}".into(),
        "((()*){1000}){10000000}".into(),
        "((a{2}b){1000}){1000}".into(),
    ] {
        assert!(
            matches!(Pattern::parse(&text), Err(PatternError::Unsupported { .. })),
            "{text:.40}"
        );
    }
}

#[test]
fn large_or_deep_expression_is_read() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")*".repeat(depth));
    let lookaheads = |depth: usize| format!("{}a{}", "(?=".repeat(depth), ")".repeat(depth));
    for text in [
        "a".repeat(100_000),
        nested(33_000),
        lookaheads(20_000),
        "a{1000000000}".into(),
        "(a|b){0,1000000000}".into(),
    ] {
        assert_eq!(error(&text), "ok", "{text:.40}");
    }
}

#[test]
fn ambiguous_syntax_is_not_guessed() {
    let errors = [
        "^a{,3}$",
        "a{,}",
        "a{ 1, 2 }",
        "a{1, 2}",
        "a{1 }",
        "^[[:alpha:]]+$",
        "[[:^alpha:]]",
        "[[:alpha:]_]",
        r"[\p{L}--[a-z]]",
        r"[\w&&[^\d]]",
        "[a-z&&b]",
        "[!--]",
        "[a~~b]",
        "[a[bc]d]",
        "^[]a]$",
        "^[^]]$",
        "[][a-z]",
        r"\<a\>",
    ]
    .map(|text| format!("{text:15} {}", error(text)))
    .join("\n")
    .replace("not an unmistakable regular expression: ", "");
    insta::assert_snapshot!(errors, @r#"
    ^a{,3}$         a counter in other dialects, text in this one, at character 2
    a{,}            a counter in other dialects, text in this one, at character 1
    a{ 1, 2 }       a counter in other dialects, text in this one, at character 1
    a{1, 2}         a counter in other dialects, text in this one, at character 1
    a{1 }           a counter in other dialects, text in this one, at character 1
    ^[[:alpha:]]+$  `[:…:]` in a class names a set in other dialects, at character 2
    [[:^alpha:]]    `[:…:]` in a class names a set in other dialects, at character 1
    [[:alpha:]_]    `[:…:]` in a class names a set in other dialects, at character 1
    [\p{L}--[a-z]]  `--` in a class subtracts sets in other dialects: escape one, `\-`, at character 6
    [\w&&[^\d]]     `&&` in a class intersects sets in other dialects, at character 3
    [a-z&&b]        `&&` in a class intersects sets in other dialects, at character 4
    [!--]           `--` in a class subtracts sets in other dialects: escape one, `\-`, at character 2
    [a~~b]          `~~` in a class is a difference of sets in other dialects, at character 2
    [a[bc]d]        `]` ends a class in other dialects, where a class can hold classes, at character 7
    ^[]a]$          `]` at the start of a class is itself in other dialects, at character 2
    ^[^]]$          `]` at the start of a class is itself in other dialects, at character 3
    [][a-z]         `]` at the start of a class is itself in other dialects, at character 1
    \<a\>           `\<` and `\>` are ends of words in other dialects, at character 0
    "#);
}
