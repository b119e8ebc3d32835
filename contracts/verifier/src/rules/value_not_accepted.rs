use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// The producer may send a value that the consumer does not know.
    ///
    /// # What it means
    ///
    /// The consumer's type is an enum, or the tag of one. The producer may send a variant that it lacks.
    ///
    /// # Why it breaks
    ///
    /// serde refuses an unknown variant: ``unknown variant `team` ``. It refuses the whole message,
    /// whatever else it contains.
    ///
    /// # In Rust
    ///
    /// The producer, before and after:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Serialize;
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "plan.before")]
    /// enum Before {
    ///     Free,
    ///     Pro,
    /// }
    ///
    /// #[derive(Serialize, Contract)]
    /// # #[contract(emits = "plan.after")]
    /// enum After {
    ///     Free,
    ///     Pro,
    ///     Team,
    /// }
    /// ```
    ///
    /// The consumer, before and after the preparation:
    ///
    /// ```
    /// # use counterpart::Contract;
    /// # use serde::Deserialize;
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "plan", name = "before")]
    /// enum Before {
    ///     Free,
    ///     Pro,
    /// }
    ///
    /// #[derive(Deserialize, Contract)]
    /// # #[contract(consumes = "plan", name = "after")]
    /// enum After {
    ///     Free,
    ///     Pro,
    ///     #[serde(other)]
    ///     Other,
    /// }
    /// ```
    ///
    /// # Rolling it out
    ///
    /// 1. *Expand.* Each consumer adds the variant and is deployed. Or, once and for all, it adds a variant
    ///    with `#[serde(other)]` that accepts any other value.
    /// 2. *Migrate.* The producer starts to send it.
    /// 3. *Contract.* There is nothing to remove.
    VALUE_NOT_ACCEPTED = Rule::ValueNotAccepted.id(),
        schemas(r#"{"enum": ["Free", "Pro", "Team"]}"#, r#"{"enum": ["Free", "Pro"]}"#),
        schemas(r#"{"enum": ["Free", "Pro"]}"#, r#"{"enum": ["Free", "Pro"]}"#),
        Nothing("a consumer may know values that are never sent");
}
