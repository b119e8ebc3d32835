//! The texts of integers as the keys of a map: without a plus and leading zeros, and within all limits of their schema.

use num_bigint::BigInt;
use num_traits::Signed;

use super::super::marks::Marks;
use super::integers;
use crate::derived::digits::positive_up_to;
use counterpart_engine::json::{Json, Number, Object};

/// The keywords that [`pattern`] knows.
pub(super) const KEYWORDS: [&str; 6] = [
    "type",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "not",
];

/// The pattern of the texts. `None` if there are more of them than any integer type reads, or if it has another `not`
/// than that of zero.
pub(super) fn pattern(keys: &Object) -> Option<String> {
    let not = keys.get("not").map(ToString::to_string);
    let without_zero = match not.as_deref() {
        None => false,
        Some(r#"{"const":0}"#) => true,
        Some(_) => return None,
    };
    let (least, greatest) = range(keys)?;
    let one = BigInt::from(1);
    let mut ways = Vec::new();
    if !without_zero && !least.is_positive() && !greatest.is_negative() {
        ways.push("0".to_owned());
    }
    if greatest.is_positive() {
        ways.extend(between(&least.clone().max(one.clone()), &greatest));
    }
    if least.is_negative() {
        let from = -greatest.min(-one);
        let negative = between(&from, &-least);
        ways.push(format!("-({})", negative.join("|")));
    }
    Some(match ways.is_empty() {
        // There is none.
        true => "^[^\\s\\S]$".to_owned(),
        false => format!("^({})$", ways.join("|")),
    })
}

/// The least and the greatest integer that a schema allows.
fn range(keys: &Object) -> Option<(BigInt, BigInt)> {
    let number = |key: &str| keys.get(key).and_then(Json::as_number);
    let format = keys
        .get("format")
        .and_then(Json::as_str)
        .and_then(integers::range);
    let marked = integers::of_texts(&Marks::of(keys).range);
    let ranges = [format, marked].into_iter().flatten();
    let (mut least, mut greatest): (Vec<BigInt>, Vec<BigInt>) = ranges
        .map(|(least, greatest): (Number, Number)| (least.ceil(), greatest.floor()))
        .unzip();
    least.extend(number("minimum").map(Number::ceil));
    least.extend(number("exclusiveMinimum").map(|number| number.floor() + 1));
    greatest.extend(number("maximum").map(Number::floor));
    greatest.extend(number("exclusiveMaximum").map(|number| number.ceil() - 1));
    Some((least.into_iter().max()?, greatest.into_iter().min()?))
}

/// The positive integers from one to another.
fn between(least: &BigInt, greatest: &BigInt) -> Vec<String> {
    if least > greatest {
        return Vec::new();
    }
    if *least == BigInt::from(1) {
        return positive_up_to(&greatest.to_string());
    }
    let (first, last) = (least.to_string(), greatest.to_string());
    if first.len() == last.len() {
        return of_one_length(&first, &last);
    }
    let mut ways = of_one_length(&first, &"9".repeat(first.len()));
    match (first.len(), last.len() - 1) {
        (fewer, more) if fewer == more => {}
        (fewer, more) if fewer + 1 == more => ways.push(format!("[1-9][0-9]{{{fewer}}}")),
        (fewer, more) => ways.push(format!("[1-9][0-9]{{{fewer},{}}}", more - 1)),
    }
    ways.extend(of_one_length(&format!("1{}", "0".repeat(last.len() - 1)), &last));
    ways
}

/// The texts of as many digits from one to another: those that share more digits with the first one, those with another
/// digit in between, those that share more with the last.
fn of_one_length(first: &str, last: &str) -> Vec<String> {
    let count = first.len();
    let (Some(from), Some(to)) = (first.bytes().next(), last.bytes().next()) else {
        return vec![String::new()];
    };
    let shared = |digit: u8, first: &str, last: &str| {
        let rest = of_one_length(first, last);
        rest.into_iter()
            .map(move |rest| format!("{}{rest}", char::from(digit)))
    };
    if from == to {
        return shared(from, &first[1..], &last[1..]).collect();
    }
    let (zeros, nines) = ("0".repeat(count - 1), "9".repeat(count - 1));
    let (takes_first, takes_last) = (first[1..] == zeros, last[1..] == nines);
    let mut ways = Vec::new();
    if !takes_first {
        ways.extend(shared(from, &first[1..], &nines));
    }
    let (low, high) = (from + u8::from(!takes_first), to - u8::from(!takes_last));
    if low <= high {
        let digit = match low == high {
            true => char::from(low).to_string(),
            false => format!("[{}-{}]", char::from(low), char::from(high)),
        };
        let rest = match count - 1 {
            0 => String::new(),
            1 => "[0-9]".to_owned(),
            more => format!("[0-9]{{{more}}}"),
        };
        ways.push(format!("{digit}{rest}"));
    }
    if !takes_last {
        ways.extend(shared(to, &zeros, &last[1..]));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::pattern;
    use counterpart_engine::json::{Json, parse};

    fn of(schema: &str) -> Option<String> {
        let schema: Json = parse(schema.as_bytes()).unwrap();
        pattern(schema.as_object().unwrap())
    }

    #[test]
    fn the_pattern_of_a_range_fits_the_integers_in_it() {
        let bounds = [
            -1000, -999, -120, -101, -100, -99, -12, -10, -9, -2, -1, 0, 1, 2, 9, 10, 11, 42, 99, 100, 101,
            109, 190, 899, 999, 1000, 1234,
        ];
        for least in bounds {
            for greatest in bounds.into_iter().filter(|greatest| *greatest >= least) {
                let pattern = of(&format!(r#"{{"minimum":{least},"maximum":{greatest}}}"#)).unwrap();
                let regex = fancy_regex::Regex::new(&pattern).unwrap();
                for number in -1_300..1_300 {
                    assert_eq!(
                        regex.is_match(&number.to_string()).unwrap(),
                        (least..=greatest).contains(&number),
                        "{number} in {least}..={greatest}: {pattern}"
                    );
                }
                for text in ["-0", "00", "01", "-01", "", "-", "+1", "1.0"] {
                    assert!(!regex.is_match(text).unwrap(), "{text:?}: {pattern}");
                }
            }
        }
    }

    #[test]
    fn the_narrowest_limits_count() {
        let same = [
            r#"{"format":"uint8","maximum":59}"#,
            r#"{"format":"uint8","maximum":59.5,"minimum":-5}"#,
            r#"{"format":"uint8","exclusiveMaximum":60,"exclusiveMinimum":-1}"#,
            r#"{"maximum":100,"minimum":-0.5,"x-counterpart":{"range":["-3","59"]}}"#,
        ];
        for schema in same {
            assert_eq!(
                of(schema).as_deref(),
                Some("^(0|[1-9]|[1-4][0-9]|5[0-8]|59)$"),
                "{schema}"
            );
        }
        assert_eq!(
            of(r#"{"minimum":0,"maximum":0,"not":{"const":0}}"#).as_deref(),
            Some("^[^\\s\\S]$")
        );
        assert_eq!(of(r#"{"minimum":0}"#), None);
        assert_eq!(of(r#"{"format":"uint8","not":{"const":1}}"#), None);
    }
}
