//! Types of other crates that have no schema of their own, or a wrong one: the compiler's names tell what they are.

mod bson;
mod containers;
mod dates;
mod flags;
mod flattened;
mod functions;
mod geo;
mod in_arguments;
mod keys;
mod newtypes;
mod numbers;
mod others;
mod raw;
mod texts;
mod variants;

use std::fmt::Debug;

use counterpart::__private::schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::kinds::judge::read;

/// serde reads a text if and only if the contract accepts it, among these texts and ones near them.
#[track_caller]
fn reads_exactly<T: DeserializeOwned + Debug + JsonSchema>(texts: &[&str]) {
    let (taken, more) = read::<T>(texts);
    assert!(
        taken >= 2 && more == 0,
        "{taken} are taken, {more} are read as well"
    );
}

/// A type has the same contracts with a schema of its own and without.
#[track_caller]
fn needs_no_feature<T: JsonSchema>() {
    use counterpart::__private::wire::Known;
    use counterpart::contract::Role;
    use counterpart::schema::generate;

    for role in [Role::Consumes, Role::Emits] {
        let (with, without) = (generate::<T>(role), generate::<Known<T, false>>(role));
        assert_eq!(with, without, "{}", std::any::type_name::<T>());
    }
}

#[test]
fn types_with_a_feature_are_known_without_it() {
    needs_no_feature::<chrono::DateTime<chrono::Utc>>();
    needs_no_feature::<chrono::DateTime<chrono::FixedOffset>>();
    needs_no_feature::<chrono::NaiveDate>();
    needs_no_feature::<chrono::NaiveDateTime>();
    needs_no_feature::<chrono::NaiveTime>();
    needs_no_feature::<chrono::TimeDelta>();
    needs_no_feature::<chrono::Weekday>();
    needs_no_feature::<jiff::Timestamp>();
    needs_no_feature::<jiff::Zoned>();
    needs_no_feature::<jiff::Span>();
    needs_no_feature::<jiff::SignedDuration>();
    needs_no_feature::<jiff::civil::Date>();
    needs_no_feature::<jiff::civil::Time>();
    needs_no_feature::<jiff::civil::DateTime>();
    needs_no_feature::<uuid::Uuid>();
    needs_no_feature::<url::Url>();
    needs_no_feature::<semver::Version>();
    needs_no_feature::<rust_decimal::Decimal>();
    needs_no_feature::<bigdecimal::BigDecimal>();
    needs_no_feature::<smol_str03::SmolStr>();
}

/// A newtype of each type.
macro_rules! held {
    ($($name:ident: $(#[$attr:meta])* $ty:ty;)*) => {$(
        #[derive(Debug, serde::Serialize, serde::Deserialize, counterpart::Contract)]
        struct $name($(#[$attr])* $ty);
    )*};
}
use held;
