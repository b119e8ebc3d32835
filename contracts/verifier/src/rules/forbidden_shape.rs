use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a shape that the consumer forbids, or that fits two exclusive alternatives.
    ///
    /// # What it means
    ///
    /// The consumer's schema has a `not`, is `false` at this place, or has a `oneOf` and the message fits
    /// more than one of its parts. At the whole message, it may also be that the producer sends CloudEvents
    /// in another mode than the consumer reads, or none: the report names both.
    ///
    /// # Why it breaks
    ///
    /// Rust's own types seldom produce such schemas. A schema that was written by hand, or that comes from
    /// another language, states what its code cannot read.
    ///
    /// # In Rust
    ///
    /// The consumer forbids the empty string. The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// enum Currency {
    ///     EUR,
    ///     USD,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "price.changed")]
    /// struct Before {
    ///     currency: Currency,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "price.changed")]
    /// struct After {
    ///     currency: String,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer accepts the shape, or the producer's type rules such values out.
    /// 2. *Migrate.* The producer sends the new form.
    /// 3. *Contract.* There is nothing to remove.
    FORBIDDEN_SHAPE = Rule::ForbiddenShape.id(),
        schemas(r#"{"type": "string"}"#, r#"{"type": "string", "not": {"const": ""}}"#),
        schemas(r#"{"enum": ["EUR", "USD"]}"#, r#"{"type": "string", "not": {"const": ""}}"#),
        Nothing("a consumer that forbids nothing also accepts these");
}
