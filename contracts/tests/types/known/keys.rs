//! Numbers of other crates as the keys of maps.

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use counterpart::Contract;
use counterpart::truth;
use ordered_float::OrderedFloat;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[test]
fn keys_that_are_numbers_are_read() {
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct Prices {
        by_price: BTreeMap<Decimal, u8>,
        by_big: BTreeMap<BigDecimal, u8>,
        by_float: BTreeMap<OrderedFloat<f64>, u8>,
    }
    for seed in 0..5 {
        let options = truth::Options::default().samples(1_000).seed(seed);
        let outcome = truth::accepted::<Prices>(&options).expect("a schema");
        assert!(
            outcome.failures.is_empty() && outcome.asked >= 200,
            "{outcome:#?}"
        );
        let outcome = truth::emitted::<Prices>(&options).expect("a schema");
        assert!(
            outcome.failures.is_empty() && outcome.asked >= 100,
            "{outcome:#?}"
        );
    }
}

#[test]
fn a_key_is_a_float_that_fits_64_bits() {
    use super::super::kinds::judge::{fits, read, written};

    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct ByFloat(BTreeMap<OrderedFloat<f64>, u8>);
    #[derive(Debug, Serialize, Deserialize, Contract)]
    struct ByShort(BTreeMap<OrderedFloat<f32>, u8>);

    let keys = [
        "0",
        "-0",
        "1.5",
        "-1.5e3",
        "1E+07",
        "1e-400",
        "1e308",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "1.8e308",
        "1e309",
        "-1e400",
        "10e308",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "inf",
        "",
    ];
    let texts = keys.map(|key| format!("{{{key:?}:1}}"));
    let texts: Vec<_> = texts.iter().map(String::as_str).collect();
    let (taken, _) = read::<ByFloat>(&texts);
    assert!(taken >= 8, "{taken}");
    let (taken, _) = read::<ByShort>(&texts);
    assert!(taken >= 6, "{taken}");
    let refused = read::<ByFloat>(&[r#"{"1e400":1}"#, r#"{"1.8e308":1}"#, "{}"]);
    assert_eq!(refused.1, 0);
    let edges = [
        0.0,
        -0.5,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        1e16,
        123_456_789.125,
    ];
    written(edges.map(|float| ByFloat([(OrderedFloat(float), 1)].into())));
    fits::<ByFloat, ByFloat>();
}
