use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send `null`, and the consumer does not accept it.
    ///
    /// # What it means
    ///
    /// The producer's type has an `Option` that is written as `null` if it is `None`. The consumer's type
    /// has a plain value there.
    ///
    /// # Why it breaks
    ///
    /// serde only reads `null` as an `Option` or as `()`: `invalid type: null, expected a string`. A
    /// default does not help. `#[serde(default)]` applies to a field that is absent, not to one that is
    /// present and `null`.
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
    /// 1. *Expand.* Each consumer makes the field an `Option<…>` and is deployed. Its contract then accepts
    ///    `null`.
    /// 2. *Migrate.* The producer makes its field an `Option`, and may send `null`.
    /// 3. *Contract.* There is nothing to remove.
    ///
    /// If consumers already do without the field, put `#[serde(skip_serializing_if = "Option::is_none")]`
    /// on the producer's field. The field is then left out instead of sent as `null`, and no consumer has
    /// to change.
    NULL_EMITTED = Rule::NullEmitted.id(),
        schemas(r#"{"type": ["string", "null"]}"#, r#"{"type": "string"}"#),
        schemas(r#"{"type": ["string", "null"]}"#, r#"{"type": ["string", "null"]}"#),
        Nothing("a consumer that accepts null loses nothing if none is sent");
}
