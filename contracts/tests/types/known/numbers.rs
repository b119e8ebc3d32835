//! Numbers.

use num_bigint::{BigInt, BigUint};
use ordered_float::{NotNan, OrderedFloat};
use rust_decimal::Decimal;

use super::super::kinds::judge::{breaks, fits, mixed, read, written};
use super::{held, reads_exactly};

held! {
    Signed: BigInt;
    Unsigned: BigUint;
    Ordered: OrderedFloat<f64>;
    Ordered32: OrderedFloat<f32>;
    Real: NotNan<f64>;
    Text: #[serde(with = "rust_decimal::serde::str")] Decimal;
    MaybeText: #[serde(with = "rust_decimal::serde::str_option")] Option<Decimal>;
    Float: #[serde(with = "rust_decimal::serde::float")] Decimal;
}

#[test]
fn big_integers_are_lists_of_32_bits() {
    let texts = [
        "[]",
        "[0]",
        "[4294967295]",
        "[4294967296]",
        "[-1]",
        "[1,[1,2]]",
        "[0,[]]",
        "[-1,[5]]",
        "[2,[1]]",
        "[1]",
        "\"1\"",
        "1",
    ];
    reads_exactly::<Signed>(&texts);
    reads_exactly::<Unsigned>(&texts);
    let number =
        |at: u64| (BigInt::from(mixed(at) as i64) * BigInt::from(mixed(at + 1))) >> (mixed(at + 2) % 120);
    written((0..2_000).map(|at| Signed(number(at))));
    written((0..2_000).map(|at| Unsigned(number(at).magnitude().clone())));
    fits::<Unsigned, Vec<u32>>();
}

#[test]
fn ordered_floats_are_numbers() {
    let texts = [
        "1",
        "-1.5",
        "1e300",
        "-0.0",
        "18446744073709551616",
        "null",
        "\"1\"",
        "\"NaN\"",
    ];
    reads_exactly::<Ordered>(&texts);
    reads_exactly::<Real>(&texts);
    read::<Ordered32>(&texts);
    let floats = || {
        (0..2_000)
            .map(|at| f64::from_bits(mixed(at)))
            .filter(|float| float.is_finite())
    };
    written(floats().map(|float| Ordered(OrderedFloat(float))));
    written(floats().map(|float| Real(NotNan::new(float).unwrap())));
    fits::<Ordered, f64>();
    fits::<f64, Real>();
}

#[test]
fn number_or_its_text_is_read_by_serde_aux() {
    held! {
        Small: #[serde(deserialize_with = "serde_aux::field_attributes::deserialize_number_from_string")] u8;
        Large: #[serde(deserialize_with = "serde_aux::prelude::deserialize_number_from_string")] i64;
        Fraction: #[serde(deserialize_with = "serde_aux::prelude::deserialize_number_from_string")] f64;
    }
    let texts = [
        "0",
        "255",
        "256",
        "-1",
        "1.5",
        "9223372036854775808",
        "null",
        "true",
        r#""255""#,
        r#""+007""#,
        r#""256""#,
        r#""-5""#,
        r#""1.5""#,
        r#""""#,
        r#""x""#,
        "[1]",
    ];
    reads_exactly::<Small>(&texts);
    reads_exactly::<Large>(&texts);
    reads_exactly::<Fraction>(&texts);
    written((0..=u8::MAX).map(Small));
    fits::<u8, Small>();
    fits::<Small, u8>();
    breaks::<String, Large>();
}

const TEXTS: &[&str] = &[
    r#""1.10""#,
    r#""-0.0""#,
    r#""79228162514264337593543950335""#,
    r#""79228162514264337593543950336""#,
    r#""1e5""#,
    r#"".5""#,
    r#""""#,
    "1",
    "-1.5",
    "1e28",
    "1e29",
    "null",
];

#[test]
fn modules_of_rust_decimal_read_and_write_their_form() {
    read::<Text>(TEXTS);
    read::<MaybeText>(TEXTS);
    read::<Float>(TEXTS);
    let decimals = || {
        (0..2_000).map(|at| {
            Decimal::from_parts(
                mixed(at) as u32,
                mixed(at + 1) as u32,
                mixed(at + 2) as u32,
                at % 2 == 0,
                (mixed(at + 3) % 29) as u32,
            )
        })
    };
    let edges = [Decimal::MAX, Decimal::MIN, Decimal::ZERO, Decimal::new(1, 28)];
    written(decimals().chain(edges).map(Text));
    written(decimals().map(Some).chain([None]).map(MaybeText));
    written(decimals().map(Float));
    fits::<Text, Decimal>();
    breaks::<f64, Text>();
}
