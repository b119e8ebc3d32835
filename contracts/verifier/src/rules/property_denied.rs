use super::Mirror::Finds;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a field that the consumer denies.
    ///
    /// # What it means
    ///
    /// The consumer's type has `#[serde(deny_unknown_fields)]`, or a map whose key type cannot be read from
    /// the field's name. The producer may send a field that it does not know.
    ///
    /// # Why it breaks
    ///
    /// serde refuses the message because of this one field: ``unknown field `locale` ``. A consumer without
    /// `deny_unknown_fields` ignores it.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "user.registered")]
    /// struct Before {
    ///     email: String,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "user.registered")]
    /// struct After {
    ///     email: String,
    ///     locale: String,
    /// }
    /// ```
    ///
    /// The consumer, before and after the preparation:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "user.registered", name = "before")]
    /// #[serde(deny_unknown_fields)]
    /// struct Before {
    ///     email: String,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "user.registered", name = "after")]
    /// struct After {
    ///     email: String,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer drops `deny_unknown_fields`, which keeps its producers from adding
    ///    fields, or declares the field. It is then deployed.
    /// 2. *Migrate.* The producer starts to send the field.
    /// 3. *Contract.* There is nothing to remove.
    PROPERTY_DENIED = Rule::PropertyDenied.id(),
        schemas(
            r#"{"type": "object", "properties": {"locale": {"type": "string"}}, "required": ["locale"], "additionalProperties": false}"#,
            r#"{"type": "object", "additionalProperties": false}"#,
        ),
        schemas(
            r#"{"type": "object", "properties": {"locale": {"type": "string"}}, "required": ["locale"], "additionalProperties": false}"#,
            r#"{"type": "object"}"#,
        ),
        Finds(Rule::PropertyMissing.id());
}
