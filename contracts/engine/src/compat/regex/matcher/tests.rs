use crate::compat::regex::Pattern;

fn is_match(pattern: &str, text: &str) -> bool {
    Pattern::parse(pattern)
        .unwrap_or_else(|error| panic!("{pattern}: {error}"))
        .is_match(text)
}

#[test]
fn expressions_match_as_ecma_262_says() {
    // Expression, texts that it matches, texts that it does not. Checked against a JavaScript engine.
    let table: &[(&str, &[&str], &[&str])] = &[
        ("", &["", "a"], &[]),
        ("b", &["b", "abc"], &["", "a"]),
        ("^b", &["bc"], &["ab"]),
        ("b$", &["ab"], &["bc", "b\n"]),
        ("^a|b$", &["ax", "xb"], &["xa", "bx"]),
        ("^(a|b)*$", &["", "abba"], &["abc"]),
        ("a^b", &[], &["ab", "a^b", "a\nb"]),
        ("(^a|b)c", &["ac", "xbc"], &["xac"]),
        ("(a$|b)", &["xa", "bx"], &["ax"]),
        (
            ".",
            &["a", "\u{85}", "😀"],
            &["", "\n", "\r", "\u{2028}", "\u{2029}"],
        ),
        ("^.$", &["😀", "é"], &["ab", "e\u{301}"]),
        ("[]", &[], &["", "a"]),
        ("[^]", &["\n", "a"], &[""]),
        ("^[[]$", &["["], &["a"]),
        (r"^[\b]$", &["\u{8}"], &["b"]),
        (r"^[^\d]$", &["a", "٣"], &["3"]),
        (r"^\d$", &["3"], &["٣", "a"]),
        (r"^\w$", &["_", "Z"], &["é", "-"]),
        (
            r"^\s$",
            &[" ", "\u{a0}", "\u{feff}", "\u{b}", "\u{2029}"],
            &["\u{85}", "\u{200b}", "\u{180e}"],
        ),
        (r"^[\w-.]$", &["-", ".", "a"], &[",", "/"]),
        (r"^[a-c-e]$", &["a", "b", "-", "e"], &["d"]),
        (r"^[-a]$", &["-", "a"], &["b"]),
        (r"^[a&b]$", &["a", "b", "&"], &["c"]),
        (r"^\0$", &["\0"], &["0"]),
        (r"^\cJ$", &["\n"], &["J"]),
        (r"^\x41\u0042\u{43}$", &["ABC"], &["abc"]),
        (r"^\ud83d\ude00$", &["😀"], &["\u{d7ff}"]),
        (r"^[\ud83d\ude00-\ud83d\ude02]$", &["😀", "😁"], &["😃"]),
        (r"\ud83d", &[], &["😀", "a"]),
        (r"^\p{Lu}\P{Lu}$", &["Éé"], &["éÉ"]),
        ("^a{2}$", &["aa"], &["a", "aaa"]),
        ("^a{2,3}$", &["aa", "aaa"], &["a", "aaaa"]),
        ("^a{2,}$", &["aa", "aaaaa"], &["a"]),
        ("^a{0}$", &[""], &["a"]),
        ("^(ab){2,3}$", &["abab", "ababab"], &["ab", "abababab", "aba"]),
        ("^(ab?){2}$", &["aa", "aba", "abab"], &["a", "aaa", "abb"]),
        ("^(a{2}|b){2}c$", &["aabc", "bbc", "aaaac"], &["aac", "abc"]),
        (
            "^[ab]{2,3}a{1,2}b$",
            &["aaab", "bbaab", "bbbab"],
            &["aab", "bbbb", "bbbaaab"],
        ),
        ("^a{,x}$", &["a{,x}"], &["a", "aa"]),
        ("^a{$", &["a{"], &["a"]),
        ("^x]}$", &["x]}"], &["x"]),
        (r"^\-\@$", &["-@"], &[r"\-\@"]),
        (r"\bfoo\b", &["foo", "a foo.", "é foo", "éfoo"], &["afoo", "foo1"]),
        (r"\Boo\b", &["foo"], &["oo", " oo"]),
        (r"^\b$", &[], &["", "a"]),
        (r"^\B$", &[""], &["a"]),
        (r"a\b.", &["a-"], &["ab", "a"]),
        ("^(?=x$)x$", &["x"], &["xx", ""]),
        ("^(?!foo).*$", &["bar", "", "fo"], &["foo", "foobar"]),
        ("^(?=.*a)(?=.*b).{3}$", &["abc", "xba"], &["aac", "ab", "abcd"]),
        ("a(?!b)", &["ac", "a", "aba"], &["ab"]),
        ("^(?:a(?=b|$)|b)*$", &["abab", "ba"], &["aab", "aa"]),
        ("^(?!.*(.)x)", &["x", "a", "\nax"], &["ax"]),
        ("^(?=(?!b)[^])(?!a)", &["c"], &["a", "b", ""]),
        ("(?=a)*", &["", "b"], &[]),
        ("^(?:(?=a)){2}a", &["a"], &["b"]),
        ("^(a*)*$", &["", "aaa"], &["b"]),
        ("^(?:a|ab)(?:c|bcd)(?:d*)$", &["abcd", "acd", "abc"], &["abd"]),
        ("^(|a)+b", &["b", "aab"], &["c"]),
    ];
    for (pattern, yes, no) in table {
        for text in *yes {
            assert!(is_match(pattern, text), "{pattern} matches {text:?}");
        }
        for text in *no {
            assert!(!is_match(pattern, text), "{pattern} does not match {text:?}");
        }
    }
}

#[test]
fn a_counter_over_one_class_knows_each_place_where_it_was_entered() {
    // An entry that has grown too long must not hide a later one.
    let pattern = Pattern::parse("b?[ab]{2,3}c").unwrap();
    for (text, expected) in [
        ("aac", true),
        ("ac", false),
        ("aaaaaac", true),
        ("bac", true),
        ("xac", false),
    ] {
        assert_eq!(pattern.is_match(text), expected, "{text}");
    }
    let pattern = Pattern::parse("^(?:x[ab]{3}|x[ab]{5})$").unwrap();
    for length in 0..9 {
        let text = format!("x{}", "ab".repeat(5).get(..length).unwrap_or_default());
        assert_eq!(pattern.is_match(&text), length == 3 || length == 5, "{text}");
    }
}

#[test]
fn patterns_that_explode_elsewhere_take_time_in_proportion_to_the_text() {
    let text = "a".repeat(5_000);
    for (pattern, expected) in [
        ("^(a|a)*$", true),
        ("^(a*)*b$", false),
        ("^((a+)+)+$", true),
        ("^(a|aa)+b", false),
        ("^.{0,1000}x.{0,1000}$", false),
        ("a.{40}b", false),
        ("^(?=(a+)+$)(?!(a|a)+b)", true),
        ("^a{1,1000000000}$", true),
        ("(a?){500}b", false),
    ] {
        assert_eq!(is_match(pattern, &text), expected, "{pattern}");
    }
}

#[test]
fn deep_and_long_expressions_match_without_a_deep_stack() {
    let nested = format!("^{}a{}$", "(".repeat(30_000), ")*".repeat(30_000));
    assert!(is_match(&nested, "aaa"));
    assert!(!is_match(&nested, "ab"));
    let literal = "a".repeat(99_998);
    assert!(is_match(&format!("^{literal}$"), &literal));
    assert!(!is_match(&format!("^{literal}$"), &literal[1..]));
}
