use super::Mirror::Nothing;
use super::{Rule, page, schemas};

page! {
    /// A value is sent that is not among those that the consumer knows.
    ///
    /// # What it means
    ///
    /// The consumer's type is an enum, or the tag of one, and the producer may send a variant that it lacks.
    ///
    /// # Why it breaks
    ///
    /// serde refuses a variant that it does not know: ``unknown variant `team` ``. The whole message is refused, whatever else it holds.
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
    /// The consumer, before and after it was made ready for that:
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
    /// 1. *Expand.* Each consumer adds the variant and is deployed, or, once and for all, a variant with `#[serde(other)]` that takes
    ///    whatever comes.
    /// 2. *Migrate.* The producer begins to send it.
    /// 3. *Contract.* There is nothing to remove.
    VALUE_NOT_ACCEPTED = Rule::ValueNotAccepted.id(),
        schemas(r#"{"enum": ["Free", "Pro", "Team"]}"#, r#"{"enum": ["Free", "Pro"]}"#),
        schemas(r#"{"enum": ["Free", "Pro"]}"#, r#"{"enum": ["Free", "Pro"]}"#),
        Nothing("a consumer may know values that are never sent");
}
