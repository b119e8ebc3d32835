//! Numbers: the ranges of every integer type, floats that JSON has no word for, and how a number is written.

use counterpart::Contract;
use serde::{Deserialize, Serialize};
use std::num::{NonZeroI64, NonZeroU8, NonZeroU128};

use super::entry::{Claim, Entry, Of, both, reads, writes};

pub(crate) fn entries() -> Vec<Entry> {
    let mut all = Vec::new();
    macro_rules! integer {
        ($name:literal, $ty:ty, $($text:literal)*) => {
            all.extend(both::<$ty>(&[Of::Row(1)], $name, &[$($text),*, "0", "1", "\"1\"", "0.5", "null"], &["0.5", "\"1\""]));
        };
    }
    integer!("`i8`", i8, "127" "128" "-128" "-129");
    integer!("`u8`", u8, "255" "256" "-1");
    integer!("`i16`", i16, "32767" "32768" "-32768" "-32769");
    integer!("`u16`", u16, "65535" "65536" "-1");
    integer!("`i32`", i32, "2147483647" "2147483648" "-2147483648" "-2147483649" "5000000000");
    integer!("`u32`", u32, "4294967295" "4294967296" "-1");
    integer!("`i64`", i64, "9223372036854775807" "9223372036854775808" "-9223372036854775808" "-9223372036854775809");
    integer!("`u64`", u64, "18446744073709551615" "18446744073709551616" "-1");
    integer!("`isize`", isize, "9223372036854775807" "9223372036854775808");
    integer!("`usize`", usize, "18446744073709551615" "18446744073709551616" "-1");
    integer!("`i128`", i128, "170141183460469231731687303715884105727" "170141183460469231731687303715884105728");
    integer!("`u128`", u128, "340282366920938463463374607431768211455" "340282366920938463463374607431768211456");
    all.extend(both::<NonZeroU8>(
        &[Of::Row(1)],
        "`NonZeroU8`",
        &["1", "0", "255", "256"],
        &["0", "256"],
    ));
    all.extend(both::<NonZeroI64>(
        &[Of::Row(1)],
        "`NonZeroI64`",
        &["-1", "0", "9223372036854775808"],
        &["0"],
    ));
    all.extend(both::<NonZeroU128>(
        &[Of::Row(1)],
        "`NonZeroU128`",
        &["1", "0", "340282366920938463463374607431768211456"],
        &["0"],
    ));

    let nan = Of::Row(9);
    all.extend(both::<f64>(
        &[nan],
        "`f64`, finite",
        &["0.5", "1e300", "null", "\"NaN\""],
        &["null"],
    ));
    for (what, value) in [("`f64`, NaN", f64::NAN), ("`f64`, infinite", f64::INFINITY)] {
        all.push(writes(&[nan], what, &[value], &[]).claims(Claim::Assumed("finite-floats")));
    }

    #[derive(Serialize, Deserialize, Contract)]
    struct Counted {
        count: u64,
    }
    let whole = "an integer written as `1.0`, `1e3` or `-0`";
    let texts = [
        r#"{"count":1.0}"#,
        r#"{"count":1e3}"#,
        r#"{"count":-0}"#,
        r#"{"count":1}"#,
        r#"{"count":1.5}"#,
    ];
    all.push(reads::<Counted>(&[Of::Row(12)], whole, &texts).claims(Claim::Assumed("plain-integers")));
    let never = [r#"{"count":0.5}"#];
    all.push(writes(
        &[Of::Row(12)],
        "an integer field, which serde writes plainly",
        &[Counted { count: 7 }],
        &never,
    ));

    let narrow = [
        "1e38",
        "3.4028235e38",
        "-3.4028235e38",
        "3.5e38",
        "-3.5e38",
        "1e300",
        "\"1\"",
    ];
    all.extend(both::<f32>(
        &[Of::Row(27)],
        "`f32` beyond its range, with the feature `float_roundtrip` of serde_json",
        &narrow,
        &["1e300", "null"],
    ));
    all.push(deep());
    all
}

/// A list of lists without end.
fn deep() -> Entry {
    #[derive(Serialize, Deserialize, Contract)]
    struct Deep(Vec<Deep>);
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let texts = [nested(1), nested(127), nested(128), nested(200), "[1]".to_owned()];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    reads::<Deep>(&[Of::Row(27)], "128 or more levels of nesting", &texts)
        .claims(Claim::Assumed("nesting-under-128"))
}
