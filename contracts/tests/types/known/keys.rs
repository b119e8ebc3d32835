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
