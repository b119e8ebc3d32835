//! The texts of floats as the keys of a map: those that the type can hold. More may be read: of a text with many digits and
//! an exponent, both together decide, and no pattern counts both.

use crate::derived::digits::positive_up_to;

/// The greatest float of a type, as it is written.
struct Greatest {
    /// The digit before the point.
    digit: u8,
    /// Those after it.
    fraction: &'static str,
    exponent: u32,
}

const F64: Greatest = Greatest {
    digit: 1,
    fraction: "7976931348623157",
    exponent: 308,
};

const F32: Greatest = Greatest {
    digit: 3,
    fraction: "4028235",
    exponent: 38,
};

/// The pattern of the texts, for a schema with this format. It has every text that serde_json writes.
pub(super) fn pattern(format: Option<&str>) -> String {
    match format {
        Some("float") => within(&F32),
        _ => within(&F64),
    }
}

fn within(greatest: &Greatest) -> String {
    let Greatest { digit, exponent, .. } = greatest;
    // One digit less than the greatest, and an exponent only below zero.
    let plain = format!("(0|[1-9][0-9]{{0,{}}})(\\.[0-9]+)?([eE]-[0-9]+)?", exponent - 1);
    // An exponent that leaves room for the digits before it.
    let room = up_to_number(exponent - 18);
    let digits = format!("(0|[1-9][0-9]{{0,16}})(\\.[0-9]+)?[eE]\\+?0*({room})");
    let below = up_to_number(exponent - 1);
    let one_digit = format!("[0-9](\\.[0-9]+)?[eE]\\+?0*({below})");
    let fractions = up_to(greatest.fraction).join("|");
    let lesser = digit - 1;
    let last = format!("([0-{lesser}](\\.[0-9]+)?|{digit}(\\.({fractions}))?)[eE]\\+?0*{exponent}");
    format!("^-?({plain}|{digits}|{one_digit}|{last})$")
}

/// The numbers from 0 to one, as alternatives.
fn up_to_number(greatest: u32) -> String {
    format!("0|{}", positive_up_to(&greatest.to_string()).join("|"))
}

/// The fractions with no more digits than this one that are not greater.
fn up_to(greatest: &str) -> Vec<String> {
    let mut ways = Vec::new();
    for (at, digit) in greatest.bytes().enumerate() {
        let (before, more) = (&greatest[..at], greatest.len() - at - 1);
        if digit > b'0' {
            let more = if more == 0 {
                String::new()
            } else {
                format!("[0-9]{{0,{more}}}")
            };
            ways.push(format!("{before}[0-{}]{more}", char::from(digit - 1)));
        }
        ways.push(greatest[..=at].to_owned());
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::pattern;

    fn has(text: &str) -> bool {
        is_in("double", text)
    }

    fn is_in(format: &str, text: &str) -> bool {
        let pattern = fancy_regex::Regex::new(&pattern(Some(format))).unwrap();
        pattern.is_match(text).unwrap()
    }

    #[test]
    fn every_float_is_a_key_as_it_is_written() {
        let (double, single) = (pattern(Some("double")), pattern(Some("float")));
        let regex = |pattern: &str| fancy_regex::Regex::new(pattern).unwrap();
        let (double, single) = (regex(&double), regex(&single));
        let mut bits = 0x7e57_u64;
        let many = (0..5_000).map(|_| {
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            bits ^ (bits >> 29)
        });
        let edges = [
            0,
            1,
            f64::MIN_POSITIVE.to_bits(),
            1e16_f64.to_bits(),
            0.1_f64.to_bits(),
        ];
        let below = (0..500).map(|less| f64::MAX.to_bits() - less);
        for bits in many.chain(edges).chain(below) {
            let float = f64::from_bits(bits);
            let short = f32::from_bits((bits >> 32) as u32);
            let text = serde_json::to_string(&float).unwrap();
            assert!(!float.is_finite() || double.is_match(&text).unwrap(), "{text}");
            let text = serde_json::to_string(&short).unwrap();
            assert!(!short.is_finite() || single.is_match(&text).unwrap(), "{text}");
        }
        for less in 0..500 {
            let text = serde_json::to_string(&f32::from_bits(f32::MAX.to_bits() - less)).unwrap();
            assert!(single.is_match(&text).unwrap(), "{text}");
        }
    }

    #[test]
    fn a_key_that_is_no_float_is_none() {
        for text in [
            "1e309",
            "1e400",
            "-1e400",
            "1.7976931348623158e308",
            "1.8e308",
            "2e308",
            "10e308",
            "123e307",
            "1e99999",
            "01",
            "-01",
            ".5",
            "1.",
            "+1",
            "",
            "-",
            "1e",
            "1e+",
            "NaN",
            "inf",
            " 1",
            "1 ",
        ] {
            assert!(!has(text), "{text}");
        }
        assert!(!has(&format!("1{}", "0".repeat(308))));
        for text in [
            "1e308",
            "1.7976931348623157e+308",
            "-9.9E307",
            "0e308",
            "1.5e-400",
        ] {
            assert!(text.is_empty() || has(text), "{text}");
        }
        assert!(has(&format!("9{}.5e-3", "9".repeat(307))));
        for (text, is_read) in [
            ("3.4028235e38", true),
            ("3.4028236e38", false),
            ("2.9999999999e38", true),
            ("4e38", false),
            ("1e39", false),
            ("99999999999999999e20", true),
            ("99999999999999999e22", false),
            ("1e37", true),
        ] {
            assert_eq!(is_in("float", text), is_read, "{text}");
        }
    }
}
