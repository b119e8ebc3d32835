use super::Mirror::Finds;
use super::{Rule, page, schemas};

page! {
    /// The consumer's union has no alternative for a message that the producer may send.
    ///
    /// # What it means
    ///
    /// The consumer's type is an enum. The producer may send a shape that fits none of its variants.
    ///
    /// # Why it breaks
    ///
    /// serde tries each variant and then fails:
    /// ``data did not match any variant of untagged enum Payment``, or an unknown tag.
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
    /// The consumer, before and after the preparation:
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
    /// 1. *Expand.* Each consumer adds the variant and is deployed. For later variants, a tagged enum may
    ///    have a variant with `#[serde(other)]`, and an untagged one a last variant that accepts anything.
    /// 2. *Migrate.* The producer starts to send the new shape.
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
