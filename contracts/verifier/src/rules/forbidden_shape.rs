use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// A shape may be sent that the consumer forbids, or that fits two of its alternatives where only one may fit.
    ///
    /// # What it means
    ///
    /// The consumer's schema has a `not`, a `oneOf` of which the message fits more than one part, or is `false` at the place.
    ///
    /// # Why it breaks
    ///
    /// Rust's own types make such schemas seldom. One that was written by hand, or comes from another language, says what its code
    /// cannot read.
    ///
    /// # In Rust
    ///
    /// The consumer forbids the empty text. The producer, before and after:
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
    /// 1. *Expand.* Each consumer lifts what it forbids, or the producer's type says that such values are never sent.
    /// 2. *Migrate.* The producer sends the new form.
    /// 3. *Contract.* There is nothing to remove.
    FORBIDDEN_SHAPE = Rule::ForbiddenShape.id(),
        schemas(r#"{"type": "string"}"#, r#"{"type": "string", "not": {"const": ""}}"#),
        schemas(r#"{"enum": ["EUR", "USD"]}"#, r#"{"type": "string", "not": {"const": ""}}"#),
        Nothing("a consumer that forbids nothing takes these too");
}
