use super::Mirror::Finds;
use super::{Rule, page, schemas};

page! {
    /// No alternative of the consumer's union accepts a message of one of the producer's.
    ///
    /// # What it means
    ///
    /// The consumer's type is an enum, and the producer may send a shape that fits none of its variants.
    ///
    /// # Why it breaks
    ///
    /// serde tries the variants: ``data did not match any variant of untagged enum Payment``, or an unknown tag.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "payment.before")]
    /// #[serde(untagged)]
    /// enum Before {
    ///     Card { number: String },
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "payment.after")]
    /// #[serde(untagged)]
    /// enum After {
    ///     Card { number: String },
    ///     Transfer { iban: String },
    /// }
    /// ```
    ///
    /// The consumer, before and after it was made ready for that:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "payment", name = "before")]
    /// #[serde(untagged)]
    /// enum Before {
    ///     Card { number: String },
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "payment", name = "after")]
    /// #[serde(untagged)]
    /// enum After {
    ///     Card { number: String },
    ///     Transfer { iban: String },
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer adds the variant and is deployed. A tagged enum may have a variant with `#[serde(other)]` for those to come;
    ///    an untagged one a last variant that takes anything.
    /// 2. *Migrate.* The producer begins to send the new shape.
    /// 3. *Contract.* There is nothing to remove.
    ALTERNATIVE_NOT_ACCEPTED = Rule::AlternativeNotAccepted.id(),
        schemas(
            r#"{"anyOf": [
                {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"], "additionalProperties": false},
                {"type": "object", "properties": {"iban": {"type": "string"}}, "required": ["iban"], "additionalProperties": false}
            ]}"#,
            r#"{"anyOf": [
                {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"], "additionalProperties": false},
                {"type": "object", "properties": {"cash": {"type": "boolean"}}, "required": ["cash"], "additionalProperties": false}
            ]}"#,
        ),
        schemas(
            r#"{"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"], "additionalProperties": false}"#,
            r#"{"anyOf": [
                {"type": "object", "properties": {"number": {"type": "string"}}, "required": ["number"], "additionalProperties": false},
                {"type": "object", "properties": {"cash": {"type": "boolean"}}, "required": ["cash"], "additionalProperties": false}
            ]}"#,
        ),
        Finds(Rule::AlternativeNotAccepted.id());
}
