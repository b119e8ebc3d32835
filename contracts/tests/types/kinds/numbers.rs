//! Decimal numbers.

use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::BigInt;
use counterpart::compat::{Limits, Verdict, check};
use counterpart::contract::Role;
use rust_decimal::Decimal;

use super::judge::{fits, holds, mixed, read, schema, written};

const TEXTS: &[&str] = &[
    r#""1.10""#,
    r#""-0.0""#,
    r#""79228162514264337593543950335""#,
    r#""79228162514264337593543950336""#,
    r#""79228162514264337593543950335.4""#,
    r#""79228162514264337593543950335.5""#,
    r#""79228162514264337593543950334.5""#,
    r#""79228162514264337593543950334.99999999999999999999""#,
    r#""7.9228162514264337593543950336""#,
    r#""0.00000000000000000000000000001""#,
    r#""99999999999999999999999999999""#,
    r#""1e5""#,
    r#""1E-20""#,
    r#""1.5e-7""#,
    r#""1e+30""#,
    r#""1.""#,
    r#"".5""#,
    r#""+1""#,
    r#""1_000""#,
    r#""-""#,
    r#""e5""#,
    r#""NaN""#,
    r#""""#,
    "1",
    "-1.5",
    "1e5",
    "1e28",
    "1e29",
    "1e300",
    "79228162514264328797450928128",
    "79228162514264328797450928129",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "18446744073709551616",
    "null",
    "true",
];

#[test]
fn numbers_that_contracts_accept_are_read() {
    read::<Decimal>(TEXTS);
    read::<BigDecimal>(TEXTS);
    read::<Option<Decimal>>(TEXTS);
}

#[test]
fn written_numbers_are_in_the_contracts() {
    let parts = |at: u64| {
        (
            mixed(at) as u32,
            mixed(at + 1) as u32 >> (mixed(at) % 33).min(31),
            mixed(at + 2) as u32 >> (mixed(at + 2) % 32),
        )
    };
    let decimals = (0..3_000).map(|at| {
        let (low, middle, high) = parts(at);
        Decimal::from_parts(low, middle, high, at % 2 == 0, (mixed(at + 3) % 29) as u32)
    });
    let edges = [
        Decimal::MAX,
        Decimal::MIN,
        Decimal::ZERO,
        -Decimal::ZERO,
        Decimal::new(1, 28),
        Decimal::new(0, 28),
    ];
    written(edges.into_iter().chain(decimals));
    written((0..3_000).map(|at| {
        let scale = mixed(at) as i64 % (10_i64.pow((at % 18) as u32) + 1);
        BigDecimal::new(
            BigInt::from(mixed(at + 1) as i64) * BigInt::from(mixed(at + 2)),
            scale,
        )
    }));
}

#[test]
fn a_decimal_is_a_big_decimal_and_not_the_other_way_round() {
    fits::<Decimal, BigDecimal>();
    let small: BigDecimal = "1e-40".parse().unwrap();
    let written = serde_json::to_string(&small).unwrap();
    let (emitted, accepted) = (
        schema::<BigDecimal>(Role::Emits),
        schema::<Decimal>(Role::Consumes),
    );
    assert_eq!(
        (holds(&emitted, &written), holds(&accepted, &written)),
        (Some(true), Some(false))
    );
    assert!(
        serde_json::from_str::<Decimal>(&written).is_err()
            && serde_json::from_str::<BigDecimal>(&written).is_ok()
    );
    let verdict = check(&emitted, &accepted, &Limits::default());
    assert!(matches!(verdict, Verdict::Incompatible(_)), "{verdict:?}");
    fits::<Vec<Option<Decimal>>, Vec<Option<Decimal>>>();
}
