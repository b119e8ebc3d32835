use super::Mirror::Finds;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a value of a JSON type that the consumer does not accept.
    ///
    /// # What it means
    ///
    /// JSON has null, booleans, numbers, strings, arrays and objects. The producer may send one type, and
    /// the consumer accepts another: a number became a string, a single value became a list, a struct
    /// became a plain id.
    ///
    /// # Why it breaks
    ///
    /// serde does not convert: `invalid type: string "7", expected u64`.
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
    ///     order_id: u64,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "order.placed")]
    /// struct After {
    ///     order_id: String,
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
    ///     order_id: u64,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "order.placed", name = "after")]
    /// struct After {
    ///     order_ref: String,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* The producer sends the new form in an additional field (`order_ref`).
    /// 2. *Migrate.* Each consumer reads the new field and is deployed. Alternatively, each consumer first
    ///    accepts both forms, with an untagged enum.
    /// 3. *Contract.* Once no contract names the old field, the producer removes it.
    TYPE_MISMATCH = Rule::TypeMismatch.id(),
        schemas(r#"{"type": "string"}"#, r#"{"type": "integer"}"#),
        schemas(r#"{"type": "string"}"#, r#"{"type": ["integer", "string"]}"#),
        Finds(Rule::TypeMismatch.id());
}
