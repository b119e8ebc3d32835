use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send an object with too few or too many fields for the consumer.
    ///
    /// # What it means
    ///
    /// The consumer's schema limits the number of fields of an object (`minProperties`, `maxProperties`).
    /// An enum that is written as a single key is such an object. The producer may send another number of
    /// fields.
    ///
    /// # Why it breaks
    ///
    /// serde reads an enum from exactly one key. A schema that was written by hand states what its own code
    /// supports.
    ///
    /// # In Rust
    ///
    /// The producer, before and after. The consumer reads an enum whose variants are the keys:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "limit.before")]
    /// enum Before {
    ///     Daily(u32),
    ///     Monthly(u32),
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "limit.after")]
    /// #[serde(rename_all = "PascalCase")]
    /// struct After {
    ///     daily: u32,
    ///     monthly: u32,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer reads objects of the new size and is deployed, or the producer sends the
    ///    new form in an additional field.
    /// 2. *Migrate.* The producer sends the new form.
    /// 3. *Contract.* Once no contract names the old form, the producer removes it.
    PROPERTY_COUNT = Rule::PropertyCount.id(),
        schemas(
            r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
            r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 1}"#,
        ),
        schemas(
            r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 1}"#,
            r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
        ),
        Nothing("a consumer that accepts any number of fields also accepts these");
}
