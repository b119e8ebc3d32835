use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a string that does not have the format that the consumer accepts.
    ///
    /// # What it means
    ///
    /// The consumer reads a date, a UUID or an address. The producer may send a string of another format,
    /// or of none.
    ///
    /// # Why it breaks
    ///
    /// The reader of the string refuses it: `UUID parsing failed: invalid length`.
    ///
    /// # In Rust
    ///
    /// The consumer reads a `Uuid`. The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "order.placed")]
    /// struct Before {
    ///     order_id: uuid::Uuid,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "order.placed")]
    /// struct After {
    ///     order_id: String,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* The producer sends the new form in an additional field, or each consumer first reads
    ///    any string.
    /// 2. *Migrate.* Each consumer reads the new field and is deployed.
    /// 3. *Contract.* Once no contract names the old field, the producer removes it.
    FORMAT_MISMATCH = Rule::FormatMismatch.id(),
        schemas(r#"{"type": "string"}"#, r#"{"type": "string", "format": "uuid"}"#),
        schemas(
            r#"{"type": "string", "format": "uuid"}"#,
            r#"{"type": "string", "format": "uuid"}"#,
        ),
        Nothing("a consumer that accepts any string also accepts strings of a format");
}
