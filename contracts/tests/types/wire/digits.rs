//! Numbers as texts.

use std::fmt::Display;
use std::num::{NonZeroI8, NonZeroU16};
use std::str::FromStr;

use counterpart::Contract;
use counterpart::wire::Digits;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::kinds::judge::{breaks, fits, mixed, written};
use super::reads_exactly;

fn to_text<T: Display, S: Serializer>(number: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}

fn of_text<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    String::deserialize(from)?
        .parse()
        .map_err(serde::de::Error::custom)
}

/// A number that is written as a text.
macro_rules! text_of {
    ($($name:ident: $ty:ty;)*) => {$(
        #[derive(Debug, Clone, Copy, Serialize, Deserialize, Contract)]
        struct $name(
            #[serde(serialize_with = "to_text", deserialize_with = "of_text")]
            #[contract(with = Digits<$ty>)]
            $ty,
        );
    )*};
}

text_of! {
    U8: u8;
    I8: i8;
    U64: u64;
    I64: i64;
    I128: i128;
    NonZero: NonZeroU16;
    NonZeroSigned: NonZeroI8;
    F64: f64;
    F32: f32;
}

fn texts() -> Vec<String> {
    let limits: [i128; 12] = [
        0,
        i8::MIN.into(),
        i8::MAX.into(),
        u8::MAX.into(),
        u16::MAX.into(),
        i64::MIN.into(),
        i64::MAX.into(),
        u64::MAX.into(),
        i128::MIN + 1,
        i128::MAX - 1,
        7,
        1_000,
    ];
    let around = limits.iter().flat_map(|limit| (-1..=1).map(move |by| limit + by));
    let mut texts: Vec<String> = around.map(|number| number.to_string()).collect();
    let signed = texts
        .iter()
        .flat_map(|text| [format!("+{text}"), format!("-{text}"), format!("00{text}")]);
    let signed: Vec<String> = signed.collect();
    texts.extend(signed);
    let odd = [
        "",
        "-",
        "+",
        "-0",
        "+0",
        "-00",
        "+00",
        "000",
        "-007",
        " 1",
        "1 ",
        "1_000",
        "1.0",
        ".5",
        "5.",
        ".",
        "1e5",
        "1E+5",
        "1e",
        "-1.5e-300",
        "1e999",
        "inf",
        "-inf",
        "+Infinity",
        "INF",
        "infinit",
        "nan",
        "NaN",
        "-nan",
        "0x10",
        "١",
        "1.e5",
        ".e5",
    ];
    texts.extend(odd.map(str::to_owned));
    texts
        .into_iter()
        .map(|text| format!("\"{text}\""))
        .chain(["1", "null"].map(str::to_owned))
        .collect()
}

#[test]
fn digits_are_read_as_the_standard_library_parses_them() {
    reads_exactly::<U8>(&texts());
    reads_exactly::<I8>(&texts());
    reads_exactly::<U64>(&texts());
    reads_exactly::<I64>(&texts());
    reads_exactly::<I128>(&texts());
    reads_exactly::<NonZero>(&texts());
    reads_exactly::<NonZeroSigned>(&texts());
    reads_exactly::<F64>(&texts());
    reads_exactly::<F32>(&texts());
}

#[test]
fn digits_are_written_as_the_standard_library_displays_them() {
    written((0..=u8::MAX).map(U8));
    written((i8::MIN..=i8::MAX).map(I8));
    written(
        (0..3_000)
            .map(|at| U64(mixed(at) >> (mixed(at + 1) % 64)))
            .chain([U64(u64::MAX)]),
    );
    written(
        (0..3_000)
            .map(|at| I64(mixed(at) as i64 >> (mixed(at + 1) % 64)))
            .chain([I64(i64::MIN), I64(i64::MAX)]),
    );
    written([I128(i128::MIN), I128(i128::MAX), I128(0)]);
    written(
        (1..=u16::MAX)
            .step_by(17)
            .map(|number| NonZero(number.try_into().unwrap())),
    );
    written((1..=i8::MAX).map(|number| NonZeroSigned((-number).try_into().unwrap())));
    let floats = [
        0.0,
        -0.0,
        1.5,
        f64::MAX,
        f64::MIN_POSITIVE,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        5e-324,
    ];
    let chance = (0..3_000).map(|at| f64::from_bits(mixed(at)));
    written(chance.chain(floats).map(F64));
    written((0..3_000).map(|at| F32(f32::from_bits(mixed(at) as u32))));
}

#[test]
fn greater_range_does_not_fit_a_smaller_one() {
    fits::<U8, U64>();
    fits::<U64, F64>();
    fits::<NonZero, I64>();
    let witness = breaks::<U64, U8>();
    assert!(witness.starts_with('"'), "{witness}");
    breaks::<I8, U8>();
    breaks::<U8, NonZero>();
}
