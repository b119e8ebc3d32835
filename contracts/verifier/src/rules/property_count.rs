use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// An object may be sent with too few or too many fields for the consumer.
    ///
    /// # What it means
    ///
    /// The consumer's schema says how many fields an object has (`minProperties`, `maxProperties`): an enum that is written as one key is
    /// such an object. The producer may send another number of them.
    ///
    /// # Why it breaks
    ///
    /// An enum is read from exactly one key, and a schema that was written by hand says what its own code can bear.
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
    /// 1. *Expand.* Each consumer reads objects of the new size and is deployed, or the producer sends the new form in a field beside.
    /// 2. *Migrate.* The producer sends the new form.
    /// 3. *Contract.* What stood beside is removed once no contract names it.
    PROPERTY_COUNT = Rule::PropertyCount.id(),
        schemas(
            r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
            r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 1}"#,
        ),
        schemas(
            r#"{"type": "object", "additionalProperties": {"type": "integer"}, "maxProperties": 1}"#,
            r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
        ),
        Nothing("a consumer that takes any number of fields takes these too");
}
