use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// `null` may be sent where the consumer accepts none.
    ///
    /// # What it means
    ///
    /// The producer's type has an `Option` that is written as `null` where it is `None`. The consumer's type has a plain value there.
    ///
    /// # Why it breaks
    ///
    /// serde reads `null` as an `Option` and as `()`, and as nothing else: `invalid type: null, expected a string`. A default does
    /// not help: `#[serde(default)]` is for a field that is left out, not for one that is there and `null`.
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
    /// The consumer, before and after it was made ready for that:
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
    /// 1. *Expand.* Each consumer makes the field an `Option<…>` and is deployed. Its contract then accepts `null`.
    /// 2. *Migrate.* The producer makes its field an `Option`, and may send `null`.
    /// 3. *Contract.* There is nothing to remove.
    ///
    /// Where consumers already do without the field, `#[serde(skip_serializing_if = "Option::is_none")]` on the producer's side
    /// leaves it out instead of sending `null`, and nobody has to change.
    NULL_EMITTED = Rule::NullEmitted.id(),
        schemas(r#"{"type": ["string", "null"]}"#, r#"{"type": "string"}"#),
        schemas(r#"{"type": ["string", "null"]}"#, r#"{"type": ["string", "null"]}"#),
        Nothing("a consumer that accepts null loses nothing where none is sent");
}
