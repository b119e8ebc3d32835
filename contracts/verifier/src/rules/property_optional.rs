use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The consumer requires a field that some messages of the producer lack.
    ///
    /// # What it means
    ///
    /// The producer leaves the field out of some messages (`skip_serializing_if`, a variant that lacks it).
    /// The consumer's type has the field without a default.
    ///
    /// # Why it breaks
    ///
    /// serde refuses the messages that lack it: ``missing field `email` ``. Tests seldom notice, because
    /// most messages have the field.
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
    ///     #[serde(skip_serializing_if = "Option::is_none")]
    ///     email: Option<String>,
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
    /// struct Before {
    ///     email: String,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "user.registered", name = "after")]
    /// struct After {
    ///     email: Option<String>,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer stops requiring the field (an `Option<…>`, or `#[serde(default)]`) and is
    ///    deployed.
    /// 2. *Migrate.* The producer starts to leave it out.
    /// 3. *Contract.* There is nothing to remove.
    PROPERTY_OPTIONAL = Rule::PropertyOptional.id(),
        schemas(
            r#"{"type": "object", "properties": {"email": {"type": "string"}}, "additionalProperties": false}"#,
            r#"{"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"], "additionalProperties": false}"#,
        ),
        schemas(
            r#"{"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"], "additionalProperties": false}"#,
            r#"{"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"], "additionalProperties": false}"#,
        ),
        Nothing("a consumer that can do without a field reads messages that always have it");
}
