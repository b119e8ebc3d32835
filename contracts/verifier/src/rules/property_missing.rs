use super::Mirror::Finds;
use super::{Rule, page, schemas};

page! {
    /// The consumer requires a field that the producer never sends.
    ///
    /// # What it means
    ///
    /// The consumer's type has a field without a default. No message of the producer contains it: it was
    /// removed or renamed, or never existed.
    ///
    /// # Why it breaks
    ///
    /// serde refuses a message without it: ``missing field `email` ``. It refuses every message, not only
    /// some.
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
    ///     user_id: u64,
    ///     email: String,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "user.registered")]
    /// struct After {
    ///     user_id: u64,
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
    ///    deployed. For a renamed field, the producer sends both names, and each consumer reads the new one
    ///    (`#[serde(alias = "…")]` reads either).
    /// 2. *Migrate.* Wait until no contract requires the field any more.
    /// 3. *Contract.* The producer removes it.
    PROPERTY_MISSING = Rule::PropertyMissing.id(),
        schemas(
            r#"{"type": "object", "additionalProperties": false}"#,
            r#"{"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]}"#,
        ),
        schemas(
            r#"{"type": "object", "additionalProperties": false}"#,
            r#"{"type": "object", "properties": {"email": {"type": "string"}}}"#,
        ),
        Finds(Rule::PropertyDenied.id());
}
