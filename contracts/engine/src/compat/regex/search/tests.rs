use super::{Search, StringSet, find};
use crate::compat::regex::Pattern;

const FUEL: u64 = 300_000;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap_or_else(|error| panic!("{text:.60}: {error}"))
}

/// A text that the first matches and the second does not.
fn counterexample(inner: &str, outer: &str) -> Search {
    let (inner, outer) = (pattern(inner), pattern(outer));
    find(
        &StringSet {
            within: vec![&inner],
            without: vec![&outer],
            ..StringSet::default()
        },
        &mut FUEL.clone(),
    )
}

fn found(text: &str) -> Search {
    Search::Found(text.into())
}

#[test]
fn a_language_within_another_has_no_counterexample() {
    for (inner, outer) in [
        ("^a$", "a"),
        ("^abc$", "b"),
        ("^[a-f]{3}$", "^[a-z]+$"),
        ("^[a-z]{1,10}$", "^[a-z]{1,100000}$"),
        ("^[a-z]{1,100000}$", "^[a-z0-9]{1,100000}$"),
        ("^[a-z]{1000}$", "^.{1000}$"),
        ("a", ""),
        ("", "(?:)"),
        ("^$", "^a*$"),
        ("a+", "a"),
        ("a", "a+"),
        ("(ab)*", ""),
        ("^(ab)+$", "^a.*b$"),
        ("^(ab){0,3}$", "^(ab)*$"),
        ("^(a|b)*$", "^[ab]*$"),
        ("^[ab]*$", "^(a*b*)*$"),
        ("^(a*b*)*$", "^(a|b)*$"),
        ("^(aa)*$", "^a*$"),
        ("^(aaa|aa)*a{6}$", "^(aa|aaa)+$"),
        (r"^\d{4}-\d{2}-\d{2}$", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        (r"^\d{4}-(0[1-9]|1[0-2])$", r"^\d+-\d+$"),
        (r"^[\w.]+@[\w.]+$", "@"),
        (r"^[a-zA-Z0-9_]+$", r"^\w+$"),
        (r"^\w+$", r"^[a-zA-Z0-9_]+$"),
        (r"^.+$", r"^[^\n]+$"),
        ("^.*$", r"^[\s\S]*$"),
        (r"[\s\S]", "[^]"),
        ("foo$", "o$"),
        ("^foo|bar$", "foo|bar"),
        ("(^|,)a(,|$)", "a"),
        (r"\bfoo\b", "foo"),
        (r"^foo\b", r"^foo(?!\w)"),
        (r"^foo(?!\w)", r"^foo\b"),
        (r"^(?=.*\d)(?=.*[a-z]).{8,}$", r"^.*\d.*$"),
        (r"^(?!-)[a-z-]+$", "^[a-z][a-z-]*$"),
        ("^[a-z][a-z-]*$", r"^(?!-)[a-z-]+$"),
        ("^(?!foo$)[a-z]+$", "^[a-z]+$"),
        (r"^(?:a(?=b)|b)+$", "^(ab|b)+$"),
        ("^(ab|b)+$", r"^(?:a(?=b)|b)+$"),
        (r"^\p{Lu}+$", r"^\p{L}+$"),
        ("^[A-Z]+$", r"^\p{Lu}+$"),
        ("a^b", "[]"),
        (r"^\ud83d\ude00$", r"^\u{1F600}$"),
        ("^.{0,1000}x.{0,1000}$", "^.{0,1000}x.{0,1001}$"),
        (
            "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$",
            "^[0-9a-fA-F-]{36}$",
        ),
        ("a.{40}b", "a.{39,41}b"),
        ("^(a|ab)(c|bcd)$", "^(ac|abcd|abc|abbcd)$"),
        ("^((a+)+)+$", "^a+$"),
        ("^(a?){30}a{30}$", "^a{30,60}$"),
        (r"^[a-z]+(\.[a-z]+)*$", r"^[a-z.]+$"),
    ] {
        assert_eq!(
            counterexample(inner, outer),
            Search::Empty,
            "{inner} within {outer}"
        );
    }
}

#[test]
fn a_language_beyond_another_has_a_short_and_readable_counterexample() {
    for (inner, outer, text) in [
        ("a", "^a$", "aa"),
        ("", "a", ""),
        ("^[a-z]+$", "^[a-f]+$", "g"),
        ("^[a-z0-9]{2}$", "^[a-z]{2}$", "a0"),
        ("^[a-z]{1,101}$", "^[a-z]{1,100}$", &"a".repeat(101)),
        ("^(ab)*$", "^(abab)*$", "ab"),
        ("^a*$", "^(aa)*$", "a"),
        ("^(aa|aaa)*$", "^(aa)*$", "aaa"),
        ("^(aaa)+$", "^(aa)+$", "aaa"),
        (r"^\d+$", "^[1-9]", "0"),
        (r"^\w+$", "^[a-z]+$", "0"),
        (r"\w", "^[a-z]+$", "0"),
        (r"^\s$", "^ $", "\n"),
        ("[^]", ".", "\n"),
        ("^.$", r"^[\x00-\x7f]$", "À"),
        (r"^\S+$", r"^[!-~]+$", "À"),
        ("^[^@]+@[^@]+$", r"^\S+@\S+$", "a@ "),
        ("foo", r"\bfoo\b", "afoo"),
        (r"\bfoo\b", "^foo$", "foo!"),
        (r"^.{3}$", r"\B.\B", "aa!"),
        ("^(?!foo)[a-z]{3}$", "^[^f]", "faa"),
        (r"^(?=.*\d)(?=.*[A-Z])[^]{3}$", r"\d.?[A-Z]", "aA0"),
        ("^(?:a(?=b|$)|b)*$", "b$|^$", "a"),
        ("(^a|b$)", "^[ab]$", "aa"),
        ("a$", "^a", "ba"),
        ("^[0-9]{1,20}$", "^[0-9]{1,19}$", "00000000000000000000"),
        (r"^\p{L}$", "^[a-zA-Z]$", "À"),
        ("^😀+$", "^😀$", "😀😀"),
        ("^(?:x|y)(?:x|y)$", "^(xx|xy|yx)$", "yy"),
        (r"^a\b.", "^a-", "a!"),
        ("a.{9}b", "^a.{9}b", "aaaaaaaaaaab"),
    ] {
        assert_eq!(
            counterexample(inner, outer),
            found(text),
            "{inner} within {outer}"
        );
    }
}

#[test]
fn lengths_count_code_points_and_exclusions_are_kept() {
    let (word, number) = (pattern("^[A-Z]+[0-9]*$"), pattern("^AA?[0-9]*$"));
    let set = StringSet {
        within: vec![&word],
        without: vec![&number],
        min_length: 4,
        max_length: Some(6),
        except: vec!["AAA0", "AAA1"],
    };
    assert_eq!(find(&set, &mut FUEL.clone()), found("AAA2"));

    let face = pattern("^😀*$");
    let set = StringSet {
        within: vec![&face],
        min_length: 2,
        max_length: Some(2),
        ..StringSet::default()
    };
    assert_eq!(find(&set, &mut FUEL.clone()), found("😀😀"));
    let set = StringSet {
        except: vec!["😀😀", "x"],
        ..set
    };
    assert_eq!(find(&set, &mut FUEL.clone()), Search::Empty);
}

#[test]
fn a_set_without_patterns_has_members_too() {
    assert_eq!(find(&StringSet::default(), &mut FUEL.clone()), found(""));
    let set = StringSet {
        except: vec!["", "a", "b"],
        ..StringSet::default()
    };
    assert_eq!(find(&set, &mut FUEL.clone()), found("c"));
    let set = StringSet {
        min_length: 3,
        ..StringSet::default()
    };
    assert_eq!(find(&set, &mut FUEL.clone()), found("aaa"));
    let set = StringSet {
        min_length: 3,
        max_length: Some(2),
        ..StringSet::default()
    };
    assert_eq!(find(&set, &mut FUEL.clone()), Search::Empty);
    let set = StringSet {
        max_length: Some(0),
        except: vec![""],
        ..StringSet::default()
    };
    assert_eq!(find(&set, &mut FUEL.clone()), Search::Empty);
}

#[test]
fn all_excluded_texts_stay_out() {
    let texts: Vec<String> = (0..1_000).map(|n| format!("{n:03}")).collect();
    let digits = pattern("^[0-9]{3}$");
    let mut except: Vec<&str> = texts.iter().map(String::as_str).collect();
    let all = StringSet {
        within: vec![&digits],
        except: except.clone(),
        ..StringSet::default()
    };
    assert_eq!(find(&all, &mut FUEL.clone()), Search::Empty);
    except.retain(|text| *text != "738");
    let but_one = StringSet { except, ..all };
    assert_eq!(find(&but_one, &mut FUEL.clone()), found("738"));

    let nested: Vec<String> = (0..400).map(|n| "a".repeat(n)).collect();
    let set = StringSet {
        within: vec![],
        max_length: Some(400),
        except: nested.iter().map(String::as_str).collect(),
        ..StringSet::default()
    };
    assert_eq!(find(&set, &mut FUEL.clone()), found("b"));
}

#[test]
fn the_same_question_has_the_same_answer_and_price() {
    let (inner, outer) = (pattern(r"^(\w+-)*\w+$"), pattern("^[a-z0-9]+(-[a-z]+)?$"));
    let set = StringSet {
        within: vec![&inner],
        without: vec![&outer],
        ..StringSet::default()
    };
    let first = ask_anew(&set, FUEL);
    assert!((0..10).all(|_| ask_anew(&set, FUEL) == first));
}

fn ask(set: &StringSet<'_>, mut fuel: u64) -> (Search, u64) {
    (find(set, &mut fuel), fuel)
}

/// The same by a thread that has asked nothing.
fn ask_anew(set: &StringSet<'_>, fuel: u64) -> (Search, u64) {
    std::thread::scope(|scope| scope.spawn(|| ask(set, fuel)).join().expect("no panic"))
}

#[test]
fn kept_answer_costs_the_fuel_that_it_took_to_find() {
    let patterns = ["^a+$", "^(aa)+$", "^[ab]{3}$", "^b{2}", "^a{70}b?$"].map(pattern);
    let mut sets = Vec::new();
    for within in &patterns {
        for without in &patterns {
            for (min_length, max_length, except) in [
                (0, None, vec![]),
                (2, None, vec!["aa"]),
                (2, Some(3), vec!["aa", "a"]),
                // As long together as the ones before, and cut elsewhere.
                (2, Some(3), vec!["a", "aa"]),
            ] {
                sets.push(StringSet {
                    within: vec![within],
                    without: vec![without],
                    min_length,
                    max_length,
                    except,
                });
            }
        }
    }
    for _ in 0..2 {
        for set in &sets {
            let anew = ask_anew(set, FUEL);
            assert_eq!(ask(set, FUEL), anew, "{set:?}");
            let used = FUEL - anew.1;
            for fuel in [used / 2, used - 1, used, used + 1] {
                assert_eq!(ask(set, fuel), ask_anew(set, fuel), "{fuel} for {set:?}");
            }
            assert_eq!(ask(set, FUEL), anew, "{set:?}");
        }
    }
}

#[test]
fn hostile_questions_end_within_their_fuel() {
    let literal = "ab".repeat(49_000);
    let nested = format!("^{}a{}$", "(".repeat(10_000), "?b)*".repeat(10_000));
    let lookaheads = ('a'..='l').map(|c| format!("(?=.*{c})")).collect::<String>();
    let distinct: String = (0x4E00..0x4E00 + 20_000).filter_map(char::from_u32).collect();
    for (inner, outer) in [
        ("((a|a)*){1000}", "b"),
        ("^((a|a)*){1000}$", "^a*b$"),
        ("^.{0,1000}x.{0,1000}$", "^.{0,1000}y.{0,1000}$"),
        ("^.{0,1000}x.{0,1000}$", "^.{0,999}x.{0,1000}$"),
        ("a.{40}b", "b.{40}a"),
        ("a", "a.{40}b"),
        ("(a|b)*a(a|b){60}$", "(a|b)*b(a|b){60}$"),
        ("^(a{1,1000}b{1,1000}){1,100}$", "^(a{1,999}b{1,1000}){1,100}$"),
        ("^a{1000000000}$", "^a{999999999}$"),
        ("^(aa|aaaaa|aaaaaaa){100}$", "^(aaa|aaaaa){1,1000}$"),
        (&format!("^{lookaheads}"), "^.{30}"),
        ("^(a?){500}$", "^(aa?){250}$"),
        (&format!("^{literal}$"), &format!("^{literal}a?$")),
        (&format!("^({literal})*$"), "^(ab)*$"),
        (&nested, "^[ab]*$"),
        (&distinct, "^a"),
        (&"a?b?c?".repeat(15_000), "^a"),
        (&format!("^{}", "a?b?c?".repeat(15_000)), "^[abc]{0,45001}$"),
        (&format!("^{}$", "^".repeat(90_000)), "^a"),
        (
            &format!("^{}b{}$", "(a|".repeat(12_000), "|c)d".repeat(12_000)),
            "^[a-d]*$",
        ),
        (r"^(\p{L}|\p{N}|\p{P})+$", r"^[\p{L}\p{N}]*(\p{P}[\p{L}\p{N}]*)*$"),
        (
            "^(?:(?:a|b|c|d|e|f|g)(?:a|b|c|d|e|f|g)?){200}$",
            "^(?:[a-g]{2}|[a-f]){200}$",
        ),
        ("^(?:(?!(?:a|b){3}c)[abc]){40}$", "^(?:[abc]{3}(?!c)){10,}$"),
        (
            "((((((((((a*)*)*)*)*)*)*)*)*)*)*b",
            "((((((((((a+)+)+)+)+)+)+)+)+)+)+c",
        ),
    ] {
        let (inner, outer) = (pattern(inner), pattern(outer));
        for (within, without) in [(&inner, &outer), (&outer, &inner)] {
            let set = StringSet {
                within: vec![within],
                without: vec![without],
                ..StringSet::default()
            };
            let mut fuel = FUEL / 3;
            let answer = find(&set, &mut fuel);
            assert!(fuel <= FUEL / 3);
            match answer {
                Search::Found(text) => assert!(set.contains(&text)),
                Search::Empty => assert!(fuel > 0),
                Search::TooLong(length) => assert!(length >= 999_999_999),
                Search::Unknown(_) => assert_eq!(fuel, 0),
            }
        }
    }
}

#[test]
fn the_last_of_many_letters_is_the_one_that_a_boundary_asks_for() {
    for count in [63, 64, 65, 300, 5_000] {
        let letters = |last: &str| "a".repeat(count - 1) + last;
        for (asked, text) in [
            (format!(r"^[a-z ]{{{count}}}\B$"), letters(" ")),
            (format!(r"^[a-z ]{{{count}}}\b$"), letters("a")),
            (format!(r"^[a-z ]{{{count}}}\ba$"), letters(" ") + "a"),
            (format!(r"^[a-z ]{{{count},}}(?:\Bb|\b-)$"), letters("a") + "b"),
            (
                format!(r"^(?=[a -]{{{count}}}\b )[a-]{{{count},}} $"),
                letters("a") + " ",
            ),
        ] {
            assert_eq!(counterexample(&asked, "[]"), found(&text), "{asked}");
        }
        let never = format!(r"^[ -]{{{count}}}\b$");
        assert_eq!(counterexample(&never, "[]"), Search::Empty, "{never}");
    }
}
