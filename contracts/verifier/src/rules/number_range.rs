use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a number outside the range that the consumer accepts.
    ///
    /// # What it means
    ///
    /// The producer's type holds more numbers than the consumer's: a wider integer, a signed integer
    /// instead of an unsigned one, a float instead of an integer, or a number between the accepted steps.
    ///
    /// # Why it breaks
    ///
    /// serde refuses a number that the type cannot hold: `invalid value: integer 4294967296, expected u32`.
    /// The break only appears on the day the numbers grow that large.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "order.placed")]
    /// struct Before {
    ///     total_cents: u32,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "order.placed")]
    /// struct After {
    ///     total_cents: u64,
    /// }
    /// ```
    ///
    /// The consumer, before and after the preparation:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "order.placed", name = "before")]
    /// struct Before {
    ///     total_cents: u32,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "order.placed", name = "after")]
    /// struct After {
    ///     total_cents: u64,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer widens its type and is deployed.
    /// 2. *Migrate.* The producer widens its own.
    /// 3. *Contract.* There is nothing to remove.
    NUMBER_RANGE = Rule::NumberRange.id(),
        schemas(
            r#"{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#,
            r#"{"type": "integer", "minimum": 0, "maximum": 4294967295}"#,
        ),
        schemas(
            r#"{"type": "integer", "minimum": 0, "maximum": 4294967295}"#,
            r#"{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#,
        ),
        Nothing("a narrower number fits in a wider one");
}
