use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// A list may be sent whose items together break a rule of the consumer.
    ///
    /// # What it means
    ///
    /// The consumer's schema says something of all items at once: no two are equal (`uniqueItems`), one of a kind is among them
    /// (`contains`). The producer may send a list of which this is not true.
    ///
    /// # Why it breaks
    ///
    /// Rust's own types do not ask for it, so such a schema was written by hand or comes from another language, and so does what reads
    /// the message.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "post.tagged")]
    /// struct Before {
    ///     tags: std::collections::BTreeSet<String>,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "post.tagged")]
    /// struct After {
    ///     tags: Vec<String>,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer drops the rule from its schema, and handles lists that break it.
    /// 2. *Migrate.* The producer sends such lists.
    /// 3. *Contract.* There is nothing to remove.
    ARRAY_CONTENT = Rule::ArrayContent.id(),
        schemas(
            r#"{"type": "array", "items": {"type": "string"}}"#,
            r#"{"type": "array", "items": {"type": "string"}, "uniqueItems": true}"#,
        ),
        schemas(
            r#"{"type": "array", "items": {"type": "string"}, "uniqueItems": true}"#,
            r#"{"type": "array", "items": {"type": "string"}, "uniqueItems": true}"#,
        ),
        Nothing("a consumer that takes any list takes those without equal items");
}
