//! The matcher and the search against engines of others and against brute force, on random expressions.

use proptest::prelude::*;

use super::{Pattern, Search, StringSet, find, members};

/// Two word characters, and one that is not a word character and that `.` leaves out.
const LETTERS: [char; 3] = ['a', 'b', '\n'];

/// Expressions over a few letters that ECMA-262 and fancy-regex read alike.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "\n", "[ab]", "[^a]", r"[a\s]", ".", r"\w", r"\W", r"[\s\S]"]).prop_map(String::from),
        1 => prop::sample::select(vec!["^", "$", r"\b", r"\B", "(?:)"]).prop_map(String::from),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(|items| items.concat()),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|items| format!("(?:{})", items.join("|"))),
            3 => (inner.clone(), prop::sample::select(vec!["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}"]))
                .prop_map(|(item, count)| format!("(?:{item}){count}")),
            1 => inner.clone().prop_map(|item| format!("(?={item})")),
            1 => inner.clone().prop_map(|item| format!("(?!{item})")),
            1 => inner.clone().prop_map(|item| format!("(?<={item})")),
            1 => inner.prop_map(|item| format!("(?<!{item})")),
        ]
    })
}

/// Expressions without assertions.
fn plain_expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["a", "b", "[ab]", "[^a]", ".", r"\w", r"\W"]).prop_map(String::from);
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(|items| items.concat()),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|items| format!("(?:{})", items.join("|"))),
            3 => (inner, prop::sample::select(vec!["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}"]))
                .prop_map(|(item, count)| format!("(?:{item}){count}")),
        ]
    })
}

/// All texts of up to this many letters, shorter ones first.
fn texts(longest: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let until = all.len();
        for at in from..until {
            for letter in LETTERS {
                all.push(format!("{}{letter}", all[at]));
            }
        }
        from = until;
    }
    all
}

/// The same expression for fancy-regex. Its `$` is spelled `\z`; its `.`, `\w` and `\b` differ on other letters only.
/// None for loops over a bare assertion, which it refuses.
fn oracle(expression: &str) -> Option<fancy_regex::Regex> {
    fancy_regex::Regex::new(&expression.replace('$', r"\z")).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn matching_agrees_with_another_engine(expression in expression()) {
        let pattern = Pattern::parse(&expression).unwrap();
        let oracle = oracle(&expression);
        prop_assume!(oracle.is_some());
        let Some(oracle) = oracle else { return Ok(()) };
        for text in texts(5) {
            let Ok(expected) = oracle.is_match(&text) else { continue };
            prop_assert_eq!(pattern.is_match(&text), expected, "{} on {:?}", expression, text);
        }
    }

    #[test]
    fn a_search_finds_what_brute_force_finds(
        within in prop::collection::vec(expression(), 0..3),
        without in prop::collection::vec(expression(), 0..3),
        min_length in 0..3u64,
        max_length in prop::option::of(2..6u64),
        except in prop::collection::vec(0..40usize, 0..4),
    ) {
        let read = |texts: &[String]| -> Vec<Pattern> {
            texts.iter().map(|text| Pattern::parse(text).unwrap()).collect()
        };
        let (within_patterns, without_patterns) = (read(&within), read(&without));
        let all = texts(5);
        let set = StringSet {
            within: within_patterns.iter().collect(),
            without: without_patterns.iter().collect(),
            min_length,
            max_length,
            except: except.iter().map(|at| all[*at].as_str()).collect(),
        };
        let member = all.iter().find(|text| set.contains(text));
        match (find(&set, &mut 200_000), member) {
            (Search::Found(text), Some(member)) => {
                prop_assert!(set.contains(&text), "{:?}", text);
                prop_assert!(text.chars().count() <= member.chars().count(), "{text:?} is longer than {member:?}");
            }
            // Brute force knows few letters and short texts only.
            (Search::Found(text), None) => prop_assert!(set.contains(&text), "{:?}", text),
            (Search::Empty, member) => prop_assert_eq!(member, None),
            (Search::TooLong(length), _) => prop_assert!(false, "{} letters", length),
            (Search::Unknown(why), _) => prop_assert!(why.contains("ran out of steps"), "{}", why),
        }
    }

    #[test]
    fn a_long_text_is_found_where_its_end_is(
        within in plain_expression(),
        without in plain_expression(),
        count in prop::sample::select(vec![3u64, 70, 300]),
        more in 0..3u64,
    ) {
        let read = |text: String| Pattern::parse(&text).unwrap();
        let ends = [&within, &without].map(|end| read(format!("^(?:{end})$")));
        let whole = [&within, &without].map(|end| read(format!("^a{{{count},{}}}-(?:{end})$", count + more)));
        let set = |[within, without]: &'_ [Pattern; 2]| {
            let set = StringSet { within: vec![within], without: vec![without], ..StringSet::default() };
            find(&set, &mut 200_000)
        };
        match (set(&ends), set(&whole)) {
            (Search::Found(end), Search::Found(text)) => {
                prop_assert_eq!(text.chars().count() as u64, count + 1 + end.chars().count() as u64);
            }
            (Search::Empty, answer) => prop_assert_eq!(answer, Search::Empty),
            (end, whole) => prop_assert!(false, "{:?} and {:?}", end, whole),
        }
    }

    #[test]
    fn members_are_those_of_brute_force(
        within in prop::collection::vec(expression(), 1..3),
        without in prop::collection::vec(expression(), 0..2),
        max_length in prop::option::of(1..5u64),
        except in prop::collection::vec(0..40usize, 0..4),
    ) {
        const MOST: usize = 60;
        let read = |texts: &[String]| -> Vec<Pattern> {
            texts.iter().map(|text| Pattern::parse(text).unwrap()).collect()
        };
        let (within, without) = (read(&within), read(&without));
        let all = texts(4);
        let set = StringSet {
            within: within.iter().collect(),
            without: without.iter().collect(),
            min_length: 0,
            max_length,
            except: except.iter().map(|at| all[*at].as_str()).collect(),
        };
        let Ok(found) = members(&set, MOST, &mut 100_000) else { return Ok(()) };
        let lengths: Vec<usize> = found.texts.iter().map(|text| text.chars().count()).collect();
        prop_assert!(lengths.is_sorted());
        let distinct: std::collections::BTreeSet<&String> = found.texts.iter().collect();
        prop_assert_eq!(distinct.len(), found.texts.len());
        prop_assert!(found.is_all || found.texts.len() == MOST);
        let longest = if found.is_all { usize::MAX } else { *lengths.last().unwrap_or(&0) };
        for text in all.iter().filter(|text| text.chars().count() < longest && set.contains(text)) {
            prop_assert!(found.texts.contains(text), "{:?} is missing", text);
        }
    }
}
