use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a list whose items, taken together, break a rule of the consumer.
    ///
    /// # What it means
    ///
    /// The consumer's schema constrains all items at once: no two may be equal (`uniqueItems`), or one of a
    /// kind must be among them (`contains`). The producer may send a list that breaks this.
    ///
    /// # Why it breaks
    ///
    /// Rust's own types do not require this. Someone wrote the schema by hand, or it comes from another
    /// language. The code that reads the message will enforce it.
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
        Nothing("a consumer that accepts any list also accepts lists without duplicates");
}
